"""The snapshot that questions about responsibility are asked of: people, roles, absences, the duty rota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from oncall_tui.rules.calendars import BusinessCalendar, to_utc
from oncall_tui.rules.instants import Index
from storage.vocabulary import AbsenceReason, CareRole, PersonRole


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """A weekly pattern that a person works from one day to another (R-003)."""

    valid_from: date | None
    """First day on which it holds; None for since always."""
    valid_to: date | None
    """First day on which it no longer holds; None for open-ended."""
    weekdays: Mapping[int, Sequence[tuple[time, time]]] = field(hash=False)
    """Working times by weekday, 0 = Monday; a weekday without times is not a work day."""
    zone: str
    """IANA zone in which its days begin and end."""

    def covers(self, day: date) -> bool:
        """Whether the pattern is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )

    def includes(self, day: date) -> bool:
        """Whether a day on which the pattern is in force is a work day."""
        return bool(self.weekdays.get(day.weekday()))


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the rules know of one person."""

    id: int
    """Its key in the roster."""
    name: str
    """As colleagues say it."""
    email: str = ""
    """In lower case; empty if there is none."""
    phone: str = ""
    """Empty if there is none."""
    roles: frozenset[PersonRole] = frozenset()
    """What the person does here (R-001)."""
    active: bool = True
    """Someone who is no longer active holds nothing, whatever a record says (R-001)."""
    works: tuple[WorkSpan, ...] = ()
    """Weekly patterns; on a day that none covers the person works whenever the organisation is open."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A care role that a person holds for one client over a half-open span (R-008, R-009)."""

    person_id: int
    """Who holds it."""
    role: CareRole
    """Which of the two."""
    start: datetime
    """First instant."""
    end: datetime | None = None
    """First instant after it; None while it goes on."""

    def __post_init__(self) -> None:
        """Keep instants in UTC, and refuse those without a zone."""
        _keep_utc(self, "start", self.start)
        _keep_utc(self, "end", self.end)


@dataclass(frozen=True, slots=True)
class Decision:
    """A director's decision that a person holds the role for one client for a while (R-011)."""

    person_id: int
    """Who shall hold it."""
    start: datetime
    """First instant."""
    end: datetime | None
    """First instant after it; None until it is revoked."""
    reason: str = ""
    """Why, in the director's words."""

    def __post_init__(self) -> None:
        """Keep instants in UTC, and refuse those without a zone."""
        _keep_utc(self, "start", self.start)
        _keep_utc(self, "end", self.end)


@dataclass(frozen=True, slots=True)
class Away:
    """A span in which a person is away (R-023)."""

    person_id: int
    """Who is away."""
    reason: AbsenceReason
    """Why; it decides whether the stated end is only an estimate."""
    start: datetime
    """First instant away."""
    end: datetime | None = None
    """Stated end; None while nobody knows."""
    returned_at: datetime | None = None
    """When somebody confirmed the return."""
    recorded_at: datetime | None = None
    """When it was told, which may be later than the start."""

    def __post_init__(self) -> None:
        """Keep instants in UTC, and refuse those without a zone."""
        for name, value in (("start", self.start), ("end", self.end), ("returned_at", self.returned_at)):
            _keep_utc(self, name, value)
        _keep_utc(self, "recorded_at", self.recorded_at)

    def until(self, now: datetime) -> datetime | None:
        """The end that counts (R-024), None for open-ended.

        An unplanned absence whose stated end has passed goes on until somebody confirms the return.
        """
        if self.returned_at is not None:
            if self.reason.unplanned or self.end is None:
                return self.returned_at
            return min(self.end, self.returned_at)
        return None if self.overdue(now) else self.end

    def overdue(self, now: datetime) -> bool:
        """Whether the person was expected back by now and nobody has confirmed it."""
        return self._unconfirmed and self.end is not None and self.end <= now

    def estimated(self, now: datetime) -> bool:
        """Whether the end that counts is still only an estimate."""
        return self._unconfirmed and self.end is not None and now < self.end

    @property
    def _unconfirmed(self) -> bool:
        return self.reason.unplanned and self.returned_at is None


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift in which one person has the line (R-035)."""

    person_id: int
    """Who has it."""
    start: datetime
    """First instant."""
    end: datetime
    """First instant after it."""

    def __post_init__(self) -> None:
        """Keep instants in UTC, and refuse those without a zone."""
        _keep_utc(self, "start", self.start)
        _keep_utc(self, "end", self.end)


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Everything that decides who is responsible, as known at one instant; it never changes."""

    people: Mapping[int, PersonFacts]
    """Everybody that any other field names, by id, the inactive included."""
    holdings: Mapping[int, tuple[Holding, ...]]
    """Care roles by client."""
    decisions: Mapping[int, tuple[Decision, ...]]
    """Directors' decisions by client."""
    away: Mapping[int, tuple[Away, ...]]
    """Absences by person."""
    duty: tuple[Duty, ...]
    """The duty rota."""
    default_director: int
    """Who answers when the rota has a gap (R-011)."""
    calendar: BusinessCalendar
    """Business hours of the organisation."""
    line: str
    """Number of the escalation line (R-049)."""
    now: datetime
    """When this was known: it tells an estimate from a date that has passed (R-024)."""
    emergency: str = ""
    """Number of the emergency services, for those who show this roster."""
    discreet: bool = False
    """Whether it is read by somebody who may not know why others are away unplanned (R-022)."""
    index: Index = field(init=False, repr=False)
    """What has been worked out already; it makes answers faster, never different."""

    def __post_init__(self) -> None:
        """Refuse a roster whose default director is unknown, and make room for what will be worked out."""
        _keep_utc(self, "now", self.now)
        if self.default_director not in self.people:
            raise ValueError(
                f"the default director (id {self.default_director}) is not among the people; "
                "name somebody who is"
            )
        object.__setattr__(self, "index", Index(self))

    def person(self, person_id: int | None) -> PersonFacts | None:
        """The person behind an id, None for nobody."""
        return None if person_id is None else self.people[person_id]


def _keep_utc(record: object, name: str, instant: datetime | None) -> None:
    if instant is not None and instant.tzinfo is not UTC:
        object.__setattr__(record, name, to_utc(instant))
