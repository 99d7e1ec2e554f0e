from __future__ import annotations

from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.tui.absences.screen import PlanScreen
from oncall_tui.tui.flows.reassigning import ReassignForm
from storage.models import Client
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, MAI, PER, RAE, SAM, desk_of
from tests.tui.console import NARROW, console, stock
from tests.tui.flows import HARMLESS, HOSTILE, back_to_say, begin, fits, line_of, text_of
from tests.tui.test_flows_triage import MONDAY
from tests.tui.waiting import wait_for


async def test_one_client_is_given_and_u_takes_it_back(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.renamed", "client:1") as unit:
        unit.session.get_one(Client, HANA).given_name = HOSTILE
    async with console(lone_desk, NARROW) as (screen, pilot):
        screen.choose_client(HANA)
        form = await begin(screen, pilot, "R", ReassignForm)
        assert form.values["which"] == "one"
        await pilot.press("tab", *"sam")
        await wait_for(
            pilot, lambda: "Sam Idris, primary" in line_of(form, "person"), description="Sam is picked"
        )
        assert fits(form)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Say why" in line_of(form, "reason"), description="it asks why")
        await pilot.press(*"near")
        plan = await begin(screen, pilot, "ctrl+s", PlanScreen)
        assert "1 from Jo Lee" in text_of(plan, "#plan-summary")
        assert HARMLESS in text_of(plan, "#plan-detail")
        assert who(lone_desk, HANA).role_holder.id == JO, "nothing is changed yet"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Sam Idris is acting care manager of 1 client")
    assert who(lone_desk, HANA).role_holder.id == SAM
    undo(lone_desk)
    assert who(lone_desk, HANA).role_holder.id == JO


async def test_a_caseload_goes_to_the_secondaries_without_those_who_have_none(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    reassign(lone_desk, Reassignment((BEN,), JO, Share.SECONDARY, "So that Jo is."))
    reassign(lone_desk, Reassignment((PER,), MAI, Share.PRIMARY, "So that Mai has two."))
    async with console(lone_desk) as (screen, pilot):
        screen.choose_client(BEN)
        form = await begin(screen, pilot, "R", ReassignForm)
        await pilot.press("right")
        await wait_for(pilot, lambda: form.field("whose").display, description="it asks whose")
        assert form.values["whose"] == str(MAI), "the manager of the client on the screen"
        await pilot.press("tab", "tab", *"their s")
        await wait_for(pilot, lambda: form.values["person"] == "up", description="the secondaries are picked")
        form.field("reason").value = "Away for long."
        plan = await begin(screen, pilot, "ctrl+s", PlanScreen)
        assert "no secondary care manager" in text_of(plan, "#plan-detail")
        await pilot.press("ctrl+s")
        assert screen.app.screen is plan, "it cannot be done for all, so it is done for none"
        await pilot.press("x")
        await wait_for(
            pilot,
            lambda: screen.app.screen is not plan and isinstance(screen.app.screen, PlanScreen),
            description="it is shown without that client",
        )
        rest = screen.app.screen
        await wait_for(pilot, lambda: rest.focused is not None, description="the list takes keys")
        assert "1 are left without one" in text_of(rest, "#plan-summary")
        reassign(desk_of(lone_desk.store, clock, RAE), Reassignment((BEN,), SAM, Share.ACTING, "Meanwhile."))
        await pilot.press("ctrl+s")
        await wait_for(
            pilot,
            lambda: any("Rae Novak has changed" in str(each.message) for each in screen.app._notifications),
            description="it says who was first",
        )
    assert who(lone_desk, BEN).pcm_of_record == who(lone_desk, PER).pcm_of_record
