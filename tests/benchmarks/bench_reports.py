"""What a compliance report over a million clock outcomes takes, on both databases."""

from __future__ import annotations

import os
import resource
import time
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.reports.compliance import compliance
from oncall_tui.rules.rulebook import load_rulebook
from storage.models import Clock, Item, Person
from storage.models.columns import defaults
from storage.sessions import Store
from storage.vocabulary import Category, Measure, Urgency
from tests.benchmarks.filled import fill
from tests.clock import FixedClock
from tests.house import JO, KIM, MAI, SAM, desk_of, furnish

pytestmark = pytest.mark.bench

CLOCKS, ITEMS, DAYS = 1_000_000, 500_000, 365
TURNS = 3
AT_MOST = 3.0
"""Seconds of wall time."""
_STEP = DAYS * 86_400 // CLOCKS

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0, {last})) ",
}
_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')",
    "postgresql": "to_timestamp({seconds})",
}


def _many(connection: Connection, first: int) -> None:
    """Put a million clocks of a year in, two an item, spread over rules, people and ends."""
    dialect = connection.dialect.name
    rules = [rule.id for rule in load_rulebook() if rule.window is not None][:24]
    rule = "CASE i % 24 " + " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(rules)) + " END"
    at = _AT[dialect].format
    started = f"({first} + i * {_STEP})"
    margin = "(CASE WHEN i % 10 = 8 THEN -(i % 90001 * 7919 % 40000) - 1 ELSE i % 90001 * 7919 % 86000 END)"
    ended = f"({started} + 86400 - {margin})"
    state = "CASE i % 10 WHEN 8 THEN 'met-late' WHEN 9 THEN 'cancelled' ELSE 'met' END"
    item = defaults(Item) | {"category": Category.CALL_BACK, "urgency": Urgency.NORMAL, "entered_by": KIM}
    clock = defaults(Clock) | {"amount": 24, "unit": Measure.ELAPSED_HOURS}
    items = {
        **{name: value for name, value in item.items() if value is not None and name != "id"},
        "id": "1000000 + i",
        "key": "'year-' || i",
        "received_at": at(seconds=f"({first} + i * {2 * _STEP})"),
        "recorded_at": at(seconds=f"({first} + i * {2 * _STEP})"),
        "state": "'closed'",
    }
    clocks = {
        **{name: value for name, value in clock.items() if value is not None and name != "id"},
        "id": "1000000 + i",
        "item_id": "1000000 + i / 2",
        "zone": "'Australia/Sydney'",
        "rule": rule,
        "started_at": at(seconds=started),
        "due_at": at(seconds=f"({started} + 86400)"),
        "ended_at": at(seconds=ended),
        "state": state,
        "ended_by": "CASE i % 10 WHEN 9 THEN 'resolved: done' ELSE 'first-attempt' END",
        "owed_by": f"CASE i % 7 WHEN 0 THEN {JO} WHEN 1 THEN {MAI} WHEN 2 THEN {SAM} ELSE 100 + i % 40 END",
        "margin": margin,
    }
    _fill(connection, "item", items, ITEMS)
    _fill(connection, "clock", clocks, CLOCKS)
    connection.exec_driver_sql("ANALYZE")


def _fill(connection: Connection, table: str, columns: dict[str, object], number: int) -> None:
    head = _NUMBERS[connection.dialect.name].format(last=number - 1)
    values = ", ".join(_literal(value) for value in columns.values())
    into = f"INSERT INTO {table} ({', '.join(columns)}) "
    statement = into + head + f"SELECT {values} FROM n"
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql(statement if sqlite else statement.replace("%", "%%"))


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    word = getattr(value, "value", None)
    if word is not None:
        return f"'{word}'"
    return str(value) if value != "" else "''"


def _people(store: Store) -> None:
    with store.writing("system", "test.filled", "people") as unit:
        for number in range(100, 140):
            unit.session.add(
                Person(id=number, name=f"Manager {number}", email=f"m{number}@harbourside.example")
            )


def test_a_million_outcomes_are_told_in_three_seconds(database_url: str) -> None:
    clock = FixedClock()
    with closing(open_store(settings_for(database_url), clock=clock)) as store:
        furnish(store)
        _people(store)
        fill(store, clock.now(), clients=2_000, open_items=2_000)
        start = clock.now() - timedelta(days=DAYS)
        with store.engine.connect() as connection, connection.begin():
            _many(connection, int(start.timestamp()))
        desk = desk_of(store, clock)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        times = []
        for _ in range(TURNS):
            began, own = time.perf_counter(), time.process_time()
            found = compliance(desk, start, clock.now())
            times.append((time.perf_counter() - began, time.process_time() - own))
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        assert found.whole.started == CLOCKS + found.whole.running + found.whole.lapsed
        assert sum(each.figures.started for each in found.people) == found.whole.started
        assert len(found.people) == 43
        kind = store.engine.dialect.name
        wall, own = (min(column) for column in zip(*times, strict=True))
        line = f"compliance of {CLOCKS:,} on {kind}: {wall:.2f} s, {own:.2f} s of them ours, {more} MB more"
        os.write(2, f"\n{line} (at most {AT_MOST} s)\n".encode())
        assert wall <= AT_MOST
