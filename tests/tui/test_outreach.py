"""The outreach of a client on the console: read, planned, followed through, and the day it begins with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.caseload.sheet import outreach
from oncall_tui.desk.context import Desk
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.outreach.morning import DaySheet, MorningForm
from oncall_tui.tui.outreach.phase_forms import PhaseForm
from oncall_tui.tui.outreach.planning_forms import BookForm, NextForm
from oncall_tui.tui.outreach.sheet import OutreachSheet
from oncall_tui.tui.outreach.work_forms import ConsultForm, ConsultStepForm
from oncall_tui.tui.sheets.sheet import Page
from storage.models import Client
from storage.vocabulary import Category, Direction, Phase
from tests.clock import FixedClock
from tests.house import HANA, JO, desk_of
from tests.tui.console import SIZES, console, stock
from tests.tui.flows import HARMLESS, HOSTILE, back, begin
from tests.tui.waiting import wait_for

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("size", SIZES)
async def test_a_client_is_planned_with_by_keys(lone_desk: Desk, size: tuple[int, int]) -> None:
    stock(lone_desk)
    with lone_desk.store.writing("system", "test.hostile", "client") as unit:
        unit.session.get_one(Client, HANA).given_name = HOSTILE
    async with console(lone_desk, size) as (screen, pilot):
        screen.choose_client(HANA)
        sheet = await begin(screen, pilot, "s", OutreachSheet)
        assert HARMLESS in str(sheet.query(".sheet--title").first().render())
        assert "none: n sets it" in str(sheet.query_one(Page).shown)
        await begin(screen, pilot, "n", NextForm)
        await pilot.press(*"4 dec", "ctrl+s")
        await wait_for(
            pilot, lambda: outreach(lone_desk, HANA).row.next_on == date(2026, 12, 4), description="it is set"
        )
        await begin_again(screen, pilot)
        await begin(screen, pilot, "b", BookForm)
        await pilot.press(*"tue 14:00", "ctrl+s")
        await wait_for(
            pilot, lambda: bool(outreach(lone_desk, HANA).appointments), description="it is booked"
        )
        await begin_again(screen, pilot)
        await begin(screen, pilot, "p", PhaseForm)
        await pilot.press("ctrl+s")
        await wait_for(
            pilot,
            lambda: outreach(lone_desk, HANA).row.phase is Phase.MAINTENANCE,
            description="they are in maintenance",
        )
        await begin_again(screen, pilot)
        await pilot.press("x", "escape", "escape")
        await back(screen, pilot)


async def begin_again(screen: ConsoleScreen, pilot: Pilot[int]) -> None:
    """Wait until the sheet is on top again."""
    await wait_for(
        pilot,
        lambda: isinstance(screen.app.screen, OutreachSheet) and screen.app.screen.focused is not None,
        description="the sheet is shown again",
    )


async def test_a_consult_is_noted_and_followed_and_what_cannot_be_done_says_so(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        screen.choose_client(HANA)
        await begin(screen, pilot, "s", OutreachSheet)
        await pilot.press("v")
        await wait_for(
            pilot,
            lambda: any("No consult is open" in str(each.message) for each in screen.app._notifications),
            description="why not",
        )
        await begin_again(screen, pilot)
        await begin(screen, pilot, "o", ConsultForm)
        await pilot.press("tab", *"Wound nurse", "tab", *"It breaks down.", "ctrl+s")
        await wait_for(pilot, lambda: bool(outreach(lone_desk, HANA).consults), description="it is noted")
        await begin_again(screen, pilot)
        await begin(screen, pilot, "v", ConsultStepForm)
        await pilot.press("ctrl+s")
        await wait_for(
            pilot,
            lambda: outreach(lone_desk, HANA).consults[0].submitted_at is not None,
            description="it is asked for",
        )
        assert outreach(lone_desk, HANA).consults[0].stand.startswith("in time until")


async def test_the_morning_is_ticked_at_one_key(lone_desk: Desk, clock: FixedClock) -> None:
    """R-117."""
    stock(lone_desk)
    log_call(lone_desk, NewCall("fell", Category.HIGH_RISK_EVENT, HANA, said="Fell.", direction=Direction.IN))
    clock.jump(MONDAY)
    Asker(lone_desk).ask()
    async with console(desk_of(lone_desk.store, clock, JO)) as (screen, pilot):
        sheet = await begin(screen, pilot, "T", DaySheet)
        assert "Fell." in str(sheet.query_one(Page).shown)
        await begin(screen, pilot, "t", MorningForm)
        await pilot.press("ctrl+s")
        await wait_for(
            pilot,
            lambda: isinstance(screen.app.screen, DaySheet) and screen.app.screen is not sheet,
            description="the day is shown again",
        )
        assert "then tick" not in str(screen.app.screen.query_one(Page).shown)
