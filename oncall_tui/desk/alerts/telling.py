"""Raise alerts and move them: every step is kept with whom it told, and puts the notices it owes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.agenda import LAST_CHANCE, Running
from oncall_tui.desk.alerts.views import ON_TIME, Rang
from oncall_tui.desk.alerts.whom import Whom
from oncall_tui.rules.ladder import rung_above
from oncall_tui.rules.warn import Moment, WarnPoint
from oncall_tui.text import span_words
from storage import reads
from storage.models import Alert, AlertStep, Item
from storage.vocabulary import AlertState, Rung, Step

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

SUPERSEDED = "A later warning of the same clock took its place."
ENDED = "Its clock ended."
_AT_ONCE = 500


class Teller:
    """Tells people, inside one transaction and at one instant."""

    def __init__(self, desk: Desk, session: Session, whom: Whom, now: datetime) -> None:
        self._desk = desk
        self._session = session
        self._whom = whom
        self._now = now
        self._items: dict[int, Item] = {}
        """Items as they were read; the session itself holds on to nothing that nobody uses."""
        self._alerts: dict[int, Alert] = {}
        rows = reads.rows(session.connection(), "unsent_notices")
        self._unsent = {row.alert_id for row in rows}
        """Alerts of which something still waits to leave the console."""

    def read(self, alert_ids: Sequence[int]) -> None:
        """Read some alerts and their items at once, rather than one by one."""
        for start in range(0, len(alert_ids), _AT_ONCE):
            wanted = select(Alert, Item).join(Item, col(Item.id) == col(Alert.item_id))
            part = wanted.where(col(Alert.id).in_(alert_ids[start : start + _AT_ONCE]))
            for alert, item in self._session.exec(part):
                self._alerts[self._id(alert)] = alert
                self._items[alert.item_id] = item

    def raise_due(
        self, due: Mapping[Running, Sequence[WarnPoint]], open_ids: Mapping[int, Sequence[int]]
    ) -> list[Rang]:
        """Raise the warnings that are due (R-157); of several of one clock only the newest rings.

        Args:
            due: by clock, in order of time.
            open_ids: the alerts that are open, by clock: they make way.
        """
        made = [
            (clock, [(point, self._new(clock, point)) for point in points]) for clock, points in due.items()
        ]
        self._session.flush()  # all of them at once: each needs its number
        rang = []
        for clock, alerts in made:
            for alert_id in open_ids.get(clock.id, ()):
                self.close(alert_id, SUPERSEDED)
            for point, alert in alerts[:-1]:
                self._alerts[self._id(alert)] = alert
                self._step(alert, Step.RAISED, alert.recipient_id, self._raised_words(clock, point))
                self.close(self._id(alert), SUPERSEDED)
            point, alert = alerts[-1]
            told = self._people(Rung.ACTING, clock.item_id, clock.client_id, clock.assigned_id, point.label)
            rang.append(self._tell(alert, Step.RAISED, told, self._raised_words(clock, point)))
        return rang

    def _new(self, clock: Running, point: WarnPoint) -> Alert:
        told = self._people(Rung.ACTING, clock.item_id, clock.client_id, clock.assigned_id, point.label)
        alert = Alert(
            clock_id=clock.id,
            item_id=clock.item_id,
            point=point.label,
            remaining=point.left,
            due_at=point.at,
            raised_at=self._now,
            recipient_id=told[0],
            told_at=self._now,
            rang_at=self._now,
        )
        self._session.add(alert)
        return alert

    def _raised_words(self, clock: Running, point: WarnPoint) -> str:
        """Say how late a warning is raised, and who has the clock when its owner is off (R-159, R-072)."""
        late = self._now - point.at
        words = [] if late < ON_TIME else [f"late by {span_words(late)}"]
        if point.label == LAST_CHANCE:
            heir = self._whom.roster.people[self._whom.line_at(clock.due_at)].name
            words.append(f"off when it lapses; it then falls to {heir}")
        return ", ".join(words)

    def move(self, step: Step, alert_id: int) -> Rang | None:
        """Let an alert do what it does by itself; None where that rings nowhere."""
        alert = self._alert(alert_id)
        match step:
            case Step.CLOSED:
                self.close(alert_id, ENDED)
                return None
            case Step.CLIMBED:
                return self._climb(alert)
            case Step.RANG:
                return self._ring(alert)
            case _:
                return self.again(alert, step)

    def again(self, alert: Alert, step: Step, words: str = "") -> Rang:
        """Raise an alert anew from the first rung: it woke, its acknowledgement expired, it was handed on."""
        alert.state = AlertState.RAISED
        alert.rung = Rung.ACTING
        alert.acknowledged_by = alert.acknowledged_at = alert.expires_at = alert.snoozed_until = None
        alert.told_at = self._now
        return self._tell(alert, step, self._on(alert), words)

    def _climb(self, alert: Alert) -> Rang:
        """Tell the next rung on which there is somebody (R-162)."""
        while (above := rung_above(alert.rung)) is not None:
            alert.rung = above
            alert.told_at = self._now
            people = self._on(alert)
            if people:
                return self._tell(alert, Step.CLIMBED, people)
            self._step(alert, Step.PASSED_OVER, None, "Nobody there who is at work.")
        return self._ring(alert)

    def _ring(self, alert: Alert) -> Rang:
        """Ring again for whoever is on the rung now (R-160)."""
        return self._tell(alert, Step.RANG, self._on(alert) or (self._whom.line_of(alert.item_id),))

    def close(self, alert_id: int, why: str) -> None:
        """Close an alert; what has not left the console about it never will."""
        alert = self._alert(alert_id)
        alert.state = AlertState.CLOSED
        alert.closed_at = self._now
        self._step(alert, Step.CLOSED, None, why)
        if alert_id in self._unsent:
            outbox.cancel(self._session, alert_id, self._now)

    def _on(self, alert: Alert) -> tuple[int, ...]:
        item = self._item(alert.item_id)
        return self._people(alert.rung, alert.item_id, item.client_id, item.assigned_id, alert.point)

    def _people(
        self, rung: Rung, item_id: int, client_id: int | None, assigned_id: int | None, point: str
    ) -> tuple[int, ...]:
        return self._whom.on(rung, item_id, client_id, assigned_id, lapsed=point == Moment.LAPSE.value)

    def _tell(self, alert: Alert, step: Step, people: Sequence[int], words: str = "") -> Rang:
        alert.recipient_id = people[0]
        alert.rang_at = self._now
        for person_id in people:
            self._step(alert, step, person_id, words)
            self._send(alert, person_id, repeat=step is not Step.RAISED)
        return Rang(self._id(alert), alert.item_id, step, alert.rung, tuple(people))

    def _step(self, alert: Alert, step: Step, person_id: int | None, words: str = "") -> None:
        self._session.add(
            AlertStep(
                alert_id=self._id(alert),
                at=self._now,
                step=step,
                rung=alert.rung,
                person_id=person_id,
                words=words,
            )
        )

    def _send(self, alert: Alert, person_id: int, *, repeat: bool) -> None:
        """Put a notice out that says nothing of anybody: reference, time left, site, urgency."""
        item = self._item(alert.item_id)
        person = self._whom.roster.people[person_id]
        outbox.put(
            self._session,
            self._desk,
            alert_id=self._id(alert),
            person=person,
            urgency=item.urgency,
            alert=alert,
            repeat=repeat,
            at=self._now,
        )

    def _alert(self, alert_id: int) -> Alert:
        if alert_id not in self._alerts:
            alert = self._session.get(Alert, alert_id)
            assert alert is not None
            self._alerts[alert_id] = alert
        return self._alerts[alert_id]

    def _item(self, item_id: int) -> Item:
        if item_id not in self._items:
            item = self._session.get(Item, item_id)
            assert item is not None
            self._items[item_id] = item
        return self._items[item_id]

    @staticmethod
    def _id(alert: Alert) -> int:
        assert alert.id is not None
        return alert.id
