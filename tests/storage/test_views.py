"""Who looked at whom cannot be changed unnoticed, and to look is no change of the record."""

from __future__ import annotations

import pytest
from sqlalchemy import exc

from storage.auditkey import AuditKey
from storage.errors import WrongKey
from storage.sessions import Store
from storage.views import View
from tests.clock import NOON
from tests.storage.examples import ANN, add_person
from tests.storage.test_audit import tamper

_BORROWED = (
    "UPDATE meta SET value = (SELECT value FROM meta WHERE name = 'audit-head') WHERE name = 'view-head'"
)


def look(store: Store, *clients: int | None) -> None:
    """Record that Ann looked at some clients."""
    store.keep_views([View(NOON, ANN, "tty1", client, "responsible") for client in clients])


@pytest.fixture
def seen(store: Store) -> Store:
    """Give a store with one deed and five views of two batches."""
    add_person(store)
    look(store, 3, 4, None)
    look(store, 3, 5)
    return store


def test_an_untouched_record_of_views_is_found_whole(seen: Store) -> None:
    verdict = seen.verify_views()
    assert (verdict.ok, verdict.rows, verdict.first_broken) == (True, 5, None)
    assert seen.verify_audit().rows == 1


def test_to_look_moves_no_change_token(seen: Store) -> None:
    before = seen.change_token()
    look(seen, 9)
    assert seen.change_token() == before
    add_person(seen, "Bo Birch", "bo@example.org")
    assert seen.change_token() != before


@pytest.mark.parametrize("statement", ["UPDATE client_view SET actor = actor", "DELETE FROM client_view"])
def test_the_database_itself_refuses(seen: Store, statement: str) -> None:
    with pytest.raises(exc.DBAPIError, match="append-only"), seen.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert seen.verify_views().rows == 5


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (["UPDATE client_view SET client_id = 9 WHERE seq = 2"], 2),
        (["UPDATE client_view SET actor = 'nobody' WHERE seq = 5"], 5),
        (["DELETE FROM client_view WHERE seq = 1"], 1),
        (["DELETE FROM client_view WHERE seq > 3"], 4),
        (["DELETE FROM meta WHERE name = 'view-head'"], 5),
        ([_BORROWED], 6),
    ],
    ids=["other-client", "other-eyes", "first-deleted", "cut-off", "end-forgotten", "end-of-the-deeds"],
)  # fmt: skip
def test_tampering_is_found_and_named(seen: Store, statements: list[str], broken: int) -> None:
    tamper(seen, *statements)
    verdict = seen.verify_views()
    assert (verdict.ok, verdict.first_broken) == (False, broken)
    assert seen.verify_audit().ok


def test_without_the_right_key_no_view_is_kept(seen: Store) -> None:
    for key in (None, AuditKey(bytes(32))):
        with pytest.raises(WrongKey):
            look(Store(seen.engine, key, seen.clock), 3)
    assert seen.verify_views().rows == 5
