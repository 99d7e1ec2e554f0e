"""Killed while a whole caseload moves: all of it moved, or none of it, and the record of it is whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.responsibility import who_all
from storage.models import Client, Clock, Holding, Item
from storage.vocabulary import CareRole, Category, ClockState, ItemState, Measure, Urgency
from tests.clock import FixedClock
from tests.dose import dose
from tests.house import EPOCH, JO, KIM, MAI, SAM

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
CLIENTS, FIRST = 350, 1000
TABLES = ("absence", "holding", "decision", "item", "clock", "notice", "alert_step", "audit")


def fill(desk: Desk) -> None:
    """Give Jo three hundred and fifty clients more, half of them with a clock that runs."""
    ids = range(FIRST, FIRST + CLIENTS)
    with desk.store.writing("system", "test.filled", "clients") as unit:
        unit.bulk(
            Client, ({"id": n, "number": f"N-{n}", "family_name": "Quaye", "given_name": ""} for n in ids)
        )
        pairs = ((n, role, who) for n in ids for role, who in ((CareRole.PCM, JO), (CareRole.SCM, second(n))))
        unit.bulk(
            Holding, ({"client_id": n, "role": r, "person_id": w, "starts_at": EPOCH} for n, r, w in pairs)
        )
        unit.bulk(Item, (_item(n) for n in ids if n % 2))
        unit.bulk(Clock, (_clock(n) for n in ids if n % 2))


def second(number: int) -> int:
    return MAI if number % 3 else SAM


def _item(number: int) -> dict[str, object]:
    return {
        "id": number,
        "key": f"call {number}",
        "state": ItemState.WAITING,
        "category": Category.CALL_BACK,
        "urgency": Urgency.NORMAL,
        "client_id": number,
        "received_at": MONDAY,
        "recorded_at": MONDAY,
        "entered_by": KIM,
    }


def _clock(number: int) -> dict[str, object]:
    return {
        "item_id": number,
        "rule": "return-call",
        "amount": 72,
        "unit": Measure.ELAPSED_HOURS,
        "zone": "Australia/Sydney",
        "started_at": MONDAY,
        "due_at": datetime(2026, 11, 26, 0, 0, tzinfo=UTC),
        "state": ClockState.RUNNING,
    }


def rows(desk: Desk) -> dict[str, list[str]]:
    with desk.store.reading() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {name}")))
            for name in TABLES
        }


@pytest.mark.parametrize(
    ("verb", "moments"),
    [
        ("absence", dose(("flush 2", "done 1"), ("flush 1", "flush 2", "commit 1", "done 1"))),
        ("reassignment", dose(("update 300", "done 1"), ("update 1", "commit 1", "update 300", "done 1"))),
    ],
)
def test_a_killed_confirm_moves_everybody_or_nobody(
    desk: Desk, clock: FixedClock, database_url: str, tmp_path: Path, verb: str, moments: tuple[str, ...]
) -> None:
    clock.jump(MONDAY)
    fill(desk)
    before = rows(desk)
    module = [sys.executable, "-m", "tests.desk.dying", database_url, str(tmp_path), MONDAY.isoformat()]
    ends: dict[str, int] = {}
    with subprocess.Popen(module, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for moment in moments:
            print(verb, moment, file=process.stdin, flush=True)
            ends[moment] = int(process.stdout.readline())
            after = rows(desk)
            assert (after == before) is (moment != "done 1"), moment
            assert desk.store.verify_audit().ok
        process.stdin.close()
    assert ends == dict.fromkeys(moments, -signal.SIGKILL)
    assert len(after["audit"]) == len(before["audit"]) + 1
    moved = {charge.number: charge.responsibility.role_holder.id for charge in who_all(desk, MONDAY)}
    assert all(moved[f"N-{n}"] == second(n) for n in range(FIRST, FIRST + CLIENTS))
    assert JO not in moved.values()
    changed = {name for name in TABLES if after[name] != before[name]}
    assert changed >= ({"absence", "item", "clock"} if verb == "absence" else {"holding"})
