"""Rows to write in tests; everybody in them is made up."""

from __future__ import annotations

from datetime import timedelta

from storage.models import Clock, Item, Person
from storage.sessions import Store
from storage.vocabulary import Category, Measure, Urgency
from tests.clock import NOON

ANN = "ann@example.org"


def person(name: str = "Ann Ardley", email: str = ANN) -> Person:
    """Return somebody who works here."""
    return Person(name=name, email=email)


def call(key: str, entered_by: int, said: str = "Fell in the kitchen, not hurt.") -> Item:
    """Return a call that was just taken."""
    return Item(
        key=key,
        caller="Bea Bright",
        phone="02 5550 0188",
        category=Category.WELLBEING,
        urgency=Urgency.NORMAL,
        received_at=NOON,
        recorded_at=NOON,
        entered_by=entered_by,
        said=said,
    )


def clock_of(item_id: int, rule: str) -> Clock:
    """Return a window that starts with a call."""
    return Clock(
        item_id=item_id,
        rule=rule,
        amount=24,
        unit=Measure.ELAPSED_HOURS,
        zone="Australia/Sydney",
        started_at=NOON,
        due_at=NOON + timedelta(hours=24),
    )


def add_person(store: Store, name: str = "Ann Ardley", email: str = ANN) -> int:
    """Keep a person and return the number."""
    with store.writing("system", "person.added", "person") as unit:
        row = person(name, email)
        unit.session.add(row)
    assert row.id is not None
    return row.id


def log_call(store: Store, key: str, entered_by: int, said: str = "Fell in the kitchen, not hurt.") -> int:
    """Keep a call with the two windows it starts, as the console does, and return the number of its entry."""
    with store.writing(ANN, "call.logged", "item") as unit:
        item = call(key, entered_by, said)
        unit.session.add(item)
        unit.session.flush()
        assert item.id is not None
        unit.object = f"item:{item.id}"
        unit.session.add_all([clock_of(item.id, "acknowledge"), clock_of(item.id, "call-back")])
    return unit.seq


def details(store: Store) -> list[str]:
    """Return what every entry of the record tells, the oldest first."""
    with store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT detail FROM audit ORDER BY seq").scalars())
