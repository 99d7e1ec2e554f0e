"""The escalation line: items of the queue, what was tried, and what was decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.models.columns import Versioned, key_column, texts, words
from storage.vocabulary import (
    CallerType,
    CaseOrigin,
    Category,
    Channel,
    Direction,
    DisturbReason,
    Interest,
    ItemState,
    MessageLeft,
    Outcome,
    Party,
    Purpose,
    TriageResult,
    Urgency,
)

OPEN_STATES = "state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')"
"""The condition of the partial index over what is still owed; queries must spell it the same way."""


class Item(Versioned, table=True):
    """One thing that reached the line (R-050), from the first word to its close."""

    __table_args__ = (
        Index(
            "ix_item_open",
            "routine",
            "received_at",
            sqlite_where=text(OPEN_STATES),
            postgresql_where=text(OPEN_STATES),
        ),
        Index("ix_item_client", "client_id", "received_at"),
        Index("ix_item_received", "received_at"),
        Index("ix_item_caller", "caller_digits"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_column=key_column())
    """Made where the call was typed in, so that a retry cannot log it twice."""
    state: ItemState = Field(default=ItemState.NEW, sa_column=words(ItemState, "state"))
    client_id: int | None = Field(default=None, foreign_key="client.id")
    caller: str = Field(default="")
    caller_type: CallerType = Field(default=CallerType.OTHER, sa_column=words(CallerType, "caller_type"))
    relationship: str = Field(default="")
    caller_id: int | None = Field(default=None, foreign_key="person.id")
    """The caller, when it is one of our own staff (R-060)."""
    phone: str = Field(default="")
    caller_digits: str = Field(default="")
    dropped_phone: str = Field(default="")
    """Where to ring if the call drops."""
    category: Category = Field(sa_column=words(Category, "category"))
    urgency: Urgency = Field(sa_column=words(Urgency, "urgency"))
    direction: Direction = Field(default=Direction.IN, sa_column=words(Direction, "direction"))
    purpose: Purpose = Field(default=Purpose.GENERAL, sa_column=words(Purpose, "purpose"))
    origin: CaseOrigin = Field(default=CaseOrigin.SELF_REFERRAL, sa_column=words(CaseOrigin, "origin"))
    interest: Interest | None = Field(default=None, sa_column=words(Interest, "interest", null=True))
    received_at: datetime
    recorded_at: datetime
    entered_by: int = Field(foreign_key="person.id")
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    said: str = Field(default="")
    """What was said, in the words of whoever took it."""
    advice: str = Field(default="")
    next_step: str = Field(default="")
    """What was agreed, who does it and by when (R-019)."""
    owed: bool = Field(default=True)
    """Whether a call back is owed."""
    risk: bool = Field(default=False)
    dissatisfied: bool = Field(default=False)
    emergency: bool = Field(default=False)
    """The answer to the first question of the form (R-055)."""
    emergency_at: datetime | None = Field(default=None)
    shift_at: datetime | None = Field(default=None)
    """When the shift begins that nobody covers (R-053)."""
    replacement: str = Field(default="")
    event_at: datetime | None = Field(default=None)
    """The hour that it leads up to, such as when a client's funding lapses (R-122, R-136)."""
    routine: bool = Field(default=False)
    """Whether it stands on its manager's worklist and not in the queue; it follows from the category."""
    beyond_scope: bool = Field(default=False)
    """Whether more than the core services is asked for, so that the supervisor is asked first (R-124)."""
    assigned_id: int | None = Field(default=None, foreign_key="person.id")
    """Whom it was handed to; None leaves it to whoever is responsible."""
    subject_id: int | None = Field(default=None, foreign_key="person.id")
    """Which of our own it is about, if any: it goes past them (R-062)."""
    mode: Channel | None = Field(default=None, sa_column=words(Channel, "mode", null=True))
    """How a colleague's help is wanted (R-040)."""
    handed_because: str = Field(default="")
    repeat_of: int | None = Field(default=None, foreign_key="item.id")
    duplicate_of: int | None = Field(default=None, foreign_key="item.id")
    held_until: datetime | None = Field(default=None)
    held_because: str = Field(default="")
    held_from: ItemState | None = Field(default=None, sa_column=words(ItemState, "held_from", null=True))
    """The state to go back to when the hold ends."""
    ended_at: datetime | None = Field(default=None)
    ended_because: str = Field(default="")


class ItemClient(SQLModel, table=True):
    """A further client whom an item concerns (R-060)."""

    __tablename__ = "item_client"

    item_id: int = Field(primary_key=True, foreign_key="item.id", ondelete="CASCADE")
    client_id: int = Field(primary_key=True, foreign_key="client.id")


class Attempt(Versioned, table=True):
    """One try to reach somebody about an item (R-168)."""

    __table_args__ = (
        Index("ix_attempt_client", "client_id", "made_at"),
        Index("ix_attempt_item", "item_id"),
        Index("ix_attempt_maker", "made_by", "made_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    item_id: int = Field(foreign_key="item.id")
    client_id: int | None = Field(default=None, foreign_key="client.id")
    made_at: datetime
    recorded_at: datetime
    made_by: int = Field(foreign_key="person.id")
    party: Party = Field(default=Party.CLIENT, sa_column=words(Party, "party"))
    channel: Channel = Field(sa_column=words(Channel, "channel"))
    outcome: Outcome = Field(sa_column=words(Outcome, "outcome"))
    message_left: MessageLeft | None = Field(
        default=None, sa_column=words(MessageLeft, "message_left", null=True)
    )
    topics: list[str] = Field(default_factory=list, sa_column=texts())
    note: str = Field(default="")
    next_step: str = Field(default="")
    next_try_at: datetime | None = Field(default=None)
    override_reason: str = Field(default="")
    """Why a director allowed it past the limit."""
    withdrawn_at: datetime | None = Field(default=None)
    """When it was undone; a withdrawn attempt counts for nothing."""


class Triage(SQLModel, table=True):
    """What the director on the line decided about an item, and when (R-054, R-036)."""

    __table_args__ = (Index("ix_triage_item", "item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    decided_at: datetime
    decided_by: int = Field(foreign_key="person.id")
    result: TriageResult = Field(sa_column=words(TriageResult, "result"))
    reason: str = Field(default="")
    disturbed_id: int | None = Field(default=None, foreign_key="person.id")
    """Who was rung although off, if anybody."""
    disturb_reason: DisturbReason | None = Field(
        default=None, sa_column=words(DisturbReason, "disturb_reason", null=True)
    )
    withdrawn_at: datetime | None = Field(default=None)
