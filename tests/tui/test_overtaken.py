"""Who comes second at a form is told by whom, sees what changed, and keeps what they typed (R-170)."""

from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on, hold
from oncall_tui.tui.attempt_form.form import AttemptForm
from oncall_tui.tui.flows.handling import HoldForm
from oncall_tui.tui.sheets.overtaken import OvertakenSheet
from storage.vocabulary import ItemState
from tests.clock import FixedClock
from tests.house import MAI, RAE, SAM, desk_of
from tests.tui.console import NARROW, WIDE, console, shown, stock
from tests.tui.flows import HARMLESS, HOSTILE, back_to_say, begin, card_of, on_item, text_of
from tests.tui.waiting import wait_for


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_second_sees_who_changed_what_and_saves_after_that(
    desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    item = stock(desk)["back"]
    other = desk_of(desk.store, clock, RAE)
    async with console(desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "p", HoldForm)
        hand_on(other, item, SAM, "")
        await pilot.press(*"+2h", "tab", *"later", "ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, OvertakenSheet), description="who was quicker"
        )
        await pilot.pause()
        for words in (
            "CHANGED MEANWHILE",
            "Rae Novak · Sat 21 Nov 12:00 AEDT",
            "handed to",
            "– → Sam Idris",
        ):
            assert words in shown(screen), words
        assert "Nothing of yours is saved yet" in shown(screen)
        await pilot.press("ctrl+s")
        assert card_of(desk, item).row.state is not ItemState.ON_HOLD, "the form is saved, not the sheet"
        await pilot.press("escape")
        await wait_for(pilot, lambda: screen.app.screen is form, description="back in the form")
        assert form.values == {"until": "+2h", "reason": "later"}
        assert "Rae Novak changed it meanwhile. Ctrl+S saves" in text_of(form, "#form-error")
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "On hold until")
    row = card_of(desk, item).row
    assert (row.state, row.acting.id) == (ItemState.ON_HOLD, SAM), "both are kept"


async def test_one_look_is_good_for_what_was_shown_and_no_more(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    other = desk_of(lone_desk.store, clock, RAE)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press(*"+2h", "tab", *"later")
        for person, before, after in ((SAM, "–", "Sam Idris"), (MAI, "Sam Idris", "Mai Tran")):
            hand_on(other, item, person, HOSTILE)
            await pilot.press("ctrl+s")
            await wait_for(
                pilot, lambda: isinstance(screen.app.screen, OvertakenSheet), description="who was quicker"
            )
            await pilot.pause()
            assert f"{before} → {after}" in shown(screen)
            assert HARMLESS in shown(screen)
            await pilot.press("escape")
            await wait_for(pilot, lambda: screen.app.screen is form, description="back in the form")
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "On hold until")


async def test_an_attempt_that_was_made_is_kept_whoever_else_was_quicker(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["back"]
    other = desk_of(lone_desk.store, clock, RAE)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "a", AttemptForm)
        hold(other, item, clock.now().replace(hour=9), "Asked to.")
        form.field("outcome").value = "no-answer"
        form.field("message_left").value = "not-possible"
        form.field("note").value = "It rang out."
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, OvertakenSheet), description="who was quicker"
        )
        await pilot.press("escape")
        await wait_for(pilot, lambda: screen.app.screen is form, description="back in the form")
        assert form.values["note"] == "It rang out."
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: form.saved is not None, description="it is saved")
    assert [each.note for each in card_of(lone_desk, item).attempts] == ["It rang out."]
