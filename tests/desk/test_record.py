"""Reading the record of who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.record import Wanted, entries, verify
from oncall_tui.errors import Refused
from storage.sessions import Store
from storage.vocabulary import HolidayChange
from tests.clock import FixedClock


def write(store: Store, clock: FixedClock, count: int) -> None:
    """Record some actions, one a minute."""
    for number in range(1, count + 1):
        actor = "kim@harbourside.example" if number % 2 else "Jo@Harbourside.example"
        kind = "item" if number % 3 else "items"
        with store.writing(actor, "test.done", f"{kind}:{number}", terminal="tty1") as unit:
            unit.note(number=number, change=HolidayChange.ADD)
        clock.advance(timedelta(minutes=1))


def seqs(store: Store, wanted: Wanted | None = None) -> list[int]:
    return [each.seq for each in entries(store, wanted)]


def test_everything_is_read_oldest_first(store: Store, clock: FixedClock) -> None:
    start = clock.now()
    write(store, clock, 5)
    found = list(entries(store))
    assert [each.seq for each in found] == [1, 2, 3, 4, 5]
    assert [each.at for each in found] == [start + timedelta(minutes=each) for each in range(5)]
    first = found[0]
    assert (first.actor, first.action, first.object, first.terminal) == (
        "kim@harbourside.example",
        "test.done",
        "item:1",
        "tty1",
    )
    assert first.detail == '{"facts":{"change":"add","number":1}}'
    assert verify(store).ok


def test_entries_are_found_by_time_by_person_and_by_what_they_are_about(
    store: Store, clock: FixedClock
) -> None:
    start = clock.now()
    write(store, clock, 6)
    assert seqs(store, Wanted(since=start + timedelta(minutes=4))) == [5, 6]
    assert seqs(store, Wanted(actor=" JO@harbourside.example ")) == [2, 4, 6]
    assert seqs(store, Wanted(object="item:4")) == [4]
    assert seqs(store, Wanted(object="item")) == [1, 2, 4, 5]
    assert seqs(store, Wanted(object="items:%")) == []
    assert seqs(store, Wanted(object="item", actor="kim@harbourside.example")) == [1, 5]


def test_a_limit_gives_the_newest_in_their_order(store: Store, clock: FixedClock) -> None:
    write(store, clock, 6)
    assert seqs(store, Wanted(limit=2)) == [5, 6]
    assert seqs(store, Wanted(limit=2, object="item")) == [4, 5]
    assert seqs(store, Wanted(limit=99)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(sqlite_store: Store, limit: int) -> None:
    with pytest.raises(Refused, match="one entry"):
        seqs(sqlite_store, Wanted(limit=limit))


def test_an_empty_record_has_no_entries(store: Store) -> None:
    assert seqs(store) == []
    assert seqs(store, Wanted(limit=3)) == []


def test_more_than_a_page_is_read_to_its_end(
    sqlite_store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oncall_tui.desk.record._PAGE", 2)
    write(sqlite_store, clock, 5)
    assert seqs(sqlite_store) == [1, 2, 3, 4, 5]
    assert seqs(sqlite_store, Wanted(limit=3)) == [3, 4, 5]
