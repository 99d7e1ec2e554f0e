"""Who was chosen for the gaps that an absence leaves, for as long as there is a gap (R-025, R-038)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.absences.planning import HORIZON
from oncall_tui.desk.reassigning.rows import Writing, rows_of, write_decisions
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.cover import cover_gaps
from storage import reads
from storage.models import Decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.absences.views import NewAbsence
    from oncall_tui.desk.context import Desk

_BEFORE, _AFTER = "Covers while ", " is away."


def write_covers(desk: Desk, session: Session, new: NewAbsence, name: str) -> None:
    """Write whom a director chose for the gaps: decisions, so that they end with the gap."""
    spans: dict[tuple[int, datetime, datetime], list[int]] = defaultdict(list)
    for cover in new.covers:
        spans[cover.person_id, cover.start, cover.end].append(cover.client_id)
    for (person_id, start, end), client_ids in spans.items():
        decision = Decision(
            client_id=0,
            person_id=person_id,
            starts_at=start,
            ends_at=end,
            reason=f"{_BEFORE}{name}{_AFTER}",
            decided_by=desk.operator.id,
        )
        write_decisions(session, client_ids, decision)


def end_covers(desk: Desk, session: Session, person_id: int, now: datetime) -> None:
    """End what was chosen for gaps that are shorter, or none any more, now that somebody is back."""
    session.flush()
    connection = session.connection()
    clients = {row.id for row in reads.rows(connection, "clients_of_person", id=person_id, at=now)}
    chosen = [
        row
        for made in rows_of(session, Decision, clients).values()
        for row in made
        if row.reason.startswith(_BEFORE)
        and row.reason.endswith(_AFTER)
        and (row.ends_at is None or row.ends_at > now)
    ]
    if not chosen:
        return
    roster = load_roster(desk, {row.client_id for row in chosen}, connection=connection)
    writing = Writing(session)
    for row in chosen:
        since = max(row.starts_at, now)
        one = {row.client_id: roster.holdings.get(row.client_id, ())}
        without = replace(roster, holdings=one, decisions={})
        gaps = cover_gaps(without, since, row.ends_at or since + HORIZON)
        if gaps and gaps[0].start == since:
            writing.end(row, gaps[0].end)
        elif row.starts_at < now:
            writing.end(row, now)
        else:
            writing.remove(row)
    writing.run()
