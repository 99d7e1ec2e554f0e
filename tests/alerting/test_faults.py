"""A hundred faults, one at each of the first hundred calls to the record that raising alerts makes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, exc
from sqlcipher3 import dbapi2 as sqlite

import storage.reads
import storage.sessions
from oncall_tui.alerting.engine import Engine, Report
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.views import Swept
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from storage.errors import Busy
from storage.inserts import Insertion
from storage.reads import Found
from storage.sessions import Store
from storage.vocabulary import Category
from tests.alerting.harness import SECOND, Harness, rehearsal
from tests.alerting.weekends import FRIDAY
from tests.clock import FixedClock
from tests.dose import dose
from tests.house import BEN, HANA, PER

FAULTS = dose(60, 100)
OF_A_KIND = dose(2, 8)
COMMIT = "commit"
COMMITS = {"commit refused", "commit kept, answer lost"}
KINDS = {"begin", "statement", "insert", "change token", "commit refused", "commit kept, answer lost"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Faults:
    """Lets the n-th call to the record fail, of those that an engine makes while it looks."""

    def __init__(self) -> None:
        self.fired: Counter[str] = Counter()
        self._left, self._kind = 0, ""
        self._watching = False

    def arm(self, number: int, kind: str = "") -> None:
        """Let the call of that number fail, counted from now; of all calls, or of one kind."""
        self._left, self._kind = number, kind

    @property
    def armed(self) -> bool:
        """Whether the fault is still to come."""
        return self._left > 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count calls, and nobody else's."""
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    def call(self, kind: str) -> None:
        """Count a call, and fail if it is the one.

        Raises:
            OperationalError: As a database does; every fourth time something that nobody thought of.
        """
        if self._hits(kind):
            self.fired[kind] += 1
            if self.fired.total() % 4 == 0:
                raise RuntimeError("something that nobody thought of")
            raise _failure()

    def commit(self, original: Callable[[Any], None], connection: Any) -> None:
        """Count a commit; one that fails does so before or after it was done, by turns.

        Raises:
            OperationalError: Nobody can say whether it was kept.
        """
        if not self._hits(COMMIT):
            return original(connection)
        kept = self.fired["commit refused"] > self.fired["commit kept, answer lost"]
        self.fired["commit kept, answer lost" if kept else "commit refused"] += 1
        if kept:
            original(connection)
        raise _failure()

    def _hits(self, kind: str) -> bool:
        if not self._watching or self._left == 0 or self._kind not in ("", kind):
            return False
        self._left -= 1
        return self._left == 0


def _failure() -> exc.OperationalError:
    return exc.OperationalError("a statement", {}, sqlite.OperationalError("disk I/O error"))


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Stand between the engine and every way to the record."""
    made = Faults()
    tick, token, run = Engine.tick, Store.change_token, Insertion.run
    commit, read = storage.sessions._commit, storage.reads._by_driver

    def faulty_tick(self: Engine) -> float | None:
        with made.watching():
            return tick(self)

    def faulty_token(self: Store) -> str:
        made.call("change token")
        return token(self)

    def faulty_run(self: Insertion, driver: Any, row: dict[str, Any]) -> None:
        made.call("insert")
        run(self, driver, row)

    def faulty_read(connection: Connection, name: str, given: dict[str, Any]) -> Iterator[Found]:
        made.call("statement")
        return read(connection, name, given)

    monkeypatch.setattr(Engine, "tick", faulty_tick)
    monkeypatch.setattr(Store, "change_token", faulty_token)
    monkeypatch.setattr(Insertion, "run", faulty_run)
    monkeypatch.setattr(storage.reads, "_by_driver", faulty_read)
    monkeypatch.setattr(storage.sessions, "_commit", lambda connection: made.commit(commit, connection))
    return made


@pytest.fixture
def hurt(furnished_home: Path, tmp_path: Path, faults: Faults) -> Iterator[Harness]:
    """Give a harness whose looks may fail."""
    with rehearsal(furnished_home, tmp_path / "rehearsal", FRIDAY) as made:
        made.faulty = True
        engine = made.desk.store.engine
        event.listen(engine, "begin", lambda _connection: faults.call("begin"))
        event.listen(engine, "before_cursor_execute", lambda *_words: faults.call("statement"))
        yield made


class Trouble:
    """People who go on working while looks fail."""

    def __init__(self, harness: Harness, faults: Faults) -> None:
        self._harness, self._faults = harness, faults
        self._draw, self._waiting = random.Random(1), list[int]()

    def meet(self, number: int, kind: str = "") -> None:
        """Let something fall due, something end, and a look fail; then let time pass."""
        harness, draw = self._harness, self._draw
        received = harness.clock.now() - draw.choice((16, 22, 24)) * HOUR
        self._waiting.append(harness.call(Category.EMAIL, draw.choice((HANA, BEN, PER)), received))
        if len(self._waiting) > 2:
            harness.resolve(self._waiting.pop(0))
        self._faults.arm(number, kind)
        while self._faults.armed:
            harness.advance(5 * SECOND)
        harness.advance(20 * SECOND)
        assert harness.report is not None
        assert harness.report.leader
        left = harness.model.next_at()
        assert left is None or left > harness.clock.now() - 2 * SECOND


def test_after_each_of_a_hundred_faults_the_next_look_puts_everything_right(
    hurt: Harness, faults: Faults
) -> None:
    trouble = Trouble(hurt, faults)
    for number in range(1, FAULTS + 1):
        trouble.meet(number)
    figures = hurt.settle()
    assert faults.fired.total() == FAULTS
    assert KINDS - set(faults.fired) <= COMMITS, "whether a commit is among them is a matter of numbers"
    assert (figures.missed, figures.doubled) == (0, 0)
    assert figures.latest <= 2 * SECOND
    assert figures.points > 2 * FAULTS


def test_after_faults_at_every_kind_of_call_the_next_look_puts_everything_right(
    hurt: Harness, faults: Faults
) -> None:
    trouble = Trouble(hurt, faults)
    for kind in ("begin", "insert", "change token", COMMIT):
        for number in range(1, OF_A_KIND + 1):
            trouble.meet(number, kind)
    figures = hurt.settle()
    assert set(faults.fired.values()) == {OF_A_KIND, OF_A_KIND // 2}
    assert (figures.missed, figures.doubled) == (0, 0)
    assert figures.latest <= 2 * SECOND


def test_a_check_that_fails_after_alerts_rang_does_not_swallow_their_bell(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_call(lone_desk, NewCall("k", Category.EMAIL, received_at=clock.now() - 20 * HOUR, said="Wrote."))
    reports: list[Report] = []
    looker = Engine(lone_desk, on_report=reports.append)

    def busy(*_words: object) -> None:
        raise Busy()

    monkeypatch.setattr("oncall_tui.alerting.engine.second_opinion", busy)
    with pytest.raises(Busy):
        looker.tick()
    assert len(reports[0].swept.rang) == 3
    assert reports[0].troubles


def test_a_sweep_that_fails_does_not_forget_what_could_not_be_delivered(
    lone_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried: list[frozenset[int]] = []
    looker = Engine(lone_desk)
    looker._undelivered = frozenset({7})

    def fails_once(_sweeper: Sweeper, hurry: frozenset[int]) -> Swept:
        hurried.append(hurry)
        if len(hurried) == 1:
            raise RuntimeError("once")
        return Swept(FRIDAY)

    monkeypatch.setattr(Sweeper, "sweep", fails_once)
    with pytest.raises(RuntimeError, match="once"):
        looker.tick()
    looker.tick()
    looker.tick()
    assert hurried[:2] == [frozenset({7}), frozenset({7})]
    assert not looker._undelivered
