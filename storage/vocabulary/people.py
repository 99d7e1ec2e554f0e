"""People, what they do for whom, and when they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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
    NO_PHONE = "no-phone"
    """Is there no telephone number to ring?"""
    SAFE_TIMES = "safe-times"
    """Are there times at which it is safe to ring, and which?"""
    MAY_TELL = "may-tell"
    """May anybody else be told, and who?"""


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


ABSENCE_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "other": AbsenceReason.OTHER_PLANNED.value,
        "carers": AbsenceReason.PERSONAL.value,
        "personal/carers": AbsenceReason.PERSONAL.value,
    }
)
"""The policy's words for reasons that are kept by another name."""
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


class HolidayChange(StrEnum):
    """What a site does to a public holiday of its region (R-066)."""

    ADD = "add"
    REMOVE = "remove"
