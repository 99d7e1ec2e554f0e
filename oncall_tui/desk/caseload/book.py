"""The appointment book of a care manager, with what stands against an entry (R-145)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.caseload.views import AppointmentView
from oncall_tui.desk.coverage.ahead import is_director
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.phrases import absence_words
from oncall_tui.rules.stretches import FAR
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.roster import Roster


@dataclass(frozen=True, slots=True)
class BookDay:
    """One day of an appointment book."""

    day: date
    away: str
    """Why its owner is not there on that day, or for a part of it; empty where they are."""
    entries: tuple[AppointmentView, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The appointment book of one care manager."""

    person: PersonRef
    days: tuple[BookDay, ...]
    """Every day of the span, those without an entry included."""


def appointment_book(desk: Desk, person_id: int, first: date | None = None, days: int = 7) -> Book:
    """Return somebody's appointment book, day by day, with its clashes and their absences (R-145).

    Args:
        desk: at which it is asked.
        person_id: whose book it is.
        first: the first day, where the organisation is; today if none is given.
        days: how many of them.
    """
    calendar = desk.house.calendar
    first = first or calendar.local(desk.now()).date()
    starts = [calendar.day_start(first + timedelta(days=step)) for step in range(days + 1)]
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
        rows = list(reads.rows(connection, "book", ids=[person_id], since=starts[0], before=starts[-1]))
    clashes = Clashes(roster, rows, discreet=not is_director(desk, roster))
    found = [clashes.view(row) for row in rows]
    return Book(
        person_ref(roster.people[person_id]),
        tuple(
            BookDay(
                first + timedelta(days=step),
                clashes.away(person_id, start, end),
                tuple(each for each in found if start <= max(each.starts_at, starts[0]) < end),
            )
            for step, (start, end) in enumerate(pairwise(starts))
        ),
    )


class Clashes:
    """Says what stands against the entries of some books: each other, absences, days off."""

    def __init__(self, roster: Roster, rows: Iterable[Any], *, discreet: bool) -> None:
        self._roster = roster
        self._discreet = discreet
        self._spans: dict[int, list[tuple[datetime, datetime, int, str]]] = {}
        for row in rows:
            span = (reads.instant(row.starts_at), reads.instant(row.ends_at), row.id, _name(row))
            self._spans.setdefault(row.person_id, []).append(span)

    def view(self, row: Any) -> AppointmentView:
        """Return an entry as the screens show it."""
        start, end = reads.instant(row.starts_at), reads.instant(row.ends_at)
        return AppointmentView(
            row.id,
            row.client_id,
            _name(row),
            person_ref(self._roster.people[row.person_id]),
            start,
            end,
            row.about,
            self.against(row.person_id, start, end, but=row.id),
        )

    def against(self, person_id: int, start: datetime, end: datetime, *, but: int = 0) -> str:
        """Return what stands against a span in somebody's book; empty for nothing."""
        for began, over, key, name in self._spans.get(person_id, ()):
            if key != but and began < end and start < over:
                zone = ZoneInfo(self._roster.calendar.zone)
                return f"at the same time as {name}, {began.astimezone(zone):%H:%M}"
        return self.away(person_id, start, end)

    def away(self, person_id: int, start: datetime, end: datetime) -> str:
        """Return why somebody is not there in a span, or in a part of it; empty where they are."""
        person = self._roster.people[person_id]
        if not person.active:
            return "no longer works here"
        for absence in self._roster.away.get(person_id, ()):
            if absence.start < end and start < (absence.until(self._roster.now) or FAR):
                return absence_words(absence.reason, discreet=self._discreet)
        pattern = next((each for each in self._patterns(person_id, start)), None)
        if pattern is not None and not pattern.includes(start.astimezone(ZoneInfo(pattern.zone)).date()):
            return "not a work day of theirs"
        day = self._roster.calendar.local(start).date()
        if not self._roster.calendar.is_business_day(day):
            return self._roster.calendar.holiday(day) or "the office is closed"
        return ""

    def _patterns(self, person_id: int, at: datetime) -> Iterable[Any]:
        for pattern in self._roster.index.patterns(person_id):
            if pattern.covers(at.astimezone(ZoneInfo(pattern.zone)).date()):
                yield pattern


def next_appointments(
    connection: Connection, roster: Roster, ids: Sequence[int], at: datetime, *, discreet: bool
) -> dict[int, AppointmentView]:
    """Return the next entry of each of some clients, the one that goes on now included."""
    first: dict[int, Any] = {}
    for row in reads.rows(connection, "work_appointments", ids=ids, at=at):
        first.setdefault(row.client_id, row)
    if not first:
        return {}
    whose = sorted({row.person_id for row in first.values()})
    before = max(reads.instant(row.ends_at) for row in first.values())
    clashes = Clashes(
        roster, reads.rows(connection, "book", ids=whose, since=at, before=before), discreet=discreet
    )
    return {client_id: clashes.view(row) for client_id, row in first.items()}


def _name(row: Any) -> str:
    return f"{row.family_name}, {row.given_name}" if row.given_name else str(row.family_name)
