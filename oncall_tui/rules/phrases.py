"""Absences, work days and instants in words, as they stand at one moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.rules.stretches import FAR
from storage.vocabulary import AbsenceReason

if TYPE_CHECKING:
    from datetime import date

    from oncall_tui.rules.instants import Moment
    from oncall_tui.rules.roster import Away

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REASONS = {
    AbsenceReason.NON_WORK_DAY: "non-work day",
    AbsenceReason.WEEKEND: "weekend",
    AbsenceReason.ANNUAL: "annual leave",
    AbsenceReason.LONG_SERVICE: "long service leave",
    AbsenceReason.MATERNITY: "maternity leave",
    AbsenceReason.STUDY: "study leave",
    AbsenceReason.OTHER_PLANNED: "planned leave",
    AbsenceReason.SICK: "sick",
    AbsenceReason.PERSONAL: "personal or carer's leave",
    AbsenceReason.MISADVENTURE: "misadventure",
    AbsenceReason.UNCONTACTABLE: "cannot be reached",
}

_AWAY = "away"
"""What those are told who may not know why."""


def absence_words(reason: AbsenceReason, *, discreet: bool = False) -> str:
    """Return why somebody is away; to those who may not know it the unplanned is just away (R-176)."""
    return _AWAY if discreet and reason.unplanned else _REASONS[reason]


def absence_code(reason: AbsenceReason, *, discreet: bool = False) -> str:
    """Return the code of an absence, for lists and programs; away where it may not be known."""
    return _AWAY if discreet and reason.unplanned else reason.value


class Phrases:
    """Says what is true of people at one moment, in the organisation's own time."""

    def __init__(self, moment: Moment, *, discreet: bool = False) -> None:
        """Take the moment; when it or its roster is discreet, why somebody is away unplanned stays unsaid."""
        self._moment = moment
        self._roster = moment.index.roster
        self._discreet = discreet or self._roster.discreet
        self._today = self._roster.calendar.local(moment.at).date()

    def when(self, instant: datetime) -> str:
        """An instant as weekday, date and local time; with the year where it is another one."""
        local = self._roster.calendar.local(instant)
        return f"{self._day(local.date())} {local:%H:%M}"

    def _day(self, day: date) -> str:
        year = "" if day.year == self._today.year else f" {day.year}"
        return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"

    @property
    def weekend(self) -> bool:
        """Whether it is a Saturday, a Sunday or a public holiday (A-15)."""
        return self._today.weekday() >= 5 or not self._roster.calendar.is_business_day(self._today)

    def hindrance(self, person_id: int) -> str | None:
        """What keeps somebody from holding a role, None if nothing does."""
        if not self._roster.people[person_id].active:
            return "no longer active"
        absence = self._moment.absence(person_id)
        if absence is not None:
            return self._told(absence)
        pattern = self._moment.pattern(person_id)
        if pattern is not None and not pattern.includes(self._moment.day(pattern.zone)):
            return f"not a work day ({self._day(self._moment.day(pattern.zone))})"
        return None

    def absent(self, person_id: int) -> str | None:
        """The same as the end of a sentence that begins with the name."""
        hindrance = self.hindrance(person_id)
        if hindrance is None:
            return None
        if not self._roster.people[person_id].active:
            return "is no longer active"
        if self._moment.absence(person_id) is not None:
            return f"is {hindrance}" if hindrance.startswith(_AWAY) else f"is away: {hindrance}"
        pattern = self._moment.pattern(person_id)
        return f"does not work on {self._day(self._moment.day(pattern.zone))}" if pattern else None

    def proviso(self, person_id: int) -> str:
        """What the presence of somebody rests on while nobody has confirmed their return (R-024)."""
        now = self._roster.now
        ended = [
            record.end
            for record in self._roster.away.get(person_id, ())
            if record.end is not None
            and record.estimated(now)
            and record.start < record.end <= self._moment.at
        ]
        return (
            f", back since {self.when(max(ended))} by an estimate that nobody has confirmed" if ended else ""
        )

    def _told(self, absence: Away) -> str:
        now, reason = self._roster.now, absence_words(absence.reason, discreet=self._discreet)
        until = absence.until(now)
        late = absence.recorded_at is not None and self._moment.at < absence.recorded_at
        noted = f", recorded {self.when(absence.recorded_at)}" if late and absence.recorded_at else ""
        since = f"{reason} since {self.when(absence.start)}"
        if absence.overdue(now) and absence.end is not None:
            return f"{since}, expected back {self.when(absence.end)}, not confirmed{noted}"
        if until is None or until >= FAR:
            return f"{since}, return unknown{noted}"
        if absence.estimated(now):
            return f"{since}, expected back {self.when(until)}, an estimate{noted}"
        if absence.reason.unplanned:
            return f"{since} until {self.when(until)}{noted}"
        return f"{reason} until {self.when(until)}{noted}"
