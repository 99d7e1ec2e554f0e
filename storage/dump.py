"""Every row of one database into another, of either kind: how PostgreSQL is copied and moved to or from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, bindparam, func, inspect, select

_PAGE = 2000
_MADE_ANEW = ("client_search", "search_word", "alembic_version")
"""Tables that are not copied: `storage.search` and the migrations make them again."""


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Copy what the source holds into the same, empty tables of the target; return how many rows of each.

    The caller sees to it that the source stands still (one snapshot) and that the target's tables are those
    of the source's version.
    """
    theirs, ours = _tables(source), _tables(target)
    counts: dict[str, int] = {}
    for table in ours.sorted_tables:
        origin = theirs.tables[table.name]
        counts[table.name] = 0
        blank = dict.fromkeys(_inward(table))
        for page in _pages(source, origin):
            target.execute(table.insert(), [_row(origin, row) | blank for row in page])
            counts[table.name] += len(page)
        for name in blank:
            _point(source, target, origin, table, name)
        if target.dialect.name == "postgresql" and "id" in table.c and counts[table.name]:
            _move_sequence(target, table)
    return counts


def count_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds."""
    names = sorted(name for name in inspect(connection).get_table_names() if not name.startswith(_MADE_ANEW))
    if not names:
        return {}
    quote = connection.dialect.identifier_preparer.quote
    counted = ", ".join(f"(SELECT count(*) FROM {quote(name)})" for name in names)  # noqa: S608
    found = connection.exec_driver_sql(f"SELECT {counted}").one()
    return {name: int(count) for name, count in zip(names, found, strict=True)}


def each_table(connection: Connection) -> Iterator[tuple[str, list[str], Iterator[dict[str, Any]]]]:
    """Go through every table: its name, its columns, and its rows in the order of its key."""
    for table in sorted(_tables(connection).tables.values(), key=lambda table: table.name):
        pages = _pages(connection, table)
        rows = (_row(table, row) for page in pages for row in page)
        yield table.name, [column.name for column in table.c], rows


def _tables(connection: Connection) -> MetaData:
    """Return the tables that are there, whatever version they are of."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(_MADE_ANEW))
    return found


def _pages(source: Connection, table: Table) -> Iterator[list[Any]]:
    """Read a table a page at a time, in the order of its key."""
    rows = source.execute(
        select(table).order_by(*table.primary_key), execution_options={"stream_results": True}
    )
    for page in rows.partitions(_PAGE):
        yield list(page)


def _row(table: Table, row: Any) -> dict[str, Any]:
    """Return a row by the names of its columns, instants in UTC."""
    return {column.name: _value(value) for column, value in zip(table.c, row, strict=True)}


def _value(value: Any) -> Any:
    """Return an instant in UTC; anything else as it is. An instant without a zone is kept in UTC."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _inward(table: Table) -> list[str]:
    """Return the columns that point at rows of the same table, which may not be there yet."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _point(source: Connection, target: Connection, origin: Table, table: Table, name: str) -> None:
    """Fill in a column that points at rows of its own table, now that all of them are there."""
    pairs = source.execute(select(origin.c.id, origin.c[name]).where(origin.c[name].is_not(None))).all()
    change = table.update().where(table.c.id == bindparam("row_id")).values({name: bindparam("other_id")})
    if pairs:
        target.execute(change, [{"row_id": row_id, "other_id": other_id} for row_id, other_id in pairs])


def _move_sequence(target: Connection, table: Table) -> None:
    """Let new rows be numbered after the last one that was copied."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    if target.scalar(select(sequence)) is not None:
        target.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
