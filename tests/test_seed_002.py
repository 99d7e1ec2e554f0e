"""The example of good practice in a complex case, sentence by sentence in our words: that it can be lived so.

The tests stand in the order of the document that they trace; each asserts at the desk, where every screen and
every command asks. What is behind each of them is tested in depth in tests/desk and tests/rules.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import acknowledge
from oncall_tui.desk.plans import advocacy, care, engagement, goals, referrals, supports, team, watch
from oncall_tui.desk.plans.changes import Answers, NewChange, answer_questions, log_change
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.plans.views import Plan
from oncall_tui.desk.practice import documents
from oncall_tui.desk.practice.quarters import quarter
from oncall_tui.desk.practice.reviews import NewReview, review, write_review
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.views import ReviewText
from oncall_tui.desk.queue import load_row
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.plans import Issue
from storage import reads
from storage.models import Client
from storage.vocabulary import (
    Answer,
    Category,
    ChangeKind,
    Channel,
    ClockState,
    Direction,
    EngagementView,
    IssueFinding,
    ObjectiveStatus,
    Outcome,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
    SignFinding,
    Topic,
    UnderlyingIssue,
)
from tests.clock import FixedClock
from tests.house import BEN, KIM, MAI, desk_of

MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 10:00 in Sydney."""
TODAY = date(2026, 11, 23)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL_YES = Answers(dict.fromkeys(PlanQuestion, Answer.YES))
WALK = goals.ObjectiveText(
    "Walks to the corner", "daily, with a stick", TODAY + 14 * DAY, "Ben and the therapist"
)
SAID = "He did not come to three sessions."
NOTHING = Issue(IssueFinding.NOTHING)


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Mai Tran's desk on Monday at ten; Ben is hers, came off a ladder and used to drink."""
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.ben", f"client:{BEN}") as unit:
        ben = unit.session.get_one(Client, BEN)
        ben.conditions, ben.past_history = ["Broken hip"], ["Drank heavily until 2019"]
    return desk_of(lone_desk.store, clock, MAI)


def plan(desk: Desk) -> Plan:
    return plan_of(desk, BEN)


def goal(desk: Desk) -> int:
    """Set the goal and its first objective; return the objective."""
    goals.set_goal(desk, BEN, "Back to work as a joiner", "Ben")
    goals.set_objective(desk, plan(desk).goals[0].id, WALK, "Ben and the therapist")
    return plan(desk).goals[0].objectives[0].id


def relapse(desk: Desk, answers: Answers = ALL_YES) -> int:
    log_change(desk, NewChange(BEN, ChangeKind.RELAPSE, "He drinks again.", "His sister", answers=answers))
    return plan(desk).changes[0].id


def asked(desk: Desk, category: Category) -> list[tuple[str, datetime | None]]:
    """Return what is asked of somebody about Ben, with when it is due."""
    with desk.store.reading() as connection:
        ids = [row.id for row in reads.rows(connection, "client_open_item_ids", id=BEN)]
        rows = [load_row(desk, connection, each, desk.now()) for each in ids]
    return [(row.caller, row.due_at) for row in rows if row is not None and row.category is category]


def later(desk: Desk, span: timedelta) -> None:
    desk.clock.advance(span)  # type: ignore[attr-defined]


class TestPracticeIssue:
    def test_what_a_client_came_with_and_what_was_before_stand_on_the_card(self, desk: Desk) -> None:
        """R-018, R-102: with the goal that function and work come back."""
        card = client_card(desk, BEN)
        assert (card.conditions, card.past_history) == (("Broken hip",), ("Drank heavily until 2019",))
        goal(desk)
        (found,) = plan(desk).goals
        assert (found.words, found.agreed_with) == ("Back to work as a joiner", "Ben")
        (step,) = found.objectives
        assert (step.measure, step.target_on, step.owner) == (WALK.measure, WALK.target_on, WALK.owner)

    def test_progress_that_stops_is_seen_by_itself(self, desk: Desk, clock: FixedClock) -> None:
        """R-103: an objective past its day asks for the plan to be looked at again, in seven days."""
        goal(desk)
        assert not asked(desk, Category.PLAN_REVIEW)
        clock.advance(14 * DAY)
        Asker(desk).ask()
        assert not asked(desk, Category.PLAN_REVIEW), "its day is not over"
        clock.advance(DAY)
        Asker(desk).ask()
        Asker(desk).ask()
        ((_, due),) = asked(desk, Category.PLAN_REVIEW)
        assert due == MONDAY + 14 * HOUR + 21 * DAY, "counted from the end of its day"
        assert "past its target by 1 day" in plan(desk).goals[0].objectives[0].slips

    def test_a_relapse_asks_what_it_means_for_the_plan_and_counts_the_days(self, desk: Desk) -> None:
        """R-104: adjust, refer on, tell the team, add support; each yes is a task."""
        goal(desk)
        later(desk, HOUR)
        relapse(desk)
        assert len(asked(desk, Category.PLAN_REVIEW)) == 4
        later(desk, 3 * DAY)
        (change,) = plan(desk).changes
        assert change.unchanged_days == 3
        assert [each.answer for each in change.answers] == [Answer.YES] * 4

    def test_what_was_answered_stays_when_the_rest_is_answered(self, desk: Desk) -> None:
        """R-104."""
        change = relapse(desk, Answers({PlanQuestion.ADJUST_GOALS: Answer.YES}))
        rest = [each for each in PlanQuestion if each is not PlanQuestion.ADJUST_GOALS]
        answer_questions(desk, change, Answers(dict.fromkeys(rest, Answer.NO), "One evening."))
        answers = {each.question: each.answer for each in plan(desk).changes[0].answers}
        wanted = dict.fromkeys(PlanQuestion, Answer.NO) | {PlanQuestion.ADJUST_GOALS: Answer.YES}
        assert answers == wanted
        assert len(asked(desk, Category.PLAN_REVIEW)) == 1

    def test_nothing_follows_only_with_a_reason(self, desk: Desk) -> None:
        """R-104."""
        none = dict.fromkeys(PlanQuestion, Answer.NO)
        with pytest.raises(Refused, match="why nothing follows"):
            relapse(desk, Answers(none))
        relapse(desk, Answers(none, "It was one evening; he rang himself."))
        assert plan(desk).changes[0].unchanged_days is None


class TestActions:
    def test_a_wound_is_referred_to_nurses_with_how_often_they_should_come(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-106, R-109: and it is chased until something comes of it."""
        new = referrals.NewReferral(
            BEN,
            ReferralKind.DISTRICT_NURSE,
            "Newtown nurses",
            "His wound opens.",
            "three times a week",
            MONDAY,
        )
        referrals.refer(desk, new)
        ((_, due),) = asked(desk, Category.REFERRAL)
        assert due == MONDAY + 7 * DAY
        advocacy.advocate(desk, BEN, "Regular visits: he does not look after it himself.", "Newtown nurses")
        clock.jump(MONDAY + 8 * DAY)
        (sent,) = plan(desk).referrals
        referrals.step(desk, sent.id, referrals.Step(ReferralStep.CHASED, "Rang: they look into it."))
        assert asked(desk, Category.REFERRAL), "to ask again is no answer"
        referrals.step(desk, sent.id, referrals.Step(ReferralStep.ACCEPTED))
        referrals.step(desk, sent.id, referrals.Step(ReferralStep.FIRST_SEEN))
        assert not asked(desk, Category.REFERRAL)
        advocacy.note_result(desk, plan(desk).advocacy[0].id, "Three visits a week, from Friday.")
        (found,), (argued,) = plan(desk).referrals, plan(desk).advocacy
        assert (found.frequency, found.first_seen_at) == ("three times a week", clock.now())
        assert (argued.to_whom, argued.result) == ("Newtown nurses", "Three visits a week, from Friday.")

    def test_the_therapist_is_told_of_the_relapse(self, desk: Desk) -> None:
        """R-107: who was told of what, and when; a talk without what was agreed is not kept (R-019)."""
        change = relapse(desk)
        team.add_member(desk, team.NewMember(BEN, "Ira Moss", "physiotherapist", "Harbour Physio"))
        (member,) = plan(desk).team
        with pytest.raises(Refused):
            team.contact(
                desk, team.NewContact(member.id, Channel.PHONE, "He drinks again.", "", change_id=change)
            )
        told = team.NewContact(
            member.id, Channel.PHONE, "He drinks again.", "Shorter sets.", change_id=change
        )
        team.contact(desk, told)
        (talk,) = plan(desk).team[0].contacts
        assert (talk.told, talk.agreed, talk.at, talk.change_id) == (
            "He drinks again.",
            "Shorter sets.",
            MONDAY,
            change,
        )
        assert len(asked(desk, Category.PLAN_REVIEW)) == 3, "the team was told; three tasks are left"
        later(desk, 61 * DAY)
        assert plan(desk).team[0].silent_days == 61

    def test_goals_are_adjusted_with_the_client_and_the_therapist_and_the_old_ones_stay(
        self, desk: Desk
    ) -> None:
        """R-102, R-104."""
        objective = goal(desk)
        later(desk, HOUR)
        change = relapse(desk)
        easier = goals.ObjectiveText("Walks to the gate", "three days in a row", TODAY + 21 * DAY, "Ben")
        alone = goals.Jointly("Too far while he drinks.", client_part=False, change_id=change)
        with pytest.raises(Refused, match="client took no part"):
            goals.adjust_objective(desk, objective, easier, ObjectiveStatus.ON_TRACK, alone)
        joint = goals.Jointly("Too far while he drinks.", True, "", "Ira Moss, physiotherapist", change)
        goals.adjust_objective(desk, objective, easier, ObjectiveStatus.ON_TRACK, joint)
        (found,) = plan(desk).goals[0].objectives
        assert (found.words, found.target_on) == ("Walks to the gate", TODAY + 21 * DAY)
        (before,) = found.revisions
        assert ("Walks to the corner", "Walks to the gate") in {each[1:] for each in before.differences}
        assert (before.why, before.client_part, before.professional) == (
            "Too far while he drinks.",
            True,
            "Ira Moss, physiotherapist",
        )
        assert plan(desk).changes[0].unchanged_days is None, "the plan has followed"

    def test_paid_support_is_put_in_place_between_appointments(self, desk: Desk) -> None:
        """R-108: with how much, from when, and when somebody looks whether it helps."""
        change = relapse(desk)
        new = supports.NewSupport(
            BEN,
            "Exercise and stretching between visits",
            "3 x 1 h a week",
            TODAY,
            TODAY + 28 * DAY,
            "",
            change,
        )
        supports.add_support(desk, new)
        later(desk, 29 * DAY)
        (found,) = plan(desk).supports
        assert (found.hours, found.overdue_days) == ("3 x 1 h a week", 1)
        supports.review_support(desk, found.id, "He does them every day.", TODAY + 60 * DAY)
        assert (plan(desk).supports[0].outcome, plan(desk).supports[0].overdue_days) == (
            "He does them every day.",
            0,
        )

    def test_the_substance_service_is_brought_in_and_decides_with_the_team_and_the_client(
        self, desk: Desk
    ) -> None:
        """R-106, R-107."""
        change = relapse(desk)
        new = referrals.NewReferral(
            BEN, ReferralKind.SUBSTANCE_SERVICE, "Bay Street", "Relapse.", sent_at=MONDAY, change_id=change
        )
        referrals.refer(desk, new)
        without = team.NewDecision(BEN, "Detox before the next session.", "Ira Moss, Bay Street", False)
        with pytest.raises(Refused, match="client took no part"):
            team.decide(desk, without)
        team.decide(desk, team.NewDecision(BEN, "Detox first.", "Ben, Ira Moss, Bay Street", True))
        (made,) = plan(desk).decisions
        assert (made.client_part, made.present) == (True, "Ben, Ira Moss, Bay Street")


class TestIndicatorsAndTraps:
    def test_that_things_get_worse_is_looked_for_by_a_day(self, desk: Desk, clock: FixedClock) -> None:
        """R-110: the wound and how he moves; what is overdue stands on the card."""
        watch.watch(desk, watch.NewSign(BEN, "wound opens", TODAY + 2 * DAY, 3, "Ring the nurses."))
        ((_, due),) = asked(desk, Category.WATCH_SIGN)
        assert due == MONDAY + 2 * DAY + 14 * HOUR, "by the end of Wednesday"
        clock.jump(due + DAY)
        (sign,) = plan(desk).signs
        assert (sign.sign, sign.overdue_days) == ("wound opens", 2)
        watch.check_sign(desk, sign.id, SignFinding.WORSE, "Redder.")
        assert plan(desk).signs[0].overdue_days == 0
        ((_, again),) = asked(desk, Category.WATCH_SIGN)
        assert again is not None
        assert again > clock.now()

    @pytest.mark.parametrize("left_out", list(UnderlyingIssue))
    def test_nobody_is_put_down_as_unwilling_before_everything_behind_it_was_asked(
        self, desk: Desk, left_out: UnderlyingIssue
    ) -> None:
        """R-105."""
        issues = {each: NOTHING for each in UnderlyingIssue if each is not left_out}
        with pytest.raises(Refused, match="Look into this first"):
            engagement.record_check(desk, engagement.NewCheck(BEN, issues, EngagementView.CHOSE_NOT_TO, SAID))
        assert not plan(desk).checks

    def test_what_lies_behind_it_is_no_choice_and_becomes_a_change_to_act_upon(self, desk: Desk) -> None:
        """R-105, R-104: the trap is to take it for his will."""
        issues = dict.fromkeys(UnderlyingIssue, NOTHING)
        issues[UnderlyingIssue.SUBSTANCE_USE] = Issue(IssueFinding.BEHIND_IT, "He drinks again.")
        with pytest.raises(Refused, match="not recorded as their choice"):
            engagement.record_check(desk, engagement.NewCheck(BEN, issues, EngagementView.CHOSE_NOT_TO, SAID))
        engagement.record_check(desk, engagement.NewCheck(BEN, issues, EngagementView.SOMETHING_BEHIND, SAID))
        (check,), (change,) = plan(desk).checks, plan(desk).changes
        assert check.change_id == change.id
        assert asked(desk, Category.PLAN_REVIEW)

    def test_how_long_nobody_has_spoken_to_him_is_counted(self, desk: Desk, clock: FixedClock) -> None:
        """R-111: by anybody, and by whoever has him."""
        assert (plan(desk).spoken.days, plan(desk).spoken.days_primary) == (None, None)
        new = NewCall("k", Category.CALL_BACK, client_id=BEN, direction=Direction.VOICEMAIL, said="Ring.")
        item = log_call(desk, new).item_id
        talk = NewAttempt(
            "a", item, Channel.PHONE, Outcome.REACHED, topics=(Topic.GOALS,), note="None needed."
        )
        log_attempt(desk_of(desk.store, clock, KIM), talk)
        clock.advance(4 * DAY)
        assert (plan(desk).spoken.days, plan(desk).spoken.days_primary) == (4, None)


class TestCompetencies:
    def test_what_the_duty_of_care_asks_for_is_decided_by_a_director(
        self, desk: Desk, clock: FixedClock, lone_desk: Desk
    ) -> None:
        """R-114: on the same business day, in words."""
        care.flag(desk, "He lives alone and drinks.", client_id=BEN)
        (flagged,) = plan(desk).care
        with lone_desk.store.reading() as connection:
            row = load_row(lone_desk, connection, flagged.item_id, clock.now())
        assert row is not None
        assert [each.rule for each in row.clocks] == ["duty-of-care"]
        with pytest.raises(Refused):
            acknowledge(lone_desk, flagged.item_id, Event.DUTY_OF_CARE_DECIDED)
        acknowledge(lone_desk, flagged.item_id, Event.DUTY_OF_CARE_DECIDED, said="A welfare visit today.")
        (decided,) = plan(desk).care
        assert (decided.decision, decided.decided_by) == ("A welfare visit today.", "Kim Webb")
        with lone_desk.store.reading() as connection:
            row = load_row(lone_desk, connection, flagged.item_id, clock.now())
        assert row is not None
        assert row.clocks[0].state is ClockState.MET

    def test_the_practice_is_written_up_by_its_outline_and_counted_for_supervision(self, desk: Desk) -> None:
        """R-112, R-113."""
        known = tags()
        skills = tuple(each for each in ("2a", "2b", "2c"))
        text = ReviewText(
            issue="A broken hip, and drink again.",
            actions="Nurses three times a week.",
            skills=skills,
            indicators="The plan followed what was new.",
            traps="Not taken for his will.",
            competencies=_codes(known, "Strategy", "Monitoring", "Duty of care"),
            reference="Competencies for case managers",
            reflections="Asked early, and the plan followed.",
        )
        write_review(desk, NewReview(text, client_id=BEN))
        written = review(desk, 1)
        assert (written.text, written.person.id) == (text, MAI)
        page = str(documents.review_document(desk, written))
        assert "Uncontrolled copy" in page
        for part in (text.issue, text.actions, text.traps, text.reflections):
            assert part in page
        assert "Okafor" not in page, "supervision does not name him"
        mine = next(each for each in quarter(desk).people if each.person.id == MAI)
        assert mine.reviews == 1


def _codes(known: Any, *titles: str) -> tuple[str, ...]:
    """Return the codes of some competencies by their names."""
    named = {each.title.casefold(): each.code for each in known.by_code.values()}
    return tuple(named[each.casefold()] for each in titles)
