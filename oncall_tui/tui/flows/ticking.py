"""Tick what the clocks of an item wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk import handling
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.rules.rulebook import Event, Rulebook
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import Category, ClockState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_BY_OTHER_KEYS = frozenset(
    {
        Event.FIRST_ATTEMPT,
        Event.CONTACT,
        Event.RESOLVED,
        Event.ATTEMPTS_EXHAUSTED,
        Event.STOP_DOCUMENTED,
        Event.BODY_INFORMED,
        Event.ESCALATION_RECORDED,
        Event.SUPERVISOR_DISCUSSED,
    }
)
"""Events that other keys bring about, with all that has to be said of them, so that nobody ticks them."""
_SAID = handling.DECISIONS | {Event.ACTIONED}
"""Events of which it is said in words what was decided or done (R-019)."""

TICKS = {
    Event.ACKNOWLEDGED: "acknowledged",
    Event.ACTIONED: "acted upon",
    Event.RESPONSE: "response given",
    Event.SHIFT_FILLED: "shift filled",
    Event.REVIEW_DECIDED: "review decided",
    Event.COVER_ACKNOWLEDGED: "they know that they cover",
    Event.COURSE_DECIDED: "what follows is decided",
    Event.ROLE_DECIDED: "who holds the primary role is decided",
    Event.RETURNED: "they are back",
    Event.RETURN_ANSWERED: "asked and answered",
    Event.BRIEF_ACCEPTED: "return brief accepted",
    Event.PACK_ACKNOWLEDGED: "pack acknowledged",
    Event.HANDOVER_SETTLED: "handover settled",
    Event.GAP_SETTLED: "gap filled",
    Event.DUTY_SETTLED: "the line is taken over",
    Event.REVIEW_TICKED: "high-risk events looked through",
    Event.PLAN_REVIEWED: "plan looked at again",
    Event.DUTY_OF_CARE_DECIDED: "what the duty of care asks for is decided",
}
"""What was done, in words, for the events that a person ticks."""


def waits_for(row: QueueRow, rulebook: Rulebook) -> Mapping[Event, tuple[str, ...]]:
    """Return what the running clocks of an item wait for and a person ticks, with the titles it stops."""
    found: dict[Event, tuple[str, ...]] = {}
    for clock in row.clocks:
        waited = rulebook.find(clock.rule) if clock.state is ClockState.RUNNING else None
        for event in waited.stops_on if waited else ():
            if event not in _BY_OTHER_KEYS:
                found[event] = (*found.get(event, ()), clock.title)
    return found


class TickForm(FlowForm):
    """What was done of what the clocks wait for."""

    def __init__(self, desk: Desk, row: QueueRow, waits: Mapping[Event, tuple[str, ...]], kept: Kept) -> None:
        super().__init__("TICK OFF", row, self._tick, kept)
        self._desk = desk
        self._waits = waits

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = [
            Option(event.value, TICKS.get(event, event.value.replace("-", " "))) for event in self._waits
        ]
        only = options[0].value if len(options) == 1 else ""
        done = ChoiceField("event", "Done *", options, value=only)
        if not _SAID & self._waits.keys():
            return (done,)
        label = "Decided" if handling.DECISIONS & self._waits.keys() else "What"
        return (done, NoteField("said", label, room=1000))

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"event": "Choose what was done."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask what was done, so that a colleague can act on it."""
        wrong = dict(super().check(values))
        if values.get("event") == Event.ACTIONED and not values.get("said", "").strip():
            wrong["said"] = "Say what was done and what comes next, or that nothing is needed."
        return wrong

    def changed(self, values: Values) -> None:
        """Say which clocks it stops."""
        chosen = values.get("event")
        titles = self._waits[Event(chosen)] if chosen else ()
        self.field("event").hint = f"stops: {', '.join(titles)}" if titles else "choose what was done"
        if chosen and Event(chosen) in handling.DECISIONS:
            self.field("said").hint = "leave it with the secondaries, split, reassign, or nothing; and why"
        elif "said" in values:
            self.field("said").hint = "what was done, and who does what by when"

    def _tick(self, values: Values) -> Saved:
        event, said = Event(values["event"]), values.get("said", "")
        return handling.acknowledge(self._desk, self.row.id, event, said=said, version=self.row.version)


async def tick(screen: ConsoleScreen) -> None:
    """Tick what a clock of the item under the cursor waits for."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    if row.category is Category.CONSULTATION:
        from oncall_tui.tui.flows.consulting import answer

        await answer(screen, row)
        return
    waits = waits_for(row, desk.rulebook)
    if await _by_other_keys(screen, row, ticks=bool(waits)):
        return
    if waits:
        await fill(screen, "tick", row, partial(TickForm, desk, row, waits))
        return
    running = any(clock.state is ClockState.RUNNING for clock in row.clocks)
    key = screen.commands()["attempt"].shown_keys
    said = f"Its clocks wait for an attempt: {key} logs one." if running else "No clock of this item runs."
    tell(screen, said, severity="warning")


async def _by_other_keys(screen: ConsoleScreen, row: QueueRow, *, ticks: bool) -> bool:
    """Go where what the item waits for is recorded; False where it waits for nothing of that kind."""
    from oncall_tui.tui.flows.informing import give_word, owes_word
    from oncall_tui.tui.flows.scope import beyond_scope, waits_for_supervisor

    if waits_for_supervisor(screen.desk, row):
        await beyond_scope(screen)
        return True
    if not ticks and owes_word(screen.desk, row):
        await give_word(screen, row)
        return True
    return False
