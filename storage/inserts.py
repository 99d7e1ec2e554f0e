"""The quickest way to keep new rows on SQLite: a save is mostly new rows, and a caller is waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Dialect, Table, inspect
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlcipher3 import dbapi2 as sqlite


@dataclass(frozen=True, slots=True)
class Insertion:
    """How rows of one table are inserted."""

    statement: str
    columns: tuple[tuple[str, Callable[[Any], Any], Any], ...]
    """In the order of the statement: attribute, what turns a value into the driver's, and default."""
    number: str | None
    """The attribute that the database numbers, if there is one."""

    def run(self, driver: sqlite.Connection, row: dict[str, Any]) -> None:
        """Insert one row and put the number it is given into it."""
        values = [
            turn(row[name]) if row.get(name) is not None else default for name, turn, default in self.columns
        ]
        inserted = driver.execute(self.statement, values).lastrowid
        if self.number is not None and row.get(self.number) is None:
            row[self.number] = inserted


_KNOWN: dict[tuple[type[Any], str], Insertion | None] = {}


def insertion(model: type[Any], dialect: Dialect) -> Insertion | None:
    """Return how rows of a model are inserted; None where that takes more than their values."""
    known = (model, dialect.name)  # every engine has a dialect of its own, and all of a name are alike
    if known not in _KNOWN:
        _KNOWN[known] = _made(model, dialect)
    return _KNOWN[known]


def _made(model: type[Any], dialect: Dialect) -> Insertion | None:
    mapper = inspect(model)
    table = mapper.local_table
    if mapper.relationships or not isinstance(table, Table) or len(mapper.tables) != 1:
        return None
    if not all(_plain(column) for column in table.columns):
        return None
    columns = tuple(
        (
            mapper.get_property_by_column(column).key,
            column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is,
            column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None,
        )
        for column in table.columns
    )
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    marks = ", ".join("?" for _ in columns)
    numbered = table.autoincrement_column
    return Insertion(
        statement=f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})",  # noqa: S608
        columns=columns,
        number=None if numbered is None else mapper.get_property_by_column(numbered).key,
    )


def _plain(column: Column[Any]) -> bool:
    """Say whether a column holds what it is given, or one and the same default."""
    fixed = column.default is None or isinstance(column.default, ScalarElementColumnDefault)
    return fixed and column.server_default is None and column.computed is None


def _as_it_is(value: Any) -> Any:
    """Return a value that the driver takes as it is."""
    return value
