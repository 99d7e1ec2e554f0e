"""The record of who did what (R-173): sealed entries, each chained to the one before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, text

from storage.auditkey import KEY_VARIABLE, AuditKey
from storage.errors import WrongKey

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

HEAD, KEY_ID = "audit-head", "audit-key-id"
KEY_FROM = "audit-key-from"
"""The fact from which entry on the present key seals, once a lost one was replaced."""
START = "0" * 64
"""What the first entry names as the hash before it."""
_PAGE = 1000
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_SEALED = (
    "seq",
    "at",
    "actor",
    "on_behalf_of",
    "terminal",
    "action",
    "object",
    "detail",
    "undoes",
    "previous",
)

_FACTS = f"SELECT name, value FROM meta WHERE name IN ('{HEAD}', '{KEY_ID}', '{KEY_FROM}')"  # noqa: S608
_FIRST = "INSERT INTO meta (name, value) VALUES (:name, :value)"
_MOVE = "UPDATE meta SET value = :value WHERE name = :name"
_COLUMNS = ", ".join((*_SEALED, "hash"))
_INSERT = f"INSERT INTO audit ({_COLUMNS}) VALUES ({', '.join(f':{name}' for name in (*_SEALED, 'hash'))})"  # noqa: S608
_READ = text(f"SELECT {_COLUMNS} FROM audit WHERE seq > :after ORDER BY seq LIMIT {_PAGE}")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded."""

    at: datetime
    """Aware."""
    actor: str
    action: str
    object: str
    detail: str
    """Canonical JSON."""
    on_behalf_of: str = ""
    terminal: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking the whole record."""

    ok: bool
    rows: int
    """How many entries were read."""
    first_broken: int | None
    """Number of the first entry that is missing or not as it was written."""
    why: str


def canonical(value: object) -> str:
    """Return JSON that is the same for the same value: sorted keys and no spaces."""
    return _JSON.encode(value)


def append(connection: Connection, key: AuditKey | None, entry: Entry) -> int:
    """Add an entry to the record in the caller's transaction and return its number.

    Raises:
        WrongKey: the key is not here, or the record was sealed with another one so far.
    """
    if key is None:
        raise WrongKey(NO_KEY)
    execute = _executor(connection)
    facts = dict(execute(_FACTS, {}))
    if facts.get(KEY_ID, key.id) != key.id:
        raise WrongKey(_OTHER_KEY)
    seq, previous = _head(facts.get(HEAD))
    row: dict[str, Any] = {name: getattr(entry, name, None) for name in _SEALED}
    row |= {"seq": seq + 1, "at": _kept(connection, entry.at), "previous": previous}
    row["hash"] = key.seal(_message({**row, "at": entry.at}))
    execute(_INSERT, row)
    head = f"{seq + 1} {row['hash']}"
    execute(_MOVE if HEAD in facts else _FIRST, {"name": HEAD, "value": f"{head} {key.seal('head ' + head)}"})
    if KEY_ID not in facts:
        execute(_FIRST, {"name": KEY_ID, "value": key.id})
    return seq + 1


def renew(connection: Connection, key: AuditKey) -> int:
    """Let a new key seal from the next entry on, and return that entry's number."""
    execute = _executor(connection)
    facts = dict(execute(_FACTS, {}))
    seq = _head(facts.get(HEAD))[0] + 1
    for name, value in ((KEY_ID, key.id), (KEY_FROM, f"{seq} {key.seal(f'from {seq}')}")):
        execute(_MOVE if name in facts else _FIRST, {"name": name, "value": value})
    return seq


def verify(connection: Connection, key: AuditKey | None) -> Verdict:
    """Check every entry, its place and the end of the record; needs the same memory for any length.

    Without the key it can be told only whether the entries hang together, not who made them.
    """
    facts = _facts(connection)
    if key is not None and facts.get(KEY_ID, key.id) != key.id:
        return Verdict(False, 0, None, _OTHER_KEY)
    since, told = _sealed_since(facts.get(KEY_FROM), key)
    if since is None:
        return Verdict(False, 0, None, told)
    seq, previous = 0, START
    for row in _entries(connection):
        if row["seq"] != seq + 1:
            return Verdict(False, seq, seq + 1, f"Entry {seq + 1} is missing.")
        sealed = key is None or row["seq"] < since or key.seal(_message(row)) == row["hash"]
        if row["previous"] != previous or not sealed:
            return Verdict(False, seq, seq + 1, f"Entry {seq + 1} is not as it was written.")
        seq, previous = seq + 1, row["hash"]
    verdict = _verify_head(facts.get(HEAD), key, seq, previous)
    return replace(verdict, why=f"{verdict.why} {told}".strip())


def _sealed_since(kept: str | None, key: AuditKey | None) -> tuple[int | None, str]:
    """Return from which entry on the key seals, and what to say of those before; None when forged."""
    if key is None:
        return 1, "The key is not here: only whether the entries hang together was checked."
    if kept is None:
        return 1, ""
    number = kept.split(" ")[0]
    if not number.isdecimal() or kept != f"{number} {key.seal(f'from {number}')}":
        return None, "The note of where the present key begins is not as it was written."
    last = int(number) - 1
    return int(number), f"Entries 1 to {last} bear an earlier key's seal: only their links were checked."


def _verify_head(head: str | None, key: AuditKey | None, rows: int, last: str) -> Verdict:
    """Check that the record ends where it ended when it was last written to."""
    if head is None:
        if rows == 0:
            return Verdict(True, 0, None, "The record is empty.")
        return Verdict(False, rows, rows, "The note of where the record ends is missing.")
    seq, kept = _head(head)
    if key is not None and head.split(" ")[-1] != key.seal(f"head {seq} {kept}"):
        return Verdict(False, rows, rows + 1, "The note of where the record ends is not as it was written.")
    if seq > rows:
        return Verdict(False, rows, rows + 1, f"Entries {rows + 1} to {seq} are missing at the end.")
    if seq < rows or kept != last:
        return Verdict(False, rows, min(seq + 1, rows), "The record goes on after its end.")
    return Verdict(True, rows, None, "Every entry is as it was written.")


def _facts(connection: Connection) -> dict[str, str]:
    """Return where the record ends and which key sealed it."""
    return {str(name): str(value) for name, value in connection.execute(text(_FACTS))}


def _head(value: str | None) -> tuple[int, str]:
    """Return the number and the hash of the last entry."""
    parts = (value or f"0 {START}").split(" ")
    if len(parts) < 2 or not parts[0].isdecimal():
        return 0, START
    return int(parts[0]), parts[1]


def _entries(connection: Connection) -> Iterator[dict[str, Any]]:
    """Read the record a page at a time."""
    after = -(2**62)
    while page := connection.execute(_READ, {"after": after}).mappings().all():
        yield from (dict(row) for row in page)
        after = page[-1]["seq"]


def _executor(connection: Connection) -> Callable[[str, Mapping[str, Any]], Iterable[Any]]:
    """Return the quickest way to run a statement: every save goes through here.

    On SQLite that is the driver's own, which takes the same names of values and the same statements.
    """
    if connection.dialect.name == "sqlite":
        driver = cast("sqlite.Connection", connection.connection.dbapi_connection)
        return cast("Callable[[str, Mapping[str, Any]], Iterable[Any]]", driver.execute)

    def execute(statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        result = connection.execute(text(statement), values)
        return result.all() if result.returns_rows else ()

    return execute


def _message(row: Mapping[str, Any]) -> str:
    """Return the text of an entry that is sealed: the same on every database."""
    return canonical({**{name: row[name] for name in _SEALED}, "at": _instant(row["at"])})


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
