from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from oncall_tui.desk.founding import Founding, check_region, found, parse_mailbox
from oncall_tui.desk.house import load_house
from oncall_tui.errors import Refused
from storage.sessions import Store
from tests.clock import FixedClock

FOUNDING = Founding(
    name="  Harbourside   Care ",
    zone="australia/sydney",
    region="au-nsw",
    hours="mon-fri 9-17",
    line="1800 975 711",
    director_name="Kim Webb",
    director_email="Kim@Harbourside.example",
)


def test_founding_makes_the_organisation_and_its_first_director(store: Store, clock: FixedClock) -> None:
    found(store, clock, FOUNDING)
    house = load_house(store)
    assert (house.name, house.zone, house.region) == ("Harbourside Care", "Australia/Sydney", "AU-NSW")
    assert (house.hours, house.line, house.emergency_number) == ("Mon-Fri 09:00-17:00", "1800 975 711", "000")
    assert (house.default_director.name, house.default_director.email) == (
        "Kim Webb",
        "kim@harbourside.example",
    )
    assert store.verify_audit().ok
    with store.reading() as connection:
        assert connection.execute(text("SELECT role FROM person_role")).scalars().all() == ["director"]
        assert connection.execute(text("SELECT action FROM audit")).scalars().all() == [
            "organisation.founded"
        ]


def test_a_second_organisation_is_refused_and_changes_nothing(store: Store, clock: FixedClock) -> None:
    found(store, clock, FOUNDING)
    with pytest.raises(Refused, match="has an organisation already"):
        found(store, clock, replace(FOUNDING, name="Another", director_email="other@harbourside.example"))
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 1
        assert connection.scalar(text("SELECT count(*) FROM audit")) == 1


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"name": "  "}, "name", "such as Harbourside Care"),
        ({"name": "x" * 201}, "name", "longer than 200"),
        ({"zone": "Sydney"}, "zone", "Australia/Sydney"),
        ({"zone": "Nowhere/Land\x1b[2J"}, "zone", "Write it like Australia/Sydney"),
        ({"zone": ""}, "zone", "Write it like Australia/Sydney"),
        ({"region": "AU-XXX"}, "region", "AU-NSW"),
        ({"region": "Atlantis"}, "region", "GB-ENG"),
        ({"region": "-NSW"}, "region", "AU-NSW"),
        ({"hours": "weekdays"}, "hours", "Mon-Fri 09:00-17:00"),
        ({"hours": ""}, "hours", "Mon-Fri 09:00-17:00"),
        ({"hours": "Mon 17:00-09:00"}, "hours", "ends before it begins"),
        ({"line": "call us"}, "line", "1800 975 711"),
        ({"line": ""}, "line", "1800 975 711"),
        ({"emergency_number": "help"}, "emergency_number", "000"),
        ({"director_name": ""}, "director", "Kim Webb <kim@example.org>"),
        ({"director_email": "kim"}, "director", "kim@example.org"),
        ({"director_email": "kim@"}, "director", "kim@example.org"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    sqlite_store: Store, clock: FixedClock, change: dict[str, str], field: str, told: str
) -> None:
    with pytest.raises(Refused) as refusal:
        found(sqlite_store, clock, replace(FOUNDING, **change))
    assert refusal.value.field == field
    assert told in refusal.value.words
    assert "\x1b" not in refusal.value.words
    with sqlite_store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("AU-NSW", "AU-NSW"), ("gb_eng", "GB-ENG"), ("US-CA", "US-CA"), ("nz", "NZ"), ("", ""), (" AU ", "AU")],
)
def test_a_region_is_one_whose_holidays_are_known(typed: str, kept: str) -> None:
    assert check_region(typed) == kept


@pytest.mark.parametrize(
    "typed", ["Kim Webb <kim@example.org>", " Kim  Webb<KIM@example.org> ", '"Kim Webb" <kim@example.org>']
)
def test_a_mailbox_is_a_name_and_an_address(typed: str) -> None:
    assert parse_mailbox(typed) == ("Kim Webb", "kim@example.org")


@pytest.mark.parametrize("typed", ["Kim Webb", "kim@example.org", "<kim@example.org>", "Kim <a@b> <c@d>", ""])
def test_what_is_no_mailbox_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match=r"Kim Webb <kim@example\.org>"):
        parse_mailbox(typed)
