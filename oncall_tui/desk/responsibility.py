"""Who is responsible for a client, now or at any instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import Responsibility, Span, responsible, timeline
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Charge:
    """One client and who is responsible for them."""

    number: str
    name: str
    responsibility: Responsibility


def who(desk: Desk, client_id: int, at: datetime | None = None) -> Responsibility:
    """Return who is responsible for a client at an instant; now if none is given (R-014)."""
    return responsible(load_roster(desk, [client_id]), client_id, at or desk.now())


def who_all(desk: Desk, at: datetime | None = None, *, manager_id: int | None = None) -> Iterator[Charge]:
    """Go through every client, or those of one manager then, with who is responsible for each (R-014)."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, None, connection=connection)
        for client_id, number, family, given in reads.rows(connection, "client_numbers"):
            if manager_id is None or any(
                held.person_id == manager_id and held.start <= at and (held.end is None or at < held.end)
                for held in roster.holdings.get(client_id, ())
            ):
                yield Charge(number, f"{family}, {given}", responsible(roster, client_id, at))


def history(desk: Desk, client_id: int, start: datetime, end: datetime) -> tuple[Span, ...]:
    """Return who was or will be responsible over a span, without a hole.

    Raises:
        Refused: The span ends before it starts.
    """
    if end <= start:
        raise Refused("The span must end after it starts.", field="end")
    return timeline(load_roster(desk, [client_id]), client_id, start, end)
