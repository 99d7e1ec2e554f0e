from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.alerting.timekeeper import Timekeeper
from tests.clock import NOON, FixedClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_as_long_as_both_clocks_agree_it_is_the_walls_time() -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    for _ in range(5):
        clock.advance(timedelta(seconds=7))
        assert keeper.now() == clock.now()
    assert keeper.trouble == ""


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_set_forward_it_follows_at_once_and_says_so(jump: timedelta) -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    clock.jump(NOON + jump)
    assert keeper.now() == NOON + jump
    assert "slept, or its clock was set forward, by 1 " in keeper.trouble
    clock.advance(timedelta(minutes=11))
    keeper.now()
    assert keeper.trouble == ""


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_set_back_it_goes_on_by_the_steady_clock(jump: timedelta) -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    clock.jump(NOON - jump)
    assert keeper.now() == NOON
    assert "set back by 1 " in keeper.trouble
    clock.advance(timedelta(minutes=5))
    assert keeper.now() == NOON + timedelta(minutes=5)
    clock.advance(timedelta(minutes=6))
    keeper.now()
    assert keeper.trouble == "", "said for a while, not for ever"


def test_set_right_again_after_it_was_set_back_it_is_the_walls_time_once_more() -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    clock.jump(NOON - HOUR)
    keeper.now()
    clock.jump(NOON + timedelta(minutes=1))
    clock.steady += 60
    assert keeper.now() == clock.now()
    assert keeper.now() == NOON + timedelta(minutes=1)


def test_it_never_goes_back_however_the_wall_does() -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    before = keeper.now()
    for step in (HOUR, -2 * HOUR, timedelta(seconds=-1), DAY, -DAY, timedelta(0)):
        clock.jump(clock.now() + step)
        clock.steady += 0.5
        assert keeper.now() >= before
        before = keeper.now()


def test_a_small_drift_is_nobodys_business() -> None:
    clock = FixedClock()
    keeper = Timekeeper(clock)
    for _ in range(10):
        clock.advance(timedelta(seconds=5))
        clock.jump(clock.now() + timedelta(seconds=0.1))
        keeper.now()
    assert keeper.trouble == ""
