"""Cases of client organisations: sessions, reviews, completed notes, procedures followed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.models.columns import Versioned, texts
from storage.models.columns import words as word
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    Development,
    NoteResult,
    ReviewDecision,
    SessionState,
    TickAnswer,
)

_GOING_ON = "state IN ('open', 'ended')"
"""The condition of the indices over the cases that go on; queries must spell it the same way."""


class CareCase(Versioned, table=True):
    """A case of one client, from its opening to its close."""

    __tablename__ = "care_case"
    __table_args__ = (
        Index("ix_care_case_client", "client_id", "opened_at"),
        Index(
            "ix_care_case_organisation",
            "organisation_id",
            sqlite_where=text(_GOING_ON),
            postgresql_where=text(_GOING_ON),
        ),
        Index(
            "ix_care_case_provider",
            "provider_id",
            sqlite_where=text(_GOING_ON),
            postgresql_where=text(_GOING_ON),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Made where it was typed in, so that a retry cannot open it twice."""
    client_id: int = Field(foreign_key="client.id")
    kind: CaseKind = Field(sa_column=word(CaseKind, "kind"))
    origin: CaseOrigin = Field(default=CaseOrigin.SELF_REFERRAL, sa_column=word(CaseOrigin, "origin"))
    organisation_id: int | None = Field(default=None, foreign_key="outside_party.id")
    provider_id: int | None = Field(default=None, foreign_key="outside_party.id")
    clinician_id: int | None = Field(default=None, foreign_key="person.id")
    """Which of our own has it; None for whoever is responsible for the client."""
    about: str = Field(default="")
    available: int = Field(default=0)
    """Sessions under the participant's benefit (R-095)."""
    state: CaseState = Field(default=CaseState.OPEN, sa_column=word(CaseState, "state"))
    opened_at: datetime
    opened_by: str
    rules_at: datetime | None = Field(default=None)
    """When a director attached the partner policy's rules by hand (R-021)."""
    rules_by: str = Field(default="")
    rules_because: str = Field(default="")
    ended_at: datetime | None = Field(default=None)
    """When the intervention ended (R-098)."""
    ended_by: str = Field(default="")
    ended_because: str = Field(default="")
    notes_missing: str = Field(default="")
    """Why there are no completed notes, where there are none."""
    closed_at: datetime | None = Field(default=None)
    closed_by: str = Field(default="")
    closed_because: str = Field(default="")


class CaseSession(Versioned, table=True):
    """One session of a case, booked or held."""

    __tablename__ = "case_session"
    __table_args__ = (Index("ix_case_session_case", "case_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_id: int = Field(foreign_key="care_case.id")
    state: SessionState = Field(sa_column=word(SessionState, "state"))
    at: datetime
    """When it was held, or is to be."""
    recorded_at: datetime
    recorded_by: str
    words: str = Field(default="")
    agreed: str = Field(default="")
    """What was agreed, who does it and by when; "none needed" where that is so (R-019)."""
    override_reason: str = Field(default="")
    """Why it went ahead without a decision, or beyond what is authorised."""
    cancelled_because: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class CaseReview(Versioned, table=True):
    """One decision after a first session (R-094); the newest counts, the others stay on record."""

    __tablename__ = "case_review"
    __table_args__ = (Index("ix_case_review_case", "case_id", "decided_at"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="care_case.id")
    decision: ReviewDecision = Field(sa_column=word(ReviewDecision, "decision"))
    decided_at: datetime
    decided_by: int = Field(foreign_key="person.id")
    reason: str
    used: int
    """Sessions that were held by then."""
    sessions: int = Field(default=0)
    """How many more are authorised by it."""
    resources: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class CaseNote(Versioned, table=True):
    """One completed note, and what its review found (R-098 … R-100)."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_case", "case_id", "recorded_at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_id: int = Field(foreign_key="care_case.id")
    title: str
    author: str = Field(default="")
    words: str = Field(default="")
    """What the note says, or where it is kept."""
    parts: list[str] = Field(default_factory=list, sa_column=texts())
    """Which parts of the documentation standard it holds."""
    standard: list[str] = Field(default_factory=list, sa_column=texts())
    """The standard as it was when the note was recorded."""
    recorded_at: datetime
    recorded_by: str
    reviewed_at: datetime | None = Field(default=None)
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    result: NoteResult | None = Field(default=None, sa_column=word(NoteResult, "result", null=True))
    found: str = Field(default="")
    actions: list[int] = Field(default_factory=list, sa_column=texts())
    """The items that its review created."""
    withdrawn_at: datetime | None = Field(default=None)


class NoteStandard(Versioned, table=True):
    """What the site wants in every completed note (R-100); one row."""

    __tablename__ = "note_standard"

    id: int = Field(default=1, primary_key=True)
    parts: list[str] = Field(default_factory=list, sa_column=texts())
    set_at: datetime
    set_by: str


class ProcedureTick(Versioned, table=True):
    """That a procedure was followed in a case, or why it does not apply."""

    __tablename__ = "procedure_tick"
    __table_args__ = (UniqueConstraint("case_id", "procedure_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="care_case.id")
    procedure_id: int = Field(foreign_key="procedure.id")
    answer: TickAnswer | None = Field(default=None, sa_column=word(TickAnswer, "answer", null=True))
    """None where a tick was taken back."""
    reason: str = Field(default="")
    at: datetime
    by: str


class CaseDevelopment(Versioned, table=True):
    """What a provider told of, as the item that it became (R-097)."""

    __tablename__ = "case_development"
    __table_args__ = (Index("ix_case_development_case", "case_id"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    client_id: int = Field(foreign_key="client.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="care_case.id")
    party_id: int | None = Field(default=None, foreign_key="outside_party.id")
    kind: Development = Field(sa_column=word(Development, "kind"))
