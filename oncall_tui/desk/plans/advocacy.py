"""What was advocated for, to whom, and what came of it (R-109)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import client_of, not_ahead, planning, row_for
from oncall_tui.desk.views import Saved
from storage.models import Advocacy

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def advocate(desk: Desk, client_id: int, what: str, to_whom: str, at: datetime | None = None) -> Saved:
    """Keep what was advocated for, and to whom.

    Raises:
        Refused: either is missing, or the hour has not come yet.
    """
    asked = clean(what, "what", needed="Say what you advocated for.")
    whom = clean(to_whom, "to_whom", needed="Say to whom.")
    with planning(desk, "advocated", client_id) as (unit, _):
        unit.session.add(
            Advocacy(
                client_id=client_id, what=asked, to_whom=whom, at=not_ahead(desk, at), by_id=desk.operator.id
            )
        )
        unit.note(words=f"Advocated to {whom}: {asked}")
    return Saved(0, "Kept. Note what came of it here (Enter).")


def note_result(desk: Desk, advocacy_id: int, result: str, *, version: int | None = None) -> Saved:
    """Note what came of it.

    Raises:
        Refused: nobody says what.
    """
    said = clean(result, "result", needed="Say what came of it, even if it was nothing.")
    with planning(desk, "advocacy-result", client_of(desk, Advocacy, advocacy_id)) as (unit, _):
        row = row_for(unit.session, Advocacy, advocacy_id, version)
        row.result, row.result_at = said, desk.now()
        unit.note(words=f"What came of advocating to {row.to_whom}: {said}")
    return Saved(0, "Result kept.")
