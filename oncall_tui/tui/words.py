"""Short words and letters for what the record keeps, as the panes show them."""

from __future__ import annotations

from types import MappingProxyType

from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.views import QueueRow
from storage.vocabulary import Category, ItemState, Urgency

_LETTERS = MappingProxyType(
    {
        Category.WELLBEING: "W",
        Category.ROSTER_SICKNESS: "R",
        Category.ROSTER_ACCIDENT: "R",
        Category.ROSTER_MISHAP: "R",
        Category.HIGH_RISK_EVENT: "H",
        Category.CALL_BACK: "B",
        Category.COMPLAINT: "C",
        Category.PROVIDER: "P",
        Category.FUNDING: "F",
        Category.REQUEST: "N",
        Category.QUERY: "Q",
        Category.EMAIL: "E",
        Category.CHECK_IN: "K",
        Category.OUTREACH: "O",
        Category.CONFLICT: "X",
        Category.INFORMATION: "I",
        Category.WRONG_NUMBER: "0",
        Category.CONSULTATION: "U",
        Category.COVER: "V",
        Category.ABSENCE_COURSE: "A",
        Category.STILL_AWAY: "A",
        Category.RETURN_BRIEF: "A",
        Category.PACK: "M",
        Category.HANDOVER: "T",
        Category.COVER_GAP: "G",
        Category.DUTY: "D",
        Category.DEVELOPMENT: "P",
        Category.RE_ENGAGEMENT: "J",
        Category.DISENROLMENT: "L",
        Category.RECERTIFICATION: "F",
        Category.INFORM_BODY: "E",
        Category.DUTY_OF_CARE: "!",
        Category.MORNING_REVIEW: "H",
        Category.CASE_REVIEW: "S",
        Category.CASE_NOTES: "S",
        Category.NOTES_REVIEW: "S",
        Category.PLAN_REVIEW: "Y",
        Category.REFERRAL: "Y",
        Category.WATCH_SIGN: "Y",
        Category.NEW_CLIENT: "N",
        Category.TRANSFER_IN: "T",
        Category.SPECIALIST_CONSULT: "Z",
        Category.MAINTENANCE: "O",
        Category.DISCHARGE: "L",
        Category.UNENGAGED: "O",
        Category.POLICY_REVIEW: "I",
        Category.INFORMATION_FRESH: "I",
        Category.GLASS_REVIEW: "!",
    }
)

CATEGORY = MappingProxyType({each: (letter, CATEGORY_WORDS[each]) for each, letter in _LETTERS.items()})
"""A letter and a few words for each category."""

SHORT = MappingProxyType(
    {
        Category.ROSTER_SICKNESS: "sickness",
        Category.ROSTER_ACCIDENT: "accident",
        Category.ROSTER_MISHAP: "mishap",
        Category.HIGH_RISK_EVENT: "high risk",
        Category.INFORMATION: "info only",
        Category.WRONG_NUMBER: "wrong no.",
        Category.STILL_AWAY: "away?",
        Category.RETURN_BRIEF: "return",
        Category.DEVELOPMENT: "news",
        Category.RE_ENGAGEMENT: "re-engage",
        Category.RECERTIFICATION: "funding",
        Category.INFORM_BODY: "inform",
        Category.DUTY_OF_CARE: "duty care",
        Category.MORNING_REVIEW: "morning",
        Category.CASE_REVIEW: "review",
        Category.CASE_NOTES: "notes",
        Category.NOTES_REVIEW: "notes",
        Category.PLAN_REVIEW: "plan",
        Category.NEW_CLIENT: "new",
        Category.TRANSFER_IN: "transfer",
        Category.SPECIALIST_CONSULT: "consult",
        Category.MAINTENANCE: "routine",
        Category.INFORMATION_FRESH: "confirm",
        Category.GLASS_REVIEW: "glass",
    }
)
"""Words of nine letters at most for a column, where the usual ones are longer."""


def nameless(row: QueueRow) -> tuple[str, str]:
    """Return how an item without a client is named: by who rang, or by what the console asks about."""
    if row.category.asked:
        return ("asked: ", row.caller)
    return ("(unknown) ", row.caller or row.phone or "no name given")


URGENCY = MappingProxyType(
    {
        Urgency.EMERGENCY: ("E", "lapsed"),
        Urgency.URGENT: ("U", "lapsing"),
        Urgency.NORMAL: (" ", ""),
        Urgency.LOW: ("·", "dim"),
    }
)
"""A letter and a style for each urgency."""

STATE = MappingProxyType(
    {
        ItemState.NEW: "new",
        ItemState.TRIAGE: "in triage",
        ItemState.WAITING: "waiting",
        ItemState.ATTEMPTED: "attempted",
        ItemState.CONTACTED: "contacted",
        ItemState.RESOLVED: "resolved",
        ItemState.CLOSED: "closed",
        ItemState.ON_HOLD: "on hold",
        ItemState.DUPLICATE: "duplicate",
        ItemState.WITHDRAWN: "withdrawn",
    }
)
"""A state in words."""
