"""The look-up index, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from storage import search as search_module
from storage.folding import fold, sound, spellings
from storage.search import (
    Tier,
    WordList,
    check,
    create_search,
    drop_search,
    index_clients,
    optimize,
    search,
)
from storage.sessions import Store
from tests.clock import NOON, FixedClock
from tests.conftest import open_store
from tests.made_clients import add_client, add_manager, make_clients

CLIENTS = {
    "K-0101": (
        "O'Kafor-Reid",
        "Chinwe",
        "Chi",
        "Marrickvale",
        date(1948, 3, 12),
        "02 5550 0188",
        "61255500188",
    ),
    "K-0102": ("Reid", "Alan", "", "Dunmore", date(1951, 12, 3), "0491 570 006", "61491570006"),
    "K-0103": ("Đặng", "Thị Hồng", "Rosie", "Dunmore", None, "0491 570 156", "61491570156"),
    "K-0104": ("de la Cruz", "María José", "", "Port Ellery", date(1948, 3, 12), "", ""),
    "K-0105": (
        "Stephens",
        "Katharine",
        "",
        "Wattle Heights",
        date(2001, 1, 31),
        "1800 975 711",
        "611800975711",
    ),
    "K-0106": ("Goldsmith", "Peter", "", "Marrickvale", None, "5550 0142", "55500142"),
    "K-0107": ("Łukasiewicz", "Zoë", "", "Dunmore", None, "", ""),
    "K-0108": ("Reidy", "Bo", "", "Ellery", None, "", ""),
    "K-0109": ("李", "小龙", "", "Ellery", None, "", ""),
}


@pytest.fixture
def known(store: Store) -> Store:
    """Give a store with a few clients in its index."""
    with store.engine.begin() as connection:
        for number, (family, first, preferred, suburb, dob, spoken, digits) in CLIENTS.items():
            add_client(
                connection,
                number,
                family,
                first,
                preferred=preferred,
                suburb=suburb,
                dob=dob,
                phones=((spoken, digits),) if spoken else (),
            )
    return store


def numbers(connection: Connection, typed: str, limit: int = 20) -> list[str]:
    """Return the client numbers found, in their order."""
    ids = [found.client_id for found in search(connection, typed, limit)]
    all_numbers = {row[0]: str(row[1]) for row in connection.execute(text("SELECT id, number FROM client"))}
    return [all_numbers[client_id] for client_id in ids]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("okafor", "K-0101"),
        ("O'Kaf", "K-0101"),
        ("o’kafor-reid", "K-0101"),
        ("okaforreid", "K-0101"),
        ("okafor reid", "K-0101"),
        ("kafor", "K-0101"),
        ("chi okaf", "K-0101"),
        ("OKAFOR, Chinwe", "K-0101"),
        ("dang", "K-0103"),
        ("đặng hồng", "K-0103"),
        ("rosie dang", "K-0103"),
        ("hong dunm", "K-0103"),
        ("cruz", "K-0104"),
        ("delacruz", "K-0104"),
        ("maria jose", "K-0104"),
        ("port ellery jose", "K-0104"),
        ("lukas", "K-0107"),
        ("zoe", "K-0107"),
        ("李", "K-0109"),
        ("小龙", "K-0109"),
        ("k-0105", "K-0105"),
        ("0105", "K-0105"),
        ("K0105", "K-0105"),
        ("105", "K-0105"),
        ("peter marrick", "K-0106"),
        ("alan 0491", "K-0102"),
    ],
)
def test_parts_of_names_suburb_and_number_find_a_client(known: Store, typed: str, wanted: str) -> None:
    with known.reading() as connection:
        assert numbers(connection, typed)[0] == wanted


@pytest.mark.parametrize(
    "typed",
    [
        "02 5550 0188",
        "(02) 5550-0188",
        "+61 2 5550 0188",
        "+61 (0)2 5550 0188",
        "0011 61 2 5550 0188",
        "02/5550/0188",
        "02.5550.0188",
        "0255500188",
        "61255500188",
        "500188",
        "02 555",
        "chinwe 0188",
    ],
)
def test_a_phone_number_is_found_however_it_is_written(known: Store, typed: str) -> None:
    with known.reading() as connection:
        assert numbers(connection, typed) == ["K-0101"]


@pytest.mark.parametrize(
    "typed",
    [
        "12/03/1948",
        "12.3.48",
        "12-3-1948",
        "1948-03-12",
        "12 03 1948",
        "12 Mar 1948",
        "12 march 48",
        "12mar1948",
        "12th March 1948",
        "March 12, 1948",
        "194803",
    ],
)
def test_a_date_of_birth_is_found_in_the_usual_forms(known: Store, typed: str) -> None:
    with known.reading() as connection:
        assert sorted(numbers(connection, typed)) == ["K-0101", "K-0104"]
        assert numbers(connection, f"{typed} cruz") == ["K-0104"]


def test_a_day_that_does_not_exist_is_no_date(known: Store) -> None:
    with known.reading() as connection:
        assert numbers(connection, "31/02/1948") == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("stehpens", "K-0105"),
        ("stpehens kath", "K-0105"),
        ("stepens", "K-0105"),
        ("stevens", "K-0105"),
        ("catherine", "K-0105"),
        ("lukasievicz", "K-0107"),
        ("lukashiewicz zoe", "K-0107"),
        ("goldsmth peter", "K-0106"),
        ("goldzm", "K-0106"),
        ("chinwe okafro", "K-0101"),
        ("chniwe okafro", "K-0101"),
    ],
)
def test_a_slip_or_a_spelling_by_ear_still_finds_the_client(known: Store, typed: str, wanted: str) -> None:
    with known.reading() as connection:
        found = search(connection, typed)
        assert numbers(connection, typed)[0] == wanted
        assert found[0].tier is Tier.SIMILAR


def test_letters_inside_a_word_find_it_after_those_at_the_beginning(known: Store) -> None:
    with known.reading() as connection:
        assert numbers(connection, "smith") == ["K-0106"]
        assert search(connection, "smith")[0].tier is Tier.INSIDE


def test_the_very_family_name_comes_first_then_what_begins_so(known: Store) -> None:
    with known.reading() as connection:
        assert numbers(connection, "reid") == ["K-0102", "K-0101", "K-0108"]
        assert [found.tier for found in search(connection, "reid")] == [Tier.EXACT, Tier.EXACT, Tier.FAMILY]


def test_no_more_are_returned_than_were_asked_for(known: Store) -> None:
    with known.reading() as connection:
        assert len(search(connection, "e", 2)) == 2
        assert search(connection, "e", 0) == ()


def test_a_manager_of_now_or_later_finds_the_client_and_a_past_one_does_not(store: Store) -> None:
    with store.engine.begin() as connection:
        one = add_client(connection, "1", "Amberly", index=False)
        two = add_client(connection, "2", "Brook", index=False)
        add_manager(connection, "Wilhelmina Past", one, end=NOON - timedelta(days=1))
        add_manager(connection, "Ottoline Present", one, start=NOON - timedelta(days=1))
        add_manager(connection, "Ferdinand Future", two, start=NOON + timedelta(days=9))
        index_clients(connection, now=NOON)
        assert numbers(connection, "ottoline") == ["1"]
        assert numbers(connection, "future ferdinand") == ["2"]
        assert numbers(connection, "wilhelmina past") == []


def test_the_index_follows_what_changes(store: Store) -> None:
    with store.engine.begin() as connection:
        client = add_client(connection, "1", "Amberly", phones=(("0491 570 157", "61491570157"),))
        assert index_clients(connection, [client]) == 1
        connection.execute(text("UPDATE client SET family_name = 'Quillon' WHERE id = :id"), {"id": client})
        assert numbers(connection, "amberly") == ["1"]
        index_clients(connection, [client])
        assert numbers(connection, "amberly") == []
        assert numbers(connection, "quill") == ["1"]
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
        assert numbers(connection, "familyj")[0] == "N9"


def test_creating_again_leaves_the_index_as_it_is_and_dropping_removes_it(known: Store) -> None:
    with known.engine.begin() as connection:
        create_search(connection)
        assert numbers(connection, "goldsmith") == ["K-0106"]
        drop_search(connection)
        create_search(connection)
        assert search(connection, "goldsmith") == ()
        assert check(connection).missing == len(CLIENTS)


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


HOSTILE = (
    *(
        "'",
        '"',
        '""',
        "*",
        "^",
        ":",
        "(",
        ")",
        "{",
        "}",
        "+",
        "-",
        "--",
        ";",
        "\\",
        "%",
        "_",
        "|",
        "&",
        "!",
        "<->",
    ),
    *("AND", "OR", "NOT", "NEAR(", "a AND", "family : x", "{words} : x", "^bob", "type-2", "10:30", "§smith"),
    *("' OR 1=1 --", "'; DROP TABLE client; --", "a:*", "\x00", "a\x00b", "\ud800", "\u202e", "\ufdfa" * 40),
    *(
        "ﬁ",
        "İ",
        "ß",
        "e\u0301" * 30,
        "𞤀𞤁",
        "٠٤٩١",
        "½",
        "²",
        "１２３",
        "🙂",
        "1/1/1/1",
        "99/99/9999",
        "00/00/0000",
    ),
    *("0" * 400, "-" * 400, "'" * 400, "a" * 600, "31 Feb 2001", "+", "0011", "00", "(0)"),
)


def test_any_text_is_answered_without_an_error(known: Store) -> None:
    random = Random(11)
    alphabet = "abcdezör0123456789 '\"-+*^:(){}/.%_\\\x00\ud800§¶†|&!<>½²٠李🙂\n\t"
    pieces = (*HOSTILE, "reid", "02 5550", "okafor")
    rounds = 5_000 if known.engine.dialect.name == "sqlite" else 1_000
    words = WordList()
    with known.reading() as connection:
        for _ in range(rounds):
            if random.random() < 0.5:
                typed = "".join(random.choices(alphabet, k=random.randint(0, 40)))
            else:
                typed = random.choice((" ", "")).join(random.choices(pieces, k=random.randint(1, 5)))
            assert len(search(connection, typed, 20, words)) <= 20
        for typed in HOSTILE:
            search(connection, typed, 20, words)


@given(typed=st.text(max_size=60))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_finds_the_same_client_twice(sqlite_known: Store, typed: str) -> None:
    with sqlite_known.reading() as connection:
        ids = [found.client_id for found in search(connection, typed)]
    assert len(ids) == len(set(ids))


@pytest.fixture
def sqlite_known(sqlite_store: Store) -> Store:
    """Give a SQLite store with made-up clients."""
    with sqlite_store.engine.begin() as connection:
        make_clients(connection, 50)
        index_clients(connection)
    return sqlite_store


def test_a_megabyte_is_cut_short(known: Store) -> None:
    with known.reading() as connection:
        assert numbers(connection, "goldsmith" + " " * 1_000_000 + "x" * 1_000_000) == ["K-0106"]
        assert search(connection, "'-" * 500_000) == ()


def test_both_databases_find_the_same(
    sqlite_url: str, postgres_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    stores = [open_store(url, tmp_path / str(at), clock) for at, url in enumerate((sqlite_url, postgres_url))]
    for store in stores:
        with store.engine.begin() as connection:
            make_clients(connection, 400)
            index_clients(connection, now=NOON)
    with stores[0].reading() as one, stores[1].reading() as two:
        rows = one.execute(
            text("SELECT family_name, given_name, suburb, number FROM client ORDER BY id")
        ).all()
        for family, first, suburb, number in rows[::8]:
            for typed in (family, f"{first} {family[:3]}", f"{family[1:]} {suburb[:4]}", number, first[:2]):
                assert search(one, typed) == search(two, typed), typed
    for store in stores:
        store.close()


def test_text_is_made_alike() -> None:
    assert fold("Đặng ŁUKASZ Straße Æsir O’Brien") == "dang lukasz strasse aesir o'brien"
    assert set(spellings("O'Kafor-Reid")) == {"o", "kafor", "okafor", "reid", "okaforreid"}
    assert spellings(" - ' ") == ()
    assert sound("catherine") == sound("katharyn")
    assert sound("philips") == sound("fillips")
    assert sound("reid") != sound("smith")
