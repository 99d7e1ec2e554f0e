"""The e-mails from their key: ticked, told and planned without leaving the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.rules.outreach import Standing
from oncall_tui.tui.flows.informing import WordForm
from oncall_tui.tui.inbox.forms import ActionForm, PlanForm, ReceiptForm, UrgencyForm
from oncall_tui.tui.inbox.screen import InboxScreen
from oncall_tui.tui.inbox.sheet import MailSheet
from storage.vocabulary import Category, Channel, ClockState, Direction, Outcome
from tests.clock import FixedClock
from tests.house import BEN, HANA
from tests.tui.console import SIZES, console, shown, stock
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, card_of, fits, line_of
from tests.tui.waiting import wait_for


def mail(desk: Desk, key: str, said: str) -> int:
    new = NewCall(key, Category.EMAIL, client_id=BEN, caller="Ben", said=said, direction=Direction.EMAIL)
    return log_call(desk, new).item_id


@pytest.mark.parametrize("size", SIZES)
async def test_a_mail_is_read_acknowledged_acted_upon_and_told(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    item = mail(lone_desk, "m1", f"{HOSTILE} on Tuesday?")
    clock.advance(timedelta(hours=2))
    async with console(lone_desk, size) as (screen, pilot):
        top = await begin(screen, pilot, "E", InboxScreen)
        assert fits(top)
        assert HARMLESS[:10] in shown(screen)
        sheet = await begin(screen, pilot, "enter", MailSheet)
        assert fits(sheet)
        receipt = await begin(screen, pilot, "y", ReceiptForm)
        assert "We have it" in receipt.values["body"]
        assert fits(receipt)
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, InboxScreen), description="the list is back"
        )
        assert "✓ 14:00" in shown(screen)
        action = await begin(screen, pilot, "e", ActionForm)
        await pilot.press(*"Rang him.", "ctrl+s")
        assert "none is needed" in line_of(action, "next_step")
        await pilot.press(*"None needed.", "ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, InboxScreen), description="the list is back"
        )
        word = await begin(screen, pilot, "I", WordForm)
        await pilot.press(*"Ivy Marsh", "tab", "p", "ctrl+s")
        await wait_for(pilot, lambda: screen.app.screen is not word, description="it is saved")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, InboxScreen), description="the list is back"
        )
        await pilot.press("escape")
        await back(screen, pilot)
    assert {clock.state for clock in card_of(lone_desk, item).row.clocks} == {ClockState.MET}


async def test_the_order_is_changed_with_a_reason_and_who_is_at_risk_is_planned_for(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-081 and R-087: what is not planned stands on a list, until it is."""
    first, second = mail(lone_desk, "m1", "One."), mail(lone_desk, "m2", "Two.")
    risk = log_call(lone_desk, NewCall("r1", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell.")).item_id
    for number in range(2):
        clock.advance(timedelta(hours=5))
        log_attempt(lone_desk, NewAttempt(f"a{number}", risk, Channel.PHONE, Outcome.NO_ANSWER))
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "E", InboxScreen)
        await pilot.press("down")
        await begin(screen, pilot, "exclamation_mark", UrgencyForm)
        await pilot.press("u", "tab", *"She cried.", "ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, InboxScreen), description="the list is back"
        )
        top = screen.app.screen
        assert isinstance(top, InboxScreen)
        assert [each.row.id for each in top.mails.rows] == [second, first]
        await pilot.press("p")
        assert "another of these lists" in str([*screen.app._notifications][-1].message)
        await pilot.press("4")
        assert "! not planned" in shown(screen)
        form = await begin(screen, pilot, "enter", PlanForm)
        await pilot.press("ctrl+s")
        assert "Say when" in line_of(form, "try_at")
        await pilot.press(*"mon 9:00", "tab", "tab", *"She is home then.", "ctrl+s")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, InboxScreen), description="the list is back"
        )
        assert "· planned" in shown(screen)
        await pilot.press("escape")
        await back(screen, pilot)
    (row,) = load_inbox(lone_desk).risks
    assert (row.standing, row.channel, row.why) == (Standing.PLANNED, Channel.PHONE, "She is home then.")
    clock.advance(timedelta(days=3))
    assert load_inbox(lone_desk).risks[0].standing is Standing.OVERDUE
