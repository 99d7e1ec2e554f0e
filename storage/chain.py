"""Chains of sealed entries: each names the hash of the one before it, and a sealed note says where it ends.

There are two: the record of what was done (`storage.audit`) and that of what was looked at (`storage.views`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, text

from storage.auditkey import KEY_VARIABLE, AuditKey
from storage.erasures import Erasures
from storage.errors import WrongKey

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

KEY_ID = "audit-key-id"
"""The fact that names the key by which both chains are sealed."""
START = "0" * 64
"""What the first entry names as the hash before it."""
_PAGE = 1000
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_FIRST = "INSERT INTO meta (name, value) VALUES (:name, :value)"
_MOVE = "UPDATE meta SET value = :value WHERE name = :name"

Execute = Callable[[str, Mapping[str, Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking a whole chain."""

    ok: bool
    rows: int
    """How many entries were read."""
    first_broken: int | None
    """Number of the first entry that is missing or not as it was written."""
    why: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain; whoever keeps it elsewhere can tell later whether it is still that chain."""

    seq: int
    hash: str

    @property
    def short(self) -> str:
        """As it stands in the foot of a page, such as 1042:ab12cd34."""
        return f"{self.seq}:{self.hash[:8]}"


NONE_YET = Head(0, START)
"""Where a chain ends before its first entry."""


class Chain:
    """One chain: its table, what of an entry is sealed, and the facts that say where it ends."""

    def __init__(self, table: str, columns: tuple[str, ...], facts: str, mark: str, entry: str) -> None:
        """Name a chain.

        Args:
            table: where its entries lie.
            columns: what is sealed of an entry, besides its number and the hash before it.
            facts: how the names of its facts begin.
            mark: what parts its sealed notes from those of the other chain.
            entry: what its entries are called.
        """
        self.sealed = ("seq", *columns, "previous")
        self.head_fact, self.from_fact = f"{facts}-head", f"{facts}-key-from"
        self._mark, self._entry = mark, entry
        kept = (*self.sealed, "hash")
        listed = ", ".join(kept)
        self._facts = (
            f"SELECT name, value FROM meta "  # noqa: S608
            f"WHERE name IN ('{self.head_fact}', '{KEY_ID}', '{self.from_fact}')"
        )
        self._insert = f"INSERT INTO {table} ({listed}) VALUES ({', '.join(f':{name}' for name in kept)})"  # noqa: S608
        self._read = text(f"SELECT {listed} FROM {table} WHERE seq > :after ORDER BY seq LIMIT {_PAGE}")  # noqa: S608
        self._hash_of = text(f"SELECT hash FROM {table} WHERE seq = :seq")  # noqa: S608

    def append(
        self, connection: Connection, key: AuditKey | None, entries: Iterable[Mapping[str, Any]]
    ) -> int:
        """Add entries in the caller's transaction and return the number of the last one.

        Raises:
            WrongKey: the key is not here, or the chain was sealed with another one so far.
        """
        if key is None:
            raise WrongKey(NO_KEY)
        execute = _executor(connection)
        facts = dict(execute(self._facts, {}))
        if facts.get(KEY_ID, key.id) != key.id:
            raise WrongKey(_OTHER_KEY)
        last = _read_head(facts.get(self.head_fact))
        for entry in entries:
            row: dict[str, Any] = {**entry, "seq": last.seq + 1, "previous": last.hash}
            row["hash"] = key.seal(self.message(row))
            execute(self._insert, {**row, "at": _kept(connection, row["at"])})
            last = Head(last.seq + 1, row["hash"])
        note = f"{last.seq} {last.hash}"
        value = f"{note} {key.seal(f'{self._mark}head {note}')}"
        execute(_MOVE if self.head_fact in facts else _FIRST, {"name": self.head_fact, "value": value})
        if KEY_ID not in facts:
            execute(_FIRST, {"name": KEY_ID, "value": key.id})
        return last.seq

    def renew(self, connection: Connection, key: AuditKey) -> int:
        """Let a new key seal from the next entry on, and return that entry's number."""
        execute = _executor(connection)
        facts = dict(execute(self._facts, {}))
        seq = _read_head(facts.get(self.head_fact)).seq + 1
        sealed = f"{seq} {key.seal(f'{self._mark}from {seq}')}"
        for name, value in ((KEY_ID, key.id), (self.from_fact, sealed)):
            execute(_MOVE if name in facts else _FIRST, {"name": name, "value": value})
        return seq

    def head(self, connection: Connection) -> Head:
        """Return the last entry, by the note of where the chain ends."""
        return _read_head(self._told(connection).get(self.head_fact))

    def hash_of(self, connection: Connection, seq: int) -> str | None:
        """Return the hash of an entry; None where there is none of that number."""
        found = connection.scalar(self._hash_of, {"seq": seq})
        return None if found is None else str(found)

    def verify(self, connection: Connection, key: AuditKey | None) -> Verdict:
        """Check every entry, its place and the end of the chain; needs the same memory for any length.

        Without the key it can be told only whether the entries hang together, not who made them.
        """
        facts = self._told(connection)
        if key is not None and facts.get(KEY_ID, key.id) != key.id:
            return Verdict(False, 0, None, _OTHER_KEY)
        since, told = self._sealed_since(facts.get(self.from_fact), key)
        if since is None:
            return Verdict(False, 0, None, told)
        seq, previous, erasures = 0, START, Erasures(key, self.message)
        for row in self._entries(connection):
            if row["seq"] != seq + 1:
                return Verdict(False, seq, seq + 1, f"{self._entry} {seq + 1} is missing.")
            written = key is None or row["seq"] < since or key.seal(self.message(row)) == row["hash"]
            if row["previous"] != previous or not (written or erasures.admits(row)):
                return Verdict(False, seq, seq + 1, f"{self._entry} {seq + 1} is not as it was written.")
            if written:
                erasures.hear(row)
            seq, previous = seq + 1, row["hash"]
        if (unexplained := erasures.unexplained()) is not None:
            return Verdict(False, seq, unexplained, f"{self._entry} {unexplained} was emptied by no purge.")
        if erasures.count:
            told = f"Purges erased the content of {erasures.count:,} of them. {told}".strip()
        verdict = self._verify_head(facts.get(self.head_fact), key, Head(seq, previous))
        return replace(verdict, why=f"{verdict.why} {told}".strip())

    def message(self, row: Mapping[str, Any]) -> str:
        """Return the text of an entry that is sealed: the same on every database."""
        return canonical({**{name: row[name] for name in self.sealed}, "at": _instant(row["at"])})

    def _told(self, connection: Connection) -> dict[str, str]:
        """Return where the chain ends and which key sealed it."""
        return {str(name): str(value) for name, value in connection.execute(text(self._facts))}

    def _sealed_since(self, kept: str | None, key: AuditKey | None) -> tuple[int | None, str]:
        """Return from which entry on the key seals, and what to say of those before; None when forged."""
        if key is None:
            return 1, "The key is not here: only whether the entries hang together was checked."
        if kept is None:
            return 1, ""
        number = kept.split(" ")[0]
        if not number.isdecimal() or kept != f"{number} {key.seal(f'{self._mark}from {number}')}":
            return None, "The note of where the present key begins is not as it was written."
        last = int(number) - 1
        if last < 1:
            return 1, ""
        return int(number), f"Entries 1 to {last} bear an earlier key's seal: only their links were checked."

    def _verify_head(self, kept: str | None, key: AuditKey | None, last: Head) -> Verdict:
        """Check that the chain ends where it ended when it was last written to."""
        rows = last.seq
        if kept is None:
            if rows == 0:
                return Verdict(True, 0, None, "There is no entry yet.")
            return Verdict(False, rows, rows, "The note of where the record ends is missing.")
        head = _read_head(kept)
        if key is not None and kept.split(" ")[-1] != key.seal(f"{self._mark}head {head.seq} {head.hash}"):
            return Verdict(
                False, rows, rows + 1, "The note of where the record ends is not as it was written."
            )
        if head.seq > rows:
            return Verdict(False, rows, rows + 1, f"Entries {rows + 1} to {head.seq} are missing at the end.")
        if head != last:
            return Verdict(False, rows, min(head.seq + 1, rows), "The record goes on after its end.")
        return Verdict(True, rows, None, "Every entry is as it was written.")

    def _entries(self, connection: Connection) -> Iterator[dict[str, Any]]:
        """Read the chain a page at a time."""
        after = -(2**62)
        while page := connection.execute(self._read, {"after": after}).mappings().all():
            yield from (dict(row) for row in page)
            after = page[-1]["seq"]


def canonical(value: object) -> str:
    """Return JSON that is the same for the same value: sorted keys and no spaces."""
    return _JSON.encode(value)


def _read_head(value: str | None) -> Head:
    """Return the last entry as the note of it says."""
    parts = (value or "").split(" ")
    if len(parts) < 2 or not parts[0].isdecimal():
        return NONE_YET
    return Head(int(parts[0]), parts[1])


def _executor(connection: Connection) -> Execute:
    """Return the quickest way to run a statement: every save goes through here.

    On SQLite that is the driver's own, which takes the same names of values and the same statements.
    """
    if connection.dialect.name == "sqlite":
        driver = cast("sqlite.Connection", connection.connection.dbapi_connection)
        return cast("Execute", driver.execute)

    def execute(statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        result = connection.execute(text(statement), values)
        return result.all() if result.returns_rows else ()

    return execute


def _instant(at: datetime | str) -> str:
    """Return an instant as it is sealed, whether it comes from a caller or from a database."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


def _kept(connection: Connection, at: datetime) -> datetime | str:
    """Return an instant as the column of this database keeps it."""
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.dialect.name == "sqlite" else at


NO_KEY = (
    "The key of the audit record is not on this computer: everything can be read, nothing can be changed. "
    f"Put its file back or name it with {KEY_VARIABLE}; if it is lost, run: oncall audit new-key"
)
_OTHER_KEY = (
    "The audit record was sealed with another key. Put the key file that belongs to this database back, "
    f"or name it with {KEY_VARIABLE}; if it is lost, run: oncall audit new-key"
)
