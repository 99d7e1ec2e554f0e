"""Log an attempt to reach somebody, with what the rules say before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from oncall_tui.desk import windows
from oncall_tui.desk.access.permits import require
from oncall_tui.desk.attempt_sheet import AttemptSheet, sheet, sheet_of
from oncall_tui.desk.caseload.contacts import after_attempt
from oncall_tui.desk.changing import SavedBefore, changing, cleaned, item_for
from oncall_tui.desk.handling import unhold
from oncall_tui.desk.naming import OUTCOME_WORDS
from oncall_tui.desk.prepared import Prepared, Use, keep
from oncall_tui.desk.sought import counts
from oncall_tui.desk.tried import allowance_of, consents_of, tried_so_far
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules import attempts as rules
from oncall_tui.rules.consent import message_rule
from oncall_tui.rules.permissions import Capability
from oncall_tui.rules.production import TOPIC_NEEDED, spoken_with, topic_needed
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import Act
from storage.models import Attempt, Item
from storage.vocabulary import Category, Channel, ItemState, MessageLeft, Outcome, Party, Topic

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

__all__ = ["AttemptSheet", "NewAttempt", "checked", "log_attempt", "save_attempt", "sheet", "sheet_of"]

_EARLY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt, before it is saved (R-168)."""

    key: str
    """Made where it was typed in; the same key twice is one attempt."""
    item_id: int
    channel: Channel
    outcome: Outcome
    party: Party = Party.CLIENT
    made_at: datetime | None = None
    """None means now."""
    message_left: MessageLeft | None = None
    topics: tuple[Topic, ...] = ()
    uncounted: bool = False
    """Said outright that it was about none of the four topics, so that it counts as no contact (R-146)."""
    note: str = ""
    next_step: str = ""
    next_try_at: datetime | None = None
    override_reason: str = ""
    dissatisfied: bool = False
    """Whether they turned out to be dissatisfied with some aspect of their care (R-083)."""
    text: Prepared | None = None
    """The words of the message that was left, as they were really used (R-089, R-185)."""
    version: int | None = None
    """Of the item, as it was shown before the call; None where nothing was."""


def log_attempt(desk: Desk, new: NewAttempt) -> Saved:
    """Save an attempt; it stops the clocks that wait for one, and the item stays open (R-074).

    Raises:
        Refused: A rule bars it, or something that is needed is missing; nothing was saved.
        Overtaken: Somebody else has been at the item since; nothing was saved.
    """
    now = desk.now()
    new = checked(new, now)
    try:
        with changing(desk, "attempt.logged", f"item:{new.item_id}") as unit:
            known = unit.session.exec(select(Attempt.item_id).where(Attempt.key == new.key)).first()
            if known is not None:
                raise SavedBefore(known)
            item = item_for(unit.session, new.item_id, Act.ATTEMPT, new.version)
            words = save_attempt(unit.session, desk, item, new, now)
            unit.note(words=words)
    except SavedBefore as before:
        return Saved(before.id, f"{before.id}: this attempt was saved before.", repeated=True)
    return Saved(new.item_id, f"{new.item_id}: {words}")


def save_attempt(session: Session, desk: Desk, item: Item, new: NewAttempt, now: datetime) -> str:
    """Save an attempt that was checked, about an item, inside a transaction; return what was done.

    Raises:
        Refused: A rule bars it.
    """
    made_at = new.made_at or now
    if made_at < item.received_at - _EARLY:
        raise Refused("That is before the call was received. Correct the time.", field="made_at")
    number = _judge(session, desk, item, new, made_at)
    attempt = _attempt(desk, item, new, made_at, now)
    session.add(attempt)
    session.flush()
    kept = windows.stop(session, desk, item, _events(item, new), made_at, attempt_id=attempt.id)
    _move_on(item, new)
    after_attempt(session, desk, attempt, item, now)
    if new.dissatisfied and not item.dissatisfied and item.id is not None:
        item.dissatisfied = True
        windows.start(session, desk, item.id, windows.windows(desk, [Event.DISSATISFIED], made_at))
    _keep_words(session, desk, attempt, item, new)
    return _words(number, new, kept) + _what_now(session, desk, item, new)


def _keep_words(session: Session, desk: Desk, attempt: Attempt, item: Item, new: NewAttempt) -> None:
    """Keep the words of a message that was left."""
    left = new.message_left in (MessageLeft.VOICEMAIL, MessageLeft.EMAIL)
    if new.text is not None and (left or (new.channel is Channel.EMAIL and rules.failed(new.outcome))):
        means = Channel.EMAIL if new.message_left is MessageLeft.EMAIL else new.channel
        use = Use(new.text, means, item.caller, attempt.made_at, item.id, item.client_id, attempt.id)
        keep(session, desk, use)


def _what_now(session: Session, desk: Desk, item: Item, new: NewAttempt) -> str:
    """Say what follows from the attempts that were made so far; empty for nothing (R-084, R-087)."""
    if not rules.failed(new.outcome) or not counts(item.category, item.caller_type, new.party):
        return ""
    made, allowed = len(tried_so_far(session, item.id or 0)), allowance_of(desk, item)
    if item.category is Category.COMPLAINT and made == allowed.minimum:
        return " Say what came of it (r); whoever asked is then told."
    if allowed.cap is None and made >= allowed.minimum:
        return " Plan the next attempt, or write down why nobody tries again (E, at risk)."
    return ""


def checked(new: NewAttempt, now: datetime) -> NewAttempt:
    """Return an attempt as it is kept.

    Raises:
        Refused: Something that is needed is missing, or cannot be.
    """
    if not new.key:
        raise Refused("An attempt needs a key of its own, so that a retry cannot log it twice.", field="key")
    new = cleaned(new, "note", "next_step", "override_reason")
    if new.made_at is not None and new.made_at > now + _EARLY:
        raise Refused("An attempt cannot have been made in the future. Correct the time.", field="made_at")
    if new.next_try_at is not None and new.next_try_at <= now:
        raise Refused("The next try must lie ahead. Correct the time.", field="next_try_at")
    if new.outcome is Outcome.REACHED and not (new.note or new.next_step):
        raise Refused(
            "Say what was agreed, or that nothing is needed, so that a colleague can act on it.", field="note"
        )
    if new.message_left is MessageLeft.VOICEMAIL and new.outcome is Outcome.REACHED:
        raise Refused("Nobody leaves a message with somebody they spoke to.", field="message_left")
    if topic_needed(new.channel, new.outcome, new.party) and not new.topics and not new.uncounted:
        raise Refused(TOPIC_NEEDED, field="topic")
    return new


def _judge(session: Session, desk: Desk, item: Item, new: NewAttempt, at: datetime) -> str:
    tried = tried_so_far(session, item.id or 0)
    allowed, consents = allowance_of(desk, item), consents_of(session, desk, item)
    verdict = rules.judge(tried, new.channel, at, allowed, consents, override=new.override_reason)
    if verdict.blocked:
        raise Refused(verdict.blocked, field="override_reason")
    if new.override_reason and rules.judge(tried, new.channel, at, allowed, consents).blocked:
        _directors_alone(session, desk)
    left = new.message_left in (MessageLeft.VOICEMAIL, MessageLeft.EMAIL)
    means = Channel.EMAIL if new.message_left is MessageLeft.EMAIL else Channel.PHONE
    if left and new.party is Party.CLIENT:
        said = message_rule(consents, new.party, means)
        if not said.may_leave and not new.override_reason:
            raise Refused(f"{said.words} Choose 'refused', or give a reason.", field="message_left")
    return verdict.words


def _directors_alone(session: Session, desk: Desk) -> None:
    """Refuse what only a director allows: a second check-in, or one by e-mail without consent (R-085)."""
    words = "Only a director allows that. Hand it on to one."
    require(desk, session.connection(), Capability.DECIDE, words, field="override_reason")


def _attempt(desk: Desk, item: Item, new: NewAttempt, made_at: datetime, now: datetime) -> Attempt:
    assert item.id is not None
    return Attempt(
        key=new.key,
        item_id=item.id,
        client_id=item.client_id,
        made_at=made_at,
        recorded_at=now,
        made_by=desk.operator.id,
        party=new.party,
        channel=new.channel,
        outcome=new.outcome,
        message_left=new.message_left,
        topics=[topic.value for topic in new.topics],
        note=new.note,
        next_step=new.next_step,
        next_try_at=new.next_try_at,
        override_reason=new.override_reason,
    )


def _events(item: Item, new: NewAttempt) -> tuple[Event, ...]:
    """Return what an attempt means to the clocks: to reach a provider answers them, and is no contact."""
    if not counts(item.category, item.caller_type, new.party):
        return ()
    if new.outcome is not Outcome.REACHED or new.party in (Party.FAMILY, Party.STAFF):
        return (Event.FIRST_ATTEMPT,)
    if item.category is Category.MAINTENANCE and not (new.topics and spoken_with(new.channel, new.outcome)):
        return (Event.FIRST_ATTEMPT,)  # only a successful contact is one of those every 60 days
    return (Event.FIRST_ATTEMPT, Event.RESPONSE if new.party is Party.PROVIDER else Event.CONTACT)


def _move_on(item: Item, new: NewAttempt) -> None:
    if item.state is ItemState.ON_HOLD:
        unhold(item)
    if new.next_step:
        item.next_step = new.next_step
    if not counts(item.category, item.caller_type, new.party):
        return
    if new.outcome is Outcome.REACHED:
        item.state = ItemState.CONTACTED
    elif item.state is not ItemState.CONTACTED:
        item.state = ItemState.ATTEMPTED


def _words(number: str, new: NewAttempt, kept: tuple[str, ...]) -> str:
    said = f"{number} by {new.channel.value}: {OUTCOME_WORDS[new.outcome]}"
    if new.message_left:
        said += f", message {new.message_left.value.replace('-', ' ')}"
    return said + (f". Kept: {', '.join(kept)}." if kept else ".")
