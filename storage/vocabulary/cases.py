"""Cases of client organisations: their kinds, their sessions, their notes, and who is around them."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is for; five kinds are reviewed after their first session (R-093)."""

    INDIVIDUAL = "individual"
    COUPLES = "couples"
    FAMILIES = "families"
    MINORS = "minors"
    TRANSITIONAL_SUPPORT = "transitional-support"
    ASSESSMENT_ONLY = "assessment-only"
    CONSULTATION = "consultation"
    OTHER = "other"

    @property
    def reviewed(self) -> bool:
        """Whether the first session is followed by a review before there is a second."""
        return self in _REVIEWED


_REVIEWED = frozenset(
    {
        CaseKind.COUPLES,
        CaseKind.FAMILIES,
        CaseKind.MINORS,
        CaseKind.TRANSITIONAL_SUPPORT,
        CaseKind.ASSESSMENT_ONLY,
    }
)


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ENDED = "ended"
    """The intervention is over; notes, reviews or procedures may be outstanding."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class SessionState(StrEnum):
    """Where a session stands."""

    BOOKED = "booked"
    HELD = "held"
    CANCELLED = "cancelled"


class ReviewDecision(StrEnum):
    """The three decisions after a first session, and no other (R-094)."""

    AUTHORISE = "authorise"
    ONE_FURTHER = "one-further"
    DENY = "deny"


class NoteResult(StrEnum):
    """What a review of a completed note found (R-099)."""

    NO_ISSUE = "no-issue"
    ACTIONS = "actions"


class TickAnswer(StrEnum):
    """What became of a client organisation's procedure in one case (R-020)."""

    FOLLOWED = "followed"
    NOT_APPLICABLE = "not-applicable"


class Development(StrEnum):
    """What a provider tells of (R-097)."""

    RISK = "risk"
    GOAL_SLIP = "goal-slip"
    OTHER = "other"


class OutsideKind(StrEnum):
    """What an outside party is to the organisation (R-002)."""

    COMMISSIONING_BODY = "commissioning-body"
    CLIENT_ORGANISATION = "client-organisation"
    PROVIDER = "provider"
    FUNDING_SOURCE = "funding-source"
    ALLIED_PROFESSIONAL = "allied-professional"
    FAMILY = "family"
    """Family, a friend or other contact of one client."""
