"""The accounts of somebody absent from their key: recorded by a director, refused to anybody else."""

from __future__ import annotations

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.accounts import NewAccess, access_log, record_access
from oncall_tui.desk.context import Desk
from oncall_tui.tui.flows.accounts import AccountsForm
from storage.vocabulary import AbsenceReason, AccessStep
from tests.clock import NOON, FixedClock
from tests.house import JO, MAI, desk_of
from tests.tui.console import SIZES, console, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back_to_say, begin, fits, text_of
from tests.tui.waiting import wait_for


@pytest.mark.parametrize("size", SIZES)
async def test_a_director_records_a_step_beside_the_log(lone_desk: Desk, size: tuple[int, int]) -> None:
    record_absence(lone_desk, NewAbsence(JO, AbsenceReason.SICK, NOON))
    record_access(lone_desk, NewAccess(JO, HOSTILE, AccessStep.OPENED, "To tell the families."))
    stock(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        form = await begin(screen, pilot, "K", AccountsForm)
        await pilot.press(*"jo", "tab", *"boards", "tab", "tab", *"To tell the teams.")
        await wait_for(
            pilot,
            lambda: f"! Jo Lee, {HARMLESS}" in text_of(form, "#form-aside"),
            description="the log is there",
        )
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Jo Lee, boards: opened Sat 21 Nov 12:00 AEDT")
    assert [each.system for each in access_log(lone_desk).open][1:] == ["boards"]


async def test_whoever_is_no_director_is_told_whom_to_ask(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    async with console(desk_of(lone_desk.store, clock, MAI)) as (screen, pilot):
        await pilot.press("K")
        await wait_for(pilot, lambda: "Only a director" in told(screen), description="it is refused in words")
        assert screen.app.screen is screen
