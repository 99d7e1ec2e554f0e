"""Read the roster that the rules of responsibility decide on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from oncall_tui.rules.hours import parse_hours
from oncall_tui.rules.roster import Away, Decision, Duty, Holding, PersonFacts, Roster, WorkSpan
from storage import reads
from storage.vocabulary import AbsenceReason, CareRole, PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_week = lru_cache(maxsize=512)(parse_hours)
_ROLES = {role.value: role for role in CareRole}


def load_roster(
    desk: Desk, client_ids: Collection[int] | None, *, connection: Connection | None = None
) -> Roster:
    """Return who holds what and who is away, for some clients or for all of them (None)."""
    if connection is None:
        with desk.store.reading() as own:
            return load_roster(desk, client_ids, connection=own)
    people = _people(connection)
    away: dict[int, list[Away]] = defaultdict(list)
    for person_id, reason, start, end, returned, recorded in reads.rows(connection, "absences"):
        away[person_id].append(
            Away(
                person_id,
                AbsenceReason(reason),
                reads.instant(start),
                reads.maybe_instant(end),
                reads.maybe_instant(returned),
                reads.instant(recorded),
            )
        )
    return Roster(
        people=people,
        holdings=_holdings(connection, client_ids),
        decisions=_decisions(connection, client_ids),
        away={person_id: tuple(spans) for person_id, spans in away.items()},
        duty=tuple(
            Duty(director, reads.instant(start), reads.instant(end))
            for director, start, end in reads.rows(connection, "duty")
        ),
        default_director=desk.house.default_director.id,
        calendar=desk.house.calendar,
        line=desk.house.line,
        now=desk.now(),
        discreet=not _may_know_why(people.get(desk.operator.id)),
    )


def _may_know_why(operator: PersonFacts | None) -> bool:
    """Say whether whoever sits here may know why somebody is away: directors may (R-022)."""
    return operator is not None and operator.active and PersonRole.DIRECTOR in operator.roles


def _people(connection: Connection) -> dict[int, PersonFacts]:
    roles: dict[int, set[PersonRole]] = defaultdict(set)
    for person_id, role in reads.rows(connection, "roles"):
        roles[person_id].add(PersonRole(role))
    works: dict[int, list[WorkSpan]] = defaultdict(list)
    for person_id, hours, zone, valid_from, valid_to in reads.rows(connection, "patterns"):
        works[person_id].append(
            WorkSpan(reads.maybe_day(valid_from), reads.maybe_day(valid_to), _week(hours), zone)
        )
    return {
        person_id: PersonFacts(
            person_id, name, email, phone, frozenset(roles[person_id]), bool(active), tuple(works[person_id])
        )
        for person_id, name, email, phone, active in reads.rows(connection, "people")
    }


def _holdings(connection: Connection, ids: Collection[int] | None) -> dict[int, tuple[Holding, ...]]:
    instant = lru_cache(maxsize=4096)(reads.maybe_instant)  # most clients share their first instant
    found: dict[int, list[Holding]] = defaultdict(list)
    for client_id, person_id, role, start, end in reads.of_clients(connection, "holdings", ids):
        start_at: Any = instant(start)
        found[client_id].append(Holding(person_id, _ROLES[role], start_at, instant(end)))
    holdings = {client_id: tuple(held) for client_id, held in found.items()}
    if ids is None:
        # Whoever looks for gaps must see those first whom nobody ever held.
        holdings |= {row[0]: () for row in reads.rows(connection, "unheld")}
    return holdings


def _decisions(connection: Connection, ids: Collection[int] | None) -> dict[int, tuple[Decision, ...]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    for client_id, person_id, start, end, reason in reads.of_clients(connection, "decisions", ids):
        found[client_id].append(Decision(person_id, reads.instant(start), reads.maybe_instant(end), reason))
    return {client_id: tuple(made) for client_id, made in found.items()}
