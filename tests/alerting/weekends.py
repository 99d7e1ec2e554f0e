"""Made-up weekends: what happens in sixty hours is drawn from a seed, and told to desk and model alike."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from oncall_tui.settings import Settings
from storage.vocabulary import Category
from tests.alerting.harness import Figures, Harness, rehearsal
from tests.house import BEN, HANA, JO, KIM, MAI, PER, RAE, SAM

FRIDAY = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Friday, 17:00 in Sydney."""
LENGTH = timedelta(hours=60)
CALLS, RESTARTS, STALLS, ANSWERS = 300, 10, 20, 40
GRID, DENSE = 60, 15
"""Minutes between the instants at which people do things, so that one look serves many."""


class Weekend:
    """One weekend of one seed."""

    def __init__(self, harness: Harness, seed: int, grid: int = GRID, calls: int = CALLS) -> None:
        self._calls = calls
        self._harness = harness
        self._grid = grid
        self._random = random.Random(seed)
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._ended: set[int] = set()
        self._start = harness.clock.now()

    def run(self) -> None:
        """Let it happen."""
        draw = self._random
        for _ in range(self._calls):
            self._plan(self._some_time(), self._call)
        for _ in range(ANSWERS):
            self._plan(self._some_time(), self._answer)
        for _ in range(STALLS):
            span = timedelta(seconds=round(5 * 480 ** draw.random()))
            self._plan(self._any_second(), lambda span=span: self._harness.stall(span))  # type: ignore[misc]
        for _ in range(RESTARTS):
            span, killed = timedelta(seconds=draw.randrange(2, 900)), draw.random() < 0.5
            self._plan(
                self._any_second(),
                lambda span=span, killed=killed: self._harness.fall(span, killed=killed),  # type: ignore[misc]
            )
        away = self._some_time()
        self._plan(away, lambda: self._away(away))
        while self._events:
            at, _number, act = heapq.heappop(self._events)
            self._harness.go_to(at)
            act()
        self._harness.go_to(self._start + LENGTH)

    def _plan(self, at: datetime, act: Callable[[], None]) -> None:
        if at < self._start + LENGTH:
            heapq.heappush(self._events, (at, next(self._numbers), act))

    def _some_time(self) -> datetime:
        slots = int(LENGTH / timedelta(minutes=self._grid))
        return self._start + timedelta(minutes=self._grid * self._random.randrange(slots))

    def _any_second(self) -> datetime:
        return self._start + timedelta(seconds=self._random.randrange(int(LENGTH.total_seconds())))

    def _call(self) -> None:
        """Somebody rings, or a call of up to three days ago is put on record only now."""
        draw, now = self._random, self._harness.clock.now()
        category = Category.EMAIL if draw.random() < 0.4 else Category.CALL_BACK
        client = draw.choice((HANA, BEN, PER, None))
        ago = (
            timedelta(minutes=self._grid * draw.randrange(4200 // self._grid))
            if draw.random() < 0.1
            else timedelta(0)
        )
        item = self._harness.call(category, client, now - ago)
        if draw.random() < 0.7:
            self._plan(now + self._soon(), lambda: self._do(item, self._harness.attempt))
        if draw.random() < 0.93:
            self._plan(now + self._soon(), lambda: self._end(item))

    def _soon(self) -> timedelta:
        return timedelta(minutes=self._grid * (1 + round(self._random.expovariate(self._grid / 150))))

    def _do(self, item: int, act: Callable[[int], None]) -> None:
        if item not in self._ended:
            act(item)

    def _end(self, item: int) -> None:
        self._do(item, self._harness.resolve)
        self._ended.add(item)

    def _answer(self) -> None:
        """Somebody answers for an alert that is open: has it, puts it off, or hands it on."""
        draw, harness = self._random, self._harness
        unanswered = [each for each in harness.model.unanswered() if each.item not in self._ended]
        for watched in draw.sample(unanswered, min(len(unanswered), 3)):
            fate = draw.random()
            if fate < 0.7:
                harness.acknowledge(watched)
            elif fate < 0.9:
                harness.snooze(watched, timedelta(minutes=15 * draw.randrange(1, 5)))
            else:
                there = [
                    each
                    for each in (JO, MAI, SAM, RAE)
                    if not harness.model.staff.off(each, harness.clock.now())
                ]
                harness.hand_on(watched, draw.choice(there))

    def _away(self, at: datetime) -> None:
        """Somebody falls out for some hours: one who manages, or the one who has the line."""
        person = self._random.choice((KIM, JO, MAI))
        self._harness.absent(person, at, at + timedelta(hours=self._random.randrange(2, 20)))


def weekend(home: Path, folder: Path, seed: int, *, dense: bool = False) -> Figures:
    """Simulate the weekend of a seed; every fifth begins in the working week, when other people are told.

    A dense one goes through the desk's verbs in smaller steps, and looks twice each time.

    Raises:
        AssertionError: Something was told that should not have been, or was not although it should have been.
    """
    draw = random.Random(-seed)
    pace = Settings(
        ladder_minutes=draw.choice((60, 180)),
        ring_minutes=draw.choice((240, 600)),
        ack_minutes=draw.choice((60, 180)),
    )
    start = FRIDAY - timedelta(hours=draw.choice((8, 32))) if seed % 5 == 0 else FRIDAY
    phase = timedelta(milliseconds=draw.randrange(1000))
    with rehearsal(home, folder, start, settings=pace, phase=phase, quick=not dense) as harness:
        Weekend(harness, seed, DENSE if dense else GRID).run()
    return harness.figures
