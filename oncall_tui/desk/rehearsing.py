"""The restore test: copies put back in a place of their own, to see that they could be (R-177)."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.desk.backups import audit_key_of, copy_key
from oncall_tui.desk.copies import SHORT_ID, CopyFile

if TYPE_CHECKING:
    from storage.backup import Report

NEWEST = 5
"""How many of the newest copies are put to the test where none is named."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of opening one copy, or of putting it back."""

    path: Path
    ok: bool
    words: str
    """What is wrong with it, or that nothing is."""
    database_id: str
    rows: int
    """Of all tables together."""
    seconds: float


def check(copy: Path, known: bytes | None = None) -> Checked:
    """Open a copy and check it from beginning to end; nothing is written.

    Args:
        copy: the copy.
        known: what encrypts the database, and so most of its copies.
    """
    started = time.monotonic()
    report, fault, _key = _look(copy, known)
    return _told(copy, report, fault or "whole", started)


def rehearse(copy: Path, known: bytes | None = None) -> Checked:
    """Put a copy back into an empty place, compare every row, bring it up to date, and take it away again.

    The arguments are those of `check`.
    """
    from storage import backup
    from storage.comparing import differing
    from storage.engine import open_engine
    from storage.errors import StoreError
    from storage.schema import prepare

    started = time.monotonic()
    report, fault, key = _look(copy, known)
    if report is None or fault:
        return _told(copy, report, fault, started)
    paths.data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-test-", dir=paths.data_folder()) as place:
        target = Path(place) / "oncall.db"
        try:
            backup.restore(copy, target, key=key, audit_key=audit_key_of(report.database_id))
            if tables := differing(copy, target, key=key):
                return _told(copy, report, f"{tables[0]} came back with other rows", started)
            engine = open_engine(f"sqlite:///{target}", key=key)
            try:
                prepare(engine, backup_folder=Path(place))
            finally:
                engine.dispose()
        except StoreError as refused:
            return _told(copy, report, refused.words, started)
    return _told(copy, report, "came back equal, row by row, and verified", started, ok=True)


def to_test(copies: tuple[CopyFile, ...], database: str) -> tuple[Path, ...]:
    """Return the newest copies of a database, whoever made them; of any where nobody can tell."""
    mine = [each.path for each in copies if not database or each.database in (database[:SHORT_ID], "")]
    return tuple(mine[:NEWEST])


def _look(copy: Path, known: bytes | None) -> tuple[Report | None, str, bytes | None]:
    """Return what a copy holds, if it can be opened, what is wrong with it, and what encrypts it."""
    from storage import backup
    from storage.errors import StoreError

    try:
        key = copy_key(copy, known)
        report = backup.verify(copy, key=key)
        audit_key = audit_key_of(report.database_id)
        if audit_key is not None:
            report = backup.verify(copy, key=key, audit_key=audit_key)
    except StoreError as refused:
        return None, refused.words, None
    return report, "; ".join(report.problems), key


def _told(
    copy: Path, report: Report | None, words: str, started: float, *, ok: bool | None = None
) -> Checked:
    return Checked(
        copy,
        (report is not None and report.ok and words == "whole") if ok is None else ok,
        words,
        report.database_id if report else "",
        sum(report.rows.values()) if report else 0,
        time.monotonic() - started,
    )
