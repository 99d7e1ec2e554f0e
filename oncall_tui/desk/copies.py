"""Copies made by themselves: named by when, checked before they count, thinned as they age (R-177)."""

from __future__ import annotations

import platform
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.rules.copies import keep, newest
from storage import reads

if TYPE_CHECKING:
    from storage.sessions import Store

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"oncall-(\d{8}T\d{6}Z)-([0-9a-f]{8})-auto\.db")
SHORT_ID = 8
"""How much of a database's id stands in the name of a copy."""
_UNCHECKED = ".unchecked"
"""Ends the name of a copy that nobody has checked yet; what was left so by a crash is no copy."""
_COPIES = "copies"
"""The name of the lease whose pulse tells other computers when the database was last copied."""


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A copy that lies in the folder of backups."""

    path: Path
    made_at: datetime
    size: int
    database: str = ""
    """The beginning of the database's id, for a copy that was made by itself; empty for any other."""


def all_copies(folder: Path | None = None) -> tuple[CopyFile, ...]:
    """Return every copy in the folder, of whatever database and however made, the newest first."""
    found = []
    for file in (folder or paths.backup_folder()).glob("*.db"):
        with suppress(FileNotFoundError):
            there = file.stat()
            named = _NAME.fullmatch(file.name)
            made = datetime.fromtimestamp(there.st_mtime, UTC)
            if named:
                made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
            found.append(CopyFile(file, made, there.st_size, named[2] if named else ""))
    return tuple(sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True))


def own_copies(store: Store, folder: Path | None = None) -> tuple[CopyFile, ...]:
    """Return the copies of this database that were made by themselves, the newest first; all were checked."""
    mine = _database(store)
    return tuple(each for each in all_copies(folder) if each.database == mine)


def copied_at(store: Store, now: datetime) -> datetime | None:
    """Return when this database was last copied; None for never.

    Consoles on PostgreSQL learn from the database itself what another computer has copied.
    """
    made = [each.made_at for each in own_copies(store)]
    if store.engine.dialect.name == "postgresql":
        with store.reading() as connection:
            elsewhere = reads.one(connection, "lease", lease=_COPIES)
        made += [reads.instant(elsewhere.pulse_at)] if elsewhere else []
    return newest(made, now)


def make_copy(store: Store, at: datetime) -> CopyFile:
    """Copy the database, check the copy from beginning to end, then thin out the older ones.

    Args:
        store: what is copied; others may write meanwhile.
        at: names the copy.

    Raises:
        StoreError: it cannot be written, or is not whole; no copy was made, and none taken away.
    """
    from storage import backup
    from storage.engine import sqlite_file
    from storage.errors import Damaged

    mine, folder = _database(store), paths.backup_folder()
    name = f"oncall-{at.astimezone(UTC).strftime(_STAMP)}-{mine}-auto.db"
    for left in folder.glob(f"*oncall-*-{mine}-auto.db{_UNCHECKED}*"):
        left.unlink(missing_ok=True)
    draft = backup.copy(store.engine, folder / f"{name}{_UNCHECKED}")
    try:
        file = sqlite_file(store.engine)
        report = backup.verify(draft, key=file.key if file else None, audit_key=store.audit_key)
        if not report.ok:
            raise Damaged(
                f"The copy is not whole ({report.problems[0]}). Check the disk, and run oncall doctor."
            )
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    if store.engine.dialect.name == "postgresql":
        _tell(store, at)
    _thin(own_copies(store))
    return CopyFile(folder / name, at, (folder / name).stat().st_size, mine)


def interval(minutes: int) -> timedelta | None:
    """Return how often copies are made by the settings; None for never."""
    return timedelta(minutes=minutes) if minutes else None


def _thin(copies: tuple[CopyFile, ...]) -> None:
    """Take away what no rule keeps; others may do so at the same time."""
    stay = keep(each.made_at for each in copies)
    for each in copies:
        if each.made_at not in stay:
            each.path.unlink(missing_ok=True)


def _tell(store: Store, at: datetime) -> None:
    """Note in the database itself that it was copied, for whoever has it open on another computer."""
    from storage.models import Lease

    with store.quiet_writing() as session:
        session.merge(Lease(name=_COPIES, owner=platform.node(), until=at, pulse_at=at))


def database_id(store: Store) -> str:
    """Return what tells this database from every other."""
    with store.reading() as connection:
        return store.database_id(connection)


def _database(store: Store) -> str:
    """Return the part of that which stands in the names of its copies."""
    return database_id(store)[:SHORT_ID]
