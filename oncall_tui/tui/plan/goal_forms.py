"""The forms of goals and objectives: set them, and adjust them with whoever takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.plans import goals
from oncall_tui.desk.plans.views import GoalView, ObjectiveView, Plan
from oncall_tui.desk.plans.wording import GOAL_WORDS, OBJECTIVE_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.rules.wording import say_day
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.plan.fields import DayField, PlanForm, answered_change, answers_field, team_names
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, YesNoField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import GoalStatus, ObjectiveStatus, PlanQuestion

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_GOAL = tuple(Option(each.value, GOAL_WORDS[each]) for each in GoalStatus)
_OBJECTIVE = tuple(Option(each.value, OBJECTIVE_WORDS[each]) for each in ObjectiveStatus)
_ROOM = 1000


class GoalForm(PlanForm):
    """What the client wants to reach."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("NEW GOAL", desk, plan, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "Goal", required=True, room=_ROOM, hint="what the client wants to reach"),
            TextField("agreed_with", "Agreed with", hint="the client first; who else took part"),
        )

    def do(self, values: Values) -> Saved:
        """Set it."""
        return goals.set_goal(self.desk, self.plan.client_id, values["words"], values["agreed_with"])


class ObjectiveForm(PlanForm):
    """A step that can be achieved, with its measure, its day and who sees to it."""

    def __init__(self, desk: Desk, plan: Plan, goal: GoalView, kept: Kept) -> None:
        super().__init__("NEW OBJECTIVE", desk, plan, kept)
        self._goal = goal
        self._by = DayField("target_on", "By", desk, required=True)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "Objective", required=True, room=_ROOM, hint="a step that can be achieved"),
            TextField("measure", "Measure", required=True, hint="how you will know that it is reached"),
            self._by,
            TextField("owner", "Sees to it", required=True, hint="the client, or who else"),
            TextField("agreed_with", "Agreed with", hint=team_names(self.plan) or "the client first"),
            *answers_field(self.desk, self.plan, PlanQuestion.ADJUST_GOALS),
        )

    def changed(self, values: Values) -> None:
        """Show the goal that it leads to."""
        self.say("towards", self._goal.words)

    def do(self, values: Values) -> Saved:
        """Set it."""
        text = goals.ObjectiveText(values["words"], values["measure"], self._by.needed(), values["owner"])
        return goals.set_objective(
            self.desk, self._goal.id, text, values["agreed_with"], change_id=answered_change(values)
        )


class _Jointly(PlanForm):
    """The part that every adjustment has: why, and who took part."""

    def jointly_fields(self) -> Sequence[Field]:
        """Return the fields of who took part."""
        return (
            NoteField("why", "Why", required=True, room=2000, hint="whoever reads the old text will ask"),
            YesNoField("client_part", "With client", required=True, hint="did the client take part?"),
            TextField("without_because", "If not, why", hint="it is their plan"),
            TextField(
                "professional", "And with", hint=team_names(self.plan) or "which professional took part"
            ),
            *answers_field(self.desk, self.plan, PlanQuestion.ADJUST_GOALS),
        )

    def jointly(self, values: Values) -> goals.Jointly:
        """Return who took part, as the form says."""
        return goals.Jointly(
            values["why"],
            values["client_part"] == "yes",
            values["without_because"],
            values["professional"],
            answered_change(values),
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for a reason where the client took no part."""
        if values["client_part"] == "no" and not values["without_because"].strip():
            return {"without_because": "Say why the client took no part: it is their plan."}
        return {}


class AdjustGoalForm(_Jointly):
    """Change what a goal says, or where it stands."""

    def __init__(self, desk: Desk, plan: Plan, goal: GoalView, kept: Kept) -> None:
        super().__init__("ADJUST GOAL", desk, plan, kept)
        self._goal = goal

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "Goal", value=self._goal.words, required=True, room=_ROOM),
            ChoiceField("status", "Stands", _GOAL, value=self._goal.status.value, required=True),
            *self.jointly_fields(),
        )

    def changed(self, values: Values) -> None:
        """Show what it says now, which stays on record."""
        self.say("as it stands", self._goal.words, GOAL_WORDS[self._goal.status])

    def do(self, values: Values) -> Saved:
        """Adjust it."""
        status, goal = GoalStatus(values["status"]), self._goal
        return goals.adjust_goal(
            self.desk, goal.id, values["words"], status, self.jointly(values), version=goal.version
        )


class AdjustForm(_Jointly):
    """Change an objective, or say where it stands; its old text stays on record."""

    def __init__(self, desk: Desk, plan: Plan, objective: ObjectiveView, kept: Kept) -> None:
        super().__init__("ADJUST OBJECTIVE", desk, plan, kept)
        self._of = objective
        self._by = DayField(
            "target_on", "By", desk, value=say_day(objective.target_on, year=True), required=True
        )

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        of = self._of
        return (
            ChoiceField("status", "Stands", _OBJECTIVE, value=of.status.value, required=True),
            NoteField("words", "Objective", value=of.words, required=True, room=_ROOM),
            TextField("measure", "Measure", value=of.measure, required=True),
            self._by,
            TextField("owner", "Sees to it", value=of.owner, required=True),
            *self.jointly_fields(),
        )

    def changed(self, values: Values) -> None:
        """Show what it says now, which stays on record."""
        of = self._of
        by = f"by {say_day(of.target_on, year=True)}, {of.owner}"
        self.say("as it stands", of.words, of.measure, by, of.slips or OBJECTIVE_WORDS[of.status])

    def do(self, values: Values) -> Saved:
        """Adjust it."""
        text = goals.ObjectiveText(values["words"], values["measure"], self._by.needed(), values["owner"])
        return goals.adjust_objective(
            self.desk,
            self._of.id,
            text,
            ObjectiveStatus(values["status"]),
            self.jointly(values),
            version=self._of.version,
        )
