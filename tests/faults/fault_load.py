"""Four consoles at work on 20,000 clients and 200,000 calls: none waits, and nothing is lost."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from oncall_tui.bootstrap import open_store, settings_for
from storage.clock import SystemClock
from storage.search import index_clients
from tests.benchmarks.filled import fill
from tests.faults.figures import promise
from tests.faults.loading import CONSOLES, load_up
from tests.house import furnish

CLIENTS, OPEN, CALLS = 20_000, 200, 200_000
SECONDS = 45.0
ON_DISK = Path("/var/tmp")
"""Where a commit waits for the disk, and not for memory."""


def test_four_consoles_at_work() -> None:
    with tempfile.TemporaryDirectory(dir=ON_DISK if ON_DISK.is_dir() else None) as folder:
        url = f"sqlite:///{Path(folder) / 'oncall.db'}"
        with closing(open_store(settings_for(url), create=True)) as store:
            furnish(store)
            now = SystemClock().now()
            fill(store, now, clients=CLIENTS, open_items=OPEN, closed_items=CALLS - OPEN)
            with store.engine.begin() as connection:
                assert index_clients(connection, now=now) >= CLIENTS
            seen = load_up(store, url, SECONDS, CLIENTS).figures()
            with store.reading() as connection:
                kept = connection.scalar(text("SELECT count(*) FROM item WHERE key LIKE 'load-%'"))
            assert store.verify_audit().ok
    promise("load", "4 consoles", clients=CLIENTS, calls=CALLS, consoles=CONSOLES, **seen)
    assert kept == seen["commits"] + CONSOLES > 100
    assert seen["search_p99_ms"] < 100
    assert seen["commit_p99_ms"] < 50
    assert seen["gap_p99_ms"] < 100
