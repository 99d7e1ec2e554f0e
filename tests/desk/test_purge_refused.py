"""What a purge refuses: holds, what still goes on, one person alone, what changed meanwhile (R-177)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.retention import purging
from oncall_tui.desk.retention.holds import holds, lift_hold, set_hold
from oncall_tui.errors import Refused
from oncall_tui.settings import Settings
from storage import errors as store_errors
from storage.lasting import lifted
from storage.models import ClientPhone, Item
from storage.vocabulary import ItemState
from tests.desk.belonging import WORD
from tests.desk.purges import GONE, STAYS, everything, fill, keeping, past, purge, rae
from tests.house import JO, desk_of


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Give a desk with two clients who left long ago, and something about each in every table."""
    return fill(desk)


def change(desk: Desk, statement: str, **values: object) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE clock SET state = 'running', ended_at = NULL WHERE id = :id",
            "a clock of item 501 still runs",
        ),
        ("UPDATE care_case SET state = 'ended' WHERE id = :id", "case 501 is not closed"),
        ("UPDATE item SET state = 'new', client_id = 502 WHERE id = :id", "item 501 is still open"),
    ],
)
def test_whoever_something_still_goes_on_for_is_not_erased(filled: Desk, statement: str, words: str) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    change(filled, statement, id=GONE)
    assert words in past(filled)[GONE]
    with pytest.raises(Refused, match=words):
        purging.approve(rae(filled), number)
    with pytest.raises(Refused, match=words):
        purging.propose(filled, "Seven years are over.", GONE)
    purging.reject(filled, number)
    assert WORD in everything(filled)


def test_a_purge_lapses_when_as_many_rows_say_something_else(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    change(filled, "UPDATE client_contact SET name = 'Somebody else' WHERE client_id = :id", id=GONE)
    with pytest.raises(Refused, match="has changed since"):
        purging.approve(rae(filled), number)


def test_a_purge_lapses_when_the_site_keeps_longer(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.").item_id
    for years in ("20 years", ""):
        other = rae(filled)
        keeping(other, years) if years else setattr(other, "settings", Settings())
        with pytest.raises(Refused, match="has changed since"):
            purging.approve(other, number)
    assert purging.approve(rae(filled), number).clients == (GONE, STAYS)


def test_a_purge_lapses_when_whoever_asked_is_no_director_any_more(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    change(filled, "UPDATE person SET active = :no WHERE id = :id", no=False, id=filled.operator.id)
    with pytest.raises(Refused, match="may not any more"):
        purging.approve(rae(filled), number)


def test_what_was_changed_by_hand_is_never_sealed_as_erased(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    with filled.store.engine.begin() as connection, lifted(connection, "audit"):
        connection.execute(text("UPDATE audit SET actor = 'nobody@example.org' WHERE seq = 1"))
    with pytest.raises(store_errors.Refused, match="does not prove itself: Entry 1"):
        purging.approve(rae(filled), number)
    assert WORD in everything(filled)
    assert filled.store.verify_audit().first_broken == 1


def test_somebody_in_care_and_what_is_still_open_stay(filled: Desk) -> None:
    with pytest.raises(Refused, match="still in care"):
        purging.propose(filled, "They asked for it.", 1)
    with filled.store.writing("jo@harbourside.example", "test.reopened", f"item:{GONE}") as unit:
        item = unit.session.get_one(Item, GONE)
        item.state = ItemState.NEW
    with pytest.raises(Refused, match=f"item {GONE} is still open"):
        purging.propose(filled, "Seven years are over.", GONE)


def test_what_was_not_shown_is_not_erased(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    with filled.store.writing("jo@harbourside.example", "test.added", f"client:{GONE}") as unit:
        unit.session.add(ClientPhone(client_id=GONE, number="1", digits="1"))
    with pytest.raises(Refused, match="has changed since"):
        purging.approve(rae(filled), number)


def test_a_legal_hold_stands_against_it_and_says_who_set_it(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    set_hold(rae(filled), GONE, "Inquest 2026/113")
    words = "under legal hold by Rae Novak since Sat 21 Nov 2026: Inquest 2026/113"
    assert past(filled)[GONE] == words
    for attempt in (
        lambda: purging.approve(rae(filled), number),
        lambda: purging.propose(filled, "Again.", GONE),
    ):
        with pytest.raises(Refused, match=words):
            attempt()
    assert WORD in everything(filled)
    with pytest.raises(Refused, match="legal hold"):
        set_hold(filled, GONE, "Once more")
    lift_hold(filled, GONE, "The inquest is closed.")
    with filled.store.reading() as connection:
        assert holds(connection) == {}
    with pytest.raises(Refused, match="has changed since"):
        purging.approve(rae(filled), number)
    purging.reject(filled, number)
    assert purge(filled).clients == (GONE,)


def test_only_a_director_sets_and_lifts_a_hold(filled: Desk) -> None:
    manager = desk_of(filled.store, filled.clock, JO)  # type: ignore[arg-type]
    for do in (set_hold, lift_hold):
        with pytest.raises(Refused, match="Only a director"):
            do(manager, GONE, "Because.")
    with pytest.raises(Refused, match="no legal hold"):
        lift_hold(filled, GONE, "Because.")
    with pytest.raises(Refused, match="Say why"):
        set_hold(filled, GONE, " ")


def test_two_directors_have_to_agree(filled: Desk) -> None:
    manager = desk_of(filled.store, filled.clock, JO)  # type: ignore[arg-type]
    manager.settings = filled.settings
    with pytest.raises(Refused, match="Only a director"):
        purging.propose(manager, "Seven years are over.", GONE)
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    with pytest.raises(Refused, match="yourself"):
        purging.approve(filled, number)
    with pytest.raises(Refused, match="Only a director"):
        purging.approve(manager, number)
    assert WORD in everything(filled)
    assert [each.id for each in purging.open_requests(filled)] == [number]
    assert purging.approve(rae(filled), number).clients == (GONE,)
    with pytest.raises(Refused, match="waits"):
        purging.approve(rae(filled), number)
    assert purging.done_before(filled, number) == (GONE,)


def test_a_rejected_purge_is_never_done(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    purging.reject(rae(filled), number)
    with pytest.raises(Refused, match="waits"):
        purging.approve(rae(filled), number)
    assert purging.open_requests(filled) == ()


def test_a_reason_that_names_somebody_is_refused(filled: Desk) -> None:
    named = f"{WORD}{GONE}-client-family_name, {WORD}{GONE}-client-given_name asked for it"
    with pytest.raises(Refused, match="without names"):
        purging.propose(filled, named, GONE)
    with pytest.raises(Refused, match="--reason"):
        purging.propose(filled, "  ", GONE)
