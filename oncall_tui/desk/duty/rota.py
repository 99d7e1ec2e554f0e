"""Read the duty rota: shifts, who has the line all through them, gaps and overlaps (R-035)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.duty.views import Overlap, Rota, Shift, Turn
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.instants import Line
    from oncall_tui.rules.roster import Roster

LONGEST = timedelta(weeks=104)
"""How much of the rota can be asked for at once."""


def rota(desk: Desk, start: datetime | None = None, end: datetime | None = None) -> Rota:
    """Return the rota of a time; of the four weeks from now on when none is given.

    Raises:
        Refused: The time ends before it starts, or is longer than 104 weeks.
    """
    start = start or desk.now()
    end = end or start + timedelta(weeks=4)
    if end <= start:
        raise Refused("The time must end after it starts.", field="end")
    if end - start > LONGEST:
        raise Refused("Ask for 1 to 104 weeks.", field="weeks")
    with desk.store.reading() as connection:
        return read_rota(connection, load_roster(desk, (), connection=connection), start, end)


def read_rota(connection: Connection, roster: Roster, start: datetime, end: datetime) -> Rota:
    """Return the rota of a time, with the line as a roster of that connection has it."""
    shifts = read_shifts(connection, roster, start, end)
    return Rota(start, end, shifts, tuple(_turns(roster, shifts, start, end)), _overlaps(shifts, start, end))


def read_shifts(connection: Connection, roster: Roster, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Return the shifts that touch a time, by start."""
    return tuple(
        Shift(
            row.id,
            row.version,
            person_ref(roster.people[row.director_id]),
            reads.instant(row.starts_at),
            reads.instant(row.ends_at),
            reads.maybe_instant(row.accepted_at),
        )
        for row in reads.rows(connection, "shifts", since=start, before=end)
    )


def taken_over(shift: Shift, shifts: Sequence[Shift]) -> bool:
    """Whether a director has the line by their own word: this shift's, or that of one it goes on from."""
    while shift.accepted_at is None:
        before = (each for each in shifts if each.person.id == shift.person.id and each.start < shift.start)
        earlier = next((each for each in before if each.end >= shift.start), None)
        if earlier is None:
            return False
        shift = earlier
    return True


def _turns(roster: Roster, shifts: Sequence[Shift], start: datetime, end: datetime) -> Iterator[Turn]:
    """Go through who has the line; what the rota leaves open is cut where business hours begin and end."""
    by_span = {(each.person.id, each.start, each.end): each for each in shifts}
    for begun, over, line in _lines(roster, start, end):
        who = person_ref(roster.people[line.person_id])
        if line.shift is not None:
            kept = by_span.get((line.shift.person_id, line.shift.start, line.shift.end))
            yield Turn(begun, over, who, kept, gap=False)
            continue
        at = begun
        for opens, closes in roster.calendar.spans_between(begun, over):
            if at < opens:
                yield Turn(at, opens, who, None, gap=True)
            yield Turn(opens, closes, who, None, gap=False)
            at = closes
        if at < over:
            yield Turn(at, over, who, None, gap=True)


def _lines(roster: Roster, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, Line]]:
    """Go through the longest spans in which the line is with one person by one right."""
    at, begun, line = start, start, roster.index.moment(start).line
    while True:
        at = min(end, roster.index.next_line_change(roster.index.moment(at).line, at))
        if at >= end:
            yield begun, end, line
            return
        following = roster.index.moment(at).line
        if following != line:
            yield begun, at, line
            begun, line = at, following


def _overlaps(shifts: Sequence[Shift], start: datetime, end: datetime) -> tuple[Overlap, ...]:
    found: list[Overlap] = []
    running: list[Shift] = []
    for shift in shifts:
        running = [each for each in running if each.end > shift.start]
        for each in running:
            begun, over = max(start, shift.start), min(end, each.end, shift.end)
            if begun < over:
                found.append(Overlap(begun, over, each, shift))
        running.append(shift)
    return tuple(found)
