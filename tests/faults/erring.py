"""A driver that gives an error of SQLite at a chosen statement, as a failing disk or another writer would."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any, cast
from unittest import mock

from sqlalchemy import text
from sqlcipher3 import dbapi2 as sqlite

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hold
from storage.errors import StoreError
from storage.vocabulary import Category, Channel, Outcome
from tests.clock import FixedClock
from tests.faults.stores import opened
from tests.house import HANA, desk_of, furnish

ERRORS = {
    "SQLITE_FULL": "full",
    "SQLITE_IOERR": "disk",
    "SQLITE_IOERR_READ": "disk",
    "SQLITE_IOERR_WRITE": "disk",
    "SQLITE_IOERR_FSYNC": "disk",
    "SQLITE_READONLY": "cannot be written",
    "SQLITE_CANTOPEN": "cannot be reached",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "not a database of oncall",
    "SQLITE_BUSY": "busy",
}
"""What SQLite may say at any statement, and a word of what the person is told."""


_UNSURE = "not certain that it was saved"
"""What is said where even the answer to a commit was lost."""


class _Point:
    """Counts statements, and fails at one of them."""

    def __init__(self) -> None:
        self.left, self.error = 0, ""
        self.always = ""
        """The error of whatever begins to write, until it is taken away."""

    def arm(self, number: int, error: str) -> None:
        """Let the statement of that number fail, counted from now; 0 for none."""
        self.left, self.error = number, error

    def pass_by(self, statement: str) -> None:
        """Count a statement that reads, writes, begins or commits.

        Raises:
            OperationalError: It is the one.
        """
        if self.always and statement.startswith("BEGIN IMMEDIATE"):
            raise _failure(self.always)
        if statement.startswith("PRAGMA"):
            return
        self.left -= 1
        if not self.left:
            raise _failure(self.error)


def _failure(name: str) -> Exception:
    """Return an error as the driver gives it."""
    failure = sqlite.OperationalError("something that a database says")
    failure.sqlite_errorname = name
    return cast("Exception", failure)


POINT = _Point()


class _Cursor(sqlite.Cursor):  # type: ignore[misc]
    """A cursor whose statements are counted."""

    def execute(self, statement: str, *values: Any) -> Any:
        POINT.pass_by(statement)
        return super().execute(statement, *values)

    def executemany(self, statement: str, *values: Any) -> Any:
        POINT.pass_by(statement)
        return super().executemany(statement, *values)


class _Connection(sqlite.Connection):  # type: ignore[misc]
    """A connection whose statements are counted, its commit too."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, statement: str, *values: Any) -> Any:
        return self.cursor().execute(statement, *values)

    def commit(self) -> None:
        POINT.pass_by("COMMIT")
        super().commit()


@contextmanager
def erring_driver() -> Iterator[_Point]:
    """Let every connection that is opened meanwhile be one that can fail."""
    failing = functools.partial(sqlite.connect, factory=_Connection)
    with mock.patch("storage.engine.sqlite.connect", failing):
        yield POINT
    POINT.arm(0, "")


@dataclass
class Erred:
    """What came of all errors."""

    tried: int = 0
    told: int = 0
    """How often it was told in the words that belong to it."""
    changed: int = 0
    """How often something was changed in spite of it."""
    repeated: int = 0
    """How often the same could be done once the error was over."""


@contextmanager
def erring_desk(path: Path, key: bytes | None = None) -> Iterator[Desk]:
    """Give a desk whose database can be made to fail."""
    with erring_driver(), closing(opened(path, key=key, create=True)) as store:
        furnish(store)
        yield desk_of(store, cast("FixedClock", store.clock))


def steps(desk: Desk, turn: str) -> tuple[Callable[[], object], ...]:
    """Return what somebody does one after the other: takes a call, tries to ring back, puts it aside."""
    made: list[int] = []

    def call() -> None:
        new = NewCall(turn, Category.CALL_BACK, client_id=HANA, caller="Bea", said="Fell, not hurt.")
        made.append(log_call(desk, new).item_id)

    def attempt() -> None:
        log_attempt(desk, NewAttempt(f"a-{turn}", made[-1], Channel.PHONE, Outcome.NO_ANSWER))

    def aside() -> None:
        hold(desk, made[-1], desk.now() + timedelta(days=1), "asked for later")

    return call, attempt, aside


def err(desk: Desk, errors: Iterable[str], points: Iterable[int]) -> Erred:
    """Let each error come at each statement of all that the steps run, and look at what is left of it."""
    seen = Erred()
    for error, number in product(errors, points):
        POINT.arm(number, error)
        for step in steps(desk, f"{error}-{number}"):
            before = _rows(desk) if POINT.left > 0 else None
            try:
                step()
            except StoreError as failure:
                seen.tried += 1
                seen.told += ERRORS[error] in failure.words or _UNSURE in failure.words
                seen.changed += _rows(desk) != before
                step()
                seen.repeated += 1
        POINT.arm(0, "")
    return seen


def _rows(desk: Desk) -> list[tuple[Any, ...]]:
    """Return what the record holds of everything that these steps write; nothing of this is counted."""
    left, POINT.left = POINT.left, 0
    with desk.store.reading() as connection:
        found = [
            tuple(row)
            for table in ("item", "clock", "attempt", "audit", "meta")
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
        ]
    POINT.left = left
    return found
