"""The day's round: ringing from the worklist, what that makes and ends, and the order that it keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.attempts import NewAttempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.production.reading import production
from oncall_tui.desk.production.ringing import before_ringing, ring, rung_about
from oncall_tui.desk.production.round import has_list, listed_people, next_date, round_of, stop_card
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Client, Holding
from storage.vocabulary import (
    CallerType,
    CareRole,
    Category,
    Channel,
    Direction,
    ItemState,
    Outcome,
    Party,
    Phase,
    Topic,
)
from tests.clock import FixedClock
from tests.house import BEN, EPOCH, HANA, JO, KIM, MAI, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Eleven in the morning in Sydney."""
MISSED = NewAttempt("m", 0, Channel.PHONE, Outcome.NO_ANSWER)
TALK = NewAttempt("t", 0, Channel.PHONE, Outcome.REACHED, topics=(Topic.GOALS,), note="agreed")


@pytest.fixture
def jo(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Jo Lee's desk on a Monday morning, with three more clients who are hers."""
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.clients", "clients") as unit:
        for number in (10, 11, 12):
            client = Client(
                id=number,
                number=f"C-{number}",
                family_name=f"F{number}",
                given_name="G",
                phase=Phase.MAINTENANCE,
            )
            unit.session.add(client)
            unit.session.flush()
            unit.session.add(Holding(client_id=number, person_id=JO, role=CareRole.PCM, starts_at=EPOCH))
    return desk_of(lone_desk.store, clock, JO)


def order(desk: Desk, *kept: int) -> list[int]:
    return [stop.row.client_id for stop in round_of(desk, JO, kept).stops]


def test_outreach_is_made_with_the_call_and_ends_with_the_talk(jo: Desk, clock: FixedClock) -> None:
    known = before_ringing(jo, 10, None)
    assert (known.who, known.item_id, known.tried) == ("G F10", 0, ())
    missed = ring(jo, 10, MISSED).item_id
    card = item_card(jo, missed)
    assert (card.row.category, card.row.state, card.row.client_id) == (
        Category.OUTREACH,
        ItemState.ATTEMPTED,
        10,
    )
    assert card.direction is Direction.OUT
    assert missed not in {row.id for row in load_queue(jo).rows}, "routine work is not the line's"
    (stop,) = [each for each in round_of(jo, JO).stops if each.row.client_id == 10]
    assert (stop.spoken, stop.tried, stop.done) == (0, 1, True)
    assert [task.item_id for task in rung_about(stop.row)] == [missed]
    clock.advance(timedelta(hours=5))
    assert ring(jo, 10, replace(TALK, item_id=missed)).item_id == missed
    assert item_card(jo, missed).row.state is ItemState.RESOLVED
    assert ring(jo, 10, replace(TALK, item_id=missed)).repeated
    found = round_of(jo, JO)
    assert (found.today.tally.contacts, found.today.tally.attempts, found.done) == (1, 1, 1)


def test_a_call_is_undone_with_the_outreach_it_made(jo: Desk) -> None:
    item = ring(jo, 10, TALK).item_id
    assert production(jo, JO).today.tally.contacts == 1
    undo(jo)
    assert item_card(jo, item).row.state is ItemState.WITHDRAWN
    assert production(jo, JO).today.tally.contacts == 0
    assert not round_of(jo, JO).done


def test_nothing_is_kept_of_a_call_that_is_refused(jo: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        ring(jo, 10, replace(TALK, topics=()))
    assert refusal.value.field == "topic"
    item = log_call(jo, NewCall("c", Category.REQUEST, client_id=11, caller_type=CallerType.CLIENT)).item_id
    with pytest.raises(Refused, match="somebody else"):
        ring(jo, 10, replace(MISSED, item_id=item))
    with pytest.raises(Refused, match="no longer on record"):
        ring(jo, 99, MISSED)
    with pytest.raises(Refused, match="no longer on record"):
        before_ringing(jo, 99, None)
    assert not round_of(jo, JO).done


def test_a_talk_that_does_not_count_is_done_all_the_same(jo: Desk) -> None:
    ring(jo, 10, replace(TALK, topics=(), uncounted=True))
    ring(jo, 11, replace(MISSED, key="f", party=Party.FAMILY))
    stops = {each.row.client_id: each for each in round_of(jo, JO).stops}
    assert (stops[10].spoken, stops[10].others, stops[10].done) == (0, 1, True)
    assert not stops[11].done, "a relative is not the client"


def test_everybody_keeps_their_place_while_the_list_is_worked(jo: Desk) -> None:
    before = order(jo)
    assert set(before) == {HANA, 10, 11, 12}
    ring(jo, before[0], TALK)
    ring(jo, before[1], replace(MISSED, key="m2"))
    assert order(jo, *before) == before
    log_call(jo, NewCall("h", Category.HIGH_RISK_EVENT, client_id=before[-1]))
    assert order(jo, *before) == before
    assert order(jo)[0] == before[-1], "read anew, the pressing one is first"
    assert order(jo, *before[1:])[0] == before[0], "whoever is new stands first"


def test_the_next_date_is_tomorrow_after_a_try_and_as_usual_after_a_talk(jo: Desk) -> None:
    ring(jo, 10, MISSED)
    ring(jo, 11, TALK)
    stops = {each.row.client_id: each for each in round_of(jo, JO).stops}
    assert next_date(jo, stops[10]).usual_on == date(2026, 11, 24)
    assert next_date(jo, stops[11]).usual_on == date(2027, 1, 22), "60 days on"
    assert next_date(jo, stops[12]).usual_on >= date(2026, 11, 23)


def test_a_card_tells_what_was_tried_and_whose_lists_there_are(jo: Desk, clock: FixedClock) -> None:
    ring(jo, 10, replace(MISSED, note="Rang out."))
    stop = next(each for each in round_of(jo, JO).stops if each.row.client_id == 10)
    card = stop_card(jo, stop)
    assert [each.note for each in card.attempts] == ["Rang out."]
    assert (card.card.number, card.goals, card.plan_note) == ("C-10", (), "")
    assert [each.name for each in listed_people(jo)] == ["Jo Lee", "Mai Tran", "Sam Idris"]
    assert has_list(jo, JO)
    assert not has_list(jo, KIM)
    assert [each.row.client_id for each in round_of(desk_of(jo.store, clock, MAI), MAI).stops] == [BEN]


def test_each_round_of_a_regular_contact_has_its_own_attempts(jo: Desk, clock: FixedClock) -> None:
    with jo.store.writing("system", "test.began", "client:10") as unit:
        ask = Ask("maintenance:10", Category.MAINTENANCE, "Regular contact.", "C-10", client_id=10)
        item = put(unit.session, jo, [ask], clock.now())["maintenance:10"]
    for turn in range(3):
        clock.advance(timedelta(days=50))
        assert before_ringing(jo, 10, item).verdict(Channel.PHONE).number == 1
        ring(jo, 10, replace(MISSED, key=f"m{turn}", item_id=item))
        clock.advance(timedelta(days=1))
        known = before_ringing(jo, 10, item).verdict(Channel.PHONE)
        assert known.number == 2
        ring(jo, 10, replace(TALK, key=f"t{turn}", item_id=item))
    assert item_card(jo, item).row.state.open, "the next round runs on the same item"
