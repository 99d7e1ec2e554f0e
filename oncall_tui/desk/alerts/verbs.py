"""What a person does about an alert: have it, put it off, hand it on (R-161)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from oncall_tui.desk import handling
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.agenda import Agenda
from oncall_tui.desk.alerts.plan import pace_of
from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.whom import known, whom
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from storage import reads
from storage.models import Alert, AlertStep, Item
from storage.vocabulary import AlertState, Step

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.units import Unit

_CLOSED = "That alert is closed: its clock ended, or a later warning took its place."


def acknowledge(desk: Desk, alert_id: int, *, version: int | None = None) -> Saved:
    """Say "I have it": the alert no longer climbs, and expires if nothing is done.

    For routine work that holds until the next business day begins: it need not be done within the hour.

    Raises:
        Refused: It has changed since it was shown, is closed, or somebody has it already.
    """
    now = desk.now()
    with _alert(desk, "alert.acknowledged", alert_id, version) as (unit, alert):
        if alert.state is AlertState.ACKNOWLEDGED:
            raise Refused(f"{alert.item_id}: somebody has it already. Look at the alerts again.")
        alert.state = AlertState.ACKNOWLEDGED
        alert.acknowledged_by = desk.operator.id
        alert.acknowledged_at = now
        alert.expires_at = _holds_until(desk, unit, alert, now)
        alert.snoozed_until = None
        outbox.cancel(unit.session, alert_id, now)
        _step(unit, desk, alert, Step.ACKNOWLEDGED, now)
        until = say(alert.expires_at, desk.house.zone)
        item_id = alert.item_id
        unit.note(words=f"Alert of {item_id} acknowledged.")
    return Saved(item_id, f"{item_id}: you have it. It rings again at {until} if nothing is done by then.")


def _holds_until(desk: Desk, unit: Unit, alert: Alert, now: datetime) -> datetime:
    item = unit.session.get(Item, alert.item_id)
    soon = now + pace_of(desk.settings).hold
    if item is None or not item.routine:
        return soon
    calendar = desk.house.calendar
    tomorrow = next(iter(calendar.business_days(calendar.local(now).date() + timedelta(days=1))))
    return max(soon, calendar.open_spans(tomorrow)[0][0])


def snooze(desk: Desk, alert_id: int, until: datetime, reason: str, *, version: int | None = None) -> Saved:
    """Put an alert off, never past the next warning of its clock.

    Raises:
        Refused: There is no reason, the hour has passed, or lies after the next warning.
    """
    now = desk.now()
    if until <= now:
        raise Refused("That hour has passed. Give a later one.", field="until")
    with _alert(desk, "alert.snoozed", alert_id, version) as (unit, alert):
        why = clean(reason, "reason", needed="Say why it can wait.")
        clock = Agenda(desk).read(unit.session.connection()).get(alert.clock_id)
        limit = clock.limit(now) if clock else now
        if until > limit:
            latest = say(limit, desk.house.zone)
            raise Refused(f"Its next warning comes at {latest}. It can wait until then.", field="until")
        alert.state = AlertState.SNOOZED
        alert.snoozed_until = until
        alert.acknowledged_by = alert.acknowledged_at = alert.expires_at = None
        outbox.cancel(unit.session, alert_id, now)
        _step(unit, desk, alert, Step.SNOOZED, now, f"until {say(until, desk.house.zone)}: {why}")
        item_id = alert.item_id
        unit.note(words=f"Alert of {item_id} put off until {say(until, desk.house.zone)}: {why}.")
    return Saved(item_id, f"{item_id}: rings again at {say(until, desk.house.zone)}.")


def hand_on(desk: Desk, alert_id: int, person_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Give the item of an alert to somebody by name, who is then told.

    Raises:
        Refused: The person no longer works here, or is away.
    """
    with desk.store.reading() as connection, Session(connection) as session:
        row = next((row for row in reads.rows(connection, "open_alerts") if row.id == alert_id), None)
        if row is None:
            raise Refused(_CLOSED)
        unchanged(session, session.get_one(Alert, alert_id), version, _called(row.item_id))
    saved = handling.hand_on(desk, row.item_id, person_id, reason)
    now = desk.now()
    with _alert(desk, "alert.handed-on", alert_id, None) as (unit, alert):
        told = whom(desk, unit.session.connection(), known([row.client_id]), now)
        _step(unit, desk, alert, Step.HANDED_ON, now)
        Teller(desk, unit.session, told, now).again(alert, Step.RANG)
        unit.note(words=f"Alert of {row.item_id} rang for whom the item was handed to.")
    return saved


@contextmanager
def _alert(desk: Desk, action: str, alert_id: int, version: int | None) -> Iterator[tuple[Unit, Alert]]:
    """Give an open alert for changing.

    Raises:
        Refused: There is none, it is closed, or it is no longer as it was shown.
    """
    with changing(desk, action, f"alert:{alert_id}") as unit:
        alert = unit.session.get(Alert, alert_id)
        if alert is None or alert.state is AlertState.CLOSED:
            raise Refused(_CLOSED)
        unchanged(unit.session, alert, version, _called(alert.item_id))
        yield unit, alert


def _called(item_id: int) -> str:
    return f"{item_id}: the alert"


def _step(unit: Unit, desk: Desk, alert: Alert, step: Step, now: datetime, words: str = "") -> None:
    assert alert.id is not None
    unit.session.add(
        AlertStep(
            alert_id=alert.id, at=now, step=step, rung=alert.rung, person_id=desk.operator.id, words=words
        )
    )
