"""What keeps a client's record from being erased, and who asked for and agreed to erasing one (R-177)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned, texts

HELD = "lifted_at IS NULL"
"""The condition of the partial index over holds in force."""


class LegalHold(Versioned, table=True):
    """While it is in force, nothing of a client is erased."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index(
            "uq_legal_hold_open",
            "client_id",
            unique=True,
            sqlite_where=text(HELD),
            postgresql_where=text(HELD),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    because: str
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    lifted_at: datetime | None = Field(default=None)
    lifted_by: int | None = Field(default=None, foreign_key="person.id")
    lifted_because: str = Field(default="")


class PurgeRequest(Versioned, table=True):
    """That everything about some clients is to be erased: asked for by one person, done by another."""

    __tablename__ = "purge_request"

    id: int | None = Field(default=None, primary_key=True)
    reason: str
    counts: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_column=texts())
    """How many rows of which table would go, by the client's id, as it was shown when it was asked for."""
    seal: str
    """By the record's key over those clients' rows as they were then: if any has changed, it lapses."""
    by_time: bool
    """Whether what the settings say was asked for, and not one client by name."""
    proposed_at: datetime
    proposed_by: int = Field(foreign_key="person.id")
    done_at: datetime | None = Field(default=None)
    done_by: int | None = Field(default=None, foreign_key="person.id")
    rejected_at: datetime | None = Field(default=None)
    rejected_by: int | None = Field(default=None, foreign_key="person.id")
