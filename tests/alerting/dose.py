"""A dose of faults for the sender: real servers that misbehave, and senders abandoned before they mark."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from oncall_tui.alerting.channels.base import Message
from oncall_tui.alerting.channels.choosing import channel_for
from oncall_tui.alerting.sender import Sender
from oncall_tui.desk.alerts.sending import REPEAT, claim
from oncall_tui.desk.context import Desk
from tests.alerting.owed import notices, owe_many, raised, with_channels
from tests.alerting.servers import Got, Served, Way, mail_server, web_server
from tests.clock import FixedClock

_WAYS = (Way.DROP, Way.HANG, Way.FAIL, Way.LATE)
_ROUNDS = 400


@dataclass(frozen=True)
class Figures:
    """What came of a dose."""

    messages: int
    missed: int
    duplicates: int
    unmarked: int
    """Duplicates that do not say that they are repeats."""
    kills: int
    late: int
    misbehaved: int

    def __str__(self) -> str:
        return (
            f"{self.messages:,} messages, {self.misbehaved:,} faults of servers "
            f"({self.late:,} late answers), {self.kills:,} sender kills: "
            f"missed {self.missed}, duplicates {self.duplicates}, of them not marked {self.unmarked}"
        )


class Dose:
    """Messages through both servers until all are through, with faults drawn from a seed."""

    def __init__(self, desk: Desk, messages: int, kills: int, seed: int, faults: float = 0.2) -> None:
        self._desk = desk
        self._messages = messages
        self._kills = kills
        self._draw = random.Random(seed)
        self._faults = faults

    def run(self) -> Figures:
        """Send everything, and count what arrived."""
        with mail_server() as mail, web_server() as web:
            for served in (mail, web):
                served.behaviour.plan(self._ways())
            desk = with_channels(self._desk, {"mail": mail.mailto, "hook": web.hook})
            alert_id = raised(desk)
            half = self._messages // 2
            owe_many(desk, alert_id, half, "mail")
            owe_many(desk, alert_id, half, "hook", "hooked")
            killed = self._until_done(desk)
            return self._counted(desk, mail, web, killed)

    def _ways(self) -> list[Way]:
        count = self._messages
        draw = self._draw
        return [draw.choice(_WAYS) if draw.random() < self._faults else Way.DELIVER for _ in range(count)]

    def _until_done(self, desk: Desk) -> int:
        """Let one sender after the other work; some are abandoned after they sent and before they mark."""
        clock = desk.clock
        assert isinstance(clock, FixedClock)
        killed = 0
        for turn in range(_ROUNDS):
            if killed < self._kills:
                killed += self._die(desk, turn)
            Sender(desk, f"sender {turn}", channel_for).send_due(most=max(20, self._messages // 20))
            clock.advance(timedelta(seconds=61))
            waiting = [each for each in notices(desk) if each.state.value in ("waiting", "sending")]
            if not waiting and killed >= self._kills:
                return killed
        raise AssertionError("not everything was sent or given up")

    def _die(self, desk: Desk, turn: int) -> int:
        """Claim and send a few as a sender does, and never mark them."""
        killed = 0
        for number in range(self._draw.randrange(1, 4)):
            for each in claim(desk, f"dead {turn} {number}", desk.now()):
                channel = channel_for(each.url, each.email, each.phone)
                assert channel is not None
                channel.send(Message(each.subject, each.body, each.key, each.repeat))
                killed += 1
        return killed

    def _counted(self, desk: Desk, mail: Served, web: Served, killed: int) -> Figures:
        got: list[Got] = [*mail.behaviour.got, *web.behaviour.got]
        arrived = Counter(each.body.splitlines()[-1] for each in got)
        owed = {each.body.splitlines()[-1] for each in notices(desk)}
        marked = Counter(each.body.splitlines()[-1] for each in got if each.subject.startswith(REPEAT))
        extra = {body: count - 1 for body, count in arrived.items() if count > 1}
        did = [*mail.behaviour.did, *web.behaviour.did]
        return Figures(
            messages=len(owed),
            missed=len(owed - arrived.keys()),
            duplicates=sum(extra.values()),
            unmarked=sum(max(0, count - marked[body]) for body, count in extra.items()),
            kills=killed,
            late=did.count(Way.LATE),
            misbehaved=sum(way is not Way.DELIVER for way in did),
        )
