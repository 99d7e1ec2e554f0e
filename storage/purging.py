"""Everything about one client, found by what points at what, and erased: rows, words and drafts.

Items, attempts, decisions of the line and clocks stay, without a client and without a word, so that what was
kept of the rules can still be counted; everything else goes. Nothing is committed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, Connection, Enum, String, Table, TypeDecorator, select
from sqlmodel import SQLModel

from storage import models

EMPTIED: Mapping[str, frozenset[str]] = {
    "item": frozenset(),
    "attempt": frozenset(),
    "triage": frozenset(),
    "clock": frozenset({"rule", "zone", "ended_by"}),
    "absence": frozenset({"entered_by"}),
}
"""Tables whose rows stay, and which of their texts stay with them: those that no person typed."""
_NEVER = frozenset(
    {"audit", "client_view", "meta", "lease", "preference", "draft", "purge_request", "person"}
)
"""Tables that hold no row of one client's own; what the record says of them is erased apart."""
_ENDS = frozenset({"absence", "person"})
"""Tables whose rows are somebody else's as well: what points at them is not the client's for that."""
_CANCELLED = "cancelled"
_AT_ONCE = 500

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """The rows of one client, by table and primary key."""

    client_id: int
    keys: Mapping[str, frozenset[Key]]
    telling: tuple[str, ...] = field(repr=False)
    """Words that name the client: number, e-mail, telephone numbers."""
    names: tuple[tuple[str, ...], ...] = field(repr=False)
    """Names, each as the parts that have to stand together to tell who it is."""
    last: datetime | None
    """The newest instant on record about them that is not in the future."""
    digest: str = field(repr=False)
    """Of every row as it stands, so that the least change between two looks is noticed."""

    def counts(self) -> dict[str, int]:
        """Return how many rows of each table go or are emptied."""
        return {table: len(keys) for table, keys in sorted(self.keys.items()) if keys}

    def tells(self, text: str) -> bool:
        """Say whether a text names the client, in whole words: no Ann is named by an annual review."""
        return any(_stands(word, text) for word in self.telling) or any(
            all(_stands(part, text) for part in parts) for parts in self.names
        )


def belongings(connection: Connection, client_id: int, now: datetime) -> Belongings:
    """Find every row of one client, and what they are named by."""
    assert models.Client.metadata is SQLModel.metadata
    found: dict[str, list[Mapping[str, Any]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name == "client":
            found["client"] = _rows(connection, table, table.c.id, [client_id])
        elif table.name not in _NEVER and (rows := _pointing(connection, table, found, client_id)):
            found[table.name] = rows
    keys = {
        name: frozenset(_key(SQLModel.metadata.tables[name], row) for row in rows)
        for name, rows in found.items()
    }
    dated = {name: rows for name, rows in found.items() if name != "legal_hold"}  # a hold is no care
    instants = [each for name, rows in dated.items() for row in rows for each in _instants(name, row)]
    telling, names = _named(found)
    last = max((at for at in instants if at <= now), default=None)
    return Belongings(client_id, keys, telling, names, last, _digest(found))


def erase_rows(connection: Connection, owned: Belongings) -> None:
    """Empty what stays and delete the rest, drafts that name the client too."""
    for name in EMPTIED:
        table = SQLModel.metadata.tables[name]
        for key in owned.keys.get(name, ()):
            _empty(connection, table, key)
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name not in EMPTIED:
            for key in owned.keys.get(table.name, ()):
                connection.execute(table.delete().where(*_matches(table, key)))
    _drop_drafts(connection, owned)


def _pointing(
    connection: Connection, table: Table, found: Mapping[str, list[Mapping[str, Any]]], client_id: int
) -> list[Mapping[str, Any]]:
    """Return the rows of a table that point at any row found before, but for those of another client."""
    rows: dict[Key, Mapping[str, Any]] = {}
    for key in table.foreign_keys:
        pointed = key.column.table.name
        if pointed in found and pointed != table.name and pointed not in _ENDS:
            ids = [row[key.column.name] for row in found[pointed]]
            for row in _rows(connection, table, key.parent, ids):
                owner = row.get("client_id")
                if owner in (None, client_id) or table.name == "item_client":
                    rows[_key(table, row)] = row
    return list(rows.values())


def _empty(connection: Connection, table: Table, key: Key) -> None:
    """Take out of a row everything that somebody typed, and whom it was about."""
    blank: dict[str, Any] = {}
    for column in table.c:
        if column.primary_key or column.name in EMPTIED[table.name]:
            continue
        if column.foreign_keys:
            pointed = next(iter(column.foreign_keys)).column.table.name
            if column.nullable and pointed not in EMPTIED and pointed != "person":
                blank[column.name] = None
        elif isinstance(column.type, JSON):
            blank[column.name] = []
        elif holds_words(column):
            blank[column.name] = f"purged:{key[0]}" if _unique(table, column) else ""
    if blank:
        connection.execute(table.update().where(*_matches(table, key)).values(blank))
    if table.name == "clock":
        free = table.c.state == _CANCELLED
        connection.execute(table.update().where(*_matches(table, key), free).values(ended_by="erased"))


def holds_words(column: Column[Any]) -> bool:
    """Say whether a column holds text of any wording, and no word of a vocabulary."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String) and not isinstance(kind, Enum)


def _unique(table: Table, column: Column[Any]) -> bool:
    return bool(column.unique) or any(
        index.unique and list(index.columns) == [column] for index in table.indexes
    )


def _drop_drafts(connection: Connection, owned: Belongings) -> None:
    """Delete what was typed and not saved, where it is about the client or names them."""
    draft = SQLModel.metadata.tables["draft"]
    items = {key[0] for key in owned.keys.get("item", ())}
    for row in connection.execute(select(draft.c.key, draft.c.item_id, draft.c.typed)).all():
        typed = row.typed.items() if isinstance(row.typed, dict) else ()
        about = any("client" in name and value == str(owned.client_id) for name, value in typed)
        if row.item_id in items or about or owned.tells("\n".join(value for _name, value in typed)):
            connection.execute(draft.delete().where(draft.c.key == row.key))


def _named(
    found: Mapping[str, list[Mapping[str, Any]]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return what a client and those around them are named by."""
    telling: set[str] = set()
    names: set[tuple[str, ...]] = set()
    for row in found.get("client", ()):
        telling |= {row["number"], row["email"]}
        names |= {(row["family_name"], row["given_name"]), (row["family_name"], row["preferred_name"])}
    for row in found.get("client_phone", ()):
        telling |= {row["number"], row["digits"]}
    for row in found.get("client_contact", ()):
        telling |= {row["phone"], row["digits"]}
        names.add((row["name"],))
    return tuple(sorted(filter(None, telling))), tuple(sorted(each for each in names if all(each)))


def _stands(word: str, text: str) -> bool:
    """Say whether a word stands in a text by itself, in whatever letters."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def _digest(found: Mapping[str, list[Mapping[str, Any]]]) -> str:
    rows = sorted(f"{name} {sorted(row.items())!r}" for name, kept in found.items() for row in kept)
    return sha256("\n".join(rows).encode()).hexdigest()


def _instants(name: str, row: Mapping[str, Any]) -> Iterable[datetime]:
    for column in SQLModel.metadata.tables[name].c:
        value = row[column.name]
        if isinstance(value, datetime):
            yield value if value.tzinfo else value.replace(tzinfo=UTC)
        elif isinstance(value, date) and column.name != "dob":
            yield datetime.combine(value, time(0), UTC)


def _key(table: Table, row: Mapping[str, Any]) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def _matches(table: Table, key: Key) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key, key, strict=True)]


def _rows(
    connection: Connection, table: Table, column: Column[Any], ids: list[Any]
) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for start in range(0, len(ids), _AT_ONCE):
        page = select(table).where(column.in_(ids[start : start + _AT_ONCE]))
        found += [dict(row._mapping) for row in connection.execute(page)]
    return found
