"""Cover gaps ahead: when a client has neither primary nor secondary care manager (R-033)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.cover import cover_gaps
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class CoverGap:
    """A span in which only the line stands for a client."""

    client_id: int
    number: str
    name: str
    start: datetime
    end: datetime
    why: str


def coverage(desk: Desk, weeks: int = 4, start: datetime | None = None) -> tuple[CoverGap, ...]:
    """Return every cover gap of the weeks ahead, by client and then by time.

    Raises:
        Refused: The number of weeks is not from 1 to 104.
    """
    if not 1 <= weeks <= 104:
        raise Refused("Ask for 1 to 104 weeks.", field="weeks")
    start = start or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, None, connection=connection)
        gaps = cover_gaps(roster, start, start + timedelta(weeks=weeks))
        wanted = {gap.client_id for gap in gaps}
        names = {
            client_id: (number, f"{family}, {given}")
            for client_id, number, family, given in reads.rows(connection, "client_numbers")
            if client_id in wanted
        }
    return tuple(CoverGap(g.client_id, *names[g.client_id], g.start, g.end, g.why) for g in gaps)
