"""How quick and how sure the look-up is, against fzf on the same clients, taken turn about in one run.

ONCALL_BENCH_LARGE=1 adds a million clients, which takes some minutes and a gigabyte of disk.
Ours is the time of `Lookup.find`, without the painting of its hits; fzf's runs from a key to its last change
of the screen.
"""

from __future__ import annotations

import fcntl
import gc
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from oncall_tui.desk.lookup import Lookup
from storage.search import check, index_clients
from storage.sessions import Store
from tests.clock import NOON, FixedClock
from tests.conftest import open_store
from tests.made_clients import make_clients

pytestmark = pytest.mark.bench

SMALL, LARGE = 100_000, 1_000_000
INDEXED_WITHIN = {SMALL: 15.0, LARGE: 180.0}
"""Seconds of processor time."""
OF_FZF = {SMALL: 0.4, LARGE: 0.1}
TYPO_AT_MOST = 10.0
QUIET = {SMALL: 0.08, LARGE: 0.7}
"""Seconds without a change after which fzf is taken to be done."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One client to look for."""

    id: int
    family: str
    given: str
    suburb: str
    number: str
    phone: str

    def typed(self) -> tuple[str, ...]:
        """Return what people type to find this client."""
        return (
            f"{self.given} {self.family}".lower(),
            f"{self.family} {self.suburb[:4]}".lower(),
            self.phone,
            self.number,
            self.phone[-7:],
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """A store with many clients, a look-up on it, and some of them to look for."""

    count: int
    store: Store
    lookup: Lookup
    samples: tuple[Sample, ...]

    def seconds(self, typed: str) -> float:
        """Return how long it takes to find clients by a text."""
        start = time.perf_counter()
        self.lookup.find(typed)
        return time.perf_counter() - start

    def finds(self, typed: str, sample: Sample) -> bool:
        """Whether a text finds a client among the first twenty."""
        return sample.id in {hit.client_id for hit in self.lookup.find(typed)}


@pytest.fixture(scope="module")
def benches(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Bench]]:
    """Give a store of each size that was asked for."""
    sizes = (SMALL, LARGE) if os.environ.get("ONCALL_BENCH_LARGE") else (SMALL,)
    made = {size: build(sqlite_template, tmp_path_factory.mktemp(f"clients{size}"), size) for size in sizes}
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()
    for bench in made.values():
        bench.lookup.close()
        bench.store.close()


def build(template: Path, folder: Path, count: int) -> Bench:
    """Make clients and their index, and say how long the index took."""
    shutil.copy(template, folder / "oncall.db")
    store = open_store(f"sqlite:///{folder / 'oncall.db'}", folder, FixedClock())
    with store.engine.begin() as connection:
        make_clients(connection, count)
    start = time.process_time()
    with store.engine.begin() as connection:
        assert index_clients(connection, now=NOON) == count
    spent = time.process_time() - start
    tell(f"{count:,} clients indexed in {spent:.1f} s (at most {INDEXED_WITHIN[count]:.0f})")
    assert spent <= INDEXED_WITHIN[count]
    asked = text(
        "SELECT c.id, c.family_name, c.given_name, c.suburb, c.number, p.number "
        "FROM client c JOIN client_phone p ON p.client_id = c.id WHERE c.id = :id"
    )
    ids = Random(3).sample(range(1, count + 1), 300)
    with store.reading() as connection:
        assert check(connection).ok
        samples = tuple(Sample(*connection.execute(asked, {"id": at}).one()) for at in ids)
    lookup = Lookup(store)
    lookup.find("warm up")
    return Bench(count, store, lookup, samples)


class Fzf:
    """fzf in a terminal of its own, with every client as a line."""

    def __init__(self, lines: Path, count: int) -> None:
        self._quiet = QUIET[count]
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.dup2(os.open(lines, os.O_RDONLY), 0)
            os.environ["TERM"] = "xterm-256color"
            os.execlp("fzf", "fzf", "--exact", "--no-color")
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        shown = b""
        until = time.monotonic() + 60
        while f"{count}/{count}".encode() not in shown:
            assert time.monotonic() < until, "fzf did not read its lines"
            shown += self._read(1.0)

    def press(self, key: str) -> float:
        """Press a key and return the seconds until the last change of the screen."""
        start = last = time.perf_counter()
        os.write(self._terminal, key.encode())
        while self._read(self._quiet):
            last = time.perf_counter()
        return last - start

    def close(self) -> None:
        """End it."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._terminal)

    def _read(self, wait: float) -> bytes:
        """Return what it writes within some seconds."""
        ready, _, _ = select.select([self._terminal], [], [], wait)
        return os.read(self._terminal, 65_536) if ready else b""


@contextmanager
def fzf_on(bench: Bench, folder: Path) -> Iterator[Fzf]:
    """Give fzf on the clients of a store."""
    lines = folder / f"clients{bench.count}.txt"
    asked = text(
        "SELECT c.family_name, c.given_name, c.preferred_name, c.suburb, c.number, c.dob, p.number, "
        "p.digits, m.name FROM client c JOIN client_phone p ON p.client_id = c.id "
        "JOIN holding h ON h.client_id = c.id JOIN person m ON m.id = h.person_id"
    )
    with bench.store.reading() as connection, lines.open("w", encoding="utf-8") as out:
        out.writelines(" ".join(map(str, row)) + "\n" for row in connection.execute(asked))
    fzf = Fzf(lines, bench.count)
    try:
        yield fzf
    finally:
        fzf.close()


def test_a_key_shows_twenty_clients_sooner_than_fzf(benches: dict[int, Bench], tmp_path: Path) -> None:
    if shutil.which("fzf") is None:
        pytest.skip("fzf is not installed, so there is nothing to compare with: apt-get install fzf")
    ours: dict[int, list[float]] = {}
    for count, bench in benches.items():
        theirs: list[float] = []
        ours[count] = []
        with fzf_on(bench, tmp_path) as fzf:
            for sample in bench.samples[: 6 if count == SMALL else 3]:
                for typed in sample.typed():
                    for at, key in enumerate(typed, 1):
                        theirs.append(fzf.press(key))
                        ours[count].append(bench.seconds(typed[:at]))
                    fzf.press("\x15")
        ratio = p95(ours[count]) / p95(theirs)
        tell(
            f"{count:,} clients, {len(theirs)} keys: find p50 {statistics.median(ours[count]) * 1e3:.2f} "
            f"p95 {p95(ours[count]) * 1e3:.2f} ms; fzf --exact p50 {statistics.median(theirs) * 1e3:.2f} "
            f"p95 {p95(theirs) * 1e3:.2f} ms; ratio of p95 {ratio:.2f} (at most {OF_FZF[count]})"
        )
        assert ratio <= OF_FZF[count]


def test_what_was_typed_in_full_finds_the_client(benches: dict[int, Bench]) -> None:
    for count, bench in benches.items():
        asked = [
            (sample, typed)
            for sample in bench.samples
            for typed in (sample.phone, sample.number, f"{sample.given} {sample.family} {sample.suburb}")
        ]
        times = []
        missed = []
        for sample, typed in asked:
            for at in range(1, len(typed) + 1):
                times.append(bench.seconds(typed[:at]))
            if not bench.finds(typed, sample):
                missed.append(typed)
        tell(
            f"{count:,} clients, {len(times)} keys: p50 {statistics.median(times) * 1e3:.2f} "
            f"p95 {p95(times) * 1e3:.2f} p99 {quantile(times, 0.99) * 1e3:.2f} max {max(times) * 1e3:.1f} ms"
        )
        assert missed == []


def test_one_typo_is_mended(benches: dict[int, Bench]) -> None:
    random = Random(5)
    for count, bench in benches.items():
        exact, mistyped, missed = [], [], []
        for sample in bench.samples:
            rest = f"{sample.given} {sample.suburb[:4]}".lower()
            right, wrong = f"{sample.family.lower()} {rest}", f"{slip(random, sample.family.lower())} {rest}"
            exact.append(bench.seconds(right))
            mistyped.append(bench.seconds(wrong))
            if not bench.finds(wrong, sample):
                missed.append((right, wrong))
        ratio = statistics.median(mistyped) / statistics.median(exact)
        recall = 1 - len(missed) / len(bench.samples)
        tell(
            f"{count:,} clients, one typo: recall in 20 {recall:.3f} (1.000 wanted); "
            f"p50 {statistics.median(mistyped) * 1e3:.2f} ms, exact {statistics.median(exact) * 1e3:.2f} ms; "
            f"ratio {ratio:.1f} (at most {TYPO_AT_MOST:.0f})"
        )
        assert missed == []
        assert ratio <= TYPO_AT_MOST


def slip(random: Random, word: str) -> str:
    """Return a word with one letter lost, added, changed, or swapped with the next."""
    at = random.randrange(len(word))
    letter = random.choice("abcdefghijklmnopqrstuvwxyz")
    start, rest = word[:at], word[at:]
    kinds: tuple[Callable[[], str], ...] = (
        lambda: start + rest[1:],
        lambda: start + letter + rest,
        lambda: start + letter + rest[1:],
        lambda: start + rest[1:2] + rest[:1] + rest[2:],
    )
    return random.choice(kinds)()


def p95(times: list[float]) -> float:
    """Return the time that nineteen of twenty stay below."""
    return quantile(times, 0.95)


def quantile(times: list[float], share: float) -> float:
    """Return the time that a share of all stays below."""
    return sorted(times)[int(len(times) * share)]


def tell(line: str) -> None:
    """Print a figure on a line of its own, also while pytest captures."""
    os.write(2, f"\n{line}\n".encode())
