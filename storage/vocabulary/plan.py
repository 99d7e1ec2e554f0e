"""Plans: goals, what changes them, and who else is at work."""

from __future__ import annotations

from enum import StrEnum


class GoalStatus(StrEnum):
    """Where a goal stands (R-102)."""

    OPEN = "open"
    MET = "met"
    GIVEN_UP = "given-up"

    @property
    def open(self) -> bool:
        """Whether it is still worked for."""
        return self is GoalStatus.OPEN


class ObjectiveStatus(StrEnum):
    """Where an objective stands (R-102, R-103)."""

    ON_TRACK = "on-track"
    SLIPPING = "slipping"
    MET = "met"
    GIVEN_UP = "given-up"

    @property
    def open(self) -> bool:
        """Whether it is still worked for."""
        return self in (ObjectiveStatus.ON_TRACK, ObjectiveStatus.SLIPPING)


class ChangeKind(StrEnum):
    """What has changed for a client (R-104)."""

    RELAPSE = "relapse"
    WOUND_BREAKDOWN = "wound-breakdown"
    NOT_FOLLOWING_THROUGH = "not-following-through"
    OTHER = "other"


class PlanQuestion(StrEnum):
    """What a change of circumstances asks of the plan (R-104); each yes is a task."""

    ADJUST_GOALS = "adjust-goals"
    REFER_ON = "refer-on"
    TELL_TEAM = "tell-team"
    ADD_SUPPORT = "add-support"


class UnderlyingIssue(StrEnum):
    """What may lie beneath when somebody does not engage (R-105)."""

    HEALTH = "health"
    SUBSTANCE_USE = "substance-use"
    MOOD = "mood"
    COGNITION = "cognition"
    ACCESS = "access"
    UNDERSTANDING = "understanding"
    TRUST = "trust"
    HOME = "home-situation"


class IssueFinding(StrEnum):
    """What was found when it was looked into."""

    NOTHING = "nothing"
    BEHIND_IT = "behind-it"
    NOT_KNOWN = "not-known"


class EngagementView(StrEnum):
    """What is concluded once everything was looked into."""

    CHOSE_NOT_TO = "chose-not-to"
    SOMETHING_BEHIND = "something-behind"


class ReferralKind(StrEnum):
    """To what kind of service somebody is referred (R-106)."""

    DISTRICT_NURSE = "district-nurse"
    WOUND_CARE = "wound-care"
    SUBSTANCE_SERVICE = "substance-service"
    MENTAL_HEALTH = "mental-health"
    ALLIED_HEALTH = "allied-health"
    OTHER = "other"


class ReferralStep(StrEnum):
    """What happened to a referral; every step is kept (R-106)."""

    SENT = "sent"
    CHASED = "chased"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    FIRST_SEEN = "first-seen"
    CHECKED = "checked"
    ENDED = "ended"


class SignFinding(StrEnum):
    """How a sign of deterioration was found (R-110)."""

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    GONE = "gone"
