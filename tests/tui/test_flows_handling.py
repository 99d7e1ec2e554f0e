from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.flows.handling import DuplicateForm, HoldForm
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.flows.ticking import TickForm, waits_for
from oncall_tui.tui.sheets.confirm import Confirm
from storage.models import Client
from storage.vocabulary import Category, ClockState, Direction, ItemState
from tests.clock import FixedClock
from tests.house import BEN, HANA, MAI, PER, RAE, SAM, desk_of
from tests.tui.console import NARROW, SIZES, console, shown, stock, told
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


def mail(desk: Desk) -> int:
    new = NewCall("e1", Category.EMAIL, client_id=HANA, said="Tuesday?", direction=Direction.EMAIL)
    return log_call(desk, new).item_id


@pytest.mark.parametrize("size", SIZES)
async def test_an_item_is_held_and_taken_up_again(lone_desk: Desk, size: tuple[int, int]) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press(*"tue 9:00")
        assert line_of(form, "until") == "→ Tue 24 Nov 2026 09:00 AEDT"
        assert "! before that: Clinical call back" in " ".join(text_of(form, "#form-aside").split())
        await pilot.press("tab", *"asked for later", "ctrl+s")
        await back_to_say(screen, pilot, "On hold until Tue 24 Nov 09:00")
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.state is ItemState.ON_HOLD,
            description="the queue shows it",
        )
        await pilot.press("p")
        await back_to_say(screen, pilot, "taken up again")
    assert card_of(lone_desk, item).row.state is ItemState.NEW


async def test_a_hold_asks_for_a_time_that_lies_ahead_and_a_reason(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press("ctrl+s")
        assert line_of(form, "until") == "✗ Say until when it is put aside."
        assert line_of(form, "reason") == "✗ Say why it is put aside."
        await pilot.press(*"someday", "tab", *"x", "ctrl+s")
        assert "is not understood as a time" in line_of(form, "until")
        form.field("until").value = "yesterday 9:00"
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: line_of(form, "until").startswith("✗ That hour has passed"), description="refused"
        )
        assert form.values == {"until": "yesterday 9:00", "reason": "x"}
        assert fits(form)


async def test_what_is_held_is_what_was_echoed(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    opened = clock.now()
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press(*"+2h")
        echoed = line_of(form, "until")
        clock.advance(timedelta(minutes=20))
        await pilot.press("tab", *"later", "ctrl+s")
        await back_to_say(screen, pilot, "On hold until Sat 21 Nov 14:00")
    assert echoed == "→ Sat 21 Nov 2026 14:00 AEDT"
    assert card_of(lone_desk, item).row.held_until == opened + timedelta(hours=2)


async def test_a_stale_hold_is_refused(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        form = await begin(screen, pilot, "p", HoldForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), items["back"], SAM, "")
        await pilot.press(*"+2h", "tab", *"later", "ctrl+s")
        await wait_for(pilot, lambda: "changed since" in text_of(form, "#form-error"), description="refused")
        assert form.values == {"until": "+2h", "reason": "later"}
        await pilot.press("escape")
        await wait_for(
            pilot, lambda: screen.app.screen is form, description="what was changed has been looked at"
        )
        await pilot.press("escape")
        await back_to_say(screen, pilot, "the same key on this item goes on with it")
    assert card_of(lone_desk, items["back"]).row.state is not ItemState.ON_HOLD


@pytest.mark.parametrize("size", SIZES)
async def test_a_duplicate_names_the_item_that_goes_on(lone_desk: Desk, size: tuple[int, int]) -> None:
    items = stock(lone_desk)
    again = mail(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, again)
        form = await begin(screen, pilot, "m", DuplicateForm)
        await pilot.pause()
        field = form.field("of")
        assert isinstance(field, PickField)
        assert field.listing.rows[0].client_id == HANA, "those of the same client stand first"
        assert again not in {row.id for row in field.listing.rows}
        await pilot.press("down")
        assert line_of(form, "of") == f"→ {items['back']} goes on, {again} ends as its duplicate"
        assert "About back." in text_of(form, "#form-aside")
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, f"The same matter as {items['back']}")
    assert card_of(lone_desk, again).duplicate_of == items["back"]


async def test_the_number_of_an_item_out_of_sight_may_be_typed(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "m", DuplicateForm)
        await pilot.press("ctrl+s")
        assert line_of(form, "of") == "✗ Choose one from the list."
        await pilot.press(*"999", "ctrl+s")
        await wait_for(
            pilot,
            lambda: line_of(form, "of") == "✗ There is no item 999.",
            description="refused at the field",
        )
        assert form.values["of"] == "999"
        await pilot.press("escape")
        await back(screen, pilot)
    assert card_of(lone_desk, item).row.state is ItemState.NEW


async def test_a_stale_duplicate_is_refused(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        form = await begin(screen, pilot, "m", DuplicateForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), items["back"], SAM, "")
        await pilot.press("down", "ctrl+s")
        await wait_for(pilot, lambda: "changed since" in text_of(form, "#form-error"), description="refused")
    assert card_of(lone_desk, items["back"]).row.state is not ItemState.DUPLICATE


async def test_an_item_is_linked_to_the_client_whom_the_look_up_shows(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk, NARROW) as (screen, pilot):
        await on_item(screen, pilot, items["nobody"])
        await pilot.press("slash", *"lindqvist")
        lookup = screen.query_one(LookupPane)
        await wait_for(
            pilot, lambda: lookup.current is not None and lookup.current.client_id == PER, description="found"
        )
        await pilot.press("enter")
        question = await begin(screen, pilot, "l", Confirm)
        await pilot.pause()
        text = shown(screen)
        for words in ("Lindqvist, Per · C-0031", "12/03/1948", "Newtown", "Sam Idris"):
            assert words in text
        assert fits(question)
        await pilot.press("escape")
        await back(screen, pilot)
        assert card_of(lone_desk, items["nobody"]).row.client_id is None
        await begin(screen, pilot, "l", Confirm)
        await pilot.press("y")
        await back_to_say(screen, pilot, "linked to C-0031")
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.client_id == PER,
            description="the link is shown",
        )
        await pilot.press("l")
        await back_to_say(screen, pilot, "is linked to C-0031 already")
    assert card_of(lone_desk, items["nobody"]).row.client_id == PER


async def test_linking_to_another_client_says_who_is_linked_now(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    with lone_desk.store.writing("system", "test", "client") as unit:
        client = unit.session.get(Client, BEN)
        assert client is not None
        client.family_name = HOSTILE
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, items["lapsed"])
        await pilot.press("slash", *"lindqvist")
        await pilot.press("enter")
        await begin(screen, pilot, "l", Confirm)
        await pilot.pause()
        text = shown(screen)
        assert f"! It is linked to {HARMLESS}, Ben" in text
        assert "\x1b" not in text
        hand_on(desk_of(lone_desk.store, clock, RAE), items["lapsed"], MAI, "")
        await pilot.press("enter")
        await back_to_say(screen, pilot, "changed since you saw it")
    assert card_of(lone_desk, items["lapsed"]).row.client_id == BEN


async def test_without_a_client_in_the_look_up_it_tells_how_to_find_one(lone_desk: Desk) -> None:
    item = mail(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        await pilot.press("l")
        await back_to_say(screen, pilot, "Look the client up first (/), then press l.")


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_clock_waits_for_is_ticked(lone_desk: Desk, size: tuple[int, int]) -> None:
    stock(lone_desk)
    item = mail(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "e", TickForm)
        await pilot.pause()
        assert "○ acknowledged" in shown(screen)
        await pilot.press("ctrl+s")
        assert line_of(form, "event") == "✗ Choose what was done."
        await pilot.press("a")
        assert line_of(form, "event") == "stops: E-mail acknowledged"
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "E-mail acknowledged kept")
    states = {clock.rule: clock.state for clock in card_of(lone_desk, item).row.clocks}
    assert states["email-acknowledge"] is ClockState.MET
    assert states["email-action"] is ClockState.RUNNING


async def test_clocks_that_wait_for_an_attempt_say_so(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        assert screen.selected is not None
        assert waits_for(screen.selected, lone_desk.rulebook) == {}
        await pilot.press("e")
        await back_to_say(screen, pilot, "wait for an attempt: a logs one")
        await on_item(screen, pilot, items["nobody"])
        await pilot.press("e")
        await back_to_say(screen, pilot, "No clock of this item runs.")
        assert "wait" in told(screen)


async def test_a_stale_tick_is_refused(lone_desk: Desk, clock: FixedClock) -> None:
    item = mail(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "e", TickForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), item, SAM, "")
        await pilot.press("a", "ctrl+s")
        await wait_for(pilot, lambda: "changed since" in text_of(form, "#form-error"), description="refused")
        assert form.values["event"] == "acknowledged"
