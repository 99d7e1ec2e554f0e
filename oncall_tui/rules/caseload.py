"""How soon a client is due and why: the five classes of a telephonic caseload (R-115)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.rules.classing import BY_CATEGORY, STANDING, by_length, of_rule
from storage.vocabulary import Category, Phase, Priority

if TYPE_CHECKING:
    from oncall_tui.rules.rule import Rule

_RANK = {priority: rank for rank, priority in enumerate(Priority)}

PRIORITY_WORDS: Mapping[Priority, str] = MappingProxyType(
    {
        Priority.HIGH_1: "High 1, within 72 hours",
        Priority.HIGH_2: "High 2, within a week",
        Priority.HIGH_3: "High 3, within seven weeks",
        Priority.MEDIUM: "Medium, every 60 days",
        Priority.LOW: "Low, every 60 days",
    }
)
"""A class as the screens and the record say it."""

PRIORITY_SHORT: Mapping[Priority, str] = MappingProxyType(
    {
        Priority.HIGH_1: "High 1",
        Priority.HIGH_2: "High 2",
        Priority.HIGH_3: "High 3",
        Priority.MEDIUM: "Medium",
        Priority.LOW: "Low",
    }
)
"""A class in a column."""

PHASE_CLASS: Mapping[Phase, Priority] = MappingProxyType(
    {
        Phase.NEW: Priority.HIGH_2,
        Phase.OUTREACH: Priority.HIGH_2,
        Phase.ENGAGED: Priority.MEDIUM,
        Phase.MAINTENANCE: Priority.MEDIUM,
        Phase.GOALS_COMPLETE: Priority.LOW,
        Phase.DISCHARGE: Priority.MEDIUM,
        Phase.ACTIVE_UNENGAGED: Priority.LOW,
        Phase.TRANSFERRED: Priority.HIGH_3,
        Phase.DISENROLLED: Priority.LOW,
    }
)
"""The class of a client of whom nothing is open: what the job aid says of the phase."""

PHASE_BECAUSE: Mapping[Phase, tuple[str, str]] = MappingProxyType(
    {
        Phase.NEW: ("a new client", "new-client"),
        Phase.OUTREACH: ("outreach until the client engages", "new-client"),
        Phase.ENGAGED: ("engaged, with nothing pressing", "maintenance-contact"),
        Phase.MAINTENANCE: ("in maintenance, with nothing pressing", "maintenance-contact"),
        Phase.GOALS_COMPLETE: ("all goals complete", "maintenance-contact"),
        Phase.DISCHARGE: ("on the way out", "discharge-workflow"),
        Phase.ACTIVE_UNENGAGED: ("active but unengaged", "after-letter"),
        Phase.TRANSFERRED: ("came from another manager", "transfer-in"),
        Phase.DISENROLLED: ("no longer in the programme", "disenrolment"),
    }
)
"""Why a phase has its class, and by which rule."""

GONE = frozenset({Phase.DISENROLLED})
"""Phases in which nobody is reached out to any more."""


@dataclass(frozen=True, slots=True)
class Bands:
    """How near a lapse of funding is in days, for its classes; the job aid names none (R-136)."""

    first: int = 14
    second: int = 30


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is open for a client: an item, with the clock of it that is due first."""

    item_id: int
    category: Category
    rule: str = ""
    """The rule of that clock; empty while none runs."""
    due_at: datetime | None = None
    event_at: datetime | None = None
    """The hour that the item itself leads up to."""


@dataclass(frozen=True, slots=True)
class Given:
    """A class given by hand (R-115)."""

    priority: Priority
    reason: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A matter with its class."""

    matter: Matter
    priority: Priority


@dataclass(frozen=True, slots=True)
class Placing:
    """The class of a client, and what put them there."""

    priority: Priority
    rule: str
    """The rule that put them there; empty where no rule did."""
    because: str
    """The same in words."""
    item_id: int | None
    """The matter that decided; None where it was the phase, or a person."""
    due_at: datetime | None
    """By when, where a clock says so."""
    by_hand: bool = False

    @property
    def rank(self) -> int:
        """0 for what is due soonest."""
        return _RANK[self.priority]


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about one client."""

    phase: Phase
    matters: Sequence[Matter] = ()
    given: Given | None = None
    goals_open: bool = False
    """Whether a goal is open again although all were complete (R-140)."""


class Classes:
    """Puts clients and tasks into classes by the rules that a site has."""

    def __init__(self, rules: Iterable[Rule], bands: Bands | None = None) -> None:
        self._bands = bands or Bands()
        self._titles = {rule.id: rule.title for rule in rules}
        self._rules = {rule.id: of_rule(rule) for rule in rules}

    def of_task(self, matter: Matter, at: datetime) -> Priority:
        """Return the class of one task (R-115)."""
        if matter.category is Category.RECERTIFICATION:
            return self._of_lapse(matter.event_at or matter.due_at, at)
        found = self._rules.get(matter.rule)
        if found is None and matter.due_at is not None and matter.rule:
            found = by_length(matter.due_at - at)  # it leads up to a day of its own
        if matter.category in BY_CATEGORY and (found is None or matter.category is Category.HIGH_RISK_EVENT):
            found = BY_CATEGORY[matter.category]
        return found or Priority.HIGH_2

    def tasks(self, matters: Iterable[Matter], at: datetime) -> tuple[Task, ...]:
        """Return some tasks with their classes, the soonest first."""
        found = [Task(matter, self.of_task(matter, at)) for matter in matters]
        return tuple(sorted(found, key=_task_order))

    def place(self, standing: Standing, at: datetime) -> Placing:
        """Return the class of a client: given by hand, else of the most pressing matter, else of the phase.

        A client in maintenance with any more urgent matter is in its class from that instant (R-138), and no
        class given by hand hides a high-risk event (R-116).
        """
        given = standing.given
        if given is not None and at < given.expires_at and not _hides_risk(given, standing.matters):
            return Placing(given.priority, "", given.reason, None, None, by_hand=True)
        phase_class = PHASE_CLASS[standing.phase]
        best: Matter | None = None
        best_class = phase_class
        for matter in standing.matters:
            priority = self.of_task(matter, at)
            nearer = _RANK[priority] < _RANK[best_class]
            if nearer or (priority is best_class and _before(matter, best)):
                best, best_class = matter, priority
        if standing.goals_open and _RANK[best_class] > _RANK[Priority.HIGH_2]:
            return Placing(Priority.HIGH_2, "client-request", "a new goal is open", None, None)
        if best is None:
            because, rule = PHASE_BECAUSE[standing.phase]
            return Placing(phase_class, rule, because, None, None)
        because = self._because(best, standing.phase, at)
        return Placing(best_class, best.rule, because, best.item_id, best.due_at)

    def places(self, standings: Iterable[Standing], at: datetime) -> list[Placing]:
        """Return the classes of many clients, in their order."""
        place = self.place
        return [place(standing, at) for standing in standings]

    def _because(self, matter: Matter, phase: Phase, at: datetime) -> str:
        if matter.category is Category.RECERTIFICATION and matter.event_at is not None:
            return lapse_words((matter.event_at - at).days)
        if matter.category in STANDING:
            return PHASE_BECAUSE[phase][0]
        if matter.rule:
            return self._titles.get(matter.rule, matter.rule)
        return f"{matter.category.value.replace('-', ' ')}, not finished"

    def _of_lapse(self, lapses_at: datetime | None, at: datetime) -> Priority:
        """Return the class of a lapse of funding by the days left (R-136)."""
        if lapses_at is None:
            return Priority.HIGH_3
        left = lapses_at - at
        if left <= timedelta(days=self._bands.first):
            return Priority.HIGH_1
        return Priority.HIGH_2 if left <= timedelta(days=self._bands.second) else Priority.HIGH_3


def rolling_average(contacts: Sequence[date], today: date, *, first: date | None = None) -> float | None:
    """Return how many days lie between the talks with a client, taken over time (R-137).

    The time since the last talk counts once it is longer than the average without it, so that nobody looks
    well because they were never reached again. None where there was no talk and no day from which to count.
    """
    days = sorted({*contacts, *((first,) if first is not None else ())})
    if not days:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    running = (today - days[-1]).days
    if not gaps:
        return float(running)
    average: float = sum(gaps) / len(gaps)
    if running <= average:
        return average
    return float(sum(gaps) + running) / (len(gaps) + 1)


def lapse_words(days: int) -> str:
    """Say how near a lapse of funding is (R-136)."""
    if days < 0:
        return f"funding lapsed {-days} {_days(-days)} ago"
    return "funding lapses today" if days == 0 else f"funding lapses in {days} {_days(days)}"


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _hides_risk(given: Given, matters: Iterable[Matter]) -> bool:
    """Whether a class given by hand would hide a high-risk event."""
    return given.priority is not Priority.HIGH_1 and any(
        each.category is Category.HIGH_RISK_EVENT for each in matters
    )


def _before(matter: Matter, best: Matter | None) -> bool:
    """Whether a matter is due before the one that stands first so far."""
    if best is None:
        return True
    if best.due_at is None:
        return matter.due_at is not None
    return matter.due_at is not None and matter.due_at < best.due_at


def _task_order(task: Task) -> tuple[int, float, int]:
    due = task.matter.due_at
    return _RANK[task.priority], due.timestamp() if due else float("inf"), task.matter.item_id
