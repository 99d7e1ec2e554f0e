from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from oncall_tui.desk.calls import NewCall, log_call, preview
from oncall_tui.desk.cards import client_card, item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hold
from oncall_tui.desk.linking import link_client
from oncall_tui.desk.queue import count, load_queue
from oncall_tui.errors import Refused
from storage.vocabulary import (
    Answer,
    CallerType,
    CaseOrigin,
    Category,
    ConsentKind,
    Direction,
    ItemState,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, KIM

FRIDAY_EVENING = datetime(2026, 11, 13, 7, 30, tzinfo=UTC)
"""Fri 13 Nov 2026 18:30 in Sydney."""
CALL = NewCall(
    "k1", Category.CALL_BACK, client_id=HANA, caller="Hana", phone="02 5550 0188", said="Please ring."
)


def test_a_call_back_starts_both_clocks_and_the_earlier_one_leads(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY_EVENING)
    saved = log_call(desk, CALL)
    (row,) = load_queue(desk).rows
    assert row.id == saved.item_id
    assert {c.rule: c.due_at for c in row.clocks} == {
        "clinical-call-back": datetime(2026, 11, 16, 6, 0, tzinfo=UTC),
        "return-call": datetime(2026, 11, 16, 7, 30, tzinfo=UTC),
    }
    assert (row.rule, row.due_at) == ("clinical-call-back", datetime(2026, 11, 16, 6, 0, tzinfo=UTC))
    assert (row.attempts, row.attempts_allowed, row.lapsed(clock.now())) == (0, 2, False)
    assert "Mon 16 Nov 17:00 AEDT" in saved.words


def test_the_same_key_twice_is_one_item(desk: Desk) -> None:
    first = log_call(desk, CALL)
    again = log_call(desk, replace(CALL, said="Something else."))
    assert (again.item_id, again.repeated) == (first.item_id, True)
    assert len(load_queue(desk).rows) == 1
    assert desk.store.verify_audit().ok


def test_a_back_dated_call_keeps_both_times_and_counts_from_when_it_was_received(
    desk: Desk, clock: FixedClock
) -> None:
    received = clock.now() - timedelta(hours=30)
    log_call(desk, replace(CALL, received_at=received))
    (row,) = load_queue(desk).rows
    assert (row.received_at, row.recorded_at) == (received, clock.now())
    assert row.clocks[0].started_at == received


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_at": datetime(2026, 11, 23, tzinfo=UTC)}, "received_at"),
        ({"received_at": datetime(1999, 1, 1, tzinfo=UTC)}, "received_at"),
        ({"client_id": 999}, "client_id"),
        ({"further_client_ids": (999,)}, "client_id"),
        ({"said": "x" * 20_001}, "said"),
        ({"category": Category.ROSTER_SICKNESS}, "shift_at"),
        ({"said": "", "caller": "  ", "phone": "", "client_id": None}, "said"),
        ({"key": ""}, "key"),
        ({"repeat_of": 77}, "repeat_of"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_kept(
    lone_desk: Desk, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        log_call(lone_desk, replace(CALL, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert load_queue(lone_desk).rows == ()


def test_preview_says_what_saving_will_start(lone_desk: Desk) -> None:
    begun = preview(lone_desk, CALL)
    log_call(lone_desk, CALL)
    (row,) = load_queue(lone_desk).rows
    assert [(b.rule.id, b.due_at) for b in begun] == [(c.rule, c.due_at) for c in row.clocks]
    assert all(b.steps for b in begun)


def test_a_case_under_another_policy_starts_no_clinical_call_back(lone_desk: Desk) -> None:
    for origin in (CaseOrigin.MANAGEMENT_REFERRAL, CaseOrigin.CRITICAL_INCIDENT, CaseOrigin.FREQUENT_USER):
        rules = {b.rule.id for b in preview(lone_desk, replace(CALL, origin=origin))}
        assert "clinical-call-back" not in rules


def test_information_owes_nothing(lone_desk: Desk) -> None:
    log_call(lone_desk, replace(CALL, category=Category.INFORMATION))
    (row,) = load_queue(lone_desk).rows
    assert (row.due_at, row.rule, row.clocks, row.attempts_allowed) == (None, "", (), 0)


def test_voicemail_runs_the_72_hours_from_when_it_was_left(lone_desk: Desk, clock: FixedClock) -> None:
    left = clock.now() - timedelta(hours=5)
    call = replace(CALL, category=Category.INFORMATION, direction=Direction.VOICEMAIL, received_at=left)
    log_call(lone_desk, call)
    (row,) = load_queue(lone_desk).rows
    assert {c.rule: c.due_at for c in row.clocks} == {"return-call": left + timedelta(hours=72)}


def test_a_shift_nobody_covers_is_due_when_it_begins(lone_desk: Desk, clock: FixedClock) -> None:
    shift = clock.now() + timedelta(hours=3)
    log_call(
        lone_desk,
        replace(
            CALL, category=Category.ROSTER_SICKNESS, caller_type=CallerType.STAFF, shift_at=shift, owed=False
        ),
    )
    (row,) = load_queue(lone_desk).rows
    assert row.due_at == shift


def test_dissatisfaction_opens_its_escalation_whatever_the_category(lone_desk: Desk) -> None:
    begun = preview(lone_desk, replace(CALL, category=Category.INFORMATION, dissatisfied=True))
    assert [b.rule.requirement for b in begun] == ["R-083"]


def test_an_emergency_is_the_most_urgent(lone_desk: Desk, clock: FixedClock) -> None:
    log_call(lone_desk, replace(CALL, emergency=True, emergency_at=clock.now()))
    (row,) = load_queue(lone_desk).rows
    assert row.urgency is Urgency.EMERGENCY
    card = item_card(lone_desk, row.id)
    assert (card.emergency, card.emergency_at) == (True, clock.now())


def test_a_repeat_links_to_the_first_raises_it_and_restarts_nothing(desk: Desk, clock: FixedClock) -> None:
    first = log_call(desk, CALL)
    before = load_queue(desk).rows[0]
    clock.advance(timedelta(hours=1))
    again = log_call(desk, replace(CALL, key="k2", repeat_of=first.item_id))
    (row,) = load_queue(desk).rows
    assert row.id == first.item_id
    assert list(Urgency).index(row.urgency) == list(Urgency).index(before.urgency) - 1
    assert [c.due_at for c in row.clocks] == [c.due_at for c in before.clocks]
    card = item_card(desk, again.item_id)
    assert (card.row.state, card.duplicate_of, card.row.clocks) == (ItemState.DUPLICATE, first.item_id, ())


def test_a_repeat_in_an_emergency_makes_the_first_one(lone_desk: Desk) -> None:
    first = log_call(lone_desk, replace(CALL, urgency=Urgency.LOW))
    log_call(lone_desk, replace(CALL, key="k2", repeat_of=first.item_id, emergency=True))
    (row,) = load_queue(lone_desk).rows
    assert (row.id, row.urgency) == (first.item_id, Urgency.EMERGENCY)


def test_an_unknown_caller_is_kept_and_linked_later(desk: Desk, clock: FixedClock) -> None:
    saved = log_call(desk, replace(CALL, client_id=None))
    (row,) = load_queue(desk).rows
    assert (row.client_id, row.client_name, row.acting.id) == (None, "", KIM)
    clock.advance(timedelta(hours=2))
    link_client(desk, saved.item_id, BEN)
    (linked,) = load_queue(desk).rows
    assert (linked.client_number, linked.client_name) == ("C-0977", "Okafor, Ben")
    assert [c.started_at for c in linked.clocks] == [row.received_at] * 2


def test_the_queue_puts_lapsed_first_then_due_then_urgency_then_oldest(
    lone_desk: Desk, clock: FixedClock
) -> None:
    def at(hours: float, key: str, category: Category, **more: object) -> int:
        call = NewCall(key, category, said=key, received_at=clock.now() - timedelta(hours=hours), **more)  # type: ignore[arg-type]
        return log_call(lone_desk, call).item_id

    later = at(1, "later", Category.HIGH_RISK_EVENT)
    lapsed = at(100, "lapsed", Category.HIGH_RISK_EVENT)
    calm_old = at(9, "calm old", Category.INFORMATION)
    calm_new = at(1, "calm new", Category.INFORMATION)
    urgent = at(1, "urgent", Category.INFORMATION, urgency=Urgency.URGENT)
    soon = at(50, "soon", Category.HIGH_RISK_EVENT)
    rows = load_queue(lone_desk).rows
    assert [row.id for row in rows] == [lapsed, soon, later, urgent, calm_old, calm_new]
    counts = count(rows, clock.now(), timedelta(hours=24))
    assert (counts.open, counts.lapsing, counts.lapsed) == (6, 1, 1)


def test_a_hold_does_not_stop_the_clocks(lone_desk: Desk, clock: FixedClock) -> None:
    saved = log_call(lone_desk, CALL)
    hold(lone_desk, saved.item_id, clock.now() + timedelta(hours=4), "asked for later")
    (row,) = load_queue(lone_desk).rows
    assert row.state is ItemState.ON_HOLD
    assert row.due_at is not None


def test_the_client_card_shows_consent_and_pressure(desk: Desk) -> None:
    card = client_card(desk, HANA)
    assert card.answer(ConsentKind.VOICEMAIL) is Answer.NO
    assert card.answer(ConsentKind.EMAIL_MESSAGES) is Answer.NOT_ASKED
    assert (card.pressure.day, card.pressure.week, card.pressure.last) == (0, 0, None)
    assert card.phones == ("02 5550 0188",)


def test_what_was_typed_is_in_the_record_with_before_and_after(desk: Desk) -> None:
    saved = log_call(desk, CALL)
    with desk.store.reading() as connection:
        query = text("SELECT actor, action, object, detail FROM audit ORDER BY seq DESC LIMIT 1")
        actor, action, object_, detail = connection.execute(query).one()
    assert (actor, action, object_) == ("kim@harbourside.example", "call.logged", f"item:{saved.item_id}")
    tables = [change["table"] for change in json.loads(detail)["changes"]]
    assert sorted(tables) == ["clock", "clock", "item"]


def test_what_a_repeat_adds_is_not_lost_with_it(lone_desk: Desk, clock: FixedClock) -> None:
    first = log_call(lone_desk, CALL)
    clock.advance(timedelta(hours=1))
    log_call(lone_desk, replace(CALL, key="k2", repeat_of=first.item_id, risk=True, dissatisfied=True))
    (row,) = load_queue(lone_desk).rows
    assert row.risk
    assert row.attempts_allowed is None
    assert {c.requirement for c in row.clocks} == {"R-078", "R-119", "R-083"}
