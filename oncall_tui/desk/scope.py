"""A request beyond the core services: nothing is done about it before the supervisor was asked (R-124)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from oncall_tui.desk import windows
from oncall_tui.desk.changing import active_person, changing, clean, item_for
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.states import Act, why_not
from storage import reads
from storage.models import Item, ScopeDiscussion
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_EARLY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewDiscussion:
    """A talk with the supervisor, before it is saved."""

    item_id: int
    supervisor_id: int
    decision: str
    at: datetime | None = None
    """None means now."""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """A talk with the supervisor that is on record."""

    supervisor: str
    at: datetime
    decision: str


def supervisors(desk: Desk) -> tuple[PersonRef, ...]:
    """Return who may decide: the supervisors, and every director where there are none."""
    with desk.store.reading() as connection:
        people = [row for row in reads.rows(connection, "people") if row.active]
        roles = {(row.person_id, row.role) for row in reads.rows(connection, "roles")}
    of_role = {
        role: [each for each in people if (each.id, role.value) in roles]
        for role in (PersonRole.SUPERVISOR, PersonRole.DIRECTOR)
    }
    found = of_role[PersonRole.SUPERVISOR] or of_role[PersonRole.DIRECTOR]
    return tuple(PersonRef(each.id, each.name, each.email, each.phone) for each in found)


def discussions(desk: Desk, item_id: int) -> tuple[DiscussionView, ...]:
    """Return what was made of an item with a supervisor, the oldest first."""
    with desk.store.reading() as connection:
        return tuple(
            DiscussionView(row.name, reads.instant(row.discussed_at), row.decision)
            for row in reads.rows(connection, "scope_discussions", id=item_id)
        )


def mark_beyond(desk: Desk, item_id: int, asked: str, *, version: int | None = None) -> Saved:
    """Say that an item asks for more than the core services; from then on nothing else is done to it.

    Raises:
        Refused: It is not said what is asked, or it is marked already.
    """
    now = desk.now()
    with changing(desk, "item.beyond-scope", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.TRIAGE, version)
        if item.category.asked:
            raise Refused(
                f"{item_id}: the console asks that. Only a request can go beyond the core services."
            )
        if item.beyond_scope:
            raise Refused(f"{item_id} is marked already.")
        words = clean(asked, "asked", needed="Say what is asked beyond the core services.")
        item.beyond_scope = True
        windows.start(unit.session, desk, item_id, windows.windows(desk, [Event.SCOPE_EXCEEDED], now))
        unit.note(
            words=f"Beyond the core services: {words.removesuffix('.')}. Nothing is done before the "
            "supervisor was asked."
        )
    return Saved(item_id, f"{item_id}: beyond the core services. Ask the supervisor before anything is done.")


def record_discussion(desk: Desk, new: NewDiscussion) -> Saved:
    """Save who decided what about a request beyond the core services; it may then be acted upon.

    Raises:
        Refused: The person is no supervisor, the decision is not said, or the item was never marked.
    """
    now = desk.now()
    at = new.at or now
    allowed = {each.id for each in supervisors(desk)}
    with changing(desk, "item.supervisor-discussed", f"item:{new.item_id}") as unit:
        item = _marked(unit.session, new)
        person = active_person(unit.session, new.supervisor_id)
        if person.id not in allowed:
            raise Refused(f"{person.name} is no supervisor. Choose one, or a director.", field="person")
        decision = clean(new.decision, "decision", needed="Say what was decided, and why.")
        if at > now + _EARLY:
            raise Refused("That is in the future. Correct the time.", field="at")
        if at < item.received_at - _EARLY:
            raise Refused("That is before it came in. Correct the time.", field="at")
        unit.session.add(
            ScopeDiscussion(
                item_id=new.item_id,
                supervisor_id=new.supervisor_id,
                discussed_at=at,
                decision=decision,
                recorded_at=now,
                recorded_by=desk.operator.id,
            )
        )
        met = windows.stop(unit.session, desk, item, [Event.SUPERVISOR_DISCUSSED], max(at, item.recorded_at))
        kept = f" Kept: {', '.join(met)}." if met else ""
        said = f"{say(at, desk.house.zone)} with {person.name}: {decision.removesuffix('.')}."
        unit.note(words=f"Discussed {said}{kept}")
    return Saved(new.item_id, f"{new.item_id}: discussed with {person.name}; it may be acted upon.")


def _marked(session: Session, new: NewDiscussion) -> Item:
    """Return the item that is talked about; the lock is what the talk opens, so that it does not bar it."""
    item = session.get(Item, new.item_id)
    if item is None or not item.beyond_scope:
        raise Refused(f"{new.item_id} is not marked as beyond the core services.")
    unchanged(session, item, new.version, str(new.item_id))
    if reason := why_not(item.state, Act.TRIAGE, item.category):
        raise Refused(f"{new.item_id}: {reason}")
    return item
