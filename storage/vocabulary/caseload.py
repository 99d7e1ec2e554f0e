"""The caseload: how soon a client is due, and where they stand in the programme."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """How soon a client, or a task, is due (R-115), the soonest first."""

    HIGH_1 = "high-1"
    """Within 72 hours: high-risk events, calls and messages to return."""
    HIGH_2 = "high-2"
    """Within a week: outreach to new clients, requests, other providers."""
    HIGH_3 = "high-3"
    """Within one to seven weeks: consults, transfers, funding."""
    MEDIUM = "medium"
    """Every 60 days: engaged clients with nothing pressing."""
    LOW = "low"
    """Every 60 days: unengaged clients, and those with all goals complete."""


class Workflow(StrEnum):
    """A course of steps that is followed with a client; the steps themselves are data."""

    OUTREACH = "outreach"
    """Outreach and engagement, until the client engages or leaves (R-120, R-121)."""
    HIGH_RISK_EVENT = "high-risk-event"
    """What follows on a high-risk event (R-116)."""
    DISCHARGE = "discharge"
    """The way out of the programme (R-139)."""


class ConsultKind(StrEnum):
    """What is asked of a specialist (R-129)."""

    CONSULT = "consult"
    TRANSFER = "transfer"


class Leaving(StrEnum):
    """Why a client leaves the programme (R-121, R-135)."""

    ASKED = "asked"
    NOT_ENGAGING = "not-engaging"
    DISCHARGED = "discharged"
    FUNDING_ENDED = "funding-ended"
    WENT_ELSEWHERE = "went-elsewhere"
    DIED = "died"
    OTHER = "other"
