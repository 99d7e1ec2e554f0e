"""Call-back windows that run, and how each of them ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned, words
from storage.vocabulary import ClockState, Measure


class Clock(Versioned, table=True):
    """A window of one rule that started at one event (R-063); it keeps the numbers it started with."""

    __table_args__ = (
        Index(
            "ix_clock_due",
            "due_at",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_clock_item", "item_id"),
        Index("uq_clock_start", "item_id", "rule", "started_at", unique=True),
        Index(
            "ix_clock_cancelled",
            "rule",
            "ended_by",
            "started_at",
            sqlite_where=text("state = 'cancelled'"),
            postgresql_where=text("state = 'cancelled'"),
        ),
        Index("ix_clock_outcome", "rule", "started_at", "state", "owed_by", "margin"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    rule: str
    """Its id in the rulebook."""
    rule_version: int = Field(default=1)
    amount: int
    unit: Measure = Field(sa_column=words(Measure, "unit"))
    zone: str
    """Time zone of the calendar it was counted on."""
    started_at: datetime
    due_at: datetime
    state: ClockState = Field(default=ClockState.RUNNING, sa_column=words(ClockState, "state"))
    ended_at: datetime | None = Field(default=None)
    ended_by: str = Field(default="")
    """The event that stopped it, or why it was cancelled."""
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    """The attempt that stopped it, if one did."""
    owed_by: int | None = Field(default=None, foreign_key="person.id")
    """Whose it was when it ended, or when it was due if that came first; None for the line's."""
    margin: int | None = Field(default=None)
    """How many seconds before it was due it ended; below zero for late. None while it runs."""
