"""Goals, what changes them, and matters of duty of care.

Nothing of a plan is overwritten without a row that keeps what it said before, and nothing is deleted: what
was undone carries when that was, and counts for nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned, texts
from storage.models.columns import words as one_word_of
from storage.vocabulary import (
    Answer,
    ChangeKind,
    EngagementView,
    GoalStatus,
    ObjectiveStatus,
    PlanQuestion,
)

WORKED_FOR = "status IN ('on-track', 'slipping') AND withdrawn_at IS NULL"
"""The condition of the partial index over objectives still worked for; queries spell it the same way."""


class Goal(Versioned, table=True):
    """What a client wants to reach (R-102)."""

    __table_args__ = (Index("ix_goal_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    words: str
    status: GoalStatus = Field(default=GoalStatus.OPEN, sa_column=one_word_of(GoalStatus, "status"))
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    agreed_with: str = Field(default="")
    """With whom it was set; the client first."""
    withdrawn_at: datetime | None = Field(default=None)


class Objective(Versioned, table=True):
    """An achievable step towards a goal: by what it is measured, by when, and who sees to it (R-102)."""

    __table_args__ = (
        Index("ix_objective_client", "client_id"),
        Index("ix_objective_goal", "goal_id"),
        Index(
            "ix_objective_target",
            "target_on",
            sqlite_where=text(WORKED_FOR),
            postgresql_where=text(WORKED_FOR),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="goal.id")
    client_id: int = Field(foreign_key="client.id")
    words: str
    measure: str
    target_on: date
    owner: str
    status: ObjectiveStatus = Field(
        default=ObjectiveStatus.ON_TRACK, sa_column=one_word_of(ObjectiveStatus, "status")
    )
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    agreed_with: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class PlanRevision(Versioned, table=True):
    """One change of a goal or an objective: what it said, what it says, why, and who took part (R-102)."""

    __tablename__ = "plan_revision"
    __table_args__ = (
        Index("ix_plan_revision_client", "client_id", "at"),
        Index("ix_plan_revision_goal", "goal_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    goal_id: int = Field(foreign_key="goal.id")
    objective_id: int | None = Field(default=None, foreign_key="objective.id")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    """The change of circumstances that it answers, if any."""
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    was: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    became: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    why: str
    client_part: bool
    """Whether the client took part."""
    without_because: str = Field(default="")
    """Why not, if not."""
    professional: str = Field(default="")
    """Which professional took part; empty for none."""
    withdrawn_at: datetime | None = Field(default=None)


class Circumstance(Versioned, table=True):
    """A change of circumstances (R-104): what is new, and since when it is known."""

    __table_args__ = (Index("ix_circumstance_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    kind: ChangeKind = Field(sa_column=one_word_of(ChangeKind, "kind"))
    words: str
    told_by: str = Field(default="")
    """From whom it is known."""
    at: datetime
    recorded_at: datetime
    recorded_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class PlanAnswer(Versioned, table=True):
    """The answer to one of the four questions that a change asks (R-104)."""

    __tablename__ = "plan_answer"
    __table_args__ = (Index("uq_plan_answer", "change_id", "question", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="circumstance.id")
    question: PlanQuestion = Field(sa_column=one_word_of(PlanQuestion, "question"))
    answer: Answer = Field(default=Answer.NOT_ASKED, sa_column=one_word_of(Answer, "answer"))
    because: str = Field(default="")
    """Why not, where it is no."""
    answered_at: datetime | None = Field(default=None)
    answered_by: int | None = Field(default=None, foreign_key="person.id")


class EngagementCheck(Versioned, table=True):
    """Why somebody may not be engaging: each issue looked into, and what was concluded (R-105)."""

    __tablename__ = "engagement_check"
    __table_args__ = (Index("ix_engagement_check_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    findings: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    """What was found, by issue."""
    notes: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    """How that is known, by issue."""
    view: EngagementView = Field(sa_column=one_word_of(EngagementView, "view"))
    words: str = Field(default="")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    """The change of circumstances that it led to, if any."""
    withdrawn_at: datetime | None = Field(default=None)


class DutyOfCare(Versioned, table=True):
    """A matter flagged as one of duty of care, and what a director decided (R-114)."""

    __tablename__ = "duty_of_care"
    __table_args__ = (Index("ix_duty_of_care_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", unique=True)
    """The item that asks the directors."""
    about_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    """The item that was flagged, if it was one."""
    client_id: int | None = Field(default=None, foreign_key="client.id")
    why: str
    flagged_at: datetime
    flagged_by: int = Field(foreign_key="person.id")
    decision: str = Field(default="")
    decided_at: datetime | None = Field(default=None)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)
