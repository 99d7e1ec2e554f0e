"""The client's cases from their key: the list, the sheet of one, and a form for each thing done to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.cases.naming import KIND_WORDS, STATE_WORDS
from oncall_tui.desk.cases.record import case_view, cases_of, note_standard, open_cases
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.directory import people
from oncall_tui.desk.parties.reading import parties
from oncall_tui.tui.cases import ending, forms, meanwhile, sheet
from oncall_tui.tui.cases.screen import CasesScreen, Chosen
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.flows.base import Kept, SmallForm, fill_about
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import CaseState, SessionState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import ClientCard
    from oncall_tui.tui.console.screen import ConsoleScreen

Make = Callable[["Desk", CaseView, Kept], SmallForm]

_PLAIN: dict[str, Make] = {
    sheet.SESSION: partial(forms.SessionForm, booking=False),
    sheet.BOOK: partial(forms.SessionForm, booking=True),
    sheet.CANCEL: forms.CancelForm,
    sheet.REVIEW: forms.ReviewForm,
    sheet.END: ending.EndForm,
    sheet.READ: ending.ReadForm,
    sheet.PROCEDURE: ending.ProcedureForm,
    sheet.CLOSE: ending.CloseForm,
    sheet.NEWS: meanwhile.DevelopmentForm,
    sheet.BENEFIT: meanwhile.BenefitForm,
    sheet.ATTACH: meanwhile.AttachForm,
}
"""The forms that need nothing but the case."""


async def show_cases(screen: ConsoleScreen) -> None:
    """Show the cases of the client on the responsible pane, or all that go on where nobody is chosen."""
    shown = screen.query_one(ResponsiblePane).shown
    desk = screen.desk
    last: Chosen | None = None
    while True:
        own = await screen.answer_to(partial(cases_of, desk, shown.card.id)) if shown else None
        if shown and own is None:
            return
        screen.desk.glances.saw(shown.card.id if shown else None, "cases")
        every = await screen.answer_to(partial(open_cases, desk)) if last is None or last.everybody else None
        listed = CasesScreen(
            f"{shown.card.name} · {shown.card.number}" if shown else "",
            own,
            partial(screen.answer_to, partial(open_cases, desk)),
            ZoneInfo(desk.house.zone),
            key=last.case_id if last else None,
            every=every if not shown or (last and last.everybody) else None,
        )
        last = await screen.app.push_screen_wait(listed)
        if last is None:
            return
        if last.case_id is not None:
            await show_case(screen, last.case_id)
        elif shown is not None:
            await _open(screen, shown.card)


async def show_case(screen: ConsoleScreen, case_id: int) -> None:
    """Show one case, again after each thing that is done to it."""
    while True:
        case = await screen.answer_to(partial(case_view, screen.desk, case_id))
        if case is None:
            return
        screen.desk.glances.saw(case.row.client_id, "case")
        wanted = await screen.app.push_screen_wait(sheet.CaseSheet(case, screen.desk.house.zone))
        if wanted is None:
            return
        await _act(screen, wanted, case)


async def _open(screen: ConsoleScreen, card: ClientCard) -> None:
    known = await screen.answer_to(partial(parties, screen.desk))
    if known is not None:
        client = f"{card.name} · {card.number}"
        make = partial(forms.NewCaseForm, screen.desk, card.id, client, card.organisation, known)
        await fill_about(screen, ("case-open", card.id), make, of="client")


async def _act(screen: ConsoleScreen, wanted: str, case: CaseView) -> None:
    """Do what a key of the sheet says, or say why it cannot be done."""
    reason = why_not(wanted, case)
    if reason:
        tell(screen, reason, severity="warning")
        return
    desk = screen.desk
    key = (f"case-{wanted}", case.row.id)
    if wanted == sheet.NOTES:
        standard = await screen.answer_to(partial(note_standard, desk))
        if standard is not None:
            await fill_about(screen, key, partial(ending.NotesForm, desk, case, standard), of="case")
    elif wanted == sheet.ASSIGN:
        staff = await screen.answer_to(lambda: people(desk, desk.now()))
        known = await screen.answer_to(partial(parties, desk))
        if staff is not None and known is not None:
            await fill_about(screen, key, partial(meanwhile.AssignForm, desk, case, staff, known), of="case")
    else:
        await fill_about(screen, key, partial(_PLAIN[wanted], desk, case), of="case")


def why_not(wanted: str, case: CaseView) -> str | None:
    """Return why a key of the sheet cannot act; what the rules bar is told by the form itself."""
    row = case.row
    if row.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        return f"Case {row.id} is {STATE_WORDS[row.state]}. Open a new one (Esc, n)."
    ended = row.state is CaseState.ENDED
    if wanted in (sheet.SESSION, sheet.BOOK, sheet.END) and ended:
        return "The intervention has ended. Open a new case for more, or undo that (u on the console)."
    if wanted == sheet.CANCEL and not any(each.state is SessionState.BOOKED for each in case.sessions):
        return "No session is booked. g books one."
    if wanted == sheet.REVIEW:
        return _why_no_review(case)
    if wanted == sheet.READ and not any(each.reviewed_at is None for each in case.notes):
        return "Every completed note was read." if case.notes else "There are no completed notes yet (n)."
    if wanted == sheet.PROCEDURE and not case.procedures:
        return (
            "Its organisation has no procedures on record."
            if case.organisation
            else "It has no organisation."
        )
    if wanted == sheet.ATTACH and row.covered:
        return "The partner policy's rules count for this case already."
    return None


def _why_no_review(case: CaseView) -> str | None:
    row = case.row
    if not row.covered:
        return "It stands under a separate policy. A director may attach the rules (t)."
    if not row.kind.reviewed:
        return f"A case of this kind ({KIND_WORDS[row.kind]}) is not reviewed after its first session."
    return None if row.may.used else "There was no session yet. Record the first one (s), then review it."
