"""Which events a newly logged item raises, and how urgent it is taken to be at first (R-052)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oncall_tui.rules.events import Event
from storage.vocabulary import CaseOrigin, Category, Direction, Urgency

_ROSTER = (Event.ROSTER_CHANGED,)
_RETURN_OWED = (Event.CALL_BACK_REQUESTED, Event.MESSAGE_RECEIVED)
"""A call back owed runs one business day and 72 hours side by side, the earlier one in front (R-073)."""

CATEGORY_EVENTS: Mapping[Category, tuple[Event, ...]] = MappingProxyType(
    {
        Category.WELLBEING: (),
        Category.ROSTER_SICKNESS: _ROSTER,
        Category.ROSTER_ACCIDENT: _ROSTER,
        Category.ROSTER_MISHAP: _ROSTER,
        Category.HIGH_RISK_EVENT: (Event.HRE_RECEIVED,),
        Category.CALL_BACK: _RETURN_OWED,
        Category.COMPLAINT: (Event.DISSATISFIED, Event.COMPLAINT_OUTREACH_ASKED),
        Category.PROVIDER: (Event.PROVIDER_UNANSWERED, Event.PROVIDER_REACHED_OUT),
        Category.FUNDING: (Event.IN_BASKET_RECEIVED,),
        Category.REQUEST: (Event.REQUEST_RECEIVED,),
        Category.QUERY: (),
        Category.EMAIL: (Event.EMAIL_RECEIVED,),
        Category.CHECK_IN: (Event.CHECK_IN_ASKED,),
        Category.OUTREACH: (Event.OUTREACH_ASKED,),
        Category.CONFLICT: (),
        Category.INFORMATION: (),
        Category.WRONG_NUMBER: (),
        Category.CONSULTATION: (),
        Category.COVER: (Event.COVER_STARTED,),
        Category.ABSENCE_COURSE: (Event.ABSENCE_UNPLANNED,),
        Category.STILL_AWAY: (Event.RETURN_UNKNOWN,),
        Category.RETURN_BRIEF: (Event.RETURN_BRIEF_MADE,),
        Category.PACK: (Event.PACK_MADE,),
        Category.HANDOVER: (Event.HANDOVER_UNACCEPTED,),
        Category.COVER_GAP: (Event.GAP_FOUND,),
        Category.DUTY: (Event.DUTY_OPEN,),
    }
)
"""What an item of a category raises by itself, whoever called and whatever is owed."""

ANSWERED_BY: Mapping[Category, tuple[Event, ...]] = MappingProxyType(
    {
        Category.COVER: (Event.COVER_ACKNOWLEDGED,),
        Category.ABSENCE_COURSE: (Event.COURSE_DECIDED, Event.ROLE_DECIDED),
        Category.STILL_AWAY: (Event.RETURN_ANSWERED,),
        Category.RETURN_BRIEF: (Event.BRIEF_ACCEPTED,),
        Category.PACK: (Event.PACK_ACKNOWLEDGED,),
        Category.HANDOVER: (Event.HANDOVER_SETTLED,),
        Category.COVER_GAP: (Event.GAP_SETTLED,),
        Category.DUTY: (Event.DUTY_SETTLED,),
    }
)
"""What resolving an item means, where the console itself asked for something."""

CATEGORY_URGENCY: Mapping[Category, Urgency] = MappingProxyType(
    {
        Category.WELLBEING: Urgency.URGENT,
        Category.ROSTER_SICKNESS: Urgency.URGENT,
        Category.ROSTER_ACCIDENT: Urgency.URGENT,
        Category.ROSTER_MISHAP: Urgency.URGENT,
        Category.HIGH_RISK_EVENT: Urgency.URGENT,
        Category.CALL_BACK: Urgency.NORMAL,
        Category.COMPLAINT: Urgency.NORMAL,
        Category.PROVIDER: Urgency.NORMAL,
        Category.FUNDING: Urgency.NORMAL,
        Category.REQUEST: Urgency.NORMAL,
        Category.QUERY: Urgency.NORMAL,
        Category.EMAIL: Urgency.NORMAL,
        Category.CHECK_IN: Urgency.LOW,
        Category.OUTREACH: Urgency.NORMAL,
        Category.CONFLICT: Urgency.NORMAL,
        Category.INFORMATION: Urgency.LOW,
        Category.WRONG_NUMBER: Urgency.LOW,
        Category.CONSULTATION: Urgency.URGENT,
        Category.COVER: Urgency.NORMAL,
        Category.ABSENCE_COURSE: Urgency.NORMAL,
        Category.STILL_AWAY: Urgency.LOW,
        Category.RETURN_BRIEF: Urgency.NORMAL,
        Category.PACK: Urgency.NORMAL,
        Category.HANDOVER: Urgency.URGENT,
        Category.COVER_GAP: Urgency.NORMAL,
        Category.DUTY: Urgency.URGENT,
    }
)
"""The urgency of a category until somebody sets another."""

_BY_DIRECTION: Mapping[Direction, tuple[Event, ...]] = MappingProxyType(
    {
        Direction.VOICEMAIL: (Event.MESSAGE_RECEIVED,),
        Direction.IN_BASKET: (Event.MESSAGE_RECEIVED, Event.IN_BASKET_RECEIVED),
        Direction.EMAIL: (Event.EMAIL_RECEIVED,),
    }
)

_SELF_REFERRAL_ONLY = frozenset(
    {
        Event.CALL_BACK_REQUESTED,
        Event.EMAIL_RECEIVED,
        Event.COMPLAINT_OUTREACH_ASKED,
        Event.CHECK_IN_ASKED,
        Event.OUTREACH_ASKED,
        Event.RISK_FLAGGED,
        Event.PROVIDER_UNANSWERED,
    }
)
"""What starts clocks of the partner policy, which covers self-referred cases only."""


def events_for(
    category: Category,
    direction: Direction,
    *,
    owed: bool,
    origin: CaseOrigin = CaseOrigin.SELF_REFERRAL,
    dissatisfied: bool = False,
    risk: bool = False,
) -> tuple[Event, ...]:
    """Return the start events that a new item raises, each once, in a fixed order.

    Cases under a separate policy start no clock of the partner policy by themselves (R-021); that somebody
    is dissatisfied is passed on whatever the case.
    """
    raised = list(CATEGORY_EVENTS[category])
    raised += _BY_DIRECTION.get(direction, ())
    if owed:
        raised += _RETURN_OWED
    if risk:
        raised = [event for event in raised if event is not Event.OUTREACH_ASKED]
        raised.append(Event.RISK_FLAGGED)
    if origin is not CaseOrigin.SELF_REFERRAL:
        raised = [event for event in raised if event not in _SELF_REFERRAL_ONLY]
    if dissatisfied:
        raised.append(Event.DISSATISFIED)
    return tuple(dict.fromkeys(raised))
