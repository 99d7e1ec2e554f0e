"""Who else is at work for a client: referrals, the team, paid support, advocacy; and what is watched."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned
from storage.models.columns import words as one_word_of
from storage.vocabulary import Channel, ReferralKind, ReferralStep, SignFinding

IN_PLACE = "ended_on IS NULL AND withdrawn_at IS NULL"
"""The condition of the partial index over support that is in place; queries spell it the same way."""
GOES_ON = "ended_at IS NULL AND withdrawn_at IS NULL"
"""The condition of the partial indexes over referrals and signs that go on; queries spell it the same way."""


class Referral(Versioned, table=True):
    """A client referred on to another service (R-106)."""

    __table_args__ = (
        Index("ix_referral_client", "client_id"),
        Index(
            "ix_referral_check", "next_check_on", sqlite_where=text(GOES_ON), postgresql_where=text(GOES_ON)
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    kind: ReferralKind = Field(sa_column=one_word_of(ReferralKind, "kind"))
    to_whom: str
    reason: str
    frequency: str = Field(default="")
    """How often was advocated for."""
    made_at: datetime
    made_by: int = Field(foreign_key="person.id")
    sent_at: datetime | None = Field(default=None)
    accepted_at: datetime | None = Field(default=None)
    declined_at: datetime | None = Field(default=None)
    first_seen_at: datetime | None = Field(default=None)
    ended_at: datetime | None = Field(default=None)
    outcome: str = Field(default="")
    next_check_on: date | None = Field(default=None)
    withdrawn_at: datetime | None = Field(default=None)


class ReferralEvent(Versioned, table=True):
    """One step of a referral, such as that somebody asked after it."""

    __tablename__ = "referral_event"
    __table_args__ = (Index("ix_referral_event_referral", "referral_id"),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    step: ReferralStep = Field(sa_column=one_word_of(ReferralStep, "step"))
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    words: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class TeamMember(Versioned, table=True):
    """Somebody of another trade who works for the client too (R-107)."""

    __tablename__ = "team_member"
    __table_args__ = (Index("ix_team_member_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    name: str
    role: str
    organisation: str = Field(default="")
    phone: str = Field(default="")
    email: str = Field(default="")
    joined_at: datetime
    added_by: int = Field(foreign_key="person.id")
    left_at: datetime | None = Field(default=None)
    left_because: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class TeamContact(Versioned, table=True):
    """A contact with somebody of the team: what they were told and what was agreed (R-107, R-019)."""

    __tablename__ = "team_contact"
    __table_args__ = (Index("ix_team_contact_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    member_id: int = Field(foreign_key="team_member.id")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    channel: Channel = Field(sa_column=one_word_of(Channel, "channel"))
    told: str
    """What they were told of."""
    agreed: str
    """What was agreed, who does it and by when."""
    withdrawn_at: datetime | None = Field(default=None)


class TeamDecision(Versioned, table=True):
    """What the team decided, and whether the client was part of it (R-107)."""

    __tablename__ = "team_decision"
    __table_args__ = (Index("ix_team_decision_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    words: str
    present: str = Field(default="")
    """Who took part."""
    client_part: bool
    without_because: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class Support(Versioned, table=True):
    """Paid support that was put in place (R-108)."""

    __table_args__ = (
        Index("ix_support_client", "client_id"),
        Index("ix_support_review", "review_on", sqlite_where=text(IN_PLACE), postgresql_where=text(IN_PLACE)),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    what_for: str
    provider: str = Field(default="")
    hours: str
    """How much, such as “3 × 1 h a week”."""
    starts_on: date
    review_on: date
    outcome: str = Field(default="")
    """What came of it, as it was last reviewed."""
    reviewed_at: datetime | None = Field(default=None)
    ended_on: date | None = Field(default=None)
    put_at: datetime
    put_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class Advocacy(Versioned, table=True):
    """What was advocated for, to whom, and what came of it (R-109)."""

    __table_args__ = (Index("ix_advocacy_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    what: str
    to_whom: str
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    result: str = Field(default="")
    result_at: datetime | None = Field(default=None)
    withdrawn_at: datetime | None = Field(default=None)


class WatchSign(Versioned, table=True):
    """A sign of deterioration that is looked for by a day (R-110)."""

    __tablename__ = "watch_sign"
    __table_args__ = (
        Index("ix_watch_sign_client", "client_id"),
        Index("ix_watch_sign_check", "check_on", sqlite_where=text(GOES_ON), postgresql_where=text(GOES_ON)),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    sign: str
    act: str = Field(default="")
    """What is to be done if it is there."""
    check_on: date
    every_days: int
    """After how many days it is looked for again."""
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    ended_at: datetime | None = Field(default=None)
    ended_because: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class SignCheck(Versioned, table=True):
    """That a sign was looked for, and how it was found (R-110)."""

    __tablename__ = "sign_check"
    __table_args__ = (Index("ix_sign_check_sign", "sign_id"),)

    id: int | None = Field(default=None, primary_key=True)
    sign_id: int = Field(foreign_key="watch_sign.id")
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    finding: SignFinding = Field(sa_column=one_word_of(SignFinding, "finding"))
    words: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)
