from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from oncall_tui.tui.flows.triage import RESULTS, TriageForm
from oncall_tui.tui.widgets.fields import Field
from storage.models import Absence, Client, ClientContact
from storage.vocabulary import AbsenceReason, ItemState, TriageResult
from tests.clock import FixedClock
from tests.house import HANA, JO, MAI, RAE, SAM, desk_of
from tests.tui.console import SIZES, console, shown, stock, told
from tests.tui.flows import (
    HARMLESS,
    HOSTILE,
    back,
    back_to_say,
    begin,
    card_of,
    fits,
    line_of,
    on_item,
    text_of,
)
from tests.tui.waiting import wait_for

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney, in business hours."""


@pytest.mark.parametrize("size", SIZES)
async def test_the_gate_stands_before_somebody_who_is_off_and_nothing_jumps(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.pause()
        assert form.field("disturb").disabled
        before = [field.region for field in form.query(Field)]
        await pilot.press("c")
        assert not form.field("disturb").disabled
        assert line_of(form, "disturb") == "Jo Lee is off until Mon 23 Nov 09:00 AEDT. Which is it?"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert line_of(form, "disturb").startswith("✗ Jo Lee is off until Mon 23 Nov 09:00")
        assert line_of(form, "reason") == "✗ Say in a line why Jo Lee must be disturbed."
        assert form.focused is form.field("disturb").editor
        assert [field.region for field in form.query(Field)] == before
        assert fits(form)
        assert card_of(lone_desk, item).row.state is ItemState.NEW
        await pilot.press("o", "tab", *"only Jo has the key", "ctrl+s")
        await back_to_say(screen, pilot, "only they can solve it")
    card = card_of(lone_desk, item)
    assert card.row.state is ItemState.TRIAGE
    assert "Jo Lee is off and rung because only they can solve it" in card.history[-1].words


async def test_in_business_hours_nobody_is_disturbed(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    clock.jump(MONDAY)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.press("c")
        assert form.field("disturb").disabled
        assert "0491 570 156" in text_of(form, "#form-aside")
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "The role holder is contacted")


async def test_a_gate_that_was_filled_in_does_not_reach_another_decision(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.press("c", "tab", "i", "shift+tab", "h")
        assert form.values["disturb"] == "emergency"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Handled now")
    assert "off and rung" not in card_of(lone_desk, item).history[-1].words


@pytest.mark.parametrize("size", SIZES)
async def test_the_emergency_number_stands_with_the_address_and_whom_to_ring(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["back"]
    with lone_desk.store.writing("system", "test", "client") as unit:
        client = unit.session.get(Client, HANA)
        assert client is not None
        client.address = "12/48 Liberty Parade"
        for name, urgent in (("Amaka Okafor", True), ("Bo Okafor", False)):
            unit.session.add(ClientContact(client_id=HANA, name=name, phone="0491 570 313", emergency=urgent))
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.press("e")
        await pilot.pause()
        text = " ".join(text_of(form, "#form-aside").split())
        assert "Ring 000 now" in shown(screen)
        for words in ("Ring 000 now", "12/48 Liberty Parade, Newtown", "Amaka Okafor 0491 570 313"):
            assert words in text
        assert "Bo Okafor" not in text
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "emergency services")


async def test_a_decision_tells_what_follows(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    with lone_desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(person_id=SAM, reason=AbsenceReason.SICK, starts_at=clock.now(), recorded_at=clock.now())
        )
    told = {
        "back": {"n": "Mon 23 Nov 09:00 AEDT", "p": "Mai Tran", "i": "! Cancelled: Clinical call back"},
        "lapsed": {"p": "Sam Idris is also away", "n": "! First outreach after a high-risk event"},
        "well": {"p": "no secondary care manager"},
        "nobody": {"p": "link the client", "c": "no role holder", "e": "Ask where they are"},
    }
    async with console(lone_desk) as (screen, pilot):
        for name, keys in told.items():
            await on_item(screen, pilot, items[name])
            form = await begin(screen, pilot, "t", TriageForm)
            for key, words in keys.items():
                await pilot.press(key)
                assert words in " ".join(text_of(form, "#form-aside").split()), (name, key)
            await pilot.press("escape")
            await back(screen, pilot)


async def test_every_result_can_be_chosen() -> None:
    assert [option.value for option in RESULTS] == [result.value for result in TriageResult]
    assert len({len(option.label) for option in RESULTS}) == 1


async def test_the_desk_s_refusal_keeps_the_form(lone_desk: Desk) -> None:
    item = stock(lone_desk)["well"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.press("ctrl+s")
        assert line_of(form, "result") == "✗ Choose what happens with it."
        await pilot.press("p", "tab", *"please", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "no secondary care manager" in text_of(form, "#form-error"),
            description="the refusal is shown",
        )
        assert form.values["reason"] == "please"
        assert screen.app.screen is form


async def test_a_stale_screen_is_refused_and_what_was_typed_comes_back(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), item, MAI, "")
        await pilot.press("h", "tab", *"I have it", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "changed since you saw it" in text_of(form, "#form-error"),
            description="the stale screen is refused",
        )
        assert form.values["reason"] == "I have it"
        await pilot.press("escape")
        await wait_for(
            pilot, lambda: screen.app.screen is form, description="what was changed has been looked at"
        )
        await pilot.press("escape")
        await back_to_say(screen, pilot, "the same key on this item goes on with it")
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.acting.id == MAI,
            description="the other's change is shown",
        )
        form = await begin(screen, pilot, "t", TriageForm)
        assert form.values["reason"] == "I have it"
        assert form.values["result"] == "handle-now"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Handled now")
        form = await begin(screen, pilot, "t", TriageForm)
        assert form.values["reason"] == ""


async def test_nothing_typed_is_nothing_kept(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        await begin(screen, pilot, "t", TriageForm)
        await pilot.press("escape")
        await back(screen, pilot)
        assert told(screen) == ""
    assert card_of(lone_desk, item).row.state is ItemState.NEW


async def test_hostile_names_and_reasons_are_shown_as_they_stand(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    clock.advance(timedelta(minutes=1))
    with lone_desk.store.writing("system", "test", "person") as unit:
        from storage.models import Person

        person = unit.session.get(Person, JO)
        assert person is not None
        person.name = HOSTILE
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "t", TriageForm)
        await pilot.press("c", "tab", "i", "tab")
        await pilot.pause()
        assert HARMLESS in shown(screen)
        form.field("reason").value = f"{HOSTILE}\nand more"
        await pilot.press("ctrl+s")
        await back(screen, pilot)
        await wait_for(pilot, lambda: bool(screen.app._notifications), description="it is said")
        text = shown(screen) + "".join(str(each.message) for each in screen.app._notifications)
        assert "\x1b" not in text
        assert "\u202e" not in text
