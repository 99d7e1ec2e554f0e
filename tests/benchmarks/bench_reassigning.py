"""What it costs to move a whole caseload: a reassignment and an absence, seen first and then done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.absences.planning import preview as preview_absence
from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.undo import undo
from storage.models import Client, Clock, Holding, Item, Person, PersonRoleRow
from storage.vocabulary import (
    AbsenceReason,
    CareRole,
    Category,
    ClockState,
    ItemState,
    Measure,
    PersonRole,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import EPOCH, KIM, desk_of, furnish

pytestmark = pytest.mark.bench

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
CLIENTS, CLOCKS, MANAGERS, OTHERS = 350, 1000, 60, 20_000
FIRST = 100
"""The first manager, whose whole caseload moves; also the first client."""
PREVIEW_LIMIT, CONFIRM_LIMIT = 0.300, 0.500
TRANSFER_LIMIT = 1.0
"""Where each client goes to another manager: all that is then asked for them is nine rows a client."""
FIRST_LIMIT = 1.0
"""For the first look of a process that has imported nothing yet."""
TURNS = 5

T = TypeVar("T")


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk where the first of 60 managers has 350 clients with 1,000 clocks, among 20,000 more."""
    clock = FixedClock(MONDAY)
    store = open_store(settings_for(f"sqlite:///{tmp_path / 'oncall.db'}"), clock=clock, create=True)
    furnish(store)
    with store.writing("system", "test.filled", "clients") as unit:
        unit.bulk(Person, (_person(n) for n in range(MANAGERS)))
        unit.bulk(
            PersonRoleRow,
            ({"person_id": FIRST + n, "role": PersonRole.CARE_MANAGER} for n in range(MANAGERS)),
        )
        unit.bulk(Client, (_client(n) for n in range(CLIENTS + OTHERS)))
        unit.bulk(Holding, (held for n in range(CLIENTS + OTHERS) for held in _holdings(n)))
        unit.bulk(Item, (_item(n) for n in range(CLOCKS)))
        unit.bulk(Clock, (_clock(n) for n in range(CLOCKS)))
    yield desk_of(store, clock)
    store.close()


def _person(number: int) -> dict[str, Any]:
    return {
        "id": FIRST + number,
        "name": f"Manager {number}",
        "email": f"m{number}@harbourside.example",
        "expertise": ["wound care", "dementia"][: number % 3],
        "services": ["home care"] if number % 2 else [],
        "area": f"Suburb {number % 7}",
    }


def _client(number: int) -> dict[str, Any]:
    return {
        "id": FIRST + number,
        "number": f"B-{number}",
        "family_name": f"Family{number % 700}",
        "given_name": f"Given{number % 300}",
        "suburb": f"Suburb {number % 97}",
        "service": "home care",
        "conditions": ["wound care", f"condition {number % 41}"],
    }


def _secondary(number: int) -> int:
    """Return one of the managers but the first, and not the primary."""
    return 1 + (number + 1 + number % 57) % 59


def _holdings(number: int) -> Iterator[dict[str, Any]]:
    primary, secondary = (0 if number < CLIENTS else 1 + number % 59), _secondary(number)
    for person, role in ((primary, CareRole.PCM), (secondary, CareRole.SCM)):
        yield {"client_id": FIRST + number, "person_id": FIRST + person, "role": role, "starts_at": EPOCH}


def _item(number: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "key": f"k{number}",
        "client_id": FIRST + number % CLIENTS,
        "received_at": MONDAY,
        "recorded_at": MONDAY,
        "entered_by": KIM,
        "category": Category.WELLBEING,
        "urgency": Urgency.NORMAL,
        "state": ItemState.NEW,
    }


def _clock(number: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "item_id": number + 1,
        "rule": "return-of-call",
        "amount": 72,
        "unit": Measure.ELAPSED_HOURS,
        "zone": "Australia/Sydney",
        "started_at": MONDAY,
        "due_at": MONDAY + timedelta(hours=72, seconds=number),
        "state": ClockState.RUNNING,
    }


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in seconds."""

    what: str
    seconds: float
    processor: float
    """Of these, so much was work of this process: the rest is the disk, and what else the machine does."""
    limit: float

    def __str__(self) -> str:
        """Return it as a line of the report."""
        work = f"{self.processor * 1000:4.0f} ms of work"
        return f"  {self.what:<52} {self.seconds * 1000:6.0f} ms, {work} (limit {self.limit * 1000:.0f})"


def timed(what: str, limit: float, do: Callable[[], T]) -> tuple[Took, T]:
    """Do something once."""
    began, worked = time.perf_counter(), time.process_time()
    done = do()
    return Took(what, time.perf_counter() - began, time.process_time() - worked, limit), done


def typical(turns: Sequence[tuple[Took, ...]]) -> list[Took]:
    """Return the middle one of each thing that was done in turn."""
    return [sorted(each, key=lambda took: took.seconds)[len(each) // 2] for each in zip(*turns, strict=True)]


def judge(*took: Took) -> None:
    """Print what was measured and hold it to its limits."""
    print("", *took, sep="\n")  # noqa: T201
    assert [each.what for each in took if each.seconds > each.limit] == []


@pytest.mark.parametrize(
    ("share", "person"),
    [(Share.PRIMARY, None), (Share.ACTING, 10), (Share.SECONDARY, 59), (Share.PRIMARY, 10)],
)
def test_a_whole_caseload_is_given(busy: Desk, share: Share, person: int | None) -> None:
    ids = tuple(FIRST + n for n in range(CLIENTS) if share is not Share.PRIMARY or _secondary(n) != person)
    new = Reassignment(ids, None if person is None else FIRST + person, share, "Is ill.")
    label = f"{share.value} of {len(ids)} clients to {'their secondaries' if person is None else 'one'}"
    first, _ = timed(f"{label}: seen for the first time", FIRST_LIMIT, lambda: preview(busy, new))
    turns = []
    limit = TRANSFER_LIMIT if share is Share.PRIMARY else CONFIRM_LIMIT
    for _ in range(TURNS):
        seen, plan = timed("  seen", PREVIEW_LIMIT, partial(preview, busy, new))
        done, applied = timed("  done", limit, partial(reassign, busy, new, shown=plan))
        back, _ = timed("  taken back", limit, partial(undo, busy))
        assert applied.count == len(ids)
        turns.append((seen, done, back))
    judge(first, *typical(turns))


@pytest.mark.parametrize("others_away", [0, 20])
def test_a_whole_caseload_is_away(busy: Desk, others_away: int) -> None:
    for number in range(1, 1 + others_away):
        record_absence(
            busy, NewAbsence(FIRST + number, AbsenceReason.STUDY, MONDAY, MONDAY + timedelta(days=3))
        )
    new = NewAbsence(FIRST, AbsenceReason.SICK)
    label = f"absence, {CLIENTS} clients, {CLOCKS:,} clocks, {others_away} others away"
    first, _ = timed(f"{label}: seen for the first time", FIRST_LIMIT, lambda: preview_absence(busy, new))
    turns = []
    for _ in range(TURNS):
        seen, plan = timed("  seen", PREVIEW_LIMIT, partial(preview_absence, busy, new))
        done, applied = timed("  done", CONFIRM_LIMIT, partial(record_absence, busy, new))
        assert (len(plan.clients), len(applied.clocks)) == (CLIENTS, CLOCKS)
        assert bool(plan.gaps) == bool(others_away)
        undo(busy)
        turns.append((seen, done))
    judge(first, *typical(turns))
