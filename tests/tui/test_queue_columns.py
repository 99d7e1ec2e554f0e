from __future__ import annotations

from datetime import timedelta

from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hold
from oncall_tui.desk.queue import load_queue
from oncall_tui.tui.console.queue_columns import state_of
from oncall_tui.tui.theme import State
from tests.clock import FixedClock
from tests.tui.console import stock

HALF_AN_HOUR = timedelta(minutes=30)


def test_an_item_comes_back_when_the_hour_of_its_hold_has_passed(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    hold(lone_desk, items["well"], clock.now() + HALF_AN_HOUR, "asked for later")
    row = next(row for row in load_queue(lone_desk).rows if row.id == items["well"])
    assert state_of(row, clock.now(), timedelta(0)) is State.HELD
    assert state_of(row, clock.now() + HALF_AN_HOUR, timedelta(0)) is not State.HELD
