"""Clients, how to reach them, what they agreed to, and what to know before ringing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.models.columns import Versioned, texts, words
from storage.vocabulary import Answer, ClientStatus, ConsentKind, Phase


class Client(Versioned, table=True):
    """Somebody in care (R-007)."""

    __table_args__ = (Index("ix_client_family", "family_name", "given_name"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    family_name: str
    given_name: str
    preferred_name: str = Field(default="")
    dob: date | None = Field(default=None)
    address: str = Field(default="")
    suburb: str = Field(default="")
    region: str = Field(default="")
    zone: str = Field(default="")
    """IANA time zone where it differs from the organisation's; empty otherwise."""
    email: str = Field(default="")
    service: str = Field(default="")
    conditions: list[str] = Field(default_factory=list, sa_column=texts())
    past_history: list[str] = Field(default_factory=list, sa_column=texts())
    """Shown on the first screen during a call (R-018)."""
    concerns: list[str] = Field(default_factory=list, sa_column=texts())
    """What is of concern now, the gravest first."""
    safe_times: str = Field(default="")
    """When it is good to ring, in words."""
    status: ClientStatus = Field(default=ClientStatus.STABLE, sa_column=words(ClientStatus, "status"))
    phase: Phase = Field(default=Phase.ENGAGED, sa_column=words(Phase, "phase"))
    organisation: str = Field(default="")
    """The client organisation whose programme pays, if any (R-020)."""
    board_url: str = Field(default="")
    """Where the shared information board of this client is (R-017)."""
    confirmed_at: datetime | None = Field(default=None)
    """When the information was last confirmed to be current."""
    confirmed_by: str = Field(default="")
    active: bool = Field(default=True)


class ClientPhone(SQLModel, table=True):
    """A number on a client's own record, as given and as digits to match a caller by."""

    __tablename__ = "client_phone"

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    number: str
    """As a person would read it out."""
    digits: str = Field(index=True)
    """In E.164 without the plus sign where it is a valid number, else its digits."""
    label: str = Field(default="")


class ClientContact(SQLModel, table=True):
    """Family, friend or other person around a client (R-002)."""

    __tablename__ = "client_contact"

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    name: str
    relationship: str = Field(default="")
    phone: str = Field(default="")
    digits: str = Field(default="", index=True)
    emergency: bool = Field(default=False)
    note: str = Field(default="")


class Consent(SQLModel, table=True):
    """One answer about being contacted, dated and never overwritten (R-091)."""

    __table_args__ = (Index("ix_consent_client", "client_id", "kind", "noted_at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    kind: ConsentKind = Field(sa_column=words(ConsentKind, "kind"))
    answer: Answer = Field(sa_column=words(Answer, "answer"))
    noted_at: datetime
    noted_by: str = Field(default="")
    source: str = Field(default="")
    expires_at: datetime | None = Field(default=None)
    detail: str = Field(default="")
    """What yes or no cannot say: which times are safe, or who may be told."""
    withdrawn_at: datetime | None = Field(default=None)
    """When it was undone; a withdrawn answer counts for nothing."""
