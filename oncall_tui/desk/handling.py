"""What the director on the line does with an item: decide, hand on, put aside, finish.

What is said in passing afterwards names nobody's data: what was typed stands in the item's history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk import subjects, windows
from oncall_tui.desk.changing import active_person, changing, clean, end, item_for
from oncall_tui.desk.disturbing import DISTURB_WORDS, gate, whom_to_disturb
from oncall_tui.desk.plans.care import decided
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.phrases import absence_words
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import AFTER_TRIAGE, Act
from storage.models import Absence, Item, Triage
from storage.vocabulary import (
    AbsenceReason,
    AbsenceSource,
    Category,
    DisturbReason,
    Interest,
    ItemState,
    TriageResult,
)

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

TRIAGE_WORDS = {
    TriageResult.HANDLE_NOW: "Handled now, by the director on the line",
    TriageResult.CONTACT_HOLDER: "The role holder is contacted",
    TriageResult.PASS_TO_SECONDARY: "Passed to the secondary care manager",
    TriageResult.NEXT_BUSINESS_DAY: "Left for the primary care manager on the next business day",
    TriageResult.EMERGENCY_SERVICES: "Advised to ring the emergency services",
    TriageResult.INFORMATION_ONLY: "Information only",
}
"""A triage result as the screens say it (R-054)."""

_FOR_MANAGERS = frozenset(
    {TriageResult.CONTACT_HOLDER, TriageResult.PASS_TO_SECONDARY, TriageResult.NEXT_BUSINESS_DAY}
)

DECISIONS = frozenset({Event.COURSE_DECIDED, Event.ROLE_DECIDED, Event.DUTY_OF_CARE_DECIDED})
"""What directors decide in their own words (R-031, R-032, R-114)."""


@dataclass(frozen=True, slots=True)
class NewTriage:
    """A decision about an item, before it is saved."""

    item_id: int
    result: TriageResult
    reason: str = ""
    disturb: DisturbReason | None = None
    """Why the role holder is rung although off; asked for only then (R-036)."""
    version: int | None = None


def triage(desk: Desk, new: NewTriage) -> Saved:
    """Record what was decided about an item, and do it (R-054).

    Raises:
        Refused: The decision needs a reason, or would disturb somebody without one of the two reasons.
    """
    now = desk.now()
    with changing(desk, "item.triaged", f"item:{new.item_id}") as unit:
        ends = new.result is TriageResult.INFORMATION_ONLY
        item = item_for(unit.session, new.item_id, Act.RESOLVE if ends else Act.TRIAGE, new.version)
        reason = clean(new.reason, "reason")
        if new.result in _FOR_MANAGERS:
            subjects.not_for_managers(desk, item)
        disturbed = _gate(desk, item, new) if new.result is TriageResult.CONTACT_HOLDER else None
        if new.result is TriageResult.PASS_TO_SECONDARY:
            item.assigned_id = _secondary(desk, item)
            item.handed_because = reason or TRIAGE_WORDS[new.result]
        if item.state is ItemState.ON_HOLD:
            unhold(item)
        item.state = AFTER_TRIAGE[new.result]
        unit.session.add(
            Triage(
                item_id=new.item_id,
                decided_at=now,
                decided_by=desk.operator.id,
                result=new.result,
                reason=reason,
                disturbed_id=disturbed.id if disturbed else None,
                disturb_reason=new.disturb if disturbed else None,
            )
        )
        words = TRIAGE_WORDS[new.result] + (f": {reason}" if reason else "") + "."
        if disturbed and new.disturb:
            words += f" {disturbed.name} is off and rung because {DISTURB_WORDS[new.disturb]}."
        if ends:
            windows.cancel(unit.session, item, now, "information only")
            end(item, now, TRIAGE_WORDS[new.result])
        unit.note(words=words)
    said = words.replace(f": {reason}", "", 1) if reason else words
    return Saved(new.item_id, f"{new.item_id}: {said}")


def _gate(desk: Desk, item: Item, new: NewTriage) -> PersonRef | None:
    person = whom_to_disturb(desk, item.client_id)
    if person is None:
        return None
    gate(person.name, new.disturb, new.reason)
    return person


def _secondary(desk: Desk, item: Item) -> int:
    if item.client_id is None:
        raise Refused(
            "The client is not known yet, so there is no secondary care manager. Link the client first."
        )
    roster = load_roster(desk, [item.client_id])
    from oncall_tui.rules.continuity import responsible

    found = responsible(roster, item.client_id, desk.now())
    if found.secondary is None:
        raise Refused("This client has no secondary care manager. Hand it to somebody by name instead.")
    if not found.moment.available(found.secondary.id):
        raise Refused(f"{found.secondary.name} is also away. Choose who covers, or leave it to the line.")
    return found.secondary.id


def hand_on(
    desk: Desk,
    item_id: int,
    person_id: int,
    reason: str,
    *,
    interest: Interest | None = None,
    version: int | None = None,
) -> Saved:
    """Give an item to somebody by name (R-161); a conflict with whose interest it puts (R-016).

    Raises:
        Refused: The person no longer works here, is away, or is the one whom it is about.
    """
    with changing(desk, "item.handed-on", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.HAND_ON, version)
        person = active_person(unit.session, person_id)
        subjects.not_about(unit.session, item, person_id)
        moment = load_roster(desk, ()).index.moment(desk.now())
        absence = moment.absence(person_id)
        if not moment.available(person_id):
            away = absence_words(absence.reason, discreet=moment.index.roster.discreet) if absence else "away"
            raise Refused(
                f"{person.name} is away ({away}). Choose who covers, or leave it to the line.", field="person"
            )
        item.assigned_id = person_id
        item.handed_because = clean(reason, "reason")
        item.interest = interest or item.interest
        words = f"Handed to {person.name}" + (f": {item.handed_because}" if item.handed_because else "") + "."
        if item.interest and item.category is Category.CONFLICT:
            words += f" {subjects.put(item.interest)}"
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: Handed to {person.name}.")


def hold(desk: Desk, item_id: int, until: datetime, reason: str, *, version: int | None = None) -> Saved:
    """Put an item aside until an hour; its clocks go on (R-057).

    Raises:
        Refused: The hour has passed, or there is no reason.
    """
    if until <= desk.now():
        raise Refused("That hour has passed. Give a later one.", field="until")
    with changing(desk, "item.held", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.HOLD, version)
        item.held_because = clean(reason, "reason", needed="Say why it is put aside.")
        item.held_from = item.state
        item.held_until = until
        item.state = ItemState.ON_HOLD
        words = f"On hold until {say(until, desk.house.zone)}: {item.held_because}."
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: On hold until {say(until, desk.house.zone)}.")


def release(desk: Desk, item_id: int, *, version: int | None = None) -> Saved:
    """Take an item up again before its hold ends."""
    with changing(desk, "item.released", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.RELEASE, version)
        unhold(item)
        unit.note(words="Taken up again.")
    return Saved(item_id, f"{item_id}: taken up again.")


def unhold(item: Item) -> None:
    """End a hold: the item goes back to the state it had."""
    item.state = item.held_from or ItemState.TRIAGE
    item.held_from = None
    item.held_until = None


def mark_duplicate(desk: Desk, item_id: int, of_item_id: int, *, version: int | None = None) -> Saved:
    """Say that an item is the same matter as another, which goes on.

    Raises:
        Refused: The other one is the same, is unknown, or is itself a duplicate.
    """
    if item_id == of_item_id:
        raise Refused("An item cannot be a duplicate of itself.", field="of")
    now = desk.now()
    with changing(desk, "item.duplicate", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.DUPLICATE, version)
        other = unit.session.get(Item, of_item_id)
        if other is None:
            raise Refused(f"There is no item {of_item_id}.", field="of")
        if other.state in (ItemState.DUPLICATE, ItemState.WITHDRAWN):
            raise Refused(
                f"{of_item_id} is {other.state.value} itself. Name the item that goes on.", field="of"
            )
        item.state = ItemState.DUPLICATE
        item.duplicate_of = of_item_id
        words = f"The same matter as {of_item_id}."
        windows.cancel(unit.session, item, now, f"duplicate of {of_item_id}")
        end(item, now, words)
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: {words}")


def withdraw(desk: Desk, item_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Take an item out of the queue because it was logged by mistake or is no longer wanted."""
    now = desk.now()
    with changing(desk, "item.withdrawn", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.WITHDRAW, version)
        because = clean(reason, "reason", needed="Say why it is withdrawn.")
        item.state = ItemState.WITHDRAWN
        windows.cancel(unit.session, item, now, f"withdrawn: {because}")
        end(item, now, because)
        unit.note(words=f"Withdrawn: {because}.")
    return Saved(item_id, f"{item_id}: withdrawn.")


def cannot_reach(
    desk: Desk, item_id: int, person_id: int, tried: str, *, version: int | None = None
) -> Saved:
    """Note that a manager could not be reached about an item: that item goes past them (R-034).

    Raises:
        Refused: What was tried is not said.
    """
    now = desk.now()
    with changing(desk, "item.manager-uncontactable", f"item:{item_id}") as unit:
        item_for(unit.session, item_id, Act.HAND_ON, version)
        person = active_person(unit.session, person_id)
        how = clean(
            tried, "tried", needed="Say how and when they were tried, on two channels or for 15 minutes."
        )
        unit.session.add(
            Absence(
                person_id=person_id,
                reason=AbsenceReason.UNCONTACTABLE,
                starts_at=now,
                item_id=item_id,
                source=AbsenceSource.DIRECTOR,
                note=how,
                entered_by=desk.operator.email,
                recorded_at=now,
            )
        )
        words = f"{person.name} could not be reached ({how}); it goes to the next in line."
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: {person.name} could not be reached; it goes to the next in line.")


def acknowledge(
    desk: Desk, item_id: int, event: Event, *, said: str = "", version: int | None = None
) -> Saved:
    """Tick off an act that a clock waits for, such as that an e-mail was acknowledged (R-080).

    Args:
        event: what was done.
        said: in words; needed where something was decided (R-031).

    Raises:
        Refused: No running clock of the item waits for it, or a decision is not said.
    """
    now = desk.now()
    if event is Event.BODY_INFORMED:
        raise Refused("Say who was told, when and how: in the e-mails (E).")
    said = clean(said, "said", needed="Say what was decided, and why." if event in DECISIONS else "")
    with changing(desk, "item.ticked", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.TICK, version)
        met = windows.stop(unit.session, desk, item, [event], now)
        if not met:
            raise Refused(f"{item_id}: no clock waits for that.")
        decided(unit.session, desk, item, said)
        words = f"{event.value.replace('-', ' ').capitalize()}: {', '.join(met)} kept."
        unit.note(words=f"{words} {said}".strip())
    return Saved(item_id, f"{item_id}: {words}")
