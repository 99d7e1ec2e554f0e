"""What a plan asks for: when an objective slips, what is overdue, what is looked into before blame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from storage.vocabulary import (
    Answer,
    EngagementView,
    IssueFinding,
    ObjectiveStatus,
    PlanQuestion,
    ReferralStep,
    UnderlyingIssue,
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What was found about one issue, and how that is known."""

    finding: IssueFinding | None = None
    """None while nobody has looked."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something cannot be recorded yet, and where that is."""

    words: str
    issue: UnderlyingIssue | None = None


@dataclass(frozen=True, slots=True)
class Milestones:
    """How far a referral has come."""

    sent: bool = False
    accepted: bool = False
    declined: bool = False
    first_seen: bool = False
    ended: bool = False


ISSUE_WORDS: Mapping[UnderlyingIssue, str] = MappingProxyType(
    {
        UnderlyingIssue.HEALTH: "health",
        UnderlyingIssue.SUBSTANCE_USE: "substance use",
        UnderlyingIssue.MOOD: "mood",
        UnderlyingIssue.COGNITION: "cognition",
        UnderlyingIssue.ACCESS: "access",
        UnderlyingIssue.UNDERSTANDING: "understanding",
        UnderlyingIssue.TRUST: "trust",
        UnderlyingIssue.HOME: "situation at home",
    }
)
"""What may lie beneath, in words."""


def slipping(status: ObjectiveStatus, target_on: date, today: date) -> str:
    """Say how an objective slips: past its target, or marked so; empty where it does not (R-103)."""
    if not status.open:
        return ""
    if target_on < today:
        late = (today - target_on).days
        return f"past its target by {late} {'day' if late == 1 else 'days'}"
    return "marked slipping" if status is ObjectiveStatus.SLIPPING else ""


def days_overdue(check_on: date | None, today: date) -> int:
    """Return by how many days a check is overdue; 0 on its day and where there is none."""
    return max(0, (today - check_on).days) if check_on is not None else 0


def unmet(
    answers: Mapping[PlanQuestion, Answer], done: Collection[PlanQuestion]
) -> tuple[tuple[PlanQuestion, ...], tuple[PlanQuestion, ...]]:
    """Return which of a change's four questions wait for an answer, and which yes has yet to be done."""
    asked = tuple(each for each in PlanQuestion if answers.get(each, Answer.NOT_ASKED) is Answer.NOT_ASKED)
    owed = tuple(each for each in PlanQuestion if answers.get(each) is Answer.YES and each not in done)
    return asked, owed


def days_unchanged(
    changed_at: datetime,
    plan_changed_at: datetime | None,
    answers: Mapping[PlanQuestion, Answer],
    now: datetime,
) -> int | None:
    """Return for how many days a change has stood while the plan has not (R-104).

    None once the plan changed after it, or all four questions were answered with no.
    """
    if plan_changed_at is not None and plan_changed_at >= changed_at:
        return None
    if all(answers.get(each) is Answer.NO for each in PlanQuestion):
        return None
    return max(0, (now - changed_at).days)


def hindrance(view: EngagementView, issues: Mapping[UnderlyingIssue, Issue]) -> Hindrance | None:
    """Say what bars a conclusion about somebody who does not engage; None where nothing does (R-105).

    Every issue must have been looked into. What was found must be told, and what could not be found out, how
    that was tried. That somebody chose not to engage cannot stand while something is known to lie beneath.
    """
    for each in UnderlyingIssue:
        issue, name = issues.get(each, Issue()), ISSUE_WORDS[each]
        if issue.finding is None:
            return Hindrance(f"Look into this first: {name}. It may be what keeps them from it.", each)
        if issue.finding is IssueFinding.BEHIND_IT and not issue.note.strip():
            return Hindrance(f"Say what about their {name} may be behind it.", each)
        if issue.finding is IssueFinding.NOT_KNOWN and not issue.note.strip():
            return Hindrance(f"Say how you tried to find out about their {name}.", each)
    found = [each for each in UnderlyingIssue if issues[each].finding is IssueFinding.BEHIND_IT]
    if view is EngagementView.CHOSE_NOT_TO and found:
        named = ", ".join(ISSUE_WORDS[each] for each in found)
        return Hindrance(
            f"Something may be behind it: {named}. So it is not recorded as their choice: "
            "choose “something is behind it”, and let the plan meet it.",
            found[0],
        )
    if view is EngagementView.SOMETHING_BEHIND and not found:
        return Hindrance("Say what is behind it: mark at least one issue so.", UnderlyingIssue.HEALTH)
    return None


def why_not_step(step: ReferralStep, reached: Milestones) -> str:
    """Say why a referral cannot take a step; empty where it can (R-106)."""
    if reached.ended:
        return "The referral has ended. Make a new one."
    if step is ReferralStep.SENT:
        return "It was sent already. Note that it was chased instead." if reached.sent else ""
    if not reached.sent and step is not ReferralStep.ENDED:
        return "It was not sent yet. Send it first."
    if step is ReferralStep.ACCEPTED and reached.accepted:
        return "It was accepted already."
    if step in (ReferralStep.ACCEPTED, ReferralStep.DECLINED) and reached.declined:
        return "It was declined. Make a new referral, or end this one with what comes instead."
    if step is ReferralStep.DECLINED and reached.accepted:
        return "It was accepted. End it with what came of it."
    if step is ReferralStep.FIRST_SEEN and reached.first_seen:
        return "The client was seen already. Note a check instead."
    return ""


def steps_open(reached: Milestones) -> tuple[ReferralStep, ...]:
    """Return which steps a referral can take."""
    return tuple(each for each in ReferralStep if not why_not_step(each, reached))


def out_of_touch(last: datetime | None, since: datetime, now: datetime, days: int) -> int | None:
    """Return for how many days nobody spoke to a member of the team, where that is too long (R-107)."""
    silent = now - (last or since)
    return silent.days if silent > timedelta(days=days) else None


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first day of a day's quarter, and of the quarter after it."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    month = first.month + 3
    return first, date(first.year + (month > 12), (month - 1) % 12 + 1, 1)


def quarter_named(name: str, today: date) -> tuple[date, date]:
    """Return the first day of a quarter named like 2026-Q4, and of the one after it; empty names this one.

    Raises:
        ValueError: it is no quarter; the words say how to write one.
    """
    if not name.strip():
        return quarter_of(today)
    year, _, quarter = name.strip().upper().partition("-Q")
    if not (len(year) == 4 and year.isascii() and year.isdecimal() and quarter in {"1", "2", "3", "4"}):
        raise ValueError("A quarter is written like 2026-Q4.")
    if year in ("0000", "9999"):
        raise ValueError("That year is out of range. A quarter is written like 2026-Q4.")
    return quarter_of(date(int(year), 3 * int(quarter) - 2, 1))


def quarter_words(first: date) -> str:
    """Return a quarter's name, such as 2026-Q4."""
    return f"{first.year}-Q{(first.month + 2) // 3}"
