"""A second opinion on the alerts: what should be on record by now, worked out apart from the engine.

It reads what is open and nothing of what is over, so it stays quick however long the history is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from oncall_tui.desk.alerts.agenda import horizon, points_of
from oncall_tui.rules.wording import say_count
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

GRACE = timedelta(seconds=15)
"""How long a warning may be due before its absence counts."""
_CLOCKS = text(
    "SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, i.routine "
    "FROM clock k JOIN item i ON i.id = k.item_id "
    "WHERE k.state = 'running' AND k.due_at < :until "
    "AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')"
)
_POINTS = text(
    "SELECT a.clock_id, a.point FROM alert a JOIN clock k ON k.id = a.clock_id WHERE k.state = 'running'"
)
_ORPHANS = text(
    "SELECT a.item_id FROM alert a JOIN clock k ON k.id = a.clock_id "
    "WHERE a.state <> 'closed' AND k.state <> 'running' AND k.ended_at < :before"
)
_STUCK = text("SELECT count(*) FROM notice WHERE state IN ('waiting', 'sending') AND created_at < :before")


@dataclass(frozen=True, slots=True)
class Missing:
    """A warning that was due and is on nobody's list."""

    item_id: int
    rule: str
    point: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second look found."""

    missing: tuple[Missing, ...]
    orphans: tuple[int, ...]
    """Items with an open alert although its clock has ended."""
    stuck: int
    """Notices that have waited for more than a minute."""

    @property
    def well(self) -> bool:
        """Whether everything is as it should be."""
        return not (self.missing or self.orphans or self.stuck)

    @property
    def words(self) -> str:
        """What is wrong, in a sentence; empty when all is well."""
        parts = []
        if self.missing:
            items = ", ".join(str(each.item_id) for each in self.missing[:5])
            which = "item" if len(self.missing) == 1 else "items"
            count = say_count(len(self.missing), "warning")
            parts.append(f"{count} due and not raised yet ({which} {items})")
        if self.orphans:
            parts.append(f"{say_count(len(self.orphans), 'alert')} open although the clock has ended")
        if self.stuck:
            parts.append(f"{say_count(self.stuck, 'notice')} waiting for more than a minute")
        return "; ".join(parts)


def second_opinion(desk: Desk, at: datetime | None = None) -> Opinion:
    """Compare clocks, alerts and notices as they stand at an instant."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        raised = {tuple(row) for row in connection.execute(_POINTS)}
        missing = []
        until = reads.stamp(connection, max(at, horizon(desk)))
        for clock_id, item_id, rule_id, started, due_text, routine in connection.execute(
            _CLOCKS, {"until": until}
        ):
            points = points_of(
                desk, rule_id, reads.instant(due_text), reads.instant(started), routine=bool(routine)
            )
            missing += [
                Missing(item_id, rule_id, point.label, point.at)
                for point in points
                if point.at + GRACE < at and (clock_id, point.label) not in raised
            ]
        before = reads.stamp(connection, at - GRACE)
        orphans = tuple(row[0] for row in connection.execute(_ORPHANS, {"before": before}))
        waited = reads.stamp(connection, at - timedelta(seconds=60))
        stuck = int(connection.scalar(_STUCK, {"before": waited}) or 0)
    return Opinion(tuple(missing), orphans, stuck)
