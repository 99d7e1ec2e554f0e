"""Take a client from one phase to the next, with the cause, and with what that begins and ends (R-144)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.caseload import courses, standing
from oncall_tui.desk.caseload.base import about, outreach_of, seen
from oncall_tui.desk.caseload.dates import fill_next, last_talk, set_next
from oncall_tui.desk.changing import clean, end
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.phases import PHASE_WORDS, TRANSITIONS, TRYING, why_not
from storage.models import Item, Outreach, PhaseChange, PriorityOverride
from storage.vocabulary import Category, ItemState, Phase, Workflow

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Client

BY_ITSELF = frozenset({Phase.DISENROLLED, Phase.DISCHARGE, Phase.ACTIVE_UNENGAGED, Phase.GOALS_COMPLETE})
"""Phases that a client enters by an act of its own, which asks for more than a cause."""

_ACTS = {
    Phase.DISENROLLED: "Take the client off the programme instead: that asks why.",
    Phase.DISCHARGE: "Start the discharge instead: that asks for its date.",
    Phase.ACTIVE_UNENGAGED: "Note the no-contact letter instead: that asks when it was sent.",
    Phase.GOALS_COMPLETE: "Say that all goals are complete instead: that asks when somebody looks in next.",
}


def move(desk: Desk, client_id: int, after: Phase, cause: str = "", *, version: int | None = None) -> Saved:
    """Take a client to another phase.

    Raises:
        Refused: That phase cannot follow, or is entered by an act of its own.
    """
    if after in BY_ITSELF:
        raise Refused(_ACTS[after], field="phase")
    now = desk.now()
    with about(desk, "phase-changed", client_id) as (unit, client):
        seen(unit.session, client_id, version)
        _check(client, after)
        said = clean(cause, "cause") or TRANSITIONS[client.phase][after]
        words = step(unit.session, desk, client, after, said, now)
        fill_next(unit.session, desk, client, now)
        unit.note(words=words)
    return Saved(0, f"{client.number}: now {PHASE_WORDS[after]}.")


def _check(client: Client, after: Phase) -> None:
    if reason := why_not(client.phase, after):
        raise Refused(reason, field="phase")


def step(session: Session, desk: Desk, client: Client, after: Phase, cause: str, now: datetime) -> str:
    """Take a client to a phase inside a transaction, and log it with its cause; return what was done.

    Raises:
        Refused: That phase cannot follow.
    """
    _check(client, after)
    assert client.id is not None
    before = client.phase
    session.add(_change(desk, client, after, cause, now))
    client.phase = after
    plan = outreach_of(session, client.id)
    plan.phase_since, plan.phase_cause = now, cause
    _leave(session, desk, client, before, cause, now)
    _enter(session, desk, client, cause, now)
    return f"{PHASE_WORDS[before]} → {PHASE_WORDS[after]}: {cause}"


def back_to_new(session: Session, desk: Desk, clients: Sequence[Client], now: datetime) -> None:
    """Put clients back to the beginning who came from elsewhere and whom nobody had ever tried (R-133)."""
    cause = "Came from another manager, and nobody had ever tried."
    ids = [client.id for client in clients]
    known = session.exec(select(Outreach).where(col(Outreach.client_id).in_(ids)))
    plans = {each.client_id: each for each in known}
    for client in clients:
        assert client.id is not None
        plan = plans.get(client.id) or Outreach(client_id=client.id)
        plan.phase_since, plan.phase_cause = now, cause
        session.add(plan)
        session.add(_change(desk, client, Phase.NEW, cause, now))
        client.phase = Phase.NEW


def _change(desk: Desk, client: Client, after: Phase, cause: str, now: datetime) -> PhaseChange:
    assert client.id is not None
    return PhaseChange(
        client_id=client.id, at=now, before=client.phase, after=after, cause=cause, by=desk.operator.email
    )


def _leave(session: Session, desk: Desk, client: Client, before: Phase, cause: str, now: datetime) -> None:
    """End what belonged to the phase that is over."""
    assert client.id is not None
    after = client.phase
    if before in TRYING and after not in TRYING:
        standing.finish(session, desk, Category.NEW_CLIENT, client.id, cause, now)
        courses.close_open(session, client.id, Workflow.OUTREACH, cause, now)
    if before is Phase.MAINTENANCE:
        standing.finish(session, desk, Category.MAINTENANCE, client.id, cause, now)
    if before is Phase.ACTIVE_UNENGAGED:
        standing.finish(session, desk, Category.UNENGAGED, client.id, cause, now)
    if before is Phase.DISCHARGE:
        courses.close_open(session, client.id, Workflow.DISCHARGE, cause, now)
        standing.finish(session, desk, Category.DISCHARGE, client.id, cause, now)
        outreach_of(session, client.id).discharge_on = None
    if before is Phase.GOALS_COMPLETE:
        outreach_of(session, client.id).interval_days = None


def _enter(session: Session, desk: Desk, client: Client, cause: str, now: datetime) -> None:
    """Begin what belongs to the phase that the client is in now."""
    assert client.id is not None
    match client.phase:
        case Phase.NEW:
            standing.begin(session, desk, new_client(client, now), now)
        case Phase.OUTREACH:
            courses.open_course(session, desk, client.id, Workflow.OUTREACH, now)
        case Phase.MAINTENANCE:
            standing.begin(session, desk, maintenance(client, last_talk(session, client.id) or now), now)
        case Phase.DISENROLLED:
            _end_everything(session, desk, client, cause, now)
        case _:
            pass
    if client.phase in (Phase.ENGAGED, Phase.MAINTENANCE):
        settle_logged(session, desk, client.id, Category.RE_ENGAGEMENT, Event.ENGAGED, cause, now)


def new_client(client: Client, listed_at: datetime) -> Ask:
    """Return what is asked when a client comes onto a manager's list (R-120)."""
    return Ask(
        standing.key_of(Category.NEW_CLIENT, client.id or 0),
        Category.NEW_CLIENT,
        f"{client.number} is new on the list: begin outreach and engagement.",
        client.number,
        client_id=client.id,
        counts_from=listed_at,
    )


def maintenance(client: Client, counts_from: datetime) -> Ask:
    """Return what is asked of whoever has a client in maintenance (R-137)."""
    return Ask(
        standing.key_of(Category.MAINTENANCE, client.id or 0),
        Category.MAINTENANCE,
        f"{client.number} is in maintenance: somebody speaks with them regularly.",
        client.number,
        client_id=client.id,
        counts_from=counts_from,
    )


def settle_logged(
    session: Session,
    desk: Desk,
    client_id: int,
    category: Category,
    event: Event,
    because: str,
    now: datetime,
) -> None:
    """Stop what a client's logged items of a kind wait for, and end those that then owe nothing more."""
    ended = [state for state in ItemState if not state.open]
    found = select(Item).where(
        Item.client_id == client_id, Item.category == category, col(Item.state).not_in(ended)
    )
    for item in session.exec(found).all():
        windows.stop(session, desk, item, (event,), now)
        session.flush()
        if not windows.running(session, item):
            item.state = ItemState.RESOLVED
            end(item, now, because)


def _end_everything(session: Session, desk: Desk, client: Client, cause: str, now: datetime) -> None:
    """End all that is routine for a client who leaves, and keep what else is owed to them."""
    assert client.id is not None
    for category in Category:
        if category in _ROUTINE_OF_ONE:
            standing.finish(session, desk, category, client.id, cause, now)
    ended = [state for state in ItemState if not state.open]
    left = select(Item).where(
        Item.client_id == client.id,
        col(Item.category).in_((Category.TRANSFER_IN, Category.SPECIALIST_CONSULT)),
        col(Item.state).not_in(ended),
    )
    for item in session.exec(left).all():
        windows.cancel(session, item, now, cause)
        item.state = ItemState.RESOLVED
        end(item, now, cause)
    for kind in Workflow:
        courses.close_open(session, client.id, kind, cause, now)
    given = select(PriorityOverride).where(
        PriorityOverride.client_id == client.id, col(PriorityOverride.ended_at).is_(None)
    )
    for each in session.exec(given):
        each.ended_at = now
    settle_logged(session, desk, client.id, Category.DISENROLMENT, Event.DISENROLLED, cause, now)
    plan = set_next(session, client.id, None, "", now)
    plan.discharge_on = plan.interval_days = None


_ROUTINE_OF_ONE = frozenset(
    {
        Category.NEW_CLIENT,
        Category.MAINTENANCE,
        Category.UNENGAGED,
        Category.DISCHARGE,
        Category.INFORMATION_FRESH,
    }
)
"""Kinds of which a client has one item, on which clock follows clock."""
