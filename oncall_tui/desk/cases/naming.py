"""What the words of cases are called on the screens and in the record."""

from __future__ import annotations

from types import MappingProxyType

from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    Development,
    NoteResult,
    ReviewDecision,
    SessionState,
    TickAnswer,
)

KIND_WORDS = MappingProxyType(
    {
        CaseKind.INDIVIDUAL: "individual",
        CaseKind.COUPLES: "couples",
        CaseKind.FAMILIES: "families",
        CaseKind.MINORS: "minors",
        CaseKind.TRANSITIONAL_SUPPORT: "transitional support",
        CaseKind.ASSESSMENT_ONLY: "assessment only",
        CaseKind.CONSULTATION: "consultation",
        CaseKind.OTHER: "other",
    }
)
ORIGIN_WORDS = MappingProxyType(
    {
        CaseOrigin.SELF_REFERRAL: "self-referral",
        CaseOrigin.MANAGEMENT_REFERRAL: "referral by management",
        CaseOrigin.CRITICAL_INCIDENT: "critical incident",
        CaseOrigin.FREQUENT_USER: "frequent user",
    }
)
STATE_WORDS = MappingProxyType(
    {
        CaseState.OPEN: "open",
        CaseState.ENDED: "ended, not closed",
        CaseState.CLOSED: "closed",
        CaseState.WITHDRAWN: "withdrawn",
    }
)
DECISION_WORDS = MappingProxyType(
    {
        ReviewDecision.AUTHORISE: "authorise up to all that remain",
        ReviewDecision.ONE_FURTHER: "one further session, towards other resources",
        ReviewDecision.DENY: "deny further sessions, offer other resources",
    }
)
"""The three decisions (R-094)."""
SESSION_WORDS = MappingProxyType(
    {SessionState.BOOKED: "booked", SessionState.HELD: "held", SessionState.CANCELLED: "cancelled"}
)
RESULT_WORDS = MappingProxyType({NoteResult.NO_ISSUE: "no issue", NoteResult.ACTIONS: "actions created"})
TICK_WORDS = MappingProxyType({TickAnswer.FOLLOWED: "followed", TickAnswer.NOT_APPLICABLE: "not applicable"})
DEVELOPMENT_WORDS = MappingProxyType(
    {
        Development.RISK: "risk",
        Development.GOAL_SLIP: "goal slip",
        Development.OTHER: "other development",
    }
)
SEPARATE = "Separate policy: not covered by these rules."
"""What is said of a case of one of the three excluded origins (R-021)."""


def noted(words: str) -> str:
    """Return what was done as the record keeps it; what stands before a first colon is said in passing."""
    return words.replace(": ", ", ", 1)
