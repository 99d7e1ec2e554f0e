"""A console that is left running for a weekend: time goes a minute at a step, and life goes on."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import cast
from unittest import mock

from textual.pilot import Pilot
from textual.widgets._toast import Toast

from oncall_tui.alerting.engine import Engine
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.resolving import resolve
from oncall_tui.tui.console.screen import ConsoleScreen
from storage.vocabulary import CallerType, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, PER
from tests.pictures import quiet
from tests.tui.waiting import wait_for

_MINUTE = timedelta(minutes=1)
_CALL_EVERY, _FORM_EVERY = 20, 60
"""In minutes."""
_LOOKS = 36
"""How often somebody looks what is taken up."""
_KEPT_OPEN = 6
_KINDS = (Category.HIGH_RISK_EVENT, Category.CALL_BACK, Category.WELLBEING)


@contextmanager
def hand_driven() -> Iterator[None]:
    """Let the engine of a console tick when a test says so, and not by the computer's own time."""
    with (
        mock.patch("oncall_tui.alerting.ticker.Ticker.start"),
        mock.patch("oncall_tui.alerting.watchdog.Watchdog.start"),
    ):
        yield


@dataclass(slots=True)
class Lasted:
    """What a console took up each time somebody looked."""

    pulses: int = 0
    calls: int = 0
    alerts: int = 0
    memory: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return what was done, and how much more there was in the second half than in the first."""
        half = len(self.memory) // 2
        some = max(1, half // 3)
        begun = statistics.median(self.memory[half : half + some])
        ended = statistics.median(self.memory[-some:])
        return {
            "pulses": self.pulses,
            "calls_logged": self.calls,
            "alerts_raised": self.alerts,
            "memory_mb": ended,
            "memory_growth_percent": max(0.0, 100 * (ended / begun - 1)),
            "more_descriptors": _more(self.descriptors),
            "more_threads": _more(self.threads),
            "more_widgets": _more(self.widgets),
        }


def _more(counts: list[int]) -> int:
    half = len(counts) // 2
    return max(0, max(counts[half:]) - max(counts[:half]))


async def last(desk: Desk, screen: ConsoleScreen, pilot: Pilot[int], hours: int) -> Lasted:
    """Let so many hours pass at a console: pulses, calls, alerts, and a form now and then."""
    clock, seen = cast("FixedClock", desk.clock), Lasted()
    await wait_for(pilot, lambda: screen._changes is not None, description="the engine is there")
    assert screen._engine is not None
    items: list[int] = []
    every = hours * 60 // min(_LOOKS, hours * 6)
    for minute in range(1, hours * 60 + 1):
        clock.advance(_MINUTE)
        if minute % _CALL_EVERY == 0:
            await asyncio.to_thread(_calls, desk, items, seen.calls)
            seen.calls += 1
        await asyncio.to_thread(_pulse, screen._engine)
        seen.pulses += 1
        screen.tick()
        await pilot.pause()
        if minute % _FORM_EVERY == 0:
            await _a_form(screen, pilot)
        if minute % every == 0:
            await _look(screen, pilot, seen)
    with desk.store.reading() as connection:
        seen.alerts = int(connection.exec_driver_sql("SELECT count(*) FROM alert").scalar_one())
    return seen


def _pulse(engine: Engine) -> None:
    engine.tick()
    engine.post()


def _calls(desk: Desk, items: list[int], number: int) -> None:
    """Log a call, and resolve the oldest where enough are open."""
    call = NewCall(
        f"weekend-{number}",
        _KINDS[number % len(_KINDS)],
        client_id=(HANA, BEN, PER)[number % 3],
        caller="Ada",
        caller_type=CallerType.FAMILY,
        said=f"Rang for the {number}th time.",
        received_at=desk.now() - timedelta(hours=71 if number % 4 == 0 else 1),
    )
    items.append(log_call(desk, call).item_id)
    if len(items) > _KEPT_OPEN:
        resolve(desk, items.pop(0), "Rang back.", override="Spoken to by somebody else.")


async def _a_form(screen: ConsoleScreen, pilot: Pilot[int]) -> None:
    """Open the form of a call and leave it."""
    await pilot.press("n")
    await wait_for(pilot, lambda: screen.app.screen is not screen, description="the form opens")
    await pilot.press("escape")
    await wait_for(pilot, lambda: screen.app.screen is screen, description="the form is left")


async def _look(screen: ConsoleScreen, pilot: Pilot[int], seen: Lasted) -> None:
    """Note what the program takes up once it is calm."""
    screen.app.clear_notifications()
    await wait_for(pilot, lambda: quiet(screen.app), description="nothing is read any more")
    # What is said in passing fades by the wall's clock, and hours pass here in seconds.
    await wait_for(pilot, lambda: not screen.query(Toast), description="nothing is said any more")
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    seen.memory.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
    seen.descriptors.append(len(os.listdir("/proc/self/fd")))
    seen.threads.append(threading.active_count())
    seen.widgets.append(sum(1 for _ in screen.walk_children()))
