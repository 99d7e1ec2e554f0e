"""A conflict is logged with whom of our own it is about and whose interest it puts (R-016, R-062)."""

from __future__ import annotations

from datetime import UTC, datetime

from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.sheets.card_sheet import ItemSheet
from storage.vocabulary import Category, Interest
from tests.clock import FixedClock
from tests.house import RAE
from tests.tui.console import console, stock
from tests.tui.flows import back_to_say, begin, card_of, on_item
from tests.tui.waiting import wait_for


async def test_a_conflict_with_the_manager_goes_to_a_director(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("slash", *"hana", "ctrl+n")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, CallForm), description="the form is open")
        form = screen.app.screen
        assert isinstance(form, CallForm)
        for key, value in {
            "client": "C-0412",
            "category": Category.CONFLICT.value,
            "said": "They do not agree.",
            "interest": Interest.CLIENT_TO_US.value,
            "subject": "Jo Leee",
        }.items():
            form.field(key).value = value
        await pilot.press("ctrl+s")
        await wait_for(
            pilot,
            lambda: "Nobody here is" in str(form.field("subject").error),
            description="it is refused there",
        )
        form.field("subject").value = "Jo Lee"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "conflict")
        (row,) = [each for each in load_queue(lone_desk).rows if each.category is Category.CONFLICT]
        card = card_of(lone_desk, row.id)
        assert (row.acting.id, card.about, card.interest) == (RAE, "Jo Lee", Interest.CLIENT_TO_US)
        screen.action_pane_queue()
        await on_item(screen, pilot, row.id)
        sheet = await begin(screen, pilot, "i", ItemSheet)
        said = " ".join(str(sheet.page.shown).split())
        assert "it is about Jo Lee, so it goes past them about one of us Jo Lee" in said
        assert "interest the client's, towards us" in said
