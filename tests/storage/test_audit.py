"""The record cannot be changed unnoticed: the database refuses, and what gets past it is found."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from storage import audit
from storage.auditkey import AuditKey
from storage.errors import WrongKey
from storage.sessions import Store
from tests.storage.examples import add_person, log_call

CALLS = 6


@pytest.fixture
def recorded(store: Store) -> Store:
    """Give a store with one entry for a person and some for calls."""
    number = add_person(store)
    for turn in range(CALLS):
        log_call(store, f"k{turn}", number)
    return store


def tamper(store: Store, *statements: str) -> None:
    """Change the record as somebody would who has the database but not the key."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        "UPDATE audit SET actor = actor",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit",
    ],
)
def test_the_database_itself_refuses(recorded: Store, statement: str) -> None:
    with pytest.raises(exc.DBAPIError, match="append-only"), recorded.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert recorded.verify_audit().rows == CALLS + 1


def test_no_other_way_of_deleting_gets_through(recorded: Store) -> None:
    columns = "seq, at, actor, on_behalf_of, terminal, action, object, detail, undoes, previous, hash"
    if recorded.engine.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO audit ({columns}) SELECT {columns} FROM audit WHERE seq = 2"
    else:
        statement = "TRUNCATE audit"
    with pytest.raises(exc.DBAPIError, match="append-only"), recorded.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert recorded.verify_audit().ok


def test_an_untouched_record_is_found_whole(recorded: Store) -> None:
    verdict = recorded.verify_audit()
    assert (verdict.ok, verdict.rows, verdict.first_broken) == (True, CALLS + 1, None)


def test_an_empty_record_is_whole(store: Store) -> None:
    assert store.verify_audit().ok


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (["UPDATE audit SET actor = 'nobody' WHERE seq = 3"], 3),
        (["UPDATE audit SET detail = '{}' WHERE seq = 1"], 1),
        (["UPDATE audit SET terminal = 'x' WHERE seq = 7"], 7),
        (["DELETE FROM audit WHERE seq = 4"], 4),
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq >= 6"], 6),
        (["DELETE FROM audit"], 1),
        (["DELETE FROM audit WHERE seq = 4", "UPDATE audit SET seq = seq - 1 WHERE seq = 5"], 4),
        (
            [
                "UPDATE audit SET seq = 100 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 4",
                "UPDATE audit SET seq = 4 WHERE seq = 100",
            ],
            3,
        ),
        (["DELETE FROM meta WHERE name = 'audit-head'"], 7),
        (["UPDATE meta SET value = 'x' WHERE name = 'audit-head'"], 8),
        (
            [
                "UPDATE meta SET value = (SELECT '5 ' || hash || ' 0' FROM audit WHERE seq = 5) "
                "WHERE name = 'audit-head'",
                "DELETE FROM audit WHERE seq > 5",
            ],
            6,
        ),
        (
            [
                "INSERT INTO audit SELECT 8, at, actor, on_behalf_of, terminal, action, object, detail, "
                "undoes, (SELECT hash FROM audit WHERE seq = 7), 'f00d' FROM audit WHERE seq = 7"
            ],
            8,
        ),
    ],
    ids=[
        "edited",
        "first-edited",
        "last-edited",
        "deleted",
        "first-deleted",
        "cut-off",
        "emptied",
        "closed-up",
        "swapped",
        "end-forgotten",
        "end-spoilt",
        "end-forged",
        "forged",
    ],
)
def test_tampering_is_found_and_named(recorded: Store, statements: list[str], broken: int) -> None:
    tamper(recorded, *statements)
    verdict = recorded.verify_audit()
    assert (verdict.ok, verdict.first_broken) == (False, broken)
    assert verdict.why


def test_a_changed_time_is_found(recorded: Store) -> None:
    at = (
        "'2026-11-20 01:00:00.000000'"
        if recorded.engine.dialect.name == "sqlite"
        else "at - interval '1 second'"
    )
    tamper(recorded, f"UPDATE audit SET at = {at} WHERE seq = 2")
    assert recorded.verify_audit().first_broken == 2


def test_a_wrong_key_is_told_from_a_broken_chain(recorded: Store) -> None:
    stranger = AuditKey(bytes(32))
    with recorded.reading() as connection:
        verdict = audit.verify(connection, stranger)
    assert (verdict.ok, verdict.first_broken) == (False, None)
    assert "another key" in verdict.why
    wrong = Store(recorded.engine, stranger, recorded.clock)
    with pytest.raises(WrongKey):
        add_person(wrong, "Cal Cole", "cal@example.org")
    assert recorded.verify_audit().ok


def test_without_the_key_links_are_checked(recorded: Store) -> None:
    with recorded.reading() as connection:
        assert audit.verify(connection, None).ok
    tamper(recorded, "DELETE FROM audit WHERE seq = 4")
    with recorded.reading() as connection:
        assert audit.verify(connection, None).first_broken == 4


def test_the_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = AuditKey.load("abc", folder, create=True)
    assert len(made.secret) == 32
    assert AuditKey.load("abc", folder, create=True) == made
    assert stat.S_IMODE((folder / "abc.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert made.secret.hex() not in repr(made)
    assert repr(made.secret) not in repr(made)


def test_a_missing_or_spoilt_key_says_where_it_belongs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WrongKey, match=r"abc\.key"):
        AuditKey.load("abc", tmp_path)
    (tmp_path / "abc.key").write_bytes(b"short")
    (tmp_path / "abc.key").chmod(0o600)
    with pytest.raises(WrongKey, match="not the key"):
        AuditKey.load("abc", tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"k" * 32)
    elsewhere.chmod(0o600)
    monkeypatch.setenv("ONCALL_AUDIT_KEY_FILE", str(elsewhere))
    assert AuditKey.load("abc", tmp_path).secret == b"k" * 32


def test_both_databases_seal_alike(tmp_path: Path) -> None:
    naive = {"seq": 1, "at": "2026-11-21 01:00:00.000000", "actor": "a", "undoes": None}
    row = {
        **dict.fromkeys(("on_behalf_of", "terminal", "action", "object", "detail", "previous"), ""),
        **naive,
    }
    aware = {**row, "at": "2026-11-21T12:00:00+11:00"}
    assert audit.DEEDS.message(row) == audit.DEEDS.message(aware)
    assert json.loads(audit.DEEDS.message(row))["at"] == "2026-11-21T01:00:00.000000+00:00"
