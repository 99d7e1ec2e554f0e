"""Who could cover a client, with the evidence for each of the four criteria side by side (R-025)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.absences.views import Candidate
from oncall_tui.desk.acting import person_ref
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.stretches import Stretches
from oncall_tui.text import day
from storage import reads
from storage.vocabulary import CareRole, PersonRole

if TYPE_CHECKING:
    from datetime import tzinfo

    from sqlalchemy import Connection

    from oncall_tui.rules.roster import Roster

_MOST = 5
"""How many are shown for a gap; the designated secondary always is."""


class Candidates:
    """Finds who could cover, for as many gaps as are asked about; reads what that takes once."""

    def __init__(
        self,
        connection: Connection,
        roster: Roster,
        clients: Mapping[int, Any],
        absent: int,
        zone: tzinfo,
        now: datetime,
    ) -> None:
        """Read the evidence about some clients.

        Args:
            connection: to the record.
            roster: as it would be with the absence.
            clients: rows of `clients_of_person`, by id.
            absent: who is away and therefore no candidate.
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
        self._skills = {
            row.id: (
                set(_plain(reads.listed(row.expertise))),
                set(_plain(reads.listed(row.services))),
                row.area,
            )
            for row in reads.rows(connection, "skills")
        }
        self._load = {row[0]: row[1] for row in reads.rows(connection, "primary_load", at=now)}
        self._known = self._relationships(connection, clients.keys())

    def of(self, client_id: int, start: datetime, end: datetime) -> tuple[Candidate, ...]:
        """Return who could cover a client from one instant to another: the secondary first, then the fittest.

        The order is that of the criteria themselves: here for longest, known to the client, expertise,
        location, then the lightest load. It is nobody's score, and a person picks.
        """
        found = responsible(self._roster, client_id, start)
        designated = found.secondary.id if found.secondary else None
        ranked = []
        for person in self._managers:
            away = _share(self._roster, person.id, start, end)
            if away >= 1 and person.id != designated:
                continue
            known = self._known.get((person.id, client_id), "")
            expertise, location = self._fit(person.id, client_id)
            candidate = Candidate(
                person=person_ref(person),
                designated=person.id == designated,
                available=_available(away),
                relationship=known or "no contact yet",
                expertise=", ".join(expertise) or "none on record",
                location=location or "elsewhere",
                load=self._load.get(person.id, 0),
            )
            order = (
                not candidate.designated,
                away,
                not known,
                -len(expertise),
                not location,
                candidate.load,
                person.name,
            )
            ranked.append((order, candidate))
        ranked.sort(key=lambda each: each[0])
        return tuple(candidate for _, candidate in ranked[:_MOST])

    def _fit(self, person_id: int, client_id: int) -> tuple[Sequence[str], str]:
        """Return what somebody knows of a client's service and conditions, and where they both are."""
        expertise, services, area = self._skills.get(person_id, (set(), set(), ""))
        client = self._clients[client_id]
        wanted = _plain(reads.listed(client.conditions))
        matching = [each for each in wanted if each in expertise]
        if client.service and client.service.strip().casefold() in services:
            matching.append(client.service)
        places = {place.strip().casefold() for place in (client.suburb, client.region) if place}
        return matching, area if area and area.strip().casefold() in places else ""

    def _relationships(self, connection: Connection, ids: Collection[int]) -> Mapping[tuple[int, int], str]:
        if not ids:
            return {}
        found: dict[tuple[int, int], list[str]] = defaultdict(list)
        for row in reads.rows(connection, "known_clients", ids=list(ids)):
            role = "primary" if row.role == CareRole.PCM else "secondary"
            since = day(reads.instant(row.last), self._zone, year=True)
            found[row.person_id, row.client_id].append(f"{role}, last {since}")
        for person_id, client_id, count, last in reads.rows(connection, "contacts_of_clients", ids=list(ids)):
            times = "1 contact" if count == 1 else f"{count} contacts"
            found[person_id, client_id].append(f"{times}, last {day(reads.instant(last), self._zone)}")
        return {key: "; ".join(words) for key, words in found.items()}


def _plain(words: Iterable[str]) -> list[str]:
    return [word.strip().casefold() for word in words if word.strip()]


def _share(roster: Roster, person_id: int, start: datetime, end: datetime) -> float:
    """Return how much of a span somebody is away, from 0 to 1."""
    away = roster.index.away(person_id).shared(Stretches([(start, end)]))
    gone = sum((over - begun).total_seconds() for begun, over in away)
    return gone / (end - start).total_seconds()


def _available(away: float) -> str:
    if away <= 0:
        return "the whole time"
    return "not at all" if away >= 1 else f"{round((1 - away) * 100)} % of it"
