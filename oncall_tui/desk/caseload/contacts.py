"""What an attempt to reach a client means to everything else that is planned with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.caseload import standing, transfers
from oncall_tui.desk.caseload.base import local_day, outreach_of
from oncall_tui.desk.caseload.dates import set_next, usual_next
from oncall_tui.desk.caseload.phases import step
from oncall_tui.rules.caseload import GONE
from oncall_tui.rules.clocks import known
from oncall_tui.rules.events import Event
from oncall_tui.rules.production import spoken_with
from storage.models import Client, Item
from storage.vocabulary import Category, ItemState, Outcome, Party, Phase

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Attempt, Clock

_TRIED = (Category.NEW_CLIENT, Category.TRANSFER_IN)
"""Matters that a first attempt about anything answers."""
_REACHED = (*_TRIED, Category.RECERTIFICATION)
"""Matters that a talk about anything answers."""
_TICK = timedelta(microseconds=1)


def after_attempt(session: Session, desk: Desk, attempt: Attempt, item: Item, now: datetime) -> None:
    """Let an attempt to reach a client count for all that waits for one.

    The first attempt stops the week of a new client and begins their outreach workflow (R-120). A talk with
    the client themselves meets the clocks of maintenance and of help before funding lapses and begins the
    next 60 days (R-136, R-137); a failed try after the letter puts the next one 60 days on (R-142). Both set
    the next outreach date (R-145): to the try that was agreed, or after a talk to what is usual.
    """
    if attempt.party is not Party.CLIENT or attempt.client_id is None:
        return
    client = session.get(Client, attempt.client_id)
    if client is None or client.phase in GONE:
        return
    reached = attempt.outcome is Outcome.REACHED
    _answer_others(session, desk, attempt, item)
    if client.phase is Phase.NEW:
        step(session, desk, client, Phase.OUTREACH, "First attempt made.", now)
    if reached:
        _spoken(session, desk, attempt)
    elif client.phase is Phase.ACTIVE_UNENGAGED:
        _tried_after_letter(session, desk, attempt, now)
    _next_date(session, desk, client, attempt, now)
    transfers.integrate(session, desk, attempt.client_id, now)


def _answer_others(session: Session, desk: Desk, attempt: Attempt, item: Item) -> None:
    """Stop what other items of the client wait for, and what this one does not stop by itself."""
    reached = attempt.outcome is Outcome.REACHED
    events = (Event.FIRST_ATTEMPT, Event.CONTACT) if reached else (Event.FIRST_ATTEMPT,)
    ended = [state for state in ItemState if not state.open]
    waiting = select(Item).where(
        Item.client_id == attempt.client_id,
        col(Item.category).in_(_REACHED if reached else _TRIED),
        col(Item.state).not_in(ended),
        Item.id != item.id,
    )
    for other in session.exec(waiting).all():
        windows.stop(session, desk, other, events, attempt.made_at, attempt_id=attempt.id)


def _successful(attempt: Attempt) -> bool:
    """Whether it was a talk about one of the four topics: that is owed every 60 days (R-137, R-146)."""
    return bool(attempt.topics) and spoken_with(attempt.channel, attempt.outcome)


def _spoken(session: Session, desk: Desk, attempt: Attempt) -> None:
    """Meet the clocks that come round again by a talk, and begin the next of those that go on."""
    assert attempt.client_id is not None
    regular = standing.find_open(session, Category.MAINTENANCE, attempt.client_id)
    if regular is not None and _successful(attempt):
        standing.again(session, desk, regular, Event.CONTACT, attempt.made_at, attempt_id=attempt.id)
        regular.state = ItemState.WAITING
    after_letter = standing.find_open(session, Category.UNENGAGED, attempt.client_id)
    if after_letter is not None:  # it ends with the phase: what follows from the talk is for a person to say
        windows.stop(session, desk, after_letter, (Event.CONTACT,), attempt.made_at, attempt_id=attempt.id)


def _tried_after_letter(session: Session, desk: Desk, attempt: Attempt, now: datetime) -> None:
    """Put the next try after the letter 60 days on, once this one was due: nobody answered (R-142).

    A try is the one that was due from the first warning of its clock on; an earlier one changes nothing.
    """
    assert attempt.client_id is not None
    item = standing.find_open(session, Category.UNENGAGED, attempt.client_id)
    if item is None:
        return
    clock = next(iter(windows.running(session, item)), None)
    if clock is None or attempt.made_at < _warned_from(desk, clock):
        return
    start, begun = clock.due_at, windows.windows(desk, (Event.LETTER_SENT,), clock.due_at - _TICK)
    while begun and begun[0].due_at <= attempt.made_at:
        start = begun[0].due_at
        begun = windows.windows(desk, (Event.LETTER_SENT,), start - _TICK)
    standing.restart(session, desk, item, begun, now, "tried again, and nobody was reached")
    item.state = ItemState.WAITING
    if begun:
        rule = begun[0].rule
        day = local_day(desk, begun[0].due_at - _TICK)
        set_next(session, attempt.client_id, day, f"{rule.title}: {rule.allows}", now)


def _warned_from(desk: Desk, clock: Clock) -> datetime:
    """Return when a clock is first warned of."""
    rule = desk.rulebook.find(clock.rule)
    if rule is None:
        return clock.due_at
    points = rule.warn_points(known(clock.due_at), clock.started_at, desk.house.calendar)
    return min((point.at for point in points), default=clock.due_at)


def _next_date(session: Session, desk: Desk, client: Client, attempt: Attempt, now: datetime) -> None:
    """Set the next outreach date by what was agreed, or after a talk by what is usual.

    A day that somebody set by hand and that still lies ahead of the talk stays as it is.
    """
    assert client.id is not None
    if attempt.next_try_at is not None:
        day = local_day(desk, attempt.next_try_at)
        set_next(session, client.id, day, "the next try, as agreed", now, by=desk.operator.email)
        return
    if not _successful(attempt):
        return
    plan = outreach_of(session, client.id)
    spoken = local_day(desk, attempt.made_at)
    if plan.next_on is not None and plan.next_on > spoken and plan.next_set_by:
        return
    day, because = usual_next(desk, client.phase, attempt.made_at, plan.interval_days)
    if plan.next_on is None or day > plan.next_on or plan.next_on <= spoken:
        set_next(session, client.id, day, because, now)
