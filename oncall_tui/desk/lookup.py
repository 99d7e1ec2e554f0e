"""Find clients by whatever a caller gives, and whom a ringing number may belong to (R-058, R-059)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from oncall_tui.desk.phones import Phone, normalise
from storage import reads
from storage.errors import plain_words
from storage.hits import ClientLine, Sighting, client_lines, sightings
from storage.search import WordList, search

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.sessions import Store
    from storage.vocabulary import ClientStatus

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A client in the list of those found, with what tells them apart."""

    client_id: int
    number: str
    name: str
    """Family name, given name."""
    preferred: str
    """What they like to be called; empty where it is the given name."""
    suburb: str
    phone: str
    """The first number on record; empty for none."""
    born: date | None
    status: ClientStatus
    manager: str
    """The primary care manager of record; empty for nobody."""


@dataclass(frozen=True, slots=True)
class Match:
    """A client whom a ringing number may belong to."""

    kind: Literal["known", "maybe"]
    """Known: the number is on the client's own record. Maybe: on a contact's, or it was seen in a call."""
    hit: Hit
    via: str
    """Whose number it is said to be; for the client's own, what it is labelled as."""
    seen_at: datetime | None = None
    """When it last rang about this client, where that is all that is known."""


class Lookup:
    """Finds clients; quick enough to be asked at every key, in the turn of the key itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._words = WordList()
        self._own: Connection | None = None
        self._lock = threading.Lock()

    def find(self, text: str, limit: int = LIMIT) -> tuple[Hit, ...]:
        """Return the clients whom a text most likely means, best first; any text is welcome.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._reading() as connection:
            ids = tuple(found.client_id for found in search(connection, text, limit, self._words))
            lines = client_lines(connection, ids, self._store.clock.now())
        return tuple(map(_hit, lines))

    def of(self, client_ids: Sequence[int]) -> tuple[Hit, ...]:
        """Return clients as the list shows them, in the order of their ids given.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._reading() as connection:
            return tuple(map(_hit, client_lines(connection, tuple(client_ids), self._store.clock.now())))

    def callers(self, phone: str | Phone) -> tuple[Match, ...]:
        """Return every client whom a number may belong to, those with it on their own record first.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._store.reading() as connection:
            if isinstance(phone, str):
                organisation = reads.one(connection, "organisation")
                phone = normalise(phone, organisation.region if organisation else "")
            places: dict[int, Sighting] = {}
            for place in sightings(connection, phone.digits):
                places.setdefault(place.client_id, place)
            lines = client_lines(connection, tuple(places), self._store.clock.now())
        matches = []
        for line in lines:
            place = places[line.id]
            kind: Literal["known", "maybe"] = "known" if place.own else "maybe"
            matches.append(Match(kind, _hit(line), place.via, place.seen_at))
        return tuple(matches)

    def close(self) -> None:
        """Let go of the connection that is kept."""
        with self._lock:
            if self._own is not None:
                self._own.close()
                self._own = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Give a connection on one moment of the database; on SQLite always the same, with its pages warm."""
        if self._store.engine.dialect.name != "sqlite":
            with self._store.reading() as connection:
                yield connection
            return
        with self._lock, plain_words():
            if self._own is None:
                self._own = self._store.engine.execution_options(readonly=True).connect()
            with self._own.begin():
                yield self._own


def _hit(line: ClientLine) -> Hit:
    """Return a line as it leaves the desk."""
    return Hit(
        client_id=line.id,
        number=line.number,
        name=f"{line.family_name}, {line.given_name}" if line.given_name else line.family_name,
        preferred=line.preferred_name if line.preferred_name != line.given_name else "",
        suburb=line.suburb,
        phone=line.phone,
        born=line.born,
        status=line.status,
        manager=line.manager,
    )
