"""Four consoles, each a program of its own, at work on one large record."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from random import Random

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.settings import Settings
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.console.screen import ConsoleScreen
from storage.auditkey import AuditKey
from storage.clock import SystemClock
from storage.engine import open_engine
from storage.sessions import Store
from storage.vocabulary import CallerType, Category
from tests.benchmarks.filled import FIRST
from tests.faults.sharing import percentile
from tests.house import PEOPLE, desk_of
from tests.processes import ended, hear, start

CONSOLES = 4
_BEAT = 0.01
"""Seconds between two beats of the heart that tells how long a screen stood still."""
_KEY, _PAUSE = 0.1, 0.4
"""Seconds between two keys, and between two things that somebody does: no hand is quicker all the time."""
_CALL_EVERY = 2
_READY_WITHIN = 60.0


@dataclass(slots=True)
class Loaded:
    """What the consoles took, in milliseconds."""

    searched: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return how much was done, and the time below which 99 of 100 lie."""
        return {
            "searches": len(self.searched),
            "commits": len(self.saved),
            "search_p99_ms": percentile(sorted(self.searched), 99),
            "commit_p99_ms": percentile(sorted(self.saved), 99),
            "gap_p99_ms": percentile(sorted(self.gaps), 99),
            "longest_gap_ms": max(self.gaps),
        }


def load_up(store: Store, url: str, seconds: float, clients: int) -> Loaded:
    """Let four consoles work for a while, all at once, and return what they took."""
    programs = [start(_work, url, store.audit_key, each, seconds, clients) for each in range(CONSOLES)]
    taken = Loaded()
    for process, pipe in programs:
        for kind in (taken.searched, taken.saved, taken.gaps):
            kind.extend(map(float, hear(pipe, seconds + 2 * _READY_WITHIN).split()))
        assert ended(process) == 0
    return taken


def _work(url: str, key: AuditKey, number: int, seconds: float, clients: int, pipe: Pipe) -> None:
    with closing(Store(open_engine(url), key, SystemClock())) as store:
        desk = desk_of(store, SystemClock(), PEOPLE[number % 2][0])  # type: ignore[arg-type]
        taken = asyncio.run(_sit(desk, number, seconds, clients))
    for kind in (taken.searched, taken.saved, taken.gaps):
        pipe.send(" ".join(f"{each:.2f}" for each in kind))


async def _sit(desk: Desk, number: int, seconds: float, clients: int) -> Loaded:
    """Sit at a console: look clients up all the time, log a call now and then."""
    app, taken = OncallApp(Settings(backup_minutes=0), lambda: desk), Loaded()
    async with app.run_test(size=(120, 40)) as pilot:
        async with asyncio.timeout(_READY_WITHIN):
            while not (isinstance(app.screen, ConsoleScreen) and app.screen.queue is not None):
                await pilot.pause(0.05)
        await pilot.press("slash")
        await pilot.pause(3.0)  # the engine starts, and what the first form needs is imported
        await asyncio.to_thread(_save, desk, number, -1, clients)
        heart = asyncio.create_task(_beat(taken.gaps))
        dice, until, turn = Random(number), time.monotonic() + seconds, 0
        while time.monotonic() < until:
            await _look_up(app, desk, taken, f"family{dice.randrange(700)} given{dice.randrange(300)}")
            if turn % _CALL_EVERY == number % _CALL_EVERY:
                taken.saved.append(await asyncio.to_thread(_save, desk, number, turn, clients))
            turn += 1
            await asyncio.sleep(_PAUSE)
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart
    return taken


async def _look_up(app: OncallApp, desk: Desk, taken: Loaded, wanted: str) -> None:
    """Type a name into the look-up, whose answer is given in the turn of the key."""
    line = app.screen.query_one("#lookup-input")
    for length in (4, 8, len(wanted)):
        began = time.perf_counter()
        desk.lookup.find(wanted[:length])
        taken.searched.append((time.perf_counter() - began) * 1000)
        line.value = wanted[:length]  # type: ignore[attr-defined]
        await asyncio.sleep(_KEY)


def _save(desk: Desk, number: int, turn: int, clients: int) -> float:
    call = NewCall(
        f"load-{number}-{turn}",
        Category.CALL_BACK,
        client_id=FIRST + (97 * turn + number) % clients,
        caller="Ada",
        caller_type=CallerType.FAMILY,
        said="Asks to be rung back.",
    )
    began = time.perf_counter()
    log_call(desk, call)
    return (time.perf_counter() - began) * 1000


async def _beat(gaps: list[float]) -> None:
    """Note each time how much later than it should the screen could go on."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_BEAT)
        gaps.append(max(0.0, (time.perf_counter() - began - _BEAT) * 1000))
