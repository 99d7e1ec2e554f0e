"""Everything on record about one client, whatever tables there are: found by what points at what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, select
from sqlmodel import SQLModel

from storage import models

_LEFT_OUT = frozenset({"alert", "alert_step", "notice", "draft", "preference"})
"""What the console told whom is no part of a client's file."""
_AT_ONCE = 500

Row = Mapping[str, Any]
"""One row by the names of its columns."""


def rows_of_client(connection: Connection, client_id: int) -> dict[str, list[Row]]:
    """Return the client and every row that points at them, or at a row that does; by table, by key."""
    assert models.Client.metadata is SQLModel.metadata
    found: dict[str, list[Row]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name == "client":
            found["client"] = list(_rows(connection, table, table.c.id, [client_id]))
        elif table.name not in _LEFT_OUT:
            rows = _pointing(connection, table, found)
            if rows:
                found[table.name] = rows
    _shared(connection, found)
    return found


def _shared(connection: Connection, found: dict[str, list[Row]]) -> None:
    """Add items that concern several clients and stand under another one, with what was decided and owed.

    What was tried about the others is theirs and stays out.
    """
    known = {row["id"] for row in found.get("item", ())}
    more = [row["item_id"] for row in found.get("item_client", ()) if row["item_id"] not in known]
    for name, column in (("item", "id"), ("triage", "item_id"), ("clock", "item_id")) if more else ():
        table = SQLModel.metadata.tables[name]
        found.setdefault(name, []).extend(_rows(connection, table, table.c[column], more))


def points_at(table: str, column: str) -> str:
    """Return the table whose key a column holds; empty for one that holds none."""
    keys = SQLModel.metadata.tables[table].c[column].foreign_keys
    return next((key.column.table.name for key in keys), "")


def named(connection: Connection, table: str, ids: Iterable[int]) -> dict[int, str]:
    """Return what rows of a table are called, as far as they have a name, a title or words."""
    there = SQLModel.metadata.tables[table]
    column = next((there.c[name] for name in ("name", "title", "number", "words") if name in there.c), None)
    if column is None:
        return {}
    wanted = sorted(set(ids))
    made: dict[int, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        page = select(there.c.id, column).where(there.c.id.in_(wanted[start : start + _AT_ONCE]))
        made |= {row[0]: str(row[1]) for row in connection.execute(page)}
    return made


def _pointing(connection: Connection, table: Table, found: Mapping[str, list[Row]]) -> list[Row]:
    """Return the rows of a table that point at any row found before."""
    rows: dict[tuple[Any, ...], Row] = {}
    for key in sorted(table.foreign_keys, key=lambda key: str(key.parent.name)):
        pointed = key.column.table.name
        if pointed in found and pointed != table.name and pointed != "person":
            ids = [row[key.column.name] for row in found[pointed]]
            for row in _rows(connection, table, key.parent, ids):
                rows[tuple(row[each.name] for each in table.primary_key)] = row
    return [rows[key] for key in sorted(rows, key=_order)]


def _order(key: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{each:020}" if isinstance(each, int) else str(each) for each in key)


def _rows(connection: Connection, table: Table, column: Column[Any], ids: list[Any]) -> Iterator[Row]:
    for start in range(0, len(ids), _AT_ONCE):
        page = select(table).where(column.in_(ids[start : start + _AT_ONCE]))
        for row in connection.execute(page):
            yield dict(row._mapping)
