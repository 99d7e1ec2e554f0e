"""Outside parties from their key: the list, the sheet of one, and a form for each thing done to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.parties.reading import parties, parties_of_client, party_view
from oncall_tui.desk.parties.views import PartyView
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.flows.base import fill_about
from oncall_tui.tui.parties import forms, sheet
from oncall_tui.tui.parties.screen import Chosen, PartiesScreen
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import OutsideKind

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

Client = tuple[int, str]
"""A client's id, with name and number."""

_PLAIN = {
    sheet.UNLINK: forms.UnlinkForm,
    sheet.PROCEDURE: forms.ProcedureForm,
    sheet.DROP: forms.DropForm,
    sheet.END: forms.EndForm,
}


async def show_parties(screen: ConsoleScreen) -> None:
    """Show the outside parties; those around the client on the responsible pane one key away."""
    desk, client = screen.desk, _client(screen)
    last: Chosen | None = None
    while True:
        every = await screen.answer_to(partial(parties, desk))
        around = await screen.answer_to(partial(parties_of_client, desk, client[0])) if client else None
        if every is None:
            return
        listed = PartiesScreen(
            every,
            client[1] if client else "",
            around,
            ZoneInfo(desk.house.zone),
            key=last.party_id if last else None,
            around_shown=last.around if last else False,
        )
        last = await screen.app.push_screen_wait(listed)
        if last is None:
            return
        if last.party_id is not None:
            await show_party(screen, last.party_id)
        else:
            await fill_about(screen, ("party-add", 0), partial(forms.PartyForm, desk, None), of="list")


async def show_party(screen: ConsoleScreen, party_id: int) -> None:
    """Show one outside party, again after each thing that is done to it."""
    while True:
        party = await screen.answer_to(partial(party_view, screen.desk, party_id))
        if party is None:
            return
        wanted = await screen.app.push_screen_wait(sheet.PartySheet(party, screen.desk.house.zone))
        if wanted is None:
            return
        await _act(screen, wanted, party)


async def _act(screen: ConsoleScreen, wanted: str, party: PartyView) -> None:
    """Do what a key of the sheet says, or say why it cannot be done."""
    desk, client = screen.desk, _client(screen)
    reason = _why_not(wanted, party, client)
    if reason:
        tell(screen, reason, severity="warning")
        return
    key = (f"party-{wanted}", party.row.id)
    if wanted == sheet.NOTE:
        await fill_about(screen, key, partial(forms.NoteForm, desk, party, client), of="party")
    elif wanted == sheet.CHANGE:
        await fill_about(screen, key, partial(forms.PartyForm, desk, party), of="party")
    elif wanted == sheet.LINK and client is not None:
        await fill_about(screen, key, partial(forms.LinkForm, desk, party, client), of="party")
    else:
        await fill_about(screen, key, partial(_PLAIN[wanted], desk, party), of="party")


def _client(screen: ConsoleScreen) -> Client | None:
    """Return the client on the responsible pane."""
    shown = screen.query_one(ResponsiblePane).shown
    return (shown.card.id, f"{shown.card.name} · {shown.card.number}") if shown else None


def _why_not(wanted: str, party: PartyView, client: Client | None) -> str | None:
    if party.row.ended:
        return f"{party.row.name} is no longer dealt with. Add it anew (Esc, n)."
    if wanted == sheet.LINK and client is None:
        return "No client is chosen. Choose an item (1) or look one up (/) first."
    if wanted == sheet.UNLINK and not any(each.link_id for each in party.clients):
        return "No client is linked here. What a case tells of stays with the case (k)."
    organisation = party.row.kind is OutsideKind.CLIENT_ORGANISATION
    if wanted in (sheet.PROCEDURE, sheet.DROP) and not organisation:
        return "Only client organisations have procedures of their own."
    if wanted == sheet.DROP and not party.procedures:
        return "It has no procedures on record. p adds one."
    return None
