"""The arithmetic of a due time told step by step, for a reader who must trust it at night (R-076)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from oncall_tui.rules.calendars import BusinessCalendar, shift
from oncall_tui.rules.hours import say_time
from oncall_tui.rules.wording import (
    say_clock,
    say_count,
    say_day,
    say_days,
    say_instant,
    say_length,
    say_ordinal,
)
from storage.vocabulary import Unit

_HEAD, _TAIL = 30, 10
_MOMENT = timedelta(microseconds=1)

_NOUNS = {
    Unit.ELAPSED_HOURS: "elapsed hour",
    Unit.BUSINESS_HOURS: "business hour",
    Unit.BUSINESS_DAYS: "business day",
    Unit.CALENDAR_DAYS: "calendar day",
    Unit.DATE_DAYS: "day",
    Unit.WEEKS: "week",
    Unit.CALENDAR_MONTHS: "calendar month",
}


def say_window(amount: int, unit: Unit) -> str:
    """Write a window as `72 elapsed hours`."""
    return say_count(amount, _NOUNS[unit])


def account(
    amount: int, unit: Unit, start: datetime, at: datetime, calendar: BusinessCalendar
) -> Iterator[str]:
    """Yield the steps that lead from a start to a due instant of one of the seven units."""
    yield f"Starts {say_instant(start, calendar)}."
    if not amount:
        yield f"{say_window(0, unit)}: due at once."
    elif unit is Unit.ELAPSED_HOURS:
        yield f"{say_window(amount, unit)}, nights, weekends and holidays included."
    elif unit in (Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS):
        yield from _business(amount, unit, start, at, calendar)
    else:
        yield from _by_date(amount, unit, start, at, calendar)
    yield from _changes(start, at, calendar)
    yield say_due(at, calendar)


def say_due(at: datetime, calendar: BusinessCalendar) -> str:
    """Write the last step of an account; an instant that ends a day is told as that day's end."""
    local = calendar.local(at)
    before = calendar.local(at - _MOMENT)
    if calendar.day_start(local.date()) == at:
        return f"Due by the end of {say_day(before.date(), year=True)} (24:00 {before.tzname()})."
    return f"Due {say_instant(at, calendar)}."


def _business(
    amount: int, unit: Unit, start: datetime, at: datetime, calendar: BusinessCalendar
) -> Iterator[str]:
    """Yield what is counted, the open time used day by day, and the bound where it decides (R-067)."""
    if unit is Unit.BUSINESS_HOURS:
        need = timedelta(hours=amount)
        yield f"{say_window(amount, unit)}: only the hours in which the calendar is open count."
    else:
        need = amount * calendar.standard_day
        yield (
            f"{say_window(amount, unit)}: {say_length(need)} of open time, but no later than the close of "
            f"the {say_ordinal(amount)} business day counted."
        )
    used = sum((end - begin for begin, end in calendar.spans_between(start, at)), timedelta())
    yield from _shortened(list(_days(start, at, calendar, need)))
    if used < need:
        last = calendar.local(at - _MOMENT).date()
        yield (
            f"{say_day(last)} is the {say_ordinal(amount)} business day counted: its close is the latest, "
            f"with {say_length(used)} of {say_length(need)} used."
        )


def _days(start: datetime, at: datetime, calendar: BusinessCalendar, need: timedelta) -> Iterator[str]:
    """Yield one line for each day between a start and a due instant: used, closed or a holiday."""
    day, last = calendar.local(start).date(), calendar.local(at - _MOMENT).date()
    used = timedelta()
    closed: list[date] = []
    while day <= last:
        spans = [(max(s, start), min(e, at)) for s, e in calendar.open_spans(day) if e > start and s < at]
        name = calendar.holiday(day)
        if not spans and not calendar.open_spans(day) and name is None:
            closed.append(day)
            day = shift(day, 1)
            continue
        if closed:
            yield f"{say_days(closed)}: closed."
            closed = []
        if spans:
            used += sum((end - begin for begin, end in spans), timedelta())
            times = ", ".join(f"{say_clock(s, calendar)}-{_say_end(e, day, calendar)}" for s, e in spans)
            yield f"{say_day(day)}: {times} counts, {say_length(used)} of {say_length(need)}."
        elif calendar.open_spans(day):
            yield f"{say_day(day)}: already closed for the day."
        else:
            yield f"{say_day(day)}: closed, {name}."
        day = shift(day, 1)
    if closed:
        yield f"{say_days(closed)}: closed."


def _say_end(end: datetime, day: date, calendar: BusinessCalendar) -> str:
    """Write where a span ends, the end of its day as 24:00."""
    return "24:00" if calendar.local(end).date() != day else say_clock(end, calendar)


def _by_date(
    amount: int, unit: Unit, start: datetime, at: datetime, calendar: BusinessCalendar
) -> Iterator[str]:
    """Yield the date that is reached, and what became of a wall time that is missing or doubled there."""
    local = calendar.local(start)
    span = f"{say_window(abs(amount), unit)} {'after' if amount > 0 else 'before'} {say_day(local.date())}"
    if unit is Unit.DATE_DAYS:
        reached = calendar.local(at - _MOMENT).date()
        yield f"{span} is {say_day(reached, year=True)}; the whole of that day may be used."
        return
    due = calendar.local(at)
    yield f"{span} is {say_day(due.date(), year=True)}, at the same wall time {say_time(local.time())}."
    if unit is Unit.CALENDAR_MONTHS and due.day < local.day:
        yield f"That month has no day {local.day}: its last day counts."
    if due.time() != local.time():
        yield f"{say_time(local.time())} is skipped by the clock change: {say_time(due.time())} instead."
    elif due.utcoffset() != due.replace(fold=1).utcoffset():
        yield f"{say_time(due.time())} happens twice that day: the first counts."


def _changes(start: datetime, at: datetime, calendar: BusinessCalendar) -> Iterator[str]:
    """Yield the clock changes between two instants, whichever comes first."""
    changes = []
    early, late = min(start, at), max(start, at)
    while early < late:
        step = min(early + timedelta(days=1), late)
        change = calendar.local(step).replace(tzinfo=None) - calendar.local(early).replace(tzinfo=None)
        jump = change - (step - early)
        if jump:
            day = _change_day(early, step, calendar)
            way = "forward" if jump > timedelta() else "back"
            changes.append(f"The clocks go {way} {say_length(jump)} on {say_day(day)}.")
        early = step
    yield from _shortened(changes)


def _change_day(early: datetime, late: datetime, calendar: BusinessCalendar) -> date:
    """Return the local date on which the zone's offset changes between two instants a day apart at most."""
    before = calendar.local(early).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if calendar.local(middle).utcoffset() == before:
            early = middle
        else:
            late = middle
    return calendar.local(late).date()


def _shortened(lines: list[str]) -> list[str]:
    """Return lines with the middle of a very long row left out and counted."""
    if len(lines) <= _HEAD + _TAIL:
        return lines
    left_out = len(lines) - _HEAD - _TAIL
    return [*lines[:_HEAD], f"… {left_out} more lines, counted the same way.", *lines[-_TAIL:]]
