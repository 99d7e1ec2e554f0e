"""A console runs for 72 hours of its own clock, and takes up no more at the end than halfway."""

from __future__ import annotations

import sys

import pytest

from oncall_tui.desk.context import Desk
from tests.faults.figures import promise
from tests.faults.lasting import hand_driven, last
from tests.tui.console import console, stock

HOURS = 72


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program of itself in /proc")
async def test_seventy_two_hours(lone_desk: Desk) -> None:
    stock(lone_desk)
    with hand_driven():
        async with console(lone_desk) as (screen, pilot):
            seen = (await last(lone_desk, screen, pilot, HOURS)).figures()
    promise("long weekend", "a console and its engine, a minute at a step", hours=HOURS, **seen)
    assert seen["alerts_raised"] > 0
    assert seen["memory_growth_percent"] < 10
    assert (seen["more_descriptors"], seen["more_threads"], seen["more_widgets"]) == (0, 0, 0)
