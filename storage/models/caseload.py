"""Where a client stands in the programme, and when they are next reached out to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.models.columns import Versioned, half_open, words
from storage.vocabulary import ConsultKind, Phase, Priority, Workflow


class Outreach(Versioned, table=True):
    """What is planned with one client (R-145); made when the first of it is known."""

    __table_args__ = (Index("ix_outreach_next", "next_on"),)

    client_id: int = Field(primary_key=True, foreign_key="client.id")
    next_on: date | None = Field(default=None)
    """The next outreach date, a day of the organisation's."""
    next_because: str = Field(default="")
    """What set it: a rule, or a person in their own words."""
    next_set_at: datetime | None = Field(default=None)
    next_set_by: str = Field(default="")
    interval_days: int | None = Field(default=None)
    """How far apart the well-being checks are once all goals are complete (R-140)."""
    letter_on: date | None = Field(default=None)
    """When the last no-contact letter was sent (R-141)."""
    letter_by: str = Field(default="")
    discharge_on: date | None = Field(default=None)
    """When the client is to be discharged (R-139)."""
    phase_since: datetime | None = Field(default=None)
    """When the phase was last changed; None while it is as it was recorded."""
    phase_cause: str = Field(default="")


class PhaseChange(Versioned, table=True):
    """One step of a client through the programme, with its cause (R-144)."""

    __tablename__ = "phase_change"
    __table_args__ = (Index("ix_phase_change_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    at: datetime
    before: Phase = Field(sa_column=words(Phase, "before"))
    after: Phase = Field(sa_column=words(Phase, "after"))
    cause: str
    by: str
    withdrawn_at: datetime | None = Field(default=None)
    """When it was undone; a withdrawn step was never taken."""


class Appointment(Versioned, table=True):
    """An entry in a care manager's appointment book (R-145)."""

    __table_args__ = (
        half_open(),
        Index("ix_appointment_person", "person_id", "starts_at"),
        Index("ix_appointment_client", "client_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    person_id: int = Field(foreign_key="person.id")
    """Whose book it stands in."""
    starts_at: datetime
    ends_at: datetime
    about: str = Field(default="")
    made_at: datetime
    made_by: str
    cancelled_at: datetime | None = Field(default=None)
    cancelled_because: str = Field(default="")


class PriorityOverride(Versioned, table=True):
    """A class that somebody gave a client by hand, with the reason and until when (R-115)."""

    __tablename__ = "priority_override"
    __table_args__ = (Index("ix_priority_override_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    priority: Priority = Field(sa_column=words(Priority, "priority"))
    reason: str
    set_at: datetime
    set_by: str
    expires_at: datetime
    ended_at: datetime | None = Field(default=None)
    """When somebody took it off before it expired, or gave another."""


class WorkflowRun(Versioned, table=True):
    """A course of steps that is being followed with a client (R-116, R-121, R-139)."""

    __tablename__ = "workflow_run"
    __table_args__ = (
        Index("ix_workflow_run_client", "client_id"),
        Index(
            "uq_workflow_run_open",
            "client_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND item_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND item_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    kind: Workflow = Field(sa_column=words(Workflow, "kind"))
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    """For a high-risk event: the item that told of it."""
    started_at: datetime
    started_by: str
    next_step: str = Field(default="")
    next_on: date | None = Field(default=None)
    """By which day the next step is taken; none is an error while it is open (R-121)."""
    ended_at: datetime | None = Field(default=None)
    ended_because: str = Field(default="")


class WorkflowStep(Versioned, table=True):
    """One step of a course, as the template said it when the course began."""

    __tablename__ = "workflow_step"
    __table_args__ = (UniqueConstraint("run_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="workflow_run.id")
    place: int
    words: str
    done_at: datetime | None = Field(default=None)
    done_by: str = Field(default="")
    note: str = Field(default="")


class Consult(Versioned, table=True):
    """What is asked of a specialist for a client, from the need to the follow-up (R-129 … R-131)."""

    __table_args__ = (Index("ix_consult_client", "client_id"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    client_id: int = Field(foreign_key="client.id")
    kind: ConsultKind = Field(sa_column=words(ConsultKind, "kind"))
    whom: str
    """Which specialist, or what kind of one."""
    need: str
    from_item_id: int | None = Field(default=None, foreign_key="item.id")
    """The item that went beyond our own scope (R-118)."""
    needed_at: datetime
    submitted_at: datetime | None = Field(default=None)
    chased_at: datetime | None = Field(default=None)
    """When somebody last asked where it is."""
    completed_at: datetime | None = Field(default=None)
    outcome: str = Field(default="")
    followed_up_at: datetime | None = Field(default=None)
    follow_up: str = Field(default="")
