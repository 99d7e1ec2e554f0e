"""Read handovers and the absences that they are for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.handover.views import HandoverView, Leave, Written
from oncall_tui.desk.views import PersonRef
from storage import reads
from storage.vocabulary import (
    AbsenceReason,
    ClientTold,
    HandoverCapacity,
    HandoverDepth,
    HandoverPart,
    HandoverState,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


def refs(connection: Connection) -> dict[int, PersonRef]:
    """Return everybody who works or worked here, by id."""
    return {
        row.id: PersonRef(row.id, row.name, row.email, row.phone) for row in reads.rows(connection, "people")
    }


def handovers(
    connection: Connection, client_id: int, people: Mapping[int, PersonRef]
) -> tuple[HandoverView, ...]:
    """Return every handover of a client, the newest first."""
    return tuple(_view(row, people) for row in reads.rows(connection, "handovers_of_client", id=client_id))


def by_name(value: Any) -> Mapping[str, Any]:
    """Return texts by name, which SQLite answers as JSON and PostgreSQL as they are."""
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def written(parts: Mapping[str, Mapping[str, str]]) -> dict[HandoverPart, Written]:
    """Return what was written, by part, in the order in which it is read."""
    return {
        part: Written(parts[part]["text"], reads.instant(parts[part]["at"]), parts[part]["by"])
        for part in HandoverPart
        if part.value in parts
    }


def leave_of(row: Any, people: Mapping[int, PersonRef], now: datetime, *, discreet: bool = True) -> Leave:
    """Return an absence with the end that counts: the return where somebody is back, none where nobody knows.

    An unplanned absence whose stated end has passed goes on until somebody confirms the return (R-024).
    """
    reason = AbsenceReason(row.reason)
    end, returned = reads.maybe_instant(row.ends_at), reads.maybe_instant(row.returned_at)
    if returned is not None:
        end = returned if reason.unplanned or end is None else min(end, returned)
    elif reason.unplanned and end is not None and end <= now:
        end = None
    return Leave(row.id, people[row.person_id], reason, reads.instant(row.starts_at), end, discreet)


def leaves(
    connection: Connection, people: Mapping[int, PersonRef], now: datetime, *, discreet: bool = True
) -> dict[int, tuple[Leave, ...]]:
    """Return the absences that are on or ahead, by person, the earliest first."""
    found: dict[int, list[Leave]] = {}
    for row in reads.rows(connection, "absences_to_hand_over", since=now):
        leave = leave_of(row, people, now, discreet=discreet)
        if leave.end is None or leave.end > now:
            found.setdefault(leave.person.id, []).append(leave)
    return {person_id: tuple(each) for person_id, each in found.items()}


def leave_by_id(
    connection: Connection,
    absence_id: int,
    people: Mapping[int, PersonRef],
    now: datetime,
    *,
    discreet: bool = True,
) -> Leave | None:
    """Return one absence; None where there is none, or where it was found to be a mistake."""
    row = reads.one(connection, "absence", id=absence_id)
    if row is None or row.cancelled_at is not None or row.item_id is not None:
        return None
    return leave_of(row, people, now, discreet=discreet)


def current(found: Iterable[HandoverView], alive: Iterable[int], now: datetime) -> HandoverView | None:
    """Return the handover that matters now: one for an absence that is on or ahead, or one still under way.

    Args:
        found: handovers of one client, the newest first.
        alive: the absences that are on or ahead.
        now: the instant.
    """
    absences = set(alive)
    for each in found:
        if each.absence_id is not None:
            if each.absence_id in absences:
                return each
        elif each.state.open or each.end is None or each.end > now:
            return each
    return None


def _view(row: Any, people: Mapping[int, PersonRef]) -> HandoverView:
    names = {person.email: person.name for person in people.values()}
    return HandoverView(
        id=row.id,
        version=row.version,
        client_id=row.client_id,
        giver=people[row.from_id],
        receiver=people[row.to_id],
        absence_id=row.absence_id,
        start=reads.instant(row.starts_at),
        end=reads.maybe_instant(row.ends_at),
        capacity=HandoverCapacity(row.capacity),
        depth=HandoverDepth(row.depth),
        depth_because=reads.listed(row.depth_because),
        state=HandoverState(row.state),
        parts=written(by_name(row.parts)),
        as_told=by_name(row.as_told),
        created_at=reads.instant(row.created_at),
        offered_at=reads.maybe_instant(row.offered_at),
        offered_by=names.get(row.offered_by, row.offered_by),
        answered_at=reads.maybe_instant(row.answered_at),
        answered_by=names.get(row.answered_by, row.answered_by),
        synthesis=row.synthesis,
        questions=row.questions,
        declined_because=row.declined_because,
        told=ClientTold(row.told) if row.told else None,
        told_because=row.told_because,
        told_at=reads.maybe_instant(row.told_at),
        told_by=names.get(row.told_by, row.told_by),
        passed_on=row.passed_on,
    )
