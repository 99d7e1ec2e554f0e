"""Keep the register of policies: put one in, publish a revision, take one out (R-101)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.cases.asks import dropped
from oncall_tui.desk.cases.naming import noted
from oncall_tui.desk.changing import active_person, changing, clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.policies.days import read_day
from oncall_tui.desk.policies.views import PolicySaved
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.wording import say_day
from storage.models import Policy, PolicyChange
from storage.vocabulary import Category

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy, before it is put into the register; days as people type them."""

    title: str
    next_revision: str
    """By when it is revised: a day, or a month, which lasts until its last day."""
    department: str = ""
    owner_id: int | None = None
    author: str = ""
    approver: str = ""
    experts: tuple[str, ...] = ()
    stakeholders: str = ""
    place: str = ""
    created: str = ""
    """Empty for today."""
    valid_from: str = ""
    """Empty for the day on which it was created."""
    revision: int = 1
    words: str = ""
    """What this revision changed and why."""


def add_policy(desk: Desk, new: NewPolicy) -> PolicySaved:
    """Put a policy into the register and ask for its next revision by its day.

    Raises:
        Refused: Its title or a day is missing or cannot be.
    """
    title = clean(new.title, "title", needed="Give the policy's title.")
    today = desk.house.calendar.local(desk.now()).date()
    created = read_day(new.created, "created") if new.created.strip() else today
    valid = read_day(new.valid_from, "valid_from") if new.valid_from.strip() else created
    due = _next(new.next_revision, valid)
    if new.revision < 1:
        raise Refused("Revisions are counted from 1.", field="revision")
    with changing(desk, "policy.added", "policy") as unit:
        if new.owner_id is not None:
            active_person(unit.session, new.owner_id)
        row = Policy(
            title=title,
            department=clean(new.department, "department"),
            owner_id=new.owner_id,
            author=clean(new.author, "author"),
            approver=clean(new.approver, "approver"),
            experts=_names(new.experts),
            stakeholders=clean(new.stakeholders, "stakeholders"),
            place=clean(new.place, "place"),
            created_on=created,
            valid_from=valid,
            revision=new.revision,
            next_revision=due,
            next_words=" ".join(new.next_revision.split()),
            added_at=desk.now(),
            added_by=desk.operator.email,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.object = f"policy:{row.id}"
        _change(unit.session, desk, row, valid, clean(new.words, "words") or "Put into the register.")
        _ask(unit.session, desk, row, desk.now())
        words = f"Policy {row.id} is in the register; revised by {say_day(due, year=True)}."
        unit.note(words=words)
    return PolicySaved(0, words, policy_id=row.id or 0)


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision, before it is published."""

    policy_id: int
    words: str
    """What was changed and why."""
    next_revision: str
    approver: str = ""
    experts: tuple[str, ...] = ()
    valid_from: str = ""
    """Empty for today."""
    version: int | None = None


def publish_revision(desk: Desk, new: NewRevision) -> PolicySaved:
    """Publish a revision: that meets what was asked, and asks for the next one.

    Raises:
        Refused: It is not said what changed, who approved it or when it is revised next.
    """
    words = clean(new.words, "words", needed="Say what was changed and why.")
    approver = clean(new.approver, "approver", needed="Say who approved it.")
    now = desk.now()
    today = desk.house.calendar.local(now).date()
    valid = read_day(new.valid_from, "valid_from") if new.valid_from.strip() else today
    due = _next(new.next_revision, max(valid, today))
    with changing(desk, "policy.published", f"policy:{new.policy_id}") as unit:
        row = _policy_for(unit.session, new.policy_id, new.version)
        row.revision += 1
        row.valid_from, row.next_revision, row.approver = valid, due, approver
        row.next_words = " ".join(new.next_revision.split())
        row.experts = _names(new.experts) or row.experts
        unit.session.add(row)
        unit.session.flush()
        _change(unit.session, desk, row, valid, words)
        settle(unit.session, desk, f"policy:{row.id}:", f"Revision {row.revision} published.", now)
        _ask(unit.session, desk, row, now)
        said = f"Policy {row.id}: revision {row.revision} published; the next by {say_day(due, year=True)}."
        unit.note(words=noted(said))
    return PolicySaved(0, said, policy_id=new.policy_id)


def end_policy(desk: Desk, policy_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Take a policy out of force; it stays in the register's history.

    Raises:
        Refused: It is not said why, or it is out of force already.
    """
    because = clean(reason, "reason", needed="Say why it is no longer in force, or what replaces it.")
    now = desk.now()
    with changing(desk, "policy.ended", f"policy:{policy_id}") as unit:
        row = _policy_for(unit.session, policy_id, version)
        row.ended_at = now
        unit.session.add(row)
        _change(
            unit.session, desk, row, desk.house.calendar.local(now).date(), f"No longer in force: {because}"
        )
        dropped(unit.session, f"policy:{policy_id}", "The policy is no longer in force.", now)
        words = f"Policy {policy_id} is no longer in force"
        unit.note(words=f"{words}: {because}")
    return Saved(0, f"{words}.")


def _policy_for(session: Session, policy_id: int, version: int | None) -> Policy:
    row = session.get(Policy, policy_id, with_for_update=True)
    if row is None:
        raise Refused(f"There is no policy {policy_id}. `oncall policy` lists them.")
    if row.ended_at is not None:
        raise Refused(f"Policy {policy_id} is no longer in force. Put a new one into the register.")
    unchanged(session, row, version, "This policy")
    return row


def _next(typed: str, after: date) -> date:
    if not typed.strip():
        raise Refused("Say by when it is revised next, such as 2027-03.", field="next_revision")
    due = read_day(typed, "next_revision", ends=True)
    if due < after:
        raise Refused(
            f"The next revision comes after {say_day(after, year=True)}. Correct the date.",
            field="next_revision",
        )
    return due


def _ask(session: Session, desk: Desk, row: Policy, now: datetime) -> None:
    """Ask the owner to revise it by the end of its day."""
    due = desk.house.calendar.day_start(row.next_revision + timedelta(days=1))
    words = f"Policy {row.id}, revision {row.revision}: revise it by {say_day(row.next_revision, year=True)}."
    key = f"policy:{row.id}:{row.revision}:{row.version}"
    put(
        session,
        desk,
        [Ask(key, Category.POLICY_REVIEW, words, f"policy {row.id}", row.owner_id, due=due)],
        now,
    )


def _change(session: Session, desk: Desk, row: Policy, day: date, words: str) -> None:
    assert row.id is not None
    session.add(
        PolicyChange(
            policy_id=row.id,
            revision=row.revision,
            changed_on=day,
            approver=row.approver,
            experts=list(row.experts),
            words=words,
            recorded_at=desk.now(),
            recorded_by=desk.operator.email,
        )
    )


def _names(names: tuple[str, ...]) -> list[str]:
    return [text for each in names if (text := clean(each, "experts"))]
