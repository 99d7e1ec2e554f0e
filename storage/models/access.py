"""Who may sign in, with what, and who went past what they may do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.models.columns import Plain, Versioned, words
from storage.vocabulary import AccessRole


class AccessGrant(Plain, table=True):
    """A role at the desk that somebody has beyond what comes with their work (R-174)."""

    __tablename__ = "access_grant"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    role: AccessRole = Field(sa_column=words(AccessRole, "role", key=True))
    by_id: int = Field(foreign_key="person.id")
    at: datetime


class Credential(Versioned, table=True):
    """What somebody proves with that it is them (R-175); only a hash of it is kept."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    secret_hash: str
    """Argon2id; the audit record never holds it."""
    changed_at: datetime


class EnrolmentCode(Plain, table=True):
    """A code with which somebody who has no secret, or has forgotten it, may set one, once."""

    __tablename__ = "enrolment_code"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    secret_hash: str
    by_id: int = Field(foreign_key="person.id")
    expires_at: datetime


class RecoveryCode(Versioned, table=True):
    """The code on paper that lets a director in when no administrator can; replaced once used."""

    __tablename__ = "recovery_code"

    id: int = Field(default=1, primary_key=True)
    secret_hash: str
    made_at: datetime


class SignInTry(Plain, table=True):
    """How often somebody's secret was given wrongly at a terminal since it was last given rightly."""

    __tablename__ = "sign_in_try"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    terminal: str = Field(primary_key=True)
    failures: int = Field(default=0)
    last_at: datetime


class BrokenGlass(Versioned, table=True):
    """An emergency in which somebody went past what they may do, for an hour (R-174)."""

    __tablename__ = "broken_glass"
    __table_args__ = (Index("ix_broken_glass_person", "person_id", "until"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    client_id: int | None = Field(default=None, foreign_key="client.id")
    """Whose record it is about; empty for what directors decide."""
    reason: str
    opened_at: datetime
    until: datetime
    told_id: int = Field(foreign_key="person.id")
    """The second person, who was told."""
    item_id: int | None = Field(default=None, foreign_key="item.id")
    """The item in which somebody else reviews it."""
