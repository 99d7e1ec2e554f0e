"""Matters that come round again for one client: one item for each, on which clock follows clock.

The regular contact, the tries after the letter, the confirming of information: a contact meets the clock
that runs and begins the next on the same item, so that a year of them is one history.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.changing import end
from oncall_tui.rules.intake import CATEGORY_EVENTS
from storage.models import Clock, Item
from storage.vocabulary import Category, ClockState, ItemState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.windows import Started
    from oncall_tui.rules.events import Event


def key_of(category: Category, client_id: int) -> str:
    """Return the key of the one item of a kind that a client has."""
    return f"{category.value}:{client_id}"


def find(session: Session, category: Category, client_id: int) -> Item | None:
    """Return the one item of a kind that a client has, open or ended."""
    return session.exec(select(Item).where(Item.key == key_of(category, client_id))).first()


def find_open(session: Session, category: Category, client_id: int) -> Item | None:
    """Return the one item of a kind that a client has, if it is open."""
    item = find(session, category, client_id)
    return item if item is not None and item.state.open else None


def begin(session: Session, desk: Desk, ask: Ask, now: datetime) -> Item:
    """Open a client's one item of a kind, anew where it had ended, and start its clocks if none runs."""
    assert ask.client_id is not None
    item = find(session, ask.category, ask.client_id)
    if item is None:
        put(session, desk, [ask], now)
        made = find(session, ask.category, ask.client_id)
        assert made is not None
        return made
    if not item.state.open:
        item.state, item.ended_at, item.ended_because = ItemState.WAITING, None, ""
        item.said, item.event_at = ask.words, ask.due
        item.received_at = now
    if not windows.running(session, item):
        events = CATEGORY_EVENTS[ask.category] if ask.events is None else ask.events
        start(session, desk, item, windows.windows(desk, events, ask.counts_from or now, ask.due))
    session.flush()
    return item


def start(session: Session, desk: Desk, item: Item, begun: Iterable[Started]) -> None:
    """Start clocks for an item; one that was cancelled and begins at the same instant goes on instead."""
    assert item.id is not None
    given = list(begun)
    begins = {(each.rule.id, each.started_at) for each in given}
    for clock in session.exec(select(Clock).where(Clock.item_id == item.id)):
        if clock.state is ClockState.CANCELLED and (clock.rule, clock.started_at) in begins:
            clock.state, clock.ended_at, clock.ended_by = ClockState.RUNNING, None, ""
            clock.margin = clock.owed_by = None
    windows.start(session, desk, item.id, given)


def again(
    session: Session,
    desk: Desk,
    item: Item,
    event: Event,
    at: datetime,
    *,
    attempt_id: int | None = None,
) -> tuple[str, ...]:
    """Meet the clock that runs on an item by an event, and start the next from that instant.

    What happened before that clock began says nothing about it: a talk that is noted late, after a newer one,
    changes nothing.

    Returns:
        The titles of the rules that were kept.
    """
    running = windows.running(session, item)
    if any(clock.started_at >= at for clock in running):
        return ()
    met = windows.stop(session, desk, item, (event,), at, attempt_id=attempt_id)
    session.flush()
    start(session, desk, item, windows.windows(desk, (event,), at))
    return met


def restart(
    session: Session, desk: Desk, item: Item, begun: Iterable[Started], now: datetime, why: str
) -> None:
    """Put other clocks in the place of those that run, because what they led up to has changed."""
    windows.cancel(session, item, now, why)
    session.flush()
    start(session, desk, item, begun)


def finish(
    session: Session,
    desk: Desk,
    category: Category,
    client_id: int,
    because: str,
    now: datetime,
    *,
    events: tuple[Event, ...] = (),
) -> bool:
    """End a client's one item of a kind; return whether there was an open one.

    What `events` stop counts as kept; what still runs after them is cancelled with the reason.
    """
    item = find_open(session, category, client_id)
    if item is None:
        return False
    windows.stop(session, desk, item, events, now)
    windows.cancel(session, item, now, because)
    item.state = ItemState.RESOLVED
    end(item, now, because)
    return True
