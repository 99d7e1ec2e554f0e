"""Forms of the outreach sheet that take a client on: phase, letter, goals complete, discharge, leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload import discharging, engaging, phases
from oncall_tui.desk.caseload.views import OutreachView
from oncall_tui.desk.views import Saved
from oncall_tui.rules.phases import PHASE_WORDS, TRANSITIONS, may_follow
from oncall_tui.rules.wording import say_day
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.outreach.base import OutreachForm
from oncall_tui.tui.plan.fields import DayField
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, YesNoField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Leaving, Phase

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def phases_after(phase: Phase) -> tuple[Phase, ...]:
    """Return the phases to which a client goes with a cause alone."""
    return tuple(each for each in may_follow(phase) if each not in phases.BY_ITSELF)


class PhaseForm(OutreachForm):
    """The next phase and its cause (R-144)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("PHASE", desk, view, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        following = phases_after(self.view.row.phase)
        options = [Option(each.value, PHASE_WORDS[each]) for each in following]
        return (
            ChoiceField("phase", "Now", options, value=following[0].value),
            TextField("cause", "Because", room=300, hint="left empty: as it stands beside"),
        )

    def changed(self, values: Values) -> None:
        """Show the usual cause, and how the other phases are entered."""
        cause = TRANSITIONS[self.view.row.phase][Phase(values["phase"])]
        others = "Letter (l), goals done (g), discharge (d) and leaving (e) have keys of their own."
        self.say("because", cause, others)

    def do(self, values: Values) -> Saved:
        """Take the client there."""
        return phases.move(
            self.desk, self.client_id, Phase(values["phase"]), values["cause"], version=self.view.version
        )


class LetterForm(OutreachForm):
    """That the no-contact letter was sent (R-141)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("NO-CONTACT LETTER", desk, view, kept)
        self._on = DayField("sent_on", "Sent on", desk, value="today", required=True)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; why now only where few attempts were made."""
        anyway = TextField("anyway", "Why now", room=300, hint="needed where it goes out sooner")
        return (self._on,) if self.view.letter_due else (self._on, anyway)

    def changed(self, values: Values) -> None:
        """Say what follows."""
        row, wanted = self.view.row, self.desk.settings.letter_attempts
        tries = f"{row.attempts_since} attempts without contact; the letter goes out after {wanted}."
        allowed = self.desk.rulebook.get("after-letter").allows
        after = f"The client is then active but unengaged, and tried again every {allowed}."
        self.say("what follows", tries, after, "The words of the letter are among the prepared texts.")

    def do(self, values: Values) -> Saved:
        """Note it."""
        return engaging.send_letter(
            self.desk,
            self.client_id,
            self._on.needed(),
            anyway=values.get("anyway", ""),
            version=self.view.version,
        )


class GoalsForm(OutreachForm):
    """That all goals are complete, and how far apart somebody looks in (R-140)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("ALL GOALS COMPLETE", desk, view, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        days = self.view.interval_days or self.desk.settings.check_in_days
        return (
            TextField("days", "Every", value=str(days), room=5, hint="days between two well-being checks"),
            TextField("cause", "Because", room=300, hint="may stay empty"),
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for a number of days."""
        good = values["days"].strip().isdecimal()
        return {} if good else {"days": "Give the days as a whole number, as in 90."}

    def do(self, values: Values) -> Saved:
        """Note it."""
        return engaging.goals_complete(
            self.desk, self.client_id, int(values["days"]), values["cause"], version=self.view.version
        )


class DischargeForm(OutreachForm):
    """The day of discharge, and whether the way out begins now (R-139)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("DISCHARGE", desk, view, kept)
        on = view.row.discharge_on
        value = on.isoformat() if on else ""
        self._on = DayField("discharge_on", "On", desk, value=value, hint="left empty: none is planned")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            self._on,
            YesNoField("start", "Begin now", value="no", hint="the client is in discharge then"),
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for the day where the way out begins."""
        if values["start"] == "yes" and self._on.day is None:
            return {"discharge_on": "Say on which day the client is discharged."}
        return {}

    def changed(self, values: Values) -> None:
        """Say when the way out begins."""
        on = self._on.day
        begins = f"The way out begins by {say_day(discharging.begins_by(self.desk, on))}." if on else ""
        self.say("what follows", begins, "Whoever has the client is reminded until it has begun.")

    def do(self, values: Values) -> Saved:
        """Set the day, or begin."""
        if values["start"] == "yes":
            return engaging.start_discharge(self.desk, self.client_id, self._on.day)
        return engaging.plan_discharge(self.desk, self.client_id, self._on.day, version=self.view.version)


class LeaveForm(OutreachForm):
    """Why a client leaves the programme (R-135, R-121)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("LEAVES THE PROGRAMME", desk, view, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = [Option(each.value, engaging.LEAVING_WORDS[each]) for each in Leaving]
        return (
            ChoiceField("why", "Why", options, value=Leaving.ASKED.value),
            NoteField("words", "In words", room=1000, hint="needed for another reason"),
        )

    def changed(self, values: Values) -> None:
        """Say what follows."""
        looked = "Why they may not be engaging has to be looked into first, in the plan (P)."
        said = "All that is routine for them ends; what else is owed to them stays open."
        self.say("what follows", said, looked if values["why"] == Leaving.NOT_ENGAGING else "")

    def do(self, values: Values) -> Saved:
        """Take the client off."""
        return engaging.disenrol(
            self.desk, self.client_id, Leaving(values["why"]), values["words"], version=self.view.version
        )
