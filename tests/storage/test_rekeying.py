"""A database written anew under another key is the same database, or the old one is still there."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

import storage.rekeying
from storage import backup
from storage.auditkey import AuditKey
from storage.engine import SqliteFile, open_engine, sqlite_file
from storage.errors import Busy, Damaged, Foreign
from storage.marks import fingerprint, mark_of
from storage.placing import replaced
from storage.rekeying import rewrite
from storage.schema import prepare
from storage.sessions import Store
from tests.clock import FixedClock
from tests.dose import dose
from tests.processes import ended, start
from tests.storage.examples import add_person, details, log_call

FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))
SECRET = b"clozapinemarker"
STEPS = dose(
    ("write_under", "link", "replace"),
    ("alone", "make_draft", "write_under", "sync", "verify", "link", "replace", "finish"),
)


@pytest.fixture
def plain(sqlite_url: str, tmp_path: Path) -> Path:
    """Give a plain database with something in it that nobody may read."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    _fill(path, None, tmp_path)
    return path


def _fill(path: Path, key: bytes | None, folder: Path) -> None:
    with closing(_store(path, key, folder)) as store:
        number = add_person(store)
        log_call(store, "k1", number, SECRET.decode())


def _store(path: Path, key: bytes | None, folder: Path) -> Store:
    engine = open_engine(f"sqlite:///{path}", key=key)
    database_id = prepare(engine, backup_folder=folder / "backups")
    return Store(engine, AuditKey.load(database_id, folder / "keys", create=True), FixedClock())


def test_encrypted_it_is_the_same_and_nothing_of_it_can_be_read(plain: Path, tmp_path: Path) -> None:
    with closing(_store(plain, None, tmp_path)) as store:
        before, verdict = details(store), store.verify_audit()
    rewrite(SqliteFile(plain), FIRST)
    rewrite(SqliteFile(plain, FIRST), SECOND)
    with pytest.raises(Foreign):
        _store(plain, FIRST, tmp_path)
    with closing(_store(plain, SECOND, tmp_path)) as store:
        assert details(store) == before
        assert store.verify_audit() == verdict
        log_call(store, "k2", 1)
    everything = b"".join(file.read_bytes() for file in plain.parent.iterdir())
    assert SECRET not in everything
    assert b"SQLite format" not in everything
    assert {file.name.removesuffix("-wal").removesuffix("-shm") for file in plain.parent.iterdir()} == {
        plain.name
    }


def test_while_somebody_has_it_open_nothing_is_changed(plain: Path, tmp_path: Path) -> None:
    with closing(_store(plain, None, tmp_path)) as store, store.reading(), pytest.raises(Busy):
        rewrite(SqliteFile(plain), FIRST)
    assert mark_of(plain) is None
    with closing(_store(plain, None, tmp_path)) as store:
        assert store.verify_audit().ok


def test_a_copy_that_is_not_the_same_replaces_nothing(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.rekeying, "_rows", lambda _connection: {})
    with pytest.raises(Damaged, match="Not every row"):
        rewrite(SqliteFile(plain), FIRST)
    assert mark_of(plain) is None
    assert {file.name for file in plain.parent.iterdir()} == {plain.name}


def _die_at(path: Path, step: str, pipe: Pipe) -> None:
    """Rewrite a database, and be killed as soon as a step was done."""
    module = storage.rekeying
    name = {"alone": "_alone"}.get(step, step)

    def dying(original: object) -> object:
        assert callable(original)

        def done(*arguments: object, **named: object) -> None:
            result = original(*arguments, **named)
            if step != "finish" or result:  # the first time there is nothing to finish
                os.kill(os.getpid(), signal.SIGKILL)

        return done

    if step == "link":
        setattr(os, step, dying(os.link))
    elif step == "replace":
        setattr(Path, step, dying(Path.replace))
    else:
        setattr(module, name, dying(getattr(module, name)))
    rewrite(SqliteFile(path), FIRST)
    pipe.send("not killed")


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(plain: Path, tmp_path: Path, step: str) -> None:
    with closing(_store(plain, None, tmp_path)) as store:
        before = details(store)
    process, _ = start(_die_at, plain, step)
    assert ended(process) == -signal.SIGKILL
    new = mark_of(plain) == fingerprint(FIRST)
    assert new is (step in ("replace", "finish"))
    with closing(_store(plain, FIRST if new else None, tmp_path)) as store:
        assert details(store) == before
        assert store.verify_audit().ok
    assert not (new and replaced(plain).exists())
    if not new:
        rewrite(SqliteFile(plain), FIRST)
    everything = b"".join(file.read_bytes() for file in plain.parent.iterdir())
    assert SECRET not in everything


def test_a_database_that_was_moved_after_a_kill_is_not_taken_for_the_replaced_one(
    plain: Path, tmp_path: Path
) -> None:
    process, _ = start(_die_at, plain, "link")
    assert ended(process) == -signal.SIGKILL
    moved = plain.with_name("moved.db")
    plain.rename(moved)
    held = moved.read_bytes()
    engine = open_engine(f"sqlite:///{plain}")
    prepare(engine, backup_folder=tmp_path, create=True)
    engine.dispose()
    rewrite(SqliteFile(plain), FIRST)
    assert moved.read_bytes() == held


def test_a_copy_of_an_encrypted_one_is_encrypted_and_comes_back_so(plain: Path, tmp_path: Path) -> None:
    rewrite(SqliteFile(plain), FIRST)
    with closing(_store(plain, FIRST, tmp_path)) as store:
        made = backup.copy(store.engine, tmp_path / "copies" / "copy.db")
        file = sqlite_file(store.engine)
        assert file is not None
        assert file.key == FIRST
    assert mark_of(made) == fingerprint(FIRST)
    assert backup.verify(made, key=FIRST).ok
    rewrite(SqliteFile(plain, FIRST), SECOND)
    restored = backup.restore(made, plain, key=FIRST, target_key=SECOND)
    assert restored.report.ok
    assert mark_of(plain) == fingerprint(SECOND)
    with closing(_store(plain, SECOND, tmp_path)) as store:
        assert store.verify_audit().ok
