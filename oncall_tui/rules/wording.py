"""Instants, dates and lengths of time in the words that people use, whatever the machine's locale."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.hours import DAYS, say_time

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def say_day(day: date, *, year: bool = False) -> str:
    """Write a date as `Fri 2 Oct`, with its year when asked."""
    words = f"{DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


def say_instant(at: datetime, calendar: BusinessCalendar, *, year: bool = True) -> str:
    """Write an instant as wall time of the calendar's zone: `Fri 2 Oct 2026 18:30 AEST`."""
    local = calendar.local(at)
    return f"{say_day(local.date(), year=year)} {say_time(local.time())} {local.tzname()}"


def say_clock(at: datetime, calendar: BusinessCalendar) -> str:
    """Write only the wall time of an instant; midnight that ends a span is 24:00 to its reader."""
    return say_time(calendar.local(at).time())


def say_length(length: timedelta) -> str:
    """Write a length of time as `7 h 15 min`."""
    hours, rest = divmod(abs(length), _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    seconds = f"{rest.total_seconds():g} s" if rest else ""
    words = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", seconds)
    return " ".join(word for word in words if word) or "0 h"


def say_count(number: int, what: str) -> str:
    """Write a number with its noun, in the plural where that is due."""
    return f"{number} {what}" if abs(number) == 1 else f"{number} {what}s"


def say_ordinal(number: int) -> str:
    """Write a place in a row: 1st, 2nd, 3rd, 11th."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def say_days(days: list[date]) -> str:
    """Write dates in a row, runs drawn together: `Sat 3 Oct and Sun 4 Oct`, `Mon 1 Feb to Fri 5 Feb`."""
    runs = []
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1].toordinal() - pair[0]):
        members = [day for _, day in run]
        joint = " and " if len(members) == 2 else " to "
        ends = members[:1] if len(members) == 1 else [members[0], members[-1]]
        runs.append(joint.join(map(say_day, ends)))
    return ", ".join(runs)
