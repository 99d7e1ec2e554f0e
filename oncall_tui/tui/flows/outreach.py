"""The outreach of a client: the sheet, and what each of its keys begins (R-145)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.caseload import planning
from oncall_tui.desk.caseload.book import appointment_book
from oncall_tui.desk.caseload.morning import morning_view
from oncall_tui.desk.caseload.sheet import outreach
from oncall_tui.desk.caseload.views import OutreachView
from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.rules.caseload import GONE
from oncall_tui.tui.flows.base import Kept, SmallForm, do, fill_about
from oncall_tui.tui.outreach import phase_forms, planning_forms, work_forms
from oncall_tui.tui.outreach import sheet as keys
from oncall_tui.tui.outreach.morning import Day, DaySheet, MorningForm
from oncall_tui.tui.outreach.sheet import OutreachSheet
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import Phase

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

Make = Callable[[Kept], SmallForm]

_PLAIN: Mapping[str, Callable[..., SmallForm]] = {
    keys.NEXT: planning_forms.NextForm,
    keys.BOOK: planning_forms.BookForm,
    keys.CLASS: planning_forms.ClassForm,
    keys.LETTER: phase_forms.LetterForm,
    keys.GOALS: phase_forms.GoalsForm,
    keys.DISCHARGE: phase_forms.DischargeForm,
    keys.LEAVE: phase_forms.LeaveForm,
}
"""Forms that need nothing but the client."""


async def show_outreach(screen: ConsoleScreen) -> None:
    """Show what is planned with the client on the responsible pane."""
    if screen.client_id is not None:
        await outreach_of(screen, screen.client_id)


async def outreach_of(screen: ConsoleScreen, client_id: int) -> None:
    """Show what is planned with a client, again after each thing that is done."""
    zone = ZoneInfo(screen.desk.house.zone)
    while True:
        view = await screen.answer_to(partial(outreach, screen.desk, client_id))
        if view is None:
            return
        screen.desk.glances.saw(client_id, "outreach")
        wanted = await screen.app.push_screen_wait(OutreachSheet(view, zone, screen.desk.now()))
        if wanted is None:
            return
        await _act(screen, wanted, view, zone)


async def _act(screen: ConsoleScreen, wanted: str, view: OutreachView, zone: ZoneInfo) -> None:
    """Do what a key of the sheet says, or say why it cannot be done."""
    if reason := why_not(wanted, view):
        tell(screen, reason, severity="warning")
        return
    desk, client_id = screen.desk, view.row.client_id
    if wanted == keys.CONFIRM:
        await do(screen, partial(planning.confirm_information, desk, client_id))
        return
    make = _form(screen, wanted, view, zone)
    await fill_about(screen, (f"outreach-{wanted}", client_id), make, of="client")


def _form(screen: ConsoleScreen, wanted: str, view: OutreachView, zone: ZoneInfo) -> Make:
    """Return what makes the form of a key."""
    desk = screen.desk
    match wanted:
        case keys.CANCEL:
            return partial(planning_forms.CancelForm, desk, view, zone)
        case keys.PHASE:
            return partial(phase_forms.PhaseForm, desk, view)
        case keys.WORK:
            runs = work_forms.open_runs(view)
            if work_forms.may_begin(view):
                return partial(work_forms.BeginForm, desk, view)
            return partial(work_forms.WorkForm, desk, view, runs[0])
        case keys.TICK:
            return partial(work_forms.TickForm, desk, view)
        case keys.CONSULT:
            item = screen.command_state().item
            return partial(work_forms.ConsultForm, desk, view, item.id if item else None)
        case keys.STEP:
            consult = next(each for each in view.consults if each.limit_at or each.due_at)
            return partial(work_forms.ConsultStepForm, desk, view, consult)
        case _:
            return partial(_PLAIN[wanted], desk, view)


def why_not(wanted: str, view: OutreachView) -> str | None:
    """Return why a key can do nothing now; None where it can."""
    if view.row.phase in GONE and wanted not in (keys.PHASE, keys.CONFIRM):
        return "The client is no longer in the programme. p takes them in again."
    match wanted:
        case keys.CANCEL if not view.appointments:
            return "There is no appointment to cancel. b makes one."
        case keys.PHASE if not phase_forms.phases_after(view.row.phase):
            return "No other phase can follow but by a key of its own."
        case keys.WORK if not (work_forms.open_runs(view) or work_forms.may_begin(view)):
            return "No workflow fits now: it takes a new client, a high-risk event or a discharge (d)."
        case keys.TICK if not any(
            not step.done_at for run in work_forms.open_runs(view) for step in run.steps
        ):
            return "No step is open. w begins a workflow."
        case keys.STEP if not any(each.limit_at or each.due_at for each in view.consults):
            return "No consult is open. o notes that one is needed."
        case keys.GOALS if view.row.phase in (Phase.NEW, Phase.OUTREACH, Phase.ACTIVE_UNENGAGED):
            return "The client has not engaged: there are no goals to be through with."
        case _:
            return None


async def show_morning(screen: ConsoleScreen) -> None:
    """Show what whoever sits here begins the day with, and let them tick the high-risk events."""
    zone = ZoneInfo(screen.desk.house.zone)
    while True:
        day = await screen.answer_to(partial(_day, screen.desk))
        if day is None or await screen.app.push_screen_wait(DaySheet(day, zone, screen.desk.now())) is None:
            return
        if day.morning.item_id is None:
            tell(screen, "Nothing waits to be ticked.", severity="warning")
            continue
        make = partial(MorningForm, screen.desk, day.morning)
        await fill_about(screen, ("morning", day.morning.item_id), make, of="morning")


def _day(desk: Desk) -> Day:
    person_id = desk.operator.id
    errors = worklist(desk, person_id).errors
    return Day(morning_view(desk, person_id), appointment_book(desk, person_id), errors)
