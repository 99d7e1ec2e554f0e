from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from oncall_tui.tui.flows.finishing import CloseForm, ResolveForm, WithdrawForm
from oncall_tui.tui.sheets.confirm import Confirm
from storage.vocabulary import Channel, ItemState, Outcome
from tests.clock import FixedClock
from tests.house import MAI, RAE, SAM, desk_of
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


@pytest.mark.parametrize("size", SIZES)
async def test_resolving_asks_why_to_stop_while_attempts_are_owed(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "r", ResolveForm)
        await pilot.pause()
        assert line_of(form, "override") == "0 of 2 attempts made: 2 more attempts first."
        assert "Clinical call back ends with it" in " ".join(text_of(form, "#form-aside").split())
        await pilot.press(*"sorted with the daughter", "ctrl+s")
        assert line_of(form, "override") == (
            "✗ 0 of 2 attempts made: 2 more attempts first. Or say why no more is tried."
        )
        assert form.focused is form.field("override").editor
        assert fits(form)
        await pilot.press(*"she moved away", "ctrl+s")
        await back_to_say(screen, pilot, "resolved")
    card = card_of(lone_desk, item)
    assert card.row.state is ItemState.RESOLVED
    assert "stopped early: she moved away" in card.history[-1].words


async def test_resolving_what_was_tried_enough_asks_only_what_was_done(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["back"]
    log_attempt(
        lone_desk, NewAttempt("a", item, Channel.PHONE, Outcome.REACHED, note="agreed", uncounted=True)
    )
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "r", ResolveForm)
        assert set(form.values) == {"outcome", "close"}
        await pilot.press("ctrl+s")
        assert line_of(form, "outcome") == "✗ Say what was done, so that a colleague can pick it up."
        form.field("outcome").value = f"{HOSTILE}\nsecond line"
        await pilot.pause()
        assert HARMLESS in shown(screen)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "resolved")
    assert card_of(lone_desk, item).ended_because.endswith("second line")


async def test_an_item_is_resolved_and_closed_in_one_go(lone_desk: Desk) -> None:
    item = stock(lone_desk)["nobody"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        await begin(screen, pilot, "r", ResolveForm)
        await pilot.press(*"told them", "tab", "y", "ctrl+s")
        await back_to_say(screen, pilot, "closed")
    card = card_of(lone_desk, item)
    assert (card.row.state, card.ended_because) == (ItemState.CLOSED, "told them")


async def test_resolving_a_stale_item_is_refused_and_keeps_the_text(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["nobody"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "r", ResolveForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), item, SAM, "")
        await pilot.press(*"done", "ctrl+s")
        await wait_for(pilot, lambda: "changed since" in text_of(form, "#form-error"), description="refused")
        assert form.values["outcome"] == "done"
        await pilot.press("escape")
        await wait_for(
            pilot, lambda: screen.app.screen is form, description="what was changed has been looked at"
        )
        await pilot.press("escape")
        await back(screen, pilot)
        form = await begin(screen, pilot, "r", ResolveForm)
        assert form.values["outcome"] == "done"
    assert card_of(lone_desk, item).row.state is ItemState.NEW


async def test_closing_needs_nothing_to_be_owed(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk, NARROW) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        await pilot.press("x")
        await back_to_say(screen, pilot, "Its clocks still run. Resolve it first (r).")
        await on_item(screen, pilot, items["nobody"])
        form = await begin(screen, pilot, "x", CloseForm)
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "closed")
    assert card_of(lone_desk, items["nobody"]).row.state is ItemState.CLOSED


@pytest.mark.parametrize("size", SIZES)
async def test_withdrawing_needs_a_reason(lone_desk: Desk, size: tuple[int, int]) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "W", WithdrawForm)
        await pilot.press("ctrl+s")
        assert line_of(form, "reason") == "✗ Say why it is withdrawn."
        assert fits(form)
        await pilot.press(*"logged twice", "ctrl+s")
        await back_to_say(screen, pilot, "withdrawn")
    assert card_of(lone_desk, item).row.state is ItemState.WITHDRAWN


@pytest.mark.parametrize("key", ["y", "enter"])
async def test_undo_names_what_it_takes_back_and_asks_for_one_key(lone_desk: Desk, key: str) -> None:
    item = stock(lone_desk)["back"]
    hand_on(lone_desk, item, SAM, f"Knows the family {HOSTILE}")
    async with console(lone_desk, NARROW) as (screen, pilot):
        question = await begin(screen, pilot, "u", Confirm)
        await pilot.pause()
        text = shown(screen)
        assert f"Your last action that can be undone, on item {item}:" in text
        assert f"Handed to Sam Idris: Knows the family {HARMLESS}" in text
        assert "until Sat 21 Nov 12:10 AEDT" in text
        assert fits(question)
        await pilot.press("escape")
        await back(screen, pilot)
        assert card_of(lone_desk, item).row.handed
        await begin(screen, pilot, "u", Confirm)
        await pilot.press(key)
        await back_to_say(screen, pilot, "Taken back: Handed to Sam Idris")
    assert not card_of(lone_desk, item).row.handed


async def test_undo_takes_back_what_was_shown_or_nothing(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    hand_on(lone_desk, item, SAM, "")
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "u", Confirm)
        hand_on(lone_desk, item, MAI, "")
        await pilot.press("y")
        await back_to_say(screen, pilot, "Something else has happened since")
        assert card_of(lone_desk, item).row.acting.id == MAI
        hand_on(desk_of(lone_desk.store, clock, RAE), item, SAM, "")
        await begin(screen, pilot, "u", Confirm)
        await pilot.press("y")
        await back_to_say(screen, pilot, "Somebody has changed the same record since")
    assert card_of(lone_desk, item).row.acting.id == SAM


async def test_undo_says_when_there_is_nothing_to_take_back(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.advance(timedelta(minutes=11))
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("u")
        await back_to_say(screen, pilot, "nothing of yours from the last ten minutes")
        assert "Taken back" not in told(screen)
