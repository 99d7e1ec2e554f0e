"""A whole database written anew under another key, put in the old one's place, and the old one wiped.

Whenever that is broken off there is one whole database in its place, the old one or the new one. What was
replaced and not wiped yet is wiped when the database is opened next (`storage.placing.finish`).
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlite

from storage.auditkey import AuditKey
from storage.backup import Report, verify
from storage.cipher import write_under
from storage.dump import count_rows
from storage.engine import SqliteFile
from storage.errors import Busy, Damaged, Misplaced, plain_words
from storage.placing import beside, finish, make_draft, replaced, sync

_NEW = "rewritten"


def rewrite(file: SqliteFile, key: bytes | None, *, audit_key: AuditKey | None = None) -> Report:
    """Write a database anew under a key, or plain under none, verify it, and put it in its own place.

    Args:
        file: the database, with the key that it has now.
        key: the one that it gets; it must be in safe keeping already.
        audit_key: checks the seals of the record before anything is replaced.

    Raises:
        Busy: somebody still has the database open; nothing was changed.
        Damaged: what was written is not what was read; nothing was changed.
    """
    target, draft = file.path, file.path.with_name(f".{file.path.name}.{_NEW}")
    with plain_words():
        connection = _alone(file)
        try:
            _tidy(target, draft)
            make_draft(target, _NEW)
            write_under(connection, draft, key)
            sync(draft)
            report = verify(draft, key=key, audit_key=audit_key)
            if not report.ok:
                raise Damaged(f"What was written is not whole ({report.problems[0]}). Nothing was changed.")
            if dict(report.rows) != _rows(connection):
                raise Damaged("Not every row was written. Nothing was changed; run: oncall doctor")
            _give_second_name(target)
            draft.replace(target)
            sync(target.parent)
            finish(target)  # while the lock is held, so that nobody who waited for it writes to what is gone
        finally:
            connection.close()
            for left in (draft, *beside(draft)):
                left.unlink(missing_ok=True)
    return report


def _give_second_name(target: Path) -> None:
    """Let the old file be found once another one has its name."""
    try:
        os.link(target, replaced(target))
    except OSError:
        raise Misplaced(
            f"The disk of {target} cannot give a file a second name, without which the old one could not be "
            "wiped. Nothing was changed; move the database to another disk."
        ) from None


def _tidy(target: Path, draft: Path) -> None:
    """Take away what a rewriting that was broken off has left."""
    for left in (draft, *beside(draft)):
        left.unlink(missing_ok=True)
    if not finish(target):
        replaced(target).unlink(missing_ok=True)


def _alone(file: SqliteFile) -> sqlite.Connection:
    """Open a database and keep everybody else out; all that the write-ahead log held is in the file then."""
    connection = file.connect("rw")
    try:
        connection.execute("PRAGMA busy_timeout=500")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite.OperationalError) and "locked" in str(error):
            raise Busy(
                "Somebody still has the database open. Nothing was changed; close every console and every "
                "`oncall watch` first."
            ) from None
        raise
    return connection


def _rows(connection: sqlite.Connection) -> dict[str, int]:
    """Return how many rows each table holds, asked on the connection that holds the lock."""
    engine = create_engine("sqlite://", module=sqlite, creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as lent:
        found = dict(count_rows(lent))
        lent.rollback()
    return found
