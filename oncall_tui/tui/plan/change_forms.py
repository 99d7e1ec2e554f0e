"""The forms of what changes: circumstances with their four questions, and why somebody may not engage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.plans import care, changes, engagement, history
from oncall_tui.desk.plans.views import ChangeView, Plan
from oncall_tui.desk.plans.wording import CHANGE_WORDS, QUESTION_WORDS, VIEW_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.rules.plans import ISSUE_WORDS, Issue
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.plan.fields import PlanForm
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import (
    Answer,
    ChangeKind,
    EngagementView,
    IssueFinding,
    PlanQuestion,
    UnderlyingIssue,
)

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_KINDS = tuple(Option(each.value, CHANGE_WORDS[each]) for each in ChangeKind)
_FINDINGS = (
    Option(IssueFinding.NOTHING.value, "nothing"),
    Option(IssueFinding.BEHIND_IT.value, "behind it"),
    Option(IssueFinding.NOT_KNOWN.value, "not known"),
)
_YES_NO_LATER = (
    Option(Answer.YES.value, "yes"),
    Option(Answer.NO.value, "no"),
    Option(Answer.NOT_ASKED.value, "later"),
)
_VIEWS = tuple(Option(each.value, VIEW_WORDS[each]) for each in EngagementView)
_ASKS = {
    PlanQuestion.ADJUST_GOALS: "do goals or objectives have to change?",
    PlanQuestion.REFER_ON: "is somebody else needed?",
    PlanQuestion.TELL_TEAM: "must the others at work know?",
    PlanQuestion.ADD_SUPPORT: "is help needed to follow through?",
}
_LATER = "Each yes is a task. What is left open is a task too: the four questions wait for an answer."


class _Questions(PlanForm):
    """The part with the four questions."""

    def question_fields(self, given: Mapping[PlanQuestion, Answer]) -> Iterator[Field]:
        """Go through the fields of the four questions, and of why nothing follows."""
        for question in PlanQuestion:
            answer = given.get(question, Answer.NOT_ASKED)
            label = f"{QUESTION_WORDS[question].capitalize()}?"
            value = "" if answer is Answer.NOT_ASKED else answer.value
            yield ChoiceField(question.value, label, _YES_NO_LATER, value=value, hint=_ASKS[question])
        yield TextField("because", "Why not", hint="what a no rests on; needed where all four are no")

    def answers(self, values: Values) -> changes.Answers:
        """Return what was answered."""
        given = {
            question: Answer(values[question.value])
            for question in PlanQuestion
            if values.get(question.value)
        }
        return changes.Answers(given, values["because"])


class ChangeForm(_Questions):
    """What is new for the client, and what that asks of the plan."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("CHANGE OF CIRCUMSTANCES", desk, plan, kept)
        self._at = WhenField("at", "Known since", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("kind", "Change", _KINDS, required=True),
            NoteField("words", "What is new", required=True, room=2000, hint="so that others can act on it"),
            TextField("told_by", "Told by", hint="from whom it is known"),
            self._at,
            *self.question_fields({}),
        )

    def changed(self, values: Values) -> None:
        """Remind of what was there before, and of what an answer does."""
        past = ", ".join(self.plan.past_history)
        self.say("what follows", _LATER, f"Past: {past}." if past else "")

    def do(self, values: Values) -> Saved:
        """Log it."""
        return changes.log_change(
            self.desk,
            changes.NewChange(
                self.plan.client_id,
                ChangeKind(values["kind"]),
                values["words"],
                values["told_by"],
                self._at.at,
                self.answers(values),
            ),
        )


class AnswerForm(_Questions):
    """Answer what was left open about a change."""

    def __init__(self, desk: Desk, plan: Plan, change: ChangeView, kept: Kept) -> None:
        super().__init__("WHAT DOES IT ASK OF THE PLAN?", desk, plan, kept)
        self._change = change

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        given = {each.question: each.answer for each in self._change.answers}
        return tuple(self.question_fields(given))

    def changed(self, values: Values) -> None:
        """Show the change."""
        self.say(CHANGE_WORDS[self._change.kind], self._change.words, _LATER)

    def do(self, values: Values) -> Saved:
        """Answer it."""
        return changes.answer_questions(self.desk, self._change.id, self.answers(values))


class EngageForm(PlanForm):
    """Why might they not be engaging? Every issue is looked into before anything is concluded (R-105)."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("WHY MIGHT THEY NOT BE ENGAGING?", desk, plan, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields: an issue each with how that is known, then what is concluded."""
        fields: list[Field] = []
        for issue in UnderlyingIssue:
            name = ISSUE_WORDS[issue].removeprefix("situation at ").capitalize()
            fields.append(ChoiceField(issue.value, name, _FINDINGS))
            fields.append(TextField(f"{issue.value}-note", "  how known", room=500))
        return (
            *fields,
            ChoiceField("view", "Concluded", _VIEWS, required=True),
            NoteField("words", "In a line", required=True, room=1000, hint="what follows from it"),
        )

    def changed(self, values: Values) -> None:
        """Say what is still to be looked into."""
        left = [ISSUE_WORDS[each] for each in UnderlyingIssue if not values.get(each.value)]
        still = f"Still to look into: {', '.join(left)}." if left else "All of it was looked into."
        past = ", ".join(self.plan.past_history)
        behind = "Where something is behind it, that is logged as a change, and the plan has to meet it."
        self.say("before anything is concluded", still, f"Past: {past}." if past else "", behind)

    def do(self, values: Values) -> Saved:
        """Record it."""
        issues = {
            each: Issue(IssueFinding(values[each.value]), values[f"{each.value}-note"])
            for each in UnderlyingIssue
            if values.get(each.value)
        }
        return engagement.record_check(
            self.desk,
            engagement.NewCheck(self.plan.client_id, issues, EngagementView(values["view"]), values["words"]),
        )


class HistoryForm(PlanForm):
    """What was before, as whoever answers a call must see it (R-018)."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("PAST HISTORY", desk, plan, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        value = "\n".join(self.plan.past_history)
        return (NoteField("lines", "History", value=value, hint="a line each, the most telling first"),)

    def changed(self, values: Values) -> None:
        """Say where it is seen."""
        self.say(
            "where it is seen", "On the card, beside the call form, and here: in the first minute of a call."
        )

    def do(self, values: Values) -> Saved:
        """Keep it."""
        shown = self.plan.past_history
        return history.note_history(self.desk, self.plan.client_id, values["lines"], shown=shown)


class FlagForm(PlanForm):
    """A matter of the plan that a director has to decide as one of duty of care."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("DUTY OF CARE", desk, plan, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("why", "The risk", required=True, room=2000, hint="so that a director can decide"),)

    def changed(self, values: Values) -> None:
        """Say what follows."""
        self.say("what follows", "It goes to the director on the line, and ends only with their decision.")

    def do(self, values: Values) -> Saved:
        """Flag it."""
        return care.flag(self.desk, values["why"], client_id=self.plan.client_id)
