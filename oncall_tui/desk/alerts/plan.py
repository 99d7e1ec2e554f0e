"""What is to be done about alerts by an instant, read from the record and changing nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.alerts.agenda import Running, horizon
from oncall_tui.rules.ladder import Pace, Standing, next_at, step_of
from oncall_tui.rules.warn import Moment, WarnPoint
from storage import reads
from storage.vocabulary import AlertState, ClockState, Rung, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings


@dataclass(slots=True)
class Plan:
    """What is to be done now, and when to look again."""

    due: dict[Running, list[WarnPoint]] = field(default_factory=dict)
    """Warnings that are due and not raised yet, by clock, in order of time."""
    steps: list[tuple[Step, Any]] = field(default_factory=list)
    """What open alerts do by themselves: the step, and the row of `open_alerts`."""
    next_at: datetime | None = None
    """When the next thing is due; None for nothing ahead."""

    def expect(self, at: datetime | None) -> None:
        """Note that something is due at an instant."""
        if at is not None and (self.next_at is None or at < self.next_at):
            self.next_at = at

    @property
    def work(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.due or self.steps)


def make_plan(
    desk: Desk,
    connection: Connection,
    clocks: Mapping[int, Running],
    chances: Iterable[tuple[Running, WarnPoint]],
    now: datetime,
    hurry: frozenset[int] = frozenset(),
) -> Plan:
    """Find what is to be done by an instant about the clocks that run and the alerts that are open.

    Args:
        desk: whose rules, hours and settings count.
        connection: to the record.
        clocks: that run and may have a warning by now.
        chances: what is told to owners who will be off.
        now: the instant.
        hurry: alerts of which no notice could be delivered.
    """
    plan = Plan()
    due: dict[int, list[WarnPoint]] = defaultdict(list)
    raised = {(row[0], row[1]) for row in reads.rows(connection, "raised_points", until=horizon(desk))}
    for clock in clocks.values():
        for point in clock.points:
            if point.at > now:
                plan.expect(point.at)
                break
            if (clock.id, point.label) not in raised:
                due[clock.id].append(point)
    for clock, point in chances:
        if clock.id in clocks and (clock.id, point.label) not in raised and now < clock.due_at:
            if point.at > now:
                plan.expect(point.at)
            else:
                due[clock.id].append(point)
    plan.due = {clocks[key]: sorted(points, key=lambda point: point.at) for key, points in due.items()}
    _move_on(desk, plan, connection, due, now, hurry)
    return plan


def _move_on(
    desk: Desk,
    plan: Plan,
    connection: Connection,
    due: Mapping[int, object],
    now: datetime,
    hurry: frozenset[int],
) -> None:
    """Find what the open alerts do by themselves; one whose clock has a newer warning only makes way."""
    done, pace, calendar = last_done(connection), pace_of(desk.settings), desk.house.calendar
    office_open = calendar.is_open(now)
    for row in reads.rows(connection, "open_alerts"):
        if row.clock_id in due:
            continue
        standing = standing_of(row, done.get(row.id), pace, office_open=office_open)
        if row.clock_state != ClockState.RUNNING or row.item_state in _ENDED:
            plan.steps.append((Step.CLOSED, row))
        elif step := step_of(standing, now, pace, hurry=row.id in hurry):
            plan.steps.append((step, row))
        else:
            lapsed_quietly = standing.quiet and not office_open and row.point == Moment.LAPSE.value
            plan.expect(calendar.next_open(now) if lapsed_quietly else next_at(standing, pace))


_ENDED = frozenset({"resolved", "closed", "duplicate", "withdrawn"})


def standing_of(row: Any, done_at: datetime | None, pace: Pace, *, office_open: bool) -> Standing:
    """Return how an alert stands; whatever was done since it was acknowledged makes that hold longer."""
    quiet = bool(row.routine) and not (office_open and row.point == Moment.LAPSE.value)
    expires = reads.maybe_instant(row.expires_at)
    if expires is not None and done_at is not None and done_at > reads.instant(row.acknowledged_at):
        expires = max(expires, done_at + pace.hold)
    return Standing(
        AlertState(row.state),
        Rung(row.rung),
        reads.instant(row.told_at),
        reads.instant(row.rang_at),
        reads.maybe_instant(row.acknowledged_at),
        expires,
        reads.maybe_instant(row.snoozed_until),
        quiet,
    )


def last_done(connection: Connection) -> dict[int, datetime]:
    """Return, by acknowledged alert, when its item was last tried or decided upon."""
    found: dict[int, datetime] = {}
    for alert_id, tried, decided in reads.rows(connection, "last_done"):
        times = [at for at in (reads.maybe_instant(tried), reads.maybe_instant(decided)) if at is not None]
        if times:
            found[alert_id] = max(times)
    return found


def pace_of(settings: Settings) -> Pace:
    """Return how long alerts wait, as the settings say it."""
    return Pace(
        timedelta(minutes=settings.ladder_minutes),
        timedelta(minutes=settings.ring_minutes),
        timedelta(minutes=settings.ack_minutes),
    )
