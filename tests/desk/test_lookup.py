"""The look-up as a person uses it: hits to choose from, and whose number it is that rings."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from oncall_tui.desk.lookup import Hit, Lookup, Match
from oncall_tui.desk.phones import normalise
from storage.models import ClientContact, Item, ItemClient, Organisation, Person
from storage.search import index_clients
from storage.sessions import Store
from storage.vocabulary import CareRole, Category, ClientStatus, Urgency
from tests.clock import NOON
from tests.made_clients import add_client, add_manager

MOBILE = ("0491 570 006", "61491570006")
HOME = ("02 5550 0188", "61255500188")


@pytest.fixture
def lookup(store: Store) -> Iterator[Lookup]:
    """Give a look-up on a store with an organisation in Sydney."""
    with store.engine.begin() as connection, Session(connection) as session:
        session.add(Person(id=1, name="Imogen Vale", email="imogen@example.org"))
        session.flush()
        session.add(
            Organisation(
                name="Fernbank Care",
                zone="Australia/Sydney",
                region="AU-NSW",
                hours="Mon-Fri 09:00-17:00",
                line="1800 975 711",
                default_director_id=1,
            )
        )
        session.flush()
        _set_sequence(session)
    made = Lookup(store)
    yield made
    made.close()


def _set_sequence(session: Session) -> None:
    """Let PostgreSQL count on from the person that was kept under a number of our own."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT setval('person_id_seq', 1)"))


def log_call(
    store: Store,
    client_id: int | None,
    digits: str,
    *,
    caller: str = "Odile",
    relationship: str = "",
    category: Category = Category.QUERY,
    at: datetime = NOON,
) -> int:
    """Keep an item of the line and return its id."""
    with store.engine.begin() as connection, Session(connection) as session:
        item = Item(
            key=f"{caller}{client_id}{at}{category}",
            client_id=client_id,
            caller=caller,
            relationship=relationship,
            caller_digits=digits,
            category=category,
            urgency=Urgency.NORMAL,
            received_at=at,
            recorded_at=at,
            entered_by=1,
        )
        session.add(item)
        session.flush()
        made = item.id
        assert made is not None
    return made


def kinds(matches: tuple[Match, ...]) -> list[tuple[str, str]]:
    """Return how and as what each client matched."""
    return [(match.kind, match.hit.number) for match in matches]


def test_a_hit_says_what_tells_a_client_apart(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        client = add_client(
            connection,
            "K-7",
            "Amberly",
            "Josephine",
            preferred="Jo",
            suburb="Dunmore",
            dob=date(1948, 3, 12),
            phones=(MOBILE, HOME),
        )
        add_manager(connection, "Past Manager", client, end=NOON - timedelta(days=2))
        add_manager(connection, "Ottoline Present", client, start=NOON - timedelta(days=2))
        add_manager(connection, "Second Manager", client, role=CareRole.SCM)
        index_clients(connection, [client], now=NOON)
    wanted = Hit(
        client_id=client,
        number="K-7",
        name="Amberly, Josephine",
        preferred="Jo",
        suburb="Dunmore",
        phone="0491 570 006",
        born=date(1948, 3, 12),
        status=ClientStatus.STABLE,
        manager="Ottoline Present",
    )
    for typed in ("amb", "jo", "k-7", "0188", "12/3/1948", "ottoline", "amberyl"):
        assert lookup.find(typed) == (wanted,), typed


def test_what_is_not_known_is_empty(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        add_client(connection, "K-8", "Amberly", preferred="")
    (hit,) = lookup.find("amberly")
    assert (hit.name, hit.preferred, hit.suburb, hit.phone, hit.born, hit.manager) == (
        "Amberly",
        "",
        "",
        "",
        None,
        "",
    )


def test_hits_keep_the_order_of_the_search_and_its_limit(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        for number, family in (("1", "Reidy"), ("2", "Marsh-Reid"), ("3", "Reid")):
            add_client(connection, number, family)
    assert [hit.number for hit in lookup.find("reid")] == ["3", "2", "1"]
    assert [hit.number for hit in lookup.find("reid", 1)] == ["3"]
    assert lookup.find("") == lookup.find("   ") == lookup.find("nobody") == ()


def test_a_client_kept_a_moment_ago_is_found(store: Store, lookup: Lookup) -> None:
    assert lookup.find("quillon") == ()
    with store.engine.begin() as connection:
        client = add_client(connection, "K-9", "Quillon")
    assert [hit.number for hit in lookup.find("quillno")] == ["K-9"]
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE client SET active = false WHERE id = :id"), {"id": client})
        index_clients(connection, [client])
    assert lookup.find("quillon") == ()


def test_a_search_leaves_no_transaction_open_for_writers_to_wait_on(sqlite_store: Store) -> None:
    lookup = Lookup(sqlite_store)
    lookup.find("anybody")
    with sqlite_store.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        busy, _, _ = driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    lookup.close()
    assert busy == 0


def test_several_threads_may_ask_at_once(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        add_client(connection, "K-9", "Quillon")
    found: list[tuple[Hit, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(lookup.find("quil"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[hit.number for hit in hits] for hits in found] == [["K-9"]] * 8


def test_it_can_be_asked_again_after_it_was_closed(store: Store, lookup: Lookup) -> None:
    assert lookup.find("quil") == ()
    lookup.close()
    assert lookup.find("quil") == ()


@pytest.mark.parametrize(
    "rung_from", ["0491 570 006", "+61491570006", "(0491) 570-006", "0011 61 491 570 006"]
)
def test_a_number_on_the_clients_own_record_is_known(store: Store, lookup: Lookup, rung_from: str) -> None:
    with store.engine.begin() as connection:
        add_client(connection, "K-1", "Amberly", phones=(MOBILE,))
        add_client(connection, "K-2", "Brook", phones=(HOME,))
    assert kinds(lookup.callers(rung_from)) == [("known", "K-1")]
    assert lookup.callers(rung_from) == lookup.callers(normalise(rung_from, "AU"))


def test_a_number_on_a_contact_or_seen_in_a_call_is_a_maybe(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        one = add_client(connection, "K-1", "Amberly")
        two = add_client(connection, "K-2", "Brook")
        with Session(connection) as session:
            session.add(
                ClientContact(client_id=one, name="Ruth Orme", relationship="daughter", digits=MOBILE[1])
            )
            session.flush()
    log_call(store, two, MOBILE[1], caller="Ned", relationship="neighbour", at=NOON - timedelta(days=9))
    log_call(store, two, MOBILE[1], caller="Ned Orme", at=NOON - timedelta(days=1))
    contact, call = lookup.callers(MOBILE[0])
    assert (contact.kind, contact.hit.number, contact.via, contact.seen_at) == (
        "maybe",
        "K-1",
        "Ruth Orme (daughter)",
        None,
    )
    assert (call.kind, call.hit.number, call.via) == ("maybe", "K-2", "Ned Orme")
    assert call.seen_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_a_number_that_several_share_lists_them_all_the_known_ones_first(
    store: Store, lookup: Lookup
) -> None:
    with store.engine.begin() as connection:
        caller = add_client(connection, "K-1", "Amberly")
        add_client(connection, "K-2", "Brook", phones=(HOME,))
        add_client(connection, "K-3", "Cawley", phones=(MOBILE, HOME))
        further = add_client(connection, "K-4", "Dorn")
    item = log_call(store, caller, HOME[1])
    with store.engine.begin() as connection, Session(connection) as session:
        session.add(ItemClient(item_id=item, client_id=further))
        session.flush()
    assert kinds(lookup.callers(HOME[0])) == [
        ("known", "K-2"),
        ("known", "K-3"),
        ("maybe", "K-1"),
        ("maybe", "K-4"),
    ]


def test_a_client_is_listed_once_by_the_surest_way(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        client = add_client(connection, "K-1", "Amberly", phones=(MOBILE,))
    log_call(store, client, MOBILE[1])
    assert kinds(lookup.callers(MOBILE[0])) == [("known", "K-1")]


def test_wrong_numbers_unlinked_calls_and_former_clients_match_nobody(store: Store, lookup: Lookup) -> None:
    with store.engine.begin() as connection:
        client = add_client(connection, "K-1", "Amberly")
        add_client(connection, "K-2", "Brook", phones=(MOBILE,), active=False)
    log_call(store, client, MOBILE[1], category=Category.WRONG_NUMBER)
    log_call(store, None, MOBILE[1])
    assert lookup.callers(MOBILE[0]) == ()


@pytest.mark.parametrize("withheld", ["", "anonymous", "Withheld", "private"])
def test_a_withheld_number_matches_nobody(store: Store, lookup: Lookup, withheld: str) -> None:
    with store.engine.begin() as connection:
        client = add_client(connection, "K-1", "Amberly", phones=(("on file", ""),))
    log_call(store, client, "")
    assert lookup.callers(withheld) == ()


def test_the_look_up_is_imported_without_what_makes_a_start_slow() -> None:
    asked = (
        "import sys, oncall_tui.desk.lookup; "
        "print([name for name in ('sqlmodel', 'phonenumbers') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
