"""Short words and letters for what the record keeps, as the panes show them."""

from __future__ import annotations

from types import MappingProxyType

from storage.vocabulary import Category, ItemState, Urgency

CATEGORY = MappingProxyType(
    {
        Category.WELLBEING: ("W", "wellbeing"),
        Category.ROSTER_SICKNESS: ("R", "roster: sick"),
        Category.ROSTER_ACCIDENT: ("R", "roster: accident"),
        Category.ROSTER_MISHAP: ("R", "roster: mishap"),
        Category.HIGH_RISK_EVENT: ("H", "high-risk event"),
        Category.CALL_BACK: ("B", "call back"),
        Category.COMPLAINT: ("C", "complaint"),
        Category.PROVIDER: ("P", "provider"),
        Category.FUNDING: ("F", "funding"),
        Category.REQUEST: ("N", "request"),
        Category.QUERY: ("Q", "query"),
        Category.EMAIL: ("E", "e-mail"),
        Category.CHECK_IN: ("K", "check-in"),
        Category.OUTREACH: ("O", "outreach"),
        Category.CONFLICT: ("X", "conflict"),
        Category.INFORMATION: ("I", "information"),
        Category.WRONG_NUMBER: ("0", "wrong number"),
    }
)
"""A letter and a few words for each category."""

SHORT = MappingProxyType(
    {
        Category.ROSTER_SICKNESS: "sickness",
        Category.ROSTER_ACCIDENT: "accident",
        Category.ROSTER_MISHAP: "mishap",
        Category.HIGH_RISK_EVENT: "high risk",
        Category.INFORMATION: "info only",
        Category.WRONG_NUMBER: "wrong no.",
    }
)
"""Words of nine letters at most for a column, where the usual ones are longer."""

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
