"""A worklist of 350 clients among 20,000 others, and the classes of 100,000 clients."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.context import Desk
from oncall_tui.rules.caseload import Classes, Given, Matter, Standing
from oncall_tui.rules.rulebook import load_rulebook
from storage.models import Appointment, Attempt, Client, Clock, Holding, Item, Outreach
from storage.vocabulary import (
    CareRole,
    Category,
    Channel,
    ClockState,
    ItemState,
    Measure,
    Outcome,
    Party,
    Phase,
    Priority,
    Urgency,
)
from tests.benchmarks.filled import _put
from tests.clock import NOON
from tests.house import EPOCH, JO, KIM, MAI, SAM

OWN, OTHERS, FIRST, ROUNDS = 350, 20_000, 1000, 9
MANY = 100_000
OPENS_IN = 0.1
"""Seconds in which the worklist of one manager opens."""
CLASSES_IN = 2.0
"""Seconds in which the classes of all those clients are known."""
_RULES = (
    (Category.HIGH_RISK_EVENT, "hre-outreach"),
    (Category.CALL_BACK, "return-call"),
    (Category.REQUEST, "client-request"),
    (Category.PROVIDER, "provider-contact"),
    (Category.SPECIALIST_CONSULT, "consult-complete"),
    (Category.MAINTENANCE, "maintenance-contact"),
    (Category.UNENGAGED, "after-letter"),
    (Category.RECERTIFICATION, "recertification"),
)


def _rows(drawn: random.Random) -> Iterator[tuple[type[Any], Iterator[dict[str, Any]]]]:
    known = range(FIRST, FIRST + OWN + OTHERS)
    yield (
        Client,
        iter(
            {
                "id": n,
                "number": f"F-{n}",
                "family_name": f"F{n}",
                "given_name": "G",
                "phase": drawn.choice(_PHASES),
            }
            for n in known
        ),
    )
    yield (
        Holding,
        iter(
            {"client_id": n, "person_id": who, "role": role, "starts_at": EPOCH}
            for n in known
            for who, role in zip((JO, MAI) if n < FIRST + OWN else (SAM, MAI), CareRole, strict=True)
        ),
    )
    yield (
        Outreach,
        iter({"client_id": n, "next_on": (NOON + timedelta(days=n % 70 - 5)).date()} for n in known if n % 9),
    )
    own = range(FIRST, FIRST + OWN)
    yield Item, iter(_item(n, k) for n in own for k in range(3))
    yield Clock, iter(_clock(n, k) for n in own for k in range(3))
    yield Attempt, iter(_attempt(n, k) for n in own for k in range(25))
    yield (
        Appointment,
        iter(
            {
                "client_id": n,
                "person_id": JO,
                "starts_at": NOON + timedelta(hours=n - FIRST + 1),
                "ends_at": NOON + timedelta(hours=n - FIRST + 1, minutes=30),
                "made_at": NOON,
                "made_by": "x",
            }
            for n in own
            if n % 3 == 0
        ),
    )


_PHASES = tuple(phase for phase in Phase if phase is not Phase.DISENROLLED)


def _item(client: int, place: int) -> dict[str, Any]:
    category, _ = _RULES[(client + place) % len(_RULES)]
    return {
        "id": client * 10 + place,
        "key": f"filled-{client}-{place}",
        "state": ItemState.WAITING if place else ItemState.CLOSED,
        "client_id": client,
        "category": category,
        "urgency": Urgency.NORMAL,
        "received_at": NOON - timedelta(days=place),
        "recorded_at": NOON - timedelta(days=place),
        "entered_by": KIM,
        "event_at": NOON + timedelta(days=20),
    }


def _clock(client: int, place: int) -> dict[str, Any]:
    _, rule = _RULES[(client + place) % len(_RULES)]
    return {
        "item_id": client * 10 + place,
        "rule": rule,
        "amount": 7,
        "unit": Measure.CALENDAR_DAYS,
        "zone": "Australia/Sydney",
        "started_at": NOON - timedelta(days=place),
        "due_at": NOON + timedelta(days=client % 9 - 1),
        "state": ClockState.RUNNING if place else ClockState.MET,
    }


def _attempt(client: int, place: int) -> dict[str, Any]:
    at = NOON - timedelta(days=9 * place + 1)
    return {
        "key": f"filled-{client}-{place}",
        "item_id": client * 10,
        "client_id": client,
        "made_at": at,
        "recorded_at": at,
        "made_by": JO,
        "party": Party.CLIENT,
        "channel": Channel.PHONE,
        "outcome": Outcome.REACHED if place % 4 == 3 else Outcome.NO_ANSWER,
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


@pytest.mark.bench
def test_a_worklist_opens_at_once(desk: Desk) -> None:
    """R-115: 350 clients of one manager, among 20,000 others, with their histories."""
    drawn = random.Random(2026)
    with desk.store.writing("system", "test.filled", "clients") as unit:
        for table, rows in _rows(drawn):
            _put(unit.session, table, rows)
    worklist(desk, JO)
    taken = [_seconds(lambda: worklist(desk, JO)) for _ in range(ROUNDS)]
    kind = desk.store.engine.dialect.name
    sys.stdout.write(f"  worklist of {OWN} on {kind}: {1000 * statistics.median(taken):.0f} ms\n")
    assert len(worklist(desk, JO).rows) > OWN * 0.9
    assert min(taken) <= OPENS_IN


@pytest.mark.bench
def test_the_classes_of_everybody_are_known_at_once() -> None:
    """R-115: 100,000 clients with one to three open matters each."""
    drawn = random.Random(2026)
    classes, at = Classes(load_rulebook()), datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    given = Given(Priority.LOW, "By hand.", at + timedelta(days=1))
    standings = [
        Standing(
            drawn.choice(_PHASES),
            [
                Matter(n, *drawn.choice(_RULES), at + timedelta(hours=drawn.randrange(-50, 900)), at)
                for _ in range(drawn.randrange(1, 4))
            ],
            given if n % 50 == 0 else None,
        )
        for n in range(MANY)
    ]
    taken = min(_seconds(lambda: classes.places(standings, at)) for _ in range(3))
    sys.stdout.write(f"  classes of {MANY:,} clients: {taken:.2f} s\n")
    assert {placing.priority for placing in classes.places(standings, at)} == set(Priority)
    assert taken <= CLASSES_IN
