"""Several programs that read, change and write the same row of one database, as fast as they can."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe

from sqlalchemy import text

from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.errors import StoreError
from storage.models import Person
from storage.sessions import Store
from tests.clock import FixedClock
from tests.processes import ended, hear, start
from tests.storage.examples import ANN, add_person

PROGRAMS = 4


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of all of them together."""

    changes: int
    lost: int
    errors: int
    """Times that somebody was told of a lock, or of anything else."""
    p99_ms: float
    longest_ms: float


def share(store: Store, url: str, turns: int) -> Shared:
    """Let four programs raise one number, each so many times, and count what is missing from it."""
    number = add_person(store, email="0")
    programs = [start(_raise_number, url, store.audit_key, number, turns) for _ in range(PROGRAMS)]
    took: list[float] = []
    errors = 0
    for process, pipe in programs:
        said = hear(pipe).split()
        errors += int(said[0])
        took += map(float, said[1:])
        assert ended(process) == 0
    with store.reading() as connection:
        kept = int(connection.scalar(text("SELECT email FROM person WHERE id = :id"), {"id": number}) or 0)
    took.sort()
    done = PROGRAMS * turns
    return Shared(done, done - kept, errors, percentile(took, 99), took[-1])


def percentile(values: list[float], percent: float) -> float:
    """Return the value below which so many of them lie, of values in order."""
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def _raise_number(url: str, key: AuditKey | None, number: int, turns: int, pipe: Pipe) -> None:
    errors, took = 0, []
    with closing(Store(open_engine(url), key, FixedClock())) as store:
        for _ in range(turns):
            began = time.perf_counter()
            try:
                with store.writing(ANN, "person.counted", "person") as unit:
                    row = unit.session.get_one(Person, number)
                    row.email = str(int(row.email) + 1)
            except StoreError:
                errors += 1
            took.append((time.perf_counter() - began) * 1000)
    pipe.send(" ".join([str(errors), *(f"{each:.2f}" for each in took)]))
