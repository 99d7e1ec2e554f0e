"""A copy is whole, says when it is not, and is put back without losing what was there (R-177)."""

from __future__ import annotations

import shutil
import stat
from contextlib import closing
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import backup
from storage.auditkey import AuditKey
from storage.engine import open_engine, sqlite_file
from storage.errors import Busy, Damaged, Foreign, Missing, Refused
from storage.models import Client, Item
from storage.schema import prepare
from storage.search import check
from storage.sessions import Store
from tests.clock import NOON, FixedClock
from tests.processes import CONTEXT, ended, hear, start
from tests.storage.examples import ANN, add_person, call, log_call


@pytest.fixture
def filled(store: Store) -> Store:
    """Give a store with rows of several kinds, one of which points at a later one of its own table."""
    number = add_person(store)
    for turn in range(5):
        log_call(store, f"k{turn}", number)
    with store.writing(ANN, "client.added", "client") as unit:
        unit.session.add(
            Client(
                number="C-1", family_name="O’Kafor-Reid", given_name="Zoë", conditions=["asthma", "Ménière"]
            )
        )
        first = unit.session.get_one(Item, 1)
        first.duplicate_of = 4
        first.held_until = NOON + timedelta(days=1)
    return store


def path_of(store: Store) -> Path:
    """Return where a SQLite store lies."""
    file = sqlite_file(store.engine)
    assert file is not None
    return file.path


def test_a_copy_is_whole(filled: Store, tmp_path: Path) -> None:
    target = backup.copy(filled.engine, tmp_path / "a" / "b" / "copy.db")
    report = backup.verify(target, audit_key=filled.audit_key)
    assert (report.ok, report.problems) == (True, ())
    assert (report.rows["item"], report.rows["clock"], report.rows["audit"]) == (5, 10, 7)
    assert report.database_id == prepare(filled.engine, backup_folder=tmp_path)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    assert [file.name for file in target.parent.iterdir()] == ["copy.db"]


def test_a_copy_can_be_worked_with(filled: Store, tmp_path: Path) -> None:
    target = backup.copy(filled.engine, tmp_path / "copies" / "copy.db")
    engine = open_engine(f"sqlite:///{target}")
    prepare(engine, backup_folder=tmp_path)
    with closing(Store(engine, filled.audit_key, FixedClock())) as copied:
        with copied.quiet_writing() as session:
            item = session.get_one(Item, 1)
            client = session.get_one(Client, 1)
        assert (item.duplicate_of, item.held_until) == (4, NOON + timedelta(days=1))
        assert (client.family_name, client.conditions) == ("O’Kafor-Reid", ["asthma", "Ménière"])
        log_call(copied, "another", 1)
        assert copied.verify_audit().ok
        with copied.reading() as connection:
            assert check(connection).ok or filled.engine.dialect.name == "sqlite"


def test_a_copy_is_made_while_others_write(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    number = add_person(sqlite_store)
    stop = CONTEXT.Event()
    writer, told = start(_write_on, sqlite_url, sqlite_store.audit_key, number, stop)
    assert hear(told) == "writing"
    reports = [
        backup.verify(
            backup.copy(sqlite_store.engine, tmp_path / f"copy{turn}.db"), audit_key=sqlite_store.audit_key
        )
        for turn in range(5)
    ]
    stop.set()
    assert ended(writer) == 0
    assert all(report.ok for report in reports)
    assert all(report.rows["clock"] == 2 * report.rows["item"] for report in reports)
    assert sqlite_store.verify_audit().ok


def _write_on(url: str, key: AuditKey, number: int, stop: Event, told: Pipe) -> None:
    """Log calls until told to stop."""
    with closing(Store(open_engine(url), key, FixedClock())) as store:
        turn = 0
        while not stop.is_set():
            log_call(store, f"w{turn}", number)
            turn += 1
            if turn == 1:
                told.send("writing")


def test_a_copy_never_takes_the_place_of_another_file(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("dear to somebody")
    with pytest.raises(Refused):
        backup.copy(filled.engine, target)
    assert target.read_text() == "dear to somebody"


def test_an_encrypted_copy_needs_the_same_key(tmp_path: Path) -> None:
    key = bytes(range(32))
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}", key=key)
    prepare(engine, backup_folder=tmp_path, create=True)
    target = backup.copy(engine, tmp_path / "copy.db")
    assert backup.verify(target, key=key).ok
    assert b"CREATE TABLE" not in target.read_bytes()
    with pytest.raises(Foreign):
        backup.verify(target)


def test_a_spoilt_copy_is_found_out(sqlite_store: Store, tmp_path: Path) -> None:
    for turn in range(30):
        log_call(sqlite_store, f"k{turn}", add_person(sqlite_store, email=f"{turn}@example.org"), "z" * 500)
    whole = backup.copy(sqlite_store.engine, tmp_path / "copy.db")
    size = whole.stat().st_size
    spoilt = tmp_path / "spoilt.db"
    shutil.copy(whole, spoilt)
    with spoilt.open("r+b") as file:
        for page in range(4096 * 2, size, 4096 * 7):
            file.seek(page)
            file.write(b"\xa5" * 4096)
    assert not backup.verify(spoilt).ok
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole.read_bytes()[: size // 2])
    assert not backup.verify(cut).ok
    reworded = tmp_path / "reworded.db"
    reworded.write_bytes(whole.read_bytes().replace(b"call.logged", b"call.forged"))
    assert "not as it was written" in backup.verify(reworded, audit_key=sqlite_store.audit_key).problems[0]


def test_what_is_no_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        backup.verify(tmp_path / "none.db")
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("Dear diary, " * 1000)
    for name in ("empty.db", "text.db"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(Foreign):
            backup.verify(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before


def test_a_copy_is_put_back_and_the_old_one_kept(sqlite_store: Store, tmp_path: Path) -> None:
    number = add_person(sqlite_store)
    log_call(sqlite_store, "before", number)
    copied = backup.copy(sqlite_store.engine, tmp_path / "copies" / "copy.db")
    log_call(sqlite_store, "after", number)
    target = path_of(sqlite_store)
    sqlite_store.close()
    done = backup.restore(copied, target, audit_key=sqlite_store.audit_key, clock=FixedClock())
    assert done.kept == target.with_name("oncall-before-restore-20261121T010000Z.db")
    assert done.kept is not None
    assert backup.verify(done.kept, audit_key=sqlite_store.audit_key).rows["item"] == 2
    assert done.report.rows["item"] == 1
    assert {file.name for file in target.parent.iterdir()} == {target.name, done.kept.name}
    log_call(sqlite_store, "afterwards", number)
    with sqlite_store.reading() as connection:
        assert connection.execute(text("SELECT key FROM item ORDER BY id")).scalars().all() == [
            "before",
            "afterwards",
        ]
    assert sqlite_store.verify_audit().ok
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_nothing_is_put_back_under_an_open_console(sqlite_store: Store, tmp_path: Path) -> None:
    add_person(sqlite_store)
    copied = backup.copy(sqlite_store.engine, tmp_path / "copy.db")
    target = path_of(sqlite_store)
    names = {file.name for file in target.parent.iterdir()}
    with sqlite_store.reading() as connection:
        connection.execute(text("SELECT 1 FROM meta"))
        with pytest.raises(Busy, match="close every console"):
            backup.restore(copied, target)
    assert {file.name for file in target.parent.iterdir()} == names
    assert sqlite_store.verify_audit().ok


def test_a_spoilt_copy_is_not_put_back(sqlite_store: Store, tmp_path: Path) -> None:
    log_call(sqlite_store, "k", add_person(sqlite_store))
    copied = backup.copy(sqlite_store.engine, tmp_path / "copy.db")
    copied.write_bytes(copied.read_bytes().replace(b"call.logged", b"call.forged"))
    target = path_of(sqlite_store)
    sqlite_store.close()
    before = target.read_bytes()
    with pytest.raises(Damaged, match="Nothing was changed"):
        backup.restore(copied, target, audit_key=sqlite_store.audit_key)
    assert target.read_bytes() == before
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_a_copy_replaces_a_damaged_database(sqlite_store: Store, tmp_path: Path) -> None:
    log_call(sqlite_store, "k", add_person(sqlite_store))
    copied = backup.copy(sqlite_store.engine, tmp_path / "copy.db")
    target = path_of(sqlite_store)
    sqlite_store.close()
    target.write_bytes(b"\xa5" * 20_000)
    done = backup.restore(copied, target, clock=FixedClock())
    assert done.kept is not None
    assert done.kept.read_bytes() == b"\xa5" * 20_000
    assert sqlite_store.verify_audit().ok


def test_a_copy_is_put_where_nothing_was(sqlite_store: Store, tmp_path: Path) -> None:
    copied = backup.copy(sqlite_store.engine, tmp_path / "copy.db")
    done = backup.restore(copied, tmp_path / "new" / "oncall.db")
    assert (done.kept, backup.verify(done.path).ok) == (None, True)


def test_a_copy_moves_into_an_empty_database_of_either_kind(
    filled: Store, empty_url: str, tmp_path: Path
) -> None:
    copied = backup.copy(filled.engine, tmp_path / "copy.db")
    engine = open_engine(empty_url)
    backup.load(copied, engine, audit_key=filled.audit_key)
    with pytest.raises(Refused):
        backup.load(copied, engine)
    with closing(Store(engine, filled.audit_key, FixedClock())) as moved:
        assert moved.verify_audit().ok
        with moved.quiet_writing() as session:
            item = session.get_one(Item, 1)
            assert (item.duplicate_of, item.received_at) == (4, NOON)
        with moved.writing(ANN, "call.logged", "item") as unit:
            unit.session.add(call("next", 1))
        with moved.reading() as connection:
            assert connection.scalar(text("SELECT max(id) FROM item")) == 6
            assert check(connection).ok
        assert moved.verify_audit().ok
