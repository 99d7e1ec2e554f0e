"""Forms of the outreach sheet that follow something through: workflows, and consults of a specialist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload import consults, courses
from oncall_tui.desk.caseload.problems import WORKFLOW_WORDS
from oncall_tui.desk.caseload.views import ConsultView, OutreachView, RunView, StepView
from oncall_tui.desk.drafts import new_key
from oncall_tui.desk.views import Saved
from oncall_tui.rules.phases import TRYING
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.outreach.base import OutreachForm
from oncall_tui.tui.plan.fields import DayField
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.words import CATEGORY
from storage.vocabulary import Category, ConsultKind, Workflow

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_NONE = "none"
_ASKED, _CHASED, _COMPLETE, _FOLLOWED, _ENDED = "asked", "chased", "complete", "followed", "ended"


def open_runs(view: OutreachView) -> tuple[RunView, ...]:
    """Return the workflows that are open."""
    return tuple(run for run in view.runs if run.ended_at is None)


def open_steps(view: OutreachView) -> tuple[StepView, ...]:
    """Return the steps that are not ticked, of every workflow that is open."""
    return tuple(step for run in open_runs(view) for step in run.steps if step.done_at is None)


def may_begin(view: OutreachView) -> tuple[tuple[Workflow, int | None], ...]:
    """Return the workflows that can begin now, each with the high-risk event that it is about."""
    going = {(run.kind, run.item_id) for run in open_runs(view)}
    found: list[tuple[Workflow, int | None]] = []
    if view.row.phase in TRYING:
        found.append((Workflow.OUTREACH, None))
    found += [
        (Workflow.HIGH_RISK_EVENT, task.item_id)
        for task in view.row.tasks
        if task.category is Category.HIGH_RISK_EVENT
    ]
    return tuple(each for each in found if each not in going)


class BeginForm(OutreachForm):
    """Which workflow begins, and by when its first step is taken."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("BEGIN WORKFLOW", desk, view, kept)
        self._on = DayField("next_on", "First step", desk, hint="by which day, as in +1d", required=True)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        self._ways = may_begin(self.view)
        options = [
            Option(str(place), WORKFLOW_WORDS[kind] + (f" {item_id}" if item_id else ""))
            for place, (kind, item_id) in enumerate(self._ways)
        ]
        return (ChoiceField("which", "Which", options, value="0"), self._on)

    def changed(self, values: Values) -> None:
        """Show the steps."""
        kind, _ = self._ways[int(values["which"] or 0)]
        self.say("steps", *(f"{place}. {step}" for place, step in enumerate(courses.steps_of(kind), 1)))

    def do(self, values: Values) -> Saved:
        """Begin it."""
        kind, item_id = self._ways[int(values["which"])]
        day = self._on.needed()
        return courses.begin_course(self.desk, self.client_id, kind, item_id=item_id, next_on=day)


class WorkForm(OutreachForm):
    """What comes next in a workflow, or how it ended."""

    def __init__(self, desk: Desk, view: OutreachView, run: RunView, kept: Kept) -> None:
        name = WORKFLOW_WORDS[run.kind].upper()
        super().__init__(f"{name} WORKFLOW", desk, view, kept)
        self._run = run
        day = run.next_on.isoformat() if run.next_on else ""
        self._on = DayField("next_on", "By", desk, value=day)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; how it ended only where that is not a phase of its own."""
        fields: list[Field] = [
            TextField("next_step", "Next step", value=self._run.next_step, room=300),
            self._on,
        ]
        if self._run.kind is Workflow.HIGH_RISK_EVENT:
            fields.append(NoteField("ended", "Or it ends", room=1000, hint="with what came of it"))
        return fields

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for the step and its day while it goes on."""
        if values.get("ended", "").strip():
            return {}
        wrong = {}
        if not values["next_step"].strip():
            wrong["next_step"] = "Say what is done next."
        if self._on.day is None:
            wrong["next_on"] = "Say by which day: a workflow without one is an error."
        return wrong

    def changed(self, values: Values) -> None:
        """Say how it ends."""
        ends = {
            Workflow.OUTREACH: "It ends when the client engages (p), or leaves with a reason (e).",
            Workflow.DISCHARGE: "It ends when the client leaves (e), or with another phase (p).",
            Workflow.HIGH_RISK_EVENT: "It ends with a word on what came of it.",
        }
        self.say("how it ends", ends[self._run.kind])

    def do(self, values: Values) -> Saved:
        """Plan the next step, or end it."""
        if said := values.get("ended", "").strip():
            return courses.end_course(self.desk, self._run.id, said)
        return courses.plan_course(self.desk, self._run.id, values["next_step"], self._on.needed())


class TickForm(OutreachForm):
    """A step of a workflow that is done."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("STEP DONE", desk, view, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields: every open step, the first one chosen."""
        options = [Option(str(step.id), f"{step.place}. {step.words}") for step in open_steps(self.view)]
        return (
            ChoiceField("step", "Step", options, value=options[0].value),
            TextField("note", "Note", room=300, hint="may stay empty"),
        )

    def do(self, values: Values) -> Saved:
        """Tick it."""
        return courses.tick(self.desk, int(values["step"]), note=values["note"])


class ConsultForm(OutreachForm):
    """What a client needs of a specialist (R-118, R-129)."""

    def __init__(self, desk: Desk, view: OutreachView, from_item: int | None, kept: Kept) -> None:
        super().__init__("CONSULT OR TRANSFER", desk, view, kept)
        self._key, self._from = new_key(), from_item
        self._at = WhenField("needed_at", "Seen", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; the item that went beyond our scope where one is open."""
        fields: list[Field] = [
            ChoiceField(
                "kind",
                "What",
                [Option(each.value, consults.CONSULT_WORDS[each]) for each in ConsultKind],
                value=ConsultKind.CONSULT.value,
            ),
            TextField("whom", "Of whom *", room=200, hint="which specialist, or what kind of one"),
            NoteField("need", "What for *", room=1000),
            self._at,
        ]
        tasks = self.view.row.tasks
        if tasks:
            options = [Option(_NONE, "no item")]
            options += [
                Option(str(each.item_id), f"{each.item_id} {CATEGORY[each.category][1]}") for each in tasks
            ]
            here = self._from if any(each.item_id == self._from for each in tasks) else None
            hint = "the item that went beyond our own scope"
            fields.append(
                ChoiceField("from_item", "From", options, value=str(here) if here else _NONE, hint=hint)
            )
        return fields

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {
            "whom": "Say which specialist, or what kind of one.",
            "need": "Say what they are needed for.",
        }

    def changed(self, values: Values) -> None:
        """Say how the time runs."""
        book = self.desk.rulebook
        allowed = [
            book.get(each).allows for each in ("consult-submit", "consult-complete", "consult-follow-up")
        ]
        self.say(
            "how the time runs",
            f"Ask for it within {allowed[0]}; it is allowed {allowed[1]}; follow it up within {allowed[2]}.",
            f"All of it within {book.get('consult-limit').allows} of the need.",
        )

    def do(self, values: Values) -> Saved:
        """Note the need."""
        chosen = values.get("from_item", _NONE)
        new = consults.NewConsult(
            self._key,
            self.client_id,
            ConsultKind(values["kind"]),
            values["whom"],
            values["need"],
            self._at.at,
            None if chosen == _NONE else int(chosen),
        )
        return consults.need(self.desk, new)


class ConsultStepForm(OutreachForm):
    """The next step of a consult, and when it was."""

    def __init__(self, desk: Desk, view: OutreachView, consult: ConsultView, kept: Kept) -> None:
        super().__init__(f"CONSULT {consult.item_id}", desk, view, kept)
        self._consult = consult
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        consult = self._consult
        if consult.completed_at is not None:
            ways = [(_FOLLOWED, "followed up")]
        elif consult.submitted_at is not None:
            ways = [(_COMPLETE, "complete"), (_CHASED, "chased")]
        else:
            ways = [(_ASKED, "asked for")]
        ways.append((_ENDED, "not needed any more"))
        return (
            ChoiceField("step", "Step", [Option(*way) for way in ways], value=ways[0][0]),
            NoteField("words", "In words", room=2000),
            self._at,
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for words where something came of it."""
        asks = {
            _COMPLETE: "Say what came of it.",
            _FOLLOWED: "Say what happens next.",
            _ENDED: "Say why it is not needed any more.",
        }
        step = values["step"]
        return {"words": asks[step]} if step in asks and not values["words"].strip() else {}

    def changed(self, values: Values) -> None:
        """Say where it stands."""
        consult = self._consult
        self.say("where it stands", f"{consult.whom}: {consult.need}", f"{consult.stand}.")

    def do(self, values: Values) -> Saved:
        """Note the step."""
        item_id, words, at = self._consult.item_id, values["words"], self._at.at
        match values["step"]:
            case "asked":
                return consults.submit(self.desk, item_id, at=at)
            case "chased":
                return consults.chase(self.desk, item_id, at=at)
            case "complete":
                return consults.complete(self.desk, item_id, words, at=at)
            case "followed":
                return consults.follow_up(self.desk, item_id, words, at=at)
            case _:
                return consults.give_up(self.desk, item_id, words)
