"""What leaves the desk about the weeks ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.absences.views import AbsencePlan
from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.precedence import Capacity
from oncall_tui.rules.rota import RotaTrouble
from oncall_tui.rules.tracks import Stand


@dataclass(frozen=True, slots=True)
class CoverGap:
    """A span in which only the line stands for a client (R-033)."""

    client_id: int
    number: str
    name: str
    start: datetime
    end: datetime
    why: str
    new: bool = False
    """In a what-if: whether some of it would not be there without the absence."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Somebody who holds the role of another manager's clients."""

    person: PersonRef | None
    """Who holds it; None for the line, whose people change from night to night: a cover gap."""
    capacity: Capacity
    """By what right."""
    clients: int
    """For how many of the other's clients."""


@dataclass(frozen=True, slots=True)
class Stint:
    """A span in which a manager is at work, off or away, and the same people cover for them."""

    start: datetime
    end: datetime
    stand: Stand
    kind: str
    """Why they are away, as far as whoever asks may know it (R-176); empty for somebody who is not."""
    until: datetime | None
    """When the absence ends, which may be beyond the weeks shown; None for open-ended, and for no absence."""
    clients: int
    """How many clients they are primary manager of."""
    covers: tuple[Covering, ...]
    """Who else holds the role of some of them, most first."""

    @property
    def uncovered(self) -> int:
        """How many of their clients have nobody but the line."""
        return sum(each.clients for each in self.covers if each.person is None)


@dataclass(frozen=True, slots=True)
class PersonAhead:
    """One care manager's weeks ahead, without holes."""

    person: PersonRef
    clients: int
    """How many clients they are primary manager of at the start."""
    stints: tuple[Stint, ...]


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One local day, and how many clients have nobody on it."""

    day: date
    start: datetime
    end: datetime
    business: bool
    """Whether the office opens on it."""
    uncovered: int
    """Clients who have nobody but the line for some of it."""
    neither: int
    """Clients whose primary and secondary are both not there for some of it, covered by a decision or not."""


@dataclass(frozen=True, slots=True)
class RotaHole:
    """A span in which the rota names nobody who can answer, or two people at once (R-035)."""

    trouble: RotaTrouble
    start: datetime
    end: datetime
    people: tuple[PersonRef, ...]
    """In a gap: who is on the rota but away. In an overlap: who has the line at once."""
    stand_in: PersonRef
    """Who answers when it begins."""
    new: bool = False
    """In a what-if: whether it would not be there without the absence."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The weeks ahead as a whole."""

    start: datetime
    end: datetime
    people: tuple[PersonAhead, ...]
    """By name."""
    days: tuple[DayAhead, ...]
    gaps: tuple[CoverGap, ...]
    """By client and time."""
    rota: tuple[RotaHole, ...]
    """By time."""
    opens: tuple[tuple[datetime, datetime], ...]
    """When the office is open, over whole days."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would be if somebody were away; nothing is changed."""

    plan: AbsencePlan
    """What the absence moves, with who could cover each new gap."""
    before: Coverage
    after: Coverage
    """The weeks ahead with the absence; what is new in them is marked."""


@dataclass(frozen=True, slots=True)
class CoverageFinding:
    """A gap of cover or of the rota that directors must be told of once (R-033)."""

    key: str
    """The same whenever it is found again, and never another's."""
    kind: str
    """cover-gap or rota-gap."""
    start: datetime
    """When it begins, also where that has passed."""
    end: datetime
    """When it ends, or the end of the days looked at."""
    words: str
    """What to tell: no client is named, and no illness."""
    client_ids: tuple[int, ...] = ()
    """Whom it leaves uncovered."""
