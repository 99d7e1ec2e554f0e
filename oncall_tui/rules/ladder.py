"""What an alert does while nobody, or only somebody, has answered for it (R-161, R-162)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.vocabulary import AlertState, Rung, Step

RUNGS = tuple(Rung)
"""The ladder, from the first rung to the last."""

SKEW = timedelta(minutes=1)
"""By how much the clocks of two computers may differ before one of them counts as set back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long an alert waits before it does something by itself."""

    climb: timedelta = timedelta(minutes=10)
    """On each rung, until the next one is told."""
    ring: timedelta = timedelta(minutes=5)
    """Until it rings again for those who were told already."""
    hold: timedelta = timedelta(minutes=30)
    """How long an acknowledgement holds while nothing is done."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an alert stands, as far as that decides what comes next."""

    state: AlertState
    rung: Rung
    told_at: datetime
    """When those on this rung were told."""
    rang_at: datetime
    """When it last rang."""
    acknowledged_at: datetime | None = None
    """When somebody said that they have it."""
    expires_at: datetime | None = None
    """When that acknowledgement expires."""
    snoozed_until: datetime | None = None
    """When it wakes."""
    quiet: bool = False
    """Whether it only stands there: routine work that has not lapsed, or while the office is closed."""


def rung_above(rung: Rung) -> Rung | None:
    """Return the next rung; None from the last."""
    place = RUNGS.index(rung) + 1
    return RUNGS[place] if place < len(RUNGS) else None


def climbs_at(alert: Standing, pace: Pace) -> datetime | None:
    """Return when an unanswered alert climbs; None when it cannot or need not."""
    if alert.state is not AlertState.RAISED or rung_above(alert.rung) is None:
        return None
    return alert.told_at + pace.climb


def rings_at(alert: Standing, pace: Pace) -> datetime | None:
    """Return when an unanswered alert rings again; None when somebody answered for it (R-160)."""
    return alert.rang_at + pace.ring if alert.state is AlertState.RAISED else None


def next_at(alert: Standing, pace: Pace) -> datetime | None:
    """Return when an alert next does something by itself, if nobody does anything before."""
    match alert.state:
        case AlertState.RAISED | AlertState.ACKNOWLEDGED if alert.quiet:
            return None
        case AlertState.ACKNOWLEDGED:
            return alert.expires_at
        case AlertState.SNOOZED:
            return alert.snoozed_until
        case _:
            times = (climbs_at(alert, pace), rings_at(alert, pace))
            return min((at for at in times if at is not None), default=None)


def step_of(alert: Standing, now: datetime, pace: Pace, *, hurry: bool = False) -> Step | None:
    """Return what an open alert does by itself by an instant; None for nothing yet.

    What was told or acknowledged at an instant that has not come yet was written by a clock that was set
    back since: rather than be silent until that hour comes round again, the alert acts at once.

    Args:
        alert: how it stands.
        now: the instant.
        pace: how long it waits.
        hurry: whether it climbs at once, because nobody it went to could be told.
    """
    if alert.quiet and alert.state is not AlertState.SNOOZED:
        return None
    if alert.state is AlertState.ACKNOWLEDGED:
        expired = alert.expires_at is not None and alert.expires_at <= now
        return Step.EXPIRED if expired or _not_yet(alert.acknowledged_at, now) else None
    if alert.state is AlertState.SNOOZED:
        return Step.WOKEN if alert.snoozed_until is not None and alert.snoozed_until <= now else None
    climbs, rings = climbs_at(alert, pace), rings_at(alert, pace)
    if climbs is not None and (hurry or climbs <= now or _not_yet(alert.told_at, now)):
        return Step.CLIMBED
    return Step.RANG if rings is not None and (rings <= now or _not_yet(alert.rang_at, now)) else None


def _not_yet(at: datetime | None, now: datetime) -> bool:
    return at is not None and at > now + SKEW
