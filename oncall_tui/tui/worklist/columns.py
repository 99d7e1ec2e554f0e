"""What the worklist shows of each client, column by column."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import partial
from types import MappingProxyType

from oncall_tui.desk.caseload.views import WorkRow
from oncall_tui.desk.production.round import Stop
from oncall_tui.rules.caseload import PRIORITY_SHORT
from oncall_tui.rules.wording import say_day
from oncall_tui.text import countdown
from oncall_tui.tui.widgets.columns import Cell, Column
from storage.vocabulary import ClientStatus, Priority

CLASS_STYLES = MappingProxyType(
    {
        Priority.HIGH_1: "lapsed",
        Priority.HIGH_2: "lapsing",
        Priority.HIGH_3: "held",
        Priority.MEDIUM: "",
        Priority.LOW: "dim",
    }
)
"""The style in which each class is shown."""


def worklist_columns(zone: tzinfo, today: date) -> tuple[Column[Stop], ...]:
    """Return the columns of the worklist."""
    return (
        Column("", _tick, width=2),
        Column("class", _class, width=6),
        Column("client", _client, width=26, fraction=3),
        Column("why", lambda stop: (stop.row.why, "dim"), width=14, fraction=4, priority=2),
        Column("due in", width=7, align="right", render_at=_due),
        Column("next on", lambda stop: _next(stop.row, today), width=10, align="right"),
        Column("last talk", partial(_talk, zone, today), width=9, align="right", priority=1),
        Column("tries", _tries, width=5, align="right", priority=3),
    )


def tick_of(stop: Stop) -> tuple[str, str]:
    """Return the sign of what was done of a client today, and its style."""
    if stop.spoken:
        return ("✓", "done")
    if stop.done:
        return ("~", "held")
    return ("!", "lapsing") if stop.row.problems else ("", "")


def _tick(stop: Stop) -> Cell:
    return tick_of(stop)


def _class(stop: Stop) -> Cell:
    style = "dim" if stop.done else CLASS_STYLES[stop.row.priority]
    return (PRIORITY_SHORT[stop.row.priority], style)


def _client(stop: Stop) -> Cell:
    row = stop.row
    mark = "" if row.status is ClientStatus.STABLE else " !" if row.status is ClientStatus.UNSTABLE else " ·"
    acting = "" if row.primary else " acting"
    return (
        (row.name, "dim" if stop.done else ""),
        (mark, "lapsed" if row.status is ClientStatus.UNSTABLE else "lapsing"),
        (f"  {row.number}", "dim"),
        (acting, "accent"),
    )


def _due(stop: Stop, now: datetime) -> Cell:
    due = stop.row.due_at
    if due is None:
        return ("–", "dim")
    left = (due - now).total_seconds()
    return (countdown(left), "lapsed" if left <= 0 else "lapsing" if left < 86_400 else "")


def _next(row: WorkRow, today: date) -> Cell:
    if row.next_on is None:
        return ("none", "lapsing")
    said = "today" if row.next_on == today else say_day(row.next_on)
    return (said, "lapsing" if row.next_on <= today else "")


def _talk(zone: tzinfo, today: date, stop: Stop) -> Cell:
    last = stop.row.last_contact_at
    if last is None:
        return ("never", "dim")
    days = (today - last.astimezone(zone).date()).days
    return (f"{days} d", "") if days > 0 else ("today", "done" if stop.spoken else "")


def _tries(stop: Stop) -> Cell:
    tries = stop.row.attempts_since
    return (str(tries), "") if tries else ("–", "dim")
