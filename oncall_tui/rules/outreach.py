"""Outreach at risk, which has no upper number: planned on, or stopped with a reason (R-087)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from oncall_tui.rules.attempts import Allowance, Tried, failed


class Standing(StrEnum):
    """How an outreach at risk stands."""

    EARLY = "early"
    """Attempts are still owed; nothing has to be planned yet."""
    REACHED = "reached"
    UNPLANNED = "unplanned"
    """Enough was tried, and nobody has said what comes next."""
    PLANNED = "planned"
    OVERDUE = "overdue"
    """The hour of the plan has passed, and nobody has tried."""
    STOPPED = "stopped"
    """Somebody wrote down why nobody tries again."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What was written down about the next attempt."""

    made_at: datetime
    try_at: datetime | None
    """None where nobody tries again."""


def standing(
    tried: Sequence[Tried], allowed: Allowance, plan: Planned | None, now: datetime
) -> Standing | None:
    """Return how an outreach stands; None where it has an upper number, so that nothing is to be planned.

    A plan is used up by the attempt that follows it, and a stop by one that is made all the same.
    """
    if allowed.cap is not None:
        return None
    if any(not failed(each.outcome) for each in tried):
        return Standing.REACHED
    if len(tried) < allowed.minimum:
        return Standing.EARLY
    last = max(each.at for each in tried)
    if plan is None or plan.made_at < last:
        return Standing.UNPLANNED
    if plan.try_at is None:
        return Standing.STOPPED
    return Standing.PLANNED if plan.try_at > now else Standing.OVERDUE
