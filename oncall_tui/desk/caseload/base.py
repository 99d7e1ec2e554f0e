"""What every change of a caseload has in common: one transaction about one client, and what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import changing
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.errors import Refused
from oncall_tui.rules.wording import say_day as _say_day
from storage.models import Client, Outreach

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.units import Unit

EARLY = timedelta(minutes=2)
"""By how much the clock of a terminal may be ahead."""
FURTHEST = timedelta(days=3660)
"""How far ahead something may be planned: further is a slip of the finger."""


@contextmanager
def about(desk: Desk, action: str, client_id: int) -> Iterator[tuple[Unit, Client]]:
    """Give the transaction of one change to what is planned with a client.

    Raises:
        Refused: There is no such client.
    """
    with changing(desk, f"caseload.{action}", f"client:{client_id}") as unit:
        client = unit.session.get(Client, client_id)
        if client is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client")
        yield unit, client


def outreach_of(session: Session, client_id: int) -> Outreach:
    """Return what is planned with a client; an empty plan is made where there is none."""
    found = session.get(Outreach, client_id)
    if found is None:
        found = Outreach(client_id=client_id)
        session.add(found)
        session.flush()
    return found


def seen(session: Session, client_id: int, version: int | None) -> Outreach:
    """Return what is planned with a client, if nobody has changed it since the screen showed a version.

    Raises:
        Refused: Somebody has.
    """
    found = session.get(Outreach, client_id)
    if found is None:
        return outreach_of(session, client_id)
    unchanged(session, found, version, "What is planned")
    return found


def local_day(desk: Desk, at: datetime) -> date:
    """Return the day at an instant where the organisation is."""
    return desk.house.calendar.local(at).date()


def ahead(desk: Desk, day: date, field: str) -> date:
    """Return a day that lies ahead, today included.

    Raises:
        Refused: It has passed, or is absurdly far away.
    """
    today = local_day(desk, desk.now())
    if day < today:
        raise Refused("That day has passed. Give today or a later one.", field=field)
    if day - today > FURTHEST:
        raise Refused("That is more than ten years away. Correct the date.", field=field)
    return day


def happened(desk: Desk, at: datetime | None, now: datetime, field: str = "at") -> datetime:
    """Return when something happened: now, or an earlier instant.

    Raises:
        Refused: It lies ahead.
    """
    if at is None:
        return now
    if at > now + EARLY:
        raise Refused("That lies ahead. Say when it happened.", field=field)
    return min(at, now)


def after(desk: Desk, rule_id: str, start: datetime) -> date:
    """Return the last day that a rule leaves when it starts at an instant."""
    deadline = desk.rulebook.get(rule_id).deadline(start, desk.house.calendar)
    return local_day(desk, deadline.at - timedelta(microseconds=1))


def say_day(day: date) -> str:
    """Return a day as a person says it, with its year."""
    return _say_day(day, year=True)
