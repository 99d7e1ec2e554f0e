"""Decide what happens with an item; to disturb somebody who is off needs a reason (R-054, R-036)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.disturbing import DISTURB_WORDS, whom_to_disturb
from oncall_tui.desk.handling import NewTriage
from oncall_tui.desk.handling import triage as decide
from oncall_tui.desk.views import ClientCard, PersonRef, QueueRow, Saved
from oncall_tui.rules.continuity import Responsibility
from oncall_tui.text import when
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, LAPSING, STRONG, line, rule, stack, wrap, wrapped
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import ClockState, DisturbReason, TriageResult

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk, House
    from oncall_tui.tui.console.screen import ConsoleScreen

_LABELS = {
    TriageResult.HANDLE_NOW: "handle now",
    TriageResult.CONTACT_HOLDER: "contact the role holder",
    TriageResult.PASS_TO_SECONDARY: "pass to the secondary",
    TriageResult.NEXT_BUSINESS_DAY: "next business day",
    TriageResult.EMERGENCY_SERVICES: "emergency services",
    TriageResult.INFORMATION_ONLY: "information only",
}
_WIDEST = max(map(len, _LABELS.values()))
RESULTS = tuple(Option(result.value, label.ljust(_WIDEST)) for result, label in _LABELS.items())
"""The six decisions, equally wide so that they stand in columns."""
REASONS = tuple(Option(reason.value, words) for reason, words in DISTURB_WORDS.items())
"""The two reasons for ringing somebody who is off."""
_GATE_IDLE = "asked only when somebody who is off would be rung"
_LABEL = 9


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """What a decision is made on."""

    card: ClientCard | None
    """None while the client is not known."""
    found: Responsibility | None
    secondary_there: bool
    disturbs: PersonRef | None
    """Who would be disturbed if the role holder were contacted now."""
    back_at: datetime | None
    """When they work again."""
    opens_at: datetime
    """When the office next opens."""


def read_facts(desk: Desk, row: QueueRow) -> TriageFacts:
    """Read what a decision about an item is made on; ask in a thread."""
    from oncall_tui.desk.cards import client_card
    from oncall_tui.desk.directory import back_at
    from oncall_tui.desk.responsibility import who

    now = desk.now()
    opens = desk.house.calendar.next_open(now)
    if row.client_id is None:
        return TriageFacts(None, None, False, None, None, opens)
    found = who(desk, row.client_id, now)
    disturbs = whom_to_disturb(desk, row.client_id)
    return TriageFacts(
        client_card(desk, row.client_id),
        found,
        found.secondary is not None and found.moment.available(found.secondary.id),
        disturbs,
        back_at(desk, disturbs.id, now) if disturbs else None,
        opens,
    )


class TriageForm(FlowForm):
    """Six decisions, the gate before somebody is disturbed, and a line of reason; nothing ever moves."""

    DEFAULT_CSS = """
    TriageForm {
        & #field-result > .field--line, & #field-reason > .field--line { height: 1; text-wrap: nowrap; }
        & NoteInput { height: 2; }
    }
    """

    def __init__(self, desk: Desk, row: QueueRow, facts: TriageFacts, kept: Kept) -> None:
        super().__init__("TRIAGE", row, self._decide, kept)
        self._desk = desk
        self._facts = facts

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("result", "Decision *", RESULTS),
            ChoiceField("disturb", "Disturb?", REASONS, hint=_GATE_IDLE),
            NoteField("reason", "Reason", room=1000),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"result": "Choose what happens with it."}

    def changed(self, values: Values) -> None:
        """Open the gate where somebody would be disturbed, and show what the decision leads to."""
        gate = self.field("disturb")
        person = self._disturbed(values)
        gate.disabled = person is None
        gate.hint = f"{self._off(person)} Which is it?" if person else _GATE_IDLE
        reason = self.field("reason")
        reason.hint = f"Say in a line why {person.name} must be disturbed." if person else ""
        self.aside(consequence(self._facts, self.row, values.get("result", ""), self._desk.house, self.room))

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse to disturb somebody without one of the two reasons and a line that says why (R-036)."""
        wrong = dict(super().check(values))
        person = self._disturbed(values)
        if person is None:
            return wrong
        if not values["disturb"]:
            wrong["disturb"] = f"{self._off(person)} Choose one of the two reasons."
        if not values["reason"].strip():
            wrong["reason"] = f"Say in a line why {person.name} must be disturbed."
        return wrong

    def _disturbed(self, values: Values) -> PersonRef | None:
        contact = values.get("result") == TriageResult.CONTACT_HOLDER
        return self._facts.disturbs if contact else None

    def _off(self, person: PersonRef) -> str:
        back = self._facts.back_at
        until = f" until {when(back, ZoneInfo(self._desk.house.zone))}" if back else ""
        return f"{person.name} is off{until}."

    def _decide(self, values: Values) -> Saved:
        gated = self._disturbed(values) is not None and values["disturb"]
        return decide(
            self._desk,
            NewTriage(
                self.row.id,
                TriageResult(values["result"]),
                values["reason"],
                DisturbReason(values["disturb"]) if gated else None,
                self.row.version,
            ),
        )


def consequence(facts: TriageFacts, row: QueueRow, result: str, house: House, room: int) -> Content:
    """Return what a decision leads to, in lines of a width."""
    if not result:
        return stack([line((text, DIM)) for text in wrap("Choose, and see here what follows.", room)])
    told = {
        TriageResult.HANDLE_NOW: _handle_now,
        TriageResult.CONTACT_HOLDER: _contact,
        TriageResult.PASS_TO_SECONDARY: _pass_on,
        TriageResult.NEXT_BUSINESS_DAY: _leave,
        TriageResult.EMERGENCY_SERVICES: _emergency,
        TriageResult.INFORMATION_ONLY: _information,
    }[TriageResult(result)]
    return stack([rule("what follows", room), *told(facts, row, house, room)])


def _handle_now(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    return _plain("It is yours, in triage. All its clocks run.", room)


def _contact(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    if facts.found is None:
        return _plain("The client is not known yet, so there is no role holder.", room, LAPSING)
    person = facts.found.role_holder
    lines = wrapped("ring", person.name, room, width=_LABEL, style=f"bold {ACCENT}")
    lines.append(line(" " * _LABEL, (person.phone or "no number on record", STRONG)))
    if facts.disturbs:
        lines += _plain("Off duty: it is counted, to keep the balance.", room, LAPSING)
    return lines


def _pass_on(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    if facts.found is None:
        return _plain("The client is not known yet: link the client first.", room, LAPSING)
    person = facts.found.secondary
    if person is None:
        return _plain("There is no secondary care manager: hand it on by name.", room, LAPSING)
    if not facts.secondary_there:
        return _plain(
            f"{person.name} is also away. Choose who covers, or leave it to the line.", room, LAPSING
        )
    lines = wrapped("to", person.name, room, width=_LABEL, style=f"bold {ACCENT}")
    lines.append(line(" " * _LABEL, (person.phone or "no number on record", STRONG)))
    return lines + _plain("It waits for their call back; its clocks run.", room)


def _leave(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    zone = ZoneInfo(house.zone)
    lines = wrapped("until", when(facts.opens_at, zone), room, width=_LABEL, style=STRONG)
    if facts.found is not None and facts.found.pcm_of_record is not None:
        lines += wrapped("for", facts.found.pcm_of_record.name, room, width=_LABEL)
    for clock in row.clocks:
        if clock.state is ClockState.RUNNING and clock.due_at <= facts.opens_at:
            lines += _plain(f"! {clock.title} is due before: {when(clock.due_at, zone)}.", room, LAPSING)
    return lines


def _emergency(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    lines = [line((f"Ring {house.emergency_number} now", LAPSED))]
    card = facts.card
    if card is None:
        return lines + _plain("Ask where they are, and stay on the line.", room)
    where = ", ".join(part for part in (card.address, card.suburb) if part) or "no address on record"
    lines += wrapped("address", where, room, width=_LABEL, style=STRONG)
    urgent = [each for each in card.contacts if each.emergency]
    for each in urgent:
        said = f"{each.name} {each.phone}" + (f" ({each.relationship})" if each.relationship else "")
        lines += wrapped("contact", said, room, width=_LABEL)
    return lines if urgent else lines + wrapped("contact", "none on record", room, width=_LABEL, style=DIM)


def _information(facts: TriageFacts, row: QueueRow, house: House, room: int) -> list[Content]:
    lines = _plain("It is resolved: nobody is called back.", room)
    for clock in row.clocks:
        if clock.state is ClockState.RUNNING:
            lines += _plain(f"! Cancelled: {clock.title}.", room, LAPSING)
    return lines


def _plain(text: str, room: int, style: str = "") -> list[Content]:
    return [line((each, style)) for each in wrap(text, room)]


async def triage(screen: ConsoleScreen) -> None:
    """Take a decision about the item under the cursor."""
    row = screen.selected
    if row is None:
        return
    facts = await screen.answer_to(partial(read_facts, screen.desk, row))
    if facts is not None:
        await fill(screen, "triage", row, partial(TriageForm, screen.desk, row, facts))
