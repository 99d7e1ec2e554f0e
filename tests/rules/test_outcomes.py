"""How a clock ended, to the second (R-077)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median as slow_median

from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.outcomes import Ending, median_of, outcome, share
from storage.vocabulary import ClockState

SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {})
DUE = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Fri 20 Nov 2026 16:00 in Sydney."""
HOUR = timedelta(hours=1)


def test_each_of_the_five_ways_a_clock_can_stand() -> None:
    met = outcome(ClockState.MET, DUE, DUE - 2 * HOUR, "contact", DUE, SYDNEY)
    assert (met.ending, met.early, met.late) == (Ending.MET, 2 * HOUR, None)
    late = outcome(ClockState.MET_LATE, DUE, DUE + 66 * HOUR, "contact", DUE + 80 * HOUR, SYDNEY)
    assert (late.ending, late.late) == (Ending.MET_LATE, 66 * HOUR)
    assert late.late_business == 2 * HOUR, "an hour of Friday, an hour of Monday"
    open_ = outcome(ClockState.RUNNING, DUE, None, "", DUE, SYDNEY)
    assert (open_.ending, open_.late) == (Ending.LAPSED, timedelta())
    running = outcome(ClockState.RUNNING, DUE, None, "", DUE - HOUR, SYDNEY)
    assert (running.ending, running.early) == (Ending.RUNNING, HOUR)
    cancelled = outcome(ClockState.CANCELLED, DUE, DUE, "duplicate of 7", DUE, SYDNEY)
    assert (cancelled.ending, cancelled.why) == (Ending.CANCELLED, "duplicate of 7")


@given(st.lists(st.lists(st.integers(-100_000, 100_000), min_size=1).map(sorted), max_size=8))
def test_the_middle_of_runs_is_the_middle_of_all(runs: list[list[int]]) -> None:
    values = [value for run in runs for value in run]
    assert median_of(runs) == (slow_median(values) if values else None)


def test_the_middle_of_very_many_is_exact_too() -> None:
    spread = [sorted((number * 7_919 + shift) % 100_003 for number in range(9_000)) for shift in range(5)]
    lopsided = [[0] * 30_000, list(range(15_001))]
    for runs in (spread, lopsided):
        assert median_of(runs) == slow_median(value for run in runs for value in run)


def test_nine_of_ten_by_nearest_rank() -> None:
    assert share([], 0.9) is None
    assert share([5.0], 0.9) == 5
    assert share([float(number) for number in range(1, 11)], 0.9) == 9
