"""A case as it leaves the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.rules.reviews import Entitlement
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    ClockState,
    Development,
    ItemState,
    NoteResult,
    ReviewDecision,
    SessionState,
    TickAnswer,
)


@dataclass(frozen=True, slots=True)
class CaseSaved(Saved):
    """What a change to a case did."""

    case_id: int = 0
    record_id: int = 0
    """The session, note or item that was made, if one was."""


@dataclass(frozen=True, slots=True)
class OutsideRef:
    """An outside party, as far as a case needs to name and ring it."""

    id: int
    name: str
    phone: str = ""
    email: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: int
    version: int
    client_id: int
    client_number: str
    client_name: str
    kind: CaseKind
    origin: CaseOrigin
    covered: bool
    """Whether the partner policy's rules count for it (R-021)."""
    organisation: str
    state: CaseState
    opened_at: datetime
    may: Entitlement
    owed: tuple[str, ...]
    """What is owed next, in words; empty for nothing."""


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """One procedure of the client organisation, and what became of it in this case (R-020)."""

    id: int
    words: str
    number: str
    """The number that it sets, in words, such as "first-session-review: 1 business day"; empty for none."""
    answer: TickAnswer | None
    reason: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session."""

    id: int
    state: SessionState
    at: datetime
    words: str
    agreed: str
    override_reason: str
    cancelled_because: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One decision after the first session."""

    id: int
    decision: ReviewDecision
    decided_at: datetime
    decided_by: str
    reason: str
    sessions: int
    resources: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """One completed note."""

    id: int
    title: str
    author: str
    words: str
    missing: tuple[str, ...]
    """What the documentation standard asks for and it lacks (R-100)."""
    recorded_at: datetime
    recorded_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    result: NoteResult | None
    found: str
    actions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentView:
    """What a provider told of (R-097)."""

    item_id: int
    kind: Development
    at: datetime
    said: str
    state: ItemState


@dataclass(frozen=True, slots=True)
class OwedClock:
    """A clock of one of the case's own questions."""

    item_id: int
    title: str
    due_at: datetime
    state: ClockState


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about one case."""

    row: CaseRow
    about: str
    organisation: OutsideRef | None
    provider: OutsideRef | None
    clinician: PersonRef | None
    """Which of our own has it; None for whoever is responsible for the client."""
    opened_by: str
    rules_at: datetime | None
    rules_by: str
    rules_because: str
    ended_at: datetime | None
    ended_because: str
    notes_missing: str
    closed_at: datetime | None
    closed_because: str
    procedures: tuple[ProcedureView, ...]
    sessions: tuple[SessionView, ...]
    reviews: tuple[ReviewView, ...]
    """The newest first; it is the one that counts."""
    notes: tuple[NoteView, ...]
    developments: tuple[DevelopmentView, ...]
    clocks: tuple[OwedClock, ...]
    """Of the case's own questions that still run, the earliest due first."""
    bars_session: str
    """Why no further session may be booked or recorded without a reason; empty where one may."""
    bars_closing: tuple[str, ...]

    @property
    def decided(self) -> ReviewView | None:
        """The decision that counts."""
        return self.reviews[0] if self.reviews else None
