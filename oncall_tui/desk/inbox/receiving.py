"""Make an item of an e-mail that came in by the mailbox, once, with its clocks from when it came (R-080)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk import windows
from oncall_tui.desk.changing import LONGEST
from oncall_tui.desk.parties.numbers import numbers_for_client
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import call_logged
from oncall_tui.rules.intake import CATEGORY_URGENCY, events_for
from oncall_tui.text import storable
from storage import reads
from storage.models import Item, Mail, Meta
from storage.vocabulary import CallerType, Category, Direction, ItemState, OutsideKind, Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_KINDS = {
    OutsideKind.COMMISSIONING_BODY: CallerType.FUNDING_BODY,
    OutsideKind.FUNDING_SOURCE: CallerType.FUNDING_BODY,
    OutsideKind.PROVIDER: CallerType.PROVIDER,
}


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as it was read, whoever sent it and whatever it holds."""

    key: str
    """The same whenever it is read again."""
    sender: str
    address: str
    subject: str
    body: str
    received_at: datetime
    """When the mailbox got it."""
    sent_at: datetime | None = None
    attachments: tuple[str, ...] = ()
    only_html: bool = False
    cut: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox has been read, so that a restart goes on from there."""

    mailbox: str
    """Names the mailbox, without any secret."""
    value: str


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who an address belongs to, as far as the record knows."""

    client_id: int | None
    kind: CallerType
    person_id: int | None


def place_of(desk: Desk, mailbox: str) -> str:
    """Return how far a mailbox has been read; empty where it never was."""
    with desk.store.reading() as connection:
        return str(reads.scalar(connection, "mailbox_place", object=mailbox) or "")


def receive(desk: Desk, letter: Letter, place: Place | None = None) -> Saved:
    """Save an e-mail as an item with its clocks, in one transaction; the same one again changes nothing.

    Raises:
        StoreError: nothing was saved; it is read again later.
    """
    now = desk.now()
    received = min(letter.received_at, now)
    with desk.store.reading() as connection:
        known = reads.scalar(connection, "mail_known", object=letter.key)
        if known is not None:
            return Saved(known, f"{known} was saved before.", repeated=True)
        sender = _sender(connection, letter.address)
        numbers = numbers_for_client(connection, sender.client_id)
    events = events_for(Category.EMAIL, Direction.EMAIL, owed=False)
    begun = windows.windows(desk, events, received, None, numbers)
    with desk.store.writing("system", "mail.received", "item") as unit:
        item = _item(desk, letter, sender, received, now)
        unit.session.add(item)
        unit.session.flush()
        assert item.id is not None
        unit.object = f"item:{item.id}"
        windows.start(unit.session, desk, item.id, begun)
        unit.session.add(_mail(letter, item.id))
        if place is not None:
            _keep_place(unit.session, place)
        words = call_logged(item.id, Category.EMAIL, begun, desk.house.zone)
        unit.note(words=words)
    return Saved(item.id, words)


def _sender(connection: Connection, address: str) -> _Sender:
    """Find out who an address belongs to: one client, one of our own, or somebody outside."""
    wanted = address.strip().lower()
    if not wanted:
        return _Sender(None, CallerType.OTHER, None)
    clients = [row.id for row in reads.rows(connection, "clients_by_email", email=wanted)]
    if len(clients) == 1:
        return _Sender(clients[0], CallerType.CLIENT, None)
    person = reads.one(connection, "person", email=wanted)
    if person is not None:
        return _Sender(None, CallerType.STAFF, person.id)
    for row in reads.rows(connection, "party_addresses"):
        if wanted in {each.strip().lower() for each in reads.listed(row.emails)}:
            return _Sender(None, _KINDS.get(OutsideKind(row.kind), CallerType.OTHER), None)
    return _Sender(None, CallerType.OTHER, None)


def _item(desk: Desk, letter: Letter, sender: _Sender, received: datetime, now: datetime) -> Item:
    said = "\n\n".join(part for part in (letter.subject, letter.body) if part)
    return Item(
        key=f"mail:{letter.key}",
        state=ItemState.WAITING,
        client_id=sender.client_id,
        caller=storable(letter.sender or letter.address)[:200],
        caller_type=sender.kind,
        caller_id=sender.person_id,
        category=Category.EMAIL,
        urgency=Urgency.LOW if letter.automatic else CATEGORY_URGENCY[Category.EMAIL],
        direction=Direction.EMAIL,
        received_at=received,
        recorded_at=now,
        entered_by=desk.operator.id,
        said=storable(said)[:LONGEST],
        owed=False,
    )


def _mail(letter: Letter, item_id: int) -> Mail:
    return Mail(
        item_id=item_id,
        message_key=letter.key,
        sender=storable(letter.sender)[:200],
        address=storable(letter.address)[:320],
        subject=storable(letter.subject)[:1000],
        sent_at=letter.sent_at,
        attachments=[storable(each)[:200] for each in letter.attachments],
        only_html=letter.only_html,
        cut=letter.cut,
        automatic=letter.automatic,
    )


def _keep_place(session: object, place: Place) -> None:
    from sqlmodel import Session

    assert isinstance(session, Session)
    row = session.exec(select(Meta).where(Meta.name == place.mailbox)).first()
    if row is None:
        session.add(Meta(name=place.mailbox, value=place.value))
    else:
        row.value = place.value
