"""Who has the line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import LineHolder

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def line_holder(desk: Desk, at: datetime | None = None) -> LineHolder:
    """Return which director has the line at an instant, until when, and whether the rota says so (R-035)."""
    at = at or desk.now()
    roster = load_roster(desk, ())
    line = roster.index.moment(at).line
    until = line.shift.end if line.shift else next((s.start for s in roster.duty if s.start > at), None)
    return LineHolder(person_ref(roster.people[line.person_id]), until, line.rota_gap)
