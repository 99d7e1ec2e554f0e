"""Outside parties, what client organisations want done, and the register of policies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.models.columns import Versioned, texts
from storage.models.columns import words as word
from storage.vocabulary import Channel, Measure, OutsideKind


class OutsideParty(Versioned, table=True):
    """A body, an organisation or a professional outside the house (R-002)."""

    __tablename__ = "outside_party"
    __table_args__ = (Index("ix_outside_party_name", "kind", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: OutsideKind = Field(sa_column=word(OutsideKind, "kind"))
    name: str
    works_as: str = Field(default="")
    """What a provider or professional does, such as physiotherapist."""
    contact_name: str = Field(default="")
    """Whom to ask for there."""
    phones: list[str] = Field(default_factory=list, sa_column=texts())
    emails: list[str] = Field(default_factory=list, sa_column=texts())
    line: str = Field(default="")
    """The number that its people ring back on, where it is not the house's own (R-090)."""
    notes: str = Field(default="")
    """What helps them to understand what we do, and us to work with them (R-128)."""
    added_at: datetime
    added_by: str
    ended_at: datetime | None = Field(default=None)
    """When it was no longer dealt with; it stays in history."""


class PartyClient(Versioned, table=True):
    """What an outside party is to one client."""

    __tablename__ = "party_client"
    __table_args__ = (
        Index("ix_party_client_client", "client_id"),
        Index("ix_party_client_party", "party_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="outside_party.id")
    client_id: int = Field(foreign_key="client.id")
    role: str = Field(default="")
    """Their role to the client, in words."""
    note: str = Field(default="")
    since: datetime
    ended_at: datetime | None = Field(default=None)


class PartyNote(Versioned, table=True):
    """A dated note on an outside party, or a contact with them (R-128)."""

    __tablename__ = "party_note"
    __table_args__ = (Index("ix_party_note_party", "party_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="outside_party.id")
    client_id: int | None = Field(default=None, foreign_key="client.id")
    """The client it was about, if it was about one."""
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    channel: Channel | None = Field(default=None, sa_column=word(Channel, "channel", null=True))
    """How they were spoken to; None for a note that is no contact."""
    words: str
    agreed: str = Field(default="")
    """What was agreed, who does it and by when (R-019)."""
    withdrawn_at: datetime | None = Field(default=None)


class Procedure(Versioned, table=True):
    """What a client organisation wants done in each of its cases (R-020)."""

    __table_args__ = (Index("ix_procedure_party", "party_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="outside_party.id")
    place: int = Field(default=0)
    words: str
    rule: str = Field(default="")
    """The rule whose number it replaces in the organisation's cases; empty for none."""
    amount: int = Field(default=0)
    unit: Measure | None = Field(default=None, sa_column=word(Measure, "unit", null=True))
    added_at: datetime
    added_by: str
    ended_at: datetime | None = Field(default=None)
    """When it no longer applied; cases that were open before keep it."""


class Policy(Versioned, table=True):
    """A policy of the house, as its document control names it (R-101)."""

    id: int | None = Field(default=None, primary_key=True)
    title: str
    department: str = Field(default="")
    """The department that owns it."""
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    """Who is asked to revise it; None for the director on the line."""
    author: str = Field(default="")
    approver: str = Field(default="")
    experts: list[str] = Field(default_factory=list, sa_column=texts())
    stakeholders: str = Field(default="")
    place: str = Field(default="")
    """Where the document is kept."""
    created_on: date
    valid_from: date
    revision: int = Field(default=1)
    next_revision: date
    """The last day by which it is revised."""
    next_words: str = Field(default="")
    """As that was typed, such as 2027-03."""
    added_at: datetime
    added_by: str
    ended_at: datetime | None = Field(default=None)
    """When it was withdrawn or replaced."""


class PolicyChange(Versioned, table=True):
    """One line of a policy's change history."""

    __tablename__ = "policy_change"
    __table_args__ = (Index("ix_policy_change_policy", "policy_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    policy_id: int = Field(foreign_key="policy.id")
    revision: int
    changed_on: date
    approver: str = Field(default="")
    experts: list[str] = Field(default_factory=list, sa_column=texts())
    words: str
    """What was changed and why."""
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None = Field(default=None)
