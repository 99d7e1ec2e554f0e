"""The words of the trade, as enums: what a record may say and nothing else (standard library only)."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """How a call-back window is counted (R-064)."""

    ELAPSED_HOURS = "elapsed-hours"
    """Hours that pass on any day, counted in UTC."""
    BUSINESS_HOURS = "business-hours"
    """Hours in which the calendar is open."""
    BUSINESS_DAYS = "business-days"
    """Standard days of open time, bounded by the close of the last day counted (R-067)."""
    CALENDAR_DAYS = "calendar-days"
    """Days at the same local wall time (R-070)."""
    DATE_DAYS = "date-days"
    """Days by date: due by the end of that local day (R-071)."""
    WEEKS = "weeks"
    """Seven calendar days each, at the same local wall time."""
    CALENDAR_MONTHS = "calendar-months"
    """Months by the calendar, clamped to the month's end (R-071)."""


class Measure(StrEnum):
    """Everything a rule's number can count: the seven units of a window, and what is no length of time."""

    ELAPSED_HOURS = "elapsed-hours"
    BUSINESS_HOURS = "business-hours"
    BUSINESS_DAYS = "business-days"
    CALENDAR_DAYS = "calendar-days"
    DATE_DAYS = "date-days"
    WEEKS = "weeks"
    CALENDAR_MONTHS = "calendar-months"
    MINUTES = "minutes"
    SAME_BUSINESS_DAY = "same-business-day"
    """By the close of the business day, or of the next one when none is running."""
    DAILY_AT = "daily-at"
    """By a wall time of each day."""
    ON_DATE = "on-date"
    """At an instant that the event itself names."""
    COUNT = "count"
    """Not time at all: how many attempts or contacts."""


class PersonRole(StrEnum):
    """What a person does here (R-001)."""

    CARE_MANAGER = "care-manager"
    DIRECTOR = "director"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    SPECIALIST = "specialist"
    REVIEWER = "reviewer"


class CareRole(StrEnum):
    """The role a care manager holds for one client (R-008, R-009)."""

    PCM = "pcm"
    SCM = "scm"


class ClientStatus(StrEnum):
    """How steady a client is; it decides how deep a handover goes (R-028)."""

    STABLE = "stable"
    WATCH = "watch"
    UNSTABLE = "unstable"


class Phase(StrEnum):
    """Where a client stands in the programme (R-144)."""

    NEW = "new"
    OUTREACH = "outreach"
    ENGAGED = "engaged"
    MAINTENANCE = "maintenance"
    GOALS_COMPLETE = "goals-complete"
    DISCHARGE = "discharge"
    ACTIVE_UNENGAGED = "active-unengaged"
    TRANSFERRED = "transferred"
    DISENROLLED = "disenrolled"


class Answer(StrEnum):
    """An answer that may not have been asked for yet (R-091)."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not-asked"


class ConsentKind(StrEnum):
    """What a client was asked about being contacted (R-091); each is its own dated fact."""

    VOICEMAIL = "voicemail"
    """May a message be left on voicemail?"""
    EMAIL_MESSAGES = "email-messages"
    """May a message be left by e-mail?"""
    EMAIL_ONLY = "email-only"
    """Has the client asked that all contact be by e-mail?"""
    EMAIL_CHECK_IN = "email-check-in"
    """Has the client agreed to check-ins by e-mail?"""


class AbsenceReason(StrEnum):
    """Why a person is away (R-022)."""

    NON_WORK_DAY = "non-work-day"
    WEEKEND = "weekend"
    ANNUAL = "annual"
    LONG_SERVICE = "long-service"
    MATERNITY = "maternity"
    STUDY = "study"
    OTHER_PLANNED = "other-planned"
    SICK = "sick"
    PERSONAL = "personal"
    MISADVENTURE = "misadventure"
    UNCONTACTABLE = "uncontactable"

    @property
    def unplanned(self) -> bool:
        """Whether a stated end is only an estimate that somebody must confirm (R-024)."""
        return self in _UNPLANNED


_UNPLANNED = frozenset({AbsenceReason.SICK, AbsenceReason.PERSONAL, AbsenceReason.MISADVENTURE})


class AbsenceSource(StrEnum):
    """Who told of an absence (R-023)."""

    SELF = "self"
    DIRECTOR = "director"
    SYSTEM = "system"


class AccessStep(StrEnum):
    """A step into an absent person's account (R-039)."""

    OPENED = "opened"
    SENT = "sent"
    ENDED = "ended"


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

    @property
    def asked(self) -> bool:
        """Whether the console itself asks it of somebody; nobody has to ring for that."""
        return self in _ASKED


_ASKED = frozenset(
    {
        Category.COVER,
        Category.ABSENCE_COURSE,
        Category.STILL_AWAY,
        Category.RETURN_BRIEF,
        Category.PACK,
        Category.HANDOVER,
        Category.COVER_GAP,
        Category.DUTY,
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


class ClockState(StrEnum):
    """How a clock ended, or that it has not (R-077)."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met-late"
    CANCELLED = "cancelled"


class HolidayChange(StrEnum):
    """What a site does to a public holiday of its region (R-066)."""

    ADD = "add"
    REMOVE = "remove"


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
