"""Alerts on record that owe somebody a notice, for the tests of the outbox and of the sender."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import select

from oncall_tui.alerting.channels.base import DELIVERED, Channel, Message, Outcome
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.rules.roster import PersonFacts
from storage.models import Alert, AlertStep, Clock, Notice, Person
from storage.vocabulary import Category, NoticeState
from tests.house import HANA, KIM

CHANNELS = {"mail": "mail:{email}", "text": "text:{digits}"}


def with_channels(desk: Desk, channels: Mapping[str, str] = CHANNELS, site: str = "NORTH") -> Desk:
    """Return the desk with channels in its settings."""
    return replace(desk, settings=replace(desk.settings, channels=channels, site=site))


def raised(desk: Desk, key: str = "k1", said: str = "Fell.", caller: str = "") -> int:
    """Put an alert of a new item on record and return its number."""
    new = NewCall(key, Category.HIGH_RISK_EVENT, client_id=HANA, said=said, caller=caller)
    item_id = log_call(desk, new).item_id
    with desk.store.writing("system", "test.raised", f"item:{item_id}") as unit:
        clock = unit.session.exec(select(Clock).where(Clock.item_id == item_id)).first()
        assert clock is not None
        assert clock.id is not None
        alert = Alert(
            clock_id=clock.id,
            item_id=item_id,
            point="24-elapsed-hours",
            remaining="24 h",
            due_at=desk.now(),
            raised_at=desk.now(),
            recipient_id=KIM,
            told_at=desk.now(),
            rang_at=desk.now(),
        )
        unit.session.add(alert)
        unit.session.flush()
        assert alert.id is not None
        return alert.id


def owe(desk: Desk, alert_id: int, person_id: int = KIM, *, repeat: bool = False) -> bool:
    """Owe a person the notice of an alert, as it is done when the alert rings."""
    with desk.store.writing("system", "test.owed", f"alert:{alert_id}") as unit:
        alert, person = unit.session.get(Alert, alert_id), unit.session.get(Person, person_id)
        assert alert is not None
        assert person is not None
        return outbox.put(
            unit.session,
            desk,
            alert_id=alert_id,
            person=PersonFacts(person_id, person.name, person.email, person.phone),
            urgency="urgent",
            alert=alert,
            repeat=repeat,
            at=desk.now(),
        )


def owe_many(desk: Desk, alert_id: int, count: int, channel: str = "mail", what: str = "notice") -> None:
    """Owe Kim many notices of one alert, each of them another one by its body."""
    with desk.store.writing("system", "test.owed", f"alert:{alert_id}") as unit:
        unit.bulk(
            Notice,
            [
                {
                    "key": f"{what}-{number}|{KIM}|{channel}",
                    "alert_id": alert_id,
                    "person_id": KIM,
                    "channel": channel,
                    "text_id": "alert-raised",
                    "subject": f"{what} {number}",
                    "body": f"{what} {number}",
                    "created_at": desk.now(),
                    "not_before": desk.now(),
                    "state": NoticeState.WAITING,
                }
                for number in range(count)
            ],
        )


def notices(desk: Desk) -> list[Notice]:
    """Return every notice, oldest first."""
    with desk.store.quiet_writing() as session:
        found = list(session.exec(select(Notice).order_by(Notice.id)).all())  # type: ignore[arg-type]
        session.expunge_all()
        return found


def states(desk: Desk) -> list[tuple[str, str]]:
    """Return the channel and the state of every notice."""
    return [(notice.channel, notice.state.value) for notice in notices(desk)]


def story(desk: Desk, alert_id: int) -> list[tuple[str, str]]:
    """Return what happened to an alert, in words."""
    with desk.store.quiet_writing() as session:
        steps = session.exec(
            select(AlertStep).where(AlertStep.alert_id == alert_id).order_by(AlertStep.id)  # type: ignore[arg-type]
        )
        return [(each.step.value, each.words) for each in steps]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class Recording:
    """Channels that keep what they are given, and answer as they are told."""

    def __init__(self, answer: Callable[[str, Message], Outcome] = lambda _url, _message: DELIVERED) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.answer = answer
        self._lock = threading.Lock()

    def make(self, url: str, email: str, phone: str) -> Channel | None:
        """Make the channel to a person."""
        return _Line(self, f"{url} {email} {phone}")

    def take(self, url: str, message: Message) -> Outcome:
        """Keep a message and answer."""
        with self._lock:
            self.sent.append((url, message))
        return self.answer(url, message)


class _Line:
    def __init__(self, recording: Recording, url: str) -> None:
        self._recording = recording
        self._url = url

    def send(self, message: Message) -> Outcome:
        return self._recording.take(self._url, message)


def at(desk: Desk, after: float) -> datetime:
    """Return an instant some seconds from now."""
    return desk.now() + seconds(after)
