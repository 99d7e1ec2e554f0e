"""What the desk tells of a caseload: frozen values for the worklist, the outreach sheet and the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.views import PersonRef
from storage.vocabulary import (
    Category,
    ClientStatus,
    ConsultKind,
    ItemState,
    Phase,
    Priority,
    Urgency,
    Workflow,
)


@dataclass(frozen=True, slots=True)
class TaskView:
    """One open item of a client, with its class (R-115)."""

    item_id: int
    category: Category
    title: str
    """What is owed: the title of the rule whose clock is due first, else what the item is about."""
    rule: str
    """The rule of that clock; empty while none runs."""
    requirement: str
    """The number of that rule's requirement; empty while none runs."""
    priority: Priority
    urgency: Urgency
    state: ItemState
    due_at: datetime | None
    lapsed: bool
    next_step: str
    routine: bool
    """Whether it stands on the worklist alone and not in the queue of the line."""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An entry of an appointment book (R-145)."""

    id: int
    client_id: int
    client_name: str
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    about: str
    clash: str
    """What stands against it: another entry at the same time, or an absence; empty for nothing."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One client on a worklist."""

    client_id: int
    number: str
    name: str
    """Family name, given name."""
    status: ClientStatus
    phase: Phase
    phase_since: datetime | None
    """Since when; None while it is as it was first recorded."""
    primary: bool
    """Whether whoever's list it is has the client for good; otherwise they act for another manager."""
    held: bool
    """Whether they hold the role now; a primary manager who is away does not."""
    priority: Priority
    why: str
    """What put the client into that class, in words with the requirement's number (R-115)."""
    by_hand: bool
    """Whether a person gave the class, until a day."""
    rule: str
    """The rule that put the client there; empty where no rule did."""
    item_id: int | None
    """The open item that decided; None where it was the phase or a person."""
    due_at: datetime | None
    """By when that is due, where a clock says so."""
    late: bool
    """Whether that has lapsed, or the next outreach date is past."""
    next_on: date | None
    """The next outreach date (R-145)."""
    next_because: str
    appointment: AppointmentView | None
    """The next entry in an appointment book, the one that goes on now included."""
    last_contact_at: datetime | None
    """When somebody last spoke with the client themselves (R-146)."""
    attempts_since: int
    """How often the client was tried since, without success."""
    letter_on: date | None
    """When the last no-contact letter was sent (R-141)."""
    discharge_on: date | None
    tasks: tuple[TaskView, ...]
    """Everything that is open, the most pressing first."""
    problems: tuple[str, ...]
    """What is missing and must not be: such as a next outreach date (R-121, R-145)."""
    prompts: tuple[str, ...] = ()
    """What the document asks for by now: such as the no-contact letter (R-141)."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everybody whom a care manager looks after, the most pressing first."""

    person: PersonRef
    at: datetime
    today: date
    """The day at that instant where the organisation is."""
    rows: tuple[WorkRow, ...]

    @property
    def errors(self) -> tuple[WorkRow, ...]:
        """The clients of whom something is missing that must not be (R-121, R-145)."""
        return tuple(row for row in self.rows if row.problems)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a course."""

    id: int
    place: int
    words: str
    done_at: datetime | None
    done_by: str
    note: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A course of steps that is followed with a client."""

    id: int
    kind: Workflow
    item_id: int | None
    started_at: datetime
    started_by: str
    next_step: str
    next_on: date | None
    ended_at: datetime | None
    ended_because: str
    steps: tuple[StepView, ...]

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(1 for step in self.steps if step.done_at is not None)


@dataclass(frozen=True, slots=True)
class ConsultView:
    """What is asked of a specialist, and how far it has got (R-129 … R-131)."""

    item_id: int
    client_id: int
    kind: ConsultKind
    whom: str
    need: str
    from_item_id: int | None
    needed_at: datetime
    submitted_at: datetime | None
    chased_at: datetime | None
    completed_at: datetime | None
    outcome: str
    followed_up_at: datetime | None
    follow_up: str
    due_at: datetime | None
    """When the running step is due."""
    limit_at: datetime | None
    """When the whole chain must be over."""
    stand: str
    """Where it stands, in words: in time, overdue, beyond the limit."""
    late: bool


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One step of a client through the programme (R-144)."""

    at: datetime
    before: Phase
    after: Phase
    cause: str
    by: str


@dataclass(frozen=True, slots=True)
class OverrideView:
    """A class that somebody gave by hand (R-115)."""

    id: int
    priority: Priority
    reason: str
    set_by: str
    set_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OutreachView:
    """Everything that is planned with one client."""

    row: WorkRow
    version: int
    """Of what is planned, so that of two people who change it the second is refused; 0 for nothing yet."""
    pcm: str
    """Whose list the client is on; empty for nobody's."""
    books: tuple[PersonRef, ...]
    """In whose appointment books the client may stand: the primary manager, whoever acts, the secondary."""
    average_days: float | None
    """How many days lie between the talks with the client, over the last year (R-137)."""
    contacts: int
    """How many talks that counts."""
    lapse_on: date | None
    """The day on which the client's funding lapses, while help with that is asked for (R-136)."""
    lapse_words: str
    interval_days: int | None
    """How far apart the well-being checks are (R-140)."""
    confirmed_at: datetime | None
    confirmed_by: str
    stale_days: int | None
    """How many days ago the client's information was confirmed, once that is too long (R-017)."""
    letter_due: bool
    """Whether enough attempts have failed for the no-contact letter (R-141)."""
    override: OverrideView | None
    runs: tuple[RunView, ...]
    """The courses that are open, then those that ended, the newest first."""
    consults: tuple[ConsultView, ...]
    appointments: tuple[AppointmentView, ...]
    phases: tuple[PhaseView, ...]
    """Every step so far, the newest first."""
