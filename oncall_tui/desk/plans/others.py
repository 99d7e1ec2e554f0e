"""What leaves the desk of who else is at work for a client, and of what is watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.vocabulary import Channel, ReferralKind, ReferralStep, SignFinding


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a referral."""

    step: ReferralStep
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A client referred on."""

    id: int
    version: int
    kind: ReferralKind
    to_whom: str
    reason: str
    frequency: str
    made_at: datetime
    by: str
    sent_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None
    first_seen_at: datetime | None
    ended_at: datetime | None
    outcome: str
    next_check_on: date | None
    overdue_days: int
    """By how many days its check is overdue."""
    answer_due: datetime | None
    """Until when an answer is waited for; None where none is."""
    steps: tuple[StepView, ...]
    change_id: int | None

    @property
    def standing(self) -> ReferralStep | None:
        """The last milestone that it reached; None while it is not sent."""
        reached = (
            (self.ended_at, ReferralStep.ENDED),
            (self.declined_at, ReferralStep.DECLINED),
            (self.first_seen_at, ReferralStep.FIRST_SEEN),
            (self.accepted_at, ReferralStep.ACCEPTED),
            (self.sent_at, ReferralStep.SENT),
        )
        return next((step for at, step in reached if at is not None), None)

    @property
    def chased(self) -> int:
        """How often somebody asked after it."""
        return sum(each.step is ReferralStep.CHASED for each in self.steps)


@dataclass(frozen=True, slots=True)
class ContactWith:
    """A contact with somebody of the team."""

    id: int
    at: datetime
    by: str
    channel: Channel
    told: str
    agreed: str
    change_id: int | None
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody of the team, with what they were told."""

    id: int
    version: int
    name: str
    role: str
    organisation: str
    phone: str
    email: str
    joined_at: datetime
    left_at: datetime | None
    left_because: str
    silent_days: int | None
    """For how many days nobody spoke to them, where that is too long."""
    contacts: tuple[ContactWith, ...]
    """Newest last."""

    @property
    def last(self) -> ContactWith | None:
        """The last contact with them."""
        return self.contacts[-1] if self.contacts else None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What the team decided."""

    id: int
    at: datetime
    by: str
    words: str
    present: str
    client_part: bool
    without_because: str


@dataclass(frozen=True, slots=True)
class SupportView:
    """Paid support."""

    id: int
    version: int
    what_for: str
    provider: str
    hours: str
    starts_on: date
    review_on: date
    overdue_days: int
    outcome: str
    ended_on: date | None
    put_at: datetime
    by: str
    change_id: int | None


@dataclass(frozen=True, slots=True)
class AdvocacyView:
    """What was advocated for."""

    id: int
    version: int
    what: str
    to_whom: str
    at: datetime
    by: str
    result: str
    result_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignCheckView:
    """That a sign was looked for."""

    at: datetime
    by: str
    finding: SignFinding
    words: str


@dataclass(frozen=True, slots=True)
class SignView:
    """A sign of deterioration that is watched."""

    id: int
    version: int
    sign: str
    act: str
    check_on: date
    every_days: int
    overdue_days: int
    set_at: datetime
    by: str
    ended_at: datetime | None
    ended_because: str
    checks: tuple[SignCheckView, ...]

    @property
    def last(self) -> SignCheckView | None:
        """The last time that somebody looked."""
        return self.checks[-1] if self.checks else None
