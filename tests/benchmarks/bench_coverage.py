"""The weeks ahead of 40 managers and 10,000 clients, read from the record, against reading it alone."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage_ahead
from oncall_tui.desk.coverage.findings import coverage_findings
from oncall_tui.desk.coverage.supposing import suppose
from oncall_tui.desk.load import load
from oncall_tui.desk.responsibility import who_all
from oncall_tui.desk.rosters import load_roster
from storage.models import Absence, Client, DutyShift, Holding, Person, PersonRoleRow, WorkPattern
from storage.vocabulary import AbsenceReason, CareRole, PersonRole
from tests.benchmarks.filled import _put
from tests.clock import FixedClock
from tests.house import EPOCH, KIM, RAE

MANAGERS, CLIENTS, FIRST, ROUNDS = 40, 10_000, 1000, 5
NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AT_MOST = 8.0
"""How many times the reading of the roster the whole picture may take."""


def fill(desk: Desk) -> None:
    """Keep managers of whom some work part of the week, their leave, a rota and clients of random pairs."""
    drawn = random.Random(2026)
    managers = range(FIRST, FIRST + MANAGERS)
    with desk.store.writing("system", "test.filled", "clients") as unit:
        for key in managers:
            unit.session.add(Person(id=key, name=f"Manager {key}", email=f"m{key}@harbourside.example"))
            unit.session.flush()
            unit.session.add(PersonRoleRow(person_id=key, role=PersonRole.CARE_MANAGER))
            if key % 4 == 0:
                hours = drawn.choice(("Mon-Thu 09:00-17:00", "Mon 09:00-17:00; Wed-Fri 09:00-17:00"))
                unit.session.add(
                    WorkPattern(person_id=key, hours=hours, zone="Australia/Sydney", valid_from=EPOCH.date())
                )
            start = NOW + drawn.randrange(20) * DAY
            unit.session.add(
                Absence(
                    person_id=key,
                    reason=AbsenceReason.ANNUAL,
                    starts_at=start,
                    ends_at=start + drawn.randrange(1, 12) * DAY,
                    recorded_at=NOW,
                )
            )
        for night in range(26):
            start = NOW + night * DAY + timedelta(hours=6)
            director = (KIM, RAE)[night % 2]
            unit.session.add(DutyShift(director_id=director, starts_at=start, ends_at=start + 16 * DAY / 24))
        known = range(FIRST, FIRST + CLIENTS)
        _put(
            unit.session,
            Client,
            iter({"id": n, "number": f"F-{n}", "family_name": f"F{n}", "given_name": "G"} for n in known),
        )
        _put(unit.session, Holding, _holdings(drawn, known, managers))


def _holdings(drawn: random.Random, known: range, managers: range) -> Iterator[dict[str, Any]]:
    for number in known:
        for person, role in zip(drawn.sample(managers, 2), CareRole, strict=True):
            yield {"client_id": number, "person_id": person, "role": role, "starts_at": EPOCH}


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


@pytest.mark.bench
def test_the_weeks_ahead_against_reading_the_record(
    lone_desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    clock.jump(NOW)
    fill(lone_desk)
    reading = statistics.median(_seconds(lambda: load_roster(lone_desk, None)) for _ in range(ROUNDS))
    sys.stdout.write(f"  reading the roster: {reading:.3f} s\n")
    asked: dict[str, Callable[[], object]] = {
        "four weeks ahead": lambda: coverage_ahead(lone_desk),
        "findings": lambda: coverage_findings(lone_desk),
        "what if": lambda: suppose(lone_desk, FIRST, NOW, NOW + DAY / 2),
        "load": lambda: load(lone_desk),
    }
    took = {}
    for name, work in asked.items():
        took[name] = statistics.median(_seconds(work) for _ in range(ROUNDS))
        sys.stdout.write(f"  {name}: {took[name]:.3f} s, {took[name] / reading:.1f} times the reading\n")
    found = coverage_ahead(lone_desk)
    for hours in range(1, 27 * 24, 37):
        at = NOW + timedelta(hours=hours)
        gaps = {gap.number for gap in found.gaps if gap.start <= at < gap.end}
        assert gaps == {each.number for each in who_all(lone_desk, at) if each.responsibility.gap}
    assert took["four weeks ahead"] / reading <= AT_MOST
