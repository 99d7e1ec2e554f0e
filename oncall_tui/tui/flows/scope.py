"""Mark what goes beyond the core services, and record what the supervisor decided about it (R-124)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk import scope
from oncall_tui.desk.views import PersonRef, QueueRow, Saved
from oncall_tui.rules.events import Event
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import ClockState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_LOCKS = (
    "Nothing else can be done to the item until it is recorded here what the supervisor decided. "
    "Its clocks go on."
)
_OPENS = "After that it may be acted upon as was decided."


class MarkForm(FlowForm):
    """What is asked beyond the core services."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("BEYOND SCOPE", row, self._mark, kept)
        self._desk = desk

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("asked", "Asked for *", room=1000, hint="what goes beyond the core services"),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"asked": "Say what is asked beyond the core services."}

    def changed(self, values: Values) -> None:
        """Say what follows."""
        lines = [rule("what follows", self.room), *(line((each, DIM)) for each in wrap(_LOCKS, self.room))]
        self.aside(stack(lines))

    def _mark(self, values: Values) -> Saved:
        return scope.mark_beyond(self._desk, self.row.id, values["asked"], version=self.row.version)


class DiscussForm(FlowForm):
    """Who decided what, and when."""

    def __init__(self, desk: Desk, row: QueueRow, people: Sequence[PersonRef], kept: Kept) -> None:
        super().__init__("DISCUSSED WITH THE SUPERVISOR", row, self._record, kept)
        self._desk, self._people = desk, tuple(people)
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now; 09:30 may lie back")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = tuple(Option(str(each.id), each.name) for each in self._people)
        only = options[0].value if len(options) == 1 else ""
        return (
            ChoiceField("person", "With", options, value=only, required=True),
            NoteField("decision", "Decided *", room=2000, hint="what is done, or not done, and why"),
            self._at,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"decision": "Say what was decided, and why."}

    def changed(self, values: Values) -> None:
        """Say what follows."""
        lines = [rule("what follows", self.room), *(line((each, DIM)) for each in wrap(_OPENS, self.room))]
        self.aside(stack(lines))

    def _record(self, values: Values) -> Saved:
        new = scope.NewDiscussion(
            self.row.id, int(values["person"]), values["decision"], self._at.at, self.row.version
        )
        return scope.record_discussion(self._desk, new)


def waits_for_supervisor(desk: Desk, row: QueueRow) -> bool:
    """Say whether a clock of the item waits for the supervisor."""
    stopping = {rule.id for rule in desk.rulebook.stopping_on(Event.SUPERVISOR_DISCUSSED)}
    return any(clock.rule in stopping and clock.state is ClockState.RUNNING for clock in row.clocks)


async def beyond_scope(screen: ConsoleScreen) -> None:
    """Mark the item under the cursor, or record what the supervisor decided about it."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    if not waits_for_supervisor(desk, row):
        await fill(screen, "beyond-scope", row, partial(MarkForm, desk, row))
        return
    people = await screen.answer_to(partial(scope.supervisors, desk))
    if people:
        await fill(screen, "discussed", row, partial(DiscussForm, desk, row, people))
    elif people is not None:
        tell(screen, "Nobody on record is a supervisor or a director who works here.", severity="warning")
