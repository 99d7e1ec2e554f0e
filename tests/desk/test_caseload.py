"""The caseload: classes, phases, next dates, courses, consults, and what the clocks make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session, select

from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.caseload import (
    consults,
    courses,
    engaging,
    listing,
    morning,
    phases,
    planning,
)
from oncall_tui.desk.caseload.sheet import outreach
from oncall_tui.desk.caseload.views import WorkRow
from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Client, Clock, Consult, Goal, Holding, Item, Outreach, PhaseChange, WorkflowStep
from storage.vocabulary import (
    Category,
    Channel,
    ClockState,
    ConsultKind,
    Direction,
    Leaving,
    Outcome,
    Party,
    Phase,
    Priority,
    Topic,
    Workflow,
)
from tests.clock import NOON, FixedClock
from tests.house import BEN, HANA, JO, KIM, PER, SAM

DAY = timedelta(days=1)
_keys = (f"key-{number}" for number in count())


def row_of(desk: Desk, person_id: int = JO, client_id: int = HANA) -> WorkRow:
    return next(row for row in worklist(desk, person_id).rows if row.client_id == client_id)


def in_phase(desk: Desk, phase: Phase, client_id: int = HANA) -> None:
    """Put a client into a phase as an import does: without a word about it."""
    with desk.store.writing("system", "test.phase", f"client:{client_id}") as unit:
        unit.session.get_one(Client, client_id).phase = phase


def log(desk: Desk, category: Category, client_id: int = HANA, **more: Any) -> int:
    call = NewCall(key=next(_keys), category=category, client_id=client_id, caller="Hana", **more)
    return log_call(desk, call).item_id


def tried(desk: Desk, item_id: int, outcome: Outcome = Outcome.NO_ANSWER, **more: Any) -> None:
    topics = (Topic.GOALS,) if outcome is Outcome.REACHED else ()
    note = "Spoke." if outcome is Outcome.REACHED else ""
    new = NewAttempt(next(_keys), item_id, Channel.PHONE, outcome, topics=topics, note=note)
    log_attempt(desk, replace(new, **more))


def clocks(desk: Desk, rule: str) -> list[tuple[datetime, datetime, ClockState]]:
    with desk.store.reading() as connection, Session(connection) as session:
        found = session.exec(select(Clock).where(Clock.rule == rule).order_by(Clock.id)).all()  # type: ignore[arg-type]
        return [(each.started_at, each.due_at, each.state) for each in found]


def item_of(desk: Desk, category: Category) -> Item:
    with desk.store.reading() as connection, Session(connection, expire_on_commit=False) as session:
        return session.exec(select(Item).where(Item.category == category)).one()


def with_goal(desk: Desk, then: Callable[[], object], client_id: int = HANA) -> None:
    with desk.store.writing("system", "test.goal", f"client:{client_id}") as unit:
        unit.session.add(Goal(client_id=client_id, words="Walk again.", set_at=desk.now(), set_by=KIM))
    then()


class TestWorklist:
    def test_it_shows_every_client_of_a_manager_with_class_and_why(self, desk: Desk) -> None:
        """R-115: of whom nothing is open is in the class of the phase, by that rule."""
        found = worklist(desk, JO)
        assert [(row.client_id, row.phase, row.priority) for row in found.rows] == [
            (HANA, Phase.ENGAGED, Priority.MEDIUM)
        ]
        assert found.rows[0].why == "engaged, with nothing pressing · R-137"
        assert found.rows[0].problems == ("No next outreach date.",)
        assert found.errors == found.rows

    def test_a_pressing_matter_lifts_a_client_at_once_and_names_its_rule(
        self, lone_desk: Desk, clock: FixedClock
    ) -> None:
        """R-138: maintenance gives way to what is more urgent, and takes over again when that is done."""
        in_phase(lone_desk, Phase.MAINTENANCE)
        assert row_of(lone_desk).priority is Priority.MEDIUM
        item_id = log(lone_desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        row = row_of(lone_desk)
        assert (row.priority, row.item_id, row.rule) == (Priority.HIGH_1, item_id, "hre-outreach")
        assert row.why == "First outreach after a high-risk event · R-116"
        assert row.due_at == NOON + timedelta(hours=72)
        clock.advance(timedelta(hours=73))
        assert row_of(lone_desk).late

    def test_a_class_given_by_hand_stands_until_its_day_is_over(
        self, lone_desk: Desk, clock: FixedClock
    ) -> None:
        """R-115: with a reason and an expiry; then the rules decide again."""
        with pytest.raises(Refused, match="Say why"):
            planning.give_class(lone_desk, HANA, Priority.HIGH_1, " ", date(2026, 11, 23))
        planning.give_class(lone_desk, HANA, Priority.HIGH_1, "Alone since Friday.", date(2026, 11, 23))
        row = row_of(lone_desk)
        assert (row.priority, row.why, row.by_hand) == (Priority.HIGH_1, "by hand: Alone since Friday.", True)
        clock.jump(datetime(2026, 11, 23, 12, 59, 59, tzinfo=UTC))
        assert row_of(lone_desk).by_hand
        clock.advance(timedelta(seconds=1))
        assert row_of(lone_desk).priority is Priority.MEDIUM

    def test_funding_that_lapses_is_the_more_pressing_the_fewer_days_are_left(
        self, lone_desk: Desk, clock: FixedClock
    ) -> None:
        """R-136: 31 days ahead in the third class, from 30 in the second, from 14 in the first."""
        lapse = NOON + 31 * DAY
        log(lone_desk, Category.RECERTIFICATION, event_at=lapse, owed=False)
        assert row_of(lone_desk).priority is Priority.HIGH_3
        assert row_of(lone_desk).why == "funding lapses in 31 days · R-136"
        clock.advance(DAY)
        assert row_of(lone_desk).priority is Priority.HIGH_2
        clock.jump(lapse - 14 * DAY)
        assert row_of(lone_desk).priority is Priority.HIGH_1


class TestContacts:
    def test_a_talk_meets_the_sixty_days_and_begins_the_next_on_the_same_item(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-137: 60 days by date, from talk to talk; a note that comes late changes nothing."""
        in_phase(desk, Phase.ENGAGED)
        phases.move(desk, HANA, Phase.MAINTENANCE)
        first = item_of(desk, Category.MAINTENANCE)
        clock.advance(40 * DAY)
        talked = clock.now()
        tried(desk, log(desk, Category.REQUEST, received_at=talked - 20 * DAY), Outcome.REACHED)
        runs = clocks(desk, "maintenance-contact")
        assert [state for *_, state in runs] == [ClockState.MET, ClockState.RUNNING]
        assert runs[1][0] == talked
        assert runs[1][1] == datetime(2027, 3, 1, 13, 0, tzinfo=UTC)  # the end of Mon 1 Mar in Sydney
        assert item_of(desk, Category.MAINTENANCE).id == first.id
        assert row_of(desk).next_on == date(2027, 3, 1)
        late = log(desk, Category.REQUEST, received_at=talked - 9 * DAY)
        tried(desk, late, Outcome.REACHED, made_at=talked - 8 * DAY)
        assert clocks(desk, "maintenance-contact") == runs

    def test_taking_a_talk_back_puts_clock_and_date_back(self, desk: Desk, clock: FixedClock) -> None:
        phases.move(desk, HANA, Phase.MAINTENANCE)
        before = clocks(desk, "maintenance-contact"), row_of(desk).next_on
        clock.advance(5 * DAY)
        tried(desk, log(desk, Category.REQUEST), Outcome.REACHED)
        assert row_of(desk).next_on != before[1]
        undo(desk)
        runs = clocks(desk, "maintenance-contact")
        assert (runs[:1], row_of(desk).next_on) == before
        assert runs[1][2] is ClockState.CANCELLED

    def test_nobody_but_the_client_counts(self, lone_desk: Desk) -> None:
        """R-146: a talk with a relative is no talk with the client."""
        phases.move(lone_desk, HANA, Phase.MAINTENANCE)
        item = log(lone_desk, Category.REQUEST)
        tried(lone_desk, item, Outcome.REACHED, party=Party.FAMILY)
        assert [state for *_, state in clocks(lone_desk, "maintenance-contact")] == [ClockState.RUNNING]

    def test_the_first_attempt_begins_outreach_and_stops_the_week(
        self, lone_desk: Desk, clock: FixedClock
    ) -> None:
        """R-120: an attempt about anything at all; the workflow then wants a next date (R-121)."""
        in_phase(lone_desk, Phase.NEW)
        listing.take_onto_lists(lone_desk)
        assert clocks(lone_desk, "new-client")[0][2] is ClockState.RUNNING
        tried(lone_desk, log(lone_desk, Category.REQUEST))
        assert clocks(lone_desk, "new-client")[0][2] is ClockState.MET
        row = row_of(lone_desk)
        assert (row.phase, row.priority) == (Phase.OUTREACH, Priority.HIGH_2)
        assert "No next date in the outreach and engagement workflow." in row.problems
        planning.next_outreach(lone_desk, HANA, date(2026, 11, 24))
        assert row_of(lone_desk).problems == ()
        phases.move(lone_desk, HANA, Phase.ENGAGED)
        assert not item_of(lone_desk, Category.NEW_CLIENT).state.open

    def test_a_large_import_is_taken_a_few_pages_at_a_look(
        self, lone_desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Alerts are raised between the looks; whoever comes meanwhile is found by the next round."""
        monkeypatch.setattr(listing, "AT_ONCE", 1)
        monkeypatch.setattr(listing, "_PAGES", 2)
        everybody = (HANA, BEN, PER)
        for client_id in everybody:
            in_phase(lone_desk, Phase.NEW, client_id)
        watch = listing.ListWatch(lone_desk)
        assert [watch.look() for _ in range(4)] == [2, 1, 0, 0]
        assert len(clocks(lone_desk, "new-client")) == len(everybody)

    def test_the_next_try_that_was_agreed_is_the_next_outreach_date(self, lone_desk: Desk) -> None:
        tried(lone_desk, log(lone_desk, Category.REQUEST), next_try_at=NOON + 3 * DAY)
        assert row_of(lone_desk).next_on == date(2026, 11, 24)


class TestUnengaged:
    def letter(self, desk: Desk, clock: FixedClock) -> None:
        self.tries(desk, clock)
        engaging.send_letter(desk, HANA, date(2026, 11, 21))

    def tries(self, desk: Desk, clock: FixedClock) -> None:
        item = log(desk, Category.OUTREACH)
        for _ in range(3):
            clock.advance(timedelta(hours=5))
            tried(desk, item, override_reason="Directed.")

    def test_the_letter_goes_out_after_several_attempts(self, lone_desk: Desk, clock: FixedClock) -> None:
        """R-141: three by default, or with a word why now."""
        with pytest.raises(Refused, match="0 attempts without contact so far; the letter goes out after 3"):
            engaging.send_letter(lone_desk, HANA, date(2026, 11, 21))
        self.tries(lone_desk, clock)
        assert row_of(lone_desk).prompts == ("3 attempts without contact: the no-contact letter is due.",)
        engaging.send_letter(lone_desk, HANA, date(2026, 11, 21))
        row = row_of(lone_desk)
        assert (row.phase, row.priority, row.letter_on) == (
            Phase.ACTIVE_UNENGAGED,
            Priority.LOW,
            date(2026, 11, 21),
        )
        assert row.next_on == date(2027, 1, 20)
        assert clocks(lone_desk, "after-letter")[0][1] == datetime(2027, 1, 20, 13, 0, tzinfo=UTC)

    def test_every_sixty_days_until_somebody_is_reached(self, desk: Desk, clock: FixedClock) -> None:
        """R-142: a failed try once it was due puts the next one 60 days on; a talk ends it."""
        self.letter(desk, clock)
        item = item_of(desk, Category.UNENGAGED).id
        assert item is not None
        clock.advance(10 * DAY)
        tried(desk, item)
        assert len(clocks(desk, "after-letter")) == 1
        clock.jump(datetime(2027, 1, 19, 1, 0, tzinfo=UTC))
        tried(desk, item)
        runs = clocks(desk, "after-letter")
        assert [state for *_, state in runs] == [ClockState.CANCELLED, ClockState.RUNNING]
        assert row_of(desk).next_on == date(2027, 3, 21)
        tried(desk, item, Outcome.REACHED, override_reason="Directed.")
        assert clocks(desk, "after-letter")[1][2] is ClockState.MET
        assert "Reached since the letter: engage the client, or say what follows." in row_of(desk).problems

    def test_whoever_calls_back_is_in_the_second_class_at_once(self, desk: Desk, clock: FixedClock) -> None:
        """R-143: seven days, and the phase is outreach and engagement again."""
        self.letter(desk, clock)
        log(desk, Category.RE_ENGAGEMENT)
        row = row_of(desk)
        assert (row.phase, row.priority, row.rule) == (Phase.OUTREACH, Priority.HIGH_2, "re-engagement")
        assert not item_of(desk, Category.UNENGAGED).state.open
        phases.move(desk, HANA, Phase.ENGAGED)
        assert clocks(desk, "re-engagement")[0][2] is ClockState.MET
        assert not item_of(desk, Category.RE_ENGAGEMENT).state.open


class TestPhases:
    def test_each_step_is_logged_with_its_cause_and_none_is_skipped(self, lone_desk: Desk) -> None:
        """R-144."""
        with pytest.raises(Refused, match="can only become"):
            phases.move(lone_desk, HANA, Phase.OUTREACH)
        phases.move(lone_desk, HANA, Phase.MAINTENANCE, "Settled in.")
        with lone_desk.store.reading() as connection, Session(connection) as session:
            (change,) = session.exec(select(PhaseChange)).all()
            assert (change.before, change.after, change.cause) == (
                Phase.ENGAGED,
                Phase.MAINTENANCE,
                "Settled in.",
            )
        undo(lone_desk)
        assert row_of(lone_desk).phase is Phase.ENGAGED

    def test_who_comes_back_to_maintenance_goes_on_with_the_same_sixty_days(self, lone_desk: Desk) -> None:
        phases.move(lone_desk, HANA, Phase.MAINTENANCE)
        phases.move(lone_desk, HANA, Phase.ENGAGED)
        assert clocks(lone_desk, "maintenance-contact")[0][2] is ClockState.CANCELLED
        phases.move(lone_desk, HANA, Phase.MAINTENANCE)
        assert [state for *_, state in clocks(lone_desk, "maintenance-contact")] == [ClockState.RUNNING]

    def test_all_goals_complete_looks_in_at_the_interval_that_was_chosen(self, lone_desk: Desk) -> None:
        """R-140."""
        engaging.goals_complete(lone_desk, HANA, 90)
        row = row_of(lone_desk)
        assert (row.phase, row.priority, row.next_on) == (
            Phase.GOALS_COMPLETE,
            Priority.LOW,
            date(2027, 2, 19),
        )

    def test_a_new_goal_of_somebody_who_was_through_lifts_them(self, lone_desk: Desk) -> None:
        """R-140: the class of a need that is immediate; and nobody is through while a goal is open."""
        with pytest.raises(Refused, match="1 goal is still open"):
            with_goal(lone_desk, lambda: engaging.goals_complete(lone_desk, HANA))
        engaging.goals_complete(lone_desk, PER)
        with_goal(lone_desk, lambda: None, PER)
        row = row_of(lone_desk, SAM, PER)
        assert (row.priority, row.why) == (Priority.HIGH_2, "a new goal is open · R-122")

    def test_the_way_out_begins_two_calendar_months_before(self, desk: Desk, clock: FixedClock) -> None:
        """R-139: 30 Apr 2027 leads to 28 Feb, not to 60 days before; it ends the clock when it has begun."""
        engaging.plan_discharge(desk, HANA, date(2027, 5, 31))
        engaging.plan_discharge(desk, HANA, date(2027, 4, 30))
        runs = clocks(desk, "discharge-workflow")
        assert [state for *_, state in runs] == [ClockState.CANCELLED, ClockState.RUNNING]
        assert runs[1][1] == datetime(2027, 2, 28, 6, 0, tzinfo=UTC)
        clock.jump(datetime(2027, 2, 25, 22, 0, tzinfo=UTC))  # Friday 09:00, the last opening before it
        Sweeper(desk).sweep()
        told = [alert.point for alert in load_alerts(desk).rows if alert.rule == "discharge-workflow"]
        assert told == ["day"]
        clock.jump(datetime(2027, 2, 27, 1, 0, tzinfo=UTC))
        engaging.start_discharge(desk, HANA)
        assert clocks(desk, "discharge-workflow")[1][2] is ClockState.MET
        assert row_of(desk).phase is Phase.DISCHARGE

    def test_who_leaves_has_a_reason_and_owes_nothing_routine_any_more(self, desk: Desk) -> None:
        """R-135, R-121, R-105."""
        phases.move(desk, HANA, Phase.MAINTENANCE)
        log(desk, Category.DISENROLMENT, owed=False)
        assert row_of(desk).priority is Priority.HIGH_1
        with pytest.raises(Refused, match="looked into why"):
            engaging.disenrol(desk, HANA, Leaving.NOT_ENGAGING, "No answer.")
        engaging.disenrol(desk, HANA, Leaving.ASKED)
        assert clocks(desk, "disenrolment")[0][2] is ClockState.MET
        assert clocks(desk, "maintenance-contact")[0][2] is ClockState.CANCELLED
        assert worklist(desk, JO).rows == ()
        undo(desk)
        assert row_of(desk).phase is Phase.MAINTENANCE
        assert clocks(desk, "maintenance-contact")[0][2] is ClockState.RUNNING


class TestConsults:
    def test_one_week_three_weeks_two_weeks_and_never_more_than_seven(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-118, R-129, R-130, R-131."""
        from_item = log(desk, Category.REQUEST)
        new = consults.NewConsult(
            "c1", HANA, ConsultKind.CONSULT, "Wound care", "It breaks down.", None, from_item
        )
        item = consults.need(desk, new).item_id
        assert consults.need(desk, new).repeated
        with pytest.raises(Refused, match="note first that it was asked for"):
            consults.complete(desk, item, "Seen.")
        clock.advance(6 * DAY)
        consults.submit(desk, item)
        assert clocks(desk, "consult-submit")[0][2] is ClockState.MET
        clock.advance(22 * DAY)
        assert row_of(desk).late
        consults.chase(desk, item)
        consults.complete(desk, item, "A nurse comes twice a week.")
        assert clocks(desk, "consult-complete")[0][2] is ClockState.MET_LATE
        clock.advance(13 * DAY)
        consults.follow_up(desk, item, "Told the client.")
        assert clocks(desk, "consult-follow-up")[0][2] is ClockState.MET
        assert clocks(desk, "consult-limit")[0][1:] == (NOON + 49 * DAY, ClockState.MET)

    def test_each_step_can_be_taken_back(self, lone_desk: Desk) -> None:
        new = consults.NewConsult("c1", HANA, ConsultKind.TRANSFER, "Hospice", "Beyond us.")
        item = consults.need(lone_desk, new).item_id
        consults.submit(lone_desk, item)
        undo(lone_desk)
        with lone_desk.store.reading() as connection, Session(connection) as session:
            assert session.get_one(Consult, item).submitted_at is None
        assert clocks(lone_desk, "consult-submit")[0][2] is ClockState.RUNNING
        assert clocks(lone_desk, "consult-complete")[0][2] is ClockState.CANCELLED
        consults.submit(lone_desk, item)
        assert clocks(lone_desk, "consult-complete")[-1][2] is ClockState.RUNNING


def give(desk: Desk, person_id: int, **more: Any) -> None:
    new = Reassignment(share=Share.PRIMARY, person_id=person_id, client_ids=(HANA,), reason="Moves on.")
    reassign(desk, replace(new, **more))


class TestTransfers:
    def test_a_client_from_another_manager_wants_a_date_and_an_appointment(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-132: both, set since the transfer."""
        in_phase(desk, Phase.MAINTENANCE)
        planning.next_outreach(desk, HANA, date(2026, 12, 1))
        clock.advance(DAY)
        give(desk, SAM)
        item = item_of(desk, Category.TRANSFER_IN)
        row = row_of(desk, SAM)
        assert (row.priority, row.phase) == (Priority.HIGH_3, Phase.MAINTENANCE)
        planning.make_appointment(desk, HANA, SAM, datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
        assert item_of(desk, Category.TRANSFER_IN).state.open
        planning.next_outreach(desk, HANA, date(2026, 12, 1))
        assert not item_of(desk, Category.TRANSFER_IN).state.open
        assert [clocks(desk, rule)[0][2] for rule in ("transfer-in", "transfer-in-limit")] == [
            ClockState.MET
        ] * 2
        assert item.client_id == HANA

    def test_whoever_was_never_tried_is_really_new(self, desk: Desk, clock: FixedClock) -> None:
        """R-133: outreach within seven days of the transfer; taking it back takes all of it back."""
        give(desk, SAM)
        row = row_of(desk, SAM)
        assert (row.phase, row.priority) == (Phase.NEW, Priority.HIGH_2)
        assert clocks(desk, "transfer-untried")[0][:2] == (NOON, NOON + 7 * DAY)
        undo(desk)
        assert row_of(desk).phase is Phase.ENGAGED
        assert clocks(desk, "transfer-untried")[0][2] is ClockState.CANCELLED
        clock.advance(DAY)
        give(desk, SAM)
        tried(desk, log(desk, Category.REQUEST))
        assert clocks(desk, "transfer-untried")[1][2] is ClockState.MET

    def test_one_that_was_planned_is_asked_when_it_begins(self, lone_desk: Desk, clock: FixedClock) -> None:
        asker = Asker(lone_desk)
        asker.ask()
        give(lone_desk, SAM, start=NOON + 2 * DAY)
        asker.ask()
        assert clocks(lone_desk, "transfer-in") == []
        clock.advance(2 * DAY)
        asker.ask()
        asker.ask()
        assert [each[0] for each in clocks(lone_desk, "transfer-in")] == [NOON + 2 * DAY]


class TestLists:
    def test_whoever_is_imported_as_new_is_asked_for_once(self, desk: Desk, clock: FixedClock) -> None:
        """R-120: however a client came; an asker that starts anew asks nothing twice."""
        in_phase(desk, Phase.NEW, BEN)
        in_phase(desk, Phase.MAINTENANCE, PER)
        Asker(desk).ask()
        clock.advance(timedelta(hours=1))
        Asker(desk).ask()
        assert clocks(desk, "new-client") == [(NOON, NOON + 7 * DAY, ClockState.RUNNING)]
        assert len(clocks(desk, "maintenance-contact")) == 1
        in_phase(desk, Phase.ENGAGED, PER)
        Asker(desk).ask()
        assert clocks(desk, "maintenance-contact")[0][2] is ClockState.CANCELLED

    def test_a_new_client_who_gets_their_first_manager_counts_from_then(self, lone_desk: Desk) -> None:
        in_phase(lone_desk, Phase.NEW)
        with lone_desk.store.writing("system", "test.unowned", "client") as unit:
            for held in unit.session.exec(select(Holding).where(Holding.client_id == HANA)).all():
                unit.session.delete(held)
        give(lone_desk, SAM)
        assert clocks(lone_desk, "new-client") == [(NOON, NOON + 7 * DAY, ClockState.RUNNING)]
        assert clocks(lone_desk, "transfer-in") == []


class TestMorning:
    def test_each_manager_looks_through_own_and_covered_events_by_ten(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-117."""
        event = log(desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        asker = Asker(desk)
        clock.jump(datetime(2026, 11, 22, 21, 59, tzinfo=UTC))  # Monday 08:59
        asker.ask()
        assert clocks(desk, "morning-review") == []
        clock.advance(timedelta(minutes=1))
        asker.ask()
        view = morning.morning_view(desk, JO)
        assert [each.item_id for each in view.events] == [event]
        assert view.due_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
        assert view.item_id is not None
        morning.tick_morning(desk, view.item_id)
        assert clocks(desk, "morning-review")[-1][2] is ClockState.MET
        assert morning.morning_view(desk, JO).item_id is None
        assert Asker(desk).ask() == 0

    def test_on_a_day_off_the_director_on_the_line_does_it(self, lone_desk: Desk, clock: FixedClock) -> None:
        log(lone_desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        clock.jump(datetime(2026, 11, 21, 22, 0, tzinfo=UTC))  # Sunday 09:00
        Asker(lone_desk).ask()
        item = item_of(lone_desk, Category.MORNING_REVIEW)
        assert (item.assigned_id, item.routine) == (KIM, False)


class TestCourses:
    def test_a_high_risk_event_is_followed_step_by_step(self, desk: Desk) -> None:
        """R-116: the steps are a template; a course without a next date is an error (R-121)."""
        event = log(desk, Category.HIGH_RISK_EVENT, direction=Direction.IN_BASKET)
        courses.begin_course(desk, HANA, Workflow.HIGH_RISK_EVENT, item_id=event)
        with pytest.raises(Refused, match="open already"):
            courses.begin_course(desk, HANA, Workflow.HIGH_RISK_EVENT, item_id=event)
        assert "No next date in the high-risk event workflow." in row_of(desk).problems
        with desk.store.reading() as connection, Session(connection) as session:
            first = session.exec(select(WorkflowStep).order_by(WorkflowStep.place)).first()  # type: ignore[arg-type]
            assert first is not None
            assert first.id is not None
            step, run = first.id, first.run_id
        courses.tick(desk, step, note="Read.")
        courses.plan_course(desk, run, "Ring the family", date(2026, 11, 23))
        assert row_of(desk).problems == ("No next outreach date.",)
        courses.end_course(desk, run, "Back home.")
        with pytest.raises(Refused, match="ended"):
            courses.tick(desk, step)


class TestPlanning:
    def test_an_appointment_says_what_stands_against_it(self, desk: Desk) -> None:
        """R-145: another entry, an absence, a day off."""
        monday = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
        planning.make_appointment(desk, HANA, JO, monday)
        with pytest.raises(Refused, match=r"at the same time as Okafor, Hana, 10:00"):
            planning.make_appointment(desk, BEN, JO, monday + timedelta(minutes=20))
        with pytest.raises(Refused, match="the office is closed"):
            planning.make_appointment(desk, BEN, JO, monday - DAY)
        planning.make_appointment(desk, BEN, JO, monday + timedelta(minutes=20), clash_ok=True)
        row = row_of(desk)
        assert row.appointment is not None
        assert row.appointment.clash == "at the same time as Okafor, Ben, 10:20"
        planning.cancel_appointment(desk, row.appointment.id, "Not needed.")
        assert row_of(desk).appointment is None

    def test_information_is_confirmed_again_before_it_is_stale(self, desk: Desk, clock: FixedClock) -> None:
        """R-017."""
        planning.confirm_information(desk, HANA)
        clock.advance(20 * DAY)
        planning.confirm_information(desk, HANA)
        runs = clocks(desk, "information-fresh")
        assert [state for *_, state in runs] == [ClockState.MET, ClockState.RUNNING]
        assert runs[1][1] == NOON + 50 * DAY
        with desk.store.reading() as connection, Session(connection) as session:
            assert session.get_one(Client, HANA).confirmed_by == "Kim Webb"

    def test_of_two_who_plan_at_once_the_second_is_refused(self, lone_desk: Desk) -> None:
        planning.next_outreach(lone_desk, HANA, date(2026, 12, 1), version=0)
        with pytest.raises(Refused, match="changed since you saw it"):
            planning.next_outreach(lone_desk, HANA, date(2026, 12, 2), version=0)
        with pytest.raises(Refused, match="That day has passed"):
            planning.next_outreach(lone_desk, HANA, date(2026, 11, 20))
        with lone_desk.store.reading() as connection, Session(connection) as session:
            assert session.get_one(Outreach, HANA).next_on == date(2026, 12, 1)


class TestUndo:
    """What a key does can be taken back, and the record is then as it was."""

    def state(self, desk: Desk) -> object:
        view = outreach(desk, HANA)
        row, given = view.row, view.override
        running = [run.id for run in view.runs if run.ended_at is None]
        return (row.phase, row.priority, row.next_on, row.letter_on, row.discharge_on, given, running)

    def open_clocks(self, desk: Desk) -> set[str]:
        with desk.store.reading() as connection, Session(connection) as session:
            found = session.exec(select(Clock).where(Clock.state == ClockState.RUNNING)).all()
            return {clock.rule for clock in found}

    @pytest.mark.parametrize(
        "act",
        [
            lambda desk: planning.next_outreach(desk, HANA, date(2026, 12, 1)),
            lambda desk: planning.give_class(desk, HANA, Priority.HIGH_1, "Alone.", date(2026, 12, 1)),
            lambda desk: planning.confirm_information(desk, HANA),
            lambda desk: phases.move(desk, HANA, Phase.MAINTENANCE),
            lambda desk: engaging.goals_complete(desk, HANA, 90),
            lambda desk: engaging.send_letter(desk, HANA, date(2026, 11, 20), anyway="Moved away."),
            lambda desk: engaging.plan_discharge(desk, HANA, date(2027, 3, 1)),
            lambda desk: engaging.start_discharge(desk, HANA, date(2027, 3, 1)),
            lambda desk: engaging.disenrol(desk, HANA, Leaving.DIED),
            lambda desk: log(desk, Category.RE_ENGAGEMENT, owed=False),
        ],
    )
    def test_each_act(self, lone_desk: Desk, act: Callable[[Desk], object]) -> None:
        before = self.state(lone_desk), self.open_clocks(lone_desk)
        act(lone_desk)
        assert (self.state(lone_desk), self.open_clocks(lone_desk)) != before
        undo(lone_desk)
        assert (self.state(lone_desk), self.open_clocks(lone_desk)) == before
        act(lone_desk)
