"""Keep outside parties: add, change, link to clients, note a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.parties.views import KIND_WORDS, PartySaved
from oncall_tui.desk.phones import normalise
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage.models import Client, OutsideParty, PartyClient, PartyNote
from storage.vocabulary import Channel, OutsideKind

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewParty:
    """An outside party, before it is saved (R-002)."""

    kind: OutsideKind
    name: str
    works_as: str = ""
    contact_name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    line: str = ""
    notes: str = ""


def add_party(desk: Desk, new: NewParty) -> PartySaved:
    """Put an outside party on record.

    Raises:
        Refused: Its name is missing or taken, or a number or address cannot be one.
    """
    kept = _checked(desk, new)
    with changing(desk, "party.added", "party") as unit:
        _free(unit.session, kept, None)
        row = OutsideParty(kind=new.kind, added_at=desk.now(), added_by=desk.operator.email, name=kept.name)
        _take(row, kept)
        unit.session.add(row)
        unit.session.flush()
        unit.object = f"party:{row.id}"
        words = f"Added as {KIND_WORDS[new.kind]} {row.id}."
        unit.note(words=words)
    return PartySaved(0, words, party_id=row.id or 0)


def change_party(desk: Desk, party_id: int, new: NewParty, *, version: int | None = None) -> PartySaved:
    """Change what is on record of an outside party; what it is stays as it was.

    Raises:
        Refused: There is none of that number, somebody changed it meanwhile, or it cannot be so.
    """
    kept = _checked(desk, new)
    with changing(desk, "party.changed", f"party:{party_id}") as unit:
        row = party_for(unit.session, party_id, version)
        if row.kind is not new.kind:
            raise Refused(f"It is a {KIND_WORDS[row.kind]}. Add another party instead.", field="kind")
        _free(unit.session, kept, party_id)
        _take(row, kept)
        unit.session.add(row)
        words = f"{KIND_WORDS[row.kind].capitalize()} {party_id} changed."
        unit.note(words=words)
    return PartySaved(0, words, party_id=party_id)


def end_party(desk: Desk, party_id: int, reason: str) -> Saved:
    """Say that an outside party is no longer dealt with; it stays in history.

    Raises:
        Refused: It is not said why.
    """
    because = clean(reason, "reason", needed="Say why it is no longer dealt with.")
    with changing(desk, "party.ended", f"party:{party_id}") as unit:
        row = party_for(unit.session, party_id, None)
        row.ended_at = desk.now()
        unit.session.add(row)
        words = f"{KIND_WORDS[row.kind].capitalize()} {party_id} is no longer dealt with"
        unit.note(words=f"{words}: {because}")
    return Saved(0, f"{words}.")


def link_client(desk: Desk, party_id: int, client_id: int, role: str, note: str = "") -> PartySaved:
    """Say what an outside party is to a client.

    Raises:
        Refused: The role is missing, or there is no such client or party.
    """
    says = clean(role, "role", needed="Say what they are to the client, such as physiotherapist or sister.")
    with changing(desk, "party.linked", f"party:{party_id}") as unit:
        party_for(unit.session, party_id, None)
        if unit.session.get(Client, client_id) is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client")
        standing = select(PartyClient).where(
            PartyClient.party_id == party_id,
            PartyClient.client_id == client_id,
            col(PartyClient.ended_at).is_(None),
        )
        row = unit.session.exec(standing).first() or PartyClient(
            party_id=party_id, client_id=client_id, since=desk.now()
        )
        row.role, row.note = says, clean(note, "note")
        unit.session.add(row)
        unit.session.flush()
        unit.note(words="What they are to a client is noted.")
    return PartySaved(0, "Noted what they are to the client.", party_id=party_id, record_id=row.id or 0)


def unlink_client(desk: Desk, link_id: int) -> Saved:
    """Say that an outside party has no longer to do with a client.

    Raises:
        Refused: That ended before.
    """
    with changing(desk, "party.unlinked", "party") as unit:
        row = unit.session.get(PartyClient, link_id)
        if row is None or row.ended_at is not None:
            raise Refused("They have nothing to do with that client any more. Look at the list again.")
        unit.object = f"party:{row.party_id}"
        row.ended_at = desk.now()
        unit.session.add(row)
        unit.note(words="They have no longer to do with a client.")
    return Saved(0, "Noted: they have no longer to do with that client.")


@dataclass(frozen=True, slots=True)
class NewPartyNote:
    """A note on an outside party, or a contact with it, before it is saved."""

    party_id: int
    words: str
    channel: Channel | None = None
    """How they were spoken to; None for a note that is no contact."""
    agreed: str = ""
    client_id: int | None = None
    at: datetime | None = None


def note_party(desk: Desk, new: NewPartyNote) -> PartySaved:
    """Note something about an outside party; a contact also needs what was agreed (R-019, R-128).

    Raises:
        Refused: Nothing is said, or nothing of what was agreed in a contact.
    """
    words = clean(new.words, "words", needed="Say what is worth knowing, or what was spoken about.")
    agreed = clean(new.agreed, "agreed")
    if new.channel is not None and not agreed:
        raise Refused("Say what was agreed, who does it and by when; “none needed” counts.", field="agreed")
    now = desk.now()
    if new.at is not None and new.at > now:
        raise Refused("That hour has not come yet. Note it when it was.", field="at")
    with changing(desk, "party.noted", f"party:{new.party_id}") as unit:
        party_for(unit.session, new.party_id, None)
        row = PartyNote(
            party_id=new.party_id,
            client_id=new.client_id,
            at=new.at or now,
            by_id=desk.operator.id,
            channel=new.channel,
            words=words,
            agreed=agreed,
        )
        unit.session.add(row)
        unit.session.flush()
        said = "Contact noted." if new.channel else "Noted."
        unit.note(words=said)
    return PartySaved(0, said, party_id=new.party_id, record_id=row.id or 0)


def party_for(session: Session, party_id: int, version: int | None) -> OutsideParty:
    """Return an outside party to be changed.

    Raises:
        Refused: There is none of that number, it is no longer dealt with, or it was changed meanwhile.
    """
    row = session.get(OutsideParty, party_id)
    if row is None:
        raise Refused("That party is no longer on record. Look at the list again.")
    if row.ended_at is not None:
        raise Refused(f"{row.name} is no longer dealt with. Add it anew.")
    unchanged(session, row, version, "This party")
    return row


def _checked(desk: Desk, new: NewParty) -> NewParty:
    name = " ".join(clean(new.name, "name", needed="Give the name.").split())
    phones = tuple(text for each in new.phones if (text := clean(each, "phones")))
    emails = tuple(text for each in new.emails if (text := clean(each, "emails")))
    line = clean(new.line, "line")
    for number, field in (*((each, "phones") for each in phones), *(((line, "line"),) if line else ())):
        if sum(char.isdigit() for char in normalise(number, desk.house.region).digits) < _SHORTEST:
            raise Refused(f"“{number}” is no telephone number.", field=field)
    for address in emails:
        local, at, domain = address.partition("@")
        if not (local and at and "." in domain) or " " in address:
            raise Refused(f"“{address}” is no e-mail address.", field="emails")
    return NewParty(
        new.kind,
        name,
        clean(new.works_as, "works_as"),
        clean(new.contact_name, "contact_name"),
        phones,
        emails,
        line,
        clean(new.notes, "notes"),
    )


_SHORTEST = 3
"""Digits of the shortest telephone number."""


def _free(session: Session, new: NewParty, party_id: int | None) -> None:
    """Refuse a name that a party of the same kind has; people in a family may share theirs."""
    if new.kind is OutsideKind.FAMILY:
        return
    of_kind = select(OutsideParty).where(OutsideParty.kind == new.kind, col(OutsideParty.ended_at).is_(None))
    for each in session.exec(of_kind):
        if each.id != party_id and each.name.casefold() == new.name.casefold():
            raise Refused(f"{each.name} is on record already, as {each.id}. Change that one.", field="name")


def _take(row: OutsideParty, new: NewParty) -> None:
    row.name, row.works_as, row.contact_name = new.name, new.works_as, new.contact_name
    row.phones, row.emails, row.line, row.notes = list(new.phones), list(new.emails), new.line, new.notes
