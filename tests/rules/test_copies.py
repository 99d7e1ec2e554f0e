"""Copies thin out with age, and the newest is never among those that go (R-177)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.copies import KEPT, Kept, is_due, is_late, keep, newest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
instants = st.integers(0, 10 * 366 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
some = st.lists(instants, max_size=60)
numbers = st.integers(0, 6)


def days(made: Iterable[datetime]) -> list[date]:
    return sorted({at.date() for at in made})


@given(some, numbers, numbers, numbers)
def test_the_newest_stays_and_nothing_is_made_up(
    made: list[datetime], hourly: int, daily: int, weekly: int
) -> None:
    stay = keep(made, Kept(hourly, daily, weekly))
    assert stay <= set(made)
    assert len(stay) <= max(1, hourly + daily + weekly)
    assert not made or max(made) in stay


@given(some)
def test_what_was_thinned_once_stays_thinned(made: list[datetime]) -> None:
    assert keep(keep(made)) == keep(made)


@given(st.lists(instants, min_size=1, max_size=40, unique=True))
def test_thinning_at_every_copy_comes_to_the_same_as_thinning_once(made: list[datetime]) -> None:
    there: frozenset[datetime] = frozenset()
    for at in sorted(made):
        there = keep({*there, at})
    assert there == keep(made)


@given(instants, st.integers(1, 900), st.integers(20, 90))
def test_hourly_copies_thin_out_as_promised(first: datetime, number: int, minutes: int) -> None:
    made = [first + turn * timedelta(minutes=minutes) for turn in range(number)]
    stay = keep(made)
    last, oldest = made[-1], made[0]
    hours = {at.replace(minute=0, second=0, microsecond=0) for at in made}
    of_stay = {at.replace(minute=0, second=0, microsecond=0) for at in stay}
    assert of_stay >= set(sorted(hours)[-KEPT.hourly :])
    assert {*days(stay)} >= {*days(made)[-KEPT.daily :]}
    # Whatever span of the past somebody asks for, there is a copy no further away than was promised.
    for back, gap in ((20 * HOUR, 3 * HOUR), (6 * DAY, 2 * DAY), (3 * WEEK, 2 * WEEK)):
        if last - back >= oldest:
            assert any(abs(at - (last - back)) <= gap for at in stay)


def test_no_change_of_summer_time_costs_a_copy() -> None:
    sydney = ZoneInfo("Australia/Sydney")
    for change in (datetime(2026, 4, 5, tzinfo=sydney), datetime(2026, 10, 4, tzinfo=sydney)):
        end = change.astimezone(UTC) + timedelta(hours=12)
        made = [end - turn * HOUR for turn in range(24 * 40)]
        stay = sorted(keep(made), reverse=True)
        assert stay[:24] == made[:24]
        assert keep(at.astimezone(sydney) for at in made) == keep(made)


def test_a_long_silence_takes_nothing_away() -> None:
    old = [NOON - timedelta(days=400) + turn * HOUR for turn in range(5)]
    assert keep([*old, NOON]) == {*old, NOON}


def test_when_the_next_one_is_due() -> None:
    assert is_due(None, NOON, HOUR)
    assert is_due(NOON - HOUR, NOON, HOUR)
    assert not is_due(NOON - HOUR + timedelta(seconds=1), NOON, HOUR)


def test_a_copy_of_the_future_is_no_reason_to_wait() -> None:
    assert newest([], NOON) is None
    assert newest([NOON + HOUR], NOON) is None
    assert newest([NOON + HOUR, NOON, NOON - HOUR], NOON) == NOON


def test_when_somebody_has_to_look() -> None:
    assert not is_late(NOON - 3 * HOUR, NOON, HOUR)
    assert is_late(NOON - 3 * HOUR - timedelta(seconds=1), NOON, HOUR)
