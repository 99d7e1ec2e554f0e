"""Refer a client on, and see to it that an answer comes (R-106)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import (
    change_for,
    client_of,
    done,
    not_ahead,
    not_past,
    planning,
    row_for,
)
from oncall_tui.desk.plans.wording import REFERRAL_WORDS, STEP_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.plans import Milestones, why_not_step
from oncall_tui.rules.wording import say_day
from storage.models import Circumstance, Referral, ReferralEvent
from storage.vocabulary import Category, PlanQuestion, ReferralKind, ReferralStep

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_ANSWERS = frozenset(
    {ReferralStep.ACCEPTED, ReferralStep.DECLINED, ReferralStep.FIRST_SEEN, ReferralStep.ENDED}
)
"""The steps with which somebody has answered."""
_TOLD = frozenset({ReferralStep.CHASED, ReferralStep.DECLINED, ReferralStep.CHECKED, ReferralStep.ENDED})
"""The steps of which it must be said what came of them."""
_PAST = "That day is over. Choose one from today on."


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral, before it is saved."""

    client_id: int
    kind: ReferralKind
    to_whom: str
    reason: str
    frequency: str = ""
    """How often is advocated for."""
    sent_at: datetime | None = None
    """None while it is not sent."""
    next_check_on: date | None = None
    change_id: int | None = None
    """The change of circumstances that it answers, if any."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a referral, before it is saved."""

    step: ReferralStep
    words: str = ""
    at: datetime | None = None
    """None for now."""
    next_check_on: date | None = None


def refer(desk: Desk, new: NewReferral) -> Saved:
    """Refer a client on; once sent, its answer is waited for by a clock.

    Raises:
        Refused: it is not said to whom or why, or a date is on the wrong side of now.
    """
    sent = not_ahead(desk, new.sent_at, "sent_at") if new.sent_at is not None else None
    with planning(desk, "referral-made", new.client_id) as (unit, client):
        session = unit.session
        if new.next_check_on is not None:
            not_past(desk, new.next_check_on, "next_check_on", _PAST)
        change = change_for(session, new.client_id, new.change_id)
        row = Referral(
            client_id=new.client_id,
            change_id=new.change_id,
            kind=new.kind,
            to_whom=clean(new.to_whom, "to_whom", needed="Say to whom: the service, and whom to ask for."),
            reason=clean(new.reason, "reason", needed="Say why, as the service needs to know it."),
            frequency=clean(new.frequency, "frequency"),
            made_at=desk.now(),
            made_by=desk.operator.id,
            next_check_on=new.next_check_on,
        )
        session.add(row)
        session.flush()
        due = None
        if sent is not None:
            due = _take(desk, session, row, Step(ReferralStep.SENT, at=sent), sent, client.number)
            done(session, desk, change, PlanQuestion.REFER_ON, f"Referred to {row.to_whom}.")
        unit.note(words=f"Referred on ({REFERRAL_WORDS[new.kind]}): {row.to_whom}, because {row.reason}")
    if sent is None:
        return Saved(0, "Referral kept. It counts once it is sent (Enter).")
    return Saved(0, f"Referred on. {_waits(desk, due)}".strip())


def step(desk: Desk, referral_id: int, new: Step, *, version: int | None = None) -> Saved:
    """Note what happened to a referral: that it was sent, chased, accepted, seen, checked on or has ended.

    Raises:
        Refused: it cannot come to that step, what came of it is not said, or a date cannot be.
    """
    at = not_ahead(desk, new.at)
    with planning(desk, f"referral-{new.step.value}", client_of(desk, Referral, referral_id)) as (
        unit,
        client,
    ):
        row = row_for(unit.session, Referral, referral_id, version)
        if reason := why_not_step(new.step, reached(row)):
            raise Refused(reason, field="step")
        if new.step in _TOLD and not new.words.strip():
            raise Refused("Say what was said, or what came of it.", field="words")
        if new.next_check_on is not None:
            not_past(desk, new.next_check_on, "next_check_on", _PAST)
        due = _take(desk, unit.session, row, new, at, client.number)
        if new.step is ReferralStep.SENT and row.change_id is not None:
            change = unit.session.get(Circumstance, row.change_id)
            done(unit.session, desk, change, PlanQuestion.REFER_ON, f"Referred to {row.to_whom}.")
        unit.note(words=f"Referral {STEP_WORDS[new.step]}: {row.to_whom}. {new.words}".strip())
    said = f"Referral {STEP_WORDS[new.step]}."
    check = f" Checked again by {say_day(row.next_check_on)}." if row.next_check_on else ""
    return Saved(0, f"{said} {_waits(desk, due)}".strip() + check)


def reached(row: Referral) -> Milestones:
    """Return how far a referral has come."""
    return Milestones(
        sent=row.sent_at is not None,
        accepted=row.accepted_at is not None,
        declined=row.declined_at is not None,
        first_seen=row.first_seen_at is not None,
        ended=row.ended_at is not None,
    )


def check_key(referral_id: int) -> str:
    """Return how the keys of the reviews begin that an overdue check of a referral asks for."""
    return f"plan-referral:{referral_id}:"


def _take(
    desk: Desk, session: Session, row: Referral, new: Step, at: datetime, number: str
) -> datetime | None:
    """Write a step and what follows from it; return by when an answer is waited for, where it is."""
    words = clean(new.words, "words")
    event = ReferralEvent(referral_id=row.id or 0, step=new.step, at=at, by_id=desk.operator.id, words=words)
    session.add(event)
    _date(row, new.step, at, words)
    if new.next_check_on is not None or new.step in (ReferralStep.CHECKED, ReferralStep.ENDED):
        row.next_check_on = new.next_check_on
    session.flush()
    settle(session, desk, check_key(row.id or 0), f"{STEP_WORDS[new.step].capitalize()}.", desk.now())
    if new.step in _ANSWERS:
        settle(session, desk, f"referral:{row.id}:", f"{STEP_WORDS[new.step].capitalize()}.", at)
    if new.step is ReferralStep.DECLINED:
        said = f"A referral for {number} was declined: what comes in its place?"
        key = f"{check_key(row.id or 0)}declined:{event.id}"
        ask = Ask(key, Category.PLAN_REVIEW, said, "referral declined", client_id=row.client_id)
        put(session, desk, [ask], desk.now())
    if new.step is not ReferralStep.SENT:
        return None
    said = f"A referral for {number} waits for an answer: {REFERRAL_WORDS[row.kind]}."
    key = f"referral:{row.id}:{event.id}"
    ask = Ask(key, Category.REFERRAL, said, REFERRAL_WORDS[row.kind], client_id=row.client_id, counts_from=at)
    put(session, desk, [ask], desk.now())
    rule = desk.rulebook.find("referral-answer")
    return rule.deadline(at, desk.house.calendar).at if rule is not None and rule.enabled else None


def _date(row: Referral, step: ReferralStep, at: datetime, words: str) -> None:
    """Date the milestone that a step reaches."""
    if step is ReferralStep.SENT:
        row.sent_at = at
    elif step is ReferralStep.ACCEPTED:
        row.accepted_at = at
    elif step is ReferralStep.DECLINED:
        row.declined_at = at
    elif step is ReferralStep.FIRST_SEEN:
        row.first_seen_at, row.accepted_at = at, row.accepted_at or at
    elif step is ReferralStep.ENDED:
        row.ended_at, row.outcome = at, words


def _waits(desk: Desk, due: datetime | None) -> str:
    return f"An answer is waited for until {say(due, desk.house.zone)}." if due is not None else ""
