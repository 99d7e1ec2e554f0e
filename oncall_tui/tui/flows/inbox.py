"""Go through the e-mails: read, acknowledge, act, tell, and plan on for whom nobody reached."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.reading import read_mail
from oncall_tui.desk.inbox.verbs import reply
from oncall_tui.desk.owed import still_owed
from oncall_tui.desk.views import QueueRow
from oncall_tui.tui.flows.attempts import attempt_about
from oncall_tui.tui.flows.base import fill
from oncall_tui.tui.flows.finishing import ResolveForm
from oncall_tui.tui.flows.informing import give_word
from oncall_tui.tui.inbox import forms
from oncall_tui.tui.inbox.screen import Chosen, Do, InboxScreen, View
from oncall_tui.tui.inbox.sheet import MailSheet

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen


async def show_inbox(screen: ConsoleScreen) -> None:
    """Show the inbox, again after each thing that is done with a line of it."""
    view, key = View.MAIL, None
    while True:
        chosen = await _choose(screen, view, key)
        if chosen is None:
            return
        view, key = chosen.view, chosen.key
        await _do(screen, chosen.do, chosen.row)


async def _choose(screen: ConsoleScreen, view: View, key: Hashable | None) -> Chosen | None:
    inbox = await screen.answer_to(partial(load_inbox, screen.desk))
    if inbox is None:
        return None
    lapsing = timedelta(minutes=screen.desk.settings.lapsing_minutes)
    shown = InboxScreen(inbox, screen.zone, lapsing, view, key)
    chosen: Chosen | None = await screen.app.push_screen_wait(shown)
    return chosen


async def _do(screen: ConsoleScreen, do: Do, row: QueueRow) -> None:
    """Do what a key says."""
    desk = screen.desk
    match do:
        case Do.READ:
            await _read(screen, row)
        case Do.ACKNOWLEDGE:
            text = await screen.answer_to(partial(reply, desk, row.id))
            if text is not None:
                await fill(screen, "receipt", row, partial(forms.ReceiptForm, desk, row, text))
        case Do.ACT:
            await fill(screen, "acted", row, partial(forms.ActionForm, desk, row))
        case Do.URGENCY:
            await fill(screen, "urgency", row, partial(forms.UrgencyForm, desk, row))
        case Do.TELL:
            await give_word(screen, row)
        case Do.ATTEMPT:
            await attempt_about(screen, row)
        case Do.PLAN:
            await plan_next(screen, row)
        case Do.RESOLVE:
            owed = await screen.answer_to(partial(still_owed, desk, row.id))
            if owed is not None:
                await fill(screen, "resolve", row, partial(ResolveForm, desk, row, owed))


async def _read(screen: ConsoleScreen, row: QueueRow) -> None:
    page = await screen.answer_to(partial(read_mail, screen.desk, row.id))
    if page is None:
        return
    wanted = await screen.app.push_screen_wait(MailSheet(page, screen.zone))
    if wanted is not None:
        await _do(screen, Do(wanted), row)


async def plan_next(screen: ConsoleScreen, row: QueueRow) -> bool:
    """Plan the next attempt at somebody at risk, or write down why nobody tries again."""
    return await fill(screen, "next-attempt", row, partial(forms.PlanForm, screen.desk, row))
