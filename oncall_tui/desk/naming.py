"""What the words of the trade are called on the screens and in the record."""

from __future__ import annotations

from types import MappingProxyType

from storage.vocabulary import Category, Channel, Interest, Outcome

CATEGORY_WORDS = MappingProxyType(
    {
        Category.WELLBEING: "wellbeing",
        Category.ROSTER_SICKNESS: "roster: sick",
        Category.ROSTER_ACCIDENT: "roster: accident",
        Category.ROSTER_MISHAP: "roster: mishap",
        Category.HIGH_RISK_EVENT: "high-risk event",
        Category.CALL_BACK: "call back",
        Category.COMPLAINT: "complaint",
        Category.PROVIDER: "provider",
        Category.FUNDING: "funding",
        Category.REQUEST: "request",
        Category.QUERY: "query",
        Category.EMAIL: "e-mail",
        Category.CHECK_IN: "check-in",
        Category.OUTREACH: "outreach",
        Category.CONFLICT: "conflict",
        Category.INFORMATION: "information",
        Category.WRONG_NUMBER: "wrong number",
        Category.CONSULTATION: "urgent help",
        Category.COVER: "cover",
        Category.ABSENCE_COURSE: "absence",
        Category.STILL_AWAY: "still away?",
        Category.RETURN_BRIEF: "return brief",
        Category.PACK: "pack",
        Category.HANDOVER: "handover",
        Category.COVER_GAP: "cover gap",
        Category.DUTY: "duty",
        Category.DEVELOPMENT: "development",
        Category.RE_ENGAGEMENT: "re-engagement",
        Category.DISENROLMENT: "leaving",
        Category.RECERTIFICATION: "funding lapses",
        Category.INFORM_BODY: "inform body",
        Category.DUTY_OF_CARE: "duty of care",
        Category.MORNING_REVIEW: "morning review",
        Category.CASE_REVIEW: "case review",
        Category.CASE_NOTES: "case notes",
        Category.NOTES_REVIEW: "notes review",
        Category.PLAN_REVIEW: "plan review",
        Category.REFERRAL: "referral",
        Category.WATCH_SIGN: "watch",
        Category.NEW_CLIENT: "new client",
        Category.TRANSFER_IN: "transfer in",
        Category.SPECIALIST_CONSULT: "consult",
        Category.MAINTENANCE: "maintenance",
        Category.DISCHARGE: "discharge",
        Category.UNENGAGED: "unengaged",
        Category.POLICY_REVIEW: "policy",
        Category.INFORMATION_FRESH: "confirm info",
        Category.GLASS_REVIEW: "broken glass",
    }
)
"""A category as the screens and the record say it."""

OUTCOME_WORDS = MappingProxyType(
    {
        Outcome.REACHED: "reached",
        Outcome.VOICEMAIL: "voicemail",
        Outcome.NO_ANSWER: "no answer",
        Outcome.CALL_BACK_LATER: "asked to call back later",
        Outcome.OUT_OF_SERVICE: "out of service",
        Outcome.REFUSED: "refused to speak",
    }
)
"""An outcome as the screens and the record say it."""

INTEREST_WORDS = MappingProxyType(
    {
        Interest.CLIENT_TO_CARE: "the client's, towards those who care",
        Interest.CLIENT_TO_US: "the client's, towards us",
        Interest.US_TO_CLIENT: "ours, towards the client",
    }
)
"""Whose interest is being put (R-016), as the screens and the record say it."""

MODE_WORDS = MappingProxyType(
    {Channel.PHONE: "by phone", Channel.IN_PERSON: "in person", Channel.EMAIL: "by e-mail"}
)
"""How something is done or wanted, as the screens and the record say it."""
