"""What is recorded is heard at once on PostgreSQL, and nothing is said of what it was (R-170)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from storage.listening import CHANNEL, Listener
from storage.sessions import Store
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.storage.examples import ANN, add_person

LONG = 20.0
"""Seconds for which nobody waits unless nothing is heard."""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%%'
"""


@pytest.fixture
def written(postgres_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """Give a store on PostgreSQL."""
    with closing(open_store(postgres_url, tmp_path, clock)) as store:
        yield store


@pytest.fixture
def listener(written: Store) -> Iterator[Listener]:
    """Give a listener that listens already."""
    made = Listener(written.engine)
    made.wait(0.01, threading.Event())
    yield made
    made.close()


def heard(listener: Listener) -> threading.Thread:
    """Let somebody wait for long; the thread ends when something was heard."""
    waiting = threading.Thread(target=listener.wait, args=(LONG, threading.Event()))
    waiting.start()
    return waiting


def test_a_commit_is_heard_at_once(written: Store, listener: Listener) -> None:
    assert listener.hears
    waiting = heard(listener)
    add_person(written)
    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_what_is_said_is_the_number_of_the_entry_alone(written: Store, postgres_url: str) -> None:
    address = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(f"LISTEN {CHANNEL}")
        with suppress(KeyError), written.writing(ANN, "x", "x"):
            raise KeyError  # what is rolled back is not told
        add_person(written)
        with written.reading() as connection:
            last = connection.exec_driver_sql("SELECT max(seq) FROM audit").scalar()
        said = [news.payload for news in other.notifies(timeout=LONG, stop_after=1)]
    assert said == [str(last)]


def test_a_lost_connection_is_made_again_by_and_by(
    written: Store, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.listening._LISTEN_AGAIN_AFTER", 0.05)
    with written.engine.connect() as connection:
        assert len(connection.exec_driver_sql(_OTHERS).all()) == 1
    stop = threading.Event()
    assert listener.wait(LONG, stop), "it goes on"
    assert not listener.hears
    for _ in range(100):
        listener.wait(0.05, stop)
        if listener.hears:
            break
    waiting = heard(listener)
    add_person(written)
    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_on_sqlite_it_only_waits_and_stops_when_it_is_told(sqlite_store: Store) -> None:
    listener, stop = Listener(sqlite_store.engine), threading.Event()
    assert listener.wait(0.01, stop)
    assert not listener.hears
    stop.set()
    assert not listener.wait(LONG, stop)
