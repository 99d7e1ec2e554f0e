"""What the lists of handovers show of each line, column by column."""

from __future__ import annotations

from datetime import datetime, tzinfo
from types import MappingProxyType

from oncall_tui.desk.handover.return_views import Returned
from oncall_tui.desk.handover.views import Leave, Watched
from oncall_tui.text import countdown, day, when
from oncall_tui.tui.handover.reading import LeaveLine
from oncall_tui.tui.widgets.columns import Cell, Column
from storage.vocabulary import ClientStatus, ClientTold, HandoverState

STATES = MappingProxyType(
    {
        HandoverState.NOT_STARTED: ("✗ not begun", "lapsed"),
        HandoverState.DRAFTED: ("· draft", "lapsing"),
        HandoverState.OFFERED: ("! offered", "lapsing"),
        HandoverState.RECEIVED: ("! received", "lapsing"),
        HandoverState.ACCEPTED: ("✓ accepted", "done"),
        HandoverState.DECLINED: ("✗ declined", "lapsed"),
    }
)
"""A sign and a word for how far a handover is."""

_TOLD = MappingProxyType(
    {None: ("–", "dim"), ClientTold.YES: ("yes", ""), ClientTold.NO: ("no", "lapsing")}
    | {ClientTold.NOT_APPROPRIATE: ("not apt", "dim")}
)


def leave_columns() -> tuple[Column[LeaveLine], ...]:
    """Return what is shown of a client whose manager is or will be on leave."""
    return (
        Column("handover", width=11, render=lambda line: STATES[line.row.state]),
        Column("client", width=14, fraction=3, render=lambda line: _client(line.row.name, line.row.number)),
        Column("status", width=10, render=lambda line: _status(line.row.status, line.row.high_risk)),
        Column("from", width=12, fraction=1, render=lambda line: (line.leave.person.name, "dim"), priority=1),
        Column("to", width=12, fraction=1, render=lambda line: line.row.receiver.name),
        Column("depth", width=8, render=lambda line: line.row.depth.value, priority=2),
        Column("told", width=7, render=lambda line: _TOLD[line.row.told], priority=3),
        Column("starts in", width=9, align="right", render_at=lambda line, now: _starts(line.leave, now)),
    )


def watched_columns(zone: tzinfo) -> tuple[Column[Watched], ...]:
    """Return what is shown of a client whom one shadows (R-027)."""
    return (
        Column("client", width=14, fraction=2, render=lambda row: _client(row.name, row.number)),
        Column("status", width=10, render=lambda row: _status(row.status, row.high_risk)),
        Column("stands", width=12, fraction=3, render=lambda row: row.line or ("–", "dim"), priority=2),
        Column(
            "primary",
            width=12,
            fraction=1,
            render=lambda row: row.pcm.name if row.pcm else ("nobody", "lapsed"),
        ),
        Column("changed", width=10, render=lambda row: _changed(row, zone), priority=3),
        Column("away in", width=8, align="right", render_at=lambda row, now: _starts(row.leave, now)),
        Column("handover", width=11, render=_watched_state, priority=1),
    )


def returned_columns(zone: tzinfo) -> tuple[Column[Returned], ...]:
    """Return what is shown of an absence that is on or over."""
    return (
        Column("who", width=14, fraction=1, render=lambda row: row.leave.person.name),
        Column("why", width=12, render=lambda row: row.leave.code.replace("-", " "), priority=1),
        Column("from", width=22, render=lambda row: (when(row.leave.start, zone), "dim"), priority=2),
        Column("until", width=22, render=lambda row: _until(row.leave, zone)),
        Column("return brief", width=14, render_at=_read),
    )


def _client(name: str, number: str) -> Cell:
    return ((name, ""), (f"  {number}", "dim"))


def _status(status: ClientStatus, high_risk: bool) -> Cell:
    words = status.value + (" !" if high_risk else "")
    if high_risk or status is ClientStatus.UNSTABLE:
        return (words, "lapsed")
    return (words, "lapsing" if status is ClientStatus.WATCH else "dim")


def _starts(leave: Leave | None, now: datetime) -> Cell:
    if leave is None:
        return ("–", "dim")
    left = (leave.start - now).total_seconds()
    return countdown(left) if left > 0 else ("away", "lapsing")


def _changed(row: Watched, zone: tzinfo) -> Cell:
    return (day(row.changed_at, zone), "dim") if row.changed_at else ("–", "dim")


def _watched_state(row: Watched) -> Cell:
    return STATES[row.handover] if row.handover is not None else ("–", "dim")


def _until(leave: Leave, zone: tzinfo) -> Cell:
    return when(leave.end, zone) if leave.end else ("nobody knows", "lapsing")


def _read(row: Returned, now: datetime) -> Cell:
    if row.accepted_at is not None:
        return ("✓ accepted", "done")
    return ("! not read", "lapsing") if row.back(now) else ("· away still", "dim")
