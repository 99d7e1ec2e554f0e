"""Run an import: read the file to its end first, then write all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.changing import changing
from oncall_tui.desk.imports.absences import Absences
from oncall_tui.desk.imports.calendarfile import COLUMNS, CalendarReader
from oncall_tui.desk.imports.clients import Clients
from oncall_tui.desk.imports.duty import Duty
from oncall_tui.desk.imports.findings import Findings, ImportReport
from oncall_tui.desk.imports.loader import Loader, Setting
from oncall_tui.desk.imports.people import People
from oncall_tui.desk.imports.rows import FileRow
from oncall_tui.desk.imports.tables import Table, open_table
from oncall_tui.desk.people import load_directory
from oncall_tui.errors import Refused
from oncall_tui.text import safe_text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.people import Directory
    from storage.units import Unit

Progress = Callable[[int, int], None]
"""Told of how many steps are done, of how many in all."""

LOADERS: dict[str, type[Loader[Any]]] = {each.kind: each for each in (People, Clients, Duty, Absences)}
_STEP = 1_000
"""Rows between two words about the progress."""


def run_import(
    desk: Desk,
    kind: str,
    path: Path | str,
    *,
    dry_run: bool = False,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a CSV or a workbook of people, clients, duty or absences: all of its rows, or none.

    Args:
        desk: where it goes, and who does it.
        kind: which kind of record the file holds.
        path: the file.
        dry_run: check and count, and write nothing.
        sheet: name of the workbook's sheet; the first if left out.
        progress: told now and then how far it is.

    Raises:
        ImportRefused: something in the file is wrong; every problem is named by row and column.
        Refused: there is no such kind.
    """
    if kind not in LOADERS:
        raise Refused(f"There is no import of “{safe_text(kind, max_len=40)}”. Choose {', '.join(LOADERS)}.")
    run = _Run(desk, LOADERS[kind], Path(path), sheet, progress or _nobody)
    return run.preview() if dry_run else run.apply()


class _Run:
    """One file on its way in."""

    def __init__(
        self, desk: Desk, loader: type[Loader[Any]], path: Path, sheet: str | None, progress: Progress
    ) -> None:
        self._desk = desk
        self._loader = loader
        self._progress = progress
        self._name = safe_text(path.name or str(path), max_len=100)
        house = desk.house
        self._setting = Setting(
            ZoneInfo(house.zone),
            house.region,
            desk.now(),
            desk.operator.email,
            self._name,
            house.default_director.id,
        )
        self._opening = Findings(self._name)
        calendar = CalendarReader(loader.kind, self._setting.zone, self._directory)
        reader = calendar.open if loader.kind in COLUMNS else None
        self._table = open_table(path, loader.columns, self._opening, sheet, reader)

    def _directory(self) -> Directory:
        with self._desk.store.reading() as connection:
            return load_directory(connection)

    def preview(self) -> ImportReport:
        """Return what the file would change."""
        with self._desk.store.reading() as connection:
            loader = self._pass(connection, None, 0, self._table.total, compare=True)
        return self._report(loader, applied=False)

    def apply(self) -> ImportReport:
        """Check the file without keeping anybody waiting, then write it."""
        desk, total = self._desk, self._table.total
        with desk.store.reading() as connection:
            self._pass(connection, None, 0, 2 * total, compare=False)
        kind = self._loader.kind
        with changing(desk, f"{kind}.imported", f"import:{kind}") as unit:
            loader = self._pass(unit.session.connection(), unit, total, 2 * total, compare=True)
            report = self._report(loader, applied=True)
            counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
            unit.note(file=self._name, rows=report.rows, **counts, told=loader.tally.told)
        return report

    def _pass(
        self, connection: Connection, unit: Unit | None, done: int, total: int, *, compare: bool
    ) -> Loader[Any]:
        """Go through the whole file once."""
        findings = Findings(self._name, places=self._opening.places)
        directory = load_directory(connection)
        present = frozenset(self._table.index)
        loader = self._loader(self._setting, directory, findings, present)
        for batch in _batches(self._records(loader, findings, done, total), loader.batch):
            loader.check(connection, batch)
            if compare and not findings.problems_total:
                loader.settle(connection, batch, unit)
        findings.refuse_if_wrong()
        if compare:
            loader.finish(connection, unit)
        return loader

    def _records(
        self, loader: Loader[Any], findings: Findings, done: int, total: int
    ) -> Iterator[tuple[int, Any]]:
        """Read row after row, telling of the progress; rows with a fault in them are left out."""
        table: Table = self._table
        index, width = table.index, len(table.header)
        nameless = [place for place, name in enumerate(table.header) if not name]
        for number, cells in table.rows():
            row = FileRow(number, cells, index, findings)
            row.refuse_stray(width, nameless)
            record = loader.read(row)
            done += 1
            if done % _STEP == 0 or done == total:
                self._progress(done, total)
            if record is not None and row.sound:
                yield number, record

    def _report(self, loader: Loader[Any], *, applied: bool) -> ImportReport:
        tally, findings = loader.tally, loader.findings
        return ImportReport(
            kind=loader.kind,
            rows=self._table.total,
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
            warnings=(*self._opening.warnings, *findings.warnings),
            warnings_total=self._opening.warnings_total + findings.warnings_total,
            applied=applied,
        )


def _batches(records: Iterator[tuple[int, Any]], size: int | None) -> Iterator[list[tuple[int, Any]]]:
    """Collect records into batches of a size, or all into one."""
    batch: list[tuple[int, Any]] = []
    for record in records:
        batch.append(record)
        if size is not None and len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""
