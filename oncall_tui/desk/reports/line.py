"""The line report: what reached the line, at which hours, and how soon somebody saw to it (R-180)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from oncall_tui.rules.outcomes import median, share
from storage import reads
from storage.vocabulary import CallerType, Category, Direction, Urgency

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

K = TypeVar("K", Category, CallerType, Direction)

WEEKDAYS, HOURS = 7, 24
_MOST = 0.9
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Speed:
    """How soon something was done, in seconds from when the call came."""

    number: int
    """Of how many calls."""
    median: float | None
    most: float | None
    """So soon in nine of ten."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of one kind."""

    number: int
    urgent: int
    """Urgent, or an emergency."""
    office: int
    """While the office was open."""
    triage: Speed
    contact: Speed
    owed: int
    """Of how many a call back was owed."""
    repeats: int
    """Further calls about a matter that was known."""


@dataclass(frozen=True, slots=True)
class LineReport:
    """Everything about the line over a span of time."""

    start: datetime
    end: datetime
    whole: Calls
    hours: tuple[tuple[int, ...], ...]
    """Calls by local weekday, Monday first, and hour."""
    days: tuple[tuple[date, int], ...]
    """Calls by local date, the quiet days too."""
    categories: tuple[tuple[Category, Calls], ...]
    """Most first."""
    callers: tuple[tuple[CallerType, Calls], ...]
    directions: tuple[tuple[Direction, Calls], ...]
    repeated: tuple[tuple[int, Category, int], ...]
    """The items that were rung about again: number, what about, how often; most first."""
    ours: int
    """Calls that were logged as made by us; they are not counted above."""


@dataclass(slots=True)
class _Tally:
    """What is being counted of one kind."""

    number: int = 0
    urgent: int = 0
    office: int = 0
    owed: int = 0
    repeats: int = 0
    triage: list[float] = field(default_factory=list)
    contact: list[float] = field(default_factory=list)

    def calls(self) -> Calls:
        return Calls(
            self.number,
            self.urgent,
            self.office,
            _speed(self.triage),
            _speed(self.contact),
            self.owed,
            self.repeats,
        )


@dataclass(slots=True)
class _Counted:
    """Everything that is being counted."""

    whole: _Tally = field(default_factory=_Tally)
    hours: list[list[int]] = field(default_factory=lambda: [[0] * HOURS for _ in range(WEEKDAYS)])
    days: Counter[date] = field(default_factory=Counter)
    categories: defaultdict[Category, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    callers: defaultdict[CallerType, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    directions: defaultdict[Direction, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    repeated: Counter[int] = field(default_factory=Counter)
    about: dict[int, Category] = field(default_factory=dict)
    ours: int = 0


def line_report(desk: Desk, start: datetime, end: datetime) -> LineReport:
    """Return what reached the line in a span."""
    counted = _Counted()
    with desk.store.reading() as connection:
        for row in reads.rows(connection, "line_calls", since=start, before=end):
            category = Category(row.category)
            if category.asked:
                continue
            if row.direction == Direction.OUT:
                counted.ours += 1
            else:
                _count(desk, row, category, counted)
        known = set(counted.repeated) - set(counted.about)
        if known:
            for row in reads.rows(connection, "items_of", ids=sorted(known)[:5_000]):
                counted.about[row.id] = Category(row.category)
    return _made(desk, start, end, counted)


def _count(desk: Desk, row: reads.Found, category: Category, counted: _Counted) -> None:
    received = reads.instant(row.received_at)
    local = desk.house.calendar.local(received)
    counted.hours[local.weekday()][local.hour] += 1
    counted.days[local.date()] += 1
    counted.about[row.id] = category
    if row.repeat_of is not None:
        counted.repeated[row.repeat_of] += 1
    triaged, contacted = reads.maybe_instant(row.triaged_at), reads.maybe_instant(row.contacted_at)
    open_then = desk.house.calendar.is_open(received)
    urgent = Urgency(row.urgency) in (Urgency.EMERGENCY, Urgency.URGENT)
    for tally in (
        counted.whole,
        counted.categories[category],
        counted.callers[CallerType(row.caller_type)],
        counted.directions[Direction(row.direction)],
    ):
        tally.number += 1
        tally.urgent += urgent
        tally.office += open_then
        tally.owed += bool(row.owed)
        tally.repeats += row.repeat_of is not None
        if triaged is not None:
            tally.triage.append((triaged - received).total_seconds())
        if contacted is not None and row.owed:
            tally.contact.append((contacted - received).total_seconds())


def _made(desk: Desk, start: datetime, end: datetime, counted: _Counted) -> LineReport:
    calendar = desk.house.calendar
    first = calendar.local(start).date().toordinal()
    last = calendar.local(end).date().toordinal()
    whole_days = (date.fromordinal(each) for each in range(first, last + 1))
    days = tuple((day, counted.days[day]) for day in whole_days if calendar.day_start(day) < end)
    repeated = sorted(counted.repeated.items(), key=lambda both: (-both[1], both[0]))[:_LISTED]
    return LineReport(
        start,
        end,
        counted.whole.calls(),
        tuple(map(tuple, counted.hours)),
        days,
        _most_first(counted.categories.items()),
        _most_first(counted.callers.items()),
        _most_first(counted.directions.items()),
        tuple((item, counted.about[item], times) for item, times in repeated if item in counted.about),
        counted.ours,
    )


def _most_first(
    found: Iterable[tuple[K, _Tally]],
) -> tuple[tuple[K, Calls], ...]:
    made = ((key, tally.calls()) for key, tally in found)
    return tuple(sorted(made, key=lambda both: (-both[1].number, both[0].value)))


def _speed(values: list[float]) -> Speed:
    values.sort()
    return Speed(len(values), median(values), share(values, _MOST))
