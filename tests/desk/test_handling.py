from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import (
    NewTriage,
    acknowledge,
    cannot_reach,
    hand_on,
    hold,
    mark_duplicate,
    release,
    triage,
    withdraw,
)
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.undo import undo, undoable
from oncall_tui.errors import Refused
from oncall_tui.rules.rulebook import Event
from storage.models import Absence, Item, Triage
from storage.vocabulary import (
    AbsenceReason,
    Category,
    ClockState,
    Direction,
    DisturbReason,
    ItemState,
    TriageResult,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney, in business hours."""


def call(
    desk: Desk, key: str = "k1", client: int | None = HANA, category: Category = Category.CALL_BACK
) -> int:
    return log_call(desk, NewCall(key, category, client_id=client, said="Please ring.")).item_id


def test_disturbing_somebody_who_is_off_needs_one_of_two_reasons(desk: Desk) -> None:
    item_id = call(desk)
    with pytest.raises(Refused) as refusal:
        triage(desk, NewTriage(item_id, TriageResult.CONTACT_HOLDER, "She asked for Jo."))
    assert refusal.value.field == "disturb"
    with pytest.raises(Refused) as refusal:
        triage(desk, NewTriage(item_id, TriageResult.CONTACT_HOLDER, disturb=DisturbReason.EMERGENCY))
    assert refusal.value.field == "reason"
    saved = triage(
        desk,
        NewTriage(item_id, TriageResult.CONTACT_HOLDER, "Only Jo has the key.", DisturbReason.ONLY_THEY_CAN),
    )
    assert "Jo Lee is off" in saved.words
    assert "key" not in saved.words
    assert "Only Jo has the key" in item_card(desk, item_id).history[-1].words
    assert load_queue(desk).rows[0].state is ItemState.TRIAGE


def test_a_reason_for_passing_on_is_kept_clean(desk: Desk) -> None:
    item_id = call(desk)
    triage(desk, NewTriage(item_id, TriageResult.PASS_TO_SECONDARY, " Knows\x00 her. "))
    assert item_card(desk, item_id).handed_because == "Knows her."


def test_a_decision_takes_an_item_up_from_its_hold(lone_desk: Desk, clock: FixedClock) -> None:
    item_id = call(lone_desk)
    hold(lone_desk, item_id, clock.now() + timedelta(hours=2), "asked for later")
    triage(lone_desk, NewTriage(item_id, TriageResult.HANDLE_NOW))
    with lone_desk.store.reading() as connection, Session(connection) as session:
        item = session.get_one(Item, item_id)
        assert (item.state, item.held_until, item.held_from) == (ItemState.TRIAGE, None, None)


def test_in_business_hours_nobody_is_disturbed(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item_id = call(lone_desk)
    saved = triage(lone_desk, NewTriage(item_id, TriageResult.CONTACT_HOLDER))
    assert "is off" not in saved.words
    with lone_desk.store.reading() as connection, Session(connection) as session:
        (decided,) = session.exec(select(Triage).where(Triage.item_id == item_id))
        assert (decided.disturbed_id, decided.disturb_reason) == (None, None)


def test_passing_to_the_secondary_hands_it_to_them_unless_they_are_away(
    desk: Desk, clock: FixedClock
) -> None:
    item_id = call(desk)
    triage(desk, NewTriage(item_id, TriageResult.PASS_TO_SECONDARY))
    row = load_queue(desk).rows[0]
    assert (row.acting.id, row.handed, row.state) == (MAI, True, ItemState.WAITING)
    with desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(person_id=SAM, reason=AbsenceReason.SICK, starts_at=clock.now(), recorded_at=clock.now())
        )
    other = call(desk, "k2", BEN)
    with pytest.raises(Refused, match="Sam Idris is also away"):
        triage(desk, NewTriage(other, TriageResult.PASS_TO_SECONDARY))
    with pytest.raises(Refused, match="no secondary"):
        triage(desk, NewTriage(call(desk, "k3", PER), TriageResult.PASS_TO_SECONDARY))


def test_handing_on_refuses_the_inactive_and_the_absent(desk: Desk, clock: FixedClock) -> None:
    item_id = call(desk)
    with pytest.raises(Refused, match="no longer works here"):
        hand_on(desk, item_id, LEN, "")
    with desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(person_id=JO, reason=AbsenceReason.ANNUAL, starts_at=clock.now(), recorded_at=clock.now())
        )
    with pytest.raises(Refused, match="Jo Lee is away"):
        hand_on(desk, item_id, JO, "")
    hand_on(desk, item_id, SAM, "Knows the family.")
    assert load_queue(desk).rows[0].acting.id == SAM


def test_a_handed_item_falls_back_to_the_resolver_when_that_person_goes_away(
    desk: Desk, clock: FixedClock
) -> None:
    item_id = call(desk)
    hand_on(desk, item_id, SAM, "")
    with desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(person_id=SAM, reason=AbsenceReason.SICK, starts_at=clock.now(), recorded_at=clock.now())
        )
    row = load_queue(desk).rows[0]
    assert (row.acting.id, row.handed) == (KIM, False)


def test_an_uncontactable_manager_is_passed_over_for_that_item_only(
    lone_desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    first, second = call(lone_desk), call(lone_desk, "k2")
    assert {row.acting.id for row in load_queue(lone_desk).rows} == {JO}
    cannot_reach(lone_desk, first, JO, "phone 11:02, 11:09 and e-mail")
    assert {row.id: row.acting.id for row in load_queue(lone_desk).rows} == {first: MAI, second: JO}
    cannot_reach(lone_desk, first, MAI, "phone 11:10 and text")
    acting = {row.id: row.acting.id for row in load_queue(lone_desk).rows}
    assert acting[first] == RAE  # nobody is on the rota on Monday: the default director
    assert acting[second] == JO


def test_hold_and_release_bring_the_state_back(lone_desk: Desk, clock: FixedClock) -> None:
    item_id = call(lone_desk)
    until = clock.now() + timedelta(hours=2)
    with pytest.raises(Refused, match="passed"):
        hold(lone_desk, item_id, clock.now(), "x")
    with pytest.raises(Refused, match="why"):
        hold(lone_desk, item_id, until, "  ")
    hold(lone_desk, item_id, until, "asked for later")
    row = load_queue(lone_desk).rows[0]
    assert (row.state, row.held_until) == (ItemState.ON_HOLD, until)
    with pytest.raises(Refused, match="on hold already"):
        hold(lone_desk, item_id, until, "again")
    release(lone_desk, item_id)
    assert load_queue(lone_desk).rows[0].state is ItemState.NEW


def test_a_duplicate_ends_and_names_the_one_that_goes_on(lone_desk: Desk) -> None:
    first, second = call(lone_desk), call(lone_desk, "k2")
    for wrong in (second, 999):
        with pytest.raises(Refused):
            mark_duplicate(lone_desk, second, wrong)
    mark_duplicate(lone_desk, second, first)
    with pytest.raises(Refused, match="duplicate itself"):
        mark_duplicate(lone_desk, first, second)
    assert [row.id for row in load_queue(lone_desk).rows] == [first]
    card = item_card(lone_desk, second)
    assert {c.state for c in card.row.clocks} == {ClockState.CANCELLED}


def test_withdrawing_needs_a_reason_and_ends_it(lone_desk: Desk) -> None:
    item_id = call(lone_desk)
    with pytest.raises(Refused):
        withdraw(lone_desk, item_id, "")
    withdraw(lone_desk, item_id, "Logged twice.")
    assert load_queue(lone_desk).rows == ()


def test_an_email_has_two_ticks_each_with_its_own_clock(lone_desk: Desk) -> None:
    saved = log_call(
        lone_desk, NewCall("e1", Category.EMAIL, client_id=HANA, said="?", direction=Direction.EMAIL)
    )
    acknowledge(lone_desk, saved.item_id, Event.ACKNOWLEDGED)
    states = {c.rule: c.state for c in load_queue(lone_desk).rows[0].clocks}
    assert states["email-acknowledge"] is ClockState.MET
    assert states["email-action"] is ClockState.RUNNING
    with pytest.raises(Refused, match="no clock waits"):
        acknowledge(lone_desk, saved.item_id, Event.ACKNOWLEDGED)


def test_a_stale_version_is_refused(desk: Desk) -> None:
    item_id = call(desk)
    seen = load_queue(desk).rows[0].version
    hand_on(desk, item_id, SAM, "")
    with pytest.raises(Refused, match="changed since you saw it"):
        hand_on(desk, item_id, MAI, "", version=seen)


def test_undo_takes_back_the_last_action_as_a_new_entry(desk: Desk, clock: FixedClock) -> None:
    item_id = call(desk)
    before = load_queue(desk).rows[0]
    hand_on(desk, item_id, SAM, "Knows the family.")
    shown = undoable(desk)
    assert shown is not None
    assert "Handed to Sam Idris" in shown.words
    undo(desk, shown.seq)
    after = load_queue(desk).rows[0]
    assert (after.acting.id, after.handed, after.state) == (before.acting.id, False, before.state)
    undo(desk)
    assert load_queue(desk).rows == ()
    card = item_card(desk, item_id)
    assert card.row.state is ItemState.WITHDRAWN
    assert {c.state for c in card.row.clocks} == {ClockState.CANCELLED}
    assert [happening.words[:10] for happening in card.history][-1] == "Taken back"
    with pytest.raises(Refused, match="nothing of yours"):
        undo(desk)
    assert desk.store.verify_audit().ok


def test_undo_ends_after_ten_minutes_and_is_ones_own(desk: Desk, clock: FixedClock) -> None:
    call(desk)
    other = desk_of(desk.store, clock, RAE)
    with pytest.raises(Refused, match="nothing of yours"):
        undo(other)
    clock.advance(timedelta(minutes=10, seconds=1))
    with pytest.raises(Refused, match="nothing of yours"):
        undo(desk)


def test_undo_is_refused_when_somebody_has_changed_the_record_since(desk: Desk, clock: FixedClock) -> None:
    item_id = call(desk)
    hand_on(desk, item_id, SAM, "")
    hand_on(desk_of(desk.store, clock, RAE), item_id, MAI, "")
    with pytest.raises(Refused, match="changed the same record"):
        undo(desk)
    assert load_queue(desk).rows[0].acting.id == MAI


def test_undoing_an_attempt_starts_its_clocks_again(lone_desk: Desk) -> None:
    from oncall_tui.desk.attempts import NewAttempt, log_attempt
    from storage.vocabulary import Channel, Outcome

    item_id = call(lone_desk)
    due = load_queue(lone_desk).rows[0].due_at
    log_attempt(lone_desk, NewAttempt("a1", item_id, Channel.PHONE, Outcome.NO_ANSWER))
    undo(lone_desk)
    row = load_queue(lone_desk).rows[0]
    assert (row.attempts, row.state, row.due_at) == (0, ItemState.NEW, due)
    assert item_card(lone_desk, item_id).attempts[0].withdrawn
