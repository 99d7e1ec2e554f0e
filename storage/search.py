"""The client look-up index: what of a client can be looked up, kept beside the tables and folded alike.

On SQLite it is a full-text table without content of its own, on PostgreSQL a table of words; on both the id
of a row is the client's, and the words are the same. It holds active clients only, and follows the tables
when it is told to: whoever changes a client, a number or a holding calls `index_clients` in that transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from sqlalchemy import Connection, bindparam, text

from storage.finding import Found, Tier, search
from storage.folding import joinings, sound, spellings
from storage.reads import stamp
from storage.terms import Column, digits_of
from storage.wordlist import JOINED, WordList

__all__ = [
    "Found",
    "SearchCheck",
    "Tier",
    "WordList",
    "check",
    "create_search",
    "drop_search",
    "index_clients",
    "optimize",
    "search",
]

_BATCH = 2_000
"""Clients indexed at a time; bounds the memory that a whole run takes."""

_SQLITE = (
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS client_search USING fts5(
        words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii',
        prefix = '1 2 3 4 5 6 7'
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS search_word (
        id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL UNIQUE, sound TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_search_word_sound ON search_word (sound)",
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS client_search (client_id INTEGER PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_client_search_words ON client_search USING gin (words)",
    """
    CREATE TABLE IF NOT EXISTS search_word (
        id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word TEXT NOT NULL UNIQUE, sound TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_search_word_sound ON search_word (sound)",
)


def create_search(connection: Connection) -> None:
    """Make the tables of the index where they are missing; an index that exists is left as it is."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def index_clients(
    connection: Connection, ids: Iterable[int] | None = None, *, now: datetime | None = None
) -> int:
    """Bring the index up to date with the tables and return how many clients it took in.

    Args:
        connection: One that may write.
        ids: Clients that changed, left or are gone; None makes the whole index again.
        now: The instant from which on a manager counts as a present or future one; this very one if left out.
    """
    gathering = _Gathering(connection, now or datetime.now(UTC))
    if ids is not None:
        touched = sorted(set(ids))
        _forget(connection, touched)
        return sum(map(gathering.add, _in_batches(touched)))
    _forget_all(connection)
    taken = sum(map(gathering.add, _all_active(connection)))
    create_search(connection)
    _merge(connection)
    return taken


def optimize(connection: Connection) -> None:
    """Drop words that nobody is found by any more, and rewrite the index so that nothing removed stays."""
    _merge(connection)
    ask = text(
        "SELECT 1 FROM client_search WHERE client_search MATCH :word LIMIT 1"
        if connection.dialect.name == "sqlite"
        else "SELECT 1 FROM client_search WHERE words @@ CAST(:word AS tsquery) LIMIT 1"
    )
    quote = '"' if connection.dialect.name == "sqlite" else "'"
    for word_id, word in connection.execute(text("SELECT id, word FROM search_word")).all():
        if connection.execute(ask, {"word": f"{quote}{word}{quote}"}).first() is None:
            connection.execute(text("DELETE FROM search_word WHERE id = :id"), {"id": word_id})


@dataclass(frozen=True, slots=True)
class SearchCheck:
    """Whether the index and the tables tell of the same clients."""

    clients: int
    """Active clients in the tables."""
    missing: int
    """Active clients who cannot be looked up."""
    stray: int
    """Rows of the index without an active client."""

    @property
    def ok(self) -> bool:
        """Whether everybody who is active, and nobody else, can be looked up."""
        return not self.missing and not self.stray


def check(connection: Connection) -> SearchCheck:
    """Compare the index with the tables, client by client."""
    indexed = (
        "SELECT id FROM client_search_docsize"
        if connection.dialect.name == "sqlite"
        else "SELECT client_id FROM client_search"
    )
    active = set(connection.execute(text("SELECT id FROM client WHERE active")).scalars())
    there = set(connection.execute(text(indexed)).scalars())
    return SearchCheck(len(active), len(active - there), len(there - active))


def drop_search(connection: Connection) -> None:
    """Remove the index and its words altogether; `create_search` and `index_clients` make them again."""
    connection.execute(text("DROP TABLE IF EXISTS client_search"))
    connection.execute(text("DROP TABLE IF EXISTS search_word"))


_CLIENTS = text(
    "SELECT id, number, family_name, given_name, preferred_name, suburb, dob "
    "FROM client WHERE active AND id IN :ids ORDER BY id"
).bindparams(bindparam("ids", expanding=True))
_PHONES = text("SELECT client_id, number, digits FROM client_phone WHERE client_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_MANAGERS = text(
    "SELECT h.client_id, p.name FROM holding h JOIN person p ON p.id = h.person_id "
    "WHERE h.client_id IN :ids AND (h.ends_at IS NULL OR h.ends_at > :now)"
).bindparams(bindparam("ids", expanding=True))
_SQLITE_ADD = text("INSERT INTO client_search (rowid, words) VALUES (:id, :words)")
_POSTGRES_ADD = text(
    "INSERT INTO client_search (client_id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"
)
_ADD_WORD = text("INSERT INTO search_word (word, sound) VALUES (:word, :sound) ON CONFLICT (word) DO NOTHING")


class _Gathering:
    """One run of taking clients into the index."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"
        self._now = stamp(connection, now)
        self._spelt: dict[str, tuple[str, ...]] = {}
        self._joined: dict[str, tuple[str, ...]] = {}
        self._known: set[str] = set()
        self._used: set[str] = set()

    def add(self, ids: list[int]) -> int:
        """Take a batch of clients in; return how many of them are active."""
        rows: list[dict[str, object]] = []
        for client_id, words in self._entries(ids):
            rows.append({"id": client_id, "words": " ".join(words) if self._sqlite else words})
        if rows:
            self._connection.execute(_SQLITE_ADD if self._sqlite else _POSTGRES_ADD, rows)
            self._keep_words()
        return len(rows)

    def _entries(self, ids: list[int]) -> Iterator[tuple[int, list[str]]]:
        """Go through a batch of clients with the words that each is found by."""
        phones: dict[int, list[tuple[str, str]]] = {}
        for client_id, number, digits in self._connection.execute(_PHONES, {"ids": ids}):
            phones.setdefault(client_id, []).append((digits_of(number), digits_of(digits)))
        managers: dict[int, list[str]] = {}
        for client_id, name in self._connection.execute(_MANAGERS, {"ids": ids, "now": self._now}):
            managers.setdefault(client_id, []).append(name)
        for row in self._connection.execute(_CLIENTS, {"ids": ids}):
            client_id, number, family, given, preferred, suburb, dob = row
            names = (family, given, preferred, suburb, *managers.get(client_id, ()))
            words = list(chain.from_iterable(map(self._spellings, names)))
            for name in names:
                words += _signed(Column.JOINED, self._joinings(name))
            self._used.update(words)
            words += _signed(Column.FAMILY, self._spellings(family) + self._joinings(family))
            for spoken, digits in phones.get(client_id, ()):
                words += _signed(Column.PHONE, filter(None, (spoken, digits)))
                words += _signed(Column.TAIL, filter(None, ((digits or spoken)[::-1],)))
            numbers = _number_words(number)
            words += (*numbers, *_signed(Column.NUMBER, numbers), *_signed(Column.JOINED, joinings(number)))
            if dob:
                words.append(Column.BORN + digits_of(str(dob)[:10]))
            yield client_id, list(dict.fromkeys(words))

    def _spellings(self, name: str) -> tuple[str, ...]:
        """Return the spellings of a name; the same few thousand names come again and again."""
        found = self._spelt.get(name)
        if found is None:
            found = self._spelt[name] = spellings(name)
        return found

    def _joinings(self, name: str) -> tuple[str, ...]:
        """Return a name of several words as one."""
        found = self._joined.get(name)
        if found is None:
            found = self._joined[name] = joinings(name)
        return found

    def _keep_words(self) -> None:
        """Keep the words of names that were not known before, to mend slips by."""
        fresh = ((word, word.removeprefix(JOINED)) for word in sorted(self._used - self._known))
        rows = [{"word": word, "sound": sound(bare)} for word, bare in fresh if bare.isalpha()]
        self._known |= self._used
        self._used = set()
        if rows:
            self._connection.execute(_ADD_WORD, rows)


def _forget(connection: Connection, ids: list[int]) -> None:
    """Take clients out of the index."""
    if ids:
        key = "rowid" if connection.dialect.name == "sqlite" else "client_id"
        gone = text(f"DELETE FROM client_search WHERE {key} = :id")  # noqa: S608 (one of two words of ours)
        connection.execute(gone, [{"id": client_id} for client_id in ids])


def _forget_all(connection: Connection) -> None:
    """Empty the index; on PostgreSQL without what makes each row slow to add."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO client_search(client_search) VALUES ('delete-all')"))
    else:
        connection.execute(text("DROP INDEX IF EXISTS ix_client_search_words"))
        connection.execute(text("DELETE FROM client_search"))
    connection.execute(text("DELETE FROM search_word"))


def _merge(connection: Connection) -> None:
    """Write the parts of the index together, which is quicker to ask; what was taken out is gone then."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO client_search(client_search) VALUES ('optimize')"))


def _all_active(connection: Connection) -> Iterator[list[int]]:
    """Go through the ids of all active clients, a batch at a time."""
    following = text("SELECT id FROM client WHERE active AND id > :last ORDER BY id LIMIT :most")
    last = 0
    while batch := list(connection.execute(following, {"last": last, "most": _BATCH}).scalars()):
        yield batch
        last = batch[-1]


def _in_batches(ids: list[int]) -> Iterator[list[int]]:
    """Go through some ids, a batch at a time."""
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))


def _signed(column: Column, words: Iterable[str]) -> tuple[str, ...]:
    """Return words under the sign of their part."""
    return tuple(column + word for word in words)


def _number_words(number: str) -> tuple[str, ...]:
    """Return what a client number is found by: its parts, its digits, and those without leading noughts."""
    words = spellings(number)
    bare = (word.lstrip("0") for word in (*words, digits_of(number)) if word.isdigit())
    return tuple(dict.fromkeys(filter(None, (*words, digits_of(number), *bare))))
