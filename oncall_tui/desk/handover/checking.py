"""What every change to a handover has to keep to, refused in words where it does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.access.permits import require
from oncall_tui.desk.changing import active_person
from oncall_tui.desk.handover.terms import Condition, depth_for
from oncall_tui.desk.handover.wording import PART_WORDS
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.handover import Choice, why_not
from oncall_tui.rules.permissions import Capability
from storage import reads
from storage.models import Absence, Client, Handover, Person
from storage.vocabulary import HandoverPart, HandoverState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def row_for(session: Session, handover_id: int, version: int | None) -> Handover:
    """Return a handover to be changed.

    Raises:
        Refused: There is none of that number, or it was changed since the version that is given.
    """
    row = session.get(Handover, handover_id, with_for_update=True)
    if row is None:
        raise Refused("That handover is no longer on record. Look at it again.")
    unchanged(session, row, version, "This handover")
    return row


def allow(state: HandoverState, move: frozenset[HandoverState]) -> None:
    """Refuse what the state does not allow, saying what to do instead."""
    reason = why_not(state, move)
    if reason:
        raise Refused(reason)


def deepen(desk: Desk, session: Session, row: Handover) -> Choice:
    """Work span and depth out anew, for the leave or the client's condition may have changed (R-028)."""
    absence = session.get(Absence, row.absence_id) if row.absence_id is not None else None
    if absence is not None:
        row.starts_at, row.ends_at = absence.starts_at, absence.ends_at
    client = session.get_one(Client, row.client_id)
    risks = reads.scalar(session.connection(), "client_high_risk", id=row.client_id)
    condition = Condition(client.status, bool(risks))
    choice = depth_for(desk.house.calendar, row.starts_at, row.ends_at, condition)
    row.depth, row.depth_because = choice.depth, list(choice.because)
    return choice


def may_receive(
    desk: Desk, session: Session, client_id: int, giver: int, receiver: int, start: datetime
) -> None:
    """Refuse a receiver who no longer works here, hands over themselves, or is away when it begins."""
    person = active_person(session, receiver)
    if receiver == giver:
        raise Refused(f"{person.name} cannot hand over to themselves. Choose somebody else.", field="person")
    roster = load_roster(desk, [client_id], connection=session.connection())
    at = max(start, desk.now())
    if at in roster.index.away(receiver):
        raise Refused(
            f"{person.name} is away when it begins. Choose somebody who is there then.", field="person"
        )


def theirs_to_say(desk: Desk, session: Session, row: Handover) -> None:
    """Refuse an answer by anybody but the receiver, or a director in their name."""
    if desk.operator.id == row.to_id:
        return
    name = session.get_one(Person, row.to_id).name
    words = f"Only {name}, or a director for them, can answer this handover."
    require(desk, session.connection(), Capability.DECIDE, words)


def named(parts: Iterable[HandoverPart]) -> str:
    """Return parts in words."""
    return ", ".join(PART_WORDS[part] for part in parts)
