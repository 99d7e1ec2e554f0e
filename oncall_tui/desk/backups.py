"""Copy the database, look into a copy, and put one back (R-177)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings
    from storage.auditkey import AuditKey
    from storage.backup import Report
    from storage.databasekey import Ask
    from storage.sessions import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What putting a copy back has done."""

    report: Report
    kept: Path | None
    """Where the database that was there before lies now; None if there was none."""
    key: bytes | None = field(default=None, repr=False)
    """What encrypts it now."""


def back_up(store: Store, target: Path | None = None) -> Path:
    """Copy the whole database, as of one moment, and check the copy; others may write meanwhile.

    Args:
        store: what is copied.
        target: the new file; one named by the hour in the backup folder if left out.

    Raises:
        StoreError: there is such a file already, it cannot be written, or the copy is not whole.
    """
    from storage import backup
    from storage.engine import sqlite_file
    from storage.errors import Damaged

    if target is None:
        stamp = store.clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = paths.backup_folder() / f"oncall-{stamp}.db"
    made = backup.copy(store.engine, target)
    file = sqlite_file(store.engine)
    report = backup.verify(made, key=file.key if file is not None else None)
    if not report.ok:
        raise Damaged(
            f"The copy at {made} is not whole ({report.problems[0]}). Check the disk and try again."
        )
    _keep_head(store)
    return made


def _keep_head(store: Store) -> None:
    """Keep where the record ended with this copy; a copy without it is a copy all the same."""
    from oncall_tui.desk.heads import keep_head

    try:
        keep_head(store)
    except OSError as fault:
        log.warning("where the record ends could not be kept outside: %s", type(fault).__name__)


def look_into(source: Path, ask: Ask | None = None) -> Report:
    """Check a copy from beginning to end; nothing is written.

    Args:
        source: the copy.
        ask: asks for the passphrase of an encrypted one.

    Raises:
        StoreError: there is no such file, or it is none of ours.
    """
    from storage import backup

    key = database_key(source, ask)
    report = backup.verify(source, key=key)
    audit_key = audit_key_of(report.database_id)
    return backup.verify(source, key=key, audit_key=audit_key) if audit_key is not None else report


def put_back(settings: Settings, source: Path, ask: Ask | None = None) -> PutBack:
    """Put a copy in the place of the database of the settings; what was there is kept beside it.

    A PostgreSQL database must be empty. Where the database is encrypted, it is so afterwards by the same key.

    Raises:
        StoreError: the copy is not whole, or the database is in use; nothing was changed.
    """
    from storage import backup
    from storage.engine import open_engine, sqlite_file
    from storage.errors import Foreign
    from storage.marks import mark_of

    key = database_key(source, ask)
    audit_key = audit_key_of(backup.verify(source, key=key).database_id)
    engine = open_engine(settings.database)
    try:
        file = sqlite_file(engine)
        if file is None:
            return PutBack(backup.load(source, engine, key=key, audit_key=audit_key), None)
        try:
            target_key = key if mark_of(file.path) == mark_of(source) else database_key(file.path, ask)
        except Foreign:
            target_key = None  # it is so damaged that nobody can tell how it was encrypted
        restored = backup.restore(source, file.path, key=key, target_key=target_key, audit_key=audit_key)
        return PutBack(restored.report, restored.kept, target_key or key)
    finally:
        engine.dispose()


def remember(desk: Desk, source: Path) -> None:
    """Note in the record which copy was put back, and by whom (R-173)."""
    writing = desk.store.writing(desk.operator.email, "database.restored", "database", terminal=desk.terminal)
    with writing as unit:
        unit.note(file=source.name)


def database_key(file: Path, ask: Ask | None = None) -> bytes | None:
    """Return what encrypts a database or a copy; None for a plain one.

    Raises:
        StoreError: what opens it was not given, or is not on this computer.
    """
    from storage.databasekey import find_key

    return find_key(file, paths.key_folder(), ask=ask)


def copy_key(copy: Path, known: bytes | None) -> bytes | None:
    """Return what encrypts a copy, without asking anybody: the key that is open here, if it is that one.

    Raises:
        StoreError: it is another one, which nobody has given, or which is not on this computer.
    """
    from storage.marks import fingerprint, mark_of

    return known if known and fingerprint(known) == mark_of(copy) else database_key(copy)


def audit_key_of(database_id: str) -> AuditKey | None:
    """Return the key of a copy's audit record, if it is on this computer."""
    from storage.auditkey import AuditKey
    from storage.errors import WrongKey

    try:
        return AuditKey.load(database_id, paths.key_folder())
    except WrongKey:
        return None
