"""Contact: what is agreed with a provider, and what becomes of an outreach at risk."""

from __future__ import annotations

from enum import StrEnum


class ProviderPoint(StrEnum):
    """What a call with a provider goes through (R-126), in its order."""

    INTRODUCED = "introduced"
    SCOPE = "scope"
    DUPLICATION = "duplication"
    CONTACTS = "contacts"


class JointPlan(StrEnum):
    """When the client is reached next, as agreed with a provider (R-127)."""

    SOONER = "sooner"
    WAIT = "wait"
