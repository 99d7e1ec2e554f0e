"""Clients who come from another manager: into the schedule and the book, and those who are really new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.caseload import standing
from oncall_tui.desk.caseload.base import local_day
from oncall_tui.desk.caseload.phases import back_to_new, new_client
from oncall_tui.desk.changing import end
from oncall_tui.rules.caseload import GONE
from oncall_tui.rules.events import Event
from storage.models import Appointment, Attempt, Client, Item, Outreach
from storage.vocabulary import CareRole, Category, ItemState, Party, Phase

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import Holding
    from oncall_tui.rules.tenure import Tenure

_AT_ONCE = 500


BEYOND = frozenset(
    {Phase.MAINTENANCE, Phase.GOALS_COMPLETE, Phase.DISCHARGE, Phase.ACTIVE_UNENGAGED, Phase.DISENROLLED}
)
"""Phases to which only attempts lead: they were made, even if before this record began."""


def came_over(session: Session, desk: Desk, client_ids: Sequence[int], at: datetime, now: datetime) -> int:
    """Ask for clients whose primary manager is another one from an instant on (R-132); return how many.

    Whoever has never been tried is really new (R-133): outreach begins within the week.
    """
    asked = 0
    for start in range(0, len(client_ids), _AT_ONCE):
        part = client_ids[start : start + _AT_ONCE]
        clients = session.exec(select(Client).where(col(Client.id).in_(part), col(Client.active))).all()
        tried = set(session.exec(_tried(part)).all())
        left = [client for client in clients if client.phase not in GONE]
        _end_earlier(session, [client.id or 0 for client in left], now)
        asked += len(put(session, desk, [_ask(client, at) for client in left], now))
        _reclassify(
            session,
            desk,
            [client for client in left if client.id not in tried and client.phase not in BEYOND],
            at,
            now,
        )
    return asked


def _reclassify(session: Session, desk: Desk, clients: Sequence[Client], at: datetime, now: datetime) -> None:
    """Put clients back to the beginning whom nobody has ever tried (R-133), a whole list of them at once.

    The week for outreach counts from the transfer, beside a week that runs already.
    """
    events = (Event.TRANSFERRED_UNTRIED,)
    begun = windows.windows(desk, events, at)
    keys = {standing.key_of(Category.NEW_CLIENT, client.id or 0): client for client in clients}
    before = {item.key: item for item in session.exec(select(Item).where(col(Item.key).in_(keys))).all()}
    back_to_new(session, desk, [client for client in clients if client.phase is not Phase.NEW], now)
    asks = {key: replace(new_client(client, at), events=events) for key, client in keys.items()}
    put(session, desk, [ask for key, ask in asks.items() if key not in before], now)
    for key, item in before.items():
        standing.begin(session, desk, asks[key], now)
        standing.start(session, desk, item, begun)


def _end_earlier(session: Session, client_ids: Sequence[int], now: datetime) -> None:
    """End what was asked of the managers before, who have not got these clients any more."""
    ended = [state for state in ItemState if not state.open]
    open_ones = select(Item).where(
        col(Item.client_id).in_(client_ids),
        Item.category == Category.TRANSFER_IN,
        col(Item.state).not_in(ended),
    )
    for item in session.exec(open_ones).all():
        because = "The client went on to another manager."
        windows.cancel(session, item, now, because)
        item.state = ItemState.RESOLVED
        end(item, now, because)


def new_owners(
    moves: Mapping[int, Sequence[Tenure]], held: Mapping[int, Sequence[Holding]], at: datetime
) -> tuple[list[int], list[int]]:
    """Return whose primary manager is another one from an instant on, and who has one for the first time.

    Somebody who had the client before knows them: that is no transfer.

    Args:
        moves: who has the primary role from then on, by client.
        held: who held which role before, by client.
        at: the instant.
    """
    transferred: list[int] = []
    listed: list[int] = []
    for client_id, after in moves.items():
        now = next((each.person_id for each in after if _covers(each, at)), None)
        past = (each for each in held.get(client_id, ()) if each.role is CareRole.PCM and each.start < at)
        before = {each.person_id for each in past}
        if now is not None and now not in before:
            (transferred if before else listed).append(client_id)
    return transferred, listed


def _covers(tenure: Tenure, at: datetime) -> bool:
    return tenure.start <= at and (tenure.end is None or at < tenure.end)


def _tried(part: Sequence[int]) -> Any:
    return select(Attempt.client_id).where(
        col(Attempt.client_id).in_(part), Attempt.party == Party.CLIENT, col(Attempt.withdrawn_at).is_(None)
    )


def transfer_key(client_id: int, at: datetime) -> str:
    """Return the key of what is asked when a client goes to another manager at an instant."""
    return f"{Category.TRANSFER_IN.value}:{client_id}:{at:%Y%m%dT%H%M%SZ}"


def _ask(client: Client, at: datetime) -> Ask:
    return Ask(
        transfer_key(client.id or 0, at),
        Category.TRANSFER_IN,
        f"{client.number} came from another manager: set the next outreach date and an appointment.",
        client.number,
        client_id=client.id,
        counts_from=at,
    )


def integrate(session: Session, desk: Desk, client_id: int, now: datetime) -> str:
    """End the transfer of a client once both are set since: next outreach date and appointment (R-132).

    Returns:
        What that kept, as the end of a sentence; empty where a transfer is not open or something is missing.
    """
    ended = [state for state in ItemState if not state.open]
    found = select(Item).where(
        Item.client_id == client_id, Item.category == Category.TRANSFER_IN, col(Item.state).not_in(ended)
    )
    item = session.exec(found.order_by(col(Item.received_at).desc())).first()
    if item is None or missing(session, desk, item, now):
        return ""
    met = windows.stop(session, desk, item, (Event.OUTREACH_PLANNED,), now)
    session.flush()
    if not windows.running(session, item):
        item.state = ItemState.RESOLVED
        end(item, now, "Next outreach date and appointment are set.")
    return f" Kept: {', '.join(met)}." if met else ""


def missing(session: Session, desk: Desk, item: Item, now: datetime) -> tuple[str, ...]:
    """Return what a transferred client still wants: what was set before the transfer does not count."""
    lacking = []
    plan = session.get(Outreach, item.client_id)
    fresh = plan is not None and plan.next_set_at is not None and plan.next_set_at >= item.received_at
    if plan is None or not fresh or plan.next_on is None or plan.next_on < local_day(desk, now):
        lacking.append("next outreach date")
    booked = select(Appointment.id).where(
        Appointment.client_id == item.client_id,
        col(Appointment.cancelled_at).is_(None),
        col(Appointment.starts_at) > now,
        col(Appointment.made_at) >= item.received_at,
    )
    if session.exec(booked).first() is None:
        lacking.append("appointment")
    return tuple(lacking)
