"""Each care manager ahead: at work, off or away, and who holds their clients' role meanwhile (R-033)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from oncall_tui.rules.alike import Alike, alike, turns
from oncall_tui.rules.calendars import to_utc
from oncall_tui.rules.continuity import everyone
from oncall_tui.rules.pairs import pairs_at
from oncall_tui.rules.precedence import Capacity
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.rules.instants import Moment
    from oncall_tui.rules.roster import Away, Roster


class Stand(StrEnum):
    """Whether somebody can hold a role."""

    AT_WORK = "at-work"
    """They can; at night the role stays with them, though the line answers."""
    OFF = "off"
    """It is not a work day of theirs."""
    AWAY = "away"
    GONE = "gone"
    """They no longer work here."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody who holds the role of another manager's clients."""

    person_id: int
    """Who holds it."""
    capacity: Capacity
    """By what right; the line's is a cover gap."""
    clients: int
    """For how many of the other's clients."""


@dataclass(frozen=True, slots=True)
class Track:
    """A longest possible half-open span in which a manager and their clients stay as they are."""

    start: datetime
    """First instant."""
    end: datetime
    """First instant after it, or the end of the time looked at."""
    stand: Stand
    """Whether the manager can hold a role."""
    away: Away | None
    """What keeps them away, if they are."""
    clients: int
    """How many clients they are primary manager of."""
    covers: tuple[Cover, ...]
    """Who else holds the role of some of those, most first."""

    @property
    def uncovered(self) -> int:
        """How many of their clients have nobody but the line."""
        return sum(each.clients for each in self.covers if each.capacity is Capacity.LINE)


def tracks(
    roster: Roster, start: datetime, end: datetime, groups: Alike | None = None
) -> Mapping[int, tuple[Track, ...]]:
    """Every care manager's time from one instant to another, without holes or overlaps, by id.

    It is asked of the one resolver at every instant at which anything can change, so that it says of each
    instant what `responsible` says. `groups` may be given where it has been worked out for that time.

    Raises:
        ValueError: An instant has no time zone, or the end is not after the start.
    """
    start, end = to_utc(start), to_utc(end)
    if end <= start:
        raise ValueError(f"the end {end.isoformat()} is not after the start {start.isoformat()}; swap them")
    groups = groups or alike(roster, start, end)
    shown = _managers(groups.roster, start, end)
    found: dict[int, list[Track]] = {person_id: [] for person_id in shown}
    edges = (*turns(groups.roster, start, end, closings=False), end)
    for begun, over in pairwise(edges):
        for person_id, track in _at(groups, shown, begun, over):
            known = found[person_id]
            if known and _same(known[-1], track):
                last = known[-1]
                known[-1] = Track(last.start, over, last.stand, last.away, last.clients, last.covers)
            else:
                known.append(track)
    return {person_id: tuple(spans) for person_id, spans in found.items()}


def _managers(roster: Roster, start: datetime, end: datetime) -> tuple[int, ...]:
    """Return the care managers who work here, and everybody else who has a client in that time."""
    holding = {
        each.person_id
        for held in roster.holdings.values()
        for each in held
        if each.start < end and (each.end is None or each.end > start)
    }
    managers = {
        key
        for key, person in roster.people.items()
        if person.active and PersonRole.CARE_MANAGER in person.roles
    }
    return tuple(sorted(managers | holding))


def _at(
    groups: Alike, shown: tuple[int, ...], begun: datetime, over: datetime
) -> Iterator[tuple[int, Track]]:
    """Go through the managers as they stand from one turn to the next."""
    moment = groups.roster.index.moment(begun)
    charges, pairs = everyone(groups.roster, begun), pairs_at(groups.roster, begun)
    clients: dict[int, int] = defaultdict(int)
    held: dict[int, Counter[tuple[int, Capacity]]] = defaultdict(Counter)
    for client_id, pcm in zip(pairs.clients, pairs.pcm, strict=True):
        if pcm is None:
            continue
        charge, size = charges[client_id], len(groups.clients[client_id])
        clients[pcm] += size
        if charge.role_holder != pcm or charge.capacity is Capacity.LINE:
            held[pcm][charge.role_holder, charge.capacity] += size
    for person_id in shown:
        stand, away = _stand(moment, person_id)
        tally = held.get(person_id)
        covers = (
            tuple(Cover(*who, number) for who, number in sorted(tally.items(), key=_most)) if tally else ()
        )
        yield person_id, Track(begun, over, stand, away, clients[person_id], covers)


def _most(counted: tuple[tuple[int, Capacity], int]) -> tuple[int, int, str]:
    (person_id, capacity), number = counted
    return -number, person_id, capacity


def _stand(moment: Moment, person_id: int) -> tuple[Stand, Away | None]:
    if not moment.index.roster.people[person_id].active:
        return Stand.GONE, None
    if not moment.available(person_id):
        return Stand.AWAY, moment.absence(person_id)
    return (Stand.AT_WORK if moment.works(person_id) else Stand.OFF), None


def _same(one: Track, other: Track) -> bool:
    return (one.stand, one.away, one.clients, one.covers) == (
        other.stand,
        other.away,
        other.clients,
        other.covers,
    )
