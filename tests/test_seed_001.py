"""The partner policy on cases, sentence by sentence in our own words: what is asked, and that it is done.

The tests stand in the order of the document that they trace; each asserts at the desk, where every screen and
every command asks. What is behind each of them is tested in depth in tests/desk and tests/rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from oncall_tui.desk import handling
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card, item_card
from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.record import case_view, note_standard
from oncall_tui.desk.consents import NewAnswer, contact_facts, note_answer
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.casefile import case_file
from oncall_tui.desk.export.formats import Format, rendered
from oncall_tui.desk.inbox.informing import NewWord, record_word, word_for
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.verbs import set_urgency
from oncall_tui.desk.parties.procedures import NewProcedure, add_procedure
from oncall_tui.desk.parties.verbs import NewParty, add_party
from oncall_tui.desk.policies.reading import overdue_words, policies, policy_view
from oncall_tui.desk.policies.verbs import NewPolicy, NewRevision, add_policy, publish_revision
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.reports.compliance import compliance
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.views import QueueRow
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.models import ClientPhone
from storage.vocabulary import (
    Answer,
    CallerType,
    CaseKind,
    CaseOrigin,
    Category,
    Channel,
    ClockState,
    ConsentKind,
    Development,
    Direction,
    MessageLeft,
    NoteResult,
    Outcome,
    OutsideKind,
    Party,
    ReviewDecision,
    TickAnswer,
    Topic,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import BEN, KIM, MAI, desk_of

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


def case(desk: Desk, kind: CaseKind = CaseKind.COUPLES, **more: Any) -> int:
    given: dict[str, Any] = {"key": f"case {kind} {more}", "client_id": BEN, "kind": kind, "available": 6}
    return verbs.open_case(desk, verbs.NewCase(**(given | more))).case_id


def session(desk: Desk, case_id: int, **more: Any) -> None:
    desk.clock.advance(HOUR)  # type: ignore[attr-defined]
    verbs.record_session(
        desk, verbs.NewSession(f"at {desk.now()}", case_id, **({"agreed": "Come again."} | more))
    )


def owes(desk: Desk, case_id: int) -> dict[str, datetime]:
    return {each.title: each.due_at for each in case_view(desk, case_id).clocks}


def organisation(desk: Desk, *procedures: str) -> int:
    party = add_party(desk, NewParty(OutsideKind.CLIENT_ORGANISATION, "Southbank Rail")).party_id
    for words in procedures:
        add_procedure(desk, NewProcedure(party, words))
    return party


class TestAim:
    def test_how_well_cases_are_managed_is_counted_rule_by_rule(self, desk: Desk, clock: FixedClock) -> None:
        """R-178: conduct cannot be checked by a program; what the record says of it can."""
        attempt(desk, call(desk, Category.CALL_BACK))
        call(desk, Category.CALL_BACK)
        clock.advance(2 * DAY)
        found = compliance(desk, MONDAY - DAY, clock.now()).rules
        (rule,) = (each.figures for each in found if each.rule == "clinical-call-back")
        assert (rule.started, rule.met, rule.lapsed) == (2, 1, 1)

    def test_another_clinician_can_take_over_from_the_file(self, desk: Desk) -> None:
        """R-019, R-183, R-184: everything in the order of time, and that a copy is uncontrolled."""
        item = call(desk, Category.CALL_BACK, said="Her brother drinks again.")
        reach(desk, item, next_step="Mai rings the nurse by Tuesday.")
        page = rendered(case_file(desk, BEN), Format.MARKDOWN).decode()
        for words in (
            "Her brother drinks again.",
            "Agreed: come on Friday.",
            "Mai rings the nurse by Tuesday.",
        ):
            assert words in page
        assert "uncontrolled" in page.casefold()


class TestFirstSession:
    @pytest.mark.parametrize("kind", list(CaseKind))
    def test_five_kinds_of_case_are_reviewed_after_it(self, desk: Desk, kind: CaseKind) -> None:
        """R-093: no time is named, so it is two business days, and a second session waits for it."""
        number = case(desk, kind)
        session(desk, number)
        if not kind.reviewed:
            assert owes(desk, number) == {}
            session(desk, number)
            return
        assert kind.value in {"couples", "families", "minors", "transitional-support", "assessment-only"}
        assert owes(desk, number) == {"Review after the first session": MONDAY + HOUR + 2 * DAY}
        with pytest.raises(Refused, match="reviewed before a second"):
            session(desk, number)

    def test_all_that_the_benefit_holds_may_be_authorised_and_no_more(self, desk: Desk) -> None:
        """R-094, R-095."""
        number = case(desk)
        session(desk, number)
        review = verbs.NewReview(number, ReviewDecision.AUTHORISE, "Both want to go on.", 6)
        with pytest.raises(Refused, match="Only 5 sessions remain"):
            verbs.decide_review(desk, review)
        verbs.decide_review(desk, replace(review, sessions=5))
        may = case_view(desk, number).row.may
        assert (may.available, may.used, may.authorised, may.remaining) == (6, 1, 6, 5)
        assert owes(desk, number) == {}

    def test_or_one_more_on_the_way_to_something_else(self, desk: Desk) -> None:
        """R-094: to insurance, private care or other resources; exactly one."""
        number = case(desk)
        session(desk, number)
        review = verbs.NewReview(number, ReviewDecision.ONE_FURTHER, "Their insurance takes over.")
        with pytest.raises(Refused, match="Say which"):
            verbs.decide_review(desk, review)
        verbs.decide_review(desk, replace(review, resources="Their insurer's list of therapists."))
        session(desk, number)
        with pytest.raises(Refused, match="Only 2 sessions of 6 are authorised"):
            session(desk, number)

    def test_or_none_with_other_help_offered(self, desk: Desk) -> None:
        """R-094."""
        number = case(desk)
        session(desk, number)
        review = verbs.NewReview(number, ReviewDecision.DENY, "This is not for couples' work.")
        with pytest.raises(Refused, match="additional resources"):
            verbs.decide_review(desk, review)
        verbs.decide_review(desk, replace(review, resources="The legal service."))
        with pytest.raises(Refused, match="denied"):
            session(desk, number)


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

    def test_they_are_answered_by_urgency_and_then_in_the_order_in_which_they_came(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-081: and whoever changes the order says why."""
        mails = []
        for _ in range(3):
            mails.append(call(desk, Category.EMAIL, direction=Direction.EMAIL))
            clock.advance(HOUR)
        first, second, third = mails
        assert [each.row.id for each in load_inbox(desk).mails] == [first, second, third]
        with pytest.raises(Refused, match="Say why"):
            set_urgency(desk, third, Urgency.URGENT, "")
        set_urgency(desk, third, Urgency.URGENT, "She is afraid.")
        assert [each.row.id for each in load_inbox(desk).mails] == [third, first, second]

    def test_where_nobody_was_reached_by_then_the_commissioning_body_is_told(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-082: whom, when and how; an acknowledgement does not spare it, and nobody drops it in silence."""
        item = call(desk, Category.EMAIL, direction=Direction.EMAIL)
        handling.acknowledge(desk, item, Event.ACKNOWLEDGED)
        clock.advance(DAY)
        Asker(desk).ask()
        (asked,) = (each for each in load_queue(desk).rows if each.category is Category.INFORM_BODY)
        word = word_for(desk, asked.id)
        assert (word.about_id, word.to) == (item, "Northgate Assist")
        with pytest.raises(Refused, match="Say why"):
            handling.withdraw(desk, asked.id, "")
        with pytest.raises(Refused, match="Say who was told"):
            record_word(desk, NewWord(asked.id, "", Channel.PHONE, word.text))
        record_word(desk, NewWord(asked.id, "Ivy Marsh", Channel.PHONE, word.text))
        assert clocks(desk, item)["no-contact-inform"] is ClockState.MET

    def test_who_was_reached_in_time_is_reported_to_nobody(self, desk: Desk, clock: FixedClock) -> None:
        """R-082: to reach a provider about it is not to reach them."""
        item = call(desk, Category.EMAIL, direction=Direction.EMAIL)
        reach(desk, item, party=Party.PROVIDER)
        assert clocks(desk, item)["no-contact-inform"] is ClockState.RUNNING
        reach(desk, item)
        clock.advance(DAY)
        Asker(desk).ask()
        assert clocks(desk, item)["no-contact-inform"] is ClockState.MET
        assert not [each for each in load_queue(desk).rows if each.category is Category.INFORM_BODY]


class TestDissatisfaction:
    @pytest.mark.parametrize("category", [Category.INFORMATION, Category.QUERY, Category.COMPLAINT])
    def test_whoever_hears_that_somebody_is_dissatisfied_passes_it_on(
        self, desk: Desk, category: Category
    ) -> None:
        """R-083: at once, whatever the call was about; no time is named, so it is the same business day."""
        item = call(desk, category, dissatisfied=True)
        assert due(desk, item, "dissatisfaction") == CLOSE
        reach(desk, item)
        with pytest.raises(Refused, match="dissatisfied, and Northgate Assist was not told"):
            resolve(desk, item, "She is content now.")
        handling.acknowledge(desk, item, Event.ESCALATION_RECORDED)
        assert clocks(desk, item)["dissatisfaction"] is ClockState.MET


class TestProcedures:
    def test_what_a_client_organisation_wants_done_stands_over_each_of_its_cases(self, desk: Desk) -> None:
        """R-020: each is followed, or does not apply and it is said why, before the case is closed."""
        number = case(desk, CaseKind.INDIVIDUAL, organisation_id=organisation(desk, "Write to the officer."))
        (wanted,) = case_view(desk, number).procedures
        assert (wanted.words, wanted.answer) == ("Write to the officer.", None)
        verbs.end_intervention(desk, number, "All done.")
        with pytest.raises(Refused, match="Procedure not ticked: Write to the officer"):
            verbs.close_case(desk, number, notes_missing="The provider has gone.")
        with pytest.raises(Refused, match="Say why it does not apply"):
            verbs.tick_procedure(desk, number, wanted.id, TickAnswer.NOT_APPLICABLE)
        verbs.tick_procedure(desk, number, wanted.id, TickAnswer.FOLLOWED)
        verbs.close_case(desk, number, notes_missing="The provider has gone.")

    def test_a_check_in_that_it_asks_for_is_tried_exactly_once(self, desk: Desk) -> None:
        """R-085: by telephone, or by e-mail with consent; only a director allows another, and says why."""
        item = call(desk, Category.CHECK_IN)
        assert row(desk, item).attempts_allowed == 1
        with pytest.raises(Refused, match="consent"):
            attempt(desk, item, Channel.EMAIL)
        answer(desk, ConsentKind.EMAIL_CHECK_IN, Answer.YES)
        attempt(desk, item, Channel.EMAIL)
        theirs = desk_of(desk.store, desk.clock, MAI)  # type: ignore[arg-type]
        for where, why in ((desk, ""), (theirs, "It bounced.")):
            with pytest.raises(Refused):
                attempt(where, item, override_reason=why)
        attempt(desk, item, override_reason="It bounced.")
        assert row(desk, item).attempts == 2


class TestProviders:
    def test_a_provider_who_finds_nobody_hears_within_one_business_day(self, desk: Desk) -> None:
        """R-096."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER)
        assert due(desk, item, "provider-response") == MONDAY + DAY
        attempt(desk, item, party=Party.PROVIDER)
        assert clocks(desk, item)["provider-response"] is ClockState.RUNNING, "a try is no answer"
        reach(desk, item, party=Party.PROVIDER)
        assert clocks(desk, item)["provider-response"] is ClockState.MET

    def test_a_provider_tells_at_any_time_of_a_risk_or_of_a_goal_that_slips(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-097: a risk is urgent at once."""
        clock.jump(MONDAY - DAY)
        number = case(desk)
        for kind, urgency in ((Development.RISK, Urgency.EMERGENCY), (Development.GOAL_SLIP, Urgency.URGENT)):
            new = verbs.NewDevelopment(f"{kind}", number, kind, "He said that he gives up.", "Mai rings.")
            told = row(desk, verbs.report_development(desk, new).item_id)
            assert (told.category, told.urgency, told.client_id) == (Category.DEVELOPMENT, urgency, BEN)
            assert told.acting.id == KIM, "on a Sunday it is the line's"

    def test_completed_notes_are_on_record_at_the_end_of_the_work(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-098: they are owed from its end, and without them a case is closed only with the reason."""
        number = case(desk, CaseKind.INDIVIDUAL)
        session(desk, number)
        with pytest.raises(Refused, match="has not ended"):
            verbs.close_case(desk, number)
        verbs.end_intervention(desk, number, "Both are content.", at=clock.now() - HOUR)
        assert owes(desk, number) == {"Completed notes on the record": MONDAY + 7 * DAY}
        with pytest.raises(Refused, match="No completed notes are on record"):
            verbs.close_case(desk, number)
        verbs.record_notes(desk, verbs.NewNotes("n", number, "Closing note", "Ira Moss", "In the folder."))
        assert "Completed notes on the record" not in owes(desk, number)

    def test_every_completed_note_is_reviewed_for_what_is_still_to_be_done(self, desk: Desk) -> None:
        """R-099, R-100: by whom and when; what it lacks of the standard is flagged."""
        number = case(desk, CaseKind.INDIVIDUAL)
        parts = note_standard(desk)
        verbs.end_intervention(desk, number, "Both are content.")
        notes = [
            verbs.record_notes(
                desk, verbs.NewNotes(f"n{each}", number, "Closing note", "Ira Moss", "Kept.", parts[each:])
            ).record_id
            for each in range(2)
        ]
        with pytest.raises(Refused, match="2 completed notes not reviewed"):
            verbs.close_case(desk, number)
        verbs.review_note(desk, verbs.NoteReview(notes[0], NoteResult.NO_ISSUE))
        with pytest.raises(Refused, match="Say what is to be done"):
            verbs.review_note(desk, verbs.NoteReview(notes[1], NoteResult.ACTIONS))
        verbs.review_note(
            desk, verbs.NoteReview(notes[1], NoteResult.ACTIONS, actions=("Mai rings him by Friday.",))
        )
        whole, partly = case_view(desk, number).notes
        assert (whole.missing, partly.missing) == ((), parts[:1])
        assert (partly.reviewed_by, partly.reviewed_at, len(partly.actions)) == ("Kim Webb", MONDAY, 1)
        assert row(desk, partly.actions[0]).category is Category.DEVELOPMENT
        verbs.close_case(desk, number)


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

    def test_a_message_asks_to_ring_back_on_the_agreed_line(self, desk: Desk) -> None:
        """R-090."""
        item = call(desk, Category.OUTREACH)
        for channel in (Channel.PHONE, Channel.EMAIL):
            assert LINE in sheet(desk, item).script(channel)


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


class TestChangeHistory:
    def test_a_policy_is_kept_with_its_owner_its_revision_and_when_the_next_is_due(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-101: who approved it and who knew; overdue from the day after its month."""
        new = NewPolicy(
            "Cases", "2027-03", "Clinical", MAI, "Ira Moss", "Rae Novak", ("Ida", "Noor"), created="2026-09"
        )
        number = add_policy(desk, new).policy_id
        (found,) = policies(desk)
        assert (found.title, found.department, found.owner, found.revision) == (
            "Cases",
            "Clinical",
            "Mai Tran",
            1,
        )
        assert (found.next_revision, found.overdue_days) == (date(2027, 3, 31), 0)
        clock.jump(datetime(2027, 4, 9, 23, 0, tzinfo=UTC))
        (found,) = policies(desk)
        assert (found.overdue_days, "overdue" in overdue_words(found)) == (10, True)
        publish_revision(desk, NewRevision(number, "Two days for the review.", "2028-03", "Rae Novak"))
        shown = policy_view(desk, number)
        assert (shown.row.revision, shown.row.overdue_days) == (2, 0)
        assert [each.words for each in shown.changes if each.revision == 2] == ["Two days for the review."]
