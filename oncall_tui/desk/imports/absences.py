"""Import absences: who is away, why, from when to when (R-022, R-023)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Row, select

from oncall_tui.desk.imports.loader import Loader, Numbered, differing, table_of
from oncall_tui.desk.imports.rows import FileRow
from oncall_tui.desk.imports.tables import Columns
from oncall_tui.text import when
from storage.models import Absence
from storage.vocabulary import ABSENCE_ALSO, AbsenceReason, AbsenceSource

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """What one row says."""

    person_id: int
    name: str
    reason: AbsenceReason
    starts_at: datetime
    ends_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class _Span:
    """An absence as far as overlaps go."""

    start: datetime
    end: datetime | None
    row: int
    """0 for one on record."""
    reason: AbsenceReason
    name: str


class Absences(Loader[AbsenceRecord]):
    """An absence is known by its person and its start; absences of one person never overlap."""

    kind: ClassVar[str] = "absences"
    columns: ClassVar[Columns] = Columns(("person", "reason", "start"), ("end", "note"))

    def read(self, row: FileRow) -> AbsenceRecord | None:
        """Return what a row says; None once anything in it was wrong, which has been noted."""
        for column in self.columns.required:
            row.needed(column)
        entry = self.person(row, "person")
        reason = row.word("reason", AbsenceReason, ending=" leave", also=ABSENCE_ALSO)
        start = row.instant("start", self.setting.zone)
        end = row.instant("end", self.setting.zone)
        note = row.note("note")
        if start and end and end <= start:
            row.wrong("end", "must be after the start. Leave it empty when nobody knows the end.")
        if end and row.date_alone("end"):
            row.doubtful(
                "end", "is a date alone: the absence ends as that day begins. Write a time to be sure."
            )
        if entry is None or reason is None or start is None or not row.sound:
            return None
        self.once(row, "start", f"{entry.ref.id} {start.isoformat()}")
        record = AbsenceRecord(entry.ref.id, entry.ref.name, reason, start, end, note)
        return record if row.sound else None

    def check(self, connection: Connection, batch: Sequence[Numbered[AbsenceRecord]]) -> None:
        """Note absences that overlap another one of the same person, in the file or on record (R-023)."""
        given = {(record.person_id, record.starts_at) for _, record in batch}
        spans: dict[int, list[_Span]] = defaultdict(list)
        for absence in _on_record(connection):
            if (absence.person_id, absence.starts_at) not in given:
                end = absence.returned_at or absence.ends_at
                spans[absence.person_id].append(_Span(absence.starts_at, end, 0, absence.reason, ""))
        for number, record in batch:
            span = _Span(record.starts_at, record.ends_at, number, record.reason, record.name)
            spans[record.person_id].append(span)
        for of_person in spans.values():
            self._sweep(sorted(of_person, key=lambda span: span.start))

    def _sweep(self, spans: Sequence[_Span]) -> None:
        """Compare each span with the one before it that ends last."""
        last = spans[0]
        for span in spans[1:]:
            if last.end is None or span.start < last.end:
                blamed, other = (span, last) if span.row else (last, span)
                if blamed.row:
                    self.findings.wrong(blamed.row, "start", self._clash(blamed, other))
            if last.end is not None and (span.end is None or span.end > last.end):
                last = span

    def _clash(self, blamed: _Span, other: _Span) -> str:
        where = self.findings.place(other.row) if other.row else "on record"
        start = when(other.start, self.setting.zone, year=True)
        end = when(other.end, self.setting.zone, year=True) if other.end else "nobody knows when"
        span = f"{other.reason} from {start} until {end}"
        return f"{blamed.name} is away then already ({where}): {span}. Join the two, or mend one."

    def settle(
        self, connection: Connection, batch: Sequence[Numbered[AbsenceRecord]], unit: Unit | None
    ) -> None:
        """Compare a batch with the record and count; write what differs when there is a unit of work."""
        known = {(absence.person_id, absence.starts_at): absence for absence in _on_record(connection)}
        for _, record in batch:
            before = known.get((record.person_id, record.starts_at))
            if before is None:
                self.tally.added += 1
                if unit:
                    unit.session.add(self._new(record))
                continue
            changes = differing(before._asdict(), self._said(record))
            self.tally.changed += bool(changes)
            self.tally.unchanged += not changes
            if changes and unit:
                kept = unit.session.get_one(Absence, before.id)
                for name, value in changes.items():
                    setattr(kept, name, value)

    def _said(self, record: AbsenceRecord) -> dict[str, object]:
        """Return the columns that the file speaks of."""
        said: dict[str, object] = {"reason": record.reason}
        if "end" in self.present:
            said["ends_at"] = record.ends_at
        if record.note is not None:
            said["note"] = record.note
        return said

    def _new(self, record: AbsenceRecord) -> Absence:
        return Absence(
            person_id=record.person_id,
            reason=record.reason,
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            note=record.note or "",
            source=AbsenceSource.DIRECTOR,
            entered_by=self.setting.operator,
            recorded_at=self.setting.now,
        )


def _on_record(connection: Connection) -> Sequence[Row[Any]]:
    """Return every absence that counts; those of one item only (R-034) are none of an import's business."""
    table = table_of(Absence)
    chosen = table.c.cancelled_at.is_(None) & table.c.item_id.is_(None)
    return connection.execute(select(table).where(chosen)).all()
