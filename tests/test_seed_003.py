"""The telephonic caseload, sentence by sentence in our own words: what is asked, and that it is done.

The tests stand in the order of the document that they trace; each asserts at the desk, where every screen and
every command asks. What is behind each of them is tested in depth in tests/desk and tests/rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.caseload import consults, courses, engaging, listing, morning, phases, planning
from oncall_tui.desk.caseload.book import appointment_book
from oncall_tui.desk.caseload.sheet import outreach
from oncall_tui.desk.caseload.views import WorkRow
from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import acknowledge
from oncall_tui.desk.parties.reading import party_view
from oncall_tui.desk.parties.verbs import NewParty, NewPartyNote, add_party, link_client, note_party
from oncall_tui.desk.plans.goals import set_goal
from oncall_tui.desk.production.reading import production
from oncall_tui.desk.provider_calls import NewProviderCall, provider_calls, record_call
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.scope import NewDiscussion, record_discussion
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.production import State
from storage.models import Attempt, Client, Clock, DutyShift, Item
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    ClockState,
    ConsultKind,
    Direction,
    JointPlan,
    Leaving,
    Outcome,
    OutsideKind,
    Party,
    Phase,
    Priority,
    ProviderPoint,
    Topic,
    Workflow,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, KIM, MAI, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 10:00 in Sydney."""
TODAY = date(2026, 11, 23)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSE = MONDAY + 7 * HOUR
KEYS: Iterator[str] = (f"key {number}" for number in range(1_000_000))
UNREACHED = (Outcome.VOICEMAIL, Outcome.NO_ANSWER, Outcome.CALL_BACK_LATER, Outcome.OUT_OF_SERVICE)


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Mai Tran's desk on Monday at ten; Ben is hers."""
    clock.jump(MONDAY)
    return desk_of(lone_desk.store, clock, MAI)


def call(desk: Desk, category: Category, client: int | None = BEN, **more: Any) -> int:
    given: dict[str, Any] = {"caller_type": CallerType.CLIENT, "said": "Please ring.", **more}
    return log_call(desk, NewCall(next(KEYS), category, client_id=client, **given)).item_id


def tried(desk: Desk, item_id: int, outcome: Outcome = Outcome.NO_ANSWER, **more: Any) -> None:
    topics = (Topic.GOALS,) if outcome is Outcome.REACHED else ()
    note = "None needed." if outcome is Outcome.REACHED else ""
    new = NewAttempt(next(KEYS), item_id, Channel.PHONE, outcome, topics=topics, note=note)
    log_attempt(desk, replace(new, **more))


def clocks(desk: Desk, rule: str, client: int = BEN) -> list[tuple[datetime, ClockState]]:
    """Return when each clock of a rule about a client is due, and how it stands."""
    with desk.store.reading() as connection, Session(connection) as session:
        found = select(Clock).join(Item, col(Item.id) == Clock.item_id)
        mine = found.where(Clock.rule == rule, Item.client_id == client).order_by(col(Clock.id))
        return [(each.due_at, each.state) for each in session.exec(mine)]


def row(desk: Desk, client: int = BEN, person: int = MAI) -> WorkRow:
    (found,) = (each for each in worklist(desk, person).rows if each.client_id == client)
    return found


def in_phase(desk: Desk, phase: Phase, client: int = BEN) -> None:
    """Put a client into a phase as an import does."""
    with desk.store.writing("system", "test.phase", f"client:{client}") as unit:
        unit.session.get_one(Client, client).phase = phase


class TestClasses:
    @pytest.mark.parametrize(
        ("category", "more", "priority"),
        [
            (Category.HIGH_RISK_EVENT, {}, Priority.HIGH_1),
            (Category.CALL_BACK, {}, Priority.HIGH_1),
            (Category.INFORMATION, {"direction": Direction.VOICEMAIL}, Priority.HIGH_1),
            (Category.REQUEST, {}, Priority.HIGH_2),
            (Category.FUNDING, {}, Priority.HIGH_2),
            (Category.RE_ENGAGEMENT, {}, Priority.HIGH_2),
            (Category.RECERTIFICATION, {"event_at": MONDAY + 40 * DAY}, Priority.HIGH_3),
        ],
    )
    def test_every_matter_has_its_class_and_lifts_its_client_into_it(
        self, desk: Desk, category: Category, more: dict[str, Any], priority: Priority
    ) -> None:
        """R-115, R-138: and it is said which rule put them there."""
        in_phase(desk, Phase.MAINTENANCE)
        assert (row(desk).priority, row(desk).why) == (
            Priority.MEDIUM,
            "in maintenance, with nothing pressing · R-137",
        )
        call(desk, category, **{"owed": False, **more})
        assert row(desk).priority is priority
        assert "R-" in row(desk).why

    @pytest.mark.parametrize(
        ("phase", "priority"),
        [
            (Phase.NEW, Priority.HIGH_2),
            (Phase.OUTREACH, Priority.HIGH_2),
            (Phase.ENGAGED, Priority.MEDIUM),
            (Phase.MAINTENANCE, Priority.MEDIUM),
            (Phase.GOALS_COMPLETE, Priority.LOW),
            (Phase.ACTIVE_UNENGAGED, Priority.LOW),
        ],
    )
    def test_where_nothing_is_open_the_phase_decides(
        self, desk: Desk, phase: Phase, priority: Priority
    ) -> None:
        """R-115, R-144."""
        in_phase(desk, phase)
        assert row(desk).priority is priority

    def test_a_class_can_be_given_by_hand_with_a_reason_and_an_end(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-115: and whatever is more urgent than that still lifts them at once (R-138)."""
        with pytest.raises(Refused):
            planning.give_class(desk, BEN, Priority.HIGH_2, "", TODAY + 2 * DAY)
        planning.give_class(desk, BEN, Priority.HIGH_2, "His daughter worries.", TODAY + 2 * DAY)
        assert (row(desk).priority, row(desk).by_hand) == (Priority.HIGH_2, True)
        clock.advance(3 * DAY)
        assert (row(desk).priority, row(desk).by_hand) == (Priority.MEDIUM, False)


class TestHighRisk:
    def test_every_morning_each_manager_goes_through_the_notices(self, desk: Desk, clock: FixedClock) -> None:
        """R-117: those of covered clients too, by ten, ticked with the time."""
        clock.jump(MONDAY - 3 * HOUR)
        event = call(desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        clock.jump(MONDAY - HOUR)
        Asker(desk).ask()
        found = morning.morning_view(desk, MAI)
        assert ([each.item_id for each in found.events], found.due_at) == ([event], MONDAY)
        assert found.item_id is not None
        morning.tick_morning(desk, found.item_id)
        assert morning.morning_view(desk, MAI).item_id is None

    def test_after_a_notice_the_client_is_tried_within_three_days_whatever_the_day(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-116, R-068."""
        clock.jump(MONDAY - 3 * DAY)
        event = call(desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        assert clocks(desk, "hre-outreach") == [(MONDAY, ClockState.RUNNING)]
        tried(desk, event)
        assert clocks(desk, "hre-outreach") == [(MONDAY, ClockState.MET)]
        assert row(desk).priority is Priority.HIGH_1, "it stays until it is dealt with"

    def test_then_its_workflow_is_followed_step_by_step(self, desk: Desk) -> None:
        """R-116: the steps are the site's; one without a next date is an error."""
        event = call(desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        courses.begin_course(desk, BEN, Workflow.HIGH_RISK_EVENT, item_id=event)
        (run,) = outreach(desk, BEN).runs
        assert [each.words for each in run.steps] == list(courses.steps_of(Workflow.HIGH_RISK_EVENT))
        assert any("high-risk event" in each for each in row(desk).problems)
        courses.tick(desk, run.steps[0].id, note="Read.")
        courses.plan_course(desk, run.id, "Ring the ward.", TODAY + DAY)
        assert not any("high-risk event" in each for each in row(desk).problems)

    @pytest.mark.parametrize("kind", list(ConsultKind))
    def test_what_is_beyond_our_scope_goes_to_a_specialist(self, desk: Desk, kind: ConsultKind) -> None:
        """R-118: opened from the item that showed it."""
        item = call(desk, Category.REQUEST)
        consults.need(desk, consults.NewConsult("c", BEN, kind, "Wound care", "It opens.", from_item_id=item))
        (found,) = outreach(desk, BEN).consults
        assert (found.kind, found.from_item_id) == (kind, item)

    @pytest.mark.parametrize("direction", [Direction.VOICEMAIL, Direction.IN_BASKET])
    def test_a_message_is_returned_within_three_days_of_being_left(
        self, desk: Desk, direction: Direction
    ) -> None:
        """R-119: left, not heard."""
        left = MONDAY - 20 * HOUR
        item = call(desk, Category.INFORMATION, direction=direction, received_at=left)
        assert clocks(desk, "return-call") == [(left + 72 * HOUR, ClockState.RUNNING)]
        tried(desk, item)
        assert clocks(desk, "return-call") == [(left + 72 * HOUR, ClockState.MET)]


class TestWithinAWeek:
    def test_work_with_a_new_client_begins_within_seven_days_of_joining_the_list(self, desk: Desk) -> None:
        """R-120: with the first try, or the first step."""
        in_phase(desk, Phase.NEW)
        listing.take_onto_lists(desk)
        assert clocks(desk, "new-client") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        courses.begin_course(desk, BEN, Workflow.OUTREACH, next_on=TODAY + DAY)
        assert clocks(desk, "new-client") == [(MONDAY + 7 * DAY, ClockState.MET)]
        assert row(desk).phase is Phase.OUTREACH

    def test_it_goes_on_with_a_next_date_until_they_engage_or_leave(self, desk: Desk) -> None:
        """R-121: no next date is an error, and leaving has a reason."""
        in_phase(desk, Phase.NEW)
        courses.begin_course(desk, BEN, Workflow.OUTREACH)
        assert "No next date in the outreach and engagement workflow." in row(desk).problems
        planning.next_outreach(desk, BEN, TODAY + DAY)
        assert row(desk).problems == ()
        with pytest.raises(Refused):
            engaging.disenrol(desk, BEN, Leaving.OTHER)
        phases.move(desk, BEN, Phase.ENGAGED)
        assert [each.ended_at is not None for each in outreach(desk, BEN).runs] == [True]

    @pytest.mark.parametrize(("days", "due"), [(None, 7), (3, 3), (30, 7)])
    def test_what_a_client_needs_now_is_done_in_a_week_or_by_its_day(
        self, desk: Desk, days: int | None, due: int
    ) -> None:
        """R-122: such as transport to an appointment."""
        on = None if days is None else MONDAY + days * DAY
        item = call(desk, Category.REQUEST, event_at=on)
        assert clocks(desk, "client-request") == [(MONDAY + due * DAY, ClockState.RUNNING)]
        resolve(desk, item, "The taxi is booked.")
        assert clocks(desk, "client-request") == [(MONDAY + due * DAY, ClockState.MET)]

    def test_referral_and_in_basket_messages_are_answered_in_a_week(self, desk: Desk) -> None:
        """R-123."""
        item = call(desk, Category.INFORMATION, direction=Direction.IN_BASKET)
        assert clocks(desk, "in-basket-reply") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        acknowledge(desk, item, Event.RESPONSE)
        assert clocks(desk, "in-basket-reply") == [(MONDAY + 7 * DAY, ClockState.MET)]

    def test_what_goes_beyond_the_core_services_is_talked_over_first(self, desk: Desk) -> None:
        """R-124: with whom, when, and what was decided; no time is named, so it is one business day."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER, beyond_scope=True)
        with pytest.raises(Refused, match="more than the core services"):
            resolve(desk, item, "Done as asked.")
        record_discussion(desk, NewDiscussion(item, RAE, "Decline, and say who can help."))
        assert clocks(desk, "beyond-scope") == [(MONDAY + DAY, ClockState.MET)]

    def test_a_working_relationship_with_providers_is_kept_on_record(self, desk: Desk) -> None:
        """R-128: what helps them understand the role, the last contact, and whom both look after."""
        party = add_party(desk, NewParty(OutsideKind.PROVIDER, "Dr Aster", "family doctor")).party_id
        link_client(desk, party, BEN, "family doctor")
        with pytest.raises(Refused):
            note_party(desk, NewPartyNote(party, "Told what we do.", Channel.PHONE))
        note_party(desk, NewPartyNote(party, "Told what we do.", Channel.PHONE, "Rings us first.", BEN))
        found = party_view(desk, party)
        assert found.row.last_contact == MONDAY
        assert [(each.words, each.agreed) for each in found.notes] == [
            ("Told what we do.", "Rings us first.")
        ]
        assert [each.client_id for each in found.clients] == [BEN]

    def test_a_provider_who_reaches_out_is_contacted_in_a_week(self, desk: Desk) -> None:
        """R-125."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER)
        assert clocks(desk, "provider-contact") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        tried(desk, item, Outcome.REACHED, party=Party.PROVIDER)
        assert clocks(desk, "provider-contact") == [(MONDAY + 7 * DAY, ClockState.MET)]

    def test_four_points_are_gone_through_and_the_next_outreach_is_agreed(self, desk: Desk) -> None:
        """R-126, R-127: who we are, what we do, how not to do it twice, how to reach each other."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER)
        assert len(ProviderPoint) == 4
        first = (ProviderPoint.INTRODUCED, ProviderPoint.SCOPE)
        on = MONDAY + 3 * DAY
        record_call(
            desk, NewProviderCall(item, "Dr Aster", first, True, JointPlan.SOONER, on, "He is worried.")
        )
        (found,) = provider_calls(desk, item)
        assert {*found.spoken, *found.open} == set(ProviderPoint)
        assert (found.spoken, found.plan) == (first, JointPlan.SOONER)
        assert row(desk).next_on == TODAY + 3 * DAY


class TestWithinSevenWeeks:
    def test_a_consult_takes_one_week_then_three_then_two_and_never_more_than_seven(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-129, R-130, R-131."""
        new = consults.NewConsult("c", BEN, ConsultKind.CONSULT, "Wound care", "It opens.")
        item = consults.need(desk, new).item_id
        assert clocks(desk, "consult-submit") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        assert clocks(desk, "consult-limit") == [(MONDAY + 49 * DAY, ClockState.RUNNING)]
        clock.advance(7 * DAY)
        consults.submit(desk, item)
        assert clocks(desk, "consult-complete") == [(MONDAY + 28 * DAY, ClockState.RUNNING)]
        assert not outreach(desk, BEN).consults[0].late
        clock.advance(21 * DAY + HOUR)
        assert outreach(desk, BEN).consults[0].late, "now somebody chases it"
        consults.chase(desk, item)
        consults.complete(desk, item, "A nurse comes twice a week.")
        assert clocks(desk, "consult-follow-up") == [(clock.now() + 14 * DAY, ClockState.RUNNING)]
        clock.advance(13 * DAY)
        consults.follow_up(desk, item, "Told the client.")
        for rule in ("consult-follow-up", "consult-limit"):
            assert clocks(desk, rule)[0][1] is ClockState.MET

    def test_a_client_from_another_manager_gets_a_next_date_and_an_appointment(self, desk: Desk) -> None:
        """R-132, R-145: both; within a week, and never later than seven."""
        tried(desk, call(desk, Category.REQUEST, HANA))
        give(desk, HANA, SAM)
        assert clocks(desk, "transfer-in", HANA) == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        assert clocks(desk, "transfer-in-limit", HANA) == [(MONDAY + 49 * DAY, ClockState.RUNNING)]
        planning.next_outreach(desk, HANA, TODAY + 3 * DAY)
        assert clocks(desk, "transfer-in", HANA)[0][1] is ClockState.RUNNING
        planning.make_appointment(desk, HANA, SAM, MONDAY + 3 * DAY)
        assert clocks(desk, "transfer-in", HANA)[0][1] is ClockState.MET
        (entry,) = appointment_book(desk, SAM, TODAY + 3 * DAY, 1).days[0].entries
        assert (entry.client_id, entry.clash) == (HANA, "")

    def test_one_whom_nobody_ever_tried_is_really_new(self, desk: Desk) -> None:
        """R-133."""
        give(desk, HANA, SAM)
        assert row(desk, HANA, SAM).phase is Phase.NEW
        assert clocks(desk, "transfer-untried", HANA) == [(MONDAY + 7 * DAY, ClockState.RUNNING)]

    def test_what_the_eligibility_staff_ask_is_put_into_the_schedule(self, desk: Desk) -> None:
        """R-134."""
        item = call(
            desk, Category.FUNDING, caller_type=CallerType.FUNDING_BODY, direction=Direction.IN_BASKET
        )
        assert clocks(desk, "in-basket-reply") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        tried(desk, item, next_try_at=MONDAY + 2 * DAY)
        assert row(desk).next_on == TODAY + 2 * DAY

    def test_who_wants_to_leave_is_taken_off_without_delay(self, desk: Desk) -> None:
        """R-135: no time is named, so it is the same business day."""
        call(desk, Category.DISENROLMENT, owed=False)
        assert clocks(desk, "disenrolment") == [(CLOSE, ClockState.RUNNING)]
        engaging.disenrol(desk, BEN, Leaving.ASKED)
        assert clocks(desk, "disenrolment") == [(CLOSE, ClockState.MET)]
        assert BEN not in {each.client_id for each in worklist(desk, MAI).rows}

    def test_help_with_the_funding_is_the_more_urgent_the_sooner_it_lapses(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-136: the days left are shown; they are reached before it."""
        lapse = MONDAY + 31 * DAY
        item = call(desk, Category.RECERTIFICATION, event_at=lapse, owed=False)
        seen = [(row(desk).priority, outreach(desk, BEN).lapse_words)]
        for left in (30, 14):
            clock.jump(lapse - left * DAY)
            seen.append((row(desk).priority, outreach(desk, BEN).lapse_words))
        assert seen == [
            (Priority.HIGH_3, "funding lapses in 31 days"),
            (Priority.HIGH_2, "funding lapses in 30 days"),
            (Priority.HIGH_1, "funding lapses in 14 days"),
        ]
        tried(desk, item, Outcome.REACHED)
        assert clocks(desk, "recertification") == [(lapse, ClockState.MET)]


class TestRoutine:
    def test_in_maintenance_they_are_spoken_to_every_sixty_days(self, desk: Desk, clock: FixedClock) -> None:
        """R-137, R-071: by the end of that day; the average over time is shown."""
        phases.move(desk, BEN, Phase.MAINTENANCE)
        clock.advance(10 * DAY)
        tried(desk, call(desk, Category.REQUEST), Outcome.REACHED)
        ends = datetime(2027, 2, 1, 13, 0, tzinfo=UTC)  # the end of Mon 1 Feb in Sydney
        assert clocks(desk, "maintenance-contact")[-1] == (ends, ClockState.RUNNING)
        assert row(desk).next_on == date(2027, 2, 1)
        clock.advance(40 * DAY)
        tried(desk, call(desk, Category.REQUEST), Outcome.REACHED)
        assert outreach(desk, BEN).average_days == 40

    def test_an_email_is_no_talk(self, desk: Desk, clock: FixedClock) -> None:
        """R-137, R-146."""
        phases.move(desk, BEN, Phase.MAINTENANCE)
        before = clocks(desk, "maintenance-contact")
        clock.advance(DAY)
        item = call(desk, Category.REQUEST)
        tried(desk, item, Outcome.REACHED, channel=Channel.EMAIL, topics=())
        assert clocks(desk, "maintenance-contact") == before

    def test_the_way_out_begins_two_months_before_the_day(self, desk: Desk, clock: FixedClock) -> None:
        """R-139, R-071: months, not sixty days."""
        engaging.plan_discharge(desk, BEN, date(2027, 4, 30))
        ((due, _),) = clocks(desk, "discharge-workflow")
        assert desk.house.calendar.local(due).date() == date(2027, 2, 28)
        clock.jump(due - DAY)
        engaging.start_discharge(desk, BEN)
        assert clocks(desk, "discharge-workflow") == [(due, ClockState.MET)]
        assert row(desk).phase is Phase.DISCHARGE

    def test_who_has_reached_every_goal_is_looked_in_on_less_often(self, desk: Desk) -> None:
        """R-140: until a new goal comes up, which is pressing at once."""
        engaging.goals_complete(desk, BEN, 90)
        assert (row(desk).priority, row(desk).next_on) == (Priority.LOW, TODAY + 90 * DAY)
        set_goal(desk, BEN, "To see his brother.")
        assert row(desk).priority is Priority.HIGH_2

    def test_who_is_never_reached_gets_the_letter_and_is_tried_every_sixty_days(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-141, R-142: several attempts are three."""
        item = call(desk, Category.OUTREACH)
        for made in range(3):
            with pytest.raises(Refused, match=f"{made} attempt"):
                engaging.send_letter(desk, BEN, TODAY)
            tried(desk, item)
        assert outreach(desk, BEN).letter_due
        engaging.send_letter(desk, BEN, TODAY)
        assert (row(desk).phase, row(desk).letter_on) == (Phase.ACTIVE_UNENGAGED, TODAY)
        ends = datetime(2027, 1, 22, 13, 0, tzinfo=UTC)  # the end of Fri 22 Jan in Sydney
        assert clocks(desk, "after-letter") == [(ends, ClockState.RUNNING)]
        clock.jump(ends - HOUR)
        tried(desk, item)
        assert clocks(desk, "after-letter")[-1] == (ends + 60 * DAY, ClockState.RUNNING)

    def test_who_then_rings_to_take_part_again_moves_up_at_once(self, desk: Desk) -> None:
        """R-143."""
        engaging.send_letter(desk, BEN, TODAY, anyway="Two letters came back.")
        call(desk, Category.RE_ENGAGEMENT)
        assert (row(desk).phase, row(desk).priority) == (Phase.OUTREACH, Priority.HIGH_2)
        assert clocks(desk, "re-engagement") == [(MONDAY + 7 * DAY, ClockState.RUNNING)]
        phases.move(desk, BEN, Phase.ENGAGED)
        assert clocks(desk, "re-engagement") == [(MONDAY + 7 * DAY, ClockState.MET)]

    def test_every_step_from_phase_to_phase_has_its_cause(self, desk: Desk) -> None:
        """R-144."""
        phases.move(desk, BEN, Phase.MAINTENANCE, "Settled in.")
        (step,) = outreach(desk, BEN).phases
        assert (step.before, step.after, step.cause) == (Phase.ENGAGED, Phase.MAINTENANCE, "Settled in.")

    def test_who_has_no_next_date_is_on_the_error_list(self, desk: Desk) -> None:
        """R-145."""
        assert "No next outreach date." in row(desk).problems
        planning.next_outreach(desk, BEN, TODAY + DAY)
        assert worklist(desk, MAI).errors == ()


class TestProduction:
    def made(self, desk: Desk, contacts: int, attempts: int, by: int = MAI) -> None:
        with desk.store.writing("system", "test.made", "attempts") as unit:
            item = unit.session.exec(select(Item.id)).first()
            for number in range(contacts + attempts):
                talked = number < contacts
                made = Attempt(
                    key=next(KEYS),
                    item_id=item or 0,
                    client_id=BEN,
                    made_at=desk.now(),
                    recorded_at=desk.now(),
                    made_by=by,
                    channel=Channel.PHONE,
                    outcome=Outcome.REACHED if talked else Outcome.NO_ANSWER,
                    topics=[Topic.GOALS.value] if talked else [],
                )
                unit.session.add(made)

    def test_a_contact_is_a_talk_with_the_client_about_one_of_four_things(self, desk: Desk) -> None:
        """R-146: a relative, a message and an e-mail are none; a talk about none of the four is not one."""
        item = call(desk, Category.REQUEST)
        for topic in Topic:
            tried(desk, item, Outcome.REACHED, topics=(topic,))
        tried(desk, item, Outcome.REACHED, party=Party.FAMILY, topics=())
        tried(desk, item, Outcome.REACHED, channel=Channel.EMAIL, topics=())
        tried(desk, item, Outcome.REACHED, topics=(), uncounted=True)
        with pytest.raises(Refused):
            tried(desk, item, Outcome.REACHED, topics=())
        assert production(desk, MAI).today.tally.contacts == 4

    @pytest.mark.parametrize("outcome", UNREACHED)
    def test_an_attempt_is_a_call_that_did_not_reach_them(self, desk: Desk, outcome: Outcome) -> None:
        """R-147: a message left, another time asked for, out of service and the like."""
        tried(desk, call(desk, Category.REQUEST), outcome)
        found = production(desk, MAI).today.tally
        assert (found.contacts, found.attempts, found.calls) == (0, 1, 1)

    def test_eight_a_day_and_forty_a_week(self, desk: Desk) -> None:
        """R-148, R-149: with how many each day that is left still needs."""
        call(desk, Category.REQUEST)
        self.made(desk, 7, 0)
        found = production(desk, MAI)
        assert (found.today.goal.raw.contacts, found.week.goal.raw.contacts) == (8, 40)
        assert (found.today.goal.state, found.week.goal.state) == (State.SHORT, State.SHORT)
        assert (found.days_left, found.needed) == (5, 7)
        self.made(desk, 1, 0)
        assert production(desk, MAI).today.goal.state is State.CONTACTS

    def test_or_two_and_a_half_times_as_many_attempts(self, desk: Desk) -> None:
        """R-150, R-151, R-152: twenty a day, a hundred a week, and no mixture of both."""
        call(desk, Category.REQUEST)
        self.made(desk, 7, 19)
        found = production(desk, MAI)
        assert (found.today.goal.raw.tries, found.week.goal.raw.tries) == (20, 100)
        assert found.today.goal.state is State.SHORT
        self.made(desk, 0, 1)
        assert production(desk, MAI).today.goal.state is State.TRIES
        self.made(desk, 0, 80)
        assert production(desk, MAI).week.goal.state is State.TRIES

    def test_a_caseload_of_350_each_spoken_to_every_sixty_days(self, desk: Desk, clock: FixedClock) -> None:
        """R-153, R-154: how many were, and who was not."""
        found = production(desk, MAI)
        assert (found.ceiling, found.caseload, found.reach.percent) == (350, 1, 0)
        assert [each.client_id for each in found.unreached] == [BEN]
        tried(desk, call(desk, Category.REQUEST), Outcome.REACHED)
        assert (production(desk, MAI).reach.percent, production(desk, MAI).unreached) == (100, ())
        clock.advance(61 * DAY)
        assert [each.client_id for each in production(desk, MAI).unreached] == [BEN]

    def test_the_arithmetic_of_the_document_stands_beside_the_calendars(self, desk: Desk) -> None:
        """R-155: 350 clients over 44 days are 7.95 a day; this site has fewer days."""
        found = production(desk, MAI).arithmetic
        assert (found.planned, found.workdays, found.days) == (350, 44, 60)
        assert f"{float(found.document):.2f}" == "7.95"
        assert found.business_days == 41, "from 23 Nov to 21 Jan, without three holidays"
        assert found.planned_now is not None
        assert f"{float(found.planned_now):.2f}" == "8.54"

    def test_the_goals_are_for_work_with_the_caseload_and_not_for_the_line(self, desk: Desk) -> None:
        """R-156: what somebody does while they have the line is left out, and owes nothing."""
        call(desk, Category.REQUEST)
        with desk.store.writing("system", "test.line", "duty") as unit:
            shift = DutyShift(director_id=KIM, starts_at=MONDAY - HOUR, ends_at=CLOSE)
            unit.session.add(shift)
        theirs = desk_of(desk.store, desk.clock, KIM)  # type: ignore[arg-type]
        self.made(theirs, 3, 2, by=KIM)
        found = production(theirs, KIM).today
        assert (found.tally.contacts, found.tally.on_line, found.goal.state) == (0, 5, State.NOT_OWED)


def give(desk: Desk, client: int, person: int) -> None:
    """Give a client for good to another manager, as a director does."""
    new = Reassignment((client,), person, Share.PRIMARY, "Moves on.")
    reassign(desk_of(desk.store, desk.clock, KIM), new)  # type: ignore[arg-type]
