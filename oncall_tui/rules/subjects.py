"""Who has what is about one of our own: it goes past them, and past them to a director (R-062)."""

from __future__ import annotations

from datetime import datetime

from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.roster import Roster


def manages(roster: Roster, client_id: int, person_id: int, at: datetime) -> bool:
    """Whether somebody is the primary manager of a client, holds that role, or answers for it."""
    found = responsible(roster, client_id, at)
    concerned = (found.pcm_of_record, found.role_holder, found.answering_now)
    return any(each is not None and each.id == person_id for each in concerned)


def line_past(roster: Roster, person_id: int | None, at: datetime) -> int:
    """Return who has the line, or another director where that is the person whom it is about.

    Where there is no other director it stays with the line: somebody must have it (R-012).
    """
    moment = roster.index.moment(at)
    line = moment.line.person_id
    if person_id != line:
        return line
    other = moment.director_besides(line)
    return line if other is None else other
