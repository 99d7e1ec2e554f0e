"""Where a database may be, how it is opened, and what opening must not load."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from storage.engine import SqliteFile, file_system, open_engine, sqlite_file
from storage.errors import Foreign, Misplaced, StoreError
from storage.schema import prepare

HEAVY = ("sqlmodel", "sqlalchemy.orm", "alembic", "pydantic", "psycopg")


@pytest.mark.parametrize("module", ["storage.engine", "storage.sessions", "storage.schema", "storage.audit"])
def test_reading_needs_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("sqlite://", "memory"),
        ("sqlite:///:memory:", "memory"),
        ("sqlite:///file:x.db?mode=memory", "sqlite:///path"),
        ("sqlite:///x.db?mode=ro", "sqlite:///path"),
        ("sqlite://host/x.db", "sqlite:///path"),
        ("/tmp/x.db", "not the address"),
        ("", "not the address"),
        ("mysql://somebody@localhost/x", "not supported"),
        ("postgresql://somebody@localhost", "names no database"),
        ("sqlite:////dev/null", "not an ordinary file"),
    ],
)
def test_an_address_that_would_lose_data_is_refused(url: str, word: str) -> None:
    with pytest.raises(Misplaced) as refusal:
        open_engine(url)
    assert word in refusal.value.words


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misplaced, match="is a folder"):
        open_engine(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    shared = tmp_path / "shared folder"
    shared.mkdir()
    point = str(shared).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {point} {kind} rw 0 0\n")
    assert file_system(shared / "new" / "x.db", mounts) == kind
    assert file_system(tmp_path / "x.db", mounts) == "ext4"
    monkeypatch.setattr("storage.engine.file_system", lambda path: file_system(path, mounts))
    with pytest.raises(Misplaced, match="network file system"):
        open_engine(f"sqlite:///{shared / 'x.db'}")


def test_where_mounts_cannot_be_read_nothing_is_refused(tmp_path: Path) -> None:
    assert file_system(tmp_path, tmp_path / "none") == ""


def test_a_relative_address_is_settled_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = sqlite_file(open_engine("sqlite:///oncall.db"))
    assert file is not None
    assert file.path == tmp_path / "oncall.db"


def test_both_spellings_of_postgres_are_understood() -> None:
    for spelling in ("postgres", "postgresql"):
        engine = open_engine(f"{spelling}://somebody@localhost/x")
        assert engine.dialect.name == "postgresql"
        assert engine.dialect.driver == "psycopg"


def test_opening_makes_no_file(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'oncall.db'}")
    with pytest.raises(exc.OperationalError):
        engine.connect()
    assert list(tmp_path.iterdir()) == []


def test_folder_and_file_are_for_this_user_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = tmp_path / "a" / "b" / "oncall.db"
        prepare(open_engine(f"sqlite:///{path}"), backup_folder=tmp_path, create=True)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}
    assert all(stat.S_IMODE(beside.stat().st_mode) == 0o600 for beside in path.parent.iterdir())


def test_sqlite_is_opened_for_safety(sqlite_url: str) -> None:
    with open_engine(sqlite_url).connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "busy_timeout",
                "foreign_keys",
                "secure_delete",
                "temp_store",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }


def test_a_reader_can_change_nothing(database_url: str) -> None:
    engine = open_engine(database_url)
    reader = engine.execution_options(readonly=True)
    with pytest.raises(exc.DBAPIError), reader.begin() as connection:
        connection.execute(text("DELETE FROM meta"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = value"))
    engine.dispose()


def test_errors_do_not_quote_what_was_kept(database_url: str) -> None:
    engine = open_engine(database_url)
    with pytest.raises(exc.DBAPIError) as error, engine.begin() as connection:
        connection.execute(
            text("INSERT INTO meta (name, value) VALUES (:name, :value)"),
            [{"name": "database-id", "value": "clozapine"}],
        )
    engine.dispose()
    assert "clozapine" not in str(error.value)


def test_a_key_encrypts_the_whole_file(tmp_path: Path) -> None:
    path, key = tmp_path / "oncall.db", bytes(range(32))
    engine = open_engine(f"sqlite:///{path}", key=key)
    database_id = prepare(engine, backup_folder=tmp_path, create=True)
    engine.dispose()
    assert database_id.encode() not in path.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert prepare(open_engine(f"sqlite:///{path}", key=key), backup_folder=tmp_path) == database_id
    before = path.read_bytes()
    for wrong in (None, bytes(32)):
        with pytest.raises(Foreign):
            prepare(open_engine(f"sqlite:///{path}", key=wrong), backup_folder=tmp_path)
    assert path.read_bytes() == before


def test_a_key_never_shows(tmp_path: Path) -> None:
    key = b"K" * 32
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}", key=key)
    file = SqliteFile(tmp_path / "x.db", key)
    shown = f"{engine!r} {engine.url} {file!r} {engine.get_execution_options()!r}"
    assert "KKKK" not in shown
    assert key.hex() not in shown


@pytest.mark.parametrize("url", ["sqlite:////tmp/x.db", "postgresql://somebody@localhost/x"])
def test_a_key_of_the_wrong_kind_is_refused(url: str) -> None:
    with pytest.raises(Misplaced):
        open_engine(url, key=b"short" if url.startswith("sqlite") else bytes(32))


def test_a_server_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    engine = open_engine("postgresql://somebody:secret@127.0.0.1:1/x?connect_timeout=2")
    with pytest.raises(StoreError) as error:
        prepare(engine, backup_folder=tmp_path)
    assert "cannot be reached" in error.value.words
    assert "secret" not in str(error.value)
