"""Who holds which role for whom, who is away, and who has the line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Plain, Versioned, half_open, words
from storage.vocabulary import AbsenceReason, AbsenceSource, AccessStep, CareRole


class Holding(Versioned, table=True):
    """A care role that a person holds for one client over a half-open span (R-008, R-009)."""

    __table_args__ = (
        half_open(),
        Index(
            "uq_holding_open",
            "client_id",
            "role",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
        Index("ix_holding_person", "person_id", "role"),
        Index("ix_holding_client", "client_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    person_id: int = Field(foreign_key="person.id")
    role: CareRole = Field(sa_column=words(CareRole, "role"))
    starts_at: datetime
    ends_at: datetime | None = Field(default=None)


class Decision(Versioned, table=True):
    """A director's decision about who holds the primary role of one client for a while (R-011)."""

    __table_args__ = (half_open(), Index("ix_decision_client", "client_id"))

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    person_id: int = Field(foreign_key="person.id")
    starts_at: datetime
    ends_at: datetime | None = Field(default=None)
    reason: str
    decided_by: int = Field(foreign_key="person.id")


class Absence(Versioned, table=True):
    """A span in which a person is away (R-023); when it happened and when it was told are kept apart."""

    __table_args__ = (half_open(), Index("ix_absence_person", "person_id", "starts_at"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    reason: AbsenceReason = Field(sa_column=words(AbsenceReason, "reason"))
    starts_at: datetime
    ends_at: datetime | None = Field(default=None)
    """None while nobody knows when it ends."""
    returned_at: datetime | None = Field(default=None)
    """When somebody confirmed the return (R-024)."""
    cancelled_at: datetime | None = Field(default=None)
    """When it was found to be a mistake; a cancelled absence counts for nothing."""
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    """For a manager who could not be reached: the one item that this concerns (R-034)."""
    source: AbsenceSource = Field(default=AbsenceSource.DIRECTOR, sa_column=words(AbsenceSource, "source"))
    contactable: str = Field(default="")
    note: str = Field(default="")
    entered_by: str = Field(default="")
    recorded_at: datetime


class DutyShift(Versioned, table=True):
    """A span in which one director has the line (R-035)."""

    __tablename__ = "duty_shift"
    __table_args__ = (half_open(), Index("ix_duty_span", "starts_at", "ends_at"))

    id: int | None = Field(default=None, primary_key=True)
    director_id: int = Field(foreign_key="person.id", index=True)
    starts_at: datetime
    ends_at: datetime
    accepted_at: datetime | None = Field(default=None)
    """When the director took the line over."""


class AccountAccess(Plain, table=True):
    """One step of a director into an absent person's account (R-039); triggers refuse to change it."""

    __tablename__ = "account_access"
    __table_args__ = (Index("ix_account_access_person", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    """Whose account it is."""
    system: str
    """Which one: e-mail, message boards, a device."""
    step: AccessStep = Field(sa_column=words(AccessStep, "step"))
    at: datetime
    recorded_at: datetime
    by_id: int = Field(foreign_key="person.id")
    words: str
    """Why it was opened, what was sent from it, or how it was closed again."""
