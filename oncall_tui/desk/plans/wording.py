"""What the words of a plan are called on the screens and in the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from oncall_tui.rules.wording import say_day
from storage.vocabulary import (
    ChangeKind,
    EngagementView,
    GoalStatus,
    IssueFinding,
    ObjectiveStatus,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
    SignFinding,
)

CHANGE_WORDS: Mapping[ChangeKind, str] = MappingProxyType(
    {
        ChangeKind.RELAPSE: "relapse",
        ChangeKind.WOUND_BREAKDOWN: "wound breaks down",
        ChangeKind.NOT_FOLLOWING_THROUGH: "not following through",
        ChangeKind.OTHER: "other",
    }
)
QUESTION_WORDS: Mapping[PlanQuestion, str] = MappingProxyType(
    {
        PlanQuestion.ADJUST_GOALS: "adjust goals",
        PlanQuestion.REFER_ON: "refer on",
        PlanQuestion.TELL_TEAM: "tell the team",
        PlanQuestion.ADD_SUPPORT: "add support",
    }
)
"""The four questions that a change asks, in the order in which they are asked."""
GOAL_WORDS: Mapping[GoalStatus, str] = MappingProxyType(
    {GoalStatus.OPEN: "worked for", GoalStatus.MET: "met", GoalStatus.GIVEN_UP: "given up"}
)
OBJECTIVE_WORDS: Mapping[ObjectiveStatus, str] = MappingProxyType(
    {
        ObjectiveStatus.ON_TRACK: "on track",
        ObjectiveStatus.SLIPPING: "slipping",
        ObjectiveStatus.MET: "met",
        ObjectiveStatus.GIVEN_UP: "given up",
    }
)
FINDING_WORDS: Mapping[IssueFinding, str] = MappingProxyType(
    {
        IssueFinding.NOTHING: "nothing found",
        IssueFinding.BEHIND_IT: "may be behind it",
        IssueFinding.NOT_KNOWN: "could not find out",
    }
)
VIEW_WORDS: Mapping[EngagementView, str] = MappingProxyType(
    {
        EngagementView.CHOSE_NOT_TO: "chose not to engage",
        EngagementView.SOMETHING_BEHIND: "something is behind it",
    }
)
REFERRAL_WORDS: Mapping[ReferralKind, str] = MappingProxyType(
    {
        ReferralKind.DISTRICT_NURSE: "district nurse",
        ReferralKind.WOUND_CARE: "wound care",
        ReferralKind.SUBSTANCE_SERVICE: "substance use service",
        ReferralKind.MENTAL_HEALTH: "mental health",
        ReferralKind.ALLIED_HEALTH: "allied health",
        ReferralKind.OTHER: "other",
    }
)
STEP_WORDS: Mapping[ReferralStep, str] = MappingProxyType(
    {
        ReferralStep.SENT: "sent",
        ReferralStep.CHASED: "chased",
        ReferralStep.ACCEPTED: "accepted",
        ReferralStep.DECLINED: "declined",
        ReferralStep.FIRST_SEEN: "first seen",
        ReferralStep.CHECKED: "checked on",
        ReferralStep.ENDED: "ended",
    }
)
SIGN_WORDS: Mapping[SignFinding, str] = MappingProxyType(
    {
        SignFinding.SAME: "the same",
        SignFinding.BETTER: "better",
        SignFinding.WORSE: "worse",
        SignFinding.GONE: "gone",
    }
)
SHOWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "goal": "goal",
        "objective": "objective",
        "measure": "measure",
        "target": "by",
        "owner": "sees to it",
        "status": "stands",
    }
)
"""What a revision keeps, by its name there."""
_STATUS = {status.value: words for status, words in (*GOAL_WORDS.items(), *OBJECTIVE_WORDS.items())}


def sentence(words: str) -> str:
    """Return words on one line as a sentence that ends."""
    kept = " ".join(words.split())
    return kept if kept.endswith((".", "!", "?", "…", ":")) else f"{kept}."


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"1 {one}" if number == 1 else f"{number} {many or one + 's'}"


def shown(name: str, value: str) -> str:
    """Return what a revision keeps as its reader says it: a date and a status in words."""
    if name == "target":
        return say_day(date.fromisoformat(value), year=True) if value else "no date"
    if name == "status":
        return _STATUS.get(value, value)
    return value


def days_ago(days: int) -> str:
    """Return how long ago something was, by days."""
    return "today" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"
