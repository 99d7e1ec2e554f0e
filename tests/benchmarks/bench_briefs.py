"""What a brief costs with ten thousand running clocks, many clients and a weekend of calls."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.briefs.documents import end_documents, start_document
from oncall_tui.desk.briefs.end import end_brief
from oncall_tui.desk.briefs.packs import due_packs, packs
from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.briefs.start import start_brief
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.queue import load_queue
from storage.models import Absence
from storage.vocabulary import AbsenceReason, Category
from tests.benchmarks.filled import FIRST, fill
from tests.clock import FixedClock
from tests.house import JO, desk_of, furnish

pytestmark = pytest.mark.bench

CLIENTS, OPEN, CALLS = int(os.environ.get("ONCALL_BENCH_CLIENTS", "30000")), 5_000, 200
NOW, OPENING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC), datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
AT_MOST = {"start brief": 3.0, "end brief": 3.0, "packs": 3.0, "due packs": 0.3}
"""How many times as long as reading the queue each may take."""


def best_of(times: int, what: Callable[[], object]) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_briefs_are_there_at_once(empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    clock = FixedClock()
    store = open_store(settings_for(empty_url), create=True)
    store.clock = clock
    furnish(store)
    fill(store, NOW, clients=CLIENTS, open_items=OPEN, closed_items=10_000)
    desk = desk_of(store, clock)
    for number in range(CALLS):
        clock.jump(NOW + timedelta(minutes=number))
        log_call(desk, NewCall(f"n{number}", Category.CALL_BACK, client_id=FIRST + number, said="Ring me."))
    with store.writing("system", "test.away", "person") as unit:
        away = Absence(person_id=JO, reason=AbsenceReason.SICK, starts_at=NOW, recorded_at=NOW)
        unit.session.add(away)
    clock.jump(OPENING)
    took = {
        "queue": best_of(3, lambda: load_queue(desk)),
        "start brief": best_of(3, lambda: start_brief(desk)),
        "end brief": best_of(3, lambda: end_brief(desk)),
        "packs": best_of(3, lambda: packs(desk)),
        "due packs": best_of(3, lambda: due_packs(desk)),
        "printed": best_of(
            1, lambda: markdown([start_document(start_brief(desk)), *end_documents(end_brief(desk))])
        ),
    }
    with capsys.disabled():
        print(f"\n{store.engine.dialect.name}, {CLIENTS:,} clients, {2 * OPEN:,} clocks: ", end="")  # noqa: T201
        print(", ".join(f"{what} {seconds * 1000:.0f} ms" for what, seconds in took.items()))  # noqa: T201
    store.close()
    assert {what for what, most in AT_MOST.items() if took[what] > most * took["queue"]} == set()
