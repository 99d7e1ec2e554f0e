"""Two writers lose nothing to each other, and a killed one leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from sqlalchemy import text

from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.models import Person
from storage.sessions import Store
from tests.clock import FixedClock
from tests.processes import ended, hear, start
from tests.storage.examples import ANN, add_person, log_call

TURNS = 100
KILLS = 30


def test_two_processes_lose_no_update(store: Store, database_url: str) -> None:
    number = add_person(store, email="0")
    workers = [start(_count_up, database_url, store.audit_key, number) for _ in range(2)]
    assert [(hear(pipe), ended(process)) for process, pipe in workers] == [("done", 0), ("done", 0)]
    with store.reading() as connection:
        assert connection.scalar(text("SELECT email FROM person")) == str(2 * TURNS)
    verdict = store.verify_audit()
    assert (verdict.ok, verdict.rows) == (True, 2 * TURNS + 1)


def test_a_killed_writer_loses_nothing_it_said_was_saved(sqlite_store: Store, sqlite_url: str) -> None:
    number = add_person(sqlite_store)
    chance = random.Random(20261121)
    said: set[str] = set()
    for kill in range(KILLS):
        process, pipe = start(_log_calls, sqlite_url, sqlite_store.audit_key, number, f"{kill}")
        said.add(hear(pipe))
        _let_run(chance.uniform(0, 0.03))
        os.kill(process.pid or 0, signal.SIGKILL)
        assert ended(process) == -signal.SIGKILL
        said |= set(_rest(pipe))
    with sqlite_store.reading() as connection:
        kept = set(connection.execute(text("SELECT key FROM item")).scalars())
        torn = connection.execute(
            text(
                "SELECT item.id FROM item LEFT JOIN clock ON item_id = item.id "
                "GROUP BY item.id HAVING count(*) <> 2"
            )
        ).all()
        entries = connection.scalar(text("SELECT count(*) FROM audit WHERE action = 'call.logged'"))
        faults = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    assert len(said) >= KILLS
    assert said - kept == set()
    assert torn == []
    assert entries == len(kept)
    assert faults == ["ok"]
    assert sqlite_store.verify_audit().ok


def _count_up(url: str, key: AuditKey | None, number: int, pipe: Pipe) -> None:
    """Read a number, add one and write it back, many times over."""
    with _store(url, key) as store:
        for _ in range(TURNS):
            with store.writing(ANN, "person.counted", "person") as unit:
                row = unit.session.get_one(Person, number)
                row.email = str(int(row.email) + 1)
    pipe.send("done")


def _log_calls(url: str, key: AuditKey | None, number: int, mark: str, pipe: Pipe) -> None:
    """Log calls until killed, saying each time what has been saved."""
    with _store(url, key) as store:
        for turn in range(100_000):
            name = f"{mark}-{turn}"
            log_call(store, name, number)
            pipe.send(name)


@contextmanager
def _store(url: str, key: AuditKey | None) -> Iterator[Store]:
    """Open a store of this process's own."""
    with closing(Store(open_engine(url), key, FixedClock())) as store:
        yield store


def _rest(pipe: Pipe) -> Iterator[str]:
    """Read what a process had still said before it died."""
    try:
        while True:
            yield pipe.recv()
    except (EOFError, OSError):
        return


def _let_run(seconds: float) -> None:
    """Let another process work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        os.sched_yield()


def test_the_folder_holds_the_database_alone(sqlite_store: Store, tmp_path: Path) -> None:
    add_person(sqlite_store)
    names = {path.name for path in (tmp_path / "data").iterdir()}
    assert names <= {"oncall.db", "oncall.db-wal", "oncall.db-shm"}
