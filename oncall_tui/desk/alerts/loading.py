"""Read the open alerts for the screens, and what happened to each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.acting import Acting, passed_over, person_ref
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.agenda import Agenda, Running
from oncall_tui.desk.alerts.plan import last_done, pace_of, standing_of
from oncall_tui.desk.alerts.views import AlertRow, Alerts, StepView
from oncall_tui.desk.alerts.whom import known
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.ladder import Pace, next_at
from storage import reads
from storage.vocabulary import AlertState, Category, Rung, Step, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

_RANK = {AlertState.RAISED: 0, AlertState.SNOOZED: 1, AlertState.ACKNOWLEDGED: 2}


def load_alerts(desk: Desk, at: datetime | None = None) -> Alerts:
    """Return every open alert: unanswered ones first, routine work after the line's, then by lapse."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        found = list(reads.rows(connection, "open_alerts"))
        if not found:
            return Alerts((), at)
        clients = known(row.client_id for row in found)
        roster = load_roster(desk, clients, connection=connection)
        acting = Acting(roster, at, passed_over(connection))
        clocks = Agenda(desk).read(connection)
        done = last_done(connection)
        unsent = outbox.undelivered(connection, at)
        people = {key: person_ref(person) for key, person in roster.people.items()}
        pace, office_open = pace_of(desk.settings), desk.house.calendar.is_open(at)
        rows = [
            _row(
                desk,
                row,
                people,
                acting.of(row.item_id, row.client_id, row.assigned_id)[0],
                clocks.get(row.clock_id),
                done.get(row.id),
                unsent.get(row.id, ""),
                pace,
                office_open,
                at,
            )
            for row in found
        ]
    return Alerts(
        tuple(sorted(rows, key=lambda row: (_RANK[row.state], row.routine, row.lapses_at, row.id))), at
    )


def alert_steps(desk: Desk, alert_id: int) -> tuple[StepView, ...]:
    """Return what happened to an alert, the oldest first (R-162)."""
    with desk.store.reading() as connection:
        return tuple(
            StepView(reads.instant(at), Step(step), Rung(rung), person or "", words)
            for at, step, rung, person, words in reads.rows(connection, "alert_steps", id=alert_id)
        )


def _row(
    desk: Desk,
    row: Any,
    people: Mapping[int, PersonRef],
    acting: PersonRef,
    clock: Running | None,
    done_at: datetime | None,
    undelivered: str,
    pace: Pace,
    office_open: bool,
    at: datetime,
) -> AlertRow:
    rule = desk.rulebook.find(row.rule)
    lapses_at = reads.instant(row.lapses_at)
    return AlertRow(
        id=row.id,
        version=row.version,
        item_id=row.item_id,
        clock_id=row.clock_id,
        client_id=row.client_id,
        client_name=f"{row.family_name}, {row.given_name}" if row.family_name is not None else "",
        rule=row.rule,
        title=rule.title if rule else row.rule,
        point=row.point,
        remaining=row.remaining,
        lapses_at=lapses_at,
        due_at=reads.instant(row.due_at),
        raised_at=reads.instant(row.raised_at),
        state=AlertState(row.state),
        rung=Rung(row.rung),
        urgency=Urgency(row.urgency),
        recipient=people[row.recipient_id],
        acting=acting,
        acknowledged_by=people.get(row.acknowledged_by),
        acknowledged_at=reads.maybe_instant(row.acknowledged_at),
        snoozed_until=reads.maybe_instant(row.snoozed_until),
        next_at=next_at(standing_of(row, done_at, pace, office_open=office_open), pace),
        snooze_limit=clock.limit(at) if clock else at,
        undelivered=undelivered,
        asked=row.caller if Category(row.category).asked else "",
        routine=bool(row.routine),
    )
