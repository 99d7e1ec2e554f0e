"""Spans as people name them, and the weeks in them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.periods import parse_period, weeks_of
from oncall_tui.rules.walltime import WhenError

SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {})
NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)
"""Sat 21 Nov 2026 14:07 in Sydney."""


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("today", "2026-11-21", "2026-11-22"),
        ("Yesterday", "2026-11-20", "2026-11-21"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("last 4 weeks", "2026-10-19", "2026-11-16"),
        ("last 12 months", "2025-11-01", "2026-11-01"),
        ("next week", "2026-11-23", "2026-11-30"),
        ("nov", "2026-11-01", "2026-12-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("feb 2024", "2024-02-01", "2024-03-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("q4 2025", "2025-10-01", "2026-01-01"),
        ("2026-q1", "2026-01-01", "2026-04-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("1 nov to 7 nov", "2026-11-01", "2026-11-07"),
    ],
)
def test_a_span_in_a_few_words(typed: str, first: str, last: str) -> None:
    found = parse_period(typed, NOW, SYDNEY)
    local = [SYDNEY.local(at).isoformat()[:16] for at in (found.start, found.end)]
    assert local == [f"{first}T00:00", f"{last}T00:00"]


@pytest.mark.parametrize(
    "typed", ["", "soon", "last 0 weeks", "2026-13", "fri to mon 2020", "7 nov to 1 nov"]
)
def test_what_is_no_span_is_refused_and_says_what_may_be_typed(typed: str) -> None:
    with pytest.raises(WhenError):
        parse_period(typed, NOW, SYDNEY)


def test_weeks_begin_on_local_mondays_also_where_the_clock_changes_and_cover_a_span_without_a_hole() -> None:
    found = parse_period("1 oct to 13 oct", NOW, SYDNEY)
    weeks = list(weeks_of(SYDNEY, found.start, found.end))
    assert [str(monday) for monday, _, _ in weeks] == ["2026-09-28", "2026-10-05", "2026-10-12"]
    assert weeks[0][1] == found.start
    assert weeks[-1][2] == found.end
    assert all(before[2] == after[1] for before, after in pairwise(weeks))
    assert SYDNEY.local(weeks[1][1]).hour == 0, "daylight saving began on the day before"
