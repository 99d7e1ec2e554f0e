from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from storage import reads
from storage.sessions import Store

_VALUES = {
    "id": 1,
    "role": "pcm",
    "seq": 0,
    "ids": [1, 2],
    "keys": ["one", "two"],
    "last": 2,
    "after": 0,
    "at": datetime(2026, 11, 21, tzinfo=UTC),
    "until": datetime(2026, 11, 21, tzinfo=UTC),
    "since": datetime(2026, 11, 21, tzinfo=UTC),
    "email": "kim@harbourside.example",
    "operator": "kim@harbourside.example",
    "object": "item:1",
    "lease": "alerts",
    "today": date(2026, 11, 21),
    "person": 1,
    "like": "%",
    "back": 100,
    "most": 1,
    "before": datetime(2026, 11, 21, tzinfo=UTC),
}


def test_every_statement_runs_on_both_databases(store: Store) -> None:
    with store.reading() as connection:
        for name in reads.every_statement():
            wanted = reads.clause(name).compile().params
            assert wanted.keys() <= _VALUES.keys(), name
            rows = list(reads.rows(connection, name, **{key: _VALUES[key] for key in wanted}))
            assert len(rows) <= 1, name


def test_an_instant_is_compared_in_utc_whatever_zone_it_came_in() -> None:
    sydney = timezone(timedelta(hours=11))
    local = datetime(2026, 11, 21, 12, 0, tzinfo=sydney)
    assert reads.instant("2026-11-21 01:00:00.000000") == local
    assert reads.instant(local).tzinfo is UTC
    assert reads.instant(datetime(2026, 11, 21, 1, 0)) == local  # noqa: DTZ001 (as a driver may answer)
    assert reads.maybe_instant(None) is None


def test_a_naive_instant_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.reading() as connection, pytest.raises(ValueError, match="time zone"):
        reads.stamp(connection, datetime(2026, 11, 21))  # noqa: DTZ001 (that is the point)


def test_lists_come_alike_from_both_databases() -> None:
    assert reads.listed('["a", "b"]') == reads.listed(["a", "b"]) == ("a", "b")
    assert reads.listed(None) == ()
