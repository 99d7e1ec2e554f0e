"""Clients who share their managers and decisions for a while, so that one of them answers for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.rules.stretches import FAR, midnight_after

if TYPE_CHECKING:
    from oncall_tui.rules.roster import Decision, Holding, Roster


@dataclass(frozen=True, slots=True)
class Alike:
    """A roster with one client of each kind, and whom that client stands for."""

    roster: Roster
    """The same roster, with the clients who stand for others alone."""
    clients: Mapping[int, tuple[int, ...]]
    """By a client of that roster: everybody to whom the same happens, in order, themselves first."""


def alike(roster: Roster, start: datetime, end: datetime) -> Alike:
    """Put together the clients for whom everything that decides is the same between two instants in UTC.

    A hundred clients of one pair of managers cost no more than one of them. What lies before the last
    business hours can decide nothing, and is left out of the comparison.
    """
    since = min(start, roster.index.moment(start).ref)
    kinds: dict[object, list[int]] = {}
    for client_id in sorted(roster.holdings.keys() | roster.decisions.keys()):
        held = roster.holdings.get(client_id, ())
        decided = roster.decisions.get(client_id)
        key = (_key(held, since, end), _key(decided, since, end) if decided else ())
        kinds.setdefault(key, []).append(client_id)
    clients = {members[0]: tuple(members) for members in kinds.values()}
    return Alike(
        replace(
            roster,
            holdings={client_id: roster.holdings.get(client_id, ()) for client_id in clients},
            decisions={key: roster.decisions[key] for key in clients if key in roster.decisions},
        ),
        clients,
    )


def _key(records: Sequence[Holding] | Sequence[Decision], since: datetime, until: datetime) -> object:
    """Return what of some records can decide anything, the latest to start last."""
    found = []
    for each in sorted(records, key=_start):
        if each.start < until and (each.end is None or each.end > since):
            ends = None if each.end is None or each.end >= until else each.end
            role = getattr(each, "role", None)
            found.append((each.person_id, role, max(each.start, since), ends))
    return tuple(found)


def _start(record: Holding | Decision) -> tuple[datetime, int]:
    """Return by what the later of two records is told; of decisions of one instant the higher id counts."""
    return record.start, 0 if hasattr(record, "role") else record.person_id


def turns(roster: Roster, start: datetime, end: datetime, *, closings: bool = True) -> tuple[datetime, ...]:
    """Every instant from one to another at which anything that decides can change, the first included.

    Without closings it is every instant at which a role can change: when the office closes, roles stay.
    """
    index, calendar = roster.index, roster.calendar
    found = {start}
    zones = {pattern.zone for person_id in roster.people for pattern in index.patterns(person_id)}
    for opens, closes in calendar.spans_between(start, end):
        found.update((opens, closes) if closings else (opens,))
        for zone in zones:
            turn = opens
            while (turn := midnight_after(turn, zone)) < closes:
                found.add(turn)
    for person_id in roster.people:
        found.update(at for span in index.away(person_id).spans() for at in span)
    found.update(at for shift in roster.duty for at in (shift.start, shift.end))
    for held in roster.holdings.values():
        found.update(at for each in held for at in (each.start, each.end or FAR))
    for decided in roster.decisions.values():
        found.update(at for each in decided for at in (each.start, each.end or FAR))
    return tuple(sorted(at for at in found if start <= at < end))
