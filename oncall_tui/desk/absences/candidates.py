"""Who could cover a client, with the evidence for each of the four criteria side by side (R-025)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.absences.views import NOT_AT_ALL, Candidate
from oncall_tui.desk.acting import person_ref
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.stretches import Stretches
from oncall_tui.text import day
from storage import reads
from storage.vocabulary import CareRole, PersonRole

if TYPE_CHECKING:
    from datetime import tzinfo

    from sqlalchemy import Connection

    from oncall_tui.rules.instants import Moment
    from oncall_tui.rules.roster import PersonFacts, Roster

_MOST = 5
"""How many are shown for a gap; the designated secondary always is."""


_Skills = tuple[frozenset[str], frozenset[str], str]
"""What somebody knows, which services they give, and where they work, as they are compared."""
_NO_SKILLS: _Skills = (frozenset(), frozenset(), "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody should know for one client, as it is compared, and where the client is."""

    conditions: tuple[str, ...]
    service: str
    """As it is on record."""
    plain_service: str
    """As it is compared; empty for none."""
    places: frozenset[str]


class Candidates:
    """Finds who could cover, for as many gaps as are asked about; reads what that takes once."""

    def __init__(
        self,
        connection: Connection,
        roster: Roster,
        clients: Mapping[int, Any],
        absent: int | None,
        zone: tzinfo,
        now: datetime,
    ) -> None:
        """Read the evidence about some clients.

        Args:
            connection: to the record.
            roster: as it would be with the change.
            clients: rows of `clients_of_person`, by id.
            absent: who is away and therefore no candidate; None for nobody.
            zone: of the organisation, for dates.
            now: the instant.
        """
        self._roster = roster
        self._clients = clients
        self._zone = zone
        self._managers = tuple(
            person
            for person in roster.people.values()
            if person.active and PersonRole.CARE_MANAGER in person.roles and person.id != absent
        )
        self._skills: dict[int, _Skills] = {}
        self._areas: dict[int, str] = {}
        for row in reads.rows(connection, "skills"):
            known = (_plain(reads.listed(row.expertise)), _plain(reads.listed(row.services)))
            self._skills[row.id] = (frozenset(known[0]), frozenset(known[1]), row.area.strip().casefold())
            self._areas[row.id] = row.area
        self.load: Mapping[int, int] = {
            row[0]: row[1] for row in reads.rows(connection, "primary_load", at=now)
        }
        """Of how many clients everybody is primary care manager."""
        self._known = self._relationships(connection, clients.keys())
        self._shares: dict[tuple[datetime, datetime], tuple[tuple[PersonFacts, float], ...]] = {}
        self._asked: dict[int, Wanted] = {}
        self._fitting: dict[Wanted, dict[int, tuple[int, bool, int, str]]] = {}

    def of(
        self,
        client_id: int,
        start: datetime,
        end: datetime,
        but: Collection[int] = (),
        most: int | None = _MOST,
    ) -> tuple[Candidate, ...]:
        """Return who could cover a client from one instant to another: the secondary first, then the fittest.

        The order is that of the criteria themselves: here for longest, known to the client, expertise,
        location, then the lightest load. It is nobody's score, and a person picks.
        `but` leaves people out; `most` is how many are told, None for everybody.
        """
        _, designated, _, _ = managers_at(self._roster.holdings.get(client_id, ()), start)
        wanted = self._wanted(client_id)
        fits = self._fits(wanted)
        many = len(self._managers) if most is None else most
        ranked = [
            (
                (person.id != designated, away, (person.id, client_id) not in self._known, fits[person.id]),
                person,
                away,
            )
            for person, away in self._away(start, end)
            if person.id not in but and (away < 1 or person.id == designated)
        ]
        best = nsmallest(many, ranked, key=lambda each: each[0])
        return tuple(self._candidate(person, client_id, away, designated, wanted) for _, person, away in best)

    def _away(self, start: datetime, end: datetime) -> Sequence[tuple[PersonFacts, float]]:
        """Return everybody with how much of a span they are away; many gaps are of the same span."""
        known = self._shares.get((start, end))
        if known is None:
            days = _work_days(self._roster, start, end)
            shares = (
                (person, _share(self._roster, days, person.id, start, end)) for person in self._managers
            )
            known = self._shares[start, end] = tuple(shares)
        return known

    def _wanted(self, client_id: int) -> Wanted:
        """Return what somebody should know for a client, and where they should be."""
        known = self._asked.get(client_id)
        if known is None:
            row = self._clients[client_id]
            known = self._asked[client_id] = Wanted(
                tuple(dict.fromkeys(_plain(reads.listed(row.conditions)))),
                row.service or "",
                (row.service or "").strip().casefold(),
                frozenset(_plain(place for place in (row.suburb, row.region) if place)),
            )
        return known

    def _fits(self, wanted: Wanted) -> Mapping[int, tuple[int, bool, int, str]]:
        """Return how everybody fits what is wanted, the better the smaller; many clients want the same."""
        found = self._fitting.get(wanted)
        if found is None:
            found = self._fitting[wanted] = {}
            conditions, service, places = frozenset(wanted.conditions), wanted.plain_service, wanted.places
            for person in self._managers:
                expertise, services, area = self._skills.get(person.id, _NO_SKILLS)
                matching = len(conditions & expertise) + (service in services)
                load = self.load.get(person.id, 0)
                found[person.id] = (-matching, area not in places, load, person.name)
        return found

    def _candidate(
        self, person: PersonFacts, client_id: int, away: float, designated: int | None, wanted: Wanted
    ) -> Candidate:
        expertise, services, area = self._skills.get(person.id, _NO_SKILLS)
        matching = [each for each in wanted.conditions if each in expertise]
        if wanted.plain_service in services:
            matching.append(wanted.service)
        return Candidate(
            person=person_ref(person),
            designated=person.id == designated,
            available=_available(away),
            relationship=self._known.get((person.id, client_id), "no contact yet"),
            expertise=", ".join(matching) or "none on record",
            location=self._areas[person.id] if area in wanted.places else "elsewhere",
            load=self.load.get(person.id, 0),
        )

    def _relationships(self, connection: Connection, ids: Collection[int]) -> Mapping[tuple[int, int], str]:
        if not ids:
            return {}
        found: dict[tuple[int, int], list[str]] = defaultdict(list)
        for row in reads.rows(connection, "known_clients", ids=list(ids)):
            role = "primary" if row.role == CareRole.PCM else "secondary"
            since = "now" if row.open else f"until {day(reads.instant(row.last), self._zone, year=True)}"
            found[row.person_id, row.client_id].append(f"{role} {since}")
        for person_id, client_id, count, last in reads.rows(connection, "contacts_of_clients", ids=list(ids)):
            times = "1 contact" if count == 1 else f"{count} contacts"
            found[person_id, client_id].append(f"{times}, last {day(reads.instant(last), self._zone)}")
        return {key: "; ".join(words) for key, words in found.items()}


def _plain(words: Iterable[str]) -> list[str]:
    return [word.strip().casefold() for word in words if word.strip()]


def _work_days(roster: Roster, start: datetime, end: datetime) -> list[Moment]:
    """Return one instant in the open hours of each business day of a span."""
    days: dict[date, datetime] = {}
    for begun, over in roster.calendar.spans_between(start, end):
        days.setdefault(roster.calendar.local(begun).date(), begun + (over - begun) / 2)
    return [roster.index.moment(at) for at in days.values()]


def _share(roster: Roster, days: Sequence[Moment], person_id: int, start: datetime, end: datetime) -> float:
    """Return how much of a span somebody is not there, from 0 to 1: by its business days, if it has any."""
    if days:
        return sum(not day.able(person_id) for day in days) / len(days)
    away = roster.index.away(person_id).shared(Stretches([(start, end)]))
    gone = sum((over - begun).total_seconds() for begun, over in away)
    return gone / (end - start).total_seconds()


def _available(away: float) -> str:
    if away <= 0:
        return "the whole time"
    return NOT_AT_ALL if away >= 1 else f"{round((1 - away) * 100)} % of it"
