"""The forms of the inbox: receipt, action, urgency, and the next attempt at somebody at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from oncall_tui.desk.inbox.planning import NewPlan, plan_attempt
from oncall_tui.desk.inbox.verbs import NewAction, NewReceipt, acknowledge_mail, action_mail, set_urgency
from oncall_tui.desk.prepared import Prepared
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.tui.flows.base import FlowForm, Kept
from oncall_tui.tui.flows.informing import HOW
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Channel, Urgency

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_WAYS = tuple(each for each in HOW if each.value != Channel.IN_PERSON)
_WHEN = "left empty: now; 09:30 may lie back"
_GO_ON, _STOP = "try", "stop"
_NEXT = (Option(_GO_ON, "try again"), Option(_STOP, "nobody tries again"))
_NOT_SENT = "Nothing is sent from here: answer from your own mail. What stands here is kept as what was said."
_RISK = (
    "There is no upper number where there is risk: each further attempt is planned, or the end is explained."
)


class ReceiptForm(FlowForm):
    """That receipt was acknowledged, and in which words."""

    DEFAULT_CSS = """
    ReceiptForm {
        & Field > .field--line { height: 1; text-wrap: nowrap; }
        & #field-body NoteInput { height: 7; }
    }
    """

    def __init__(self, desk: Desk, row: QueueRow, text: Prepared, kept: Kept) -> None:
        super().__init__("E-MAIL RECEIVED", row, self._save, kept)
        self._desk, self._text = desk, text
        self._at = WhenField("at", "When", understanding(desk), hint=_WHEN)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("how", "How", _WAYS, value=Channel.EMAIL.value),
            NoteField("body", "Words", value=self._text.body, room=8000, hint="as really used; may be empty"),
            self._at,
        )

    def changed(self, values: Values) -> None:
        """Say what follows."""
        lines = [rule("what follows", self.room)]
        lines += [line((each, DIM)) for each in wrap(_NOT_SENT, self.room)]
        self.aside(stack(lines))

    def _save(self, values: Values) -> Saved:
        text = replace(self._text, body=values["body"])
        how = Channel(values["how"] or Channel.EMAIL)
        new = NewReceipt(self.row.id, text, how, self._at.at, self.row.version)
        return acknowledge_mail(self._desk, new)


class ActionForm(FlowForm):
    """What was done about an e-mail, and what comes next."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("E-MAIL ACTED UPON", row, self._save, kept)
        self._desk = desk
        self._at = WhenField("at", "When", understanding(desk), hint=_WHEN)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("done", "Done *", room=4000, hint="what was done, so that a colleague can act on it"),
            TextField("next_step", "Next *", room=400, hint="who does what by when; none needed will do"),
            self._at,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given (R-019)."""
        return {
            "done": "Say what was done.",
            "next_step": "Say who does what by when, or that none is needed.",
        }

    def _save(self, values: Values) -> Saved:
        new = NewAction(self.row.id, values["done"], values["next_step"], self._at.at, self.row.version)
        return action_mail(self._desk, new)


class UrgencyForm(FlowForm):
    """Whether an item goes before or behind others, and why."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("URGENCY", row, self._save, kept)
        self._desk = desk

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = tuple(Option(each.value, each.value) for each in Urgency)
        return (
            ChoiceField("urgency", "Urgency *", options, value=self.row.urgency.value),
            NoteField("reason", "Why *", room=1000, hint="why it goes before or behind the others"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it goes before or behind the others."}

    def _save(self, values: Values) -> Saved:
        urgency = Urgency(values["urgency"])
        return set_urgency(self._desk, self.row.id, urgency, values["reason"], version=self.row.version)


class PlanForm(FlowForm):
    """When and how somebody at risk is tried next and why, or why nobody tries again (R-087)."""

    DEFAULT_CSS = "PlanForm Field > .field--line { height: 1; text-wrap: nowrap; }"

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept, *, version: int | None = None) -> None:
        super().__init__("NEXT ATTEMPT", row, self._save, kept)
        self._desk = desk
        self._version = version
        self._at = WhenField("try_at", "When *", understanding(desk), hint="as in 16:30, mon 9:00, +1bd")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("next", "Next", _NEXT, value=_GO_ON),
            self._at,
            ChoiceField("channel", "By *", HOW, value=Channel.PHONE.value),
            NoteField("why", "Why *", room=1000, hint="why then and so; or why nobody tries again"),
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for the hour of a further try, and for the reason of either."""
        wrong = {} if values["why"].strip() else {"why": "Say why."}
        if values["next"] != _STOP and not values["try_at"].strip():
            wrong["try_at"] = "Say when they are tried next."
        return wrong

    def changed(self, values: Values) -> None:
        """Let the hour and the means be only where somebody tries again."""
        stops = values.get("next") == _STOP
        for key in ("try_at", "channel"):
            self.field(key).disabled = stops
        lines = [rule("at risk", self.room), *(line((each, DIM)) for each in wrap(_RISK, self.room))]
        self.aside(stack(lines))

    def _save(self, values: Values) -> Saved:
        if values["next"] == _STOP:
            return plan_attempt(self._desk, NewPlan(self.row.id, values["why"], version=self._version))
        channel = Channel(values["channel"]) if values["channel"] else None
        new = NewPlan(self.row.id, values["why"], self._at.at, channel, self._version)
        return plan_attempt(self._desk, new)
