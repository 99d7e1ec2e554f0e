"""Put a question to somebody as an item of the queue, once; and settle it when it is answered elsewhere.

An item has a clock, an owner, alerts that climb, a history and an undo: a question needs all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import and_, col, select

from oncall_tui.desk import windows
from oncall_tui.desk.changing import end
from oncall_tui.desk.parties.numbers import NONE, Numbers
from oncall_tui.rules.intake import ANSWERED_BY, CATEGORY_EVENTS, CATEGORY_URGENCY
from storage.models import Item
from storage.vocabulary import Category, Direction, ItemState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.events import Event

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, before it is put."""

    key: str
    """The same for the same question, however often somebody finds that it is to be put."""
    category: Category
    words: str
    """What is asked, in a sentence; no illness is named, and no client but by number."""
    about: str
    """What or whom it is about, in a word or two for the queue's column."""
    person_id: int | None = None
    """Whom it is put to; None for the director on the line."""
    client_id: int | None = None
    counts_from: datetime | None = None
    """From when its clock runs; None for now."""
    due: datetime | None = None
    """By when it must be answered, where its rule leaves that to the event."""
    events: tuple[Event, ...] | None = None
    """What starts its clocks; None for what its category starts."""
    numbers: Numbers = field(default_factory=lambda: NONE)
    """The numbers that a client organisation sets for it."""


def put(session: Session, desk: Desk, asks: Sequence[Ask], now: datetime) -> dict[str, int]:
    """Put some questions inside a transaction; those that were put before are left alone.

    Returns:
        The numbers of the new items, by key.
    """
    before = known(session, [ask.key for ask in asks])
    fresh = list({each.key: each for each in asks if each.key not in before}.values())
    items = [_item(desk, ask, now) for ask in fresh]
    session.add_all(items)
    session.flush()  # all of them at once: each needs its number
    made: dict[str, int] = {}
    begun: dict[object, tuple[windows.Started, ...]] = {}
    for ask, item in zip(fresh, items, strict=True):
        assert item.id is not None
        made[ask.key] = item.id
        events = CATEGORY_EVENTS[ask.category] if ask.events is None else ask.events
        alike = (events, ask.counts_from, ask.due, id(ask.numbers))
        if alike not in begun:  # a whole list of clients is often asked about at one instant
            begun[alike] = windows.windows(desk, events, ask.counts_from or now, ask.due, ask.numbers)
        windows.add(session, desk, item.id, begun[alike])
    return made


def _item(desk: Desk, ask: Ask, now: datetime) -> Item:
    return Item(
        key=ask.key,
        state=ItemState.WAITING,
        client_id=ask.client_id,
        category=ask.category,
        urgency=CATEGORY_URGENCY[ask.category],
        direction=Direction.OUT,
        received_at=now,
        recorded_at=now,
        entered_by=desk.operator.id,
        caller=ask.about,
        said=ask.words,
        owed=False,
        assigned_id=ask.person_id,
        routine=ask.category.routine,
        event_at=ask.due,
    )


def known(session: Session, keys: Sequence[str]) -> set[str]:
    """Return which of some keys were used before."""
    found: set[str] = set()
    for first in range(0, len(keys), _AT_ONCE):
        part = keys[first : first + _AT_ONCE]
        found.update(session.exec(select(Item.key).where(col(Item.key).in_(part))))
    return found


def begins(prefix: str) -> ColumnElement[bool]:
    """Return the condition that an item's key begins so: a range, which the index of keys answers at once."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return and_(col(Item.key) >= prefix, col(Item.key) < after)


def settle(
    session: Session,
    desk: Desk,
    prefix: str,
    because: str,
    now: datetime,
    *,
    events: tuple[Event, ...] = (),
    but: Collection[str] = (),
) -> int:
    """End the open questions whose key begins with a prefix; return how many that were.

    Args:
        session: of the transaction that answers them.
        desk: whose rulebook counts.
        prefix: of their keys.
        because: what answered them.
        now: when.
        events: what happened, beyond what answers a question of its kind.
        but: keys of those that stay open.
    """
    ended = [state for state in ItemState if not state.open]
    standing = select(Item).where(
        col(Item.state).not_in(ended),
        col(Item.category).in_([each for each in Category if each.asked]),
        begins(prefix),
    )
    settled = [item for item in session.exec(standing) if item.key not in but]
    for item in settled:
        windows.stop(session, desk, item, (*ANSWERED_BY[item.category], *events), now)
        windows.cancel(session, item, now, f"settled: {because}")
        item.state = ItemState.RESOLVED
        end(item, now, because)
    return len(settled)
