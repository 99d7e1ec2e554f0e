"""The weeks ahead: who is there, who covers, and when a client or the line has nobody (R-033, R-035)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.coverage.views import (
    Coverage,
    CoverGap,
    Covering,
    DayAhead,
    PersonAhead,
    RotaHole,
    Stint,
)
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.rules.alike import alike
from oncall_tui.rules.calendars import shift
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.phrases import absence_words
from oncall_tui.rules.precedence import Capacity
from oncall_tui.rules.rota import rota_troubles
from oncall_tui.rules.tracks import tracks
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.alike import Alike
    from oncall_tui.rules.cover import Gap
    from oncall_tui.rules.roster import Roster
    from oncall_tui.rules.tracks import Track

MOST_WEEKS = 104


def coverage(desk: Desk, weeks: int = 4, start: datetime | None = None) -> tuple[CoverGap, ...]:
    """Return every cover gap of the weeks ahead, by client and then by time.

    Raises:
        Refused: The number of weeks is not from 1 to 104.
    """
    start, end = _span(desk, weeks, start)
    with desk.store.reading() as connection:
        return load_ahead(desk, connection, start, end).gaps


def coverage_ahead(desk: Desk, weeks: int = 4, start: datetime | None = None) -> Coverage:
    """Return the weeks ahead as a whole: managers, days, gaps and the rota.

    Raises:
        Refused: The number of weeks is not from 1 to 104.
    """
    start, end = _span(desk, weeks, start)
    with desk.store.reading() as connection:
        return load_ahead(desk, connection, start, end).whole()


def is_director(desk: Desk, roster: Roster) -> bool:
    """Say whether whoever sits here may know why somebody is away (R-022)."""
    return not roster.discreet


def _span(desk: Desk, weeks: int, start: datetime | None) -> tuple[datetime, datetime]:
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(f"Ask for 1 to {MOST_WEEKS} weeks.", field="weeks")
    start = start or desk.now()
    return start, start + timedelta(weeks=weeks)


def load_ahead(desk: Desk, connection: Connection, start: datetime, end: datetime) -> Ahead:
    """Read what decides about a span, for every client in care."""
    roster = load_roster(desk, None, connection=connection)
    names = {
        client_id: (number, f"{family}, {given}" if given else family)
        for client_id, number, family, given in reads.rows(connection, "active_clients")
    }
    in_care = {key: held for key, held in roster.holdings.items() if key in names}
    decided = {key: made for key, made in roster.decisions.items() if key in names}
    discreet = not is_director(desk, roster)
    return Ahead(replace(roster, holdings=in_care, decisions=decided), names, start, end, discreet=discreet)


@dataclass(frozen=True)
class Ahead:
    """A span of time as one roster has it; each part is worked out when it is asked for."""

    roster: Roster
    names: Mapping[int, tuple[str, str]]
    """Number and name of every client in care."""
    start: datetime
    end: datetime
    discreet: bool
    """Whether why somebody is away without having planned it must stay unsaid."""

    @cached_property
    def groups(self) -> Alike:
        """The clients for whom everything that decides is the same."""
        return alike(self.roster, self.start, self.end)

    @cached_property
    def _refs(self) -> Mapping[int, PersonRef]:
        """Everybody as the screens name them."""
        return {key: person_ref(person) for key, person in self.roster.people.items()}

    @cached_property
    def found(self) -> tuple[Gap, ...]:
        """The gaps of one client of each kind."""
        return cover_gaps(self.groups.roster, self.start, self.end)

    @cached_property
    def gaps(self) -> tuple[CoverGap, ...]:
        """Every client's gaps, by client and time."""
        made = [
            CoverGap(client_id, *self.names[client_id], gap.start, gap.end, why)
            for gap in self.found
            for why in (gap.told(discreet=self.discreet),)
            for client_id in self.groups.clients[gap.client_id]
        ]
        return tuple(sorted(made, key=lambda each: (each.client_id, each.start)))

    def whole(self) -> Coverage:
        """Return all of it."""
        calendar = self.roster.calendar
        first, last = calendar.local(self.start).date(), calendar.local(self.end).date()
        opens = calendar.spans_between(calendar.day_start(first), calendar.day_start(shift(last, 1)))
        return Coverage(
            self.start,
            self.end,
            tuple(self._people()),
            tuple(self._days()),
            self.gaps,
            tuple(self._rota()),
            tuple(opens),
        )

    def _people(self) -> Iterator[PersonAhead]:
        found = tracks(self.roster, self.start, self.end, self.groups)
        people = self.roster.people
        for person_id in sorted(found, key=lambda each: (people[each].name.casefold(), each)):
            spans = found[person_id]
            stints: list[Stint] = []
            for stint in map(self._stint, spans):
                last = stints[-1] if stints else None
                if last is not None and replace(last, end=stint.end) == replace(stint, start=last.start):
                    stints[-1] = replace(last, end=stint.end)
                else:
                    stints.append(stint)
            yield PersonAhead(self._refs[person_id], spans[0].clients, tuple(stints))

    def _stint(self, track: Track) -> Stint:
        away = track.away
        covers = [
            Covering(self._refs[each.person_id], each.capacity, each.clients)
            for each in track.covers
            if each.capacity is not Capacity.LINE
        ]
        if track.uncovered:
            covers.insert(0, Covering(None, Capacity.LINE, track.uncovered))
        return Stint(
            track.start,
            track.end,
            track.stand,
            absence_words(away.reason, discreet=self.discreet) if away else "",
            away.until(self.roster.now) if away else None,
            track.clients,
            tuple(covers),
        )

    def _days(self) -> Iterator[DayAhead]:
        """Go through the local days, counting each client once a day."""
        calendar = self.roster.calendar
        uncovered = self._by_day(self.found)
        undecided = replace(self.groups.roster, decisions={})
        neither = self._by_day(cover_gaps(undecided, self.start, self.end))
        day, last = calendar.local(self.start).date(), calendar.local(self.end - _MOMENT).date()
        while day <= last:
            begins, ends = calendar.day_start(day), calendar.day_start(shift(day, 1))
            business = calendar.is_business_day(day)
            yield DayAhead(
                day,
                max(begins, self.start),
                min(ends, self.end),
                business,
                uncovered[day.toordinal()],
                neither[day.toordinal()],
            )
            day = shift(day, 1)

    def _by_day(self, gaps: tuple[Gap, ...]) -> Counter[int]:
        """Return by day how many clients have a gap on it."""
        calendar = self.roster.calendar
        seen: set[tuple[int, int]] = set()
        for gap in gaps:
            first = calendar.local(gap.start).date().toordinal()
            last = calendar.local(gap.end - _MOMENT).date().toordinal()
            seen.update((gap.client_id, day) for day in range(first, last + 1))
        counted: Counter[int] = Counter()
        for client_id, day in seen:
            counted[day] += len(self.groups.clients.get(client_id, ()))
        return counted

    def _rota(self) -> Iterator[RotaHole]:
        for each in rota_troubles(self.roster, self.start, self.end):
            line = self.roster.index.moment(each.start).line
            yield RotaHole(
                each.trouble,
                each.start,
                each.end,
                tuple(self._refs[person_id] for person_id in each.people),
                self._refs[line.person_id],
            )


_MOMENT = timedelta(microseconds=1)
