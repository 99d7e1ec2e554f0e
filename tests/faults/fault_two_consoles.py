"""Two consoles: no change is lost between four programs, and each is seen on the other's screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from oncall_tui.desk.calls import NewCall, log_call
from storage.sessions import Store
from storage.vocabulary import CallerType, Category
from tests.faults.figures import promise
from tests.faults.sharing import PROGRAMS, share
from tests.terminal.stage import Stage, staged
from tests.tui.console import stock

ROW = "two consoles"
TURNS = 300
SEEN = 10
WITHIN = 2.0


@pytest.fixture
def either(database_url: str) -> Iterator[Stage]:
    """Give an organisation to sit down in, in a database of each kind in turn."""
    with staged(database_url) as made:
        yield made


def test_four_programs_change_one_row(store: Store, database_url: str) -> None:
    seen = share(store, database_url, TURNS)
    promise(ROW, f"one row, {store.engine.dialect.name}", programs=PROGRAMS, **asdict(seen))
    assert (seen.lost, seen.errors) == (0, 0)
    assert seen.p99_ms < 250
    assert store.verify_audit().ok


def test_what_another_program_writes_stands_on_the_screen(either: Stage) -> None:
    stock(either.desk)
    after: list[float] = []
    with either.console() as kim:
        kim.sees("Okafor, Ben")
        kim.shown.pump(5.0)  # the first look at everything is over, and nothing is read but by the pulse
        for turn in range(SEEN):
            name = f"Ada{turn}"
            log_call(
                either.desk,
                NewCall(
                    f"seen-{turn}",
                    Category.HIGH_RISK_EVENT,
                    caller=name,
                    caller_type=CallerType.FAMILY,
                    said="Of another console.",
                ),
            )
            began = time.monotonic()
            kim.shown.wait_for(lambda name=name: name in kim.text, description=f"the call of {name}")  # type: ignore[misc]
            after.append(time.monotonic() - began)
    promise(
        ROW,
        f"on the other's screen, {either.desk.store.engine.dialect.name}",
        changes=SEEN,
        seen_after_s=max(after),
    )
    assert max(after) <= WITHIN
