"""The clients who are somebody's own: whose primary manager they are, or for whom they act now (R-006)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.responsibility import Charge
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.continuity import everyone, responsible
from oncall_tui.rules.pairs import pairs_at
from storage import reads
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.lookup import Hit
    from oncall_tui.rules.roster import Roster


@dataclass(frozen=True, slots=True)
class OwnClient:
    """One of somebody's own clients, and why they are theirs."""

    id: int
    charge: Charge
    primary: bool
    """Whether they are the primary manager of record; otherwise they act."""
    held: bool
    """Whether they hold the role now; a primary manager who is away does not."""


def own_clients(desk: Desk, person_id: int, at: datetime | None = None) -> tuple[OwnClient, ...]:
    """Return the clients of somebody's own, by name.

    Whoever has the line acts, outside business hours, for everybody; those are not read out one by one here,
    only the clients whose role is theirs.
    """
    at = at or desk.now()
    with desk.store.reading() as connection:
        line = load_roster(desk, (), connection=connection).index.moment(at).line.person_id == person_id
        name = "active_clients" if line else "clients_of_person"
        values = {} if line else {"id": person_id, "at": at}
        rows = {row.id: row for row in reads.rows(connection, name, **values)}
        roster = load_roster(desk, None if line else rows.keys(), connection=connection)
    found = []
    for client_id, (primary, held) in held_by(roster, person_id, at).items():
        row = rows.get(client_id)
        if row is not None:
            called = f"{row.family_name}, {row.given_name}" if row.given_name else row.family_name
            charge = Charge(row.number, called, responsible(roster, client_id, at))
            found.append(OwnClient(client_id, charge, primary, held))
    return tuple(sorted(found, key=lambda each: (each.charge.name.casefold(), each.id)))


def held_by(roster: Roster, person_id: int, at: datetime) -> dict[int, tuple[bool, bool]]:
    """Return somebody's own clients of a roster: whether they have each for good, and whether now."""
    charges, pairs = everyone(roster, at), pairs_at(roster, at)
    found = {}
    for client_id, pcm in zip(pairs.clients, pairs.pcm, strict=True):
        held = charges[client_id].role_holder == person_id
        if held or pcm == person_id:
            found[client_id] = (pcm == person_id, held)
    return found


def listed_own(desk: Desk) -> tuple[tuple[Hit, bool], ...]:
    """Return the own clients of the care manager who sits here, each with whether they only act (R-006).

    It is empty for anybody else, and for whoever has the line, who must find every client alike.
    """
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
    person = roster.people.get(desk.operator.id)
    if person is None or PersonRole.CARE_MANAGER not in person.roles:
        return ()
    if roster.index.moment(desk.now()).line.person_id == person.id:
        return ()
    own = {each.id: not each.primary for each in own_clients(desk, person.id)}
    return tuple((hit, own[hit.client_id]) for hit in desk.lookup.of(tuple(own)))
