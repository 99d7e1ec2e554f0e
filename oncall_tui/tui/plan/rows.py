"""The lists of a plan: what each line shows, and what is known of it in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from oncall_tui.desk.plans.others import (
    AdvocacyView,
    DecisionView,
    MemberView,
    ReferralView,
    SignView,
    SupportView,
)
from oncall_tui.desk.plans.views import (
    CareView,
    ChangeView,
    CheckView,
    GoalView,
    ObjectiveView,
    Plan,
)
from oncall_tui.desk.plans.wording import (
    CHANGE_WORDS,
    GOAL_WORDS,
    OBJECTIVE_WORDS,
    REFERRAL_WORDS,
    SIGN_WORDS,
    STEP_WORDS,
    VIEW_WORDS,
)
from oncall_tui.rules.wording import say_day
from oncall_tui.text import day
from oncall_tui.tui.widgets.columns import Cell
from storage.vocabulary import Answer, GoalStatus, ObjectiveStatus, ReferralStep, SignFinding

What = (
    GoalView
    | ObjectiveView
    | ChangeView
    | CheckView
    | ReferralView
    | MemberView
    | DecisionView
    | SupportView
    | AdvocacyView
    | SignView
    | CareView
)
"""What a line of a plan is."""


class View(StrEnum):
    """Which part of a plan is shown."""

    GOALS = "goals"
    CHANGES = "changes"
    REFERRALS = "referrals"
    TEAM = "team"
    SUPPORT = "support"
    ADVOCACY = "advocacy"
    WATCH = "watch"
    CARE = "duty"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, with a cell a column."""

    key: str
    what: What
    cells: tuple[Cell, ...]


def lines(plan: Plan, view: View, zone: tzinfo) -> tuple[Line, ...]:
    """Return the lines of one part of a plan."""
    drawn = _Drawn(zone, plan.at)
    match view:
        case View.GOALS:
            return tuple(drawn.goals(plan))
        case View.CHANGES:
            return (*map(drawn.change, plan.changes), *map(drawn.check, reversed(plan.checks)))
        case View.REFERRALS:
            return tuple(map(drawn.referral, plan.referrals))
        case View.TEAM:
            return (*map(drawn.member, plan.team), *map(drawn.decision, reversed(plan.decisions)))
        case View.SUPPORT:
            return tuple(map(drawn.support, plan.supports))
        case View.ADVOCACY:
            return tuple(map(drawn.matter, plan.advocacy))
        case View.WATCH:
            return tuple(map(drawn.sign, plan.signs))
        case _:
            return tuple(map(drawn.care, plan.care))


class _Drawn:
    """Draws lines in one zone, as of one instant."""

    def __init__(self, zone: tzinfo, now: datetime) -> None:
        self.zone, self.now = zone, now

    def goals(self, plan: Plan) -> Iterator[Line]:
        """Go through the goals, each followed by the steps towards it."""
        for goal in plan.goals:
            stands = (GOAL_WORDS[goal.status], "" if goal.status is GoalStatus.OPEN else "dim")
            agreed = (goal.agreed_with, "dim")
            yield Line(f"goal:{goal.id}", goal, (stands, (goal.words, "strong"), "", "", agreed))
            for each in goal.objectives:
                yield self._objective(each)

    def _objective(self, each: ObjectiveView) -> Line:
        by: Cell = (say_day(each.target_on), "lapsed" if each.slips and each.status.open else "")
        return Line(
            f"objective:{each.id}",
            each,
            (_stands(each), f"  {each.words}", (each.measure, "dim"), by, each.owner),
        )

    def change(self, each: ChangeView) -> Line:
        """Draw a change of circumstances with its four answers."""
        days = each.unchanged_days
        plan: Cell = ("✓ met", "done")
        if days is not None:
            plan = (f"✗ unchanged {days} d" if days else "✗ unchanged", "lapsed")
        elif each.unanswered or each.to_do:
            plan = ("! in part", "lapsing")
        answers = tuple(_answer(a.answer, bool(a.done)) for a in each.answers)
        what = ((CHANGE_WORDS[each.kind], "strong"), (f": {each.words}", ""))
        return Line(f"change:{each.id}", each, ((day(each.at, self.zone), "dim"), what, *answers, plan))

    def check(self, each: CheckView) -> Line:
        """Draw why somebody may not be engaging."""
        blank = ("", "", "", "")
        what = ((f"why not engaging: {VIEW_WORDS[each.view]}", ""), (f". {each.words}", "dim"))
        return Line(f"check:{each.id}", each, ((day(each.at, self.zone), "dim"), what, *blank, ""))

    def referral(self, each: ReferralView) -> Line:
        """Draw a referral."""
        to = ((REFERRAL_WORDS[each.kind], "strong"), (f"  {each.to_whom}", ""))
        sent: Cell = (day(each.sent_at, self.zone), "dim") if each.sent_at else ("–", "dim")
        return Line(f"referral:{each.id}", each, (_reached(each), to, each.frequency, sent, self._next(each)))

    def _next(self, each: ReferralView) -> Cell:
        if each.answer_due is not None:
            late = each.answer_due < self.now
            due = day(each.answer_due, self.zone)
            return (f"✗ answer {due}", "lapsed") if late else f"answer {due}"
        if each.next_check_on is not None and each.ended_at is None:
            check = say_day(each.next_check_on)
            return (f"✗ check {check}", "lapsed") if each.overdue_days else f"check {check}"
        return ("–", "dim")

    def member(self, each: MemberView) -> Line:
        """Draw somebody of the team."""
        last: Cell = (day(each.last.at, self.zone), "") if each.last else ("! never", "lapsing")
        if each.silent_days is not None:
            last = (f"✗ {each.silent_days} d ago", "lapsed")
        if each.left_at is not None:
            last = ("left", "dim")
        who = ((each.role, "strong" if each.left_at is None else "dim"), (f"  {each.name}", ""))
        told = (each.last.told if each.last else each.left_because, "dim")
        return Line(f"member:{each.id}", each, (last, who, told, each.phone))

    def decision(self, each: DecisionView) -> Line:
        """Draw what the team decided."""
        part: Cell = ("decided with the client", "done")
        if not each.client_part:
            part = ("decided without the client", "lapsing")
        return Line(f"decision:{each.id}", each, ((day(each.at, self.zone), "dim"), part, each.words, ""))

    def support(self, each: SupportView) -> Line:
        """Draw paid support."""
        review: Cell = say_day(each.review_on)
        if each.overdue_days:
            review = (f"✗ {each.overdue_days} d over", "lapsed")
        if each.ended_on is not None:
            review = ("ended", "dim")
        cells = (review, each.what_for, each.hours, (each.provider, "dim"), each.outcome)
        return Line(f"support:{each.id}", each, cells)

    def matter(self, each: AdvocacyView) -> Line:
        """Draw what was advocated for."""
        result: Cell = (each.result, "") if each.result else ("! none yet", "lapsing")
        at = (day(each.at, self.zone), "dim")
        return Line(f"matter:{each.id}", each, (at, each.what, each.to_whom, result))

    def sign(self, each: SignView) -> Line:
        """Draw a sign that is watched."""
        check: Cell = say_day(each.check_on)
        if each.overdue_days:
            check = (f"✗ {each.overdue_days} d over", "lapsed")
        if each.ended_at is not None:
            check = ("no more", "dim")
        last: Cell = ("not yet", "dim")
        if each.last is not None:
            style = "lapsed" if each.last.finding is SignFinding.WORSE else ""
            sign = "✗ " if style else ""
            last = (f"{sign}{SIGN_WORDS[each.last.finding]}, {day(each.last.at, self.zone)}", style)
        return Line(f"sign:{each.id}", each, (check, each.sign, (each.act, "dim"), last))

    def care(self, each: CareView) -> Line:
        """Draw a matter of duty of care."""
        decision: Cell = (f"! waits: item {each.item_id}", "lapsing")
        if each.decided_at is not None:
            decision = (each.decision, "")
        return Line(
            f"care:{each.item_id}", each, ((day(each.flagged_at, self.zone), "dim"), each.why, decision)
        )


def _stands(each: ObjectiveView) -> Cell:
    """Return where an objective stands, a sign before each word."""
    if each.slips:
        return (f"✗ {'overdue' if each.slips.startswith('past') else 'slipping'}", "lapsed")
    if each.status is ObjectiveStatus.MET:
        return ("✓ met", "done")
    return (f"· {OBJECTIVE_WORDS[each.status]}", "" if each.status.open else "dim")


def _answer(answer: Answer, done: bool) -> Cell:
    """Return the answer to a question: asked, owed, done or not needed."""
    if answer is Answer.YES:
        return ("✓ done", "done") if done else ("! to do", "lapsing")
    return ("? asked", "lapsed") if answer is Answer.NOT_ASKED else ("– no", "dim")


def _reached(each: ReferralView) -> Cell:
    if each.standing is None:
        return ("! not sent", "lapsing")
    words = STEP_WORDS[each.standing]
    if each.standing is ReferralStep.SENT and each.chased:
        words = f"chased {each.chased}×"
    if each.standing is ReferralStep.DECLINED:
        return (f"✗ {words}", "lapsed")
    good = each.standing in (ReferralStep.ACCEPTED, ReferralStep.FIRST_SEEN)
    return (f"✓ {words}", "done") if good else (f"· {words}", "dim" if each.ended_at else "")
