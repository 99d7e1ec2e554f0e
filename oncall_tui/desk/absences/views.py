"""What leaves the desk about an absence, before it is saved and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.views import PersonRef
from storage.vocabulary import AbsenceReason, AbsenceSource, CareRole


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody chosen for a gap: they hold the primary role of that client for that time (R-025, R-033)."""

    client_id: int
    person_id: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """Somebody's absence, before it is saved (R-023)."""

    person_id: int
    reason: AbsenceReason
    start: datetime | None = None
    """When it began or begins; None for now. It may lie back: routing changes from now on only."""
    end: datetime | None = None
    """When it ends; None while nobody knows (R-024)."""
    source: AbsenceSource = AbsenceSource.DIRECTOR
    contactable: str = ""
    """The number to ring in an emergency, if they may be rung."""
    note: str = ""
    covers: tuple[Cover, ...] = ()
    """Who was chosen for the gaps that it leaves."""


NOT_AT_ALL = "not at all"
"""How much of a gap somebody is here for who is away as well."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could cover, with the evidence under each of the four criteria (R-025)."""

    person: PersonRef
    designated: bool
    """Whether they are the secondary care manager on record, who always stands first."""
    available: str
    """How much of the gap they are here for."""
    relationship: str
    """How they know the client."""
    expertise: str
    """What they know of the client's service and conditions."""
    location: str
    """Whether they work where the client lives."""
    load: int
    """Clients they are primary care manager of."""

    @property
    def there(self) -> bool:
        """Whether they are here for any of it."""
        return self.available != NOT_AT_ALL


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A span in which neither manager of a client could hold the role (R-033)."""

    client_id: int
    number: str
    name: str
    start: datetime
    end: datetime
    why: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A client, and who holds the role before and after."""

    client_id: int
    number: str
    name: str
    role: CareRole
    """Which role the absent person has for this client."""
    holder: PersonRef
    """Who holds the primary role without the absence."""
    onto: PersonRef
    """Who holds it with the absence."""
    gap: bool
    """Whether it falls to the line because neither manager can hold it."""


@dataclass(frozen=True, slots=True)
class MovedClock:
    """A clock that runs, and who must keep it before and after."""

    item_id: int
    rule: str
    due_at: datetime
    holder: PersonRef
    onto: PersonRef


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """Everything that an absence changes (R-030)."""

    person: PersonRef
    reason: AbsenceReason
    start: datetime
    end: datetime | None
    counts_from: datetime
    """From when on routing changes: its start, or now where that has passed."""
    clients: tuple[Moved, ...]
    gaps: tuple[Uncovered, ...]
    clocks: tuple[MovedClock, ...]
    duty: tuple[tuple[datetime, datetime], ...]
    """Shifts on the line that the person was to have meanwhile."""
    applied: bool = False
    refused: str = ""
    """Why it cannot be recorded as it stands; empty where it can."""
