"""Copy the database, look into a copy, and put one back (R-177)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings
    from storage.auditkey import AuditKey
    from storage.backup import Report
    from storage.sessions import Store


@dataclass(frozen=True, slots=True)
class PutBack:
    """What putting a copy back has done."""

    report: Report
    kept: Path | None
    """Where the database that was there before lies now; None if there was none."""


def back_up(store: Store, target: Path | None = None) -> Path:
    """Copy the whole database, as of one moment, and check the copy; others may write meanwhile.

    Args:
        store: what is copied.
        target: the new file; one named by the hour in the backup folder if left out.

    Raises:
        StoreError: there is such a file already, it cannot be written, or the copy is not whole.
    """
    from storage import backup
    from storage.errors import Damaged

    if target is None:
        stamp = store.clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = paths.backup_folder() / f"oncall-{stamp}.db"
    made = backup.copy(store.engine, target)
    report = backup.verify(made)
    if not report.ok:
        raise Damaged(
            f"The copy at {made} is not whole ({report.problems[0]}). Check the disk and try again."
        )
    return made


def look_into(source: Path) -> Report:
    """Check a copy from beginning to end; nothing is written.

    Raises:
        StoreError: there is no such file, or it is none of ours.
    """
    from storage import backup

    report = backup.verify(source)
    key = audit_key_of(report.database_id)
    return backup.verify(source, audit_key=key) if key is not None else report


def put_back(settings: Settings, source: Path) -> PutBack:
    """Put a copy in the place of the database of the settings; what was there is kept beside it.

    A PostgreSQL database must be empty.

    Raises:
        StoreError: the copy is not whole, or the database is in use; nothing was changed.
    """
    from storage import backup
    from storage.engine import open_engine, sqlite_file

    key = audit_key_of(backup.verify(source).database_id)
    engine = open_engine(settings.database)
    try:
        file = sqlite_file(engine)
        if file is None:
            return PutBack(backup.load(source, engine, audit_key=key), None)
        restored = backup.restore(source, file.path, audit_key=key)
        return PutBack(restored.report, restored.kept)
    finally:
        engine.dispose()


def remember(desk: Desk, source: Path) -> None:
    """Note in the record which copy was put back, and by whom (R-173)."""
    writing = desk.store.writing(desk.operator.email, "database.restored", "database", terminal=desk.terminal)
    with writing as unit:
        unit.note(file=source.name)


def audit_key_of(database_id: str) -> AuditKey | None:
    """Return the key of a copy's audit record, if it is on this computer."""
    from storage.auditkey import AuditKey
    from storage.errors import WrongKey

    try:
        return AuditKey.load(database_id, paths.key_folder())
    except WrongKey:
        return None
