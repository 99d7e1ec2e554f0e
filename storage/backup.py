"""Copies of a database (R-177): made while others write, checked, and put back with care."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, exc
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlite

from storage import audit
from storage.auditkey import AuditKey
from storage.cipher import write_under
from storage.clock import Clock, SystemClock
from storage.dump import copy_rows, count_rows
from storage.engine import APPLICATION_ID, SqliteFile, open_engine, sqlite_file
from storage.errors import Busy, Damaged, Foreign, Missing, Refused, plain_words
from storage.placing import beside, make_draft, make_folder, sync
from storage.schema import build, facts_of, prepare


@dataclass(frozen=True, slots=True)
class Report:
    """What came of checking a copy."""

    ok: bool
    problems: tuple[str, ...]
    """In words, the gravest first; empty when all is well."""
    database_id: str
    schema: str
    """The version of its tables."""
    rows: Mapping[str, int]
    """How many rows each table holds."""
    audit: audit.Verdict | None
    """None when the record could not be read at all."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done."""

    path: Path
    kept: Path | None
    """Where the database that was there before lies now; None if there was none."""
    report: Report


def copy(engine: Engine, target: Path) -> Path:
    """Copy a whole database, as of one moment, into a new SQLite file; others may write meanwhile.

    An encrypted file stays encrypted by its key. A PostgreSQL database is copied row by row.

    Raises:
        Refused: there is something at the target already.
    """
    file = sqlite_file(engine)
    with plain_words(), _new_file(target) as draft:
        if file is not None:
            _vacuum(file, "rw", draft, file.key)
        else:
            _dump(engine, draft)
    return target


def verify(path: Path, *, key: bytes | None = None, audit_key: AuditKey | None = None) -> Report:
    """Open a copy and check that it is whole: the file, the rows, and the audit record.

    Args:
        path: the SQLite file; nothing is written to it.
        key: what encrypts it.
        audit_key: checks the seals of the record, too; without it only that the entries hang together.
    """
    if not path.is_file():
        raise Missing(f"There is no file at {path}. Check the name of the backup.")
    try:
        with plain_words(), opened(SqliteFile(path.absolute(), key)) as connection:
            if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
                raise Foreign
            return _inspect(connection, audit_key)
    except Damaged:
        return Report(False, ("the file is damaged",), "", "", {}, None)


def restore(
    source: Path,
    target: Path,
    *,
    key: bytes | None = None,
    target_key: bytes | None = None,
    audit_key: AuditKey | None = None,
    clock: Clock | None = None,
) -> Restored:
    """Put a copy in the place of a database; what was there is kept beside it under another name.

    Args:
        source: the copy.
        target: the database, or where there is none any more.
        key: what encrypts the copy.
        target_key: what encrypts the database, if it is there: what was encrypted comes back encrypted by it.
        audit_key: checks the seals of the record, too.
        clock: names what is kept.

    Raises:
        Damaged: the copy is not whole; nothing was changed.
        Busy: somebody still has the database open; nothing was changed.
    """
    target = target.absolute()
    report = _whole(source, key, audit_key)
    stamp = (clock or SystemClock()).now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = target.with_name(f"{target.stem}-before-restore-{stamp}{target.suffix}")
    if kept.exists():
        raise Refused(f"{kept} is there already. Move it away and try again.")
    make_folder(target.parent)
    draft = make_draft(target)
    try:
        with plain_words():
            new_key = target_key or key
            _vacuum(SqliteFile(source.absolute(), key), "ro", draft, new_key)
            sync(draft)
            report = verify(draft, key=new_key, audit_key=audit_key)
            had = target.exists()
            if had:
                _settle(SqliteFile(target, target_key))
                _keep(target, kept)
            draft.replace(target)
            sync(target.parent)
    finally:
        draft.unlink(missing_ok=True)
    return Restored(target, kept if had else None, report)


def load(
    source: Path, engine: Engine, *, key: bytes | None = None, audit_key: AuditKey | None = None
) -> Report:
    """Put a copy into an empty database of either kind, and bring it up to date.

    Raises:
        Refused: the database is not empty.
    """
    report = _whole(source, key, audit_key)
    with plain_words():
        file = sqlite_file(engine)
        if file is not None:
            file.make()
        with opened(SqliteFile(source.absolute(), key)) as connection:
            if not build(engine, report.schema, lambda target: copy_rows(connection, target)):
                raise Refused("The database is not empty. Nothing was changed; name an empty one.")
    prepare(engine, backup_folder=source.parent)
    return report


def _whole(source: Path, key: bytes | None, audit_key: AuditKey | None) -> Report:
    """Check a copy, and refuse one that is not whole."""
    report = verify(source, key=key, audit_key=audit_key)
    if not report.ok:
        raise Damaged(
            f"The backup is not whole ({report.problems[0]}). Nothing was changed; use another one."
        )
    return report


def _inspect(connection: Connection, audit_key: AuditKey | None) -> Report:
    """Check everything that can be checked of an open copy."""
    problems: list[str] = []
    facts: dict[str, str] = {}
    rows: dict[str, int] = {}
    verdict: audit.Verdict | None = None
    try:
        faults = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
        if faults != ["ok"]:
            problems.append("the file is damaged")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            problems.append("a row points at nothing")
        facts = facts_of(connection)
        if "database-id" not in facts or "schema" not in facts:
            problems.append("it does not say whose it is")
        rows = count_rows(connection)
        verdict = audit.verify(connection, audit_key)
        if not verdict.ok:
            problems.append(verdict.why.rstrip(".").lower())
    except exc.DatabaseError:
        problems.append("it cannot be read to its end")
    return Report(
        not problems, tuple(problems), facts.get("database-id", ""), facts.get("schema", ""), rows, verdict
    )


@contextmanager
def opened(file: SqliteFile) -> Iterator[Connection]:
    """Open a file for reading only, and as it lies there."""
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: file.connect("ro"),
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection:
        yield connection


def _vacuum(file: SqliteFile, mode: str, draft: Path, key: bytes | None) -> None:
    """Write one moment of a SQLite database into an empty file, under the same key or another one."""
    connection = file.connect(mode)
    try:
        if key == file.key:
            connection.execute("VACUUM INTO ?", (str(draft),))
        else:
            write_under(connection, draft, key)
    finally:
        connection.close()


def _dump(engine: Engine, draft: Path) -> None:
    """Write one moment of a PostgreSQL database into an empty SQLite file."""
    lite = open_engine(f"sqlite:///{draft}")
    try:
        with engine.execution_options(readonly=True).connect() as source:
            build(lite, facts_of(source)["schema"], lambda target: copy_rows(source, target))
    finally:
        lite.dispose()


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """Give an empty file that becomes the target, whole and on the disk, if all goes well."""
    target = target.absolute()
    if target.exists():
        raise Refused(f"{target} is there already. Nothing was changed; choose another name.")
    make_folder(target.parent)
    draft = make_draft(target)
    try:
        yield draft
        sync(draft)
        try:
            os.link(draft, target)
        except FileExistsError:
            raise Refused(f"{target} is there already. Nothing was changed; choose another name.") from None
        except OSError:
            draft.rename(target)
        sync(target.parent)
    finally:
        for name in (draft, *beside(draft)):
            name.unlink(missing_ok=True)


def _settle(file: SqliteFile) -> None:
    """Write back what the write-ahead log still holds, and make sure that nobody else has the file open."""
    try:
        connection = file.connect("rw")
        try:
            connection.execute("PRAGMA busy_timeout=500")
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            connection.close()
    except sqlite.OperationalError as error:
        if "locked" in str(error):
            raise Busy(
                "Somebody still has the database open. Nothing was changed; close every console first."
            ) from None
    except sqlite.DatabaseError:
        # It is damaged, which is why a copy is put back: it is kept as it is.
        return


def _keep(target: Path, kept: Path) -> None:
    """Give a database a second name, and move along whatever lies beside it."""
    os.link(target, kept)
    for other in beside(target):
        with suppress(FileNotFoundError):
            other.rename(kept.with_name(kept.name + other.name.removeprefix(target.name)))
