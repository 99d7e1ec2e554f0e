"""Whom an item can be given to: everybody who works here, with what keeps them from taking it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.phrases import Phrases
from storage import reads
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import PersonFacts

_OPENINGS_AHEAD = 90


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list of those who may take an item."""

    id: int
    name: str
    phone: str
    roles: str
    """What the person does here, in words."""
    away: str
    """Why nothing can be given to them; empty for somebody who is there."""
    on_line: bool
    """Whether they have the escalation line."""


def people(desk: Desk, at: datetime) -> tuple[PersonLine, ...]:
    """Return everybody active as they stand at an instant: the line first, then by name, the away last."""
    moment = load_roster(desk, ()).index.moment(at)
    said = Phrases(moment)
    found = [
        PersonLine(
            person.id,
            person.name,
            person.phone,
            _roles(person),
            "" if moment.available(person.id) else said.hindrance(person.id) or "away",
            person.id == moment.line.person_id,
        )
        for person in moment.index.roster.people.values()
        if person.active
    ]
    return tuple(
        sorted(found, key=lambda each: (bool(each.away), not each.on_line, each.name.casefold(), each.id))
    )


def back_at(desk: Desk, person_id: int, at: datetime) -> datetime | None:
    """Return when somebody who is off next works; None when they work now, or nobody can tell."""
    roster = load_roster(desk, ())
    for opens, _closes in islice(roster.calendar.forwards(at), _OPENINGS_AHEAD):
        begins = max(opens, at)
        if roster.index.moment(begins).able(person_id):
            return begins if begins > at else None
    return None


def to_reach(desk: Desk, client_id: int, item_id: int) -> tuple[PersonLine, ...]:
    """Return the managers to ring about an item, in order; those not reached so far say so (R-034)."""
    now = desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, [client_id], connection=connection)
        passed = {person for item, person in reads.rows(connection, "unreachable") if item == item_id}
    found = responsible(roster, client_id, now)
    chain = (found.role_holder, found.secondary, found.pcm_of_record)
    said = Phrases(found.moment)
    return tuple(
        PersonLine(
            person.id,
            person.name,
            person.phone,
            _roles(person),
            "noted already: could not be reached" if person.id in passed else said.hindrance(person.id) or "",
            person.id == found.moment.line.person_id,
        )
        for person in dict.fromkeys(each for each in chain if each is not None)
    )


def _roles(person: PersonFacts) -> str:
    return ", ".join(role.value.replace("-", " ") for role in PersonRole if role in person.roles)
