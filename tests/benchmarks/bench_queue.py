"""What it costs to read the queue, against the same rows fetched by joins on the driver itself."""

from __future__ import annotations

import gc
import os
import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest

from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.views import ClockView, PersonRef, QueueRow
from storage.vocabulary import CallerType, Category, ClockState, ItemState, Urgency
from tests.benchmarks.filled import fill
from tests.clock import FixedClock
from tests.house import desk_of, furnish

pytestmark = pytest.mark.bench

OPEN, CLOSED, CLIENTS = 200, 50_000, 5_000
TURNS = 100
AT_MOST = 2.0
OPEN_ITEMS = "i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')"
ITEMS = f"""
    SELECT i.id, i.version, i.state, i.urgency, i.category, i.client_id, c.number, c.family_name,
        c.given_name, i.caller, i.caller_type, i.phone, i.received_at, i.recorded_at, i.next_step,
        i.held_until, i.risk, substr(i.said, 1, 400), h.person_id,
        (SELECT count(*) FROM attempt t WHERE t.item_id = i.id AND t.withdrawn_at IS NULL)
    FROM item i
    LEFT JOIN client c ON c.id = i.client_id
    LEFT JOIN holding h ON h.client_id = c.id AND h.role = 'pcm'
    WHERE {OPEN_ITEMS}
"""
PEOPLE = "SELECT id, name, email, phone FROM person"
ABSENCES = "SELECT person_id, starts_at, ends_at FROM absence WHERE cancelled_at IS NULL"
DUTY = "SELECT director_id, starts_at, ends_at FROM duty_shift"
CLOCKS = f"""
    SELECT k.item_id, k.id, k.rule, k.started_at, k.due_at, k.state, k.ended_at, k.ended_by
    FROM item i CROSS JOIN clock k
    WHERE k.item_id = i.id AND {OPEN_ITEMS} ORDER BY k.due_at, k.id
"""


def by_hand(driver: sqlite3.Connection, now: datetime) -> list[QueueRow]:
    """Return the same rows with the least that tells who acts: the manager on record, or the line."""
    away = {
        person
        for person, start, end in driver.execute(ABSENCES)
        if _instant(start) <= now and (end is None or now < _instant(end))
    }
    line = next(
        person for person, start, end in driver.execute(DUTY) if _instant(start) <= now < _instant(end)
    )
    staff = {row[0]: PersonRef(*row) for row in driver.execute(PEOPLE)}
    clocks: dict[int, list[ClockView]] = defaultdict(list)
    for item_id, key, rule, started, due, state, ended, ended_by in driver.execute(CLOCKS):
        at = _instant(due)
        clocks[item_id].append(
            ClockView(
                key,
                rule,
                "",
                "",
                _instant(started),
                at,
                ClockState(state),
                _instant(ended) if ended else None,
                ended_by,
                at <= now,
            )
        )
    rows = [
        _row(row, tuple(clocks[row[0]]), staff[line if row[18] in away else row[18]])
        for row in driver.execute(ITEMS)
    ]
    return sorted(rows, key=lambda row: (row.due_at or now, row.id))


def _row(row: tuple[Any, ...], clocks: tuple[ClockView, ...], acting: PersonRef) -> QueueRow:
    first = clocks[0] if clocks else None
    return QueueRow(
        id=row[0],
        version=row[1],
        state=ItemState(row[2]),
        urgency=Urgency(row[3]),
        category=Category(row[4]),
        client_id=row[5],
        client_number=row[6] or "",
        client_name=f"{row[7]}, {row[8]}",
        caller=row[9],
        caller_type=CallerType(row[10]),
        phone=row[11],
        received_at=_instant(row[12]),
        recorded_at=_instant(row[13]),
        due_at=first.due_at if first else None,
        rule=first.rule if first else "",
        acting=acting,
        handed=False,
        attempts=row[19],
        attempts_allowed=2,
        next_step=row[14],
        held_until=_instant(row[15]) if row[15] else None,
        risk=bool(row[16]),
        said=row[17],
        clocks=clocks,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


def test_the_queue_is_read_at_the_driver_s_pace(sqlite_url: str) -> None:
    clock = FixedClock()
    with closing(open_store(settings_for(sqlite_url), clock=clock)) as store:
        furnish(store)
        fill(store, clock.now(), clients=CLIENTS, open_items=OPEN, closed_items=CLOSED)
        desk = desk_of(store, clock)
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as driver:
            now = clock.now()
            assert {row.id for row in by_hand(driver, now)} == {row.id for row in load_queue(desk).rows}
            gc.collect()
            gc.freeze()
            times = [
                (_seconds(lambda: load_queue(desk)), _seconds(lambda: by_hand(driver, now)))
                for _ in range(TURNS)
            ]
            gc.unfreeze()
    ours, driver_s = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = ours / driver_s
    line = f"queue of {OPEN}: {ours * 1e3:.2f} ms; by the driver: {driver_s * 1e3:.2f} ms; ratio {ratio:.2f}"
    os.write(2, f"\n{line} (at most {AT_MOST})\n".encode())
    assert ratio <= AT_MOST


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start
