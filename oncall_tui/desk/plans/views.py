"""What leaves the desk of a plan: frozen values for the plan screen, the card, the exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.plans.contacts import LastSpoken
from oncall_tui.desk.plans.others import (
    AdvocacyView,
    DecisionView,
    MemberView,
    ReferralView,
    SignView,
    SupportView,
)
from storage.vocabulary import (
    Answer,
    ChangeKind,
    EngagementView,
    GoalStatus,
    IssueFinding,
    ObjectiveStatus,
    PlanQuestion,
    UnderlyingIssue,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a goal or an objective, with what it said before."""

    at: datetime
    by: str
    what: str
    """The goal or the objective, as it reads now."""
    of_goal: bool
    differences: tuple[tuple[str, str, str], ...]
    """What changed: its name, what it said, what it says."""
    why: str
    client_part: bool
    without_because: str
    professional: str
    change_id: int | None


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """An achievable step towards a goal."""

    id: int
    version: int
    goal_id: int
    words: str
    measure: str
    target_on: date
    owner: str
    status: ObjectiveStatus
    slips: str
    """How it slips, in words; empty where it does not."""
    set_at: datetime
    set_by: str
    agreed_with: str
    revisions: tuple[Revision, ...]
    """Newest last."""


@dataclass(frozen=True, slots=True)
class GoalView:
    """What a client wants to reach, with the steps towards it."""

    id: int
    version: int
    words: str
    status: GoalStatus
    set_at: datetime
    set_by: str
    agreed_with: str
    objectives: tuple[ObjectiveView, ...]
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer to one of the four questions of a change."""

    question: PlanQuestion
    answer: Answer
    because: str
    by: str
    at: datetime | None
    done: str
    """What was done about a yes; empty while it is to do."""
    item_id: int | None
    """The task that a yes made."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of circumstances."""

    id: int
    version: int
    kind: ChangeKind
    words: str
    told_by: str
    at: datetime
    recorded_at: datetime
    by: str
    answers: tuple[AnswerView, ...]
    """In the order of the questions."""
    unchanged_days: int | None
    """For how many days the plan has not changed since; None once it did, or need not."""

    @property
    def unanswered(self) -> int:
        """How many of the four questions wait for an answer."""
        return sum(each.answer is Answer.NOT_ASKED for each in self.answers)

    @property
    def to_do(self) -> tuple[PlanQuestion, ...]:
        """Which yes has yet to be done."""
        return tuple(each.question for each in self.answers if each.answer is Answer.YES and not each.done)


@dataclass(frozen=True, slots=True)
class CheckView:
    """Why somebody may not be engaging, as it was looked into."""

    id: int
    at: datetime
    by: str
    findings: Mapping[UnderlyingIssue, IssueFinding]
    notes: Mapping[UnderlyingIssue, str]
    view: EngagementView
    words: str
    change_id: int | None


@dataclass(frozen=True, slots=True)
class CareView:
    """A matter of duty of care."""

    item_id: int
    about_id: int | None
    why: str
    flagged_at: datetime
    by: str
    decision: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything of one client's plan, as it stood at one instant."""

    client_id: int
    number: str
    name: str
    names: tuple[str, ...]
    """Every name that the client goes by, whole and in part."""
    conditions: tuple[str, ...]
    past_history: tuple[str, ...]
    at: datetime
    today: date
    primary: str
    """The primary manager's name; empty for nobody."""
    spoken: LastSpoken
    goals: tuple[GoalView, ...]
    changes: tuple[ChangeView, ...]
    """Newest first."""
    checks: tuple[CheckView, ...]
    referrals: tuple[ReferralView, ...]
    team: tuple[MemberView, ...]
    decisions: tuple[DecisionView, ...]
    supports: tuple[SupportView, ...]
    advocacy: tuple[AdvocacyView, ...]
    signs: tuple[SignView, ...]
    care: tuple[CareView, ...]

    @property
    def slipping(self) -> tuple[ObjectiveView, ...]:
        """The objectives that slip."""
        return tuple(each for goal in self.goals for each in goal.objectives if each.slips)

    @property
    def unmet(self) -> tuple[ChangeView, ...]:
        """The changes that the plan has yet to meet."""
        return tuple(each for each in self.changes if each.unanswered or each.to_do)
