"""When somebody works: their week, without holidays, leave and the hours in which they have the line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from oncall_tui.rules.calendars import BusinessCalendar, shift
from oncall_tui.rules.stretches import Stretches

if TYPE_CHECKING:
    from oncall_tui.rules.roster import Roster, WorkSpan


class WorkTime:
    """One person's working time, as one roster has it."""

    def __init__(self, roster: Roster, person_id: int) -> None:
        self._site = roster.calendar
        self._patterns = roster.index.patterns(person_id)
        self._away = roster.index.away(person_id)
        self._active = roster.people[person_id].active
        self._calendars: dict[int, BusinessCalendar | None] = {}
        self.line = Stretches((each.start, each.end) for each in roster.duty if each.person_id == person_id)
        """When the rota gives the person the line (R-156)."""

    def zone_calendar(self, at: datetime) -> BusinessCalendar:
        """Return the calendar in whose zone the person's days begin and end."""
        for pattern in self._patterns:
            calendar = self._calendar(pattern)
            if calendar is not None and pattern.covers(calendar.local(at).date()):
                return calendar
        return self._site

    def spans(self, day: date) -> Stretches:
        """Return when the person works on a day of theirs: neither on leave nor on the line."""
        if not self._active:
            return Stretches(())
        pattern = next((each for each in self._patterns if each.covers(day)), None)
        if pattern is None:
            opened = self._site.open_spans(day)
        else:
            calendar = self._calendar(pattern)
            opened = calendar.open_spans(day) if calendar is not None and not self._shut(day) else ()
        return Stretches(opened).without(self._away).without(self.line)

    def length(self, first: date, last: date) -> timedelta:
        """Return how long the person works from one day to another, both included."""
        return sum((_length(self.spans(day)) for day in _days(first, last)), timedelta())

    def days(self, first: date, last: date, since: datetime | None = None) -> int:
        """Return on how many days from one to another the person works, after an instant if one is given."""
        return sum(
            1
            for day in _days(first, last)
            if any(since is None or end > since for _, end in self.spans(day).spans())
        )

    def share(self, first: date, last: date, day: timedelta, days: Fraction = Fraction(1)) -> Fraction:
        """Return which part of a span they work that would take somebody else so many full days."""
        return Fraction(self.length(first, last) // _TICK, day // _TICK) / days

    def _calendar(self, pattern: WorkSpan) -> BusinessCalendar | None:
        """Return the calendar of a weekly pattern; None for one without a work day."""
        key = id(pattern)
        if key not in self._calendars:
            works = any(pattern.weekdays.values())
            self._calendars[key] = self._site.with_hours(pattern.zone, pattern.weekdays) if works else None
        return self._calendars[key]

    def _shut(self, day: date) -> bool:
        """Whether the site itself is shut on a day on which it usually opens."""
        return day.weekday() in self._site.hours and not self._site.is_business_day(day)


_TICK = timedelta(microseconds=1)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day = shift(day, 1)


def _length(stretches: Stretches) -> timedelta:
    return sum((end - start for start, end in stretches.spans()), timedelta())


def business_days(calendar: BusinessCalendar, first: date, days: int) -> int:
    """Return how many of some days are business days of a calendar (R-155)."""
    return sum(calendar.is_business_day(shift(first, step)) for step in range(days))


def full_day(calendar: BusinessCalendar, hours: int) -> timedelta:
    """Return the length of a full day's work: the site's standard day, but no longer than some hours."""
    return min(calendar.standard_day, timedelta(hours=hours))
