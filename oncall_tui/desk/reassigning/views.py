"""What leaves the desk about a reassignment, before it is saved and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from oncall_tui.desk.absences.views import Candidate, Uncovered
from oncall_tui.desk.views import PersonRef


class Share(StrEnum):
    """Which role is given."""

    ACTING = "acting"
    """A director's decision: they hold the primary role for a while, whoever is on record."""
    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Clients for somebody else, before it is saved (R-041)."""

    client_ids: tuple[int, ...]
    """Which clients; empty for the whole caseload of `all_of`."""
    person_id: int | None
    """Who is given the role; None for each client's own secondary care manager (R-032)."""
    share: Share
    reason: str
    start: datetime | None = None
    """From when; None for now."""
    end: datetime | None = None
    """Until when; None for good."""
    all_of: int | None = None
    """Whose whole caseload in that role, as it is when it begins."""
    secondary_id: int | None = None
    """Who becomes secondary care manager where the secondary moves up; None leaves that open."""


@dataclass(frozen=True, slots=True)
class Given:
    """One role of one client, and who has it before and after."""

    client_id: int
    number: str
    name: str
    share: Share
    holder: PersonRef | None
    """Who has it when it begins; None for nobody."""
    onto: PersonRef | None
    """Who has it then; None where it stays open."""
    acting: PersonRef
    """Who holds the primary role of the client then, with all that counts."""
    unchanged: bool = False
    """Whether they have it already, for all that time."""
    refused: str = ""
    """Why it cannot be; empty where it can."""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A client who would be left without a secondary care manager, and who could be it (R-032)."""

    client_id: int
    number: str
    name: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ReassignmentPlan:
    """Everything that a reassignment changes, client by client."""

    share: Share
    person: PersonRef | None
    """Who is given the role; None for each client's own secondary."""
    start: datetime
    end: datetime | None
    reason: str
    clients: tuple[Given, ...]
    gaps: tuple[Uncovered, ...]
    """When neither manager could hold the role, where somebody could before (R-033)."""
    unfilled: tuple[Unfilled, ...]
    seen: Mapping[int, object] = field(repr=False, compare=False)
    """Who had what, by client, for whoever confirms: what has changed since is not overwritten."""
    seen_entry: int = field(repr=False, compare=False)
    """The last entry of the record that this knows of."""
    applied: bool = False

    @property
    def refused(self) -> tuple[Given, ...]:
        """The clients with whom it cannot be done; while there is one, none is changed."""
        return tuple(each for each in self.clients if each.refused)

    @property
    def count(self) -> int:
        """How many clients it concerns."""
        return len({each.client_id for each in self.clients})
