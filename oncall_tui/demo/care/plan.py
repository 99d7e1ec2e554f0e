"""One client's plan: a setback, what lay behind it, and how everybody's work was brought together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.demo.care.telling import Deed, Memory, day
from oncall_tui.desk.plans.advocacy import advocate, note_result
from oncall_tui.desk.plans.changes import Answers, NewChange, log_change
from oncall_tui.desk.plans.goals import Jointly, ObjectiveText, adjust_objective, set_goal, set_objective
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.plans.referrals import NewReferral, Step, refer, step
from oncall_tui.desk.plans.supports import NewSupport, add_support
from oncall_tui.desk.plans.team import NewContact, NewDecision, NewMember, add_member, contact, decide
from oncall_tui.desk.plans.watch import NewSign, watch
from storage.vocabulary import (
    Answer,
    ChangeKind,
    Channel,
    ObjectiveStatus,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
)

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.plans.views import Plan

_WHO = "C-0118"
_PHYSIO = "Nadia Brook, physiotherapist"


def deeds(memory: Memory) -> list[Deed]:
    """Return what was done, in order."""
    client = memory.clients[_WHO]
    return [
        memory.deed("2026-10-08 10:00", "Sam Idris", lambda desk: _begin(desk, client)),
        memory.deed("2026-11-10 11:30", "Sam Idris", lambda desk: _setback(desk, client)),
        memory.deed("2026-11-10 14:10", "Sam Idris", lambda desk: _others(desk, client)),
        memory.deed("2026-11-12 09:30", "Sam Idris", lambda desk: _adjust(desk, client)),
        memory.deed("2026-11-16 15:00", "Sam Idris", lambda desk: _answers(desk, client)),
    ]


def _plan(desk: Desk, client: int) -> Plan:
    return plan_of(desk, client)


def _begin(desk: Desk, client: int) -> None:
    set_goal(desk, client, "Walk to work again and back at the depot by spring.", "Per and Nadia Brook")
    goal = _plan(desk, client).goals[0].id
    for words, measure, until in (
        ("Exercises at home five days a week.", "diary, counted each Monday", "2026-11-27"),
        ("Walk 400 metres without a stick.", "measured at the physiotherapist's", "2027-01-15"),
    ):
        set_objective(desk, goal, ObjectiveText(words, measure, day(until), "Per"), "Per and Nadia Brook")
    for name, role, phone in (
        ("Nadia Brook", "physiotherapist", "02 5550 0921"),
        ("Dr Amal Osei", "general practitioner", "02 5550 0930"),
    ):
        add_member(desk, NewMember(client, name, role, phone=phone))


def _setback(desk: Desk, client: int) -> None:
    asked = {
        PlanQuestion.ADJUST_GOALS: Answer.YES,
        PlanQuestion.REFER_ON: Answer.YES,
        PlanQuestion.TELL_TEAM: Answer.YES,
        PlanQuestion.ADD_SUPPORT: Answer.YES,
    }
    words = "Drinks again since the anniversary; exercises missed for two weeks; the wound has opened."
    log_change(desk, NewChange(client, ChangeKind.RELAPSE, words, _PHYSIO, answers=Answers(asked)))


def _others(desk: Desk, client: int) -> None:
    change = _plan(desk, client).changes[0].id
    refer(
        desk,
        NewReferral(
            client,
            ReferralKind.DISTRICT_NURSE,
            "Inner West district nurses",
            "He does not look after the wound by himself.",
            "three visits a week, asked for twice",
            desk.now(),
            day("2026-11-23"),
            change,
        ),
    )
    advocate(desk, client, "Three visits a week instead of one.", "Inner West district nurses")
    watch(desk, NewSign(client, "Redness or smell at the wound", day("2026-11-24"), 3, "ring the nurses"))
    member = _plan(desk, client).team[0].id
    told = "Why the exercises were missed, as Per agreed."
    agreed = "Shorter sets, and she rings when he does not come."
    contact(desk, NewContact(member, Channel.PHONE, told, agreed, change_id=change))


def _adjust(desk: Desk, client: int) -> None:
    plan = _plan(desk, client)
    change, objective = plan.changes[0].id, plan.goals[0].objectives[0]
    adjust_objective(
        desk,
        objective.id,
        ObjectiveText("Exercises with help on three days a week.", "diary", day("2026-12-11"), "Per"),
        ObjectiveStatus.ON_TRACK,
        Jointly("Five days alone was out of reach; three with help is not.", True, "", _PHYSIO, change),
    )
    add_support(
        desk,
        NewSupport(
            client,
            "Exercise and stretching between appointments",
            "three hours a week",
            day("2026-11-16"),
            day("2026-12-14"),
            "Harbourside support workers",
            change,
        ),
    )
    words = "Goal stays; sets are shorter; the service joins the next meeting."
    decide(desk, NewDecision(client, words, "Per, Nadia Brook, Sam Idris", client_part=True))


def _answers(desk: Desk, client: int) -> None:
    """The nurses come; the other service has not answered yet."""
    plan = _plan(desk, client)
    nurses = next(each for each in plan.referrals if each.kind is ReferralKind.DISTRICT_NURSE)
    step(desk, nurses.id, Step(ReferralStep.ACCEPTED, "Three visits a week from Tuesday."))
    note_result(desk, plan.advocacy[0].id, "Agreed: three visits a week.")
    refer(
        desk,
        NewReferral(
            client,
            ReferralKind.SUBSTANCE_SERVICE,
            "Harbour alcohol and drug service",
            "Began to drink again after the accident.",
            "weekly, and a place in the team's meetings",
            desk.now(),
            day("2026-11-24"),
            plan.changes[0].id,
        ),
    )
