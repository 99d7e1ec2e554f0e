from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.responsibility import who
from oncall_tui.tui.absences.rows import Gaps
from oncall_tui.tui.absences.screen import PlanScreen
from oncall_tui.tui.flows.absences import AbsenceForm, ReturnForm
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, MAI, SAM
from tests.tui.console import SIZES, console, stock, told
from tests.tui.flows import HARMLESS, back, back_to_say, begin, fits, line_of, text_of
from tests.tui.test_flows_people import send_away
from tests.tui.test_flows_triage import MONDAY
from tests.tui.waiting import wait_for


@pytest.mark.parametrize("size", SIZES)
async def test_somebody_rings_in_sick_in_a_dozen_keys(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    async with console(lone_desk, size) as (screen, pilot):
        form = await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"jo")
        await wait_for(pilot, lambda: "Jo Lee" in line_of(form, "person"), description="Jo Lee is picked")
        assert fits(form)
        plan = await begin(screen, pilot, "ctrl+s", PlanScreen)
        assert "1 moves: 1 to Mai Tran" in text_of(plan, "#plan-summary")
        assert "none: somebody is there" in text_of(plan, "#plan-summary")
        assert who(lone_desk, HANA).role_holder.id == JO, "nothing is changed yet"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Jo Lee is away: 1 client")
    assert who(lone_desk, HANA).role_holder.id == MAI


async def test_a_gap_stands_first_with_who_could_cover(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    send_away(lone_desk, clock, MAI)
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"jo")
        plan = await begin(screen, pilot, "ctrl+s", PlanScreen)
        row = plan.listing.current
        assert row is not None
        assert isinstance(row.what, Gaps)
        assert row.what.first.client_id == HANA
        detail = text_of(plan, "#plan-detail")
        assert "Mai Tran: study" in detail
        assert "Sam Idris: here the whole time; no contact yet" in detail
        assert "✗ 1 cover gap, of 1 client" in text_of(plan, "#plan-summary")


async def test_stepping_back_from_the_plan_keeps_what_was_typed_and_changes_nothing(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"jo")
        await begin(screen, pilot, "ctrl+s", PlanScreen)
        form = await begin(screen, pilot, "escape", AbsenceForm)
        await wait_for(pilot, lambda: form.values["person"] == str(JO), description="Jo Lee is still picked")
        await pilot.press("escape")
        await back(screen, pilot)
    assert who(lone_desk, HANA).role_holder.id == JO


async def test_somebody_who_is_away_already_is_refused_at_the_form(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    send_away(lone_desk, clock, SAM)
    async with console(lone_desk) as (screen, pilot):
        form = await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"sam", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "away then already" in text_of(form, "#form-error") + line_of(form, "start"),
            description="the other absence is told",
        )
        assert screen.app.screen is form


async def test_a_name_is_shown_and_not_obeyed(lone_desk: Desk, clock: FixedClock) -> None:
    from storage.models import Client
    from tests.tui.flows import HOSTILE

    stock(lone_desk)
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.renamed", "client:2") as unit:
        unit.session.get_one(Client, BEN).family_name = HOSTILE
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"mai")
        plan = await begin(screen, pilot, "ctrl+s", PlanScreen)
        assert HARMLESS in text_of(plan, "#plan-detail")


async def test_who_is_back_has_their_clients_again(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    send_away(lone_desk, clock, JO)
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "B", ReturnForm)
        await pilot.press(*"jo", "ctrl+s")
        await back_to_say(screen, pilot, "Jo Lee is back since")
    assert who(lone_desk, HANA).role_holder.id == JO


async def test_with_nobody_away_it_says_so(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("B")
        await wait_for(pilot, lambda: "Nobody is away now." in told(screen), description="it says so")
