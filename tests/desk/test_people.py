from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.people import find_client, find_person
from oncall_tui.errors import Refused
from storage.models import Person
from storage.search import index_clients
from tests.house import BEN, HANA, JO, MAI, PER


@pytest.mark.parametrize(
    "named", ["jo@harbourside.example", "JO@Harbourside.example", "Jo Lee", " jo   lee "]
)
def test_a_person_is_found_by_address_or_exact_name(desk: Desk, named: str) -> None:
    assert find_person(desk, named).id == JO


def test_a_slip_is_never_taken_for_a_person_but_the_near_ones_are_named(desk: Desk) -> None:
    with pytest.raises(
        Refused, match=r"Nobody here is “Mai Trna”\. Near: Mai Tran <mai@harbourside.example>"
    ):
        find_person(desk, "Mai Trna")


def test_somebody_quite_unlike_gets_no_guess(desk: Desk) -> None:
    with pytest.raises(Refused, match="name them by e-mail address"):
        find_person(desk, "zzzzqqq")


def test_of_two_people_of_one_name_neither_is_guessed(desk: Desk) -> None:
    with desk.store.writing("system", "person.added", "person:7") as unit:
        unit.session.add(Person(id=7, name="Mai Tran", email="mai.tran@harbourside.example"))
    with pytest.raises(Refused, match=r"could be Mai Tran <mai@.*>, Mai Tran <mai.tran@.*>"):
        find_person(desk, "mai tran")
    assert find_person(desk, "mai@harbourside.example").id == MAI


def test_of_two_people_of_one_name_the_one_who_still_works_here_is_meant(desk: Desk) -> None:
    with desk.store.writing("system", "person.added", "person:7") as unit:
        unit.session.add(Person(id=7, name="Mai Tran", email="mai.tran@harbourside.example", active=False))
    assert find_person(desk, "mai tran").id == MAI


@pytest.fixture
def indexed(desk: Desk) -> Desk:
    """Give the desk with its clients in the look-up index."""
    with desk.store.writing("system", "index.made", "client") as unit:
        index_clients(unit.session.connection(), now=desk.now())
    return desk


@pytest.mark.parametrize(
    ("named", "client"),
    [
        ("C-0412", HANA),
        ("c-0412", HANA),
        (" C-0031 ", PER),
        ("Okafor, Ben", BEN),
        ("okafor,  ben", BEN),
        ("Hana Okafor", HANA),
        ("lindq", PER),
    ],
)
def test_a_client_is_found_by_number_name_or_the_only_hit(indexed: Desk, named: str, client: int) -> None:
    assert find_client(indexed, named) == client


def test_of_several_clients_none_is_guessed(indexed: Desk) -> None:
    with pytest.raises(
        Refused, match=r"could be C-0\d+ Okafor, \w+; C-0\d+ Okafor, \w+\. Give the client's number"
    ):
        find_client(indexed, "okafor")


def test_a_slip_is_never_taken_for_a_client_but_the_near_one_is_named(indexed: Desk) -> None:
    with pytest.raises(Refused, match=r"No client is “Lindqvits”\. Near: C-0031 Lindqvist, Per"):
        find_client(indexed, "Lindqvits")


@pytest.mark.parametrize("named", ["", "   ", "\x00", "'\"*()", "9" * 5000])
def test_hostile_text_finds_nobody(indexed: Desk, named: str) -> None:
    with pytest.raises(Refused, match="No client is"):
        find_client(indexed, named)
