"""The last five backups put back, and migrations that are killed at each of their statements."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from shutil import copy

from sqlalchemy import Connection, Engine, event, text

from storage import backup, schema
from storage.engine import open_engine
from storage.schema import REVISIONS, build, prepare
from tests.clock import FixedClock
from tests.faults.stores import made, opened
from tests.processes import ended, hear, start
from tests.storage.examples import log_call

BACKUPS = 5
_FACT = text("INSERT INTO meta (name, value) VALUES (:name, :value)")

Shape = tuple[tuple[str, ...], ...]
"""Every table, index and trigger with its words, and the facts of a database."""


@dataclass
class Restored:
    """What came of putting backups back."""

    tried: int = 0
    equal: int = 0
    verified: int = 0


@dataclass
class Migrated:
    """What came of killing migrations."""

    kills: int = 0
    old: int = 0
    new: int = 0
    between: int = 0
    finished: int = 0
    """How often the migration went through the next time."""


def restore_each(folder: Path, key: bytes | None, number_of: int = BACKUPS) -> Restored:
    """Make backups while work goes on, then put each back, the newest first."""
    path, seen = made(folder / "oncall.db", key=key), Restored()
    copies: list[tuple[Path, dict[str, list[str]]]] = []
    with closing(opened(path, key=key)) as store:
        for number in range(number_of):
            log_call(store, f"k{number}", 1)
            copies.append((backup.copy(store.engine, folder / f"copy-{number}.db"), _rows(store.engine)))
        audit_key = store.audit_key
    for number, (made_copy, rows) in enumerate(reversed(copies)):
        clock = FixedClock()
        clock.advance(timedelta(seconds=number))
        restored = backup.restore(made_copy, path, key=key, target_key=key, audit_key=audit_key, clock=clock)
        with closing(opened(path, key=key)) as store:
            seen.tried += 1
            seen.equal += _rows(store.engine) == rows
            seen.verified += restored.report.ok and store.verify_audit().ok
    return seen


def kill_migrations(folder: Path, revisions: Iterable[str], every: int = 1) -> Migrated:
    """Kill the migration to each of these versions at each of its statements, or at some of them."""
    seen = Migrated()
    for revision in revisions:
        before = REVISIONS[REVISIONS.index(revision) - 1]
        home = folder / revision
        old = _of_version(home / "old" / "oncall.db", before)
        whole = home / "new" / "oncall.db"
        _copied(old, whole)
        _migrate(whole, revision)
        states = _shape(old), _shape(whole)
        for number in range(1, _statements(old, home / "counted", revision) + 1, every):
            _kill_one(old, home / str(number) / "oncall.db", revision, number, states, seen)
    return seen


def _kill_one(
    old: Path, path: Path, revision: str, number: int, states: tuple[Shape, Shape], seen: Migrated
) -> None:
    """Kill one migration at one statement, look at what there is, and let it go through the next time."""
    _copied(old, path)
    process, _ = start(_migrate_and_die, path, revision, number)
    seen.kills += ended(process) == -signal.SIGKILL
    shape = _shape(path)
    seen.old += shape == states[0]
    seen.new += shape == states[1]
    seen.between += shape not in states
    _migrate(path, revision)
    seen.finished += _shape(path) == states[1]


def _of_version(path: Path, version: str) -> Path:
    """Make a database of an older version, with somebody in it."""
    path.parent.mkdir(parents=True, mode=0o700)
    path.touch(mode=0o600)
    engine = open_engine(f"sqlite:///{path}")

    def fill(connection: Connection) -> None:
        facts = {"database-id": "old", "created-at": "2026-01-01T00:00:00+00:00", "schema": version}
        connection.execute(_FACT, [{"name": name, "value": value} for name, value in facts.items()])
        columns = connection.exec_driver_sql("PRAGMA table_info(person)").mappings()
        needed = [each["name"] for each in columns if each["notnull"] and each["name"] != "id"]
        values = ", ".join(["'[]'"] * len(needed))
        connection.exec_driver_sql(f"INSERT INTO person ({', '.join(needed)}) VALUES ({values})")

    assert build(engine, version, fill)
    engine.dispose()
    return path


def _copied(old: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    copy(old, path)


def _statements(old: Path, folder: Path, revision: str) -> int:
    """Return how many statements a migration runs."""
    _copied(old, folder / "oncall.db")
    process, pipe = start(_migrate_and_die, folder / "oncall.db", revision, 0)
    number = int(hear(pipe))
    assert ended(process) == 0
    return number


def _migrate_and_die(path: Path, revision: str, number: int, pipe: Pipe) -> None:
    """Migrate, and be killed before a statement; tell how many there were if none was chosen."""
    passed = [0]
    engine = open_engine(f"sqlite:///{path}")

    def count(*_: object) -> None:
        passed[0] += 1
        if passed[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    _as_of(revision)
    prepare(engine, backup_folder=path.parent / "backups", clock=FixedClock())
    pipe.send(str(passed[0]))


def _migrate(path: Path, revision: str) -> None:
    """Migrate in a process of its own, for it has to believe that this version is the newest."""
    process, pipe = start(_migrate_and_die, path, revision, 0)
    hear(pipe)
    assert ended(process) == 0


def _as_of(revision: str) -> None:
    """Act as the release whose newest version this is."""
    schema.REVISIONS = REVISIONS[: REVISIONS.index(revision) + 1]
    schema.HEAD = revision


def _shape(path: Path) -> Shape:
    """Return what a database is made of and says of itself."""
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        made_of = connection.exec_driver_sql("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
        facts = connection.exec_driver_sql("SELECT 'fact', name, value FROM meta WHERE name = 'schema'")
        people = connection.exec_driver_sql("SELECT 'person', name, email FROM person")
        found = [tuple(map(str, row)) for rows in (made_of, facts, people) for row in rows.all()]
    engine.dispose()
    return tuple(sorted(found))


def _rows(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table."""
    from storage.dump import each_table

    with engine.execution_options(readonly=True).connect() as connection:
        return {name: [str(row) for row in rows] for name, _, rows in each_table(connection)}
