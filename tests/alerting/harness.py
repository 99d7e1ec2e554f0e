"""A desk at which time is a number: the harness moves the clock, lets the engine look, and checks every look.

Nothing is told that the model does not expect, and nothing that it expects is left out, at any look.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from sqlalchemy import event, text
from sqlmodel import select

from oncall_tui.alerting.engine import Engine, Report
from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.context import Desk
from oncall_tui.settings import Settings
from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.models import Absence, Organisation
from storage.schema import prepare
from storage.sessions import Store
from storage.vocabulary import AbsenceReason, Category, Rung, Step
from tests.alerting.clerk import Clerk, QuickClerk
from tests.alerting.model import LAST_CHANCE, SYDNEY, Message, Model, Staff, Watched, Week
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, PER, RAE, SAM, desk_of, furnish

if TYPE_CHECKING:
    from oncall_tui.alerting.sender import Sender
    from oncall_tui.desk.asks.asker import Asker

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=12)
"""Within this another program takes over from one that was killed: its lease, and a look or two."""
ASIDE = timedelta(seconds=17)
"""For how long a program whose look failed may leave the work to others, who are not there."""
CYCLE = timedelta(seconds=5)
BY_PEOPLE = frozenset({Step.ACKNOWLEDGED, Step.SNOOZED, Step.HANDED_ON})
"""Steps that are somebody's own doing."""
TELLING = frozenset({Step.RAISED, Step.RANG, Step.CLIMBED, Step.EXPIRED, Step.WOKEN})
_STEPS = text(
    "SELECT s.id, a.id, a.item_id, k.rule, a.point, s.step, s.rung, s.person_id FROM alert_step s "
    "JOIN alert a ON a.id = s.alert_id JOIN clock k ON k.id = a.clock_id WHERE s.id > :last ORDER BY s.id"
)
_ALERTS = text("SELECT a.item_id, k.rule, a.point FROM alert a JOIN clock k ON k.id = a.clock_id")


class _NoSender:
    """Sends nothing: what leaves the console has tests of its own."""

    def send_due(self) -> _NoSender:
        return self

    given_up: tuple[int, ...] = ()


class _NoAsker:
    """Asks nothing: the model knows what people asked for, and no more."""

    def ask(self) -> int:
        return 0


@dataclass
class Figures:
    """What a run came to."""

    calls: int = 0
    looks: int = 0
    points: int = 0
    messages: int = 0
    missed: int = 0
    doubled: int = 0
    latest: timedelta = timedelta(0)
    """The longest that a warning came after its time, beyond the time in which nobody could look."""
    restarts: int = 0
    stalls: int = 0

    def add(self, other: Figures) -> None:
        """Add what another run came to."""
        for name in ("calls", "looks", "points", "messages", "missed", "doubled", "restarts", "stalls"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.latest = max(self.latest, other.latest)

    def __str__(self) -> str:
        return (
            f"{self.calls:,} calls, {self.restarts:,} restarts, {self.stalls:,} stalls, "
            f"{self.looks:,} looks, {self.points:,} warnings, {self.messages:,} messages: "
            f"missed {self.missed}, fired twice {self.doubled}, "
            f"latest {self.latest.total_seconds():.1f} s beyond downtime"
        )


class Outage(NamedTuple):
    """A span in which nobody could look."""

    start: datetime
    end: datetime


@dataclass
class Harness:
    """One record, one clock, one engine at a time, and the model that knows better."""

    desk: Desk
    clock: FixedClock
    model: Model
    clerk: Clerk
    phase: timedelta = timedelta(0)
    """By how much the engine's looks lie behind whole seconds."""
    thorough: bool = True
    """Whether each look is followed by another, which must find nothing left to do."""
    figures: Figures = field(default_factory=Figures)
    faulty: bool = False
    """Whether a look may fail."""
    engine: Engine | None = None
    report: Report | None = None
    outages: list[Outage] = field(default_factory=list)
    alert_ids: dict[tuple[int, str], int] = field(default_factory=dict)
    """The newest alert of each clock."""
    told: list[tuple[datetime, Message]] = field(default_factory=list)
    """Everything that was told so far, and when."""

    def __post_init__(self) -> None:
        self._last_step = 0
        self._hasty = True
        self._wish: datetime | None = None
        self._down_until = self.clock.now()
        self._looked_at: datetime | None = None
        self._effective = self.clock.now()
        self._steady = self.clock.monotonic()
        self.begin()

    # the engine

    def begin(self) -> None:
        """Start a new engine, which knows nothing of the one before."""
        self.engine = Engine(
            self.desk,
            kind="rehearsal",
            on_report=self._reported,
            sender=cast("Sender", _NoSender()),
            asker=cast("Asker", _NoAsker()),
        )
        self._effective, self._steady = self.clock.now(), self.clock.monotonic()
        self._hasty = True

    def fall(self, span: timedelta, *, killed: bool) -> None:
        """End the engine, with or without a farewell, and start another after a while."""
        if self.engine is not None and not killed:
            self.engine.stop()
        self.engine = None
        self.figures.restarts += 1
        self._out(span + (LEASE if killed else timedelta(0)), span)

    def stall(self, span: timedelta) -> None:
        """Let the engine hang for a while, as when the computer is too busy to run it."""
        self.figures.stalls += 1
        self._out(span + (LEASE if self.engine is None else timedelta(0)), span)

    def _out(self, told: timedelta, span: timedelta) -> None:
        now, effective = self.clock.now(), self._effective_at()
        self.outages.append(Outage(effective, effective + max(self._down_until - now, told)))
        self._down_until = max(self._down_until, now + span)

    def jump(self, span: timedelta) -> None:
        """Set the wall's clock forward or back, as somebody does by hand, or a sleep does by itself."""
        before = self._effective_at()
        self.clock.jump(self.clock.now() + span)
        self._down_until = min(self._down_until, self.clock.now())
        self.outages.append(Outage(before, max(before, self._effective_at())))
        self._hasty = True

    # time

    def advance(self, span: timedelta) -> None:
        """Let time pass, with a look whenever one is due."""
        self.go_to(self.clock.now() + span)

    def go_to(self, until: datetime) -> None:
        """Let time pass until an instant."""
        if until == self.clock.now():
            return
        while (at := self._next_look()) <= until:
            self._move(at)
            if self.engine is None:
                self.begin()
            self.look()
        self._move(until)

    def _move(self, to: datetime) -> None:
        self.clerk.write()
        self.clock.advance(to - self.clock.now())

    def _next_look(self) -> datetime:
        now = self.clock.now()
        if self._hasty:
            at = now + SECOND
        else:
            times = [at for at in (self._wish, self.model.next_at()) if at is not None]
            # Instants of the engine lie ahead of the wall by as much as that was set back.
            ahead = self._effective_at() - now
            at = min((each - ahead for each in times), default=now + timedelta(days=1))
        return self._on_lattice(max(at, now, self._down_until))

    def _on_lattice(self, at: datetime) -> datetime:
        """Return the next instant at which the engine may look: a part of a second after each whole one."""
        floor = at.replace(microsecond=0) + self.phase
        return floor if floor >= at else floor + SECOND

    def _effective_at(self) -> datetime:
        gone = timedelta(seconds=self.clock.monotonic() - self._steady)
        return max(self.clock.now(), self._effective + gone)

    def look(self) -> list[Message]:
        """Let the engine look, and compare what it told with what it should have."""
        assert self.engine is not None
        self.report = None
        try:
            wish = self.engine.tick()
        except Exception:
            if not self.faulty:
                raise
            return self._after_a_fault()
        at = self._effective_at()
        self._effective, self._steady = at, self.clock.monotonic()
        assert self.report is not None
        leads = self.report.leader
        told = self._told()
        self._compare(told, self.model.looked(at) if leads else [], at)
        rang = sum(len(each.told) for each in self.report.swept.rang)
        assert rang == sum(
            message.step in TELLING and message.person is not None for message in self._rang(told)
        )
        self._hasty = not leads or (self.thorough and bool(told))
        self._wish = at + timedelta(seconds=wish) if wish is not None and wish > 0 else None
        self._looked_at = at
        self.figures.looks += 1
        self.figures.messages += len(told)
        self.told += ((at, message) for message in told)
        return told

    def _after_a_fault(self) -> list[Message]:
        """Check that a look which failed did either all of its work, or nothing."""
        at = self._effective_at()
        self._effective, self._steady, self._wish = at, self.clock.monotonic(), None
        told = self._told()
        self._compare(told, self.model.looked(at) if told else [], at)
        self.told += ((at, message) for message in told)
        self.outages.append(Outage(at, at + ASIDE))
        self._hasty = True
        return told

    @staticmethod
    def _rang(told: Sequence[Message]) -> list[Message]:
        """Leave out the alerts that were raised and closed in one breath: they ring nowhere."""
        raised = Counter((each.item, each.rule, each.point) for each in told if each.step is Step.RAISED)
        closed = {(each.item, each.rule, each.point) for each in told if each.step is Step.CLOSED}
        return [each for each in told if (each.item, each.rule, each.point) not in closed & raised.keys()]

    def _reported(self, report: Report) -> None:
        self.report = report

    def _told(self) -> list[Message]:
        """Return what alerts did since this was last asked, without what people did."""
        told = []
        with self.desk.store.reading() as connection:
            for step_id, alert_id, *words in connection.execute(_STEPS, {"last": self._last_step}):
                item, rule, point, step, rung, person = words
                self._last_step = step_id
                self.alert_ids[item, rule] = alert_id
                told.append(Message(item, rule, point, Step(step), Rung(rung), person))
        return [message for message in told if message.step not in BY_PEOPLE]

    def _compare(self, told: Sequence[Message], expected: Sequence[Message], at: datetime) -> None:
        if Counter(told) != Counter(expected):
            extra, left_out = Counter(told) - Counter(expected), Counter(expected) - Counter(told)
            raise AssertionError(
                f"at {at.isoformat()}: told although it should not have been {list(extra.elements())}; "
                f"not told although it should have been {list(left_out.elements())}"
            )

    # people

    def call(self, category: Category, client: int | None, received_at: datetime | None = None) -> int:
        """Log a call."""
        now = self.clock.now()
        item = self.clerk.call(category, client, received_at or now)
        self.model.called(item, category, client, received_at or now, self._effective_at())
        self.figures.calls += 1
        self._hasty = True
        return item

    def attempt(self, item: int) -> None:
        """Log an attempt that reached nobody."""
        self.clerk.attempt(item)
        self.model.attempted(item, self.clock.now())
        self._hasty = True

    def resolve(self, item: int) -> None:
        """Resolve an item."""
        self.clerk.resolve(item)
        self.model.resolved(item, self.clock.now())
        self._hasty = True

    def acknowledge(self, watched: Watched) -> None:
        """Say that one has the alert of a clock."""
        self.clerk.write()
        verbs.acknowledge(self.desk, self.alert_ids[watched.item, watched.rule])
        self.model.acknowledged(watched.item, watched.rule, self.clock.now())
        self._hasty = True

    def snooze(self, watched: Watched, span: timedelta) -> None:
        """Put the alert of a clock off, at most until its next warning or an hour."""
        now = self.clock.now()
        later = [point.at for point in watched.points if point.label != LAST_CHANCE and point.at > now]
        until = min(now + span, later[0] if later else now + timedelta(hours=1))
        self.clerk.write()
        verbs.snooze(self.desk, self.alert_ids[watched.item, watched.rule], until, "They ring back.")
        self.model.snoozed(watched.item, watched.rule, until)
        self._hasty = True

    def hand_on(self, watched: Watched, person: int) -> None:
        """Give the item of an alert to somebody."""
        at = self.clock.now()
        self.clerk.write()
        verbs.hand_on(self.desk, self.alert_ids[watched.item, watched.rule], person, "They know the family.")
        self._compare(self._told(), self.model.handed_on(watched.item, watched.rule, person, at), at)
        self._hasty = True

    def absent(self, person: int, start: datetime, end: datetime) -> None:
        """Put an absence on record."""
        with self.desk.store.writing("system", "test.absence", f"person:{person}") as unit:
            unit.session.add(
                Absence(
                    person_id=person,
                    reason=AbsenceReason.OTHER_PLANNED,
                    starts_at=start,
                    ends_at=end,
                    recorded_at=self.clock.now(),
                )
            )
        self.model.staff.away.append((person, start, end))
        self._hasty = True

    # the end

    def settle(self) -> Figures:
        """Go on for three cycles in which nothing unexpected may be told; then count (R-159, R-160)."""
        self.go_to(max(self.clock.now(), self._down_until))
        for _ in range(3):
            self.advance(CYCLE)
            if self.engine is None:
                self.begin()
            self.look()
        self._count()
        assert self.figures.missed == 0, self.figures
        assert self.figures.doubled == 0, self.figures
        assert self.desk.store.verify_audit().ok
        return self.figures

    def _count(self) -> None:
        """Compare the alerts on record with the warnings of the clocks, apart from what was told."""
        with self.desk.store.reading() as connection:
            raised = Counter((row[0], row[1], row[2]) for row in connection.execute(_ALERTS))
        self.figures.doubled = sum(count - 1 for count in raised.values())
        assert self._looked_at is not None
        self.figures.points = self.figures.missed = 0
        for watched in self.model.clocks:
            until = min(watched.ended_at or self._looked_at, self._looked_at)
            for point in watched.points:
                begin = max(point.at, watched.recorded_at)
                free = begin + 2 * SECOND
                found = watched.raised.get(point.label)
                self.figures.points += found is not None
                assert raised[watched.item, watched.rule, point.label] == (found is not None)
                if found is not None:
                    late = found - begin - self._down(begin, found)
                    self.figures.latest = max(self.figures.latest, late)
                elif point.label != LAST_CHANCE or begin < watched.due_at:
                    end = min(until, watched.due_at) if point.label == LAST_CHANCE else until
                    self.figures.missed += free + self._down(begin, end) < end

    def _down(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long nobody could look in a span."""
        total, reached = timedelta(0), start
        for outage in sorted(self.outages):
            begin, stop = max(outage.start, reached), min(outage.end, end)
            if begin < stop:
                total, reached = total + (stop - begin), stop
        return total


def staff() -> Staff:
    """Return the people of the house."""
    return Staff(
        managers={HANA: (JO, MAI), BEN: (MAI, SAM), PER: (SAM, None)},
        directors=(RAE, KIM),
        duty=((KIM, datetime(2026, 11, 13, 6, tzinfo=UTC), datetime(2026, 11, 22, 22, tzinfo=UTC)),),
    )


def furnished(template: Path, folder: Path) -> Path:
    """Make a furnished record and its keys once, for many harnesses to copy."""
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "oncall.db")
    clock = FixedClock(datetime(2026, 11, 13, tzinfo=UTC))
    store = _open(folder, clock)
    furnish(store)
    store.close()
    return folder


def _open(folder: Path, clock: FixedClock) -> Store:
    engine = open_engine(f"sqlite:///{folder / 'oncall.db'}")
    database_id = prepare(engine, backup_folder=folder / "backups", clock=clock)
    return Store(engine, AuditKey.load(database_id, folder / "keys", create=True), clock)


@contextmanager
def rehearsal(
    home: Path,
    folder: Path,
    start: datetime,
    *,
    settings: Settings | None = None,
    phase: timedelta = timedelta(0),
    quick: bool = False,
    week: Week = SYDNEY,
) -> Iterator[Harness]:
    """Give a harness on a copy of a furnished record; it ends with three cycles without a surprise."""
    shutil.copytree(home, folder)
    clock = FixedClock(start)
    store = _open(folder, clock)
    # What a torn disk does has tests of its own; here each of many thousand commits would wait for it.
    event.listen(store.engine, "connect", lambda driver, _record: driver.execute("PRAGMA synchronous=OFF"))
    store.engine.dispose()
    with store.writing("system", "test.moved", "organisation:1") as unit:
        unit.session.exec(select(Organisation)).one().zone = week.zone
    desk = desk_of(store, clock)
    desk.settings = settings or Settings()
    pace = desk.settings
    model = Model(
        replace(staff(), week=week),
        climb=timedelta(minutes=pace.ladder_minutes),
        ring=timedelta(minutes=pace.ring_minutes),
        hold=timedelta(minutes=pace.ack_minutes),
    )
    try:
        clerk = QuickClerk(desk) if quick else Clerk(desk)
        harness = Harness(desk, clock, model, clerk, phase=phase, thorough=not quick)
        yield harness
        harness.settle()
    finally:
        desk.close()
        shutil.rmtree(folder)
