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
        Category.QUERY: (Event.QUERY_RECEIVED,),
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
        Category.DEVELOPMENT: (Event.DEVELOPMENT_REPORTED,),
        Category.RE_ENGAGEMENT: (Event.RE_ENGAGEMENT_ASKED,),
        Category.DISENROLMENT: (Event.DISENROLMENT_ASKED,),
        Category.RECERTIFICATION: (Event.RECERTIFICATION_ASKED,),
        Category.INFORM_BODY: (Event.BODY_TO_INFORM,),
        Category.DUTY_OF_CARE: (Event.DUTY_OF_CARE_FLAGGED,),
        Category.MORNING_REVIEW: (Event.MORNING,),
        Category.CASE_REVIEW: (Event.FIRST_SESSION_RECORDED,),
        Category.CASE_NOTES: (Event.INTERVENTION_ENDED,),
        Category.NOTES_REVIEW: (Event.NOTES_RECORDED,),
        Category.PLAN_REVIEW: (Event.PLAN_QUESTIONED,),
        Category.REFERRAL: (Event.REFERRAL_SENT,),
        Category.WATCH_SIGN: (Event.SIGN_WATCHED,),
        Category.NEW_CLIENT: (Event.CLIENT_LISTED,),
        Category.TRANSFER_IN: (Event.TRANSFERRED_IN,),
        Category.SPECIALIST_CONSULT: (Event.NEED_IDENTIFIED,),
        Category.MAINTENANCE: (Event.CONTACT,),
        Category.DISCHARGE: (Event.DISCHARGE_PLANNED,),
        Category.UNENGAGED: (Event.LETTER_SENT,),
        Category.POLICY_REVIEW: (Event.REVISION_SET,),
        Category.INFORMATION_FRESH: (Event.INFORMATION_CONFIRMED,),
        Category.GLASS_REVIEW: (Event.GLASS_BROKEN,),
    }
)
"""What an item of a category raises by itself, whoever called and whatever is owed.

What the staff ask who know about a client's funding is an in-basket message like others (R-134).
"""

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
        Category.INFORM_BODY: (Event.BODY_INFORMED,),
        Category.DUTY_OF_CARE: (Event.DUTY_OF_CARE_DECIDED,),
        Category.MORNING_REVIEW: (Event.REVIEW_TICKED,),
        Category.CASE_REVIEW: (Event.REVIEW_DECIDED,),
        Category.CASE_NOTES: (Event.NOTES_RECORDED,),
        Category.NOTES_REVIEW: (Event.NOTES_REVIEWED,),
        Category.PLAN_REVIEW: (Event.PLAN_REVIEWED,),
        Category.REFERRAL: (Event.REFERRAL_ANSWERED,),
        Category.WATCH_SIGN: (Event.SIGN_CHECKED,),
        Category.NEW_CLIENT: (Event.WORKFLOW_STARTED,),
        Category.TRANSFER_IN: (Event.OUTREACH_PLANNED,),
        Category.SPECIALIST_CONSULT: (Event.CONSULT_FOLLOWED_UP,),
        Category.MAINTENANCE: (Event.CONTACT,),
        Category.DISCHARGE: (Event.WORKFLOW_STARTED,),
        Category.UNENGAGED: (Event.CONTACT,),
        Category.POLICY_REVIEW: (Event.REVISION_PUBLISHED,),
        Category.INFORMATION_FRESH: (Event.INFORMATION_CONFIRMED,),
        Category.GLASS_REVIEW: (Event.GLASS_REVIEWED,),
    }
)
"""What resolving an item means, where the console itself asked for something."""

ANSWERED_IN: Mapping[Category, str] = MappingProxyType(
    {
        Category.INFORM_BODY: "the e-mails (E)",
        Category.CASE_REVIEW: "the client's case (k)",
        Category.CASE_NOTES: "the client's case (k)",
        Category.NOTES_REVIEW: "the client's case (k)",
        Category.REFERRAL: "the client's plan (P)",
        Category.WATCH_SIGN: "the client's plan (P)",
        Category.NEW_CLIENT: "the client's outreach (s)",
        Category.TRANSFER_IN: "the client's outreach (s)",
        Category.SPECIALIST_CONSULT: "the client's outreach (s)",
        Category.MAINTENANCE: "the client's outreach (s)",
        Category.DISCHARGE: "the client's outreach (s)",
        Category.UNENGAGED: "the client's outreach (s)",
        Category.POLICY_REVIEW: "the policies (Y)",
        Category.INFORMATION_FRESH: "the client's outreach (s)",
    }
)
"""Where an item is answered that wants more than a sentence: nobody may resolve it past that."""

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
        Category.DEVELOPMENT: Urgency.NORMAL,
        Category.RE_ENGAGEMENT: Urgency.NORMAL,
        Category.DISENROLMENT: Urgency.NORMAL,
        Category.RECERTIFICATION: Urgency.NORMAL,
        Category.INFORM_BODY: Urgency.URGENT,
        Category.DUTY_OF_CARE: Urgency.URGENT,
        Category.MORNING_REVIEW: Urgency.NORMAL,
        Category.CASE_REVIEW: Urgency.NORMAL,
        Category.CASE_NOTES: Urgency.NORMAL,
        Category.NOTES_REVIEW: Urgency.NORMAL,
        Category.PLAN_REVIEW: Urgency.NORMAL,
        Category.REFERRAL: Urgency.NORMAL,
        Category.WATCH_SIGN: Urgency.NORMAL,
        Category.NEW_CLIENT: Urgency.NORMAL,
        Category.TRANSFER_IN: Urgency.NORMAL,
        Category.SPECIALIST_CONSULT: Urgency.NORMAL,
        Category.MAINTENANCE: Urgency.LOW,
        Category.DISCHARGE: Urgency.LOW,
        Category.UNENGAGED: Urgency.LOW,
        Category.POLICY_REVIEW: Urgency.LOW,
        Category.INFORMATION_FRESH: Urgency.LOW,
        Category.GLASS_REVIEW: Urgency.NORMAL,
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

SELF_REFERRAL_ONLY = frozenset(
    {
        Event.CALL_BACK_REQUESTED,
        Event.EMAIL_RECEIVED,
        Event.COMPLAINT_OUTREACH_ASKED,
        Event.CHECK_IN_ASKED,
        Event.OUTREACH_ASKED,
        Event.RISK_FLAGGED,
        Event.PROVIDER_UNANSWERED,
        Event.QUERY_RECEIVED,
        Event.DEVELOPMENT_REPORTED,
        Event.BODY_TO_INFORM,
        Event.FIRST_SESSION_RECORDED,
        Event.INTERVENTION_ENDED,
        Event.NOTES_RECORDED,
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
        raised = [event for event in raised if event not in SELF_REFERRAL_ONLY]
    if dissatisfied:
        raised.append(Event.DISSATISFIED)
    return tuple(dict.fromkeys(raised))
