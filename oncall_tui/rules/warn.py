"""When to warn before something is due, and when its owner's last chance in working time comes (R-157)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from oncall_tui.rules.calendars import BusinessCalendar, to_utc
from oncall_tui.rules.clocks import Deadline, Window, due, open_time_before
from oncall_tui.rules.wording import say_count, say_day
from storage.vocabulary import Unit

_MOMENT = timedelta(microseconds=1)
_REMEMBERED = 4096
_CLOSED_FOR = timedelta(days=14)
"""Longer than an office is ever closed in one stretch."""

WARN_UNITS = (Unit.ELAPSED_HOURS, Unit.BUSINESS_HOURS, Unit.CALENDAR_DAYS, Unit.DATE_DAYS, Unit.WEEKS)
"""The units in which a warning may be counted back from its due time."""

_NOUNS = {
    Unit.ELAPSED_HOURS: "hour",
    Unit.BUSINESS_HOURS: "business hour",
    Unit.CALENDAR_DAYS: "day",
    Unit.DATE_DAYS: "day",
    Unit.WEEKS: "week",
}


class Moment(StrEnum):
    """The two warnings that are not counted back."""

    DAY = "day"
    """The last opening of a business day before it is due."""
    LAPSE = "lapse"
    """The due instant itself."""


@dataclass(frozen=True, slots=True)
class Warn:
    """A warning as the rulebook states it: a length before the due time, or a named moment."""

    when: Window | Moment
    """A positive window before the due time, or the moment."""

    @property
    def label(self) -> str:
        """The name that makes a warning of one clock unique (R-160)."""
        if isinstance(self.when, Moment):
            return self.when.value
        return f"{self.when.amount}-{self.when.unit}"


@dataclass(frozen=True, slots=True)
class WarnPoint:
    """A warning of one clock, at its instant."""

    at: datetime
    """When to warn, in UTC."""
    label: str
    """The name that makes it unique within its clock."""
    left: str
    """What is left then, in words."""


def before(amount: int, unit: Unit) -> Warn:
    """Return a warning some time before the due time."""
    return Warn(Window(amount, unit))


DAY = Warn(Moment.DAY)
LAPSE = Warn(Moment.LAPSE)


def default_warnings(window: Window) -> tuple[Warn, ...]:
    """Return the warnings that a window gets when nothing else is said."""
    size = window.amount * 7 if window.unit is Unit.WEEKS else abs(window.amount)
    match window.unit:
        case Unit.ELAPSED_HOURS:
            hours = (24, 4, 1) if size >= 48 else (8, 2) if size >= 12 else (1,)
            return (*(before(each, Unit.ELAPSED_HOURS) for each in hours), LAPSE)
        case Unit.BUSINESS_DAYS | Unit.BUSINESS_HOURS:
            hours = (8, 2) if window.unit is Unit.BUSINESS_DAYS and size > 1 else (4, 1)
            return (*(before(each, Unit.BUSINESS_HOURS) for each in hours), LAPSE)
        case Unit.CALENDAR_MONTHS:
            return (before(7, Unit.DATE_DAYS), DAY, LAPSE)
        case _ if size <= 7:
            return (before(2, Unit.CALENDAR_DAYS), before(1, Unit.CALENDAR_DAYS), LAPSE)
        case _ if size <= 21:
            return (before(3, Unit.CALENDAR_DAYS), DAY, LAPSE)
        case _:
            return (before(14, Unit.DATE_DAYS), before(7, Unit.DATE_DAYS), DAY, LAPSE)


def warn_points(
    warnings: Iterable[Warn], deadline: Deadline, started_at: datetime, calendar: BusinessCalendar
) -> tuple[WarnPoint, ...]:
    """Return when to warn about a deadline, in order of time.

    A warning that would fall on or before the start is left out; of two at one instant the more urgent
    stays. The lapse always stays.
    """
    start = to_utc(started_at)
    points: dict[datetime, WarnPoint] = {}
    for point in _every_point(tuple(warnings), deadline.at, calendar):
        if point.at > start or point.label == Moment.LAPSE.value:
            points.pop(point.at, None)
            points[point.at] = point
    return tuple(points[at] for at in sorted(points))


@lru_cache(maxsize=_REMEMBERED)
def _every_point(
    warnings: tuple[Warn, ...], end: datetime, calendar: BusinessCalendar
) -> tuple[WarnPoint, ...]:
    """Return the warnings before a due instant as they are listed; many clocks are due at one midnight."""
    return tuple(
        WarnPoint(_at(each.when, end, calendar), each.label, _left(each.when, end, calendar))
        for each in warnings
    )


@lru_cache(maxsize=_REMEMBERED)
def in_office_hours(points: tuple[WarnPoint, ...], calendar: BusinessCalendar) -> tuple[WarnPoint, ...]:
    """Put warnings off until the office is open, as is right for work that nobody is disturbed for (R-164).

    The lapse stays where it is, and a warning that would come only after it is left out; of several at one
    opening the most urgent stays.
    """
    ends = points[-1].at if points else None
    moved: dict[datetime, WarnPoint] = {}
    for point in points:
        if point.label == Moment.LAPSE.value or calendar.is_open(point.at):
            moved[point.at] = point
            continue
        at = calendar.next_open(point.at)
        if ends is not None and at < ends:
            moved[at] = WarnPoint(at, point.label, point.left)
    return tuple(moved[at] for at in sorted(moved))


def furthest(rules: Iterable[Iterable[Warn]]) -> timedelta:
    """Return how long before a due time any of some warnings may come, generously."""
    days = {Unit.WEEKS: 7.0, Unit.ELAPSED_HOURS: 1 / 24, Unit.BUSINESS_HOURS: 1.0}
    counted = [
        each.when.amount * days.get(each.when.unit, 1.0)
        for warnings in rules
        for each in warnings
        if isinstance(each.when, Window)
    ]
    return timedelta(days=max(counted, default=0.0)) + _CLOSED_FOR


def last_chance(
    due_at: datetime,
    works: BusinessCalendar,
    *,
    lead: timedelta = timedelta(hours=2),
    started_at: datetime | None = None,
) -> datetime | None:
    """Return when to tell an owner who will be off at the due time that working time runs out (R-072).

    That is some working time (two hours) before the last working instant ahead of the due time. There is
    none when the owner works up to the due time, or does not work at all between the start and the due time.
    """
    end = to_utc(due_at)
    if works.is_open(end - _MOMENT):
        return None
    closes = works.last_open_before(end)
    if started_at is None:
        return open_time_before(lead, closes, works)
    start = to_utc(started_at)
    return max(open_time_before(lead, closes, works), start) if closes > start else None


def _at(when: Window | Moment, end: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the instant of a warning before a due instant."""
    if when is Moment.LAPSE:
        return end
    if isinstance(when, Moment):
        return _opening_before(end, calendar)
    match when.unit:
        case Unit.BUSINESS_HOURS:
            return open_time_before(timedelta(hours=when.amount), end, calendar)
        case Unit.ELAPSED_HOURS:
            return end - timedelta(hours=when.amount)
        case Unit.DATE_DAYS:
            edge = due(Window(-when.amount, Unit.CALENDAR_DAYS), end, calendar).at
            return _opening_before(edge, calendar)
        case _:
            return due(Window(-when.amount, when.unit), end, calendar).at


def _opening_before(edge: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the last first opening of a business day before an instant."""
    opened = (
        calendar.open_spans(calendar.local(start).date())[0][0] for start, _ in calendar.backwards(edge)
    )
    return next(start for start in opened if start < edge)


def _left(when: Window | Moment, end: datetime, calendar: BusinessCalendar) -> str:
    """Write what is left at a warning."""
    if when is Moment.LAPSE:
        return "lapsed"
    if isinstance(when, Moment):
        return f"due {say_day(calendar.local(end - _MOMENT).date())}"
    return f"{say_count(when.amount, _NOUNS[when.unit])} left"
