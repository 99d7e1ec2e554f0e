"""The four points of a call with a provider, and the plan that sets the next outreach date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.planning import NewPlan, plan_attempt
from oncall_tui.desk.prepared import used_texts
from oncall_tui.desk.provider_calls import NewProviderCall, provider_calls, record_call
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.outreach import Standing
from storage.models import Outreach
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    JointPlan,
    MessageLeft,
    Outcome,
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
