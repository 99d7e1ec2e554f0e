"""The look-up index is kept, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import search as search_module
from storage.search import (
    WordList,
    check,
    create_search,
    drop_search,
    index_clients,
    optimize,
    search,
)
from storage.sessions import Store
from tests.clock import NOON
from tests.made_clients import add_client, add_manager, found_numbers


@pytest.fixture
def known(store: Store) -> Store:
    """Give a store with two clients in its index."""
    with store.engine.begin() as connection:
        add_client(connection, "K-0106", "Goldsmith", "Peter", suburb="Marrickvale")
        add_client(connection, "K-0102", "Reid", "Alan", suburb="Dunmore")
    return store


def test_a_manager_of_now_or_later_finds_the_client_and_a_past_one_does_not(store: Store) -> None:
    with store.engine.begin() as connection:
        one = add_client(connection, "1", "Amberly", index=False)
        two = add_client(connection, "2", "Brook", index=False)
        add_manager(connection, "Wilhelmina Past", one, end=NOON - timedelta(days=1))
        add_manager(connection, "Ottoline Present", one, start=NOON - timedelta(days=1))
        add_manager(connection, "Ferdinand Future", two, start=NOON + timedelta(days=9))
        index_clients(connection, now=NOON)
        assert found_numbers(connection, "ottoline") == ["1"]
        assert found_numbers(connection, "future ferdinand") == ["2"]
        assert found_numbers(connection, "wilhelmina past") == []


def test_the_index_follows_what_changes(store: Store) -> None:
    with store.engine.begin() as connection:
        client = add_client(connection, "1", "Amberly", phones=(("0491 570 157", "61491570157"),))
        assert index_clients(connection, [client]) == 1
        connection.execute(text("UPDATE client SET family_name = 'Quillon' WHERE id = :id"), {"id": client})
        assert found_numbers(connection, "amberly") == ["1"]
        index_clients(connection, [client])
        assert found_numbers(connection, "amberly") == []
        assert found_numbers(connection, "quill") == ["1"]
        connection.execute(text("UPDATE client SET active = false WHERE id = :id"), {"id": client})
        assert check(connection).stray == 1
        assert index_clients(connection, [client]) == 0
        assert search(connection, "quillon") == ()
        assert check(connection).ok


def test_check_counts_who_is_missing_and_who_should_not_be_there(store: Store) -> None:
    with store.engine.begin() as connection:
        add_client(connection, "1", "Amberly", index=False)
        gone = add_client(connection, "2", "Brook")
        add_client(connection, "3", "Cawley", active=False, index=False)
        connection.execute(text("DELETE FROM client WHERE id = :id"), {"id": gone})
        found = check(connection)
        assert (found.clients, found.missing, found.stray, found.ok) == (1, 1, 1, False)
        assert index_clients(connection) == 1
        assert check(connection).ok


def test_the_whole_index_is_made_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "_BATCH", 3)
    with store.engine.begin() as connection:
        clients = [
            add_client(connection, f"N{at}", f"Family{'abcdefghij'[at]}", index=False) for at in range(10)
        ]
        assert index_clients(connection, clients) == 10
        assert index_clients(connection) == 10
        assert check(connection).ok
        assert found_numbers(connection, "familyj")[0] == "N9"


def test_creating_again_leaves_the_index_as_it_is_and_dropping_removes_it(known: Store) -> None:
    with known.engine.begin() as connection:
        create_search(connection)
        assert found_numbers(connection, "goldsmith") == ["K-0106"]
        drop_search(connection)
        create_search(connection)
        assert search(connection, "goldsmith") == ()
        assert check(connection).missing == 2


def test_a_word_list_that_is_kept_learns_new_words(known: Store) -> None:
    words = WordList()
    with known.reading() as connection:
        assert search(connection, "zylberstien", words=words) == ()
    with known.engine.begin() as connection:
        added = add_client(connection, "K-0200", "Zylberstein")
    with known.reading() as connection:
        assert [found.client_id for found in search(connection, "zylberstien", words=words)] == [added]


def test_the_words_of_somebody_erased_are_forgotten(known: Store) -> None:
    with known.engine.begin() as connection:
        client = add_client(connection, "K-0300", "Xanthopoulou", suburb="Dunmore")
        connection.execute(text("DELETE FROM client WHERE id = :id"), {"id": client})
        index_clients(connection, [client])
        optimize(connection)
        left = set(connection.execute(text("SELECT word FROM search_word")).scalars())
        assert "xanthopoulou" not in left
        assert {"dunmore", "goldsmith"} <= left


def test_nothing_of_somebody_erased_stays_in_the_file(sqlite_store: Store, sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite_store.engine.begin() as connection:
        add_client(connection, "1", "Amberly")
        client = add_client(connection, "2", "Xanthopoulou")
    sqlite_store.engine.dispose()
    assert b"xanthopoulou" in path.read_bytes() + _beside(path)
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("DELETE FROM client WHERE id = :id"), {"id": client})
        index_clients(connection, [client])
        optimize(connection)
    sqlite_store.engine.dispose()
    left = (path.read_bytes() + _beside(path)).lower()
    assert b"xanthopoulou" not in left
    assert b"amberly" in left


def _beside(path: Path) -> bytes:
    """Return what lies in the write-ahead log."""
    log = path.with_name(path.name + "-wal")
    return log.read_bytes() if log.exists() else b""
