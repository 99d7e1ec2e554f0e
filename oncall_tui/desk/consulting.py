"""Urgent help from a colleague with a client, in person or by phone (R-040).

A request is an item of the colleague's own: it has an owner, a history and an undo, and moves neither the
client's managers nor who answers for the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import select

from oncall_tui.desk.absences.candidates import Candidates
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.whom import Whom, whom
from oncall_tui.desk.changing import SavedBefore, active_person, changing, clean, item_for
from oncall_tui.desk.disturbing import DISTURB_WORDS, gate
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.intake import CATEGORY_URGENCY
from oncall_tui.rules.states import Act
from storage import reads
from storage.models import Client, Item, Person, Triage
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    Direction,
    DisturbReason,
    ItemState,
    PersonRole,
    TriageResult,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from oncall_tui.desk.absences.views import Candidate
    from oncall_tui.desk.context import Desk

MODES = (Channel.PHONE, Channel.IN_PERSON)
"""How help may be wanted."""
_SOON = timedelta(hours=1)
"""For how long somebody should be here to help now."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A care manager who may be asked, with what speaks for them."""

    person: PersonRef
    at_work: bool
    """Whether it is working time of theirs now, so that nobody is disturbed."""
    standing: str
    away: bool
    """Whether they cannot be asked at all."""
    known: str
    """How they know the client."""
    expertise: str
    """What they know of the client's service and conditions."""
    location: str

    @property
    def evidence(self) -> str:
        """What speaks for them, in a line."""
        return f"{self.known}; knows: {self.expertise}; area: {self.location}"


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Everybody who may be asked about a client: at work first, then those who know them best."""

    client: str
    """Name and number."""
    people: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class NewConsultation:
    """A request for help, before it is saved."""

    key: str
    client_id: int
    colleague_id: int
    mode: Channel
    words: str
    """What is asked."""
    asker_id: int | None = None
    """Who needs the help; None for whoever sits here."""
    disturb: DisturbReason | None = None
    """Why a colleague is asked who is off (R-036)."""
    reason: str = ""


def colleagues(desk: Desk, client_id: int) -> Colleagues:
    """Return who may be asked for help with a client now, each with the evidence.

    Raises:
        Refused: There is no such client.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        rows = {row.id: row for row in reads.rows(connection, "clients_to_cover", ids=[client_id])}
        if client_id not in rows:
            raise Refused("That client is no longer on record. Look them up again.")
        to = whom(desk, connection, [client_id], now)
        covers = Candidates(connection, to.roster, rows, None, ZoneInfo(desk.house.zone), now)
        found = covers.of(client_id, now, now + _SOON, but=[desk.operator.id], most=None)
    row = rows[client_id]
    people = sorted(
        (_colleague(to, each, now) for each in found), key=lambda each: (each.away, not each.at_work)
    )
    return Colleagues(f"{row.family_name}, {row.given_name} · {row.number}", tuple(people))


def _colleague(to: Whom, found: Candidate, now: datetime) -> Colleague:
    person = found.person
    here = to.roster.index.moment(now).available(person.id)
    at_work = here and to.at_work(person.id)
    standing = "at work now" if at_work else "off now" if here else "away"
    role = "secondary, " if found.designated and not found.relationship.startswith("secondary") else ""
    return Colleague(
        person,
        at_work,
        standing,
        not here,
        f"{role}{found.relationship}",
        found.expertise,
        found.location,
    )


def ask(desk: Desk, new: NewConsultation) -> Saved:
    """Ask a colleague for help with a client, as an item of theirs.

    Raises:
        Refused: The colleague is away, is no care manager, or is off and no reason is given.
    """
    words = clean(new.words, "words", needed="Say what help is wanted, so that they can prepare.")
    if new.mode not in MODES:
        raise Refused("Say how it is wanted: by phone or in person.", field="mode")
    try:
        with changing(desk, "item.help-asked", "item") as unit:
            session = unit.session
            known = session.exec(select(Item.id).where(Item.key == new.key)).first()
            if known is not None:
                raise SavedBefore(known)
            asker, colleague = _people(desk, session, new)
            disturbed = _there(desk, session.connection(), new, colleague)
            item = _item(desk, new, asker, words)
            session.add(item)
            session.flush()
            assert item.id is not None
            unit.object = f"item:{item.id}"
            if disturbed:
                _note_disturbed(session, desk, item.id, new)
            _owe_notice(session, desk, item.id, colleague)
            said = f"{asker.name} asks {colleague.name} for help, {MODE_WORDS[new.mode]}."
            off = (
                f" {colleague.name} is off and rung because {DISTURB_WORDS[disturbed]}." if disturbed else ""
            )
            unit.note(words=f"{said}{off}")
    except SavedBefore as before:
        return Saved(before.id, f"{before.id} was saved before; nobody was asked twice.", repeated=True)
    return Saved(item.id, f"Saved as {item.id}: {said} Ring {colleague.phone or 'them'} now.")


def accept(desk: Desk, item_id: int, *, version: int | None = None) -> Saved:
    """Record that the colleague who was asked helps.

    Raises:
        Refused: It is no request for help, it has ended, or it is accepted already.
    """
    with changing(desk, "item.help-accepted", f"item:{item_id}") as unit:
        item = _request(unit.session, item_id, version)
        colleague = unit.session.get_one(Person, item.assigned_id or desk.operator.id)
        if item.answered_by is not None and item.answered_by == item.assigned_id:
            raise Refused(
                f"{item_id}: {colleague.name} has accepted already. Resolve it with the outcome (r)."
            )
        item.assigned_id = item.answered_by = colleague.id
        item.state = ItemState.CONTACTED
        words = f"{colleague.name} has accepted and helps."
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: {words}")


def decline(desk: Desk, item_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Record that the colleague cannot help: the request goes back to whoever asked.

    Raises:
        Refused: It is no request for help, it has ended, or it is not said why.
    """
    with changing(desk, "item.help-declined", f"item:{item_id}") as unit:
        item = _request(unit.session, item_id, version)
        because = clean(reason, "reason", needed="Say why they cannot, so that somebody else is asked.")
        colleague = unit.session.get_one(Person, item.assigned_id or desk.operator.id)
        asker = unit.session.get_one(Person, item.caller_id or item.entered_by)
        if asker.id == colleague.id:
            raise Refused(f"{item_id}: it is with {asker.name}, who asked. Hand it to another colleague (h).")
        item.assigned_id, item.answered_by = asker.id, None
        item.state = ItemState.WAITING
        item.handed_because = f"{colleague.name} cannot help; ask somebody else"
        said = f"{colleague.name} cannot help; it is with {asker.name} again, to ask somebody else"
        unit.note(words=f"{said}: {because.rstrip('.')}.")
    return Saved(item_id, f"{item_id}: {said}.")


def _people(desk: Desk, session: Session, new: NewConsultation) -> tuple[Person, Person]:
    """Return who asks and who is asked."""
    client = session.get(Client, new.client_id)
    if client is None:
        raise Refused("That client is no longer on record. Look them up again.", field="client")
    asker = active_person(session, new.asker_id or desk.operator.id)
    colleague = active_person(session, new.colleague_id)
    if asker.id == colleague.id:
        raise Refused(f"{asker.name} is the one who asks. Choose somebody else.", field="person")
    return asker, colleague


def _there(
    desk: Desk, connection: Connection, new: NewConsultation, colleague: Person
) -> DisturbReason | None:
    """Refuse who cannot be asked; return why somebody who is off is disturbed, None for who is at work."""
    now = desk.now()
    to = whom(desk, connection, [new.client_id], now)
    if PersonRole.CARE_MANAGER not in to.roster.people[new.colleague_id].roles:
        raise Refused(f"{colleague.name} is no care manager. Choose a colleague who is.", field="person")
    if not to.roster.index.moment(now).available(new.colleague_id):
        raise Refused(f"{colleague.name} is away. Choose somebody who is here.", field="person")
    if to.at_work(new.colleague_id):
        return None
    gate(colleague.name, new.disturb, new.reason)
    return new.disturb


def _item(desk: Desk, new: NewConsultation, asker: Person, words: str) -> Item:
    now = desk.now()
    return Item(
        key=new.key,
        state=ItemState.WAITING,
        client_id=new.client_id,
        caller=asker.name,
        caller_type=CallerType.STAFF,
        caller_id=asker.id,
        phone=asker.phone,
        category=Category.CONSULTATION,
        urgency=CATEGORY_URGENCY[Category.CONSULTATION],
        direction=Direction.OUT,
        received_at=now,
        recorded_at=now,
        entered_by=desk.operator.id,
        said=words,
        owed=False,
        assigned_id=new.colleague_id,
        handed_because=f"{asker.name} asks for help, {MODE_WORDS[new.mode]}",
        mode=new.mode,
    )


def _owe_notice(session: Session, desk: Desk, item_id: int, colleague: Person) -> None:
    """Owe the colleague a notice that names no client."""
    assert colleague.id is not None
    outbox.put_text(
        session,
        desk,
        alert_id=None,
        person=PersonRef(colleague.id, colleague.name, colleague.email, colleague.phone),
        text_id="help-wanted",
        facts={"reference": f"#{item_id}"},
        at=desk.now(),
        round_key=f"help:{item_id}",
    )


def _note_disturbed(session: Session, desk: Desk, item_id: int, new: NewConsultation) -> None:
    """Count the disturbance as every other is counted (R-036)."""
    session.add(
        Triage(
            item_id=item_id,
            decided_at=desk.now(),
            decided_by=desk.operator.id,
            result=TriageResult.HANDLE_NOW,
            reason=clean(new.reason, "reason"),
            disturbed_id=new.colleague_id,
            disturb_reason=new.disturb,
        )
    )


def _request(session: Session, item_id: int, version: int | None) -> Item:
    item = item_for(session, item_id, Act.HAND_ON, version)
    if item.category is not Category.CONSULTATION:
        raise Refused(f"{item_id}: nobody was asked for help with it.")
    return item
