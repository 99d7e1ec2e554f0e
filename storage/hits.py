"""What a list shows of clients who were found, and whose number it is that somebody rings from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from storage.direct import rows
from storage.reads import instant, maybe_day, stamp
from storage.vocabulary import ClientStatus

_LINES = """
    SELECT c.id, c.number, c.family_name, c.given_name, c.preferred_name, c.suburb, c.dob, c.status,
        (SELECT p.number FROM client_phone p WHERE p.client_id = c.id ORDER BY p.id LIMIT 1),
        (SELECT m.name FROM holding h JOIN person m ON m.id = h.person_id
         WHERE h.client_id = c.id AND h.role = 'pcm' AND h.starts_at <= ?
             AND (h.ends_at IS NULL OR h.ends_at > ?)
         ORDER BY h.starts_at DESC, h.id DESC LIMIT 1)
    FROM client c WHERE c.active AND c.id IN ?
"""
_OWN = """
    SELECT p.client_id, p.label FROM client_phone p JOIN client c ON c.id = p.client_id
    WHERE p.digits = ? AND c.active ORDER BY p.client_id, p.id
"""
_CONTACTS = """
    SELECT k.client_id, k.name, k.relationship FROM client_contact k JOIN client c ON c.id = k.client_id
    WHERE k.digits = ? AND c.active ORDER BY k.client_id, k.id
"""
_CALLS = """
    SELECT i.client_id, i.caller, i.relationship, i.received_at FROM item i
    JOIN client c ON c.id = i.client_id
    WHERE i.caller_digits = ? AND c.active AND i.category <> 'wrong-number'
    UNION ALL
    SELECT f.client_id, i.caller, i.relationship, i.received_at FROM item i
    JOIN item_client f ON f.item_id = i.id JOIN client c ON c.id = f.client_id
    WHERE i.caller_digits = ? AND c.active AND i.category <> 'wrong-number'
    ORDER BY 4 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client, as a line of a list."""

    id: int
    number: str
    family_name: str
    given_name: str
    preferred_name: str
    suburb: str
    born: date | None
    status: ClientStatus
    phone: str
    """The first on record, as a person reads it out; empty for none."""
    manager: str
    """Who holds the primary role of record at the instant asked for; empty for nobody."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a phone number stands beside a client."""

    client_id: int
    own: bool
    """Whether it is on the client's own record."""
    via: str
    """Whose number it was said to be; for the client's own, what it is labelled as."""
    seen_at: datetime | None = None
    """When it rang, where it was seen in a call."""


def client_lines(connection: Connection, ids: tuple[int, ...], now: datetime) -> tuple[ClientLine, ...]:
    """Return active clients in the order of the ids given."""
    if not ids:
        return ()
    at = stamp(connection, now)
    found = {}
    for row in rows(connection, _LINES, at, at, ids):
        (key, number, family, given, preferred, suburb, born, status, phone, manager) = row
        found[key] = ClientLine(
            id=key,
            number=number,
            family_name=family,
            given_name=given,
            preferred_name=preferred,
            suburb=suburb,
            born=maybe_day(born),
            status=ClientStatus(status),
            phone=phone or "",
            manager=manager or "",
        )
    return tuple(found[key] for key in ids if key in found)


def sightings(connection: Connection, digits: str) -> Iterator[Sighting]:
    """Yield where a number is known from, the surest place first (R-058).

    A client may come up several times; calls come with the latest first.
    """
    if not digits:
        return
    for client_id, label in rows(connection, _OWN, digits):
        yield Sighting(client_id, own=True, via=label)
    for client_id, name, relationship in rows(connection, _CONTACTS, digits):
        yield Sighting(client_id, own=False, via=_named(name, relationship))
    for client_id, caller, relationship, received_at in rows(connection, _CALLS, digits, digits):
        yield Sighting(client_id, own=False, via=_named(caller, relationship), seen_at=instant(received_at))


def _named(name: str, relationship: str) -> str:
    """Return a person with what they are to the client, where that is known."""
    return f"{name} ({relationship})" if name and relationship else name or relationship
