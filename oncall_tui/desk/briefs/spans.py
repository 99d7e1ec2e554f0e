"""When the organisation is closed: from the close of one business day to the opening of the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oncall_tui.rules.calendars import BusinessCalendar, shift, to_utc
from oncall_tui.rules.clocks import Unit, Window, due
from oncall_tui.rules.hours import DAYS

_ANSWER_WITHIN = Window(2, Unit.BUSINESS_HOURS)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Closing:
    """One stretch of non-business time; a break within a business day is none."""

    start: datetime
    """When the last business day closed."""
    end: datetime
    """When the next one opens."""


def closing_at(calendar: BusinessCalendar, at: datetime) -> Closing:
    """Return the stretch that runs at an instant, or the one before the business day that runs."""
    at = to_utc(at)
    day = calendar.local(at).date()
    while True:
        spans = calendar.open_spans(day)
        if spans and spans[-1][1] <= at:
            return Closing(spans[-1][1], next_opening(calendar, spans[-1][1], after=day))
        day = _before(calendar, day)


def ended_by(calendar: BusinessCalendar, at: datetime) -> Closing:
    """Return the last stretch whose end has come at an instant."""
    found = closing_at(calendar, at)
    if found.end <= to_utc(at):
        return found
    day = calendar.local(found.start - timedelta(microseconds=1)).date()
    before = _before(calendar, day)
    return Closing(calendar.close_of(before), calendar.open_spans(day)[0][0])


def next_opening(calendar: BusinessCalendar, at: datetime, *, after: date | None = None) -> datetime:
    """Return when the first business day that begins after an instant opens."""
    at = to_utc(at)
    day = shift(after, 1) if after else calendar.local(at).date()
    for business_day in calendar.business_days(day):
        opens = calendar.open_spans(business_day)[0][0]
        if after is not None or opens > at:
            return opens
    raise AssertionError("a calendar goes on without end")


def closes_after(calendar: BusinessCalendar, opening: datetime) -> datetime:
    """Return when the business day that begins at an instant closes."""
    return calendar.close_of(calendar.local(opening).date())


def answer_by(calendar: BusinessCalendar, opening: datetime) -> datetime:
    """Return by when a pack must be acknowledged (R-048)."""
    return due(_ANSWER_WITHIN, opening, calendar).at


def kind_of(calendar: BusinessCalendar, start: datetime, end: datetime) -> str:
    """Say what a stretch is: overnight, a weekend, a public holiday by its name."""
    day, last = calendar.local(start).date(), calendar.local(end).date()
    closed: list[date] = []
    while (day := shift(day, 1)) < last:
        if not calendar.is_business_day(day):
            closed.append(day)
    plain = [each for each in closed if calendar.holiday(each) is None]
    said = list(dict.fromkeys(name for each in closed if (name := calendar.holiday(each))))
    if len(plain) > 1 or any(each.weekday() >= _SATURDAY for each in plain):
        said.insert(0, "weekend")
    elif plain:
        said.insert(0, f"closed {DAYS[plain[0].weekday()]}")
    return " and ".join(said) or "overnight"


def _before(calendar: BusinessCalendar, day: date) -> date:
    """Return the last business day before a date."""
    start = calendar.day_start(day)
    opens, _closes = next(span for span in calendar.backwards(start) if span[0] < start)
    return calendar.local(opens).date()
