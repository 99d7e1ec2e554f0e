from __future__ import annotations

from textual import events

from oncall_tui.desk.context import Desk
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.call_form.form import CallForm
from tests.tui.console import console, stock
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
        await wait_for(pilot, lambda: not app.held_keys.holding, description="a flow without a form lets go")
