"""What every change to an item has in common: one transaction, the right version, the right state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import col, select

from oncall_tui.desk.access.permits import Denied, Permit, note_denied
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.errors import Refused
from oncall_tui.rules.states import Act, why_not
from oncall_tui.text import storable
from storage.models import Item, Person, ScopeDiscussion

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.units import Unit

R = TypeVar("R", bound="DataclassInstance")

LONGEST = 20_000
"""Characters that one field may hold."""
BEYOND_SCOPE = (
    "It asks for more than the core services. Nothing is done before what the supervisor decided "
    "is recorded (X)."
)
"""Why nothing can be done to an item that is beyond scope (R-124)."""


class SavedBefore(Exception):
    """The same key was saved before; raised to leave a transaction without a trace."""

    def __init__(self, id_: int) -> None:
        super().__init__(str(id_))
        self.id = id_


@contextmanager
def changing(desk: Desk, action: str, object_: str, *, undoes: int | None = None) -> Iterator[Unit]:
    """Give the transaction of one action, in the name of whoever sits at the desk.

    Raises:
        Denied: whoever sits there may not do that (R-174); the record keeps that they tried.
    """
    writing = desk.store.writing(
        desk.operator.email,
        action,
        object_,
        on_behalf_of=desk.on_behalf_of,
        terminal=desk.terminal,
        undoes=undoes,
    )
    try:
        with writing as unit:
            permit = Permit(desk, unit.session.connection(), action)
            permit.check(object_)
            yield unit
            if unit.object != object_:
                permit.check(unit.object)
    except Denied:
        note_denied(desk, action, object_)
        raise


def item_for(session: Session, item_id: int, act: Act, version: int | None = None) -> Item:
    """Return an item that an act is to be done to.

    Raises:
        Refused: There is no such item, or its state does not allow the act.
        Overtaken: Somebody has changed it since the screen showed the version that is given.
    """
    item = session.get(Item, item_id)
    if item is None:
        raise Refused(f"There is no item {item_id}.")
    unchanged(session, item, version, str(item_id))
    reason = why_not(item.state, act, item.category)
    if reason:
        raise Refused(f"{item_id}: {reason}")
    if item.beyond_scope and not discussed(session, item_id):
        raise Refused(f"{item_id}: {BEYOND_SCOPE}")
    return item


def discussed(session: Session, item_id: int) -> bool:
    """Say whether the supervisor was asked about a request beyond the core services (R-124)."""
    found = select(ScopeDiscussion.id).where(
        ScopeDiscussion.item_id == item_id, col(ScopeDiscussion.withdrawn_at).is_(None)
    )
    return session.exec(found).first() is not None


def active_person(session: Session, person_id: int) -> Person:
    """Return a person to whom something may be given (R-001).

    Raises:
        Refused: There is no such person, or they no longer work here.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise Refused("There is no such person.", field="person")
    if not person.active:
        raise Refused(f"{person.name} no longer works here. Choose somebody else.", field="person")
    return person


def clean(text: str, field: str, *, needed: str = "") -> str:
    """Return what was typed as it is kept.

    Raises:
        Refused: It is too long, or empty although it is needed; `needed` then says what for.
    """
    kept = storable(text).strip()
    if len(kept) > LONGEST:
        raise Refused(f"That is longer than {LONGEST:,} characters. Shorten it.", field=field)
    if needed and not kept:
        raise Refused(needed, field=field)
    return kept


def cleaned(record: R, *fields: str) -> R:
    """Return a record with some of its texts as they are kept.

    Raises:
        Refused: One of them is too long.
    """
    texts: dict[str, Any] = {name: clean(getattr(record, name), name) for name in fields}
    return replace(record, **texts)


def end(item: Item, at: datetime, because: str) -> None:
    """Note on an item when and why it ended."""
    item.ended_at = at
    item.ended_because = because
