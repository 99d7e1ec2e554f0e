"""Find shifts that have begun although nobody took the line over (R-035)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.duty.rota import read_shifts, taken_over
from oncall_tui.desk.duty.views import Shift, Unaccepted
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.words import say

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import Roster

_TICK = timedelta(microseconds=1)


def unaccepted(desk: Desk, at: datetime | None = None) -> tuple[Unaccepted, ...]:
    """Return the shifts that run at an instant and have not been accepted, with who is to be told.

    A shift that goes on from an accepted one of the same director needs no word of its own.
    """
    at = at or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
        shifts = read_shifts(connection, roster, at - timedelta(days=35), at + _TICK)
    return tuple(
        _finding(desk, roster, shift)
        for shift in shifts
        if shift.start <= at < shift.end and not taken_over(shift, shifts)
    )


def _finding(desk: Desk, roster: Roster, shift: Shift) -> Unaccepted:
    zone = desk.house.zone
    before = roster.index.moment(shift.start - _TICK).line.person_id
    now = roster.index.moment(max(shift.start, desk.now()))
    told = dict.fromkeys((shift.person.id, before, *roster.index.directors))
    span = f"from {say(shift.start, zone)} until {say(shift.end, zone)}"
    return Unaccepted(
        f"duty-unaccepted:{shift.id}:{shift.person.id}:{shift.start.astimezone(UTC):%Y%m%dT%H%MZ}",
        shift,
        tuple(person_ref(roster.people[each]) for each in told if now.available(each)),
        f"{shift.person.name} has the line {span} and has not accepted it. Ring them, or give the shift on.",
    )
