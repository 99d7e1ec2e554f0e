"""What contact leaves behind: mails, the texts that were really used, plans and calls about an outreach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.models.columns import Plain, texts, words
from storage.vocabulary import Channel, JointPlan


class Mail(Plain, table=True):
    """The letterhead of an e-mail that came in by the mailbox (R-080); what it says is its item's."""

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", unique=True)
    message_key: str = Field(unique=True)
    """Its Message-ID, or a digest of it where it has none; the same mail is logged once."""
    sender: str = Field(default="")
    address: str = Field(default="", index=True)
    subject: str = Field(default="")
    sent_at: datetime | None = Field(default=None)
    """When its sender says that it was sent; nobody has to believe that."""
    attachments: list[str] = Field(default_factory=list, sa_column=texts())
    """Names of what was attached; it stays in the mailbox."""
    only_html: bool = Field(default=False)
    cut: bool = Field(default=False)
    """Whether it was too long to be kept whole."""
    automatic: bool = Field(default=False)
    """Whether a program wrote it, such as a notice of absence."""


class UsedText(Plain, table=True):
    """A prepared text as it was really used (R-185): to whom, how, when, and in which version."""

    __tablename__ = "used_text"
    __table_args__ = (
        Index("ix_used_text_item", "item_id"),
        Index("ix_used_text_client", "client_id", "used_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int | None = Field(default=None, foreign_key="item.id")
    client_id: int | None = Field(default=None, foreign_key="client.id")
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    text: str
    """Its id among the prepared texts; empty where it was written freely."""
    text_version: int = Field(default=1)
    subject: str = Field(default="")
    body: str
    channel: Channel = Field(sa_column=words(Channel, "channel"))
    told: str = Field(default="")
    """Whom it was given to, by name."""
    used_at: datetime
    recorded_at: datetime
    used_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class AttemptPlan(Plain, table=True):
    """When and how somebody at risk is tried next and why, or why nobody tries again (R-087)."""

    __tablename__ = "attempt_plan"
    __table_args__ = (Index("ix_attempt_plan_item", "item_id", "made_at"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    try_at: datetime | None = Field(default=None)
    """None where nobody tries again."""
    channel: Channel | None = Field(default=None, sa_column=words(Channel, "channel", null=True))
    why: str
    made_at: datetime
    made_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class ScopeDiscussion(Plain, table=True):
    """What a supervisor and a care manager made of a request beyond the core services (R-124)."""

    __tablename__ = "scope_discussion"
    __table_args__ = (Index("ix_scope_discussion_item", "item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    supervisor_id: int = Field(foreign_key="person.id")
    discussed_at: datetime
    decision: str
    recorded_at: datetime
    recorded_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class ProviderCall(Plain, table=True):
    """What was gone through with a provider, and when the client is reached next (R-126, R-127)."""

    __tablename__ = "provider_call"
    __table_args__ = (
        Index("ix_provider_call_item", "item_id"),
        Index("ix_provider_call_client", "client_id", "made_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    client_id: int | None = Field(default=None, foreign_key="client.id")
    provider: str = Field(default="")
    points: list[str] = Field(default_factory=list, sa_column=texts())
    """What was spoken of, of the four points."""
    contacts_needed: bool = Field(default=True)
    """Whether contact information had to be exchanged at all."""
    plan: JointPlan | None = Field(default=None, sa_column=words(JointPlan, "plan", null=True))
    plan_note: str = Field(default="")
    outreach_at: datetime | None = Field(default=None)
    """When the client is reached next, as agreed."""
    made_at: datetime
    made_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)
