"""A database that faults are tried on: how it is opened, what is written, and whether all of it is there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.schema import prepare
from storage.sessions import Store
from tests.clock import FixedClock
from tests.storage.examples import add_person

KEY = bytes(range(32))
"""Encrypts those that are encrypted."""

_COUNTS = text(
    "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM clock), "
    "(SELECT count(*) FROM audit WHERE action = 'call.logged')"
)


def opened(path: Path, *, key: bytes | None = None, create: bool = False) -> Store:
    """Open a database with its audit key, which lies beside it."""
    engine = open_engine(f"sqlite:///{path}", key=key)
    database_id = prepare(engine, backup_folder=path.parent / "backups", create=create)
    return Store(engine, AuditKey.load(database_id, path.parent / "keys", create=True), FixedClock())


def made(path: Path, *, key: bytes | None = None) -> Path:
    """Make a database with one person in it."""
    store = opened(path, key=key, create=True)
    add_person(store)
    store.close()
    return path


def saved(store: Store) -> set[str]:
    """Return the key of every call that is there."""
    with store.reading() as connection:
        return set(connection.execute(text("SELECT key FROM item")).scalars())


def torn(store: Store) -> int:
    """Return how many calls are there in part: without a window of theirs, or without their entry."""
    with store.reading() as connection:
        items, clocks, entries = connection.execute(_COUNTS).one()
    return int(abs(2 * items - clocks) + abs(items - entries))
