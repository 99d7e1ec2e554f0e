"""A worklist of 350 clients among 10,000, with years of attempts, from the key to the screen."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from oncall_tui.desk.context import Desk
from oncall_tui.desk.production.reading import figures, production
from oncall_tui.desk.production.round import round_of
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.worklist.screen import WorklistScreen
from storage.models import Attempt, Client, Holding, Item, Person, PersonRoleRow
from storage.vocabulary import (
    CareRole,
    Category,
    Channel,
    ItemState,
    Outcome,
    Party,
    PersonRole,
    Phase,
    Urgency,
)
from tests.benchmarks.filled import _put
from tests.clock import FixedClock
from tests.house import EPOCH, JO, MAI, desk_of
from tests.tui.console import console
from tests.tui.flows import back, begin

CLIENTS, MINE, MANAGERS, FIRST, EACH, ROUNDS = 10_000, 350, 28, 1000, 20, 7
NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
AT_MOST = 0.1
"""Seconds that a worklist of 350 clients may take to open (issue 5)."""
_PHASES = tuple(phase for phase in Phase if phase is not Phase.DISENROLLED)


def fill(desk: Desk) -> None:
    """Keep clients of several managers, one of whom has 350, and years of attempts about an item each."""
    drawn = random.Random(2026)
    with desk.store.writing("system", "test.filled", "clients") as unit:
        for key in range(FIRST, FIRST + MANAGERS):
            unit.session.add(Person(id=key, name=f"Manager {key}", email=f"m{key}@harbourside.example"))
            unit.session.flush()
            unit.session.add(PersonRoleRow(person_id=key, role=PersonRole.CARE_MANAGER))
        known = range(FIRST, FIRST + CLIENTS)
        _put(unit.session, Client, (_client(drawn, n) for n in known))
        _put(unit.session, Holding, (row for n in known for row in _held(n)))
        _put(unit.session, Item, (_item(n) for n in known))
        _put(unit.session, Attempt, _attempts(drawn, known))


def _whose(number: int) -> int:
    place = number - FIRST
    return JO if place < MINE - 1 else FIRST + place % MANAGERS


def _client(drawn: random.Random, number: int) -> dict[str, Any]:
    phase = drawn.choice(_PHASES)
    return {
        "id": number,
        "number": f"F-{number}",
        "family_name": f"Family{number}",
        "given_name": "Given",
        "phase": phase,
    }


def _held(number: int) -> Iterator[dict[str, Any]]:
    for person, role in ((_whose(number), CareRole.PCM), (MAI, CareRole.SCM)):
        yield {"client_id": number, "person_id": person, "role": role, "starts_at": EPOCH}


def _item(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "key": f"bench:{number}",
        "client_id": number,
        "state": ItemState.ATTEMPTED,
        "category": Category.MAINTENANCE,
        "urgency": Urgency.NORMAL,
        "received_at": NOW - timedelta(days=700),
        "recorded_at": NOW - timedelta(days=700),
        "entered_by": JO,
        "routine": True,
    }


def _attempts(drawn: random.Random, known: range) -> Iterator[dict[str, Any]]:
    for number in known:
        for turn in range(EACH):
            reached = turn % 3 == 0
            at = NOW - timedelta(minutes=drawn.randrange(5, 700 * 1440))
            yield {
                "key": f"bench:{number}:{turn}",
                "item_id": number,
                "client_id": number,
                "made_at": at,
                "recorded_at": at,
                "made_by": _whose(number),
                "party": Party.CLIENT,
                "channel": Channel.PHONE,
                "outcome": Outcome.REACHED if reached else Outcome.NO_ANSWER,
                "topics": ["goals"] if reached else [],
            }


@pytest.mark.bench
async def test_a_worklist_of_350_clients_opens(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(NOW)
    fill(lone_desk)
    desk = desk_of(lone_desk.store, clock, JO)
    assert len(round_of(desk, JO).stops) == MINE
    reading = statistics.median(_seconds(lambda: round_of(desk, JO)) for _ in range(ROUNDS))
    whole = statistics.median(_seconds(lambda: production(desk, JO)) for _ in range(ROUNDS))
    everybody = statistics.median(_seconds(lambda: figures(lone_desk)) for _ in range(3))
    async with console(desk) as (screen, pilot):
        opened, wall = await _opened(screen, pilot, "g", WorklistScreen)
        short, _ = await _opened(screen, pilot, "question_mark", Sheet)
    sys.stderr.write(
        f"\nworklist of {MINE} among {CLIENTS:,} clients and {CLIENTS * EACH:,} attempts: "
        f"read {1000 * reading:.0f} ms, opened {1000 * opened:.0f} ms of work "
        f"({1000 * wall:.0f} on the clock; the keys of the console {1000 * short:.0f}); "
        f"production of one {1000 * whole:.0f} ms, of {MANAGERS + 3} {1000 * everybody:.0f} ms\n"
    )
    assert reading < AT_MOST


async def _opened(
    screen: ConsoleScreen, pilot: Pilot[int], key: str, kind: type[Screen[Any]]
) -> tuple[float, float]:
    """Return how much work it is to open a screen, and how long the quickest of some tries took."""
    took = []
    for _ in range(ROUNDS):
        wall, begun = perf_counter(), process_time()
        await begin(screen, pilot, key, kind)
        took.append((process_time() - begun, perf_counter() - wall))
        await pilot.press("escape")
        await back(screen, pilot)
    return statistics.median(work for work, _ in took), min(wall for _, wall in took)


def _seconds(work: Any) -> float:
    begun = process_time()
    work()
    return process_time() - begun
