"""A newly founded organisation to import into, and short ways to do so."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.founding import Founding, found
from oncall_tui.desk.house import load_house
from oncall_tui.desk.imports import ImportRefused, ImportReport, run_import
from oncall_tui.rules.rulebook import load_rulebook
from oncall_tui.settings import Settings
from storage.sessions import Store
from tests.clock import FixedClock

PEOPLE = """\
name,roles,email,phone,works
Jo Lee,care-manager,jo@harbourside.example,0491 570 156,Mon-Thu 09:00-17:00
Mai Tran,care-manager,mai@harbourside.example,0491 570 157,
Sam Idris,care-manager;director,sam@harbourside.example,,
Len Quist,care-manager,len@harbourside.example,,
"""
HEADER = "number,family_name,given_name,pcm,scm"
CLIENT = "C-1,Okafor,Hana,jo@harbourside.example,mai@harbourside.example"
TABLES = (
    *("person", "person_role", "work_pattern", "client", "client_phone", "consent"),
    *("holding", "duty_shift", "absence", "search_word"),
)


def founded(store: Store, clock: FixedClock, *, region: str = "AU-NSW") -> Desk:
    """Return Kim Webb's desk in an organisation that has nobody else yet."""
    founding = Founding(
        "Harbourside Care",
        "Australia/Sydney",
        region,
        "Mon-Fri 09:00-17:00",
        "1800 975 711",
        "Kim Webb",
        "kim@harbourside.example",
    )
    found(store, clock, founding)
    return Desk(
        store=store,
        clock=clock,
        settings=Settings(),
        operator=load_house(store).default_director,
        load_house=lambda: load_house(store),
        load_rulebook=load_rulebook,
    )


def bring(
    desk: Desk, kind: str, folder: Path, content: str | bytes, *, dry_run: bool = False
) -> ImportReport:
    """Import what would stand in a CSV file."""
    file = folder / f"{kind}.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run_import(desk, kind, file, dry_run=dry_run)


def counts(report: ImportReport) -> tuple[int, int, int]:
    """Return how many rows were new, changed and unchanged."""
    return report.added, report.changed, report.unchanged


def problems(fault: ImportRefused) -> list[tuple[int, str]]:
    """Return where the problems are."""
    return [(problem.row, problem.column) for problem in fault.problems]


def contents(store: Store) -> dict[str, int]:
    """Return how many rows each table that an import writes has, and the audit record."""
    with store.reading() as connection:
        return {
            table: int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)
            for table in (*TABLES, "audit")
        }
