"""The duty from its key: the briefs are there, the line is accepted, a shift is given away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.context import Desk
from oncall_tui.desk.duty.acceptance import unaccepted
from oncall_tui.desk.duty.rota import rota
from oncall_tui.tui.duty.screen import DutyScreen
from oncall_tui.tui.flows.duty import GiveForm
from storage.models import Client
from storage.vocabulary import ClientStatus
from tests.clock import FixedClock
from tests.house import HANA, KIM, RAE
from tests.tui.console import SIZES, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits
from tests.tui.waiting import wait_for

NOW, END = datetime(2026, 11, 21, 1, 0, tzinfo=UTC), datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


async def read(screen: DutyScreen, pilot: Pilot[int], tab: int, words: str) -> str:
    """Wait until a tab is read and return its text."""
    await wait_for(
        pilot,
        lambda: screen.tab == tab and words in str(screen.page.shown) and not screen.page.has_class("-stale"),
        description=f"tab {tab} says {words}",
    )
    return str(screen.page.shown)


@pytest.mark.parametrize("size", SIZES)
async def test_every_tab_is_one_key_away_and_fits(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    with lone_desk.store.writing("system", "test.unsettled", "client:1") as unit:
        hana = unit.session.get_one(Client, HANA)
        hana.status, hana.family_name = ClientStatus.UNSTABLE, HOSTILE
    stock(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        duty = await begin(screen, pilot, "D", DutyScreen)
        text = await read(duty, pilot, 0, "Start brief: weekend")
        assert HARMLESS in text
        assert "Kim Webb has the line until Mon 23 Nov 09:00 AEDT, not accepted yet." in " ".join(
            text.split()
        )
        assert fits(duty)
        await pilot.press("2")
        await read(duty, pilot, 1, "What each must do from Mon 23 Nov 09:00 AEDT")
        await pilot.press("right")
        await read(duty, pilot, 2, "For Jo Lee: weekend")
        await pilot.press("tab")
        await read(duty, pilot, 3, "Who has the line")
        assert fits(duty)
        assert "1800 975 711" in shown(screen)
        await pilot.press("escape")
        await back(screen, pilot)


async def test_the_line_is_accepted_from_there(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        duty = await begin(screen, pilot, "D", DutyScreen)
        await read(duty, pilot, 0, "not accepted yet")
        await pilot.press("y")
        await wait_for(pilot, lambda: "You have the line" in told(screen), description="it is said")
        await wait_for(
            pilot,
            lambda: isinstance(screen.app.screen, DutyScreen) and screen.app.screen is not duty,
            description="the duty is shown again",
        )
        again = screen.app.screen
        assert isinstance(again, DutyScreen)
        await read(again, pilot, 0, "accepted Sat 21 Nov 12:00 AEDT")
    assert unaccepted(lone_desk) == ()


async def test_a_part_of_a_shift_is_given_to_another_director(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        duty = await begin(screen, pilot, "D", DutyScreen)
        await read(duty, pilot, 0, "Start brief")
        form = await begin(screen, pilot, "g", GiveForm)
        await pilot.press(*"kim", "tab", *"rae", "tab", *"sun 9:00", "ctrl+s")
        await wait_for(pilot, lambda: form is not screen.app.screen, description="the form was saved")
        await wait_for(pilot, lambda: "Rae Novak has the line from" in told(screen), description="it is said")
    pieces = [(turn.person.id, turn.end) for turn in rota(lone_desk, NOW, END).turns]
    assert pieces == [(KIM, datetime(2026, 11, 21, 22, 0, tzinfo=UTC)), (RAE, END)]
