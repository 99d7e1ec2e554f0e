"""Practice looked back on: reviews for supervision, and the competencies that contacts showed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.models.columns import Versioned, texts


class PracticeReview(Versioned, table=True):
    """A piece of practice looked back on, for supervision (R-112)."""

    __tablename__ = "practice_review"
    __table_args__ = (
        Index("ix_practice_review_person", "person_id", "written_at"),
        Index("ix_practice_review_client", "client_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    """Whose practice it is."""
    client_id: int | None = Field(default=None, foreign_key="client.id")
    issue: str
    actions: str
    skills: list[str] = Field(default_factory=list, sa_column=texts())
    """By code."""
    indicators: str = Field(default="")
    traps: str = Field(default="")
    competencies: list[str] = Field(default_factory=list, sa_column=texts())
    """By code."""
    reference: str = Field(default="")
    reflections: str
    written_at: datetime
    written_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class CompetencyTag(Versioned, table=True):
    """A contact tagged with a competency that it showed (R-113)."""

    __tablename__ = "competency_tag"
    __table_args__ = (
        Index("ix_competency_tag_person", "person_id", "shown_at"),
        Index("ix_competency_tag_attempt", "attempt_id"),
        Index("ix_competency_tag_contact", "team_contact_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str
    person_id: int = Field(foreign_key="person.id")
    """Whose contact it was."""
    shown_at: datetime
    """When the contact was."""
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    team_contact_id: int | None = Field(default=None, foreign_key="team_contact.id")
    tagged_at: datetime
    tagged_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)
