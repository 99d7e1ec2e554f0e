"""Plans at the desk: what is kept, what is asked, what is refused, and what can be taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.briefs.documents import start_document
from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.briefs.start import start_brief
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import withdraw
from oncall_tui.desk.plans import (
    advocacy,
    care,
    changes,
    engagement,
    goals,
    history,
    referrals,
    supports,
    team,
    watch,
)
from oncall_tui.desk.plans.contacts import spoken_words
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.plans import Issue
from storage.models import Clock, Item
from storage.vocabulary import (
    Answer,
    CallerType,
    Category,
    ChangeKind,
    Channel,
    ClockState,
    EngagementView,
    GoalStatus,
    IssueFinding,
    ItemState,
    ObjectiveStatus,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
    SignFinding,
    UnderlyingIssue,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, desk_of

TODAY = date(2026, 11, 21)
TEXT = goals.ObjectiveText("Exercise daily", "ticked on the sheet", TODAY + timedelta(days=7), "Hana")
NOTHING = {each: Issue(IssueFinding.NOTHING) for each in UnderlyingIssue}
WITH = goals.Jointly("The wound comes first.", client_part=True, professional="Ines Moreau, physiotherapist")


def items(desk: Desk, category: Category) -> list[Item]:
    with desk.store.reading() as connection, Session(connection) as session:
        return list(session.exec(select(Item).where(Item.category == category).order_by(col(Item.id))))


def clocks(desk: Desk, item_id: int | None) -> list[Clock]:
    with desk.store.reading() as connection, Session(connection) as session:
        return list(session.exec(select(Clock).where(Clock.item_id == item_id).order_by(col(Clock.id))))


def objective(desk: Desk) -> int:
    goals.set_goal(desk, HANA, "Back to work", "Hana")
    goals.set_objective(desk, plan_of(desk, HANA).goals[0].id, TEXT)
    return plan_of(desk, HANA).goals[0].objectives[0].id


def change(desk: Desk, **given: Answer) -> int:
    answers = {PlanQuestion(name.replace("_", "-")): answer for name, answer in given.items()}
    new = changes.NewChange(HANA, ChangeKind.RELAPSE, "Drinks again.", answers=changes.Answers(answers))
    changes.log_change(desk, new)
    return plan_of(desk, HANA).changes[0].id


def test_an_adjustment_keeps_the_old_text_why_and_who_took_part(desk: Desk) -> None:
    """R-102, on both databases."""
    id_ = objective(desk)
    text = goals.ObjectiveText("Exercise with support", TEXT.measure, TEXT.target_on, TEXT.owner)
    goals.adjust_objective(desk, id_, text, ObjectiveStatus.ON_TRACK, WITH)
    shown = plan_of(desk, HANA).goals[0].objectives[0]
    (revision,) = shown.revisions
    assert shown.words == "Exercise with support"
    assert revision.differences == (("objective", "Exercise daily", "Exercise with support"),)
    assert (revision.why, revision.client_part, revision.by) == (WITH.why, True, "Kim Webb")
    assert revision.professional == "Ines Moreau, physiotherapist"
    undo(desk)
    assert plan_of(desk, HANA).goals[0].objectives[0].words == "Exercise daily"
    assert plan_of(desk, HANA).goals[0].objectives[0].revisions == ()


def test_an_adjustment_without_the_client_needs_a_reason(lone_desk: Desk) -> None:
    """R-102: it is their plan."""
    id_ = objective(lone_desk)
    alone = goals.Jointly("It does not work.", client_part=False)
    with pytest.raises(Refused, match="took no part"):
        goals.adjust_objective(lone_desk, id_, TEXT, ObjectiveStatus.SLIPPING, alone)
    with pytest.raises(Refused, match="Say why"):
        goals.adjust_objective(
            lone_desk, id_, TEXT, ObjectiveStatus.MET, goals.Jointly(" ", client_part=True)
        )
    with pytest.raises(Refused, match="still open"):
        goals.adjust_goal(lone_desk, 1, "Back to work", GoalStatus.MET, WITH)
    past = goals.ObjectiveText("x", "y", TODAY - timedelta(days=1), "z")
    with pytest.raises(Refused, match="is over"):
        goals.set_objective(lone_desk, 1, past)


def test_an_objective_past_its_target_is_asked_about_once_from_when_its_day_was_over(
    desk: Desk, clock: FixedClock
) -> None:
    """R-103: found through the questions of each minute, with seven days from the end of the day."""
    objective(desk)
    clock.wall = datetime.fromisoformat("2026-11-28T23:59:59+11:00")
    ask_due(desk)
    assert items(desk, Category.PLAN_REVIEW) == []
    clock.wall += timedelta(seconds=1)
    ask_due(desk)
    ask_due(desk)
    (asked,) = items(desk, Category.PLAN_REVIEW)
    (clock_,) = clocks(desk, asked.id)
    assert asked.routine
    assert asked.client_id == HANA
    assert "Hana" not in asked.said
    assert clock_.due_at == datetime.fromisoformat("2026-12-06T00:00:00+11:00")
    later = goals.ObjectiveText(TEXT.words, TEXT.measure, date(2026, 12, 20), TEXT.owner)
    goals.adjust_objective(desk, 1, later, ObjectiveStatus.ON_TRACK, WITH)
    assert clocks(desk, asked.id)[0].state is ClockState.MET
    ask_due(desk)
    assert len(items(desk, Category.PLAN_REVIEW)) == 1
    clock.wall = datetime.fromisoformat("2026-12-21T00:00:00+11:00")
    ask_due(desk)
    assert len(items(desk, Category.PLAN_REVIEW)) == 2


def test_marked_slipping_is_asked_about_at_once(lone_desk: Desk) -> None:
    """R-103."""
    id_ = objective(lone_desk)
    goals.adjust_objective(lone_desk, id_, TEXT, ObjectiveStatus.SLIPPING, WITH)
    (asked,) = items(lone_desk, Category.PLAN_REVIEW)
    assert asked.state is ItemState.WAITING
    assert plan_of(lone_desk, HANA).slipping[0].slips == "marked slipping"
    undo(lone_desk)
    assert items(lone_desk, Category.PLAN_REVIEW)[0].state is ItemState.WITHDRAWN
    goals.adjust_objective(lone_desk, id_, TEXT, ObjectiveStatus.SLIPPING, WITH)
    assert items(lone_desk, Category.PLAN_REVIEW)[1].state is ItemState.WAITING


def test_each_yes_makes_a_task_that_its_own_act_settles(desk: Desk) -> None:
    """R-104, on both databases."""
    yes = dict.fromkeys(("adjust_goals", "refer_on", "tell_team", "add_support"), Answer.YES)
    id_ = objective(desk)
    number = change(desk, **yes)
    assert len(items(desk, Category.PLAN_REVIEW)) == 4
    assert plan_of(desk, HANA).changes[0].to_do == tuple(PlanQuestion)

    goals.adjust_objective(
        desk, id_, TEXT, ObjectiveStatus.ON_TRACK, goals.Jointly("why", True, change_id=number)
    )
    referrals.refer(
        desk,
        referrals.NewReferral(
            HANA, ReferralKind.SUBSTANCE_SERVICE, "Riverbank", "relapse", sent_at=desk.now(), change_id=number
        ),
    )
    team.add_member(desk, team.NewMember(HANA, "Ines Moreau", "physiotherapist"))
    team.contact(desk, team.NewContact(1, Channel.PHONE, "the relapse", "shorter sets", change_id=number))
    days = (TODAY, TODAY + timedelta(days=14))
    supports.add_support(desk, supports.NewSupport(HANA, "exercises", "3 h", *days, change_id=number))
    assert plan_of(desk, HANA).unmet == ()
    assert all(item.state is ItemState.RESOLVED for item in items(desk, Category.PLAN_REVIEW))
    assert [each.done for each in plan_of(desk, HANA).changes[0].answers][1] == "Referred to Riverbank."


def test_what_was_left_unanswered_is_a_task_and_days_without_a_change_are_counted(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-104."""
    number = change(lone_desk)
    (asked,) = items(lone_desk, Category.PLAN_REVIEW)
    clock.wall += timedelta(days=6)
    assert plan_of(lone_desk, HANA).changes[0].unchanged_days == 6
    no = changes.Answers(dict.fromkeys(PlanQuestion, Answer.NO))
    with pytest.raises(Refused, match="why nothing follows"):
        changes.answer_questions(lone_desk, number, no)
    changes.answer_questions(lone_desk, number, changes.Answers(no.given, "It was a misunderstanding."))
    assert items(lone_desk, Category.PLAN_REVIEW)[0].state is ItemState.RESOLVED
    shown = plan_of(lone_desk, HANA).changes[0]
    assert (shown.unchanged_days, shown.unanswered, shown.answers[0].because) == (
        None,
        0,
        "It was a misunderstanding.",
    )
    undo(lone_desk)
    assert items(lone_desk, Category.PLAN_REVIEW)[0].state is ItemState.WAITING
    assert asked.id == items(lone_desk, Category.PLAN_REVIEW)[0].id


def test_a_yes_that_was_taken_back_can_be_said_again(lone_desk: Desk) -> None:
    number = change(lone_desk)
    yes = changes.Answers({PlanQuestion.REFER_ON: Answer.YES})
    changes.answer_questions(lone_desk, number, yes)
    undo(lone_desk)
    assert plan_of(lone_desk, HANA).changes[0].to_do == ()
    changes.answer_questions(lone_desk, number, yes)
    assert plan_of(lone_desk, HANA).changes[0].to_do == (PlanQuestion.REFER_ON,)


def test_choosing_not_to_engage_waits_for_what_may_lie_beneath(lone_desk: Desk) -> None:
    """R-105."""
    chose = EngagementView.CHOSE_NOT_TO
    with pytest.raises(Refused, match="health") as refused:
        engagement.record_check(lone_desk, engagement.NewCheck(HANA, {}, chose, "No."))
    assert refused.value.field == "health"
    assert plan_of(lone_desk, HANA).checks == ()
    drinks = NOTHING | {UnderlyingIssue.SUBSTANCE_USE: Issue(IssueFinding.BEHIND_IT, "drinks again")}
    with pytest.raises(Refused, match="substance use"):
        engagement.record_check(lone_desk, engagement.NewCheck(HANA, drinks, chose, "No."))
    behind = EngagementView.SOMETHING_BEHIND
    engagement.record_check(lone_desk, engagement.NewCheck(HANA, drinks, behind, "They cannot, now."))
    plan = plan_of(lone_desk, HANA)
    assert plan.changes[0].words == "They cannot, now. Behind it: substance use: drinks again."
    assert plan.checks[0].change_id == plan.changes[0].id
    assert len(items(lone_desk, Category.PLAN_REVIEW)) == 1
    undo(lone_desk)
    assert (plan_of(lone_desk, HANA).checks, plan_of(lone_desk, HANA).changes) == ((), ())
    engagement.record_check(lone_desk, engagement.NewCheck(HANA, NOTHING, chose, "They said so, well aware."))
    assert plan_of(lone_desk, HANA).checks[0].view is chose


def test_a_referral_waits_for_an_answer_is_chased_and_ends(desk: Desk, clock: FixedClock) -> None:
    """R-106, on both databases."""
    new = referrals.NewReferral(HANA, ReferralKind.DISTRICT_NURSE, "Nurses", "wound", "twice a week")
    referrals.refer(desk, new)
    assert items(desk, Category.REFERRAL) == []
    referrals.step(desk, 1, referrals.Step(ReferralStep.SENT))
    (waits,) = items(desk, Category.REFERRAL)
    assert clocks(desk, waits.id)[0].due_at == desk.now() + timedelta(days=7)
    assert plan_of(desk, HANA).referrals[0].answer_due == desk.now() + timedelta(days=7)
    with pytest.raises(Refused, match="in the client's plan"):
        resolve(desk, waits.id or 0, "They said yes.")
    with pytest.raises(Refused, match="Say what was said"):
        referrals.step(desk, 1, referrals.Step(ReferralStep.CHASED))
    clock.wall += timedelta(days=8)
    check = (desk.now() + timedelta(days=3)).date()
    referrals.step(desk, 1, referrals.Step(ReferralStep.CHASED, "They look into it.", next_check_on=check))
    assert clocks(desk, waits.id)[0].state is ClockState.RUNNING
    clock.wall += timedelta(days=4)
    ask_due(desk)
    assert [each.caller for each in items(desk, Category.PLAN_REVIEW)] == ["referral to check"]
    referrals.step(desk, 1, referrals.Step(ReferralStep.ACCEPTED, "twice a week"))
    assert clocks(desk, waits.id)[0].state is ClockState.MET_LATE
    assert items(desk, Category.PLAN_REVIEW)[0].state is ItemState.RESOLVED
    referrals.step(desk, 1, referrals.Step(ReferralStep.FIRST_SEEN))
    with pytest.raises(Refused, match="accepted"):
        referrals.step(desk, 1, referrals.Step(ReferralStep.DECLINED, "no"))
    referrals.step(desk, 1, referrals.Step(ReferralStep.ENDED, "healed"))
    shown = plan_of(desk, HANA).referrals[0]
    assert (shown.outcome, shown.chased, shown.frequency) == ("healed", 1, "twice a week")


def test_a_referral_that_is_declined_asks_what_comes_instead(lone_desk: Desk) -> None:
    """R-106."""
    new = referrals.NewReferral(
        HANA, ReferralKind.WOUND_CARE, "Clinic", "wound", sent_at=lone_desk.now() - timedelta(days=1)
    )
    referrals.refer(lone_desk, new)
    referrals.step(lone_desk, 1, referrals.Step(ReferralStep.DECLINED, "full"))
    (asked,) = items(lone_desk, Category.PLAN_REVIEW)
    assert asked.caller == "referral declined"
    assert asked.state is ItemState.WAITING
    referrals.step(lone_desk, 1, referrals.Step(ReferralStep.ENDED, "the hospital's clinic instead"))
    assert items(lone_desk, Category.PLAN_REVIEW)[0].state is ItemState.RESOLVED


def test_whoever_of_the_team_is_out_of_touch_is_flagged(lone_desk: Desk, clock: FixedClock) -> None:
    """R-107, R-019."""
    team.add_member(lone_desk, team.NewMember(HANA, "Ines Moreau", "physiotherapist", phone="02 5550 0117"))
    with pytest.raises(Refused, match="none needed"):
        team.contact(lone_desk, team.NewContact(1, Channel.PHONE, "the relapse", ""))
    contact = team.NewContact(1, Channel.PHONE, "the relapse", "rings on Friday", competencies=("M",))
    team.contact(lone_desk, contact)
    assert plan_of(lone_desk, HANA).team[0].contacts[0].competencies == ("M",)
    clock.wall += timedelta(days=60)
    assert plan_of(lone_desk, HANA).team[0].silent_days is None
    clock.wall += timedelta(seconds=1)
    assert plan_of(lone_desk, HANA).team[0].silent_days == 60
    decision = team.NewDecision(HANA, "One plan.", "all", client_part=False)
    with pytest.raises(Refused, match="took no part"):
        team.decide(lone_desk, decision)
    with pytest.raises(Refused, match="not known"):
        team.contact(lone_desk, team.NewContact(1, Channel.PHONE, "a", "b", competencies=("Z9",)))
    team.leave(lone_desk, 1, "moved away")
    assert plan_of(lone_desk, HANA).team[0].silent_days is None
    with pytest.raises(Refused, match="has left"):
        team.contact(lone_desk, contact)


def test_support_is_looked_at_again_by_its_day(lone_desk: Desk, clock: FixedClock) -> None:
    """R-108, R-109."""
    with pytest.raises(Refused, match="before it starts"):
        supports.add_support(
            lone_desk,
            supports.NewSupport(HANA, "x", "y", TODAY + timedelta(days=2), TODAY + timedelta(days=1)),
        )
    supports.add_support(lone_desk, supports.NewSupport(HANA, "exercises", "3 × 1 h", TODAY, TODAY))
    clock.wall += timedelta(days=1)
    ask_due(lone_desk)
    ask_due(lone_desk)
    (_,) = items(lone_desk, Category.PLAN_REVIEW)
    assert plan_of(lone_desk, HANA).supports[0].overdue_days == 1
    supports.review_support(lone_desk, 1, "stretches again", None)
    assert items(lone_desk, Category.PLAN_REVIEW)[0].state is ItemState.RESOLVED
    assert plan_of(lone_desk, HANA).supports[0].ended_on == TODAY + timedelta(days=1)
    undo(lone_desk)
    shown = plan_of(lone_desk, HANA).supports[0]
    assert (shown.ended_on, shown.outcome, shown.review_on) == (None, "", TODAY)
    advocacy.advocate(lone_desk, HANA, "visits three times a week", "the insurer")
    advocacy.note_result(lone_desk, 1, "granted for six weeks")
    assert plan_of(lone_desk, HANA).advocacy[0].result == "granted for six weeks"


def test_a_sign_has_one_item_whose_clocks_follow_one_another(desk: Desk, clock: FixedClock) -> None:
    """R-110, on both databases."""
    watch.watch(desk, watch.NewSign(HANA, "the wound opens", TODAY + timedelta(days=2), 7, "ring the nurse"))
    (item,) = items(desk, Category.WATCH_SIGN)
    first = datetime.fromisoformat("2026-11-24T00:00:00+11:00")
    assert [each.due_at for each in clocks(desk, item.id)] == [first]
    clock.wall = first + timedelta(hours=12)
    assert plan_of(desk, HANA).signs[0].overdue_days == 1
    assert client_card(desk, HANA).overdue_signs[0].days == 1
    assert "✗ overdue by 1 d: Okafor, Hana" in markdown([start_document(start_brief(desk))])
    with pytest.raises(Refused, match="what you saw"):
        watch.check_sign(desk, 1, SignFinding.WORSE)
    saved = watch.check_sign(desk, 1, SignFinding.WORSE, "red and wet")
    assert "log the change" in saved.words
    ended, runs = clocks(desk, item.id)
    assert (ended.state, runs.state) == (ClockState.MET_LATE, ClockState.RUNNING)
    assert runs.due_at == datetime.fromisoformat("2026-12-02T00:00:00+11:00")
    undo(desk)
    assert [each.state for each in clocks(desk, item.id)] == [ClockState.RUNNING, ClockState.CANCELLED]
    assert plan_of(desk, HANA).signs[0].check_on == TODAY + timedelta(days=2)
    watch.check_sign(desk, 1, SignFinding.GONE, "healed")
    assert items(desk, Category.WATCH_SIGN)[0].state is ItemState.RESOLVED
    assert plan_of(desk, HANA).signs[0].ended_because == "healed"


def test_duty_of_care_is_put_to_a_director_and_ends_only_by_a_decision(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-114."""
    change(lone_desk)
    about = items(lone_desk, Category.PLAN_REVIEW)[0].id or 0
    care.flag(desk_of(lone_desk.store, clock, JO), "May be harmed at home.", item_id=about)
    care.flag(lone_desk, "May fall.", client_id=BEN)
    first, second = items(lone_desk, Category.DUTY_OF_CARE)
    assert (first.assigned_id, first.client_id, first.routine) == (KIM, HANA, False)
    assert second.client_id == BEN
    with pytest.raises(Refused, match="flagged already"):
        care.flag(lone_desk, "Again.", item_id=about)
    with pytest.raises(Refused, match="by a director"):
        resolve(desk_of(lone_desk.store, clock, JO), first.id or 0, "Fine.")
    with pytest.raises(Refused, match="director's decision"):
        withdraw(lone_desk, first.id or 0, "a mistake")
    resolve(lone_desk, first.id or 0, "A nurse calls today; I ring the family.")
    (shown,) = plan_of(lone_desk, HANA).care
    assert (shown.decision, shown.decided_by, shown.about_id) == (
        "A nurse calls today; I ring the family.",
        "Kim Webb",
        about,
    )
    undo(lone_desk)
    assert plan_of(lone_desk, HANA).care[0].decided_at is None


def test_days_since_anybody_and_the_primary_manager_spoke_with_a_client(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-111, on the card and on the plan."""
    assert client_card(lone_desk, HANA).spoken.days is None
    jo = desk_of(lone_desk.store, clock, JO)
    item = log_call(
        jo, NewCall("by-jo", Category.QUERY, client_id=HANA, caller_type=CallerType.CLIENT)
    ).item_id
    assert item
    clock.advance(timedelta(days=5))
    log_call(lone_desk, NewCall("by-kim", Category.QUERY, client_id=HANA, caller_type=CallerType.CLIENT))
    clock.advance(timedelta(days=7))
    spoken = client_card(lone_desk, HANA).spoken
    assert (spoken.days, spoken.days_primary) == (7, 12)
    assert (
        spoken_words(plan_of(lone_desk, HANA).spoken) == "7 d ago by anyone, 12 d ago by the primary manager"
    )


def test_past_history_stands_on_the_card(lone_desk: Desk) -> None:
    """R-018: what was before is seen in the first minute of a call, and what it said is not lost."""
    history.note_history(lone_desk, HANA, "alcohol, treated 2019\n\n two falls ", shown=())
    assert client_card(lone_desk, HANA).past_history == ("alcohol, treated 2019", "two falls")
    with pytest.raises(Refused, match="changed since"):
        history.note_history(lone_desk, HANA, "nothing", shown=())
    undo(lone_desk)
    assert client_card(lone_desk, HANA).past_history == ()


def test_what_was_shown_must_still_be_so(lone_desk: Desk) -> None:
    id_ = objective(lone_desk)
    goals.adjust_objective(lone_desk, id_, TEXT, ObjectiveStatus.SLIPPING, WITH, version=1)
    with pytest.raises(Refused, match="changed since you saw it"):
        goals.adjust_objective(lone_desk, id_, TEXT, ObjectiveStatus.MET, WITH, version=1)
    with pytest.raises(Refused, match="no longer on record"):
        plan_of(lone_desk, 99)
