"""Alerts and the notices that leave."""

from __future__ import annotations

from enum import StrEnum


class AlertState(StrEnum):
    """Where an alert stands (R-161)."""

    RAISED = "raised"
    """Nobody has answered for it yet; it climbs the ladder."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody has said that they have it; that expires when nothing is done."""
    SNOOZED = "snoozed"
    """Put off until an instant, with a reason."""
    CLOSED = "closed"
    """Its clock ended, or a later warning of the same clock took its place."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer for it."""
        return self is not AlertState.CLOSED


class Rung(StrEnum):
    """The rungs that an alert climbs while nobody acknowledges it, from the first (R-162)."""

    ACTING = "acting"
    SECONDARY = "secondary"
    DUTY_DIRECTOR = "duty-director"
    ALL_DIRECTORS = "all-directors"


class Step(StrEnum):
    """What happened to an alert; every step is kept (R-162)."""

    RAISED = "raised"
    RANG = "rang"
    CLIMBED = "climbed"
    PASSED_OVER = "passed-over"
    """A rung on which there was nobody to tell."""
    ACKNOWLEDGED = "acknowledged"
    EXPIRED = "expired"
    """An acknowledgement after which nothing was done."""
    SNOOZED = "snoozed"
    WOKEN = "woken"
    """The end of a snooze."""
    HANDED_ON = "handed-on"
    SENT = "sent"
    NOT_DELIVERED = "not-delivered"
    CLOSED = "closed"


class NoticeState(StrEnum):
    """Where a notice that leaves the console stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """Its channel was given up; the next channel or the next person has a notice of their own."""
    CANCELLED = "cancelled"
    """What it told of had ended before it was sent."""
