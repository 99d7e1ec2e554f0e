"""Whether two SQLite files hold the same rows."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from storage.backup import opened
from storage.engine import SqliteFile
from storage.errors import plain_words

_TABLES = (
    "SELECT m.name, (SELECT count(*) FROM pragma_table_info(m.name)) FROM sqlite_master m "
    "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'client_search%' ORDER BY 1"
)
"""Every table and how many columns it has, but for SQLite's own and those of the index that is made anew."""


def differing(one: Path, other: Path, *, key: bytes | None = None) -> tuple[str, ...]:
    """Return the names of the tables whose rows differ in two files, or that only one of them has."""
    here, there = hashes_of(one, key=key), hashes_of(other, key=key)
    return tuple(sorted(name for name in {**here, **there} if here.get(name) != there.get(name)))


def hashes_of(path: Path, *, key: bytes | None = None) -> dict[str, str]:
    """Return one hash of all rows of each table of a file, by its name; nothing is written to it."""
    hashes: dict[str, str] = {}
    with plain_words(), opened(SqliteFile(path.absolute(), key)) as connection:
        for name, columns in connection.exec_driver_sql(_TABLES).all():
            order = ", ".join(map(str, range(1, columns + 1)))
            made = sha256()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY {order}'):  # noqa: S608
                made.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
            hashes[name] = made.hexdigest()
    return hashes
