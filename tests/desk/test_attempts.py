from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card, item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import close, resolve
from oncall_tui.errors import Refused
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    ClockState,
    ItemState,
    MessageLeft,
    Outcome,
    Party,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA

CALL = NewCall(
    "k1", Category.CALL_BACK, client_id=BEN, caller="Ben", phone="0491 570 313", said="Please ring."
)


def tried(item_id: int, key: str = "a1", **change: object) -> NewAttempt:
    return replace(NewAttempt(key, item_id, Channel.PHONE, Outcome.NO_ANSWER), **change)  # type: ignore[arg-type]


def test_an_attempt_stops_the_clocks_that_wait_for_one_and_the_item_stays(
    desk: Desk, clock: FixedClock
) -> None:
    item_id = log_call(desk, CALL).item_id
    clock.advance(timedelta(minutes=10))
    saved = log_attempt(desk, tried(item_id, message_left=MessageLeft.VOICEMAIL, outcome=Outcome.VOICEMAIL))
    (row,) = load_queue(desk).rows
    assert row.state is ItemState.ATTEMPTED
    assert {(c.rule, c.state, c.met_at) for c in row.clocks} == {
        ("clinical-call-back", ClockState.MET, clock.now()),
        ("return-call", ClockState.MET, clock.now()),
    }
    assert (row.attempts, row.attempts_allowed, row.due_at) == (1, 2, None)
    assert "Attempt 1 of 2" in saved.words


@pytest.mark.parametrize(
    ("seconds", "state"), [(-1, ClockState.MET), (0, ClockState.MET), (1, ClockState.MET_LATE)]
)
def test_a_clock_is_met_up_to_its_last_second(
    lone_desk: Desk, clock: FixedClock, seconds: int, state: ClockState
) -> None:
    item_id = log_call(lone_desk, replace(CALL, category=Category.HIGH_RISK_EVENT)).item_id
    due = load_queue(lone_desk).rows[0].due_at
    assert due is not None
    clock.jump(due + timedelta(seconds=seconds))
    assert load_queue(lone_desk).rows[0].lapsed(clock.now()) is (seconds >= 0)
    saved = log_attempt(lone_desk, tried(item_id))
    assert [c.state for c in load_queue(lone_desk).rows[0].clocks] == [state]
    assert ("(late)" in saved.words) is (state is ClockState.MET_LATE)


def test_reaching_them_needs_what_was_agreed(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    with pytest.raises(Refused, match="agreed"):
        log_attempt(lone_desk, tried(item_id, outcome=Outcome.REACHED))
    log_attempt(lone_desk, tried(item_id, outcome=Outcome.REACHED, note="None needed.", uncounted=True))
    assert load_queue(lone_desk).rows[0].state is ItemState.CONTACTED


def test_the_same_key_twice_is_one_attempt(desk: Desk) -> None:
    item_id = log_call(desk, CALL).item_id
    log_attempt(desk, tried(item_id))
    again = log_attempt(desk, tried(item_id))
    assert again.repeated
    assert load_queue(desk).rows[0].attempts == 1


def test_a_refused_voicemail_is_respected(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, replace(CALL, client_id=HANA)).item_id
    shown = sheet(lone_desk, item_id)
    assert not shown.message(Channel.PHONE).may_leave
    with pytest.raises(Refused) as refusal:
        log_attempt(lone_desk, tried(item_id, message_left=MessageLeft.VOICEMAIL))
    assert refusal.value.field == "message_left"
    log_attempt(lone_desk, tried(item_id, message_left=MessageLeft.REFUSED))


def test_a_check_in_is_tried_once_and_a_director_may_allow_another(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item_id = log_call(lone_desk, replace(CALL, category=Category.CHECK_IN)).item_id
    log_attempt(lone_desk, tried(item_id))
    clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match="once"):
        log_attempt(lone_desk, tried(item_id, "a2"))
    log_attempt(lone_desk, tried(item_id, "a2", override_reason="The number was wrong."))
    assert load_queue(lone_desk).rows[0].attempts == 2


def test_pressure_counts_every_item_of_a_client(lone_desk: Desk, clock: FixedClock) -> None:
    first = log_call(lone_desk, CALL).item_id
    second = log_call(lone_desk, replace(CALL, key="k2", category=Category.REQUEST)).item_id
    log_attempt(lone_desk, tried(first))
    clock.advance(timedelta(hours=5))
    log_attempt(lone_desk, tried(second, "a2"))
    card = client_card(lone_desk, BEN)
    assert (card.pressure.day, card.pressure.week) == (2, 2)
    assert "Tried 2 times" in sheet(lone_desk, first).pressure_warning
    assert "harassment" in sheet(lone_desk, first).pressure_warning
    high_risk = replace(CALL, key="k-high-risk", category=Category.HIGH_RISK_EVENT)
    warned = sheet(lone_desk, log_call(lone_desk, high_risk).item_id).pressure_warning
    assert warned.startswith("Tried 2 times")
    assert "harassment" not in warned
    clock.advance(timedelta(days=2))
    assert client_card(lone_desk, BEN).pressure.day == 0


def test_an_unreached_item_needs_its_attempts_before_it_is_resolved(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    with pytest.raises(Refused, match="0 of 2"):
        resolve(lone_desk, item_id, "Nobody answers.")
    for number in (1, 2):
        clock.advance(timedelta(hours=5))
        log_attempt(lone_desk, tried(item_id, f"a{number}"))
    resolve(lone_desk, item_id, "Two attempts, a message left.")
    assert load_queue(lone_desk).rows == ()
    close(lone_desk, item_id)
    assert item_card(lone_desk, item_id).row.state is ItemState.CLOSED


def test_two_emails_do_not_make_up_for_a_call(lone_desk: Desk, clock: FixedClock) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    for number in (1, 2):
        clock.advance(timedelta(hours=5))
        log_attempt(lone_desk, tried(item_id, f"a{number}", channel=Channel.EMAIL))
    with pytest.raises(Refused, match="telephone"):
        resolve(lone_desk, item_id, "Two e-mails sent.")
    resolve(lone_desk, item_id, "Two e-mails sent.", override="They are abroad.")


def test_resolving_cancels_what_still_runs_with_the_reason(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, replace(CALL, category=Category.HIGH_RISK_EVENT)).item_id
    resolve(lone_desk, item_id, "False alarm", override="False alarm")
    clocks = item_card(lone_desk, item_id).row.clocks
    assert [(c.state, c.ended_by) for c in clocks] == [(ClockState.CANCELLED, "resolved: False alarm")]


def test_ringing_a_colleague_stops_no_clock(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    log_attempt(lone_desk, tried(item_id, party=Party.CARE_MANAGER))
    row = load_queue(lone_desk).rows[0]
    assert row.state is ItemState.NEW
    assert {c.state for c in row.clocks} == {ClockState.RUNNING}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"made_at": datetime(2030, 1, 1, tzinfo=UTC)}, "made_at"),
        ({"made_at": datetime(2026, 11, 1, tzinfo=UTC)}, "made_at"),
        ({"next_try_at": datetime(2026, 11, 1, tzinfo=UTC)}, "next_try_at"),
        ({"note": "x" * 20_001}, "note"),
        ({"key": ""}, "key"),
        ({"outcome": Outcome.REACHED, "note": "Hm.", "message_left": MessageLeft.VOICEMAIL}, "message_left"),
    ],
)
def test_what_cannot_be_is_refused_by_field(lone_desk: Desk, change: dict[str, object], field: str) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    with pytest.raises(Refused) as refusal:
        log_attempt(lone_desk, tried(item_id, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert load_queue(lone_desk).rows[0].attempts == 0


def test_the_script_asks_to_ring_back_on_the_line(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, CALL).item_id
    script = sheet(lone_desk, item_id).script(Channel.PHONE)
    assert "1800 975 711" in script
    assert "Kim Webb" in script


def test_ringing_back_a_colleague_who_asked_counts(lone_desk: Desk) -> None:
    item_id = log_call(lone_desk, replace(CALL, caller_type=CallerType.STAFF)).item_id
    assert sheet(lone_desk, item_id).party is Party.STAFF
    log_attempt(lone_desk, tried(item_id, party=Party.STAFF))
    row = load_queue(lone_desk).rows[0]
    assert row.state is ItemState.ATTEMPTED
    assert {c.state for c in row.clocks} == {ClockState.MET}


def test_reaching_the_family_is_no_contact_with_the_client(lone_desk: Desk) -> None:
    call = replace(CALL, category=Category.EMAIL, caller_type=CallerType.FAMILY)
    item_id = log_call(lone_desk, call).item_id
    log_attempt(
        lone_desk, tried(item_id, party=Party.FAMILY, outcome=Outcome.REACHED, note="He will tell her.")
    )
    states = {c.rule: c.state for c in load_queue(lone_desk).rows[0].clocks}
    assert states["no-contact-inform"] is ClockState.RUNNING


def test_a_second_try_in_the_same_half_of_the_day_is_warned_of(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(datetime(2026, 11, 23, 1, 15, tzinfo=UTC))  # a quarter past noon in Sydney
    item_id = log_call(lone_desk, CALL).item_id
    log_attempt(lone_desk, tried(item_id))
    same = "The last attempt was in the same half of the day: another time may find them."
    clock.advance(timedelta(hours=5))
    assert same in sheet(lone_desk, item_id).verdict(Channel.PHONE).warnings
    clock.advance(timedelta(hours=16))
    assert same not in sheet(lone_desk, item_id).verdict(Channel.PHONE).warnings
