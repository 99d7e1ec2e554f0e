"""Consults and transfers to a specialist: need, request, completion, follow-up (R-129 … R-131)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.caseload import standing
from oncall_tui.desk.caseload.base import about, happened
from oncall_tui.desk.changing import SavedBefore, clean, end
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.caseload import GONE
from oncall_tui.rules.events import Event
from storage.models import Consult, Item
from storage.vocabulary import Category, ConsultKind, ItemState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.units import Unit

CONSULT_WORDS = {ConsultKind.CONSULT: "consult", ConsultKind.TRANSFER: "transfer"}
"""What is asked of a specialist, as the screens and the record say it."""


@dataclass(frozen=True, slots=True)
class NewConsult:
    """What a client needs of a specialist, before it is saved."""

    key: str
    """Made where it was typed in; the same key twice is one consult."""
    client_id: int
    kind: ConsultKind
    whom: str
    """Which specialist, or what kind of one."""
    need: str
    needed_at: datetime | None = None
    """When the need was seen; None for now. The week to ask and the seven weeks count from then."""
    from_item_id: int | None = None
    """The item that went beyond our own scope, if one did (R-118)."""


def need(desk: Desk, new: NewConsult) -> Saved:
    """Note that a client needs a consult or a transfer: it is asked for within the week (R-118, R-129).

    Raises:
        Refused: Whom or what for is not said, or the item is not of this client.
    """
    now = desk.now()
    needed_at = happened(desk, new.needed_at, now, "needed_at")
    whom = clean(new.whom, "whom", needed="Say which specialist, or what kind of one.")
    wanted = clean(new.need, "need", needed="Say what they are needed for.")
    if not new.key:
        raise Refused("A consult needs a key of its own, so that a retry cannot note it twice.", field="key")
    try:
        return _note_need(desk, new, whom, wanted, needed_at, now)
    except SavedBefore as before:
        return Saved(before.id, f"{before.id} was noted before; nothing was noted twice.", repeated=True)


def _note_need(
    desk: Desk, new: NewConsult, whom: str, wanted: str, needed_at: datetime, now: datetime
) -> Saved:
    with about(desk, "consult-needed", new.client_id) as (unit, client):
        if client.phase in GONE:
            raise Refused(f"{client.number} is no longer in the programme.")
        _check_item(unit.session, new)
        kind = CONSULT_WORDS[new.kind]
        ask = Ask(
            f"consult:{new.key}",
            Category.SPECIALIST_CONSULT,
            f"A {kind} is needed for {client.number}: {whom}.",
            client.number,
            client_id=new.client_id,
            counts_from=needed_at,
        )
        before = unit.session.exec(select(Item.id).where(Item.key == ask.key)).first()
        if before is not None:
            raise SavedBefore(before)
        item_id = put(unit.session, desk, [ask], now)[ask.key]
        unit.object = f"item:{item_id}"
        unit.session.add(
            Consult(
                item_id=item_id,
                client_id=new.client_id,
                kind=new.kind,
                whom=whom,
                need=wanted,
                from_item_id=new.from_item_id,
                needed_at=needed_at,
            )
        )
        due = min(clock.due_at for clock in windows.running(unit.session, _item(unit.session, item_id)))
        words = f"Ask for the {kind} by {say(due, desk.house.zone)}"
        unit.note(words=f"A {kind} is needed: {whom}. {words}.")
    return Saved(item_id, f"{item_id}: {words[0].lower()}{words[1:]}.")


def _check_item(session: Session, new: NewConsult) -> None:
    if new.from_item_id is None:
        return
    item = session.get(Item, new.from_item_id)
    if item is None or item.client_id != new.client_id:
        raise Refused("That item is not about this client.", field="from_item")


def submit(desk: Desk, item_id: int, *, at: datetime | None = None) -> Saved:
    """Note that a consult was asked for: three weeks are allowed for it (R-129, R-130).

    Raises:
        Refused: It was asked for before, or the time is not after the need.
    """
    now = desk.now()
    with _consult(desk, "consult-submitted", item_id) as (unit, consult, item):
        if consult.submitted_at is not None:
            raise Refused(f"{item_id}: it was asked for on {say(consult.submitted_at, desk.house.zone)}.")
        when = _after(happened(desk, at, now), consult.needed_at, "before the need was seen")
        consult.submitted_at = when
        words = _go_on(desk, unit, item, Event.CONSULT_SUBMITTED, when, "Asked for")
    return Saved(item_id, f"{item_id}: {words}")


def chase(desk: Desk, item_id: int, *, at: datetime | None = None) -> Saved:
    """Note that somebody asked where a consult is; its three weeks go on as they are (R-130).

    Raises:
        Refused: It was not asked for yet, or is complete.
    """
    now = desk.now()
    with _consult(desk, "consult-chased", item_id) as (unit, consult, _item):
        if consult.submitted_at is None or consult.completed_at is not None:
            raise Refused(f"{item_id}: there is nothing to chase: it is not asked for, or is complete.")
        consult.chased_at = _after(happened(desk, at, now), consult.submitted_at, "before it was asked for")
        unit.note(words="Chased.")
    return Saved(item_id, f"{item_id}: chased.")


def complete(desk: Desk, item_id: int, outcome: str, *, at: datetime | None = None) -> Saved:
    """Note that a consult is complete: it is followed up within two weeks (R-131).

    Raises:
        Refused: It was not asked for, is complete already, or nothing came of it that is said.
    """
    now = desk.now()
    with _consult(desk, "consult-completed", item_id) as (unit, consult, item):
        if consult.submitted_at is None:
            raise Refused(f"{item_id}: note first that it was asked for.")
        if consult.completed_at is not None:
            raise Refused(f"{item_id}: it was complete on {say(consult.completed_at, desk.house.zone)}.")
        consult.outcome = clean(outcome, "outcome", needed="Say what came of it.")
        when = _after(happened(desk, at, now), consult.submitted_at, "before it was asked for")
        consult.completed_at = when
        words = _go_on(desk, unit, item, Event.CONSULT_COMPLETED, when, "Complete")
    return Saved(item_id, f"{item_id}: {words}")


def follow_up(desk: Desk, item_id: int, words: str, *, at: datetime | None = None) -> Saved:
    """Note what followed from a consult, with the specialist or the client: the chain is over (R-131).

    Raises:
        Refused: It is not complete yet, or nothing is said.
    """
    now = desk.now()
    with _consult(desk, "consult-followed-up", item_id) as (unit, consult, item):
        if consult.completed_at is None:
            raise Refused(f"{item_id}: it is not complete yet. Chase it, or note that it is.")
        consult.follow_up = clean(words, "words", needed="Say what happens next.")
        when = _after(happened(desk, at, now), consult.completed_at, "before it was complete")
        consult.followed_up_at = when
        met = windows.stop(unit.session, desk, item, (Event.CONSULT_FOLLOWED_UP,), when)
        item.state = ItemState.RESOLVED
        end(item, now, consult.follow_up)
        kept = f" Kept: {', '.join(met)}." if met else ""
        unit.note(words=f"Followed up: {consult.follow_up}{kept}")
    return Saved(item_id, f"{item_id}: followed up.{kept}")


def give_up(desk: Desk, item_id: int, because: str) -> Saved:
    """End a consult that is not needed any more, with the reason.

    Raises:
        Refused: It has ended, or the reason is not said.
    """
    now = desk.now()
    with _consult(desk, "consult-ended", item_id) as (unit, _consult_row, item):
        said = clean(because, "because", needed="Say why it is not needed any more.")
        windows.cancel(unit.session, item, now, said)
        item.state = ItemState.RESOLVED
        end(item, now, said)
        unit.note(words=f"Not needed any more: {said}")
    return Saved(item_id, f"{item_id}: ended.")


def _go_on(desk: Desk, unit: Unit, item: Item, event: Event, at: datetime, said: str) -> str:
    """Stop what a step ends and start what it begins; note and return what was done."""
    met = windows.stop(unit.session, desk, item, (event,), at)
    begun = windows.windows(desk, (event,), at)
    standing.start(unit.session, desk, item, begun)
    until = f" {begun[0].rule.title} by {say(begun[0].due_at, desk.house.zone)}." if begun else ""
    kept = f" Kept: {', '.join(met)}." if met else ""
    unit.note(words=f"{said}.{kept}{until}")
    return f"{said.lower()}.{kept}{until}"


@contextmanager
def _consult(desk: Desk, action: str, item_id: int) -> Iterator[tuple[Unit, Consult, Item]]:
    """Give the transaction of one step of an open consult.

    Raises:
        Refused: There is no such consult, or it has ended.
    """
    with desk.store.reading() as connection, Session(connection) as session:
        found = session.get(Consult, item_id)
        if found is None:
            raise Refused(f"{item_id} is no consult.")
        client_id = found.client_id
    with about(desk, action, client_id) as (unit, _client):
        unit.object = f"item:{item_id}"
        consult, item = unit.session.get(Consult, item_id), _item(unit.session, item_id)
        assert consult is not None
        if not item.state.open:
            raise Refused(f"{item_id}: that consult has ended.")
        yield unit, consult, item


def _item(session: Session, item_id: int) -> Item:
    item = session.get(Item, item_id)
    assert item is not None
    return item


def _after(at: datetime, before: datetime, words: str) -> datetime:
    if at < before:
        raise Refused(f"That is {words}. Correct the time.", field="at")
    return at
