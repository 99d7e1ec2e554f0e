"""Goals, what changes them, and who else is at work for a client.

Nothing of a plan is overwritten without a row that keeps what it said before, and nothing is deleted: what
was undone carries when that was, and counts for nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.columns import Versioned, texts
from storage.models.columns import words as one_word_of
from storage.vocabulary import (
    Answer,
    ChangeKind,
    Channel,
    EngagementView,
    GoalStatus,
    ObjectiveStatus,
    PlanQuestion,
    ReferralKind,
    ReferralStep,
    SignFinding,
)

WORKED_FOR = "status IN ('on-track', 'slipping') AND withdrawn_at IS NULL"
"""The condition of the partial index over objectives still worked for; queries spell it the same way."""
IN_PLACE = "ended_on IS NULL AND withdrawn_at IS NULL"
"""The condition of the partial index over support that is in place; queries spell it the same way."""


class Goal(Versioned, table=True):
    """What a client wants to reach (R-102)."""

    __table_args__ = (Index("ix_goal_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    words: str
    status: GoalStatus = Field(default=GoalStatus.OPEN, sa_column=one_word_of(GoalStatus, "status"))
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    agreed_with: str = Field(default="")
    """With whom it was set; the client first."""
    withdrawn_at: datetime | None = Field(default=None)


class Objective(Versioned, table=True):
    """An achievable step towards a goal: by what it is measured, by when, and who sees to it (R-102)."""

    __table_args__ = (
        Index("ix_objective_client", "client_id"),
        Index("ix_objective_goal", "goal_id"),
        Index(
            "ix_objective_target",
            "target_on",
            sqlite_where=text(WORKED_FOR),
            postgresql_where=text(WORKED_FOR),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    goal_id: int = Field(foreign_key="goal.id")
    client_id: int = Field(foreign_key="client.id")
    words: str
    measure: str
    target_on: date
    owner: str
    status: ObjectiveStatus = Field(
        default=ObjectiveStatus.ON_TRACK, sa_column=one_word_of(ObjectiveStatus, "status")
    )
    set_at: datetime
    set_by: int = Field(foreign_key="person.id")
    agreed_with: str = Field(default="")
    withdrawn_at: datetime | None = Field(default=None)


class PlanRevision(Versioned, table=True):
    """One change of a goal or an objective: what it said, what it says, why, and who took part (R-102)."""

    __tablename__ = "plan_revision"
    __table_args__ = (
        Index("ix_plan_revision_client", "client_id", "at"),
        Index("ix_plan_revision_goal", "goal_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    goal_id: int = Field(foreign_key="goal.id")
    objective_id: int | None = Field(default=None, foreign_key="objective.id")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    """The change of circumstances that it answers, if any."""
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    was: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    became: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    why: str
    client_part: bool
    """Whether the client took part."""
    without_because: str = Field(default="")
    """Why not, if not."""
    professional: str = Field(default="")
    """Which professional took part; empty for none."""
    withdrawn_at: datetime | None = Field(default=None)


class Circumstance(Versioned, table=True):
    """A change of circumstances (R-104): what is new, and since when it is known."""

    __table_args__ = (Index("ix_circumstance_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    kind: ChangeKind = Field(sa_column=one_word_of(ChangeKind, "kind"))
    words: str
    told_by: str = Field(default="")
    """From whom it is known."""
    at: datetime
    recorded_at: datetime
    recorded_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class PlanAnswer(Versioned, table=True):
    """The answer to one of the four questions that a change asks (R-104)."""

    __tablename__ = "plan_answer"
    __table_args__ = (Index("uq_plan_answer", "change_id", "question", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="circumstance.id")
    question: PlanQuestion = Field(sa_column=one_word_of(PlanQuestion, "question"))
    answer: Answer = Field(default=Answer.NOT_ASKED, sa_column=one_word_of(Answer, "answer"))
    because: str = Field(default="")
    """Why not, where it is no."""
    answered_at: datetime | None = Field(default=None)
    answered_by: int | None = Field(default=None, foreign_key="person.id")


class EngagementCheck(Versioned, table=True):
    """Why somebody may not be engaging: each issue looked into, and what was concluded (R-105)."""

    __tablename__ = "engagement_check"
    __table_args__ = (Index("ix_engagement_check_client", "client_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    at: datetime
    by_id: int = Field(foreign_key="person.id")
    findings: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    """What was found, by issue."""
    notes: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    """How that is known, by issue."""
    view: EngagementView = Field(sa_column=one_word_of(EngagementView, "view"))
    words: str = Field(default="")
    change_id: int | None = Field(default=None, foreign_key="circumstance.id")
    """The change of circumstances that it led to, if any."""
    withdrawn_at: datetime | None = Field(default=None)


class Referral(Versioned, table=True):
    """A client referred on to another service (R-106)."""

    __table_args__ = (Index("ix_referral_client", "client_id"),)

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
    __table_args__ = (Index("ix_watch_sign_client", "client_id"),)

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


class DutyOfCare(Versioned, table=True):
    """A matter flagged as one of duty of care, and what a director decided (R-114)."""

    __tablename__ = "duty_of_care"
    __table_args__ = (Index("ix_duty_of_care_client", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", unique=True)
    """The item that asks the directors."""
    about_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    """The item that was flagged, if it was one."""
    client_id: int | None = Field(default=None, foreign_key="client.id")
    why: str
    flagged_at: datetime
    flagged_by: int = Field(foreign_key="person.id")
    decision: str = Field(default="")
    decided_at: datetime | None = Field(default=None)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class PracticeReview(Versioned, table=True):
    """A piece of practice looked back on, for supervision (R-112)."""

    __tablename__ = "practice_review"
    __table_args__ = (
        Index("ix_practice_review_person", "person_id", "written_at"),
        Index("ix_practice_review_client", "client_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    """Whose practice it is."""
    client_id: int | None = Field(default=None, foreign_key="client.id")
    issue: str
    actions: str
    skills: list[str] = Field(default_factory=list, sa_column=texts())
    """By code."""
    indicators: str = Field(default="")
    traps: str = Field(default="")
    competencies: list[str] = Field(default_factory=list, sa_column=texts())
    """By code."""
    reference: str = Field(default="")
    reflections: str
    written_at: datetime
    written_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)


class CompetencyTag(Versioned, table=True):
    """A contact tagged with a competency that it showed (R-113)."""

    __tablename__ = "competency_tag"
    __table_args__ = (
        Index("ix_competency_tag_person", "person_id", "shown_at"),
        Index("ix_competency_tag_attempt", "attempt_id"),
        Index("ix_competency_tag_contact", "team_contact_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str
    person_id: int = Field(foreign_key="person.id")
    """Whose contact it was."""
    shown_at: datetime
    """When the contact was."""
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    team_contact_id: int | None = Field(default=None, foreign_key="team_contact.id")
    tagged_at: datetime
    tagged_by: int = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None)
