"""Plain SQL for what must be on the screen before anything heavier is loaded; it runs on both databases.

The statements lie in reads.sql beside this file, and by subject in reads_*.sql. On SQLite they go to the
driver without a layer between, which costs a third of the same through SQLAlchemy.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib.resources import files
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, TextClause, bindparam, text

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

_AT_ONCE = 1000
_LISTS = ("ids", "keys")
"""Values that stand for lists."""


class Found(tuple[Any, ...]):
    """A row: its values in the order in which the statement names them, and each by its name."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return a value by its name."""


@cache
def statements() -> dict[str, str]:
    """Return every statement by its name."""
    return _of_file("reads.sql")


@cache
def _of_subjects() -> dict[str, str]:
    """Return the statements of the files by subject, which nothing on the first screen asks for."""
    names = sorted(each.name for each in files("storage").iterdir() if each.name.startswith("reads_"))
    return {name: body for file in names if file.endswith(".sql") for name, body in _of_file(file).items()}


def every_statement() -> dict[str, str]:
    """Return the statements of all files by their names.

    Raises:
        ValueError: two have the same name.
    """
    first, others = statements(), _of_subjects()
    if same := first.keys() & others.keys():
        raise ValueError(f"two statements are called {sorted(same)[0]}")
    return first | others


def _of_file(name: str) -> dict[str, str]:
    parts = files("storage").joinpath(name).read_text(encoding="utf-8").split("-- name: ")[1:]
    named = (part.split("\n", 1) for part in parts)
    return {name.strip(): body.strip() for name, body in named}


@cache
def _words(name: str) -> str:
    """Return a statement as it is written."""
    return statements().get(name) or _of_subjects()[name]


@cache
def clause(name: str) -> TextClause:
    """Return a statement, prepared once; `:ids` and `:keys` stand for lists."""
    made = text(_words(name))
    named = [name for name in _LISTS if f":{name}" in made.text]
    return made.bindparams(*(bindparam(name, expanding=True) for name in named))


def rows(connection: Connection, name: str, **values: Any) -> Iterator[Found]:
    """Run a statement and go through its rows, fetched by the thousand."""
    given = {key: stamp(connection, value) for key, value in values.items()}
    if connection.dialect.name == "sqlite":
        return _by_driver(connection, name, given)
    found = connection.execute(clause(name), given)
    return map(_kind(tuple(found.keys())), chain.from_iterable(found.partitions(_AT_ONCE)))


def _by_driver(connection: Connection, name: str, given: dict[str, Any]) -> Iterator[Found]:
    """Run a statement on SQLite's driver, which knows named values but no lists."""
    words = _words(name)
    for key in _LISTS:
        if key in given:
            listed = {f"{key}_{place}": value for place, value in enumerate(given.pop(key))}
            words = words.replace(f":{key}", f"({','.join(f':{each}' for each in listed)})")
            given |= listed
    driver = cast("sqlite.Connection", connection.connection.dbapi_connection)
    found = driver.execute(words, given)
    kind = _kind(tuple(column[0] for column in found.description))
    return map(kind, chain.from_iterable(iter(partial(found.fetchmany, _AT_ONCE), [])))


@cache
def _kind(names: tuple[str, ...]) -> type[Found]:
    """Return the kind of row that has columns of these names."""
    places = {name: property(itemgetter(place)) for place, name in enumerate(names)}
    return type("Found", (Found,), {"__slots__": (), **places})


def one(connection: Connection, name: str, **values: Any) -> Found | None:
    """Run a statement and return its first row, if there is one."""
    return next(rows(connection, name, **values), None)


def scalar(connection: Connection, name: str, **values: Any) -> Any:
    """Run a statement and return its first value, if there is one."""
    found = one(connection, name, **values)
    return None if found is None else found[0]


def of_clients(connection: Connection, name: str, ids: Collection[int] | None) -> Iterator[Found]:
    """Run a statement for some clients, or for all of them."""
    if ids is None:
        return rows(connection, name)
    return rows(connection, f"{name}_of", ids=list(ids)) if ids else iter(())


def stamp(connection: Connection, value: Any) -> Any:
    """Return a value as this database compares it: SQLite keeps instants and dates as text, in UTC."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        value = value.astimezone(UTC)
        if connection.dialect.name == "sqlite":
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    elif isinstance(value, date) and connection.dialect.name == "sqlite":
        return value.isoformat()
    return value


def instant(value: Any) -> datetime:
    """Return an instant, aware and in UTC, from what either database answers."""
    if isinstance(value, str):
        # Far cheaper than to set the zone afterwards.
        return datetime.fromisoformat(value if "+" in value else value + "+00:00")
    made: datetime = value
    return made.astimezone(UTC) if made.tzinfo else made.replace(tzinfo=UTC)


def maybe_instant(value: Any) -> datetime | None:
    """Return an instant, or None for none."""
    return None if value is None else instant(value)


def maybe_day(value: Any) -> date | None:
    """Return a date, or None for none."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def listed(value: Any) -> tuple[str, ...]:
    """Return a list of short texts, which SQLite answers as JSON and PostgreSQL as a list."""
    return tuple(json.loads(value) if isinstance(value, str) else value or ())
