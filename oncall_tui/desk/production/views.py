"""What leaves the desk about production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.production import Arithmetic, Goal, Reach, Tally
from storage.vocabulary import Phase


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a manager, in their own zone."""

    day: date
    tally: Tally
    goal: Goal


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week of a manager, from its Monday."""

    first: date
    tally: Tally
    goal: Goal
    days: tuple[DayView, ...]
    """All seven."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """A client whom nobody has spoken to in the days in which everybody should be (R-154)."""

    client_id: int
    number: str
    name: str
    phase: Phase
    last_at: datetime | None
    """The last talk; None for never."""
    since: date
    """Since when: the last talk, or the day on which they came to this manager."""
    days: int
    """How many days ago that is."""


@dataclass(frozen=True, slots=True)
class Production:
    """What one care manager has done, against what is asked of one."""

    person: PersonRef
    at: datetime
    zone: str
    """In which their days and weeks begin and end."""
    today: DayView
    week: WeekView
    weeks: tuple[WeekView, ...]
    """The weeks before, and this one, the oldest first."""
    days_left: int
    """Days of this week on which they still work, today included while it is not over."""
    needed: int | None
    """Contacts that each of those needs; None where none is left for those missing."""
    ceiling: int
    """How many clients are planned for one manager (R-153)."""
    reach: Reach
    unreached: tuple[Unreached, ...]
    """The longest ago first, those never spoken to before them."""
    arithmetic: Arithmetic
    all_calls: bool
    """Whether all calls of a week count towards its hundred, or those alone that reached nobody (A-31)."""

    @property
    def caseload(self) -> int:
        """How many clients they have."""
        return self.reach.clients


@dataclass(frozen=True, slots=True)
class Figures:
    """Every care manager's production at one instant, by name."""

    at: datetime
    managers: tuple[Production, ...]
