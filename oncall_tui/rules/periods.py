"""Spans of time as people name them: `this week`, `last month`, `last 4 weeks`, `nov 2026`, `mon to fri`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oncall_tui.rules.calendars import BusinessCalendar, shift
from oncall_tui.rules.walltime import WhenError
from oncall_tui.rules.when import parse_when

__all__ = ["EXAMPLES", "Period", "parse_period", "weeks_of"]

EXAMPLES = "today, this week, last week, last month, last 4 weeks, this quarter, nov 2026, 2026, 1 nov to fri"
"""What may be typed, for help texts and refusals."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*(?: (\d{{4}}))?")
_MONTH_NUMBER = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"q([1-4])(?: (\d{4}))?|(\d{4})[- ]?q([1-4])")
_YEAR = re.compile(r"(?:19|20|21)\d{2}")
_UNIT = r"day|week|month|quarter|year"
_NAMED = re.compile(rf"(this|last|next) ({_UNIT})")
_COUNTED = re.compile(rf"(last|next) (\d{{1,3}}) ({_UNIT})s?")
_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
_WEEK_DAYS, _QUARTER_MONTHS = 7, 3


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time and how it was named."""

    start: datetime
    end: datetime
    """Exclusive."""
    words: str
    """Such as “last month”."""


def parse_period(text: str, now: datetime, calendar: BusinessCalendar) -> Period:
    """Return the span that `text` means in the zone of a calendar at `now`; weeks begin on Monday.

    `last 4 weeks` are whole weeks before this one; `A to B` takes any two times that may be typed.

    Raises:
        WhenError: it cannot be understood, or ends before it begins.
    """
    plain = " ".join(text.casefold().replace("–", " to ").split())
    today = calendar.local(now).date()
    for read in (_near, _named, _counted, _month, _quarter, _year):
        days = read(plain, today)
        if days is not None:
            first, last = days
            return Period(calendar.day_start(first), calendar.day_start(last), plain)
    since, found, until = plain.partition(" to ")
    if not found:
        raise WhenError(f"“{text.strip()}” is no span of time. Type one of: {EXAMPLES}.")
    start, end = (parse_when(each, now, calendar.zone, calendar, past=True) for each in (since, until))
    if end.at <= start.at:
        raise WhenError(f"“{text.strip()}” ends before it begins.")
    return Period(start.at, end.at, f"{start.words} to {end.words}")


Week = tuple[date, datetime, datetime]
"""Its Monday, and the instants at which it begins and ends as far as it lies in a span."""


def weeks_of(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[Week]:
    """Go through the local weeks of a span, the first and the last cut to it."""
    day = calendar.local(start).date()
    monday = day - timedelta(days=day.weekday())
    since = start
    while since < end:
        after = monday + timedelta(weeks=1)
        before = min(end, calendar.day_start(after))
        yield monday, since, before
        monday, since = after, before


Days = tuple[date, date]
"""The first day, and the first that is no longer in it."""


def _near(plain: str, today: date) -> Days | None:
    if plain not in _NEAR:
        return None
    day = shift(today, _NEAR[plain])
    return day, shift(day, 1)


def _named(plain: str, today: date) -> Days | None:
    found = _NAMED.fullmatch(plain)
    if not found:
        return None
    steps = {"last": -1, "this": 0, "next": 1}[found[1]]
    begin, unit = _BEGINS[found[2]](today), found[2]
    return _step(begin, steps, unit), _step(begin, steps + 1, unit)


def _counted(plain: str, today: date) -> Days | None:
    found = _COUNTED.fullmatch(plain)
    if not found or not int(found[2]):
        return None
    number, unit = int(found[2]), found[3]
    begin = _BEGINS[unit](today)
    if found[1] == "last":
        return _step(begin, -number, unit), begin
    return _step(begin, 1, unit), _step(begin, 1 + number, unit)


def _month(plain: str, today: date) -> Days | None:
    if found := _MONTH_NUMBER.fullmatch(plain):
        if not 1 <= int(found[2]) <= 12:
            return None
        first = _first(int(found[1]), int(found[2]))
    elif found := _MONTH.fullmatch(plain):
        month = _MONTHS.index(found[1]) + 1
        year = int(found[2]) if found[2] else today.year - (month > today.month)
        first = _first(year, month)
    else:
        return None
    return first, _step(first, 1, "month")


def _quarter(plain: str, today: date) -> Days | None:
    found = _QUARTER.fullmatch(plain)
    if not found:
        return None
    quarter = int(found[1] or found[4])
    month = _QUARTER_MONTHS * (quarter - 1) + 1
    year = int(found[2] or found[3] or today.year - (month > today.month))
    first = _first(year, month)
    return first, _step(first, 1, "quarter")


def _year(plain: str, _today: date) -> Days | None:
    if not _YEAR.fullmatch(plain):
        return None
    first = _first(int(plain), 1)
    return first, _step(first, 1, "year")


_BEGINS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: date(day.year, _QUARTER_MONTHS * ((day.month - 1) // _QUARTER_MONTHS) + 1, 1),
    "year": lambda day: date(day.year, 1, 1),
}


def _step(first: date, steps: int, unit: str) -> date:
    """Return the first day of a unit some units on."""
    if unit in ("day", "week"):
        return shift(first, steps * (_WEEK_DAYS if unit == "week" else 1))
    months = first.year * 12 + first.month - 1 + steps * {"month": 1, "quarter": 3, "year": 12}[unit]
    return _first(months // 12, months % 12 + 1)


def _first(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise WhenError("That year lies too far away. Check it.") from None
