from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import pytest
from textual.worker import WorkerFailed

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import drafts
from oncall_tui.desk.handling import hand_on
from oncall_tui.desk.lookup import Lookup
from oncall_tui.desk.queue import load_queue
from oncall_tui.settings import Settings
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from storage.errors import Unavailable
from storage.vocabulary import Category, ItemState
from tests.clock import FixedClock
from tests.house import BEN, HANA, SAM, desk_of
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.waiting import wait_for


async def test_the_queue_stands_in_order_and_drives_the_other_panes(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        listing = screen.query_one(QueuePane).listing
        assert listing.rows[0].id == items["lapsed"]
        pane = screen.query_one(ResponsiblePane)
        await wait_for(
            pilot, lambda: pane.shown is not None and pane.shown.card.id == BEN, description="Ben is shown"
        )
        await pilot.press("down", "down")
        await wait_for(
            pilot,
            lambda: (
                pane.shown is not None
                and screen.selected is not None
                and pane.shown.card.id == screen.selected.client_id
            ),
            description="the chosen item's client is shown",
        )
        text = shown(screen)
        assert "Kim Webb until Mon 09:00" in text
        assert "1 LAPSED" in text
        assert "About" in text


async def test_the_cursor_stays_on_its_record_when_somebody_else_writes(
    lone_desk: Desk, clock: FixedClock
) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        listing = screen.query_one(QueuePane).listing
        assert listing.move_to_key(items["back"])
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.selected.id == items["back"],
            description="moved",
        )
        other = desk_of(lone_desk.store, clock, 2)
        received = clock.now() - timedelta(hours=90)
        log_call(
            other,
            NewCall("new", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell.", received_at=received),
        )
        hand_on(other, items["back"], SAM, "")
        await wait_for(
            pilot, lambda: len(listing.rows) == 5, description="the other's call appears by itself"
        )
        assert listing.current_key == items["back"]
        assert screen.selected is not None
        assert screen.selected.acting.name == "Sam Idris"


async def test_looking_up_answers_in_the_turn_of_the_key(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("slash", *"okaf")
        lookup = screen.query_one(LookupPane)
        assert {found.hit.name for found in lookup.listing.rows} == {"Okafor, Hana", "Okafor, Ben"}
        await pilot.press("down")
        wanted = lookup.current
        assert wanted is not None
        pane = screen.query_one(ResponsiblePane)
        await wait_for(
            pilot,
            lambda: pane.shown is not None and pane.shown.card.id == wanted.client_id,
            description="the hit is shown",
        )
        await pilot.press(*"zzzzzz")
        await wait_for(
            pilot,
            lambda: screen.selected is not None and screen.client_id == screen.selected.client_id,
            description="with nobody found the item's client is meant again",
        )
        assert not lookup.listing.rows
        await pilot.press("escape")
        assert lookup.input.value == ""
        await pilot.press("escape")
        assert screen.focused is screen.query_one("#queue-listing")
        await pilot.press("slash", *"hana", "enter", "slash", *"ben")  # what stood there gives way
        assert [found.hit.name for found in lookup.listing.rows] == ["Okafor, Ben"]


async def test_an_unknown_caller_s_number_shows_whose_it_is(lone_desk: Desk) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        screen.query_one(QueuePane).listing.move_to_key(items["nobody"])
        lookup = screen.query_one(LookupPane)
        await wait_for(
            pilot, lambda: len(lookup.listing.rows) >= 2, description="the owners of the number are listed"
        )
        assert {found.via for found in lookup.listing.rows} >= {"known"}


async def test_a_call_is_logged_with_the_keyboard_alone(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("slash", *"hana")
        pane = screen.query_one(ResponsiblePane)
        await wait_for(
            pilot, lambda: pane.shown is not None and pane.shown.card.id == HANA, description="Hana is shown"
        )
        await pilot.press("ctrl+n")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        form = screen.app.screen
        assert isinstance(form, CallForm)
        assert form.values["client"] == "C-0412 Okafor, Hana"
        await pilot.press("tab", "tab", *"Her son", "tab", "f", "tab", "tab", "c", "tab")
        await pilot.press(*"Fell in the kitchen")
        await wait_for(pilot, lambda: bool(form._begun), description="the clocks are previewed")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: screen.app.screen is screen, description="the form is closed")
        await wait_for(
            pilot,
            lambda: screen.queue is not None and len(screen.queue.rows) == 5,
            description="it is queued",
        )
        row = next(row for row in load_queue(lone_desk).rows if row.said == "Fell in the kitchen")
        assert (row.client_number, row.caller, row.category) == ("C-0412", "Her son", Category.CALL_BACK)
        assert "Saved as" in told(screen)
        await wait_for(pilot, lambda: not drafts(lone_desk), description="its draft is gone")


async def test_what_is_typed_is_kept_as_it_is_typed_and_gone_on_with(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("n")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        await pilot.press("tab", "tab", *"Ada Novak")
        await wait_for(
            pilot,
            lambda: any(draft.typed.get("caller") == "Ada Novak" for draft in drafts(lone_desk)),
            description="the draft is in the database while the form is open",
        )
        await pilot.press("escape")
        await wait_for(pilot, lambda: screen.draft_count == 1, description="the draft is counted")
        await pilot.press("d")
        await wait_for(pilot, lambda: screen.app.screen is not screen, description="the drafts are offered")
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open again"
        )
        form = screen.app.screen
        assert isinstance(form, CallForm)
        assert form.values["caller"] == "Ada Novak"


async def test_a_key_that_cannot_act_says_why(lone_desk: Desk) -> None:
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("a")
        await wait_for(
            pilot, lambda: "No item is highlighted" in told(screen), description="the reason is told"
        )
        await pilot.press("d")
        await wait_for(pilot, lambda: "No draft is kept" in told(screen), description="the reason is told")


@pytest.mark.parametrize(
    ("key", "pane"), [("1", "queue-listing"), ("2", "lookup-input"), ("3", "responsible-scroll")]
)
async def test_narrow_shows_one_pane_at_a_time(lone_desk: Desk, key: str, pane: str) -> None:
    stock(lone_desk)
    async with console(lone_desk, NARROW) as (screen, pilot):
        await pilot.press(key)
        await pilot.pause()
        assert screen.focused is not None
        assert screen.focused.id == pane
        visible = {
            each for each in ("queue", "lookup", "responsible") if screen.query_one(f"#{each}").region.area
        }
        assert visible == {pane.split("-")[0]}


async def test_any_size_is_safe_and_the_smallest_tells_what_has_lapsed(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        for width, height in ((1, 1), (39, 30), (120, 9), (300, 100), (40, 10), (80, 24), (20, 5), (120, 40)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert screen.queue is not None
        await pilot.resize_terminal(39, 9)
        await wait_for(
            pilot, lambda: "1 lapsed" in shown(screen), description="the number of lapsed items is shown"
        )


async def test_a_lapse_shows_by_itself(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        assert screen.counts.lapsed == 1
        due = next(row.due_at for row in load_queue(lone_desk).rows if row.id == items["back"])
        assert due is not None
        clock.jump(due)
        await wait_for(pilot, lambda: screen.counts.lapsed >= 2, description="the second lapse is counted")
        assert "LAPSED" in shown(screen)


async def test_the_keymap_of_the_settings_is_obeyed(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk, settings=Settings(keymap={"new-call": "f5"})) as (screen, pilot):
        await pilot.press("n")
        await pilot.pause()
        assert screen.app.screen is screen
        await pilot.press("f5")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")


async def test_refusals_are_shown_at_the_field_and_nothing_typed_is_lost(lone_desk: Desk) -> None:
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("n")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        form = screen.app.screen
        assert isinstance(form, CallForm)
        form.field("said").value = "Nobody came."
        form.field("category").value = Category.ROSTER_SICKNESS.value
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(form.field("shift").error), description="the shift is asked for")
        assert form.values["said"] == "Nobody came."
        assert load_queue(lone_desk).rows == ()


async def test_a_held_item_is_marked_with_more_than_colour(lone_desk: Desk, clock: FixedClock) -> None:
    from oncall_tui.desk.handling import hold

    items = stock(lone_desk)
    hold(lone_desk, items["well"], clock.now() + timedelta(hours=2), "asked for later")
    async with console(lone_desk) as (screen, _pilot):
        row = next(row for row in screen.query_one(QueuePane).listing.rows if row.id == items["well"])
        assert row.state is ItemState.ON_HOLD
        assert "‖" in shown(screen)


def gone(*_asked: object) -> NoReturn:
    raise Unavailable


async def test_a_record_out_of_reach_is_told_and_ends_nothing(
    lone_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(lone_desk)
    monkeypatch.setattr(Lookup, "find", gone)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("2", "o")
        await wait_for(pilot, lambda: Unavailable.default in told(screen), description="it is told")
        screen.app.clear_notifications()
        monkeypatch.setattr(lone_desk, "load_house", gone)
        await pilot.press("ctrl+r")
        await wait_for(pilot, lambda: Unavailable.default in told(screen), description="it is told again")
        screen.tick()
        assert "Harbourside Care" in shown(screen)


async def test_a_fault_while_the_record_is_opened_ends_the_console() -> None:
    def fail() -> Desk:
        raise PermissionError("keys")

    app = OncallApp(Settings(), fail)
    with pytest.raises(WorkerFailed):
        async with app.run_test() as pilot:
            await wait_for(pilot, lambda: not app.is_running, description="the console ended")
    assert app.return_code == 1
