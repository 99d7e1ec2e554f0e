"""The record of who did what: append-only, each row chained to the one before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.models.columns import Plain


class AuditEntry(Plain, table=True):
    """One action (R-173). Triggers refuse to change or delete it."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object"), Index("ix_audit_actor", "actor", "at"))

    seq: int = Field(primary_key=True)
    at: datetime
    actor: str
    """Who did it, by e-mail address, or "system"."""
    on_behalf_of: str = Field(default="")
    terminal: str = Field(default="")
    action: str
    """Such as call.logged."""
    object: str
    """What it was done to, such as item:1042."""
    detail: str = Field(sa_type=Text)
    """Canonical JSON: what changed, before and after."""
    undoes: int | None = Field(default=None)
    """The entry that this one takes back, if it does (R-169)."""
    previous: str
    """The hash of the entry before."""
    hash: str = Field(unique=True)


class Meta(Plain, table=True):
    """A fact about this database itself, such as its identity."""

    name: str = Field(primary_key=True)
    value: str
