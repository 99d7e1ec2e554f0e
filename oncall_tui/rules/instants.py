"""What is true of people at one instant: who is away, who works that day, who has the line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.rules.stretches import FAR, Stretches, midnight_after
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.rules.pairs import Pairs
    from oncall_tui.rules.roster import Away, Duty, Roster, WorkSpan

_TICK = timedelta(microseconds=1)
_MOMENTS_KEPT = 512


@dataclass(frozen=True, slots=True)
class Line:
    """Who has the escalation line at an instant, and by what right (R-011)."""

    person_id: int
    """Who answers it."""
    shift: Duty | None
    """The shift of the rota that says so; None if the rota gave nobody."""
    stranded: bool = False
    """Whether everybody is away, so that somebody who is away had to be named."""

    @property
    def rota_gap(self) -> bool:
        """Whether the rota gave nobody who can answer."""
        return self.shift is None


class Index:
    """What every question about a roster needs, worked out once and on demand."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._away: dict[int, Stretches] = {}
        self._patterns: dict[int, tuple[WorkSpan, ...]] = {}
        self._moments: dict[datetime, Moment] = {}
        self.pairs: Pairs | None = None
        """Managers of all clients, as last asked about."""

    def moment(self, at: datetime) -> Moment:
        """The instant `at` (UTC) as it concerns everybody; shared by all who ask about it."""
        moment = self._moments.get(at)
        if moment is None:
            if len(self._moments) >= _MOMENTS_KEPT:
                self._moments = {}
            moment = self._moments[at] = Moment(self, at)
        return moment

    def away(self, person_id: int) -> Stretches:
        """When a person is away."""
        stretches = self._away.get(person_id)
        if stretches is None:
            now, records = self.roster.now, self.roster.away.get(person_id, ())
            stretches = Stretches((record.start, record.until(now) or FAR) for record in records)
            self._away[person_id] = stretches
        return stretches

    def patterns(self, person_id: int) -> tuple[WorkSpan, ...]:
        """Weekly patterns of a person, the latest first."""
        patterns = self._patterns.get(person_id)
        if patterns is None:
            works = self.roster.people[person_id].works
            patterns = tuple(sorted(works, key=lambda span: span.valid_from or date.min, reverse=True))
            self._patterns[person_id] = patterns
        return patterns

    @cached_property
    def directors(self) -> tuple[int, ...]:
        """The default director, then the other active directors by id."""
        return self._in_order(PersonRole.DIRECTOR)

    @cached_property
    def stand_ins(self) -> tuple[int, ...]:
        """Who answers the line when the rota gives nobody, in order of preference."""
        ranked = (*self.directors, *self._in_order(PersonRole.SUPERVISOR), *self._in_order(None))
        return tuple(dict.fromkeys(ranked))

    def _in_order(self, role: PersonRole | None) -> tuple[int, ...]:
        people = self.roster.people
        found = sorted(
            key for key in people if people[key].active and (role is None or role in people[key].roles)
        )
        return tuple(dict.fromkeys((self.roster.default_director, *found)))

    @cached_property
    def shifts(self) -> tuple[Duty, ...]:
        """The duty rota by start."""
        return tuple(sorted(self.roster.duty, key=lambda duty: (duty.start, duty.person_id)))

    @cached_property
    def _shift_starts(self) -> list[datetime]:
        return [duty.start for duty in self.shifts]

    @cached_property
    def _latest_ends(self) -> list[datetime]:
        return list(accumulate((duty.end for duty in self.shifts), max))

    def on_duty(self, at: datetime) -> Iterable[Duty]:
        """Shifts that cover an instant, the latest to start first."""
        place = bisect_right(self._shift_starts, at)
        while place and at < self._latest_ends[place - 1]:
            place -= 1
            if at < self.shifts[place].end:
                yield self.shifts[place]

    @cached_property
    def _line_people(self) -> frozenset[int]:
        return frozenset((*self.directors, *(duty.person_id for duty in self.shifts)))

    @cached_property
    def _line_changes(self) -> list[datetime]:
        changes = {instant for duty in self.shifts for instant in (duty.start, duty.end)}
        return sorted(changes.union(self._away_changes(self._line_people)))

    @cached_property
    def _all_changes(self) -> list[datetime]:
        return sorted(self._away_changes(self.stand_ins).union(self._line_changes))

    def _away_changes(self, people: Iterable[int]) -> set[datetime]:
        return {at for key in people for span in self.away(key).spans() for at in span}

    def next_line_change(self, line: Line, at: datetime) -> datetime:
        """An instant after `at` before which neither the line nor its stand-ins can change."""
        ordinary = not line.stranded and (not line.rota_gap or line.person_id in self.directors)
        changes = self._line_changes if ordinary else self._all_changes
        place = bisect_right(changes, at)
        return changes[place] if place < len(changes) else FAR


class Moment:
    """One instant as it concerns everybody; every answer about a person is worked out once."""

    def __init__(self, index: Index, at: datetime) -> None:
        calendar = index.roster.calendar
        self.index = index
        self.at = at
        self.open: bool = calendar.is_open(at)
        """Whether it is business hours."""
        self.ref: datetime = at if self.open else calendar.last_open_before(at) - _TICK
        """The last instant of business hours, at or before this one (R-011)."""
        self._days: dict[str, date] = {}
        self._able: dict[int, bool] = {}
        self._able_then: dict[int, bool] = self._able if self.open else {}

    @cached_property
    def boundary(self) -> datetime:
        """When business hours next begin or end."""
        return self.index.roster.calendar.next_boundary(self.at)

    def available(self, person_id: int) -> bool:
        """Whether somebody is active and not away."""
        return self.index.roster.people[person_id].active and self.at not in self.index.away(person_id)

    def available_then(self, person_id: int) -> bool:
        """The same, at the last instant of business hours."""
        return self.index.roster.people[person_id].active and self.ref not in self.index.away(person_id)

    def able(self, person_id: int) -> bool:
        """Whether somebody can hold a care role: available, and on a work day of theirs (R-011).

        Outside business hours the day that counts is that of the last business hours.
        """
        known = self._able.get(person_id)
        if known is None:
            known = self._able[person_id] = self.available(person_id) and self.works(person_id)
        return known

    def able_then(self, person_id: int) -> bool:
        """The same, at the last instant of business hours."""
        known = self._able_then.get(person_id)
        if known is None:
            known = self._able_then[person_id] = self.available_then(person_id) and self.works(person_id)
        return known

    def works(self, person_id: int) -> bool:
        """Whether the day of the last business hours is a work day of somebody, in their own zone (R-003)."""
        pattern = self.pattern(person_id)
        return pattern is None or pattern.includes(self.day(pattern.zone))

    def pattern(self, person_id: int) -> WorkSpan | None:
        """The weekly pattern in force, None for somebody who works whenever the organisation is open."""
        for pattern in self.index.patterns(person_id):
            if pattern.covers(self.day(pattern.zone)):
                return pattern
        return None

    def day(self, zone: str) -> date:
        """The date of the last business hours in a zone."""
        day = self._days.get(zone)
        if day is None:
            day = self._days[zone] = self.ref.astimezone(ZoneInfo(zone)).date()
        return day

    def midnight_after(self, person_id: int) -> datetime:
        """When the work day of somebody may turn before business hours do, FAR if it cannot."""
        if not self.open:
            return FAR
        zones = {pattern.zone for pattern in self.index.patterns(person_id)}
        return min((midnight_after(self.at, zone) for zone in zones), default=FAR)

    @cached_property
    def line(self) -> Line:
        """Who has the escalation line: never nobody, and nobody who is away while anyone is not (R-012)."""
        for shift in self.index.on_duty(self.at):
            if self.available(shift.person_id):
                return Line(shift.person_id, shift)
        for person_id in self.index.stand_ins:
            if self.available(person_id):
                return Line(person_id, None)
        people = self.index.roster.people
        active = (key for key in self.index.stand_ins if people[key].active)
        return Line(next(active, self.index.roster.default_director), None, stranded=True)

    def director_besides(self, person_id: int) -> int | None:
        """Who backs somebody up: whoever has the line, else another director; None if all are away."""
        if self.line.person_id != person_id and not self.line.stranded:
            return self.line.person_id
        others = (key for key in self.index.directors if key != person_id and self.available(key))
        return next(others, None)

    def absence(self, person_id: int) -> Away | None:
        """The absence that keeps somebody away now; of several the one that lasts longest."""
        now = self.index.roster.now
        found = [
            record
            for record in self.index.roster.away.get(person_id, ())
            if record.start <= self.at < (record.until(now) or FAR)
        ]
        return max(found, key=lambda record: record.until(now) or FAR, default=None)
