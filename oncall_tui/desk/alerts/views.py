"""What leaves the desk about alerts, made for the screens and for the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from oncall_tui.desk.views import PersonRef
from storage.vocabulary import AlertState, Rung, Step, Urgency


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One open alert, as the screens show it."""

    id: int
    version: int
    """For the verbs: an alert that has changed since it was shown is left alone."""
    item_id: int
    clock_id: int
    client_id: int | None
    client_name: str
    """Family name, given name; empty while the client is unknown. Never leaves the console."""
    rule: str
    title: str
    """The rule's title."""
    point: str
    """Which warning of its clock it is."""
    remaining: str
    """What was left at that warning, in words."""
    lapses_at: datetime
    """When the clock is due."""
    due_at: datetime
    """When the alert was to be raised."""
    raised_at: datetime
    state: AlertState
    rung: Rung
    urgency: Urgency
    recipient: PersonRef
    """Who was told on this rung; of several the first."""
    acting: PersonRef
    """Who must act on the item at this instant."""
    acknowledged_by: PersonRef | None
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    next_at: datetime | None
    """When it climbs, rings again, expires or wakes if nobody does anything; None for never."""
    snooze_limit: datetime
    """The latest instant it can be put off to: the next warning of its clock (R-161)."""
    undelivered: str
    """What did not leave the console although it should have; empty if all did (R-163)."""
    asked: str = ""
    """What or whom the console asks about, where nobody rang."""
    routine: bool = False
    """Whether it is of routine work, which rings for whoever it was told to and for nobody else."""

    @property
    def late(self) -> timedelta | None:
        """How late it was raised; None where that was in time (R-159)."""
        late = self.raised_at - self.due_at
        return late if late >= ON_TIME else None

    def lapsed(self, now: datetime) -> bool:
        """Whether its clock has run out."""
        return self.lapses_at <= now


ON_TIME = timedelta(seconds=30)
"""An alert raised within this of its due time is in time."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Every open alert at one instant: unanswered ones first, then by when their clock lapses."""

    rows: tuple[AlertRow, ...]
    at: datetime

    @property
    def unanswered(self) -> tuple[AlertRow, ...]:
        """The alerts that nobody has answered for."""
        return tuple(row for row in self.rows if row.state is AlertState.RAISED)


@dataclass(frozen=True, slots=True)
class StepView:
    """One thing that happened to an alert."""

    at: datetime
    step: Step
    rung: Rung
    person: str
    words: str


@dataclass(frozen=True, slots=True)
class Rang:
    """An alert that has just rung: raised, climbed, woken, expired or unanswered for too long."""

    alert_id: int
    item_id: int
    step: Step
    rung: Rung
    told: tuple[int, ...]
    """The people it went to."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one look at the record did."""

    at: datetime
    rang: tuple[Rang, ...] = ()
    next_at: datetime | None = None
    """When the next thing falls due; None for nothing ahead."""
