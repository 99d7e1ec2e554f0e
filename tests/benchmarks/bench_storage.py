"""What it costs to keep a call for good, against the least that the disk itself asks for."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import pytest

from tests.clock import FixedClock
from tests.conftest import open_store
from tests.storage.examples import add_person, log_call

pytestmark = pytest.mark.bench

TURNS = 300
WARM_UP = 50
MOST = 5.0
"""At most so many times an append of 16 KiB that waits for the disk."""


def test_a_call_is_kept_for_good(sqlite_url: str, tmp_path: Path) -> None:
    with closing(open_store(sqlite_url, tmp_path, FixedClock())) as store:
        number = add_person(store)
        calls = iter(range(10**6))
        append = _appending(tmp_path / "append")
        write = next(append)

        def keep() -> None:
            log_call(store, f"k{next(calls)}", number)

        for _ in range(WARM_UP):
            keep()
            write()
        gc.freeze()
        times = [(_seconds(keep), _seconds(write)) for _ in range(TURNS)]
        gc.unfreeze()
        append.close()
        assert store.verify_audit().rows == TURNS + WARM_UP + 1
    kept, floor = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = kept / floor
    _tell(
        f"keep a call (item, two clocks, entry): {kept * 1e3:.2f} ms; append 16 KiB and wait: "
        f"{floor * 1e3:.2f} ms; ratio {ratio:.2f} (at most {MOST})"
    )
    assert ratio <= MOST


def _appending(path: Path) -> Generator[Callable[[], None]]:
    """Give a write that is on the disk when it returns."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    block = os.urandom(16 * 1024)

    def write() -> None:
        os.write(handle, block)
        os.fdatasync(handle)

    try:
        yield write
    finally:
        os.close(handle)


def _seconds(work: Callable[[], None]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _tell(line: str) -> None:
    """Print a figure on a line of its own, also while pytest captures."""
    os.write(2, f"\n{line}\n".encode())
