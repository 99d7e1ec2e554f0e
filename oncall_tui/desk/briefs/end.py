"""The brief at the end of a span: what came in, what was done, what runs, and what each must do (R-047)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.briefs.pages import Facts, entries, gather, person_pages, told
from oncall_tui.desk.briefs.spans import Closing, closing_at, next_opening
from oncall_tui.desk.briefs.start import heading
from oncall_tui.desk.briefs.views import EndBrief, Lapsing
from oncall_tui.errors import Refused
from storage.vocabulary import ClockState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def end_brief(desk: Desk, at: datetime | None = None, *, since: datetime | None = None) -> EndBrief:
    """Return what became of the span that runs at an instant, or that ended last.

    Args:
        desk: whose record it is.
        at: the instant; now if none is given.
        since: from when on to tell, for a duty that began earlier than the last close.

    Raises:
        Refused: It is to tell from later than its end on.
    """
    at = at or desk.now()
    span = closing_at(desk.house.calendar, at)
    if since is not None:
        if since >= at:
            raise Refused("Tell from an hour that has passed.", field="since")
        span = Closing(since, span.end if span.end > since else next_opening(desk.house.calendar, since))
    until = max(span.start, min(at, span.end))
    facts = gather(desk, span, until)
    touched = entries(desk, facts, facts.touched)
    done = Counter(deed.action for deed in facts.deeds)
    return EndBrief(
        heading=heading(desk, span.start, span.end),
        until=until,
        came_in=tuple(each for each in touched if each.came_in and not each.row.category.asked),
        asked=tuple(each for each in touched if each.came_in and each.row.category.asked),
        worked_on=tuple(each for each in touched if not each.came_in),
        cover=tuple(told(deed) for deed in facts.deeds if deed.cover),
        calls=done["call.logged"],
        attempts=done["attempt.logged"],
        decisions=done["item.triaged"],
        resolved=done["item.resolved"],
        lapsed=_lapsed(facts, until),
        running=facts.running,
        pages=person_pages(desk, facts),
    )


def _lapsed(facts: Facts, until: datetime) -> tuple[Lapsing, ...]:
    """Return the clocks that ran out within the span before anybody did what they wait for."""
    rows = {row.id: row for row in (*facts.running, *facts.touched.values())}
    found = (
        Lapsing(clock, row)
        for row in rows.values()
        for clock in row.clocks
        if facts.span.start <= clock.due_at < until
        and clock.state in (ClockState.RUNNING, ClockState.MET_LATE)
    )
    return tuple(sorted(found, key=lambda each: (each.clock.due_at, each.clock.id)))
