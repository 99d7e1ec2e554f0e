"""Tell the story of the demo: who was away, and what reached the line, each at its own hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from oncall_tui.demo.asking import ASKED, ask
from oncall_tui.demo.care import Deed, Memory, deeds
from oncall_tui.demo.clock import DEMO_NOW
from oncall_tui.demo.desks import OPERATOR
from oncall_tui.demo.furnish import data
from oncall_tui.demo.watching import Watch, alert_of
from oncall_tui.desk import handling
from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.people import find_person
from oncall_tui.desk.resolving import close, resolve
from oncall_tui.rules.events import Event
from storage.models import Absence, Decision
from storage.vocabulary import (
    AbsenceReason,
    AbsenceSource,
    CallerType,
    Category,
    Channel,
    Direction,
    DisturbReason,
    Interest,
    MessageLeft,
    Outcome,
    Party,
    Topic,
    TriageResult,
)

if TYPE_CHECKING:
    from oncall_tui.demo.clock import SettableClock
    from oncall_tui.desk.context import Desk

Step = Mapping[str, Any]

_WORDS: Mapping[str, type[StrEnum]] = {
    "caller_type": CallerType,
    "category": Category,
    "channel": Channel,
    "direction": Direction,
    "disturb": DisturbReason,
    "interest": Interest,
    "message_left": MessageLeft,
    "party": Party,
    "result": TriageResult,
}
_LEFT_FROM = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""From Saturday noon in Sydney on, alerts are answered only where the story says so."""
_FRAME = frozenset({"at", "by", "do", "item"})


class Story:
    """The steps of the demo, told in the order of their hours."""

    def __init__(self, desk: Desk, clock: SettableClock) -> None:
        self._desk = desk
        self._clock = clock
        self._zone = ZoneInfo(desk.house.zone)
        self._items: dict[str, int] = {}
        self._count = 0
        with desk.store.reading() as connection:
            rows = connection.execute(text("SELECT number, id FROM client"))
            self._clients = {row.number: row.id for row in rows}
        self._verbs: Mapping[str, Callable[[Desk, Step], object]] = {
            "call": self._call,
            "try": self._try,
            "triage": self._triage,
            "hold": lambda desk, it: handling.hold(desk, self._item(it), it["until"], it["reason"]),
            "hand-on": self._hand_on,
            "unreachable": self._unreachable,
            "duplicate": lambda desk, it: handling.mark_duplicate(
                desk, self._item(it), self._items[it["of"]]
            ),
            "withdraw": lambda desk, it: handling.withdraw(desk, self._item(it), it["reason"]),
            "tick": lambda desk, it: handling.acknowledge(desk, self._item(it), Event(it["event"])),
            "resolve": lambda desk, it: resolve(
                desk, self._item(it), it["outcome"], override=it.get("override", "")
            ),
            "close": lambda desk, it: close(desk, self._item(it), it.get("reason", "")),
            "have": self._have,
            "later": self._later,
            "absence": self._absence,
            "decision": self._decision,
        }

    def tell(self) -> None:
        """Take every step at its hour, in the name of whoever took it; alerts rise between them."""
        watch = Watch(self._desk, self._clock, _LEFT_FROM)
        away = data("away.toml")
        steps: list[Step] = [
            *({**each, "do": "absence", "at": each["recorded"]} for each in away["absence"]),
            *({**each, "do": "decision", "at": each["start"]} for each in away["decision"]),
            *data("story.toml")["step"],
        ]
        told = [self._deed({name: self._read(name, value) for name, value in raw.items()}) for raw in steps]
        told += [*deeds(Memory(self._zone, self._clients)), Deed(ASKED, OPERATOR, ask)]
        for deed in sorted(told, key=lambda each: each.at):
            watch.until(deed.at)
            self._clock.jump(deed.at)
            operator = find_person(self._desk, deed.by)
            deed.do(replace(self._desk, operator=operator))
        watch.until(DEMO_NOW)

    def _deed(self, step: Step) -> Deed:
        """Return a step of the story's files as a deed."""
        verb = self._verbs[step["do"]]
        return Deed(step["at"], step["by"], lambda desk: verb(desk, step))

    def _read(self, name: str, value: Any) -> Any:
        """Return a value of the story's file as the desk takes it."""
        if isinstance(value, datetime):
            return value.replace(tzinfo=self._zone).astimezone(UTC)
        return _WORDS[name](value) if name in _WORDS else value

    def _item(self, step: Step) -> int:
        return self._items[step["item"]]

    def _key(self) -> str:
        self._count += 1
        return f"demo-{self._count:04}"

    def _call(self, desk: Desk, step: Step) -> None:
        given = {name: value for name, value in step.items() if name not in _FRAME}
        client = given.pop("client", None)
        given["client_id"] = self._clients[client] if client else None
        if "repeat_of" in given:
            given["repeat_of"] = self._items[given["repeat_of"]]
        if given.get("caller_type") is CallerType.STAFF and client:
            given["caller_id"] = find_person(desk, given["caller"]).id
        self._items[step["item"]] = log_call(desk, NewCall(self._key(), **given)).item_id

    def _try(self, desk: Desk, step: Step) -> None:
        given = {name: value for name, value in step.items() if name not in _FRAME}
        given["outcome"] = Outcome(given["outcome"])
        given["topics"] = tuple(Topic(topic) for topic in given.get("topics", ()))
        given["uncounted"] = not given["topics"]
        log_attempt(desk, NewAttempt(self._key(), self._item(step), **given))

    def _triage(self, desk: Desk, step: Step) -> None:
        given = {name: value for name, value in step.items() if name not in _FRAME}
        handling.triage(desk, handling.NewTriage(self._item(step), **given))

    def _hand_on(self, desk: Desk, step: Step) -> None:
        handling.hand_on(desk, self._item(step), find_person(desk, step["person"]).id, step["reason"])

    def _unreachable(self, desk: Desk, step: Step) -> None:
        handling.cannot_reach(desk, self._item(step), find_person(desk, step["person"]).id, step["tried"])

    def _have(self, desk: Desk, step: Step) -> None:
        row = alert_of(desk, self._item(step), step["rule"])
        verbs.acknowledge(desk, row.id, version=row.version)

    def _later(self, desk: Desk, step: Step) -> None:
        row = alert_of(desk, self._item(step), step["rule"])
        verbs.snooze(desk, row.id, step["until"], step["reason"], version=row.version)

    def _absence(self, desk: Desk, step: Step) -> None:
        person = find_person(desk, step["person"])
        with desk.store.writing(desk.operator.email, "absence.recorded", f"person:{person.id}") as unit:
            unit.session.add(
                Absence(
                    person_id=person.id,
                    reason=AbsenceReason(step["reason"]),
                    starts_at=step["start"],
                    ends_at=step.get("end"),
                    returned_at=step.get("returned"),
                    source=AbsenceSource.DIRECTOR,
                    contactable=step.get("contactable", ""),
                    note=step.get("note", ""),
                    entered_by=desk.operator.email,
                    recorded_at=step["recorded"],
                )
            )

    def _decision(self, desk: Desk, step: Step) -> None:
        client = self._clients[step["client"]]
        with desk.store.writing(desk.operator.email, "decision.made", f"client:{client}") as unit:
            unit.session.add(
                Decision(
                    client_id=client,
                    person_id=find_person(desk, step["person"]).id,
                    starts_at=step["start"],
                    ends_at=step["end"],
                    reason=step["reason"],
                    decided_by=desk.operator.id,
                )
            )
