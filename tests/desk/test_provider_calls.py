"""The four points of a call with a provider, and the plan that sets the next outreach date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.cases.opening import NewCase, open_case
from oncall_tui.desk.consents import NewAnswer, note_answer
from oncall_tui.desk.context import Desk
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.planning import NewPlan, plan_attempt
from oncall_tui.desk.parties.verbs import NewParty, add_party
from oncall_tui.desk.prepared import used_texts
from oncall_tui.desk.provider_calls import NewProviderCall, provider_calls, record_call
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.outreach import Standing
from storage.models import Outreach
from storage.vocabulary import (
    Answer,
    CallerType,
    CaseKind,
    Category,
    Channel,
    ConsentKind,
    JointPlan,
    MessageLeft,
    Outcome,
    OutsideKind,
    ProviderPoint,
)
from tests.clock import FixedClock
from tests.house import BEN

ASKED = NewCall(
    "p1",
    Category.PROVIDER,
    client_id=BEN,
    caller="Dr Aster",
    caller_type=CallerType.PROVIDER,
    said="Please ring.",
)
TWO = (ProviderPoint.INTRODUCED, ProviderPoint.SCOPE)


def test_the_points_are_kept_and_what_was_agreed_sets_the_next_outreach(desk: Desk) -> None:
    """R-126, R-127."""
    item = log_call(desk, ASKED).item_id
    on = desk.now() + timedelta(days=4)
    record_call(
        desk, NewProviderCall(item, "Dr Aster", TWO, False, JointPlan.SOONER, on, "Sees him on Friday.")
    )
    (call,) = provider_calls(desk, item)
    assert (call.spoken, call.open, call.by) == (TWO, (ProviderPoint.DUPLICATION,), "Kim Webb")
    assert (call.plan, call.plan_note) == (JointPlan.SOONER, "Sees him on Friday.")
    with desk.store.writing("system", "test.read", "client:2") as unit:
        plan = unit.session.get(Outreach, BEN)
        assert plan is not None
        assert plan.next_on is not None
        assert plan.next_on.isoformat() == "2026-11-25"
        assert "Dr Aster: reach the client sooner" in plan.next_because
    assert "Still to speak of: how not to do things twice." in item_card(desk, item).history[-1].words


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewProviderCall(1, " ", TWO), "provider"),
        (NewProviderCall(1, "Dr Aster", TWO, plan=JointPlan.WAIT), "outreach_at"),
    ],
)
def test_a_call_says_with_whom_and_a_plan_has_a_day(
    lone_desk: Desk, new: NewProviderCall, field: str
) -> None:
    log_call(lone_desk, ASKED)
    with pytest.raises(Refused) as refusal:
        record_call(lone_desk, new)
    assert refusal.value.field == field
    assert provider_calls(lone_desk, 1) == ()


def test_a_call_that_is_undone_counts_for_nothing(lone_desk: Desk) -> None:
    item = log_call(lone_desk, ASKED).item_id
    record_call(lone_desk, NewProviderCall(item, "Dr Aster", TWO))
    undo(lone_desk)
    assert provider_calls(lone_desk, item) == ()


def test_a_plan_that_is_undone_gives_the_date_back(lone_desk: Desk) -> None:
    item = log_call(lone_desk, ASKED).item_id
    for days, plan in ((4, JointPlan.SOONER), (9, JointPlan.WAIT)):
        on = lone_desk.now() + timedelta(days=days)
        record_call(lone_desk, NewProviderCall(item, "Dr Aster", TWO, True, plan, on))
    undo(lone_desk)
    with lone_desk.store.writing("system", "test.read", "client:2") as unit:
        plan_now = unit.session.get_one(Outreach, BEN)
        assert plan_now.next_on is not None
        assert plan_now.next_on.isoformat() == "2026-11-25"


def test_a_message_names_the_line_of_the_client_organisation(desk: Desk) -> None:
    """R-090: its own line where it has one, the organisation's otherwise."""
    item = log_call(desk, NewCall("c1", Category.CALL_BACK, client_id=BEN, said="Ring me.")).item_id
    assert sheet(desk, item).line == "1800 975 711"
    party = NewParty(OutsideKind.CLIENT_ORGANISATION, "Quayside Works", line="1800 975 799")
    organisation = add_party(desk, party).party_id
    open_case(desk, NewCase("k1", BEN, CaseKind.COUPLES, 6, organisation_id=organisation))
    found = sheet(desk, item)
    assert found.line == "1800 975 799"
    assert "1800 975 799" in found.script(Channel.PHONE)


def test_a_number_that_nobody_knows_is_not_rung_too_often_either(lone_desk: Desk, clock: FixedClock) -> None:
    """R-088: across all workers and purposes, also before anybody is known by name."""
    asked = NewCall("u1", Category.CALL_BACK, phone="0491 570 313", said="Ring me.")
    first = log_call(lone_desk, asked).item_id
    second = log_call(lone_desk, replace(asked, key="u2", category=Category.QUERY)).item_id
    for number in range(2):
        log_attempt(lone_desk, NewAttempt(f"a{number}", first, Channel.PHONE, Outcome.NO_ANSWER))
        clock.advance(timedelta(hours=5))
    found = sheet(lone_desk, second)
    assert (found.pressure.day, found.pressure.week) == (2, 2)
    assert "harassment" in found.pressure_warning


def test_what_is_not_known_is_asked_at_the_next_contact(lone_desk: Desk) -> None:
    """R-092: not asked is shown as such, and prompts."""
    item = log_call(lone_desk, NewCall("c1", Category.CALL_BACK, client_id=BEN, said="Ring me.")).item_id
    assert "messages on voicemail" in sheet(lone_desk, item).to_ask
    note_answer(lone_desk, NewAnswer(BEN, ConsentKind.VOICEMAIL, Answer.NO, "on the phone"))
    assert "messages on voicemail" not in sheet(lone_desk, item).to_ask


def test_the_words_that_were_left_are_kept_and_dissatisfaction_is_passed_on(lone_desk: Desk) -> None:
    """R-089, R-090, R-185, R-083."""
    item = log_call(lone_desk, NewCall("c1", Category.CALL_BACK, client_id=BEN, said="Ring me.")).item_id
    text = sheet(lone_desk, item).texts[Channel.PHONE]
    assert "It is about your call of Sat 21 Nov" in text.body
    assert "please ring 1800 975 711" in text.body
    attempt = NewAttempt(
        "a1",
        item,
        Channel.PHONE,
        Outcome.VOICEMAIL,
        message_left=MessageLeft.VOICEMAIL,
        text=text,
        dissatisfied=True,
    )
    log_attempt(lone_desk, attempt)
    with lone_desk.store.reading() as connection:
        (used,) = used_texts(connection, item)
    assert (used.body, used.version, used.channel) == (text.body, text.version, Channel.PHONE)
    assert [each.row.id for each in load_inbox(lone_desk).words] == [item]


def test_a_check_in_asks_its_two_things(lone_desk: Desk) -> None:
    """R-085: progressed, and anything further."""
    item = log_call(lone_desk, NewCall("c1", Category.CHECK_IN, client_id=BEN, said="Check in.")).item_id
    for channel in (Channel.PHONE, Channel.EMAIL):
        asked = sheet(lone_desk, item).script(channel)
        assert "take up what you were referred to?" in asked
        assert "any further support" in asked


def test_an_outreach_at_risk_is_planned_on_or_ended_with_a_reason(desk: Desk, clock: FixedClock) -> None:
    """R-087: no upper number; after two it is planned, or written down why not."""
    call = NewCall("c1", Category.OUTREACH, client_id=BEN, said="Reach him.", risk=True)
    item = log_call(desk, call).item_id
    for number in range(2):
        assert load_inbox(desk).risks == ()
        clock.advance(timedelta(hours=5))
        log_attempt(desk, NewAttempt(f"a{number}", item, Channel.PHONE, Outcome.NO_ANSWER))
    assert [each.standing for each in load_inbox(desk).risks] == [Standing.UNPLANNED]
    with pytest.raises(Refused, match="Plan the next attempt"):
        resolve(desk, item, "Not reached.")
    for new, field in (
        (NewPlan(item, ""), "why"),
        (NewPlan(item, "x", clock.now()), "try_at"),
        (NewPlan(item, "x", clock.now() + timedelta(hours=1)), "channel"),
    ):
        with pytest.raises(Refused) as refusal:
            plan_attempt(desk, new)
        assert refusal.value.field == field
    plan_attempt(desk, NewPlan(item, "Home by then.", clock.now() + timedelta(hours=1), Channel.PHONE))
    assert [(each.standing, each.why) for each in load_inbox(desk).risks] == [
        (Standing.PLANNED, "Home by then.")
    ]
    clock.advance(timedelta(hours=1))
    assert [each.standing for each in load_inbox(desk).risks] == [Standing.OVERDUE]
    log_attempt(desk, NewAttempt("a9", item, Channel.PHONE, Outcome.NO_ANSWER))
    assert [each.standing for each in load_inbox(desk).risks] == [Standing.UNPLANNED], "the plan is used up"
    clock.advance(timedelta(minutes=1))
    plan_attempt(desk, NewPlan(item, "He moved abroad."))
    assert [(each.standing, each.by) for each in load_inbox(desk).risks] == [(Standing.STOPPED, "Kim Webb")]
    resolve(desk, item, "Not reached.")
