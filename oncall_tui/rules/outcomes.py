"""How a clock ended or stands: met and how early, late and how late, lapsed and open, cancelled (R-077)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, pairwise
from operator import itemgetter

from oncall_tui.rules.calendars import BusinessCalendar
from storage.vocabulary import ClockState

_FEW = 20_000
"""Values up to which putting all of them in order is quick."""


class Ending(StrEnum):
    """The five ways in which a clock can stand."""

    MET = "met"
    MET_LATE = "met-late"
    LAPSED = "lapsed"
    """Past its due time and open still."""
    RUNNING = "running"
    """Open, and in time."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one clock ended or stands."""

    ending: Ending
    early: timedelta | None
    """How long before it was due it was met, or how long is left."""
    late: timedelta | None
    """How long after it was due it was met, or how long it has lapsed by now, in elapsed time."""
    late_business: timedelta | None
    """The same in business time of the office's calendar."""
    why: str
    """Why it was cancelled; empty for all others."""


def ending(state: ClockState, due_at: datetime, now: datetime) -> Ending:
    """Return how a clock stands at an instant."""
    if state is ClockState.RUNNING:
        return Ending.LAPSED if due_at <= now else Ending.RUNNING
    return Ending(state.value)


def outcome(
    state: ClockState,
    due_at: datetime,
    ended_at: datetime | None,
    ended_by: str,
    now: datetime,
    calendar: BusinessCalendar,
) -> Outcome:
    """Return how a clock ended, or stands at an instant."""
    how = ending(state, due_at, now)
    if how is Ending.CANCELLED:
        return Outcome(how, None, None, None, ended_by)
    until = now if ended_at is None else ended_at
    if how in (Ending.MET, Ending.RUNNING):
        return Outcome(how, due_at - until, None, None, "")
    return Outcome(how, None, until - due_at, business_time(calendar, due_at, until), "")


def business_time(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """Return how long a calendar was open between two instants."""
    return sum((closes - opens for opens, closes in calendar.spans_between(start, end)), timedelta())


def median_of(runs: Sequence[Sequence[int]]) -> float | None:
    """Return the middle of all values of some runs, each of them in order; None for none.

    Where there are many, only the values near the middle are put in order: a sample tells between which two.
    """
    runs = sorted((run for run in runs if run), key=itemgetter(0))
    number = sum(map(len, runs))
    if runs and all(before[-1] <= after[0] for before, after in pairwise(runs)):
        return (_value_at(runs, (number - 1) // 2) + _value_at(runs, number // 2)) / 2
    if number <= _FEW:
        return median(sorted(chain.from_iterable(runs)))
    sample = sorted(chain.from_iterable(run[:: max(1, number // _FEW)] for run in runs))
    low, high = sample[len(sample) * 45 // 100], sample[len(sample) * 55 // 100]
    places = [(bisect_left(run, low), bisect_right(run, high)) for run in runs]
    below = sum(first for first, _ in places)
    near = sum(last - first for first, last in places)
    if below <= (number - 1) // 2 and number // 2 < below + near:
        middle = sorted(chain.from_iterable(run[a:b] for run, (a, b) in zip(runs, places, strict=True)))
        return (middle[(number - 1) // 2 - below] + middle[number // 2 - below]) / 2
    return median(sorted(chain.from_iterable(runs)))


def _value_at(runs: Sequence[Sequence[int]], place: int) -> int:
    """Return the value at a place of runs that follow on each other in order."""
    for run in runs:
        if place < len(run):
            return run[place]
        place -= len(run)
    raise IndexError(place)


def median(sorted_values: Sequence[float]) -> float | None:
    """Return the middle of values in order, the mean of the middle two where they are even; None for none."""
    number = len(sorted_values)
    if not number:
        return None
    middle = number // 2
    if number % 2:
        return sorted_values[middle]
    return (sorted_values[middle - 1] + sorted_values[middle]) / 2


def share(sorted_values: Sequence[float], part: float) -> float | None:
    """Return the value that such a part of values in order does not exceed (nearest rank); None for none."""
    if not sorted_values:
        return None
    rank = -int(-part * len(sorted_values) // 1)
    return sorted_values[min(len(sorted_values), max(1, rank)) - 1]
