from __future__ import annotations

import pytest
from textual import events

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.attempt_form.form import AttemptForm
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.console.screen import ConsoleScreen
from tests.tui.console import console, stock, told
from tests.tui.waiting import wait_for


async def test_keys_typed_faster_than_the_form_opens_are_the_form_s(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        for key in ("n", "tab", "tab", "a", "t", "r"):
            screen.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        form = screen.app.screen
        assert isinstance(form, CallForm)
        await wait_for(pilot, lambda: form.values["caller"] == "atr", description="every key arrived")


async def test_a_paste_waits_as_well(lone_desk: Desk) -> None:
    async with console(lone_desk) as (screen, pilot):
        screen.app.post_message(events.Key("n", "n"))
        for key in ("tab", "tab"):
            screen.app.post_message(events.Key(key, None))
        screen.app.post_message(events.Paste("Ada\nNovak"))
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        form = screen.app.screen
        assert isinstance(form, CallForm)
        await wait_for(pilot, lambda: form.values["caller"] == "Ada Novak", description="the paste arrived")


async def test_keys_are_not_kept_back_for_ever(lone_desk: Desk) -> None:
    async with console(lone_desk) as (screen, pilot):
        assert isinstance(screen.app, OncallApp)
        await pilot.press("u")
        app = screen.app
        await wait_for(pilot, lambda: not app.holds_keys, description="a flow without a form lets go")


async def test_what_comes_in_one_go_is_taken_one_by_one(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        for key in ("slash", *"hana"):
            screen.app.post_message(events.Key(key, "/" if key == "slash" else key))
        pane = screen.query_one(LookupPane)
        await wait_for(pilot, lambda: pane.input.value == "hana", description="the look-up took the letters")
        assert isinstance(screen.app.screen, ConsoleScreen)


async def test_a_save_does_not_overtake_the_last_words(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("a")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, AttemptForm), description="the form")
        said = "Her daughter comes on Tuesday."
        for key in ("tab", "r", "tab", "tab", *said, "ctrl+s"):
            screen.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await wait_for(pilot, lambda: screen.app.screen is screen, description="it was saved")
    assert [each.note for each in item_card(lone_desk, items["lapsed"]).attempts] == [said]


@pytest.mark.parametrize("key", ["slash", "ctrl+p"])
async def test_a_line_outside_a_form_says_how_much_of_a_paste_was_left_off(lone_desk: Desk, key: str) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press(key)
        screen.app.post_message(events.Paste("Okafor " * 800_000))
        await wait_for(
            pilot,
            lambda: "characters more than fit here were left off" in told(screen),
            description="it is said",
        )
