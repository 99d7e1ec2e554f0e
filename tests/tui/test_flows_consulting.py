"""Urgent help from its key: a colleague with the evidence, asked, and whether they can (R-040)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.tui.flows.consulting import AnswerForm, ConsultForm
from storage.models import Person
from storage.vocabulary import Category, Channel
from tests.clock import FixedClock
from tests.house import JO, MAI, SAM, desk_of
from tests.tui.console import SIZES, console, stock
from tests.tui.flows import HARMLESS, HOSTILE, back_to_say, begin, card_of, fits, line_of, on_item, text_of
from tests.tui.waiting import wait_for

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


async def test_a_colleague_is_asked_and_says_whether_they_can(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    clock.jump(MONDAY)
    async with console(desk_of(lone_desk.store, clock, JO)) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        form = await begin(screen, pilot, "c", ConsultForm)
        await pilot.press("down")
        await wait_for(
            pilot, lambda: "Mai Tran" in text_of(form, "#form-aside"), description="the first is meant"
        )
        assert "secondary" in text_of(form, "#form-aside")
        assert form.field("disturb").disabled
        await pilot.press("tab", "right", "tab", *"Please look at the wound.", "ctrl+s")
        await back_to_say(screen, pilot, "Jo Lee asks Mai Tran for help, in person.")
        (row,) = [each for each in load_queue(lone_desk).rows if each.category is Category.CONSULTATION]
        assert (row.acting.id, card_of(lone_desk, row.id).mode) == (MAI, Channel.IN_PERSON)
        await wait_for(
            pilot,
            lambda: screen.queue is not None and any(each.id == row.id for each in screen.queue.rows),
            description="it is queued",
        )
        await on_item(screen, pilot, row.id)
        answer = await begin(screen, pilot, "e", AnswerForm)
        assert answer.field("reason").disabled
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Mai Tran has accepted and helps.")
    assert card_of(lone_desk, row.id).accepted_by == "Mai Tran"


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_off_is_asked_for_a_reason_and_it_fits(lone_desk: Desk, size: tuple[int, int]) -> None:
    items = stock(lone_desk)
    with lone_desk.store.writing("system", "test.hostile", "person") as unit:
        unit.session.get_one(Person, SAM).name = HOSTILE
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        form = await begin(screen, pilot, "c", ConsultForm)
        await pilot.press(*"evil")
        await wait_for(
            pilot, lambda: f"{HARMLESS} is off." in line_of(form, "disturb"), description="the gate is open"
        )
        assert fits(form)
        form.field("words").value = "Please look."
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "Say which it is" in line_of(form, "disturb"), description="a reason is asked for"
        )
    assert len(load_queue(lone_desk).rows) == len(items)
