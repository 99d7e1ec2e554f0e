"""How a client goes through the programme: which phase may follow which, and why it usually does (R-144)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from storage.vocabulary import Phase

PHASE_WORDS: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.NEW: "new",
        Phase.OUTREACH: "outreach and engagement",
        Phase.ENGAGED: "engaged",
        Phase.MAINTENANCE: "maintenance",
        Phase.GOALS_COMPLETE: "goals complete",
        Phase.DISCHARGE: "discharge",
        Phase.ACTIVE_UNENGAGED: "active, unengaged",
        Phase.TRANSFERRED: "transferred",
        Phase.DISENROLLED: "disenrolled",
    }
)
"""A phase as the screens and the record say it."""

_LEFT = "The client leaves the programme."
_UNREACHED = "Nobody reached the client after several attempts."

TRANSITIONS: Mapping[Phase, Mapping[Phase, str]] = MappingProxyType(
    {
        Phase.NEW: {
            Phase.OUTREACH: "Outreach began.",
            Phase.ENGAGED: "The client engaged.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.OUTREACH: {
            Phase.ENGAGED: "The client engaged.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.ENGAGED: {
            Phase.MAINTENANCE: "The goals are supported, with no immediate need.",
            Phase.GOALS_COMPLETE: "All goals are complete.",
            Phase.DISCHARGE: "The discharge began.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.MAINTENANCE: {
            Phase.ENGAGED: "There is an immediate need again.",
            Phase.GOALS_COMPLETE: "All goals are complete.",
            Phase.DISCHARGE: "The discharge began.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.GOALS_COMPLETE: {
            Phase.ENGAGED: "A new goal came up.",
            Phase.MAINTENANCE: "A new goal came up, with no immediate need.",
            Phase.DISCHARGE: "The discharge began.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.DISCHARGE: {
            Phase.ENGAGED: "The discharge was called off.",
            Phase.MAINTENANCE: "The discharge was called off, with no immediate need.",
            Phase.GOALS_COMPLETE: "The discharge was called off; all goals are complete.",
            Phase.DISENROLLED: "Discharged as planned.",
        },
        Phase.ACTIVE_UNENGAGED: {
            Phase.OUTREACH: "The client wants to take part again.",
            Phase.ENGAGED: "The client engaged again.",
            Phase.DISCHARGE: "The discharge began.",
            Phase.DISENROLLED: _LEFT,
        },
        Phase.TRANSFERRED: {
            Phase.NEW: "Nobody had tried the client before the transfer.",
            Phase.OUTREACH: "Outreach began.",
            Phase.ENGAGED: "Taken into the schedule.",
            Phase.MAINTENANCE: "Taken into the schedule, with no immediate need.",
            Phase.GOALS_COMPLETE: "Taken into the schedule; all goals are complete.",
            Phase.ACTIVE_UNENGAGED: _UNREACHED,
            Phase.DISENROLLED: _LEFT,
        },
        Phase.DISENROLLED: {
            Phase.NEW: "The client joins again.",
            Phase.OUTREACH: "The client wants to take part again.",
        },
    }
)
"""Every step a client may take, with the cause that is offered for it."""

TRYING = frozenset({Phase.NEW, Phase.OUTREACH})
"""Phases in which the outreach and engagement workflow is open (R-121)."""


def may_follow(phase: Phase) -> tuple[Phase, ...]:
    """Return the phases that may follow one."""
    return tuple(TRANSITIONS[phase])


def why_not(before: Phase, after: Phase) -> str | None:
    """Return why a client may not go from one phase to another; None where they may."""
    if before is after:
        return f"The client is {PHASE_WORDS[before]} already."
    if after in TRANSITIONS[before]:
        return None
    could = " or ".join(PHASE_WORDS[each] for each in TRANSITIONS[before])
    return f"A client who is {PHASE_WORDS[before]} can only become {could}."
