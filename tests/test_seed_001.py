"""The partner policy on cases, sentence by sentence in our own words: what is asked, and that it is done.

The tests stand in the order of the document that they trace; each asserts at the desk, where every screen and
every command asks. What is behind each of them is tested in depth in tests/desk and tests/rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from oncall_tui.desk import handling
from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card, item_card
from oncall_tui.desk.consents import NewAnswer, contact_facts, note_answer
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.views import QueueRow
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.models import ClientPhone
from storage.vocabulary import (
    Answer,
    CallerType,
    CaseOrigin,
    Category,
    Channel,
    ClockState,
    ConsentKind,
    Direction,
    MessageLeft,
    Outcome,
    Party,
    Topic,
)
from tests.clock import FixedClock
from tests.house import BEN, MAI, desk_of

MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 10:00 in Sydney."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSE = MONDAY + 7 * HOUR
LINE = "1800 975 711"
SEPARATE = (CaseOrigin.MANAGEMENT_REFERRAL, CaseOrigin.CRITICAL_INCIDENT, CaseOrigin.FREQUENT_USER)


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Kim Webb's desk on Monday at ten."""
    clock.jump(MONDAY)
    return lone_desk


def call(desk: Desk, category: Category, client: int | None = BEN, **more: Any) -> int:
    key = f"call {desk.now()} {category} {client} {len(load_queue(desk).rows)}"
    given: dict[str, Any] = {"caller_type": CallerType.CLIENT, "said": "Please ring.", **more}
    return log_call(desk, NewCall(key, category, client_id=client, **given)).item_id


def row(desk: Desk, item_id: int) -> QueueRow:
    (found,) = (each for each in load_queue(desk).rows if each.id == item_id)
    return found


def clocks(desk: Desk, item_id: int) -> dict[str, ClockState]:
    return {each.rule: each.state for each in item_card(desk, item_id).row.clocks}


def due(desk: Desk, item_id: int, rule: str) -> datetime:
    (found,) = (each.due_at for each in item_card(desk, item_id).row.clocks if each.rule == rule)
    return found


def attempt(desk: Desk, item_id: int, channel: Channel = Channel.PHONE, **more: Any) -> None:
    desk.clock.advance(5 * HOUR)  # type: ignore[attr-defined]
    new = NewAttempt(f"{item_id} {desk.now()}", item_id, channel, Outcome.NO_ANSWER)
    log_attempt(desk, replace(new, **more))


def reach(desk: Desk, item_id: int, **more: Any) -> None:
    told = {"outcome": Outcome.REACHED, "note": "Agreed: come on Friday.", "topics": (Topic.RESOURCES,)}
    attempt(desk, item_id, **(told | more))


def answer(desk: Desk, kind: ConsentKind, said: Answer, client: int = BEN) -> None:
    note_answer(desk, NewAnswer(client, kind, said, "Said so on the phone."))


class TestIntroduction:
    @pytest.mark.parametrize("origin", list(CaseOrigin))
    def test_it_is_for_those_who_come_of_their_own_accord_and_not_for_the_other_three_ways(
        self, desk: Desk, origin: CaseOrigin
    ) -> None:
        """R-021."""
        item = call(desk, Category.CALL_BACK, origin=origin)
        assert ("clinical-call-back" in clocks(desk, item)) is (origin not in SEPARATE)


class TestQueriesAndCallBacks:
    def test_a_question_about_a_case_is_settled_soon_and_its_age_is_seen(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-079: no time is named, so the site's business day stands in, and says that it is ours."""
        first = call(desk, Category.QUERY, owed=False)
        clock.advance(HOUR)
        second = call(desk, Category.QUERY, owed=False)
        assert due(desk, first, "participant-query") == MONDAY + DAY
        assert desk.rulebook.get("participant-query").default
        assert [each.id for each in load_queue(desk).rows] == [first, second], (
            "the older question comes first"
        )
        reach(desk, first)
        assert clocks(desk, first) == {"participant-query": ClockState.MET}

    def test_who_asks_to_be_rung_is_tried_within_one_business_day(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-078, R-067."""
        clock.jump(datetime(2026, 11, 20, 7, 30, tzinfo=UTC))
        item = call(desk, Category.CALL_BACK)
        assert due(desk, item, "clinical-call-back") == CLOSE, "Fri 18:30 to the close of Monday"
        clock.jump(MONDAY)
        attempt(desk, item)
        assert clocks(desk, item)["clinical-call-back"] is ClockState.MET
        assert row(desk, item).acting.id == MAI, "it stays with whoever acts until they are reached"


class TestRecords:
    def test_whatever_was_talked_about_is_noted_with_what_comes_next(self, desk: Desk) -> None:
        """R-019, R-050: a talk without what was agreed is not saved."""
        item = call(desk, Category.CALL_BACK)
        with pytest.raises(Refused, match="agreed") as refusal:
            reach(desk, item, note=" ")
        assert refusal.value.field == "note"
        reach(desk, item, next_step="Mai rings the nurse by Tuesday.")
        (made,) = item_card(desk, item).attempts
        assert made.note == "Agreed: come on Friday."
        assert row(desk, item).next_step == "Mai rings the nurse by Tuesday."


class TestEmails:
    def test_every_email_is_acknowledged_and_acted_upon_within_a_day_and_a_night(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-080, R-069: two ticks, each with its time, on any day of the week."""
        clock.jump(MONDAY - DAY)
        item = call(desk, Category.EMAIL, direction=Direction.EMAIL)
        for rule in ("email-acknowledge", "email-action"):
            assert due(desk, item, rule) == MONDAY
        clock.advance(2 * HOUR)
        handling.acknowledge(desk, item, Event.ACKNOWLEDGED)
        assert clocks(desk, item)["email-action"] is ClockState.RUNNING
        clock.jump(MONDAY + timedelta(seconds=1))
        handling.acknowledge(desk, item, Event.ACTIONED)
        stood = {each.rule: (each.state, each.met_at) for each in item_card(desk, item).row.clocks}
        assert stood["email-acknowledge"] == (ClockState.MET, MONDAY - 22 * HOUR)
        assert stood["email-action"] == (ClockState.MET_LATE, clock.now())


class TestDissatisfaction:
    @pytest.mark.parametrize("category", [Category.INFORMATION, Category.QUERY, Category.COMPLAINT])
    def test_whoever_hears_that_somebody_is_dissatisfied_passes_it_on(
        self, desk: Desk, category: Category
    ) -> None:
        """R-083: at once, whatever the call was about; no time is named, so it is the same business day."""
        item = call(desk, category, dissatisfied=True)
        assert due(desk, item, "dissatisfaction") == CLOSE
        handling.acknowledge(desk, item, Event.ESCALATION_RECORDED)
        assert clocks(desk, item)["dissatisfaction"] is ClockState.MET


class TestProviders:
    def test_a_provider_who_finds_nobody_hears_within_one_business_day(self, desk: Desk) -> None:
        """R-096."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER)
        assert due(desk, item, "provider-response") == MONDAY + DAY
        attempt(desk, item, party=Party.PROVIDER)
        assert clocks(desk, item)["provider-response"] is ClockState.RUNNING, "a try is no answer"
        reach(desk, item, party=Party.PROVIDER)
        assert clocks(desk, item)["provider-response"] is ClockState.MET


class TestMessages:
    def test_a_detailed_message_is_left_when_nobody_is_reached(self, desk: Desk) -> None:
        """R-089, R-092: allowed until somebody says otherwise, and it is said that nobody has asked yet."""
        item = call(desk, Category.OUTREACH)
        for channel in (Channel.PHONE, Channel.EMAIL):
            said = sheet(desk, item).message(channel)
            assert said.may_leave
            assert "Not asked" in said.words
        attempt(desk, item, outcome=Outcome.VOICEMAIL, message_left=MessageLeft.VOICEMAIL)

    @pytest.mark.parametrize(
        ("kind", "channel", "left"),
        [
            (ConsentKind.VOICEMAIL, Channel.PHONE, MessageLeft.VOICEMAIL),
            (ConsentKind.EMAIL_MESSAGES, Channel.EMAIL, MessageLeft.EMAIL),
        ],
    )
    def test_unless_they_have_said_that_they_want_none(
        self, desk: Desk, kind: ConsentKind, channel: Channel, left: MessageLeft
    ) -> None:
        """R-089, R-091: voicemail and e-mail are two answers, each with its date and who noted it."""
        answer(desk, kind, Answer.NO)
        item = call(desk, Category.OUTREACH)
        assert not sheet(desk, item).message(channel).may_leave
        with pytest.raises(Refused) as refusal:
            attempt(desk, item, channel, message_left=left)
        assert refusal.value.field == "message_left"
        attempt(desk, item, channel, message_left=MessageLeft.REFUSED)
        facts = contact_facts(desk, BEN)
        assert {
            each: facts.answer(each) for each in ConsentKind if facts.answer(each) is not Answer.NOT_ASKED
        } == {kind: Answer.NO}
        (fact,) = facts.history
        assert (fact.noted_at, fact.noted_by, fact.source) == (MONDAY, "Kim Webb", "Said so on the phone.")

    def test_the_same_goes_for_providers_who_have_nothing_to_refuse(self, desk: Desk) -> None:
        """R-089."""
        answer(desk, ConsentKind.VOICEMAIL, Answer.NO)
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER)
        assert sheet(desk, item).message(Channel.PHONE, Party.PROVIDER).may_leave


class TestAttempts:
    def test_without_risk_there_are_two_and_one_of_them_is_by_telephone(self, desk: Desk) -> None:
        """R-086: a third is asked about before it is made."""
        item = call(desk, Category.OUTREACH, owed=True)
        assert row(desk, item).attempts_allowed == 2
        attempt(desk, item, Channel.EMAIL)
        attempt(desk, item, Channel.EMAIL)
        with pytest.raises(Refused, match="telephone"):
            resolve(desk, item, "Written to twice.")
        warned = sheet(desk, item).verdict(Channel.PHONE).warnings
        assert any("2 attempts already made" in each for each in warned)

    @pytest.mark.parametrize("excused", ["asked for e-mail only", "has no number"])
    def test_unless_they_asked_for_email_alone_or_have_no_number(self, desk: Desk, excused: str) -> None:
        """R-086."""
        if excused == "asked for e-mail only":
            answer(desk, ConsentKind.EMAIL_ONLY, Answer.YES)
        else:
            with desk.store.writing("system", "test.no-number", f"client:{BEN}") as unit:
                unit.session.delete(
                    unit.session.exec(select(ClientPhone).where(ClientPhone.client_id == BEN)).one()
                )
        item = call(desk, Category.OUTREACH, owed=True)
        attempt(desk, item, Channel.EMAIL)
        attempt(desk, item, Channel.EMAIL)
        resolve(desk, item, "Written to twice.")

    def test_with_risk_there_are_more_as_the_clinical_picture_asks(self, desk: Desk) -> None:
        """R-087."""
        item = call(desk, Category.OUTREACH, owed=True, risk=True)
        assert row(desk, item).attempts_allowed is None
        for _ in range(4):
            attempt(desk, item)
        with pytest.raises(Refused, match="write down why to stop"):
            resolve(desk, item, "Nobody answers.")

    def test_nobody_is_tried_so_often_that_they_feel_pursued(self, desk: Desk) -> None:
        """R-088: everybody's attempts count together; it warns, and with risk it does not hold anybody up."""
        first, second = call(desk, Category.OUTREACH), call(desk, Category.REQUEST)
        attempt(desk, first)
        theirs = desk_of(desk.store, desk.clock, MAI)  # type: ignore[arg-type]
        attempt(theirs, second)
        assert client_card(desk, BEN).pressure.day == 2
        assert "harassment" in sheet(desk, first).pressure_warning
        risky = call(desk, Category.HIGH_RISK_EVENT)
        assert "harassment" not in sheet(desk, risky).pressure_warning
        attempt(desk, risky)

    def test_after_a_complaint_there_are_three(self, desk: Desk) -> None:
        """R-084: until they are reached and the matter is settled."""
        item = call(desk, Category.COMPLAINT)
        for made in range(3):
            assert (row(desk, item).attempts, row(desk, item).attempts_allowed) == (made, 3)
            with pytest.raises(Refused, match=f"{made} of 3"):
                resolve(desk, item, "Nobody answers.")
            attempt(desk, item)
        handling.acknowledge(desk, item, Event.ESCALATION_RECORDED)
        resolve(desk, item, "Three attempts, two messages; the officer was told.")
