"""The brief for whoever comes back: what happened while they were away, and what runs still (R-038)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.asks.asking import settle
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.handover.brief import tried
from oncall_tui.desk.handover.record import handovers, leave_by_id, leave_of, refs
from oncall_tui.desk.handover.return_views import (
    ReturnBriefView,
    ReturnClient,
    Returned,
    ReturnItem,
    Running,
)
from oncall_tui.desk.handover.views import Contacted, Leave
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage import reads
from storage.models import Absence, ReturnBrief
from storage.vocabulary import Category, ClientStatus, ItemState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

_LOOK_BACK = timedelta(days=28)
"""How long a return brief that nobody accepted is listed."""


def last_leave(desk: Desk, person_id: int) -> Leave:
    """Return the absence of somebody that began last, over or not.

    Raises:
        Refused: They have not been away.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        people = refs(connection)
        row = reads.one(connection, "absences_of", id=person_id, at=now)
        if row is None:
            raise Refused("They have not been away, so there is nothing to hand back.", field="person")
        return leave_of(row, people, now)


def returns(desk: Desk) -> tuple[Returned, ...]:
    """Return the absences that are on, or ended in the last 28 days, the newest first."""
    now = desk.now()
    with desk.store.reading() as connection:
        people = refs(connection)
        rows = list(reads.rows(connection, "absences_to_hand_back", at=now, since=now - _LOOK_BACK))
    found = ((leave_of(row, people, now), reads.maybe_instant(row.accepted_at)) for row in rows)
    return tuple(
        Returned(leave, accepted)
        for leave, accepted in found
        if leave.end is None or leave.end > now - _LOOK_BACK
    )


def return_brief(desk: Desk, absence_id: int) -> ReturnBriefView:
    """Return what happened to the clients of whoever was away, client by client.

    While they are still away it tells everything up to now.

    Raises:
        Refused: There is no such absence, or it has not begun.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        people = refs(connection)
        leave = leave_by_id(connection, absence_id, people, now)
        if leave is None or leave.start >= now:
            raise Refused("That absence has not begun, or is no longer on record.")
        until = min(leave.end, now) if leave.end is not None else now
        accepted = reads.one(connection, "return_brief", id=absence_id)
        names = {person.email: person.name for person in people.values()}
        span = {"id": leave.person.id, "since": leave.start, "at": until}
        every = list(reads.rows(connection, "clients_while", **span))
        clients = _clients(desk, connection, every, leave, span, people)
    return ReturnBriefView(
        leave=leave,
        until=until,
        clients=clients,
        quiet=len(every) - len(clients),
        accepted_at=reads.instant(accepted.accepted_at) if accepted else None,
        accepted_by=names.get(accepted.accepted_by, accepted.accepted_by) if accepted else "",
        made_at=now,
        zone=desk.house.zone,
        line=desk.house.line,
    )


def _clients(
    desk: Desk,
    connection: Connection,
    every: list[Any],
    leave: Leave,
    span: Mapping[str, Any],
    people: Mapping[int, PersonRef],
) -> tuple[ReturnClient, ...]:
    """Return those around whom something happened or runs still, in the order of their names."""
    items: dict[int, list[ReturnItem]] = defaultdict(list)
    client_of: dict[int, int] = {}
    for row in reads.rows(connection, "items_while", **span):
        items[row.client_id].append(_item(row, leave.start))
        client_of[row.id] = row.client_id
    tries: dict[int, list[Contacted]] = defaultdict(list)
    for row in reads.rows(connection, "attempts_while", **span):
        tries[row.client_id].append(tried(row))
    clocks: dict[int, list[Running]] = defaultdict(list)
    for row in reads.rows(connection, "clocks_while", **span):
        if row.item_id in client_of:
            rule = desk.rulebook.find(row.rule)
            title = rule.title if rule else row.rule
            running = Running(row.item_id, row.rule, title, reads.instant(row.due_at))
            clocks[client_of[row.item_id]].append(running)
    handed = {row.client_id for row in reads.rows(connection, "handovers_of_absence", id=leave.id)}
    return tuple(
        ReturnClient(
            client_id=row.id,
            number=row.number,
            name=f"{row.family_name}, {row.given_name}",
            status=ClientStatus(row.status),
            items=tuple(items[row.id]),
            tries=tuple(tries[row.id]),
            clocks=tuple(clocks[row.id]),
            handover=next(
                (each for each in handovers(connection, row.id, people) if each.absence_id == leave.id), None
            )
            if row.id in handed
            else None,
        )
        for row in every
        if items[row.id] or tries[row.id]
    )


def _item(row: Any, start: datetime) -> ReturnItem:
    state, received = ItemState(row.state), reads.instant(row.received_at)
    caller = f", {row.caller}" if row.caller else ""
    said = f": {row.said}" if row.said else ""
    ended = f"{state.value.replace('-', ' ')}: {row.ended_because}" if row.ended_because else state.value
    return ReturnItem(
        id=row.id,
        received_at=received,
        words=f"{CATEGORY_WORDS[Category(row.category)]}, {row.urgency}{caller}{said}",
        new=received >= start,
        open=state.open,
        next_step=row.next_step,
        ended="" if state.open else ended,
    )


def accept_return(desk: Desk, absence_id: int, note: str = "") -> Saved:
    """Note that whoever came back has read what happened meanwhile, and has their clients again (R-038).

    What the console asked about it is settled with it.

    Raises:
        Refused: It was accepted already, they are away still, or there is no such absence.
    """
    said, now = clean(note, "note"), desk.now()
    with changing(desk, "return.accepted", f"absence:{absence_id}") as unit:
        absence = unit.session.get(Absence, absence_id, with_for_update=True)
        if absence is None or absence.cancelled_at is not None or absence.starts_at >= now:
            raise Refused("That absence has not begun, or is no longer on record.")
        if unit.session.get(ReturnBrief, absence_id) is not None:
            raise Refused("It was accepted already.")
        back = absence.returned_at or (None if absence.reason.unplanned else absence.ends_at)
        if back is None or back > now:
            raise Refused("They are away still. Say first that they are back (B).")
        unit.session.add(
            ReturnBrief(absence_id=absence_id, accepted_at=now, accepted_by=desk.operator.email, note=said)
        )
        asked = f"back:{absence_id}"
        others = {row.key for row in reads.rows(unit.session.connection(), "open_asks")} - {asked}
        settle(unit.session, desk, asked, "Return brief accepted", now, but=others)
        unit.note(words="Return brief accepted.")
    return Saved(0, "Accepted. Whoever came back knows what happened meanwhile.")
