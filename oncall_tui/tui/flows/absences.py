"""Somebody is away: person, reason, until; what it moves; done. And somebody is back (R-030, R-024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.planning import preview
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import AbsencePlan, NewAbsence
from oncall_tui.desk.directory import PersonLine, people
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.tui.absences.rows import absence_sheet
from oncall_tui.tui.absences.screen import PlanScreen
from oncall_tui.tui.flows.base import Kept, SmallForm, fill_about
from oncall_tui.tui.flows.covering import choose_cover
from oncall_tui.tui.flows.people import staff_field
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import AbsenceReason

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_REASONS = (
    AbsenceReason.SICK,
    AbsenceReason.PERSONAL,
    AbsenceReason.MISADVENTURE,
    AbsenceReason.ANNUAL,
    AbsenceReason.LONG_SERVICE,
    AbsenceReason.MATERNITY,
    AbsenceReason.STUDY,
    AbsenceReason.OTHER_PLANNED,
)
_UNPLANNED = "Nobody is back from this by the clock: it lasts until somebody says that they are."
_PLANNED = "Planned leave ends by itself at its end."
_OPEN = "Left empty, nobody knows the end."
_NEXT = "Ctrl+S shows every client and clock that moves, and changes nothing yet."


class AbsenceForm(SmallForm):
    """Who is away, why, and until when; saving it only shows what it would move."""

    def __init__(self, desk: Desk, staff: Sequence[PersonLine], kept: Kept) -> None:
        intro = line(("Every client and every clock goes to a named person, at once.", DIM))
        super().__init__("ABSENCE", intro, self._look_ahead, kept)
        self._desk = desk
        self._staff = tuple(staff)
        self._since = WhenField(
            "start", "From", understanding(desk), hint="left empty: from now; 07:40 may lie back"
        )
        self._until = WhenField("end", "Until", understanding(desk), hint="left empty: nobody knows")
        self.new: NewAbsence | None = None
        """What was asked for, once it was shown what it moves."""
        self.plan: AbsencePlan | None = None
        """What it moves."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = tuple(Option(each.value, each.value.replace("-", " ")) for each in _REASONS)
        return (
            staff_field(self._staff, "Who", ""),
            ChoiceField("reason", "Reason", options, value=AbsenceReason.SICK.value, required=True),
            self._until,
            self._since,
            NoteField("note", "Note", room=1000, hint="directors see it; no diagnosis is needed"),
        )

    def changed(self, values: Values) -> None:
        """Tell what the chosen reason means for the end."""
        unplanned = AbsenceReason(values.get("reason") or AbsenceReason.SICK).unplanned
        words = (_UNPLANNED if unplanned else _PLANNED, _OPEN, _NEXT)
        lines = [rule("what follows", self.room)]
        lines += [line((each, DIM)) for said in words for each in wrap(said, self.room)]
        self.aside(stack(lines))

    def _look_ahead(self, values: Values) -> Saved:
        new = NewAbsence(
            int(values["person"]),
            AbsenceReason(values["reason"]),
            self._since.at,
            self._until.at,
            note=values["note"],
        )
        self.plan = preview(self._desk, new)
        self.new = new
        return Saved(0, "")


class ReturnForm(SmallForm):
    """Who is back, and since when."""

    def __init__(self, desk: Desk, away: Sequence[PersonLine], kept: Kept) -> None:
        intro = line(("Their clients are theirs again from then on.", DIM))
        super().__init__("IS BACK", intro, self._record, kept)
        self._desk = desk
        self._away = tuple(away)
        self._at = WhenField("at", "Since", understanding(desk), hint="left empty: from now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (staff_field(self._away, "Who", ""), self._at)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"person": "Choose who is back."}

    def _record(self, values: Values) -> Saved:
        return record_return(self._desk, int(values["person"]), self._at.at)


async def absence(screen: ConsoleScreen) -> None:
    """Record somebody's absence, after showing what it moves."""
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    typed: dict[str, str] = {}
    while staff is not None:
        form = AbsenceForm(desk, staff, Kept(dict(typed), typed.update))
        await screen.app.push_screen_wait(form)
        if form.plan is None or form.new is None:
            return
        typed = dict(form.values)
        if await _planned(screen, form.new, form.plan):
            return


async def _planned(screen: ConsoleScreen, new: NewAbsence, plan: AbsencePlan) -> bool:
    """Show what an absence moves, let gaps be covered, and record it; False to go back to the form."""
    desk = screen.desk
    while True:
        shown = PlanScreen(absence_sheet(plan, ZoneInfo(desk.house.zone)), desk.now())
        wanted = await screen.app.push_screen_wait(shown)
        if shown.chosen is not None:
            client_id = None if shown.for_all else shown.chosen.what.first.client_id
            covered = await choose_cover(screen, new, plan, client_id)
            found = await screen.answer_to(partial(preview, desk, covered))
            if found is None:
                return False
            new, plan = covered, found
            continue
        done = await screen.answer_to(partial(record_absence, desk, new)) if wanted else None
        if done is not None:
            tell(screen, _said(done))
            screen.load(afresh=True)
            screen.load_client()
        return done is not None


async def back(screen: ConsoleScreen) -> None:
    """Record that somebody is back."""
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    if staff is None:
        return
    away = [person for person in staff if person.away]
    if not away:
        tell(screen, "Nobody is away now.", severity="warning")
        return
    await fill_about(screen, ("back", 0), partial(ReturnForm, desk, away), of="console")


def _said(done: AbsencePlan) -> str:
    """Say what was done, and what it leaves to be decided."""
    if not done.applied:
        raise Refused("Nothing was changed.")
    clients = "1 client" if len(done.clients) == 1 else f"{len(done.clients)} clients"
    clocks = "1 clock" if len(done.clocks) == 1 else f"{len(done.clocks)} clocks"
    gaps = f" {len(done.gaps)} cover gaps stay: C shows them." if done.gaps else ""
    return f"{done.person.name} is away: {clients} and {clocks} have moved.{gaps} u takes it back."
