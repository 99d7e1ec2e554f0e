"""Give the word that is owed: who was told, when, how, and in which words (R-082, R-083, R-084)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from oncall_tui.desk import windows
from oncall_tui.desk.changing import changing, clean, end, item_for
from oncall_tui.desk.inbox.views import Word
from oncall_tui.desk.inbox.words import (
    OUTCOME,
    about_of,
    asked_by,
    body_name,
    late_text,
    outcome_text,
)
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.prepared import Prepared, Use, keep
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import Act
from storage.models import Item
from storage.vocabulary import CallerType, Category, Channel, ItemState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_EARLY = timedelta(minutes=2)
_EVENTS = {
    Event.BODY_INFORMED: "was not reached in time",
    Event.ESCALATION_RECORDED: "is dissatisfied with some aspect of their care",
}
"""What the commissioning body is told of, by what stops the clock that asks for it."""


@dataclass(frozen=True, slots=True)
class NewWord:
    """Word that was given, before it is saved."""

    item_id: int
    """The item that asks for it."""
    told: str
    """Who was told, by name."""
    how: Channel
    text: Prepared
    """The words that were really used."""
    at: datetime | None = None
    """None means now."""
    version: int | None = None


def word_for(desk: Desk, item_id: int) -> Word:
    """Return whom an item owes word of what, with the prepared text.

    Raises:
        Refused: Nobody has to be told anything about it.
    """
    with desk.store.reading() as connection, Session(connection) as session:
        item = item_for(session, item_id, Act.ATTEMPT)
        if item.category is Category.INFORM_BODY:
            about_id, to = about_of(item.key) or item_id, asked_by(item.caller)
            if item.key.startswith(OUTCOME):
                text = outcome_text(desk, connection, about_id, to)
                return Word(item_id, about_id, to, ("what came of it",), text)
            events: tuple[Event, ...] = (Event.BODY_INFORMED,)
            other = session.get(Item, about_id)
            if other is not None:
                events = (*events, *(e for e in _owed(desk, session, other) if e not in events))
        else:
            about_id, events = item_id, _owed(desk, session, item)
        if not events:
            raise Refused(f"{item_id}: nobody outside has to be told anything about it.")
        said = tuple(_EVENTS[event] for event in events)
        return Word(item_id, about_id, body_name(desk), said, late_text(desk, connection, about_id, said))


def record_word(desk: Desk, new: NewWord) -> Saved:
    """Save that somebody was told; it stops the clocks that ask for it, the first one's too.

    Raises:
        Refused: It is not said who was told, or when cannot be right.
    """
    now = desk.now()
    at = new.at or now
    with changing(desk, "item.informed", f"item:{new.item_id}") as unit:
        session = unit.session
        item = item_for(session, new.item_id, Act.ATTEMPT, new.version)
        other = session.get(Item, about_of(item.key) or new.item_id)
        told = clean(new.told, "told", needed="Say who was told, by name.")
        first = other or item
        if at > now + _EARLY or at < first.received_at - _EARLY:
            raise Refused("That is before it came in, or in the future. Correct the time.", field="at")
        events = tuple(_EVENTS)
        met = windows.stop(session, desk, item, events, max(at, item.recorded_at))
        if other is not None and other is not item and other.state.open:
            met = (*met, *windows.stop(session, desk, other, events, max(at, other.received_at)))
        if not met and item.category is not Category.INFORM_BODY:
            raise Refused(f"{new.item_id}: nobody outside has to be told anything about it.")
        keep(session, desk, Use(new.text, new.how, told, at, first.id, first.client_id))
        words = f"{told} was told {MODE_WORDS[new.how]}, {say(at, desk.house.zone)}."
        if item.category is Category.INFORM_BODY:
            item.state = ItemState.RESOLVED
            end(item, now, words)
        unit.note(words=words + (f" Kept: {', '.join(met)}." if met else ""))
    return Saved(new.item_id, f"{new.item_id}: told {MODE_WORDS[new.how]}.")


def _owed(desk: Desk, session: Session, item: Item) -> tuple[Event, ...]:
    """Return what the running clocks of an item ask to be told."""
    waited = [desk.rulebook.find(clock.rule) for clock in windows.running(session, item)]
    stops: Iterable[Event] = {event for rule in waited if rule for event in rule.stops_on}
    return tuple(event for event in _EVENTS if event in stops)


def contact_owed(session: Session, desk: Desk, item: Item) -> str:
    """Return what word outside is owed before an item is done; empty where none is (R-082, R-083)."""
    owed = _owed(desk, session, item)
    known = item.caller_type is CallerType.FUNDING_BODY  # whoever told us of it need not be told
    if Event.ESCALATION_RECORDED in owed and not known:
        return (
            f"Somebody is dissatisfied, and {body_name(desk)} was not told: that is done in the e-mails (E)."
        )
    if item.client_id is None or item.category is Category.INFORM_BODY or Event.BODY_INFORMED not in owed:
        return ""
    return f"The client was not reached, and {body_name(desk)} was not told."


def ask_for_outcome(session: Session, desk: Desk, item: Item, now: datetime) -> bool:
    """Ask that whoever wanted somebody reached after a complaint is told the outcome (R-084).

    Returns:
        Whether that was asked: it is where the item follows a complaint, once.
    """
    from oncall_tui.desk.asks.asking import put
    from oncall_tui.desk.inbox.words import outcome_ask
    from storage.models import Client

    if item.category is not Category.COMPLAINT or item.id is None:
        return False
    number = session.exec(select(Client.number).where(Client.id == item.client_id)).first() or ""
    theirs = item.caller_type is not CallerType.CLIENT and item.caller.strip()
    calendar = desk.house.calendar
    due = calendar.close_of(calendar.local(calendar.next_open(now)).date())
    ask = outcome_ask(item.id, item.client_id, number, theirs or body_name(desk), due)
    return bool(put(session, desk, [ask], now))
