"""One client's plan from a relapse to a plan that meets it, and the page that goes to supervision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.context import Desk
from oncall_tui.desk.plans import advocacy, changes, engagement, goals, referrals, supports, team, watch
from oncall_tui.desk.plans.documents import plan_document
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.practice.documents import review_document
from oncall_tui.desk.practice.drafting import drafted
from oncall_tui.desk.practice.reviews import NewReview, review, write_review
from oncall_tui.errors import Refused
from oncall_tui.rules.plans import Issue
from storage.models import Client, Item
from storage.vocabulary import (
    Answer,
    Category,
    ChangeKind,
    Channel,
    EngagementView,
    IssueFinding,
    ObjectiveStatus,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
    SignFinding,
    UnderlyingIssue,
)
from tests.clock import FixedClock
from tests.house import HANA, JO, desk_of

START = date(2026, 11, 23)
PHYSIO = "Ines Moreau, physiotherapist"


def before(desk: Desk) -> None:
    """The plan as it was: back to work by way of physiotherapy, with a past that matters."""
    with desk.store.writing("system", "test.known", "client") as unit:
        client = unit.session.get_one(Client, HANA)
        client.conditions = ["a fracture of the lower leg", "a wound at the shin"]
        client.past_history = ["alcohol, treated 2019"]
    goals.set_goal(desk, HANA, "Walk without a stick and be back at work", "Hana and " + PHYSIO)
    steps = (
        ("Exercises at home twice a day", "ticked on the sheet, 12 of 14 a week", 21, "Hana"),
        ("Bend the knee to 90 degrees", "measured by the physiotherapist", 28, PHYSIO),
    )
    for words, measure, days, owner in steps:
        text = goals.ObjectiveText(words, measure, START + timedelta(days=days), owner)
        goals.set_objective(desk, 1, text, "Hana")
    team.add_member(desk, team.NewMember(HANA, "Ines Moreau", "physiotherapist", phone="02 5550 0117"))
    watch.watch(
        desk,
        watch.NewSign(HANA, "the wound opens or smells", START + timedelta(days=3), 7, "ring the nurses"),
    )


def relapse(desk: Desk, clock: FixedClock) -> None:
    """What came: the exercises stop, the wound opens, and it is looked into why."""
    clock.advance(timedelta(days=14))
    ask_due(desk)
    watch.check_sign(desk, 1, SignFinding.WORSE, "two centimetres open, wet")
    answers = dict.fromkeys((PlanQuestion.REFER_ON, PlanQuestion.TELL_TEAM), Answer.YES)
    answers |= dict.fromkeys((PlanQuestion.ADJUST_GOALS, PlanQuestion.ADD_SUPPORT), Answer.NO)
    wound = changes.NewChange(
        HANA,
        ChangeKind.WOUND_BREAKDOWN,
        "The wound at the shin has opened.",
        "Hana",
        answers=changes.Answers(answers),
    )
    changes.log_change(desk, wound)
    found = {each: Issue(IssueFinding.NOTHING) for each in UnderlyingIssue}
    found[UnderlyingIssue.SUBSTANCE_USE] = Issue(IssueFinding.BEHIND_IT, "drinks again since the accident")
    blamed = engagement.NewCheck(HANA, found, EngagementView.CHOSE_NOT_TO, "Does not want to.")
    with pytest.raises(Refused, match="substance use"):
        engagement.record_check(desk, blamed)
    said = "Exercises and wound care cannot be left to Hana alone now."
    engagement.record_check(desk, engagement.NewCheck(HANA, found, EngagementView.SOMETHING_BEHIND, said))
    clock.advance(timedelta(days=2))


def meet(desk: Desk, clock: FixedClock) -> None:
    """What was done: referred on twice, the team told, the goals adjusted with both, support put in place."""
    relapse_id, wound_id = (each.id for each in plan_of(desk, HANA).changes)
    changes.answer_questions(desk, relapse_id, changes.Answers(dict.fromkeys(PlanQuestion, Answer.YES)))
    referrals.refer(
        desk,
        referrals.NewReferral(
            HANA,
            ReferralKind.DISTRICT_NURSE,
            "Inner West community nurses",
            "the wound has opened and is not looked after well enough by Hana alone",
            "visits three times a week",
            sent_at=desk.now(),
            change_id=wound_id,
        ),
    )
    referrals.refer(
        desk,
        referrals.NewReferral(
            HANA,
            ReferralKind.SUBSTANCE_SERVICE,
            "Riverbank alcohol service",
            "drinks again since the accident",
            sent_at=desk.now(),
            change_id=relapse_id,
        ),
    )
    told = team.NewContact(
        1, Channel.PHONE, "the relapse, as Hana agreed, and the wound", "shorter sets, from Monday, by Ines",
        change_id=relapse_id, competencies=("M",),
    )  # fmt: skip
    team.contact(desk, told)
    team.contact(
        desk, team.NewContact(1, Channel.PHONE, "the wound", "no load until Friday", change_id=wound_id)
    )
    with_both = goals.Jointly(
        "Twice a day alone is out of reach now; once a day with help can be done.",
        client_part=True,
        professional=PHYSIO,
        change_id=relapse_id,
    )
    text = goals.ObjectiveText(
        "Exercises once a day with a helper",
        "ticked by the helper",
        START + timedelta(days=42),
        "Hana with the helper",
    )
    goals.adjust_objective(desk, 1, text, ObjectiveStatus.ON_TRACK, with_both)
    supports.add_support(
        desk,
        supports.NewSupport(
            HANA,
            "exercises and stretches between appointments",
            "5 × 1 h a week",
            START + timedelta(days=17),
            START + timedelta(days=45),
            "Bayside Support",
            change_id=relapse_id,
        ),
    )
    advocacy.advocate(
        desk, HANA, "a nurse three times a week rather than once", "Inner West community nurses"
    )
    clock.advance(timedelta(days=8))
    referrals.step(desk, 1, referrals.Step(ReferralStep.CHASED, "they have a place from Thursday"))
    referrals.step(desk, 1, referrals.Step(ReferralStep.ACCEPTED, "three visits a week"))
    referrals.step(desk, 2, referrals.Step(ReferralStep.FIRST_SEEN, "a first talk; goes again weekly"))
    advocacy.note_result(desk, 1, "granted for six weeks")
    for name, role in (("Piet Adeyemi", "community nurse"), ("Lou Ferrante", "alcohol counsellor")):
        team.add_member(desk, team.NewMember(HANA, name, role))
    decision = team.NewDecision(
        HANA,
        "One sheet for exercises and dressings; all ring the manager first.",
        "Hana, Ines, Piet, Lou",
        True,
    )
    team.decide(desk, decision)
    watch.check_sign(desk, 1, SignFinding.BETTER, "closing, dry")


def test_a_relapse_is_met_by_a_plan_and_told_for_supervision(lone_desk: Desk, clock: FixedClock) -> None:
    """R-102 … R-112 in one life."""
    desk = desk_of(lone_desk.store, clock, JO)
    before(desk)
    relapse(desk, clock)
    unmet = plan_of(desk, HANA)
    assert [each.kind for each in unmet.changes] == [
        ChangeKind.NOT_FOLLOWING_THROUGH,
        ChangeKind.WOUND_BREAKDOWN,
    ]
    assert [each.unchanged_days for each in unmet.changes] == [2, 2]
    meet(desk, clock)
    plan = plan_of(desk, HANA)
    assert plan.unmet == ()
    assert [each.unchanged_days for each in plan.changes] == [None, None]
    with desk.store.reading() as connection, Session(connection) as session:
        waiting = session.exec(select(Item).where(Item.category == Category.PLAN_REVIEW)).all()
        assert [item.said for item in waiting if item.state.open] == []

    page = markdown([plan_document(desk, plan)])
    assert "was “Exercises at home twice a day”, is “Exercises once a day with a helper”" in page
    assert "with the client and Ines Moreau, physiotherapist" in page

    text = drafted(desk, HANA)
    assert text.skills == ("2a", "2b", "2c")
    assert text.competencies == ("S", "M", "D")
    with pytest.raises(Refused, match="make of it"):
        write_review(desk, NewReview(text, client_id=HANA))
    own = "Asking why early, and knowing the past, kept the leg and the way back to work."
    write_review(desk, NewReview(replace(text, reflections=own), client_id=HANA))
    exported = markdown([review_document(desk, review(desk, 1))])
    for wanted in (
        "## Practice issue",
        "Past history: alcohol, treated 2019.",
        "- Referred on (district nurse): the wound has opened",
        "Advocated for visits three times a week. Asked after it once.",
        "- Adjusted an objective with the client and the physiotherapist: Twice a day alone",
        "- Put paid support in place, 5 × 1 h a week: exercises and stretches between appointments.",
        "- 2b Planning",
        "- D Duty of care",
        own,
        "Uncontrolled copy",
    ):
        assert wanted in exported
    for name in ("Hana", "Okafor", "C-0412", "Moreau"):
        assert name not in exported
