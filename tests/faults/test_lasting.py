"""Some hours of a console take up no more than the hours before them."""

from __future__ import annotations

import sys

import pytest

from oncall_tui.desk.context import Desk
from tests.faults.lasting import hand_driven, last
from tests.tui.console import console, stock

HOURS = 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program of itself in /proc")
async def test_some_hours(lone_desk: Desk) -> None:
    stock(lone_desk)
    with hand_driven():
        async with console(lone_desk) as (screen, pilot):
            seen = (await last(lone_desk, screen, pilot, HOURS)).figures()
    assert (seen["pulses"], seen["calls_logged"]) == (HOURS * 60, HOURS * 3)
    assert seen["alerts_raised"] > 0
    assert seen["more_widgets"] == 0
