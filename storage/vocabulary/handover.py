"""Handovers."""

from __future__ import annotations

from enum import StrEnum


class HandoverDepth(StrEnum):
    """How much a handover has to tell (R-028)."""

    BRIEF = "brief"
    STANDARD = "standard"
    FULL = "full"


class HandoverState(StrEnum):
    """Where a handover stands (R-026, R-042, R-045)."""

    NOT_STARTED = "not-started"
    DRAFTED = "drafted"
    OFFERED = "offered"
    RECEIVED = "received"
    """Taken over without the receiver's own synthesis, so not accepted yet."""
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something for it."""
        return self is not HandoverState.ACCEPTED


class HandoverPart(StrEnum):
    """What the author of a handover adds to the record, in the order in which it is read (R-043, R-015)."""

    CONCERNS = "concerns"
    BACKGROUND = "background"
    HEALTH = "health"
    CARE_DELIVERY = "care-delivery"
    FUNDING = "funding"
    COMMUNICATIONS = "communications"
    OTHER = "other"
    GOALS = "goals"
    ACTIONS = "actions"
    CONTINGENCIES = "contingencies"
    TELL = "tell"
    CALL = "call"


class HandoverCapacity(StrEnum):
    """As what the receiver takes a client over (R-041)."""

    ACTING = "acting"
    """For a while; the role of record stays where it is."""
    PRIMARY = "primary"
    SECONDARY = "secondary"


class ClientTold(StrEnum):
    """Whether a client or their family was told who takes over (R-046)."""

    YES = "yes"
    NO = "no"
    NOT_APPROPRIATE = "not-appropriate"
