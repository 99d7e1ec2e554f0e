"""Handing clients over: one handover a client and absence, and the brief for whoever comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned, half_open, texts, words
from storage.vocabulary import ClientTold, HandoverCapacity, HandoverDepth, HandoverState

_PLAIN = "absence_id IS NULL AND state <> 'accepted'"
"""The condition under which a client has at most one handover that belongs to no absence."""


class Handover(Versioned, table=True):
    """One client, handed from one person to another for a while or for good (R-026, R-042 … R-046)."""

    __table_args__ = (
        half_open(),
        Index("uq_handover_absence", "absence_id", "client_id", unique=True),
        Index(
            "uq_handover_plain",
            "client_id",
            unique=True,
            sqlite_where=text(_PLAIN),
            postgresql_where=text(_PLAIN),
        ),
        Index("ix_handover_client", "client_id", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    from_id: int = Field(foreign_key="person.id")
    to_id: int = Field(foreign_key="person.id", index=True)
    absence_id: int | None = Field(default=None, foreign_key="absence.id")
    """The absence that it is for, if it is for one."""
    starts_at: datetime
    ends_at: datetime | None = Field(default=None)
    """None for good, or while nobody knows."""
    capacity: HandoverCapacity = Field(
        default=HandoverCapacity.ACTING, sa_column=words(HandoverCapacity, "capacity")
    )
    depth: HandoverDepth = Field(sa_column=words(HandoverDepth, "depth"))
    depth_because: list[str] = Field(default_factory=list, sa_column=texts())
    """What gave that depth, step by step, when it was last worked out (R-028)."""
    state: HandoverState = Field(default=HandoverState.NOT_STARTED, sa_column=words(HandoverState, "state"))
    parts: dict[str, dict[str, str]] = Field(default_factory=dict, sa_column=texts())
    """What the author wrote, by part: its `text`, when (`at`, ISO 8601 in UTC) and `by` whom."""
    as_told: dict[str, Any] = Field(default_factory=dict, sa_column=texts())
    """What the record said of the client when it was offered, to mark later what has changed (R-044)."""
    created_at: datetime
    created_by: str
    offered_at: datetime | None = Field(default=None)
    offered_by: str = Field(default="")
    answered_at: datetime | None = Field(default=None)
    answered_by: str = Field(default="")
    """Who said that it is received, accepted or declined: the receiver, or a director for them."""
    synthesis: str = Field(default="")
    """The receiver's own line on what matters (R-045)."""
    questions: str = Field(default="")
    declined_because: str = Field(default="")
    told: ClientTold | None = Field(default=None, sa_column=words(ClientTold, "told", null=True))
    """Whether the client or the family knows who takes over (R-046); None until somebody says."""
    told_because: str = Field(default="")
    told_at: datetime | None = Field(default=None)
    """When they were told, or when it was noted that they were not."""
    told_by: str = Field(default="")
    passed_on: str = Field(default="")
    """Goals and preferences of the client that were passed on."""


class ReturnBrief(Versioned, table=True):
    """That somebody who was away has read what happened meanwhile (R-038)."""

    __tablename__ = "return_brief"

    absence_id: int = Field(primary_key=True, foreign_key="absence.id")
    accepted_at: datetime
    accepted_by: str
    note: str = Field(default="")
