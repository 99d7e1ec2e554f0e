"""Text that begins like a formula, put wherever somebody may write, and then taken out in every way."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.formats import Format, rendered
from oncall_tui.desk.export.whole import export_data
from oncall_tui.desk.record import Wanted
from oncall_tui.desk.record_export import RecordFormat, export_record
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build
from storage.models import Client, ClientPhone, Holding
from storage.vocabulary import CareRole, Category, Channel, Outcome
from tests.house import EPOCH, JO, MAI

LEADERS = ("=", "+", "-", "@", "\t", "\r", " =", "＝", "＋", "－", "＠")
_FORMULA = re.compile(r" *[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Left:
    """What was found in everything that was taken out."""

    files: int
    cells: int
    raw: int
    """Cells that a spreadsheet would take for a formula."""
    guarded: int
    """Cells that begin like one, and are kept from being one."""


def plant(desk: Desk) -> None:
    """Put every leader at the front of what may be written of a client, a call and an attempt."""
    for number, leader in enumerate(LEADERS, 500):
        formula = f"{leader}cmd|' /C calc'!A{number}"
        with desk.store.writing("system", "test.planted", f"client:{number}") as unit:
            unit.session.add(
                Client(
                    id=number,
                    number=f"C-{number}",
                    family_name=formula,
                    given_name=formula,
                    address=formula,
                    suburb=formula,
                    concerns=[formula],
                )
            )
            unit.session.flush()
            unit.session.add(ClientPhone(client_id=number, number=formula, digits=""))
            for person, role in ((JO, CareRole.PCM), (MAI, CareRole.SCM)):
                unit.session.add(Holding(client_id=number, person_id=person, role=role, starts_at=EPOCH))
        new = NewCall(
            f"c{number}",
            Category.CALL_BACK,
            client_id=number,
            caller=formula,
            said=formula,
            next_step=formula,
        )
        item = log_call(desk, new).item_id
        log_attempt(desk, NewAttempt(f"t{number}", item, Channel.PHONE, Outcome.NO_ANSWER, note=formula))


def take_out(desk: Desk, folder: Path) -> Left:
    """Take everything out as sheets, and count the cells that are formulas."""
    export_data(desk, folder / "whole", reason="looked at")
    export_record(desk, Wanted(), folder / "record.csv", RecordFormat.CSV, reason="looked at")
    for kind in KINDS:
        paper = build(desk, kind, asked(desk, "this week"))
        (folder / f"{kind.name}.csv").write_bytes(rendered(paper, Format.CSV))
    files = sorted(folder.rglob("*.csv"))
    cells = [cell for file in files for cell in _cells(file)]
    raw = sum(bool(_FORMULA.match(cell)) and not _NUMBER.fullmatch(cell) for cell in cells)
    return Left(len(files), len(cells), raw, sum(cell.startswith("'") for cell in cells))


def _cells(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.reader(opened):
            yield from row
