"""The escalation line: what reaches it, what is tried, what is decided."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """How something reached the line, or left it (R-050)."""

    IN = "in"
    OUT = "out"
    VOICEMAIL = "voicemail"
    EMAIL = "email"
    IN_BASKET = "in-basket"


class CallerType(StrEnum):
    """Who is speaking (R-050)."""

    CLIENT = "client"
    FAMILY = "family"
    STAFF = "staff"
    PROVIDER = "provider"
    FUNDING_BODY = "funding-body"
    OTHER = "other"


class Category(StrEnum):
    """What an item is about; it sets the first urgency and the clocks that start (R-052)."""

    WELLBEING = "wellbeing"
    ROSTER_SICKNESS = "roster-sickness"
    ROSTER_ACCIDENT = "roster-accident"
    ROSTER_MISHAP = "roster-mishap"
    HIGH_RISK_EVENT = "high-risk-event"
    CALL_BACK = "call-back"
    COMPLAINT = "complaint"
    PROVIDER = "provider"
    FUNDING = "funding"
    REQUEST = "request"
    QUERY = "query"
    EMAIL = "email"
    CHECK_IN = "check-in"
    OUTREACH = "outreach"
    CONFLICT = "conflict"
    INFORMATION = "information"
    WRONG_NUMBER = "wrong-number"
    CONSULTATION = "consultation"
    """A care manager asks a colleague for urgent help with a client (R-040)."""
    COVER = "cover"
    """Somebody covers for somebody else, and has to say that they know (R-029)."""
    ABSENCE_COURSE = "absence-course"
    """The directors decide what follows from an unplanned absence (R-031, R-032)."""
    STILL_AWAY = "still-away"
    """Is somebody still away, or back (R-024)?"""
    RETURN_BRIEF = "return-brief"
    """What happened while somebody was away, for them to take back (R-038)."""
    PACK = "pack"
    """What happened to somebody's clients while the office was closed (R-048)."""
    HANDOVER = "handover"
    """A handover that nobody has accepted although the leave begins (R-026)."""
    COVER_GAP = "cover-gap"
    """Neither manager of a client will be there (R-033)."""
    DUTY = "duty"
    """A shift on the line that nobody has, or that nobody has accepted (R-035)."""
    DEVELOPMENT = "development"
    """A provider tells of something new in a case, such as a risk or a goal that slips (R-097)."""
    RE_ENGAGEMENT = "re-engagement"
    """A client whom nobody reached calls to take part again (R-143)."""
    DISENROLMENT = "disenrolment"
    """A client asks to be taken off the programme (R-135)."""
    RECERTIFICATION = "recertification"
    """A client's funding lapses on a day unless they are helped before (R-136)."""
    INFORM_BODY = "inform-body"
    """The commissioning body has to be told that nobody was reached (R-082)."""
    DUTY_OF_CARE = "duty-of-care"
    """Something that the directors decide for a client's safety (R-114)."""
    MORNING_REVIEW = "morning-review"
    """The high-risk events of a manager's clients, looked through each morning (R-117)."""
    CASE_REVIEW = "case-review"
    """A case whose first session is over and that wants one of three decisions (R-093)."""
    CASE_NOTES = "case-notes"
    """An intervention is over, and its notes are outstanding (R-098)."""
    NOTES_REVIEW = "notes-review"
    """Completed notes that nobody has reviewed yet (R-099)."""
    PLAN_REVIEW = "plan-review"
    """A goal slips or circumstances change: the plan is looked at again (R-103, R-104)."""
    REFERRAL = "referral"
    """A referral that was sent and not answered (R-106)."""
    WATCH_SIGN = "watch-sign"
    """A sign of deterioration that is looked for by a day (R-110)."""
    NEW_CLIENT = "new-client"
    """A client came onto a manager's list (R-120)."""
    TRANSFER_IN = "transfer-in"
    """A client came from another manager (R-132)."""
    SPECIALIST_CONSULT = "specialist-consult"
    """A client needs a specialist's consult, or a transfer to one (R-129)."""
    MAINTENANCE = "maintenance"
    """The regular contact with an engaged client (R-137)."""
    DISCHARGE = "discharge"
    """The way out before a client is discharged (R-139)."""
    UNENGAGED = "unengaged"
    """The regular try at a client to whom the no-contact letter went (R-142)."""
    POLICY_REVIEW = "policy-review"
    """A policy that is to be revised by a day (R-101)."""
    INFORMATION_FRESH = "information-fresh"
    """What is known of a client is to be confirmed again (R-017)."""
    GLASS_REVIEW = "glass-review"
    """Somebody went past what they may do, and somebody else looks at why (R-174)."""

    @property
    def asked(self) -> bool:
        """Whether the console itself asks it of somebody; nobody has to ring for that."""
        return self in _ASKED

    @property
    def routine(self) -> bool:
        """Whether it stands on its manager's worklist and not in the queue of the line."""
        return self in _ROUTINE


_ROUTINE = frozenset(
    {
        Category.MORNING_REVIEW,
        Category.CASE_REVIEW,
        Category.CASE_NOTES,
        Category.NOTES_REVIEW,
        Category.PLAN_REVIEW,
        Category.REFERRAL,
        Category.WATCH_SIGN,
        Category.NEW_CLIENT,
        Category.TRANSFER_IN,
        Category.SPECIALIST_CONSULT,
        Category.MAINTENANCE,
        Category.DISCHARGE,
        Category.UNENGAGED,
        Category.POLICY_REVIEW,
        Category.INFORMATION_FRESH,
    }
)

_ASKED = _ROUTINE | frozenset(
    {
        Category.INFORM_BODY,
        Category.DUTY_OF_CARE,
        Category.COVER,
        Category.ABSENCE_COURSE,
        Category.STILL_AWAY,
        Category.RETURN_BRIEF,
        Category.PACK,
        Category.HANDOVER,
        Category.COVER_GAP,
        Category.DUTY,
        Category.GLASS_REVIEW,
    }
)


class Urgency(StrEnum):
    """How soon an item wants a person, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class CaseOrigin(StrEnum):
    """How a case came in; three of the four stand under policies of their own (R-021)."""

    SELF_REFERRAL = "self-referral"
    MANAGEMENT_REFERRAL = "management-referral"
    CRITICAL_INCIDENT = "critical-incident"
    FREQUENT_USER = "frequent-user"


class Interest(StrEnum):
    """Whose interest is being put: the twin duty of a client manager (R-016)."""

    CLIENT_TO_CARE = "client-to-care"
    CLIENT_TO_US = "client-to-us"
    US_TO_CLIENT = "us-to-client"


class ItemState(StrEnum):
    """Where an item of the queue stands (R-057)."""

    NEW = "new"
    TRIAGE = "triage"
    WAITING = "waiting"
    ATTEMPTED = "attempted"
    CONTACTED = "contacted"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ON_HOLD = "on-hold"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Whether somebody still owes something for an item in this state."""
        return self not in _ENDED


_ENDED = frozenset({ItemState.RESOLVED, ItemState.CLOSED, ItemState.DUPLICATE, ItemState.WITHDRAWN})


class TriageResult(StrEnum):
    """What the director on the line decides about an item (R-054)."""

    HANDLE_NOW = "handle-now"
    CONTACT_HOLDER = "contact-holder"
    PASS_TO_SECONDARY = "pass-to-secondary"
    NEXT_BUSINESS_DAY = "next-business-day"
    EMERGENCY_SERVICES = "emergency-services"
    INFORMATION_ONLY = "information-only"


class DisturbReason(StrEnum):
    """The two reasons for which a person who is off may be rung (R-036)."""

    EMERGENCY = "emergency"
    ONLY_THEY_CAN = "only-they-can"


class Channel(StrEnum):
    """By what means somebody was tried."""

    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in-person"


class Outcome(StrEnum):
    """What came of an attempt (R-147)."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    CALL_BACK_LATER = "call-back-later"
    OUT_OF_SERVICE = "out-of-service"
    REFUSED = "refused"


class MessageLeft(StrEnum):
    """What was done about a message after an attempt that failed (R-089)."""

    VOICEMAIL = "voicemail"
    EMAIL = "email"
    REFUSED = "refused"
    NOT_POSSIBLE = "not-possible"


class Topic(StrEnum):
    """What a successful contact was about (R-146)."""

    ENGAGEMENT = "engagement"
    SOCIAL_NEEDS = "social-needs"
    GOALS = "goals"
    RESOURCES = "resources"


class Party(StrEnum):
    """Whom an attempt was meant to reach."""

    CLIENT = "client"
    FAMILY = "family"
    PROVIDER = "provider"
    STAFF = "staff"
    CARE_MANAGER = "care-manager"


class Purpose(StrEnum):
    """Why somebody is being reached out to; it sets how many attempts are made (R-084 … R-087)."""

    GENERAL = "general"
    RISK = "risk"
    COMPLAINT = "complaint"
    CHECK_IN = "check-in"
