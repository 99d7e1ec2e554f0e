"""Ring a client of one's own list: about what is open, or as outreach that is made with the call itself.

Such outreach is routine: it stands on its manager's worklist and not in the queue of the line, and it ends
with the talk that it was for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from oncall_tui.desk.attempts import AttemptSheet, NewAttempt, checked, save_attempt, sheet, sheet_of
from oncall_tui.desk.caseload.views import TaskView, WorkRow
from oncall_tui.desk.changing import SavedBefore, changing, end, item_for
from oncall_tui.desk.queue import NOBODY_TO_REACH
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.intake import CATEGORY_URGENCY
from oncall_tui.rules.production import spoken_with
from oncall_tui.rules.states import Act
from storage.models import Attempt, Client, Item
from storage.vocabulary import CallerType, Category, Direction, ItemState, Party, Purpose

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_ASKED = frozenset(
    {
        Category.NEW_CLIENT,
        Category.TRANSFER_IN,
        Category.MAINTENANCE,
        Category.UNENGAGED,
        Category.DISCHARGE,
        Category.INFORMATION_FRESH,
    }
)
"""What the record itself asks for that is done by ringing the client."""


def rung_about(row: WorkRow) -> tuple[TaskView, ...]:
    """Return what somebody is rung about, the most pressing first: the client, or whoever asked for them."""
    return tuple(
        task
        for task in row.tasks
        if task.category in _ASKED or not (task.category.asked or task.category in NOBODY_TO_REACH)
    )


def before_ringing(desk: Desk, client_id: int, item_id: int | None) -> AttemptSheet:
    """Return what to know before a client is rung, about an item or as new outreach.

    Raises:
        Refused: There is no such client, or nothing more is done to the item.
    """
    if item_id is not None:
        return sheet(desk, item_id)
    with desk.store.reading() as connection, Session(connection) as session:
        _client(session, client_id)
        return sheet_of(session, desk, _outreach(desk, "", client_id, desk.now()))


def ring(desk: Desk, client_id: int, new: NewAttempt) -> Saved:
    """Save what came of ringing a client; without an item the outreach is made with it, in one transaction.

    Raises:
        Refused: A rule bars it, or something that is needed is missing; nothing was saved.
    """
    now = desk.now()
    new = checked(new, now)
    try:
        with changing(desk, "attempt.logged", f"item:{new.item_id}") as unit:
            session = unit.session
            known = session.exec(select(Attempt.item_id).where(Attempt.key == new.key)).first()
            if known is not None:
                raise SavedBefore(known)
            item = _item(session, desk, client_id, new, now)
            assert item.id is not None
            unit.object = f"item:{item.id}"
            words = save_attempt(session, desk, item, replace(new, item_id=item.id), now)
            if item.category is Category.OUTREACH and item.routine and _spoke(new):
                item.state = ItemState.RESOLVED
                end(item, now, "Spoken to.")
            unit.note(words=words)
            number = item.id
    except SavedBefore as before:
        return Saved(before.id, f"{before.id}: this attempt was saved before.", repeated=True)
    return Saved(number, f"{number}: {words}")


def _spoke(new: NewAttempt) -> bool:
    return new.party is Party.CLIENT and spoken_with(new.channel, new.outcome)


def _item(session: Session, desk: Desk, client_id: int, new: NewAttempt, now: datetime) -> Item:
    """Return the item that a call is about; outreach is made where it is about none."""
    if new.item_id:
        item = item_for(session, new.item_id, Act.ATTEMPT)
        if item.client_id != client_id:
            raise Refused(f"{item.id} is about somebody else. Go back to the list and choose again.")
        return item
    _client(session, client_id)
    item = _outreach(desk, new.key, client_id, min(new.made_at or now, now))
    session.add(item)
    session.flush()
    return item


def _client(session: Session, client_id: int) -> Client:
    client = session.get(Client, client_id)
    if client is None:
        raise Refused("That client is no longer on record. Look them up again.", field="client")
    return client


def _outreach(desk: Desk, key: str, client_id: int, at: datetime) -> Item:
    return Item(
        key=f"outreach:{key}",
        state=ItemState.WAITING,
        client_id=client_id,
        caller_type=CallerType.CLIENT,
        category=Category.OUTREACH,
        urgency=CATEGORY_URGENCY[Category.OUTREACH],
        direction=Direction.OUT,
        purpose=Purpose.GENERAL,
        received_at=at,
        recorded_at=desk.now(),
        entered_by=desk.operator.id,
        said="Outreach from the worklist.",
        owed=False,
        routine=True,
    )
