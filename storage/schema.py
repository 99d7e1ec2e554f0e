"""What a database is before it is used: ours or not, of which version; and how it is brought up to date."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, exc, text
from sqlcipher3 import dbapi2 as sqlite

from storage.clock import Clock, SystemClock
from storage.engine import APPLICATION_ID, SqliteFile, sqlite_file
from storage.errors import (
    Damaged,
    Foreign,
    Missing,
    Newer,
    OtherKey,
    ReadOnly,
    Refused,
    Unavailable,
    plain_words,
)
from storage.marks import PLAIN, fingerprint
from storage.placing import finish, guard

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = tuple(f"{number:04}" for number in range(1, 17))
"""Every version of the tables, the oldest first; known here so that the usual start needs no Alembic."""
HEAD = REVISIONS[-1]

_IDENTITY = text("SELECT name, value FROM meta WHERE name IN ('database-id', 'schema')")
_FACT = text("INSERT INTO meta (name, value) VALUES (:name, :value)")
_RAISE = text("UPDATE meta SET value = :value WHERE name = 'schema'")
_TABLES = {
    "sqlite": text("SELECT count(*) FROM sqlite_master"),
    "postgresql": text(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    ),
}


def prepare(engine: Engine, *, backup_folder: Path, create: bool = False, clock: Clock | None = None) -> str:
    """Make sure that a database is ours and up to date, and return its id.

    Args:
        engine: made by `open_engine`.
        backup_folder: where a copy goes before anything is migrated.
        create: make the database when there is none, or an empty one.
        clock: names the copy and dates a new database.

    Raises:
        StoreError: it is missing, damaged, newer, or not ours; nothing was written to it.
    """
    clock = clock or SystemClock()
    with plain_words():
        file = sqlite_file(engine)
        if file is not None and _check_file(file, create=create):
            file.make()
        if file is not None:
            finish(file.path)
        facts = _identity_of_ours(engine)
        if not facts:
            if not create:
                raise Missing
            _migrate(engine, clock)
            facts = _identity(engine)
        version = facts.get("schema", "")
        if version != HEAD:
            if version not in REVISIONS:
                raise Newer(detail=f"schema {version[:12]}")
            _copy_before(engine, backup_folder, clock)
            _migrate(engine, clock)
        return facts["database-id"]


def look(engine: Engine) -> str:
    """Return the id of a database that is read and not written.

    Raises:
        StoreError: it is not ours, or not of this release's version.
    """
    with plain_words():
        file = sqlite_file(engine)
        if file is not None:
            _check_file(file, create=False)
        facts = _identity_of_ours(engine)
        if not facts:
            raise Missing
        version = facts.get("schema", "")
        if version not in REVISIONS:
            raise Newer(detail=f"schema {version[:12]}")
        if version != HEAD:
            raise ReadOnly(
                "The database is of an older release and cannot be written, so that it cannot be upgraded. "
                "Nothing was changed; give this user the right to write it, or free some space."
            )
        return facts["database-id"]


def alembic_config(connection: Connection) -> Config:
    """Return the settings of Alembic for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _check_file(file: SqliteFile, *, create: bool) -> bool:
    """Say whether a SQLite file has yet to be made, and refuse one of somebody else's without opening it."""
    try:
        with file.path.open("rb") as opened:
            header = opened.read(100)
    except FileNotFoundError:
        header = b""
    except PermissionError:
        raise Foreign(
            f"{file.path} may not be read by this user. Nothing was changed; ask whoever owns the file."
        ) from None
    except OSError:
        raise Unavailable(
            f"{file.path} cannot be opened: it is a link that leads nowhere, or its disk fails. Nothing was "
            "changed; look at it, or name another file with --db."
        ) from None
    if not header:
        if create:
            return True
        there = file.path.exists()
        raise Missing(
            f"{file.path} is empty: it holds no database. Put the last backup back with `oncall restore`, or "
            "run `oncall init` to start a new one."
            if there
            else ""
        )
    if file.key is not None and not header.startswith(fingerprint(file.key)):
        raise OtherKey
    if file.key is None and not header.startswith(PLAIN):
        raise Foreign(detail="not a SQLite file")
    if file.key is None and int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Foreign(detail="another program's database")
    guard(file.path)
    return False


def _identity_of_ours(engine: Engine) -> dict[str, str]:
    """Return who a database says it is; one that begins like ours and cannot be read is damaged."""
    try:
        with plain_words():
            return _identity(engine)
    except Foreign as error:
        if error.detail == "SQLITE_NOTADB":
            raise Damaged(detail=error.detail) from None
        raise


def _identity(engine: Engine) -> dict[str, str]:
    """Return who a database says it is; nothing for an empty one."""
    with engine.execution_options(readonly=True).connect() as connection:
        try:
            facts = facts_of(connection)
        except (exc.OperationalError, exc.ProgrammingError) as error:
            if not _no_such_table(error):
                raise
            connection.rollback()
            if _tables_there(connection):
                raise Foreign(detail="tables of another program") from None
            return {}
    if "database-id" not in facts:
        raise Damaged(detail="no identity")
    return facts


def facts_of(connection: Connection) -> dict[str, str]:
    """Return what a database says of itself."""
    return {str(name): str(value) for name, value in connection.execute(_IDENTITY)}


def _no_such_table(error: exc.DBAPIError) -> bool:
    """Say whether it is the table of facts that is not there."""
    return getattr(error.orig, "sqlstate", "") == "42P01" or "no such table: meta" in str(error.orig)


def _copy_before(engine: Engine, folder: Path, clock: Clock) -> None:
    """Keep a copy of the database as it is before it is migrated."""
    from storage import backup

    stamp = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    with suppress(Refused):  # whoever began in the same second has made the same copy
        backup.copy(engine, folder / f"oncall-before-{HEAD}-{stamp}.db")


def build(engine: Engine, version: str, fill: Callable[[Connection], object]) -> bool:
    """Make the tables of a version in an empty database and fill them; say whether it was empty."""
    with _migrating(engine) as connection:
        if _tables_there(connection):
            return False
        _upgrade(connection, version)
        fill(connection)
        _finish(connection)
        if version == HEAD:
            _index(connection)
    return True


def _migrate(engine: Engine, clock: Clock) -> None:
    """Create or upgrade everything, unless somebody else has just done it."""
    with _migrating(engine) as connection:
        facts = facts_of(connection) if _tables_there(connection) else {}
        if facts.get("schema") == HEAD:
            return
        _upgrade(connection, HEAD)
        if facts:
            connection.execute(_RAISE, {"value": HEAD})
        else:
            _introduce(connection, clock)
        _finish(connection)
        if facts:
            _index(connection)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction in which tables may be rebuilt.

    Foreign keys are off meanwhile, or rebuilding a table would delete the rows that point at it.
    """
    connection = engine.connect()
    try:
        if connection.dialect.name == "sqlite":
            _pragma(connection, "foreign_keys=OFF")
        with connection.begin():
            yield connection
    finally:
        # A connection without foreign keys must not go back to the pool.
        with suppress(exc.SQLAlchemyError):
            connection.invalidate()
        connection.close()


def _upgrade(connection: Connection, version: str) -> None:
    """Run the migrations up to a version."""
    from alembic import command

    command.upgrade(alembic_config(connection), version)


def _tables_there(connection: Connection) -> bool:
    """Say whether a database holds any table at all."""
    return bool(connection.scalar(_TABLES[connection.dialect.name]))


def _introduce(connection: Connection, clock: Clock) -> None:
    """Write into a new database what it is."""
    facts = {
        "database-id": str(uuid.uuid4()),
        "created-at": clock.now().astimezone(UTC).isoformat(),
        "schema": HEAD,
    }
    connection.execute(_FACT, [{"name": name, "value": value} for name, value in facts.items()])


def _pragma(connection: Connection, setting: str) -> None:
    """Set or do something outside of any transaction, on the driver's own connection."""
    cast("sqlite.Connection", connection.connection.dbapi_connection).execute(f"PRAGMA {setting}").fetchall()


def _index(connection: Connection) -> None:
    """Make the index for looking clients up again."""
    from storage.search import index_clients

    index_clients(connection)


def _finish(connection: Connection) -> None:
    """Put in place what rebuilding a table drops, and check that every row still points at something."""
    from storage.lasting import protect
    from storage.search import create_search

    create_search(connection)
    protect(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise Damaged(detail="a row points at nothing")
