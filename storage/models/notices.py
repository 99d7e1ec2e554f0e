"""Alerts, what became of each, and the notices of them that leave the console."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.models.columns import Plain, Versioned, words
from storage.vocabulary import AlertState, NoticeState, Rung, Step


class Alert(Versioned, table=True):
    """One warning of one clock (R-157); unique, so that it is raised once whatever restarts (R-160)."""

    __table_args__ = (
        Index("uq_alert_point", "clock_id", "point", unique=True),
        Index(
            "ix_alert_open",
            "item_id",
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id")
    item_id: int = Field(foreign_key="item.id")
    point: str
    """Which warning of its clock it is, such as "2-elapsed-hours" or "lapse"."""
    remaining: str
    """What was left at that warning, in words."""
    due_at: datetime
    """When it was to be raised."""
    raised_at: datetime
    """When it was; later than due after a stop, a sleep or a stall (R-159)."""
    state: AlertState = Field(default=AlertState.RAISED, sa_column=words(AlertState, "state"))
    rung: Rung = Field(default=Rung.ACTING, sa_column=words(Rung, "rung"))
    """How far it has climbed (R-162)."""
    recipient_id: int = Field(foreign_key="person.id")
    """Who was told first on this rung; worked out when it was told (R-158)."""
    told_at: datetime
    """When the people on this rung were first told."""
    rang_at: datetime
    """When it last rang."""
    acknowledged_by: int | None = Field(default=None, foreign_key="person.id")
    acknowledged_at: datetime | None = Field(default=None)
    expires_at: datetime | None = Field(default=None)
    """When the acknowledgement expires if nothing is done."""
    snoozed_until: datetime | None = Field(default=None)
    closed_at: datetime | None = Field(default=None)


class AlertStep(SQLModel, table=True):
    """One thing that happened to an alert, and to whom it was told."""

    __tablename__ = "alert_step"
    __table_args__ = (Index("ix_alert_step_alert", "alert_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    at: datetime
    step: Step = Field(sa_column=words(Step, "step"))
    rung: Rung = Field(sa_column=words(Rung, "rung"))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Who was told, or who did it."""
    words: str = Field(default="")
    """Why; what somebody typed, or what is to be known."""


class Notice(Plain, table=True):
    """A message on its way out: one person, one channel, sent at least once (R-029, R-159).

    How it is going is kept here, unrecorded; what became of it is a step of its alert.
    """

    __table_args__ = (
        Index(
            "ix_notice_waiting",
            "not_before",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index("ix_notice_alert", "alert_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Made of what it tells of, so that nothing is put in twice."""
    alert_id: int | None = Field(default=None, foreign_key="alert.id")
    person_id: int = Field(foreign_key="person.id")
    channel: str
    """The channel's name in the settings."""
    text_id: str
    """Which prepared text it is (R-185)."""
    text_version: int = Field(default=1)
    subject: str
    body: str
    created_at: datetime
    not_before: datetime
    """When it may next be tried."""
    state: NoticeState = Field(default=NoticeState.WAITING, sa_column=words(NoticeState, "state"))
    owner: str = Field(default="")
    """Which sender has it now."""
    lease_until: datetime | None = Field(default=None)
    attempts: int = Field(default=0)
    last_error: str = Field(default="")
    ended_at: datetime | None = Field(default=None)


class Lease(Plain, table=True):
    """What only one program at a time may do, who does it, and until when that is sure."""

    name: str = Field(primary_key=True)
    owner: str
    until: datetime
    pulse_at: datetime
    """When it was last done."""
