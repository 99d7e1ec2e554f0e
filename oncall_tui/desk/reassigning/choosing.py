"""To whom clients can be given, with what speaks for each, and whose they can be taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.candidates import Candidates
from oncall_tui.desk.absences.planning import HORIZON
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.phrases import Phrases
from oncall_tui.rules.precedence import managers_at
from storage import reads
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncall_tui.desk.absences.views import Candidate
    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.instants import Moment
    from oncall_tui.rules.roster import PersonFacts


@dataclass(frozen=True, slots=True)
class ManagerLine:
    """A care manager or director in the list of those to choose from."""

    id: int
    name: str
    phone: str
    manages: bool
    """Whether they are a care manager; a director who is not can act, and no more."""
    load: int
    """Clients they are primary care manager of."""
    away: str
    """Why they can take nobody now; empty for somebody who can."""
    left: bool
    """Whether they no longer work here: clients can only be taken from them."""
    evidence: str
    """What speaks for them with the client in question, under the four criteria (R-025)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Everybody to choose from, the fittest for the client first."""

    managers: tuple[ManagerLine, ...]
    client: str
    """The client in question as they are told, empty for none."""
    primary_id: int | None
    """Who is their primary care manager."""


def choice(desk: Desk, client_id: int | None) -> Choice:
    """Return everybody to whom a client can be given or from whom clients can be taken."""
    now = desk.now()
    ids = [] if client_id is None else [client_id]
    with desk.store.reading() as connection:
        roster = load_roster(desk, ids, connection=connection)
        rows = {row.id: row for row in reads.rows(connection, "clients_to_give", ids=ids)} if ids else {}
        covers = Candidates(connection, roster, rows, None, ZoneInfo(desk.house.zone), now)
    fit = {each.person.id: each for id_ in rows for each in covers.of(id_, now, now + HORIZON, most=None)}
    moment = roster.index.moment(now)
    order = {person_id: place for place, person_id in enumerate(fit)}
    found = [
        _line(person, covers.load.get(person.id, 0), moment, fit)
        for person in roster.people.values()
        if person.id in covers.load or (person.active and person.roles.intersection(_TAKE))
    ]
    found.sort(
        key=lambda each: (
            each.left,
            bool(each.away),
            not each.manages,
            order.get(each.id, len(order)),
            each.name.casefold(),
        )
    )
    primary = None if client_id is None else managers_at(roster.holdings.get(client_id, ()), now)[0]
    told = "".join(f"{row.family_name}, {row.given_name} · {row.number}" for row in rows.values())
    return Choice(tuple(found), told, primary)


_WHOLE = "the whole time"
_TAKE = (PersonRole.CARE_MANAGER, PersonRole.DIRECTOR)


def _line(person: PersonFacts, load: int, moment: Moment, fit: Mapping[int, Candidate]) -> ManagerLine:
    away = "" if moment.available(person.id) else Phrases(moment).hindrance(person.id) or "away"
    return ManagerLine(
        id=person.id,
        name=person.name,
        phone=person.phone,
        manages=PersonRole.CARE_MANAGER in person.roles,
        load=load,
        away=away if person.active else "no longer works here",
        left=not person.active,
        evidence=_evidence(fit.get(person.id)),
    )


def _evidence(candidate: Candidate | None) -> str:
    if candidate is None:
        return ""
    facts = (
        "secondary" if candidate.designated else "",
        candidate.relationship,
        "" if candidate.available == _WHOLE else f"here {candidate.available} in 4 weeks",
        f"expertise: {candidate.expertise}",
        f"location: {candidate.location}",
    )
    return "; ".join(fact for fact in facts if fact)
