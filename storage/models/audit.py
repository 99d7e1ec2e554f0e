"""The record of who did what, and of who looked at whom: append-only, each row chained to the one before."""

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


class ClientView(Plain, table=True):
    """One look at a client's record: who, when and whose, never what stood there. Triggers keep it."""

    __tablename__ = "client_view"
    __table_args__ = (
        Index("ix_client_view_client", "client_id"),
        Index("ix_client_view_actor", "actor", "at"),
    )

    seq: int = Field(primary_key=True)
    at: datetime
    actor: str
    """Whose eyes, by e-mail address."""
    terminal: str = Field(default="")
    client_id: int | None = Field(default=None)
    """Whose record; empty for a list of many. No foreign key: a view outlives what becomes of the client."""
    screen: str
    """Where it stood, such as responsible or oncall who."""
    previous: str
    """The hash of the view before."""
    hash: str = Field(unique=True)


class Meta(Plain, table=True):
    """A fact about this database itself, such as its identity."""

    name: str = Field(primary_key=True)
    value: str
