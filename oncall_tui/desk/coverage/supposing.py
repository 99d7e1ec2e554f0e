"""What would be if somebody were away: the weeks ahead with and without it, and nothing changed (R-033)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.candidates import Candidates
from oncall_tui.desk.absences.planning import preview
from oncall_tui.desk.absences.views import Candidate, NewAbsence
from oncall_tui.desk.coverage.ahead import MOST_WEEKS, load_ahead
from oncall_tui.desk.coverage.views import CoverGap, RotaHole, Supposed
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.roster import Away
from oncall_tui.rules.stretches import Stretches
from storage import reads
from storage.vocabulary import AbsenceReason

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

SUPPOSED = AbsenceReason.OTHER_PLANNED
"""As what a supposed absence counts: leave that ends by itself at its end."""


def suppose(
    desk: Desk, person_id: int, start: datetime | None = None, end: datetime | None = None, *, weeks: int = 4
) -> Supposed:
    """Return what somebody's absence would move and leave uncovered; nothing is written.

    The weeks reach as far as the absence does, where it ends later.

    Raises:
        Refused: The person is unknown or gone, it ends before it starts or has passed, they are away then
            already, or it reaches further than two years.
    """
    now = desk.now()
    begins = start or now
    until = max(now + timedelta(weeks=weeks), end or now)
    if not 1 <= weeks <= MOST_WEEKS or until > now + timedelta(weeks=MOST_WEEKS):
        raise Refused(f"Look at most {MOST_WEEKS} weeks ahead.", field="end")
    if end is not None and end <= now:
        raise Refused("That has passed. Give an end that lies ahead, or leave it empty.", field="end")
    plan = preview(desk, NewAbsence(person_id, SUPPOSED, begins, end))
    with desk.store.reading() as connection:
        before = load_ahead(desk, connection, now, until)
    roster = before.roster
    added = Away(person_id, SUPPOSED, begins, end, None, now)
    away = {**roster.away, person_id: (*roster.away.get(person_id, ()), added)}
    after = replace(before, roster=replace(roster, away=away))
    was, would_be = before.whole(), after.whole()
    return Supposed(
        plan,
        was,
        replace(
            would_be,
            gaps=tuple(_marked(was.gaps, would_be.gaps)),
            rota=tuple(_marked_rota(was.rota, would_be.rota)),
        ),
    )


def _marked(before: Iterable[CoverGap], after: Iterable[CoverGap]) -> Iterable[CoverGap]:
    """Go through the gaps, marking those of which some part was not there before."""
    known: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for gap in before:
        known[gap.client_id].append((gap.start, gap.end))
    for gap in after:
        left = Stretches([(gap.start, gap.end)]).without(Stretches(known[gap.client_id]))
        yield replace(gap, new=True) if left.starts else gap


def _marked_rota(before: Iterable[RotaHole], after: Iterable[RotaHole]) -> Iterable[RotaHole]:
    known = [(each.trouble, each.start, each.end) for each in before]
    for hole in after:
        same = [Stretches([(start, end)]) for trouble, start, end in known if trouble is hole.trouble]
        there = any(hole.start >= each.starts[0] and hole.end <= each.ends[0] for each in same)
        yield hole if there else replace(hole, new=True)


def candidates(
    desk: Desk, client_id: int, start: datetime, end: datetime, supposed: NewAbsence | None = None
) -> tuple[Candidate, ...]:
    """Return who could cover a client from one instant to another, with the evidence (R-025).

    Where an absence is supposed, whoever would be away is none of them.

    Raises:
        Refused: There is no such client.
    """
    with desk.store.reading() as connection:
        roster = load_roster(desk, [client_id], connection=connection)
        rows = {row.id: row for row in reads.rows(connection, "clients_to_cover", ids=[client_id])}
        if client_id not in rows:
            raise Refused("This client is not on record.", field="client")
        absent: int | None = None
        if supposed is not None:
            absent = supposed.person_id
            added = Away(
                absent, supposed.reason, supposed.start or desk.now(), supposed.end, None, desk.now()
            )
            away = {**roster.away, absent: (*roster.away.get(absent, ()), added)}
            roster = replace(roster, away=away)
        zone = ZoneInfo(desk.house.zone)
        return Candidates(connection, roster, rows, absent, zone, desk.now()).of(client_id, start, end)
