"""Import the duty rota: which director has the line, from when to when (R-035)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from oncall_tui.desk.imports.loader import Loader, Numbered, table_of
from oncall_tui.desk.imports.rows import FileRow
from oncall_tui.desk.imports.tables import Columns
from oncall_tui.text import when
from storage.models import DutyShift
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Shift:
    """What one row says."""

    director_id: int
    name: str
    starts_at: datetime
    ends_at: datetime


class Duty(Loader[Shift]):
    """A shift is known by its director and its start; shifts may overlap, which is said."""

    kind: ClassVar[str] = "duty"
    columns: ClassVar[Columns] = Columns(("director", "start", "end"), ())

    def read(self, row: FileRow) -> Shift | None:
        """Return what a row says; None once anything in it was wrong, which has been noted."""
        for column in self.columns.required:
            row.needed(column)
        entry = self.person(row, "director", PersonRole.DIRECTOR)
        start = row.instant("start", self.setting.zone)
        end = row.instant("end", self.setting.zone)
        if start and end and end <= start:
            row.wrong("end", "must be after the start.")
        if end and row.date_alone("end"):
            row.doubtful(
                "end", "is a date alone: the shift ends as that day begins. Write a time to be sure."
            )
        if entry is None or start is None or end is None or not row.sound:
            return None
        self.once(row, "start", f"{entry.ref.id} {start.isoformat()}")
        return Shift(entry.ref.id, entry.ref.name, start, end) if row.sound else None

    def settle(self, connection: Connection, batch: Sequence[Numbered[Shift]], unit: Unit | None) -> None:
        """Compare a batch with the record and count; write what differs when there is a unit of work."""
        table = table_of(DutyShift)
        on_record = connection.execute(select(table)).all()
        known = {(shift.director_id, shift.starts_at): shift for shift in on_record}
        for _, shift in batch:
            before = known.get((shift.director_id, shift.starts_at))
            if before is None:
                self.tally.added += 1
                if unit:
                    unit.session.add(
                        DutyShift(
                            director_id=shift.director_id, starts_at=shift.starts_at, ends_at=shift.ends_at
                        )
                    )
            elif before.ends_at != shift.ends_at:
                self.tally.changed += 1
                if unit:
                    unit.session.get_one(DutyShift, before.id).ends_at = shift.ends_at
            else:
                self.tally.unchanged += 1
        given = {(shift.director_id, shift.starts_at) for _, shift in batch}
        others = [
            _Span(shift.starts_at, shift.ends_at, 0, "a shift on record")
            for shift in on_record
            if (shift.director_id, shift.starts_at) not in given
        ]
        self._warn_of_overlaps(batch, others)

    def _warn_of_overlaps(self, batch: Sequence[Numbered[Shift]], others: list[_Span]) -> None:
        """Tell of shifts that run at the same time: the one that starts last has the line."""
        spans = [
            _Span(shift.starts_at, shift.ends_at, row, f"{self.findings.place(row)}, {shift.name}")
            for row, shift in batch
        ]
        ordered = sorted([*spans, *others], key=lambda span: span.start)
        for last, span in pairwise(ordered):
            if span.start < last.end and (span.row or last.row):
                until = when(min(last.end, span.end), self.setting.zone)
                other = last if span.row else span
                words = f"overlaps {other.words} until {until}. The later start has the line."
                self.findings.doubtful(span.row or last.row, "start", words)


@dataclass(frozen=True, slots=True)
class _Span:
    """A shift as far as overlaps go."""

    start: datetime
    end: datetime
    row: int
    """0 for one on record."""
    words: str
