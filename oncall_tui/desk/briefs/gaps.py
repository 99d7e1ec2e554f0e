"""Cover gaps of one span, found without reading the managers of every client (R-033)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.cover import Gap, cover_gaps
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import PersonFacts, Roster

_BY_NAME = 20_000
"""From how many clients on all are read rather than each by its number."""


def roster_of(desk: Desk, connection: Connection, clients: Collection[int]) -> Roster:
    """Return a roster that knows some clients, also those whom nobody ever held."""
    if len(clients) > _BY_NAME:
        return load_roster(desk, None, connection=connection)
    found = load_roster(desk, clients, connection=connection)
    unheld = {client_id: () for client_id in clients if client_id not in found.holdings}
    return replace(found, holdings={**found.holdings, **unheld}) if unheld else found


def gaps_within(desk: Desk, connection: Connection, start: datetime, end: datetime) -> tuple[Gap, ...]:
    """Return every cover gap between two instants, by client and start.

    Only clients of somebody who may be absent then are looked at: the rest have a manager who is there.
    """
    people = load_roster(desk, (), connection=connection)
    absent = [each.id for each in people.people.values() if _may_be_absent(people, each, start, end)]
    clients = {row[0] for row in reads.rows(connection, "no_lasting_primary")}
    if absent:
        clients.update(
            row[0] for row in reads.rows(connection, "maybe_uncovered", ids=absent, since=start, before=end)
        )
    if not clients:
        return ()
    gaps = cover_gaps(roster_of(desk, connection, clients), start, end)
    return tuple(gap for gap in gaps if gap.client_id in clients)


def _may_be_absent(roster: Roster, person: PersonFacts, start: datetime, end: datetime) -> bool:
    """Whether somebody is gone, away at some instant of a span, or not here on every open weekday."""
    if not person.active:
        return True
    if _overlaps(roster.index.away(person.id).spans(), start, end):
        return True
    week = range(7)  # a part day of the site may open any weekday
    return any(not pattern.weekdays.get(day) for pattern in person.works for day in week)


def _overlaps(spans: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
    return any(begun < end and start < over for begun, over in spans)
