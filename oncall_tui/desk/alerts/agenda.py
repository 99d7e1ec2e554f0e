"""What is to be warned of: the warnings of every clock that runs, worked out once and looked at often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.rules.calendars import BusinessCalendar, CalendarError
from oncall_tui.rules.clocks import known
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.warn import LAPSE, WarnPoint, furthest, in_office_hours, last_chance, warn_points
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import Roster

LAST_CHANCE = "last-chance"
"""The warning that the owner's working time runs out before the clock does (R-072)."""
_LAST_CHANCE_LEFT = "last chance in working hours"
_AHEAD = timedelta(days=35)
"""How far ahead it is looked whether an owner will be off when a clock is due."""
_AHEAD_ROUTINE = timedelta(days=7)
"""The same for routine work, of which there is a clock for each client."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, as far as warnings are concerned."""

    id: int
    item_id: int
    client_id: int | None
    assigned_id: int | None
    urgency: str
    routine: bool
    """Whether it is routine work, for which nobody is disturbed."""
    rule: str
    due_at: datetime
    started_at: datetime
    points: tuple[WarnPoint, ...]
    """Its warnings, in order of time; the last is its lapse."""

    def limit(self, now: datetime) -> datetime:
        """Return when its next warning comes; an hour on where all have been (R-161)."""
        return next((point.at for point in self.points if point.at > now), now + timedelta(hours=1))


class Agenda:
    """The warnings of all clocks that run; each is worked out when its clock is first seen, or changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._house: object = None
        self._known: dict[int, tuple[int, Running]] = {}
        self._chances: dict[tuple[int, int, int], WarnPoint | None] = {}

    def read(self, connection: Connection) -> Mapping[int, Running]:
        """Return every clock that runs, with its warnings."""
        self._follow_the_house(connection)
        before, self._known = self._known, {}
        for row in reads.rows(connection, "running_clocks", until=horizon(self._desk)):
            known = before.get(row[0])
            self._known[row[0]] = (
                (row[1], self._running(row)) if known is None or known[0] != row[1] else known
            )
            running = self._known[row[0]][1]
            if (running.client_id, running.assigned_id, running.urgency) != (row[6], row[7], row[8]):
                self._known[row[0]] = (row[1], self._running(row))
        return {key: running for key, (_version, running) in self._known.items()}

    def last_chances(
        self, clocks: Mapping[int, Running], roster: Roster, now: datetime
    ) -> Iterator[tuple[Running, WarnPoint]]:
        """Go through the clocks whose owner is off when they are due, with when to tell them (R-072)."""
        for clock in ahead(clocks, now):
            assert clock.client_id is not None
            owner = responsible(roster, clock.client_id, clock.due_at).role_holder.id
            key = (clock.id, self._known[clock.id][0], owner)
            if key not in self._chances:
                self._chances[key] = self._chance(clock, roster, owner)
            point = self._chances[key]
            if point is not None:
                yield clock, point

    def _follow_the_house(self, connection: Connection) -> None:
        """Forget everything when the organisation's hours or its days off were changed."""
        house = (
            tuple(reads.one(connection, "organisation") or ()),
            tuple(tuple(row) for row in reads.rows(connection, "special_days")),
        )
        if house != self._house:
            if self._house is not None:
                self._desk.refresh()
            self._house = house
            self._known, self._chances = {}, {}

    def _running(self, row: Any) -> Running:
        started, due = reads.instant(row.started_at), reads.instant(row.due_at)
        routine = bool(row.routine)
        points = points_of(self._desk, row.rule, due, started, routine=routine)
        return Running(
            row.id,
            row.item_id,
            row.client_id,
            row.assigned_id,
            row.urgency,
            routine,
            row.rule,
            due,
            started,
            points,
        )

    def _chance(self, clock: Running, roster: Roster, owner: int) -> WarnPoint | None:
        works = _working_hours(roster, owner, clock.due_at)
        if works is None:
            return None
        lead = timedelta(hours=self._desk.settings.last_chance_hours)
        at = last_chance(clock.due_at, works, lead=lead, started_at=clock.started_at)
        if at is None:
            return None
        return WarnPoint(at, LAST_CHANCE, _LAST_CHANCE_LEFT)


def ahead(clocks: Mapping[int, Running], now: datetime) -> Iterator[Running]:
    """Go through the clocks of clients that are due so soon that it matters who is off then."""
    for clock in clocks.values():
        far = _AHEAD_ROUTINE if clock.routine else _AHEAD
        if clock.client_id is not None and now < clock.due_at <= now + far:
            yield clock


def points_of(
    desk: Desk, rule_id: str, due_at: datetime, started_at: datetime, *, routine: bool
) -> tuple[WarnPoint, ...]:
    """Return the warnings of a clock, in order of time; those of routine work wait for the office to open."""
    rule, calendar = desk.rulebook.find(rule_id), desk.house.calendar
    if started_at > due_at:  # it counts back from a day ahead, such as a discharge
        started_at = due_at - _AHEAD
    points = warn_points(rule.warn if rule else (LAPSE,), known(due_at), started_at, calendar)
    return in_office_hours(points, calendar) if routine else points


def horizon(desk: Desk) -> datetime:
    """Return the instant beyond which no clock that is due then can have a warning by now."""
    return desk.now() + furthest(rule.warn for rule in desk.rulebook)


def _working_hours(roster: Roster, person_id: int, at: datetime) -> BusinessCalendar | None:
    """Return the calendar of somebody's working time around an instant; None for no work at all."""
    for pattern in roster.index.patterns(person_id):
        if pattern.covers(at.astimezone(roster.calendar.local(at).tzinfo).date()):
            try:
                return roster.calendar.with_hours(pattern.zone, pattern.weekdays)
            except CalendarError:
                return None
    return roster.calendar
