"""How much each care manager has on their hands, against what is planned for one (R-005)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.coverage.ahead import is_director
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.continuity import Capacity, everyone
from oncall_tui.rules.pairs import pairs_at
from oncall_tui.rules.phrases import Phrases
from oncall_tui.rules.stretches import FAR
from storage import reads
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.continuity import Charge
    from oncall_tui.rules.roster import Roster


@dataclass(frozen=True, slots=True)
class ManagerLoad:
    """What one care manager has on their hands at an instant."""

    person: PersonRef
    primary: int
    """Clients whose primary manager they are."""
    acting: int
    """Clients of others whose role they hold now."""
    watching: int
    """Clients whose secondary manager they are: their watching brief (R-027)."""
    open_clocks: int
    """Clocks that run for clients whose role they hold, or on items that were handed to them."""
    lapsed_clocks: int
    """Those of them that have run out."""
    away: str
    """Why they can hold no role now, as far as whoever asks may know it; empty if they can."""


@dataclass(frozen=True, slots=True)
class Load:
    """Everybody's load at one instant."""

    at: datetime
    ceiling: int
    """How many primary clients are planned for one manager at most."""
    managers: tuple[ManagerLoad, ...]
    """The most primary clients first."""
    unowned: int
    """Clients without a primary manager (R-008)."""
    uncovered: int
    """Clients whose role has fallen to the line."""


def load(desk: Desk, at: datetime | None = None) -> Load:
    """Return what every care manager has on their hands, and whoever else has clients."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, None, connection=connection)
        known = {row[0] for row in reads.rows(connection, "active_clients")}
        roster = replace(
            roster, holdings={key: each for key, each in roster.holdings.items() if key in known}
        )
        charges, pairs = everyone(roster, at), pairs_at(roster, at)
        open_, lapsed = _clocks(connection, roster, charges, at)
    primary = Counter(pairs.pcm)
    watching = Counter(pairs.scm)
    whose = zip(pairs.clients, pairs.pcm, strict=True)
    acting = Counter(
        charges[client_id].role_holder for client_id, pcm in whose if charges[client_id].role_holder != pcm
    )
    said = Phrases(roster.index.moment(at), discreet=not is_director(desk, roster))
    managers = [
        ManagerLoad(
            person_ref(person),
            primary[person.id],
            acting[person.id],
            watching[person.id],
            open_[person.id],
            lapsed[person.id],
            said.hindrance(person.id) or "",
        )
        for person in roster.people.values()
        if (person.active and PersonRole.CARE_MANAGER in person.roles)
        or primary[person.id] + watching[person.id]
    ]
    managers.sort(key=lambda each: (-each.primary, each.person.name.casefold(), each.person.id))
    uncovered = sum(1 for charge in charges.values() if charge.capacity is Capacity.LINE)
    return Load(at, desk.settings.caseload_ceiling, tuple(managers), primary[None], uncovered)


def _clocks(
    connection: Connection, roster: Roster, charges: Mapping[int, Charge], at: datetime
) -> tuple[Counter[int], Counter[int]]:
    """Return by person how many clocks run for them, and how many of those have run out.

    Whom an item was handed to has its clocks while they are there; otherwise whoever holds the client's role.
    """
    open_: Counter[int] = Counter()
    lapsed: Counter[int] = Counter()
    moment = roster.index.moment(at)
    for row in reads.rows(connection, "running_clocks", until=FAR):
        charge = charges.get(row.client_id)
        person_id = charge.role_holder if charge is not None else moment.line.person_id
        if row.assigned_id is not None and moment.available(row.assigned_id):
            person_id = row.assigned_id
        open_[person_id] += 1
        lapsed[person_id] += reads.instant(row.due_at) <= at
    return open_, lapsed
