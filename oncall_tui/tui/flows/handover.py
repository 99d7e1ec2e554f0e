"""Hand a client over: the brief on a sheet and what is done to it; the lists around absences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.directory import people
from oncall_tui.desk.drafts import DraftView, drafts, new_key
from oncall_tui.desk.handover import verbs
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.return_page import return_page
from oncall_tui.desk.handover.returning import return_brief
from oncall_tui.desk.handover.sections import page_of
from oncall_tui.desk.handover.views import Brief
from oncall_tui.rules.handover import Move, why_not
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.flows.base import Kept, do, fill_about
from oncall_tui.tui.flows.keeping import fill_in_kept, not_kept
from oncall_tui.tui.handover import forms
from oncall_tui.tui.handover.reading import read_lists
from oncall_tui.tui.handover.screen import Chosen, HandoversScreen, View
from oncall_tui.tui.handover.sheet import ACCEPT, DECLINE, GIVE, OFFER, TOLD, WRITE, BriefSheet, ReturnSheet
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import HandoverState

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "handover"
"""The kind of draft that is kept while a handover is written; its item is the client."""

_MOVES = {OFFER: Move.OFFER, ACCEPT: Move.ACCEPT, DECLINE: Move.DECLINE}
_FORMS: dict[str, Callable[..., forms.HandoverForm]] = {
    ACCEPT: forms.AcceptForm,
    DECLINE: forms.DeclineForm,
    TOLD: forms.ToldForm,
}


async def handover(screen: ConsoleScreen) -> None:
    """Show the brief of the client on the responsible pane, and do what is asked of it."""
    if screen.client_id is not None:
        await show_brief(screen, screen.client_id)


async def show_brief(screen: ConsoleScreen, client_id: int) -> None:
    """Show the brief of a client, again after each thing that is done to it."""
    while True:
        brief = await screen.answer_to(partial(build_brief, screen.desk, client_id))
        if brief is None:
            return
        screen.desk.glances.saw(client_id, "handover")
        wanted = await screen.app.push_screen_wait(BriefSheet(page_of(brief)))
        if wanted is None:
            return
        await _act(screen, wanted, brief)


async def _act(screen: ConsoleScreen, wanted: str, brief: Brief) -> None:
    """Do what a key of the sheet says, or say why it cannot be done."""
    standing = brief.handover
    reason = _why_not(wanted, brief)
    if reason:
        tell(screen, reason, severity="warning")
    elif wanted == OFFER and standing is not None:
        await do(screen, partial(verbs.offer, screen.desk, standing.id, version=standing.version))
    elif wanted == WRITE:
        await write(screen, brief)
    elif wanted == GIVE:
        await _give(screen, brief)
    elif wanted in _FORMS:
        make = partial(_FORMS[wanted], screen.desk, brief)
        await fill_about(screen, (f"handover-{wanted}", brief.client.id), make, of="client")


async def write(screen: ConsoleScreen, brief: Brief) -> None:
    """Write the handover, going on with what was typed and not saved; every keystroke is kept (R-050)."""
    desk, client = screen.desk, brief.client
    kept = await screen.answer_to(partial(drafts, desk, KIND, client.id))
    if kept is None:
        return
    key = kept[0].key if kept else new_key()
    typed = {"client": f"{client.name} · {client.number}"} | (dict(kept[0].typed) if kept else {})
    keeper = DraftKeeper(desk, key, KIND, client.id, failed=not_kept(screen))
    form = forms.WriteForm(desk, brief, Kept(typed, keeper.keep))
    await fill_in_kept(screen, form, keeper)


async def go_on(screen: ConsoleScreen, draft: DraftView) -> None:
    """Go on with a handover that was being written."""
    if draft.item_id is None:
        return
    brief = await screen.answer_to(partial(build_brief, screen.desk, draft.item_id))
    if brief is not None:
        await write(screen, brief)


def _why_not(wanted: str, brief: Brief) -> str | None:
    if wanted == WRITE:
        return None
    if brief.handover is None:
        return "Nothing is written yet. Enter writes it."
    state = brief.handover.state
    if wanted == OFFER and state is HandoverState.NOT_STARTED:
        return "Nothing is written yet. Enter writes it."
    return why_not(state, _MOVES[wanted]) if wanted in _MOVES else None


async def _give(screen: ConsoleScreen, brief: Brief) -> None:
    at = max(brief.terms.start, screen.desk.now())
    staff = await screen.answer_to(lambda: people(screen.desk, at))
    if staff is not None:
        make = partial(forms.GiveForm, screen.desk, brief, staff)
        await fill_about(screen, ("handover-give", brief.client.id), make, of="client")


async def show_handovers(screen: ConsoleScreen) -> None:
    """Show the handovers of every absence that concerns whoever sits here, and whom they shadow."""
    view, place = View.LEAVE, None
    while True:
        lists = await screen.answer_to(partial(read_lists, screen.desk))
        if lists is None:
            return
        shown = HandoversScreen(lists, screen.zone, screen.desk.now(), view, place)
        chosen: Chosen | None = await screen.app.push_screen_wait(shown)
        if chosen is None:
            return
        view, place = chosen.view, chosen.key
        if chosen.client_id is not None:
            await show_brief(screen, chosen.client_id)
        elif chosen.absence_id is not None:
            await show_return(screen, chosen.absence_id)


async def show_return(screen: ConsoleScreen, absence_id: int) -> None:
    """Show what happened while somebody was away, and let it be accepted."""
    view = await screen.answer_to(partial(return_brief, screen.desk, absence_id))
    if view is None:
        return
    page = return_page(view)
    if await screen.app.push_screen_wait(ReturnSheet(page)) == ACCEPT:
        make = partial(forms.ReturnForm, screen.desk, absence_id, page)
        await fill_about(screen, ("return-brief", absence_id), make, of="absence")
