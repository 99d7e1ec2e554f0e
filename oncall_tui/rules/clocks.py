"""When something is due: seven units of time on a business calendar, as an instant and in words (R-064)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from oncall_tui.rules.accounts import account, say_due
from oncall_tui.rules.calendars import BusinessCalendar, CalendarError, shift, to_utc
from oncall_tui.rules.hours import say_time
from oncall_tui.rules.wording import say_count, say_day, say_instant
from storage.vocabulary import Unit

__all__ = [
    "ClockError",
    "Deadline",
    "Unit",
    "Window",
    "after_minutes",
    "close_of_business",
    "due",
    "local_time_of_day",
    "on_date",
]

LONGEST = 100_000
"""The largest amount of any unit that is taken; more is a slip of the hand."""

_BACKWARDS = frozenset({Unit.CALENDAR_DAYS, Unit.DATE_DAYS, Unit.WEEKS, Unit.CALENDAR_MONTHS})


class ClockError(ValueError):
    """A window that cannot be counted."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long something may take: a whole amount of one unit.

    Raises:
        ClockError: the amount is no whole number, is out of bounds, or is negative where time cannot be
            counted backwards.
    """

    amount: int
    """How many; below zero counts back from an anchor date, in days, weeks and months only."""
    unit: Unit
    """What is counted."""

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise ClockError(f"{self.amount!r} is not a whole number. Windows have whole amounts.")
        try:
            unit = Unit(self.unit)
        except ValueError:
            raise ClockError(f"{self.unit!r} is not a unit. Use one of: {', '.join(Unit)}.") from None
        object.__setattr__(self, "unit", unit)
        if self.amount < 0 and unit not in _BACKWARDS:
            raise ClockError(f"{self.amount} {unit} would count back. Only days, weeks and months can.")
        if abs(self.amount) > LONGEST:
            raise ClockError(f"{self.amount} {unit} is too long. Use {LONGEST} at most.")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due, and why then."""

    at: datetime
    """The due instant in UTC. What ends with a day is due at the start of the next one."""
    account: Callable[[], Iterator[str]] = field(repr=False, compare=False)
    """Tells the steps; called only when somebody asks."""

    @property
    def steps(self) -> tuple[str, ...]:
        """The arithmetic in words, first step first."""
        return tuple(self.account())


def known(at: datetime) -> Deadline:
    """Return a deadline that was worked out before; its account is kept nowhere."""
    return Deadline(to_utc(at), lambda: iter(()))


def due(window: Window, started_at: datetime, calendar: BusinessCalendar) -> Deadline:
    """Return when a window that starts at an instant is due on a calendar.

    Raises:
        ValueError: the start is naive, or the result lies outside what dates and the calendar can hold.
    """
    start = to_utc(started_at)
    at = _ARITHMETIC[window.unit](window.amount, start, calendar) if window.amount else start
    return Deadline(at, lambda: account(window.amount, window.unit, start, at, calendar))


def close_of_business(started_at: datetime, calendar: BusinessCalendar) -> Deadline:
    """Return the close of the business day that is not over yet at an instant: today's or the next one's."""
    start = to_utc(started_at)
    days = calendar.business_days(calendar.local(start).date())
    at = next(close for close in map(calendar.close_of, days) if close > start)
    return _told(start, at, calendar, "Due by the close of the business day, or of the next one.")


def local_time_of_day(at: time, started_at: datetime, calendar: BusinessCalendar) -> Deadline:
    """Return the first instant after a start at which the calendar's zone reads a wall time."""
    start = to_utc(started_at)
    day = calendar.local(start).date()
    moment = calendar.instant(day, at)
    while moment <= start:
        day = shift(day, 1)
        moment = calendar.instant(day, at)
    return _told(start, moment, calendar, f"Due the next time it is {say_time(at)}.")


def on_date(anchor: datetime | date, calendar: BusinessCalendar) -> Deadline:
    """Return an anchor as a deadline: an instant as it is, a date by its end on the calendar."""
    if isinstance(anchor, datetime):
        return Deadline(
            at := to_utc(anchor), lambda: iter(("Due at the instant itself.", say_due(at, calendar)))
        )
    end = calendar.day_start(shift(anchor, 1))
    return Deadline(
        end, lambda: iter((f"Due on {say_day(anchor, year=True)} itself.", say_due(end, calendar)))
    )


def after_minutes(minutes: int, started_at: datetime, calendar: BusinessCalendar) -> Deadline:
    """Return the instant that is some elapsed minutes after a start.

    Raises:
        ClockError: the number of minutes is not whole, or below zero.
    """
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= LONGEST:
        raise ClockError(f"{minutes!r} minutes cannot be counted. Use a whole number up to {LONGEST}.")
    start = to_utc(started_at)
    at = _later(start, timedelta(minutes=minutes))
    return _told(start, at, calendar, f"{say_count(minutes, 'minute')} on any day.")


def open_time_after(need: timedelta, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the earliest instant at which that much open time has passed since a UTC instant."""
    spans = calendar.forwards(start)
    while True:
        opens, closes = next(spans)
        begin = max(opens, start)
        if closes - begin >= need:
            return begin + need
        need -= closes - begin


def open_time_before(need: timedelta, end: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the latest instant from which that much open time passes until a UTC instant."""
    spans = calendar.backwards(end)
    while True:
        opens, closes = next(spans)
        stop = min(closes, end)
        if stop - opens >= need:
            return stop - need
        need -= stop - opens


def _told(start: datetime, at: datetime, calendar: BusinessCalendar, why: str) -> Deadline:
    """Return a deadline whose account is one reason between its start and its end."""
    return Deadline(at, lambda: iter((f"Starts {say_instant(start, calendar)}.", why, say_due(at, calendar))))


def _later(at: datetime, length: timedelta) -> datetime:
    """Return an instant some time on, in UTC."""
    try:
        return at + length
    except OverflowError:
        raise CalendarError("That lies outside the years 1 to 9999. Use a smaller number.") from None


def _elapsed_hours(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count hours that pass on any day (R-068, R-069)."""
    return _later(start, timedelta(hours=amount))


def _business_hours(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count hours in which the calendar is open."""
    return open_time_after(timedelta(hours=amount), start, calendar)


def _business_days(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count standard days of open time, bounded by the close of the last business day counted (R-067)."""
    days = calendar.business_days(calendar.local(start).date())
    day = next(days)
    if start >= calendar.open_spans(day)[0][0]:
        day = next(days)
    for _ in range(amount - 1):
        day = next(days)
    passed = open_time_after(amount * calendar.standard_day, start, calendar)
    return min(passed, calendar.close_of(day))


def _calendar_days(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count days to the same wall time (R-070)."""
    local = calendar.local(start)
    return calendar.instant(shift(local.date(), amount), local.time())


def _date_days(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count days by date and use the whole of the last one (R-071)."""
    return calendar.day_start(shift(calendar.local(start).date(), amount + 1))


def _weeks(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count weeks to the same wall time."""
    return _calendar_days(7 * amount, start, calendar)


def _calendar_months(amount: int, start: datetime, calendar: BusinessCalendar) -> datetime:
    """Count months to the same day and wall time, or to the month's last day (R-071)."""
    local = calendar.local(start)
    year, month = divmod(local.year * 12 + local.month - 1 + amount, 12)
    if not 1 <= year <= 9999:
        raise CalendarError("That lies outside the years 1 to 9999. Use a smaller number.")
    day = min(local.day, monthrange(year, month + 1)[1])
    return calendar.instant(date(year, month + 1, day), local.time())


_ARITHMETIC: Mapping[Unit, Callable[[int, datetime, BusinessCalendar], datetime]] = {
    Unit.ELAPSED_HOURS: _elapsed_hours,
    Unit.BUSINESS_HOURS: _business_hours,
    Unit.BUSINESS_DAYS: _business_days,
    Unit.CALENDAR_DAYS: _calendar_days,
    Unit.DATE_DAYS: _date_days,
    Unit.WEEKS: _weeks,
    Unit.CALENDAR_MONTHS: _calendar_months,
}
