"""What every test stands on: a clean home, a clock that stands still, and databases of both kinds."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import time

# Textual reads it when it is imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# Far from every organisation in the tests, so that a use of the computer's own zone shows.
os.environ["TZ"] = "America/New_York"
os.environ["LC_ALL"] = "C.UTF-8"
if sys.platform != "win32":
    time.tzset()

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncall_tui.desk.context import Desk
from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.schema import prepare
from storage.sessions import Store
from tests.clock import FixedClock
from tests.house import desk_of, furnish
from tests.once import once
from tests.postgres import Server, fresh, started

KINDS = ("sqlite", "postgres")


def pytest_collection_finish() -> None:
    """Let passes over garbage leave out what was imported, and come seldom: they cost a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def clean_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every folder that belongs to a user at an empty one, so that nobody's own data is touched."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA"):
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    for name in [name for name in os.environ if name.startswith("ONCALL_")]:
        if not name.startswith(("ONCALL_TEST_", "ONCALL_BENCH_")):
            monkeypatch.delenv(name)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return home


@pytest.fixture
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase take less work than it does for people."""
    monkeypatch.setattr("storage.databasekey._COST", {"time": 1, "memory": 64, "lanes": 1})


@pytest.fixture
def clock() -> FixedClock:
    """Give a clock that stands still."""
    return FixedClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one prepared SQLite file for all tests to copy."""

    def make(folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder / 'oncall.db'}")
        prepare(engine, backup_folder=folder, create=True, clock=FixedClock())
        engine.dispose()

    return once(tmp_path_factory, "template", make) / "oncall.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Start PostgreSQL once for all tests and workers."""
    with started() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the address of a prepared SQLite database of the test's own."""
    path = tmp_path / "data" / "oncall.db"
    path.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a prepared PostgreSQL database of the test's own."""
    with postgres_server.borrowed(tmp_path_factory.getbasetemp()) as name:
        yield postgres_server.address(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a prepared database, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Give an address at which there is no SQLite file yet."""
    return f"sqlite:///{tmp_path / 'empty' / 'oncall.db'}"


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    yield from fresh(postgres_server, template=None)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a database that has yet to be made, of each kind in turn."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


def open_store(url: str, folder: Path, clock: FixedClock) -> Store:
    """Open a prepared database with an audit key in a folder."""
    engine = open_engine(url)
    database_id = prepare(engine, backup_folder=folder / "backups", clock=clock)
    return Store(engine, AuditKey.load(database_id, folder / "keys", create=True), clock)


@pytest.fixture
def store(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """Give a store that is ready for use, of each kind in turn."""
    opened = open_store(database_url, tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """Give a store on SQLite alone, for tests that say nothing about databases."""
    opened = open_store(sqlite_url, tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    """Give Kim Webb's desk on Saturday 21 Nov 2026 at noon, on each database."""
    furnish(store)
    return desk_of(store, clock)


@pytest.fixture
def lone_desk(sqlite_store: Store, clock: FixedClock) -> Desk:
    """Give the same desk on SQLite alone, for what says nothing about databases."""
    furnish(sqlite_store)
    return desk_of(sqlite_store, clock)


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the made-up organisation once, for all that copy it."""
    from tests.pictures import build_demo

    return once(tmp_path_factory, "demo", build_demo)
