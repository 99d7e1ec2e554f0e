"""A record as it is after some years: clients, open items with clocks and attempts, and many closed ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from storage.models import Attempt, Client, Clock, Holding, Item
from storage.sessions import Store
from storage.vocabulary import (
    CallerType,
    CareRole,
    Category,
    Channel,
    ClientStatus,
    ClockState,
    ItemState,
    Measure,
    Outcome,
    Phase,
    Urgency,
)
from tests.house import EPOCH, JO, KIM, MAI

FIRST = 1000
"""The id of the first item."""
_CATEGORIES = (Category.WELLBEING, Category.CALL_BACK, Category.HIGH_RISK_EVENT, Category.PROVIDER)
_AT_ONCE = 5000


def fill(store: Store, now: datetime, *, clients: int, open_items: int, closed_items: int = 0) -> None:
    """Keep so many clients and items, the open ones with two clocks each and every other one tried once."""
    with store.writing("system", "test.filled", "items") as unit:
        known = range(FIRST, FIRST + clients)
        _put(unit.session, Client, (_client(number) for number in known))
        _put(unit.session, Holding, (held for number in known for held in _holdings(number)))
        numbers = range(FIRST, FIRST + open_items + closed_items)
        _put(unit.session, Item, (_item(n, known, now, n < FIRST + open_items) for n in numbers))
        _put(
            unit.session, Clock, (clock for n in numbers for clock in _clocks(n, now, n < FIRST + open_items))
        )
        _put(unit.session, Attempt, (_attempt(n, now) for n in numbers if n % 2))


def _put(session: Session, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows page by page, each with the defaults that a record of its kind has."""
    while page := list(islice(rows, _AT_ONCE)):
        blank = table(**page[0]).model_dump(exclude={"id"})
        session.connection().execute(insert(table), [{**blank, **row} for row in page])


def _client(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"F-{number}",
        "family_name": f"Family{number % 700}",
        "given_name": f"Given{number % 300}",
        "suburb": "Newtown",
        "status": ClientStatus.STABLE,
        "phase": Phase.ENGAGED,
        "version": 1,
    }


def _holdings(number: int) -> list[dict[str, Any]]:
    return [
        {"client_id": number, "person_id": person, "role": role, "starts_at": EPOCH}
        for person, role in ((JO, CareRole.PCM), (MAI, CareRole.SCM))
    ]


def _item(number: int, clients: range, now: datetime, is_open: bool) -> dict[str, Any]:
    received = now - timedelta(minutes=7 * (number - FIRST))
    return {
        "id": number,
        "key": f"filled-{number}",
        "state": ItemState.NEW if is_open else ItemState.CLOSED,
        "client_id": clients[number * 7 % len(clients)],
        "caller": f"Caller {number}",
        "caller_type": CallerType.FAMILY,
        "phone": "02 5550 0188",
        "category": _CATEGORIES[number % len(_CATEGORIES)],
        "urgency": Urgency.NORMAL,
        "received_at": received,
        "recorded_at": received + timedelta(minutes=2),
        "entered_by": KIM,
        "said": "Asked to be rung about Tuesday's visit, and whether the gate must be open.",
        "next_step": "Ring before Monday",
        "owed": True,
        "version": 1,
    }


def _clocks(number: int, now: datetime, is_open: bool) -> list[dict[str, Any]]:
    started = now - timedelta(minutes=7 * (number - FIRST))
    return [
        {
            "item_id": number,
            "rule": rule,
            "rule_version": 1,
            "amount": amount,
            "unit": Measure.ELAPSED_HOURS,
            "zone": "Australia/Sydney",
            "started_at": started,
            "due_at": started + timedelta(hours=amount),
            "state": ClockState.RUNNING if is_open else ClockState.MET,
            "ended_at": None if is_open else started + timedelta(hours=1),
            "ended_by": "" if is_open else "first-attempt",
            "version": 1,
        }
        for rule, amount in (("clinical-call-back", 24), ("return-of-call", 72))
    ]


def _attempt(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=7 * (number - FIRST) - 3)
    return {
        "key": f"filled-{number}",
        "item_id": number,
        "made_at": at,
        "recorded_at": at,
        "made_by": KIM,
        "channel": Channel.PHONE,
        "outcome": Outcome.NO_ANSWER,
        "note": "",
        "version": 1,
    }
