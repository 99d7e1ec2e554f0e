"""What the parts and the states of a handover are called, and spans in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from oncall_tui.desk.handover.views import HandoverView
from oncall_tui.text import when
from storage.vocabulary import ClientTold, HandoverCapacity, HandoverPart, HandoverState

PART_WORDS: Mapping[HandoverPart, str] = MappingProxyType(
    {
        HandoverPart.CONCERNS: "concerns now",
        HandoverPart.BACKGROUND: "background",
        HandoverPart.HEALTH: "health",
        HandoverPart.CARE_DELIVERY: "care delivery",
        HandoverPart.FUNDING: "funding",
        HandoverPart.COMMUNICATIONS: "communications",
        HandoverPart.OTHER: "other",
        HandoverPart.GOALS: "goals",
        HandoverPart.ACTIONS: "actions",
        HandoverPart.CONTINGENCIES: "if … then",
        HandoverPart.TELL: "tell",
        HandoverPart.CALL: "call",
    }
)
"""A part as the brief and its form call it."""

PART_ASKS: Mapping[HandoverPart, str] = MappingProxyType(
    {
        HandoverPart.CONCERNS: "what worries you now; none if nothing does",
        HandoverPart.BACKGROUND: "what of the past matters for this",
        HandoverPart.HEALTH: "health and well-being, allied health, family and friends",
        HandoverPart.CARE_DELIVERY: "care instructions, schedules, staffing",
        HandoverPart.FUNDING: "funding and its sources",
        HandoverPart.COMMUNICATIONS: "what is being said between the client and us",
        HandoverPart.OTHER: "anything else of your oversight",
        HandoverPart.GOALS: "goals, how far, what slips",
        HandoverPart.ACTIONS: "what, who, by when: a line each",
        HandoverPart.CONTINGENCIES: "if this happens, then do that: a line each",
        HandoverPart.TELL: "what to tell the client and the family",
        HandoverPart.CALL: "who to call, and for what",
    }
)
"""What the author is asked for."""

STATE_WORDS: Mapping[HandoverState, str] = MappingProxyType(
    {
        HandoverState.NOT_STARTED: "not started",
        HandoverState.DRAFTED: "draft",
        HandoverState.OFFERED: "offered",
        HandoverState.RECEIVED: "received, no synthesis yet",
        HandoverState.ACCEPTED: "accepted",
        HandoverState.DECLINED: "declined",
    }
)
"""A state as people say it."""

CAPACITY_WORDS: Mapping[HandoverCapacity, str] = MappingProxyType(
    {
        HandoverCapacity.ACTING: "acting for a while; the role of record stays",
        HandoverCapacity.PRIMARY: "primary care manager of record",
        HandoverCapacity.SECONDARY: "secondary care manager of record",
    }
)
"""As what the receiver takes a client over."""


def span(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    """Return from when until when."""
    until = f"to {when(end, zone, year=True)}" if end else "with no end set"
    return f"{when(start, zone, year=True)} {until}"


def told_words(found: HandoverView | None, zone: ZoneInfo) -> str:
    """Say whether the client knows who takes over (R-046)."""
    if found is None or found.told is None:
        return "not noted yet whether the client was told"
    at = f" on {when(found.told_at, zone, year=True)}" if found.told_at else ""
    by = f", noted by {found.told_by}" if found.told_by else ""
    because = f": {found.told_because}" if found.told_because else ""
    said = {
        ClientTold.YES: f"told{at}",
        ClientTold.NO: f"not told (noted{at})",
        ClientTold.NOT_APPROPRIATE: f"not appropriate to tell (noted{at})",
    }
    return said[found.told] + because + by
