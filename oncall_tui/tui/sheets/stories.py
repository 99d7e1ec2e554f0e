"""What is told of each clock of an item: its arithmetic, its rule, its warnings and its open hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.due import Explained, explain_clock
from oncall_tui.errors import Refused
from oncall_tui.rules.clocks import Deadline
from oncall_tui.rules.outcomes import outcome
from oncall_tui.rules.warn import WarnPoint
from oncall_tui.tui.sheets.strip import Stretch, whole_days

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import ClockView

_BEYOND = timedelta(days=2)
"""How far past its due time a strip goes at most, where the clock itself was shorter than that."""


@dataclass(frozen=True, slots=True)
class ClockStory:
    """One clock, with all that the sheet tells of it."""

    clock: ClockView
    told: Explained | None
    """None where its arithmetic is not known any more."""
    trouble: str
    """Why it is not known."""
    warns: tuple[WarnPoint, ...]
    stretch: Stretch
    late_business: timedelta | None
    """How long after it was due it was kept, or has lapsed, in office hours; None where it is not late."""


def clock_stories(desk: Desk, clocks: Iterable[ClockView]) -> tuple[ClockStory, ...]:
    """Return what is told of some clocks, the earliest due first; it reads the record, so ask in a thread."""
    now = desk.now()
    return tuple(_story(desk, clock, now) for clock in sorted(clocks, key=lambda each: each.due_at))


def _story(desk: Desk, clock: ClockView, now: datetime) -> ClockStory:
    told: Explained | None = None
    trouble = ""
    warns: tuple[WarnPoint, ...] = ()
    try:
        told = explain_clock(desk, clock.id)
    except Refused as unknown:
        trouble = unknown.words
    else:
        deadline = Deadline(told.due_at, lambda: iter(()))
        warns = told.rule.warn_points(deadline, told.started_at, desk.house.calendar)
    calendar = desk.house.calendar
    how = outcome(clock.state, clock.due_at, clock.ended_at, clock.ended_by, now, calendar)
    return ClockStory(clock, told, trouble, warns, _stretch(desk, clock, now), how.late_business)


def _stretch(desk: Desk, clock: ClockView, now: datetime) -> Stretch:
    """Return the days to picture: from start to due, and a little on where it went on or still does."""
    zone = ZoneInfo(desk.house.zone)
    start, due = min(clock.started_at, clock.due_at), clock.due_at
    beyond = due + max(_BEYOND, due - start)
    last = clock.ended_at or now
    until = last if due < last <= beyond else due
    days = whole_days(start, until, zone)
    first, after = (datetime.combine(each, time(), zone) for each in (days[0], days[-1] + timedelta(days=1)))
    opens = tuple(desk.house.calendar.spans_between(first, after))
    return Stretch(start, due, until, opens, zone)
