"""Handovers by the list: of a leave, not accepted when it began, and what a secondary shadows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.access.permits import may
from oncall_tui.desk.handover.record import leave_by_id, leaves, refs
from oncall_tui.desk.handover.terms import Condition, depth_for, receiver_for
from oncall_tui.desk.handover.views import Leave, LeaveList, LeaveRow, Unaccepted, Watched
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.handover import business_days_away
from oncall_tui.rules.permissions import Capability
from storage import reads
from storage.vocabulary import ClientStatus, ClientTold, HandoverState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.roster import Roster


def leaves_of(desk: Desk, person_id: int | None = None) -> tuple[Leave, ...]:
    """Return the absences that are on or ahead, of one person or of everybody, the earliest first."""
    with desk.store.reading() as connection:
        discreet = not may(desk, connection, Capability.KNOW_WHY)
        found = leaves(connection, refs(connection), desk.now(), discreet=discreet)
    wanted = (
        found.get(person_id, ()) if person_id is not None else (x for each in found.values() for x in each)
    )
    return tuple(sorted(wanted, key=lambda leave: (leave.start, leave.id)))


def concerned(desk: Desk) -> tuple[LeaveList, ...]:
    """Return the leaves that concern whoever sits here, with what of them is theirs, the earliest first.

    A director sees all of them; a care manager their own, and of others' what they are to take over.
    """
    me = desk.operator.id
    with desk.store.reading() as connection:
        director = may(desk, connection, Capability.KNOW_WHY)
    found = (leave_list(desk, leave.id) for leave in leaves_of(desk))
    mine = (each if director or each.leave.person.id == me else _taken_by(each, me) for each in found)
    return tuple(each for each in mine if each.rows)


def _taken_by(found: LeaveList, person_id: int) -> LeaveList:
    return replace(found, rows=tuple(row for row in found.rows if row.receiver.id == person_id))


def leave_list(desk: Desk, absence_id: int) -> LeaveList:
    """Return every client of whoever is on leave, and how far each handover is (R-026).

    Raises:
        Refused: There is no such absence, or it was found to be a mistake.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        people = refs(connection)
        discreet = not may(desk, connection, Capability.KNOW_WHY)
        leave = leave_by_id(connection, absence_id, people, now, discreet=discreet)
        if leave is None:
            raise Refused("That absence is no longer on record. Look at the list again.")
        person = leave.person.id
        clients = list(reads.rows(connection, "clients_of_primary", id=person, at=leave.start))
        known = {row.client_id: row for row in reads.rows(connection, "handovers_of_absence", id=leave.id)}
        risky = {row[0] for row in reads.rows(connection, "risks_of_primary", id=person, at=leave.start)}
        roster = load_roster(desk, [row.id for row in clients], connection=connection)
    rows = tuple(
        _row(client, leave, known.get(client.id), roster, people, high_risk=client.id in risky)
        for client in clients
    )
    return LeaveList(leave, business_days_away(desk.house.calendar, leave.start, leave.end), rows)


def _row(
    client: Any, leave: Leave, found: Any, roster: Roster, people: Mapping[int, PersonRef], *, high_risk: bool
) -> LeaveRow:
    status = ClientStatus(client.status)
    choice = depth_for(roster.calendar, leave.start, leave.end, Condition(status, high_risk))
    begins = max(leave.start, roster.now)
    receiver = people[found.to_id] if found else receiver_for(roster, client.id, begins, leave.person.id)
    return LeaveRow(
        client_id=client.id,
        number=client.number,
        name=f"{client.family_name}, {client.given_name}",
        status=status,
        high_risk=high_risk,
        receiver=receiver,
        depth=choice.depth,
        because=choice.because,
        state=HandoverState(found.state) if found else HandoverState.NOT_STARTED,
        told=ClientTold(found.told) if found and found.told else None,
        handover_id=found.id if found else None,
    )


def unaccepted(desk: Desk, at: datetime) -> tuple[Unaccepted, ...]:
    """Return the clients of planned leave that has begun whose handover nobody has accepted (R-026).

    It changes nothing. The key of a finding stays the same until it is accepted, the leave ends or is taken
    back, or the client gets another primary manager.
    """
    with desk.store.reading() as connection:
        return tuple(_unaccepted(row) for row in reads.rows(connection, "unaccepted_handovers", at=at))


def _unaccepted(row: Any) -> Unaccepted:
    return Unaccepted(
        key=f"handover-unaccepted:{row.absence_id}:{row.client_id}",
        absence_id=row.absence_id,
        person_id=row.person_id,
        since=reads.instant(row.starts_at),
        client_id=row.client_id,
        number=row.number,
        name=f"{row.family_name}, {row.given_name}",
        handover_id=row.handover_id,
        state=HandoverState(row.state) if row.state else HandoverState.NOT_STARTED,
        receiver_id=row.to_id,
    )


def watching(desk: Desk, person_id: int) -> tuple[Watched, ...]:
    """Return the clients whom somebody shadows as their secondary manager, by name (R-027)."""
    now = desk.now()
    with desk.store.reading() as connection:
        people = refs(connection)
        ahead = leaves(connection, people, now, discreet=not may(desk, connection, Capability.KNOW_WHY))
        clients = list(reads.rows(connection, "clients_of_secondary", id=person_id, at=now))
        items = {row[0]: row for row in reads.rows(connection, "items_of_secondary", id=person_id, at=now)}
        tries = {
            row[0]: row[1] for row in reads.rows(connection, "attempts_of_secondary", id=person_id, at=now)
        }
        wanted = {leave.id for row in clients for leave in ahead.get(row.pcm_id, ())[:1]}
        states = _states(connection, wanted)
    return tuple(
        _watched(row, items.get(row.id), tries.get(row.id), people, ahead.get(row.pcm_id, ()), states)
        for row in clients
    )


def _states(connection: Connection, absences: set[int]) -> dict[tuple[int, int], HandoverState]:
    return {
        (absence_id, row.client_id): HandoverState(row.state)
        for absence_id in absences
        for row in reads.rows(connection, "handovers_of_absence", id=absence_id)
    }


def _watched(
    row: Any,
    items: Any,
    tried: Any,
    people: Mapping[int, PersonRef],
    ahead: tuple[Leave, ...],
    states: Mapping[tuple[int, int], HandoverState],
) -> Watched:
    times = (
        reads.maybe_instant(items.last if items else None),
        reads.maybe_instant(tried),
        reads.maybe_instant(row.confirmed_at),
    )
    leave = next(iter(ahead), None)
    concerns = reads.listed(row.concerns)
    return Watched(
        client_id=row.id,
        number=row.number,
        name=f"{row.family_name}, {row.given_name}",
        status=ClientStatus(row.status),
        line=concerns[0] if concerns else "",
        high_risk=bool(items and items.risks),
        open_items=int(items.open_items) if items else 0,
        changed_at=max((at for at in times if at is not None), default=None),
        pcm=people.get(row.pcm_id) if row.pcm_id is not None else None,
        leave=leave,
        handover=states.get((leave.id, row.id), HandoverState.NOT_STARTED) if leave else None,
    )
