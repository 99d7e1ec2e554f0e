"""How deep a handover goes, what it must tell before it may be offered, and what may follow what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.rules.calendars import to_utc
from storage.vocabulary import ClientStatus, HandoverDepth, HandoverPart, HandoverState

if TYPE_CHECKING:
    from oncall_tui.rules.calendars import BusinessCalendar

__all__ = ["Choice", "Matrix", "Move", "business_days_away", "depth_of", "missing", "needed", "why_not"]

_DEPTHS = tuple(HandoverDepth)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The numbers that decide the depth; the document asks for proportion only, so they are ours (R-028)."""

    brief_up_to: int = 2
    """Business days away up to which a brief handover does."""
    standard_up_to: int = 10
    """Business days away up to which a standard one does; more, or no known end, asks for a full one."""

    def __post_init__(self) -> None:
        """Refuse numbers that leave no room for a standard handover."""
        if not 0 <= self.brief_up_to < self.standard_up_to:
            raise ValueError(
                f"a brief handover up to {self.brief_up_to} days and a standard one up to "
                f"{self.standard_up_to} do not fit: the first must be the smaller, and not below 0"
            )


USUAL = Matrix()

RAISED_BY: Mapping[ClientStatus, int] = MappingProxyType(
    {ClientStatus.STABLE: 0, ClientStatus.WATCH: 1, ClientStatus.UNSTABLE: 2}
)
"""How many levels deeper a client's status asks for (R-028)."""
_RAISED_BY_RISK = 2

_BRIEF = (HandoverPart.CONCERNS, HandoverPart.ACTIONS, HandoverPart.CONTINGENCIES)
_STANDARD = (
    HandoverPart.CONCERNS,
    HandoverPart.HEALTH,
    HandoverPart.CARE_DELIVERY,
    HandoverPart.ACTIONS,
    HandoverPart.CONTINGENCIES,
    HandoverPart.TELL,
)
_FULL = tuple(part for part in HandoverPart if part is not HandoverPart.OTHER)

MINIMUM: Mapping[HandoverDepth, tuple[HandoverPart, ...]] = MappingProxyType(
    {HandoverDepth.BRIEF: _BRIEF, HandoverDepth.STANDARD: _STANDARD, HandoverDepth.FULL: _FULL}
)
"""What the author must have written before a handover of each depth may be offered (R-043)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The depth that is asked for, and what gave it."""

    depth: HandoverDepth
    """How deep."""
    because: tuple[str, ...]
    """The rule's steps in words, to be printed with it."""


def business_days_away(calendar: BusinessCalendar, start: datetime, end: datetime | None) -> int | None:
    """Count the business days that an absence touches; None when nobody knows its end.

    Raises:
        ValueError: An instant has no time zone, or the end is not after the start.
    """
    start = to_utc(start)
    if end is None:
        return None
    end = to_utc(end)
    if end <= start:
        raise ValueError(f"the end {end.isoformat()} is not after the start {start.isoformat()}; swap them")
    return len({calendar.local(opens).date() for opens, _ in calendar.spans_between(start, end)})


def depth_of(days: int | None, status: ClientStatus, *, high_risk: bool, matrix: Matrix = USUAL) -> Choice:
    """Return how deep a handover must go (R-028): by the length first, then deeper by the client's condition.

    Raises:
        ValueError: The number of days is negative.
    """
    if days is not None and days < 0:
        raise ValueError(f"{days} days cannot be")
    level, because = _by_length(days, matrix)
    raised, why = RAISED_BY[status], f"the client's status is {status.value}"
    if high_risk and raised < _RAISED_BY_RISK:
        raised, why = _RAISED_BY_RISK, "a high-risk event is open"
    reached = min(level + raised, len(_DEPTHS) - 1)
    steps = [because]
    if reached > level:
        by = "one level" if reached - level == 1 else "two levels"
        steps.append(f"{by} deeper because {why}")
    elif raised:
        steps.append(f"{why}, and it is as deep as it goes")
    return Choice(_DEPTHS[reached], tuple(steps))


def _by_length(days: int | None, matrix: Matrix) -> tuple[int, str]:
    if days is None:
        return 2, "no end is set, so full"
    said = "1 business day" if days == 1 else f"{days} business days"
    if days <= matrix.brief_up_to:
        return 0, f"{said}, so brief (up to {matrix.brief_up_to})"
    if days <= matrix.standard_up_to:
        return 1, f"{said}, so standard ({matrix.brief_up_to + 1} to {matrix.standard_up_to})"
    return 2, f"{said}, so full (more than {matrix.standard_up_to})"


def needed(depth: HandoverDepth) -> tuple[HandoverPart, ...]:
    """Return what the author of a handover of some depth must write, in its order."""
    return MINIMUM[depth]


def missing(depth: HandoverDepth, written: Collection[HandoverPart]) -> tuple[HandoverPart, ...]:
    """Return what has yet to be written before a handover may be offered."""
    return tuple(part for part in MINIMUM[depth] if part not in written)


class Move:
    """What can be done to a handover, by the states from which it can be."""

    WRITE = frozenset(HandoverState)
    OFFER = frozenset({HandoverState.DRAFTED, HandoverState.DECLINED})
    ACCEPT = frozenset({HandoverState.OFFERED, HandoverState.RECEIVED})
    DECLINE = frozenset({HandoverState.OFFERED, HandoverState.RECEIVED})


_STANDS = {
    HandoverState.NOT_STARTED: "Nothing is written yet. Write it first.",
    HandoverState.DRAFTED: "It is a draft still. Offer it first.",
    HandoverState.OFFERED: "It is offered already. It waits for its receiver.",
    HandoverState.RECEIVED: "It was received already. It waits for the receiver's synthesis.",
    HandoverState.ACCEPTED: "It was accepted already.",
    HandoverState.DECLINED: "It was declined. Change it and offer it again.",
}


def why_not(state: HandoverState, move: frozenset[HandoverState]) -> str | None:
    """Return why something cannot be done in a state, and what to do instead; None where it can (R-042)."""
    return None if state in move else _STANDS[state]
