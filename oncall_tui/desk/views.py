"""What leaves the desk: frozen values made for whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.plans.contacts import LastSpoken, OverdueSign
from storage.vocabulary import (
    Answer,
    CallerType,
    Category,
    Channel,
    ClientStatus,
    ClockState,
    ConsentKind,
    Direction,
    Interest,
    ItemState,
    Outcome,
    Phase,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person, as far as a screen needs to name and ring them."""

    id: int
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of an item."""

    id: int
    rule: str
    """Its id in the rulebook."""
    title: str
    requirement: str
    started_at: datetime
    due_at: datetime
    state: ClockState
    ended_at: datetime | None
    ended_by: str
    lapsed: bool
    """Running and past its due time, at the instant the view was made for."""

    @property
    def met_at(self) -> datetime | None:
        """When the rule was kept, in time or late; None while it runs or when it was cancelled."""
        return self.ended_at if self.state in (ClockState.MET, ClockState.MET_LATE) else None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue (R-056)."""

    id: int
    version: int
    state: ItemState
    urgency: Urgency
    category: Category
    client_id: int | None
    client_number: str
    client_name: str
    """Family name, given name; empty while the client is unknown."""
    caller: str
    caller_type: CallerType
    phone: str
    received_at: datetime
    recorded_at: datetime
    due_at: datetime | None
    """When the earliest unsatisfied clock is due; None when nothing is owed by a time (R-073)."""
    rule: str
    """Which rule that is; empty for none."""
    acting: PersonRef
    """Who must act on it at this instant."""
    handed: bool
    """Whether somebody handed it to that person by name."""
    attempts: int
    attempts_allowed: int | None
    """None for no limit (R-087); 0 where nobody is being reached out to."""
    next_step: str
    held_until: datetime | None
    risk: bool
    said: str
    """How what was said begins."""
    clocks: tuple[ClockView, ...]

    def lapsed(self, now: datetime) -> bool:
        """Whether its headline clock has run out at that instant."""
        return self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are open, lapsing soon and lapsed."""

    open: int
    lapsing: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue as it stood at one instant, in its order."""

    rows: tuple[QueueRow, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt that was made."""

    id: int
    item_id: int
    made_at: datetime
    by: str
    channel: Channel
    outcome: Outcome
    note: str
    message_left: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of an item's history, oldest first."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Everything about one item."""

    row: QueueRow
    relationship: str
    direction: Direction
    dropped_phone: str
    said: str
    advice: str
    emergency: bool
    emergency_at: datetime | None
    dissatisfied: bool
    shift_at: datetime | None
    held_because: str
    handed_because: str
    ended_because: str
    entered_by: str
    repeat_of: int | None
    duplicate_of: int | None
    further_clients: tuple[str, ...]
    attempts: tuple[AttemptView, ...]
    history: tuple[Happening, ...]
    interest: Interest | None
    """Whose interest is put (R-016)."""
    about: str
    """Whom of our own it is about; empty for nobody (R-062)."""
    mode: Channel | None
    """How a colleague's help is wanted (R-040)."""
    accepted_by: str
    """Which colleague has said that they help; empty for nobody yet."""


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The newest answer to one question about being contacted."""

    kind: ConsentKind
    answer: Answer
    noted_at: datetime | None
    noted_by: str
    detail: str = ""
    """Which times, or who may be told."""
    expired: bool = False
    """Whether there was an answer that has run out."""


@dataclass(frozen=True, slots=True)
class ContactView:
    """Somebody around a client."""

    name: str
    relationship: str
    phone: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class Pressure:
    """How often a client was tried lately, by anybody and for any purpose (R-088)."""

    day: int
    """In the last 24 hours."""
    week: int
    """In the last 7 days."""
    last: AttemptView | None


@dataclass(frozen=True, slots=True)
class ClientCard:
    """What to know about a client before and during a call (R-007, R-017, R-018)."""

    id: int
    number: str
    family_name: str
    given_name: str
    preferred_name: str
    dob: date | None
    address: str
    suburb: str
    region: str
    phones: tuple[str, ...]
    email: str
    service: str
    organisation: str
    conditions: tuple[str, ...]
    past_history: tuple[str, ...]
    concerns: tuple[str, ...]
    safe_times: str
    status: ClientStatus
    phase: Phase
    contacts: tuple[ContactView, ...]
    consents: tuple[ConsentView, ...]
    board_url: str
    confirmed_at: datetime | None
    stale_days: int | None
    """How many days the information is past its freshness; None while it is fresh, never negative."""
    spoken: LastSpoken
    """For how long nobody, and not the primary manager, has spoken with them (R-111)."""
    overdue_signs: tuple[OverdueSign, ...]
    """What was to be looked for by a day that is over (R-110)."""
    pressure: Pressure
    open_items: int
    held: bool
    """Whether a legal hold keeps everything of theirs (R-177)."""

    @property
    def name(self) -> str:
        """Family name, given name."""
        return f"{self.family_name}, {self.given_name}"

    @property
    def last_contact_at(self) -> datetime | None:
        """When anybody last spoke with them."""
        return self.spoken.anybody

    def answer(self, kind: ConsentKind) -> Answer:
        """Return the newest answer to one question; not asked where there is none."""
        return next((each.answer for each in self.consents if each.kind is kind), Answer.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class LineHolder:
    """Who has the line, until when, and whether the rota says so."""

    person: PersonRef
    until: datetime | None
    rota_gap: bool
    """True when nobody is on the rota and the default director stands in."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change did, said after it was committed."""

    item_id: int
    words: str
    """Such as: Saved. 1042, call back by Mon 17:00."""
    repeated: bool = False
    """True when the same key had been saved before; nothing was changed."""
