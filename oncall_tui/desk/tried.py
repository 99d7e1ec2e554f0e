"""What was tried about an item so far, as the rules about attempts need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.parties.numbers import AttemptCounts
from oncall_tui.desk.queue import NOBODY_TO_REACH
from oncall_tui.desk.sought import counts
from oncall_tui.rules.attempts import Allowance, Tried, allowance
from oncall_tui.rules.consent import Consents
from storage.models import Attempt, Client, ClientPhone, Clock, Item
from storage.vocabulary import Answer, CaseOrigin, Category, Channel, ClockState, ConsentKind, Outcome

_OUTREACH = frozenset({Category.COMPLAINT, Category.CHECK_IN, Category.OUTREACH, Category.HIGH_RISK_EVENT})
"""Categories in which somebody is asked to reach somebody."""
_ROUNDS = frozenset({Category.MAINTENANCE, Category.UNENGAGED, Category.INFORMATION_FRESH})
"""Matters that are one item for as long as they come round again."""

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def tried_so_far(session: Session, item_id: int) -> tuple[Tried, ...]:
    """Return the attempts about an item that count, the oldest first.

    Of a matter that comes round again, those of this round count: since its clock began anew.
    """
    item = session.get(Item, item_id)
    since = _round_began(session, item) if item is not None and item.category in _ROUNDS else None
    made = select(Attempt).where(Attempt.item_id == item_id, col(Attempt.withdrawn_at).is_(None))
    return tuple(
        Tried(each.made_at, Channel(each.channel), Outcome(each.outcome))
        for each in session.exec(made.order_by(col(Attempt.made_at), col(Attempt.id)))
        if item is not None
        and counts(item.category, item.caller_type, each.party)
        and (since is None or each.made_at > since)
    )


def _round_began(session: Session, item: Item) -> datetime | None:
    running = select(Clock.started_at).where(Clock.item_id == item.id, Clock.state == ClockState.RUNNING)
    return max(session.exec(running), default=None)


def must_be_tried(item: Item) -> bool:
    """Say whether somebody has to be reached, or tried as often as is asked for, before an item is done.

    So it is where a call back is owed, and where an outreach was asked for (R-084 to R-087) under the rules
    that cover the case (R-021).
    """
    asked = item.category in _OUTREACH or (item.risk and item.category not in NOBODY_TO_REACH)
    return item.owed or (asked and not item.category.asked and item.origin is CaseOrigin.SELF_REFERRAL)


def stop_on_record(session: Session, item_id: int) -> str:
    """Return why nobody tries again, where that was written down after the last attempt (R-087)."""
    from storage.models import AttemptPlan

    last = max((each.at for each in tried_so_far(session, item_id)), default=None)
    newest = select(AttemptPlan).where(
        AttemptPlan.item_id == item_id, col(AttemptPlan.withdrawn_at).is_(None)
    )
    plan = session.exec(newest.order_by(col(AttemptPlan.made_at).desc(), col(AttemptPlan.id).desc())).first()
    if plan is None or plan.try_at is not None or (last is not None and plan.made_at < last):
        return ""
    return plan.why


def allowance_of(desk: Desk, item: Item) -> Allowance:
    """Return how many attempts an item asks for and allows (R-084 to R-087)."""
    with desk.store.reading() as connection:
        asked = AttemptCounts(desk.rulebook, connection).of(item.client_id)
    return allowance(
        item.purpose, risk=item.risk, complaint=item.category is Category.COMPLAINT, counts=asked
    )


def consents_of(session: Session, desk: Desk, item: Item) -> Consents:
    """Return what the client of an item said about being contacted; nothing asked while nobody is known."""
    if item.client_id is None:
        return Consents(has_phone=bool(item.phone), strict=bool(desk.settings.strict_consent))
    from oncall_tui.desk.cards import consents

    client = session.get(Client, item.client_id)
    number = session.exec(select(ClientPhone.id).where(ClientPhone.client_id == item.client_id)).first()
    told = {view.kind: view.answer for view in consents(session.connection(), item.client_id, desk.now())}
    return Consents(
        voicemail=told.get(ConsentKind.VOICEMAIL, Answer.NOT_ASKED),
        email_messages=told.get(ConsentKind.EMAIL_MESSAGES, Answer.NOT_ASKED),
        email_only=told.get(ConsentKind.EMAIL_ONLY, Answer.NOT_ASKED),
        email_check_in=told.get(ConsentKind.EMAIL_CHECK_IN, Answer.NOT_ASKED),
        has_phone=told.get(ConsentKind.NO_PHONE) is not Answer.YES
        and (number is not None or bool(item.phone) or client is None),
        strict=bool(desk.settings.strict_consent),
    )
