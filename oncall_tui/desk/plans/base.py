"""What every change of a plan has in common: one transaction about one client, and tasks that it settles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlmodel import col, select

from oncall_tui.desk.asks.asking import settle
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.errors import Refused
from oncall_tui.rules.calendars import CalendarError, shift
from storage.models import Circumstance, Client
from storage.models.columns import Versioned
from storage.vocabulary import PlanQuestion

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.units import Unit

Row = TypeVar("Row", bound=Versioned)

GONE = "That is no longer on record. Look at the plan again."


@contextmanager
def planning(desk: Desk, action: str, client_id: int) -> Iterator[tuple[Unit, Client]]:
    """Give the transaction of one change of a client's plan, with the client.

    Raises:
        Refused: there is no such client.
    """
    with changing(desk, f"plan.{action}", f"client:{client_id}") as unit:
        client = unit.session.get(Client, client_id)
        if client is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client")
        yield unit, client


def row_for(session: Session, model: type[Row], id_: int, version: int | None = None) -> Row:
    """Return a record of a plan that something is to be done to.

    Raises:
        Refused: there is none, it was undone, or somebody has changed it since the screen showed it.
    """
    row = session.get(model, id_)
    if row is None or getattr(row, "withdrawn_at", None) is not None:
        raise Refused(GONE)
    unchanged(session, row, version, "It")
    return row


def client_of(desk: Desk, model: type[Row], id_: int) -> int:
    """Return whose plan a record belongs to.

    Raises:
        Refused: there is none of that number.
    """
    from sqlmodel import Session

    with desk.store.reading() as connection, Session(connection) as session:
        row = session.get(model, id_)
        client_id = getattr(row, "client_id", None)
        if not isinstance(client_id, int):
            raise Refused(GONE)
        return client_id


def today(desk: Desk) -> date:
    """Return the organisation's date now."""
    return desk.house.calendar.local(desk.now()).date()


def end_of(desk: Desk, day: date) -> datetime:
    """Return the instant at which a day is over for the organisation.

    Raises:
        Refused: no calendar reaches that far.
    """
    try:
        return desk.house.calendar.day_start(shift(day, 1))
    except (CalendarError, OverflowError):
        raise Refused("That date is too far away. Choose a nearer one.") from None


def not_past(desk: Desk, day: date, field: str, words: str) -> None:
    """Refuse a date that is over, saying what to do."""
    if day < today(desk):
        raise Refused(words, field=field)
    end_of(desk, day)


def not_ahead(desk: Desk, at: datetime | None, field: str = "at") -> datetime:
    """Return when something happened, now where nobody says; refuse an hour that has not come yet."""
    now = desk.now()
    if at is not None and at > now:
        raise Refused("That hour has not come yet. Note it when it has happened.", field=field)
    return at or now


def part_of_client(took_part: bool, because: str) -> str:
    """Return why the client took no part, as it is kept.

    Raises:
        Refused: the client took none, and nobody says why.
    """
    if took_part:
        return ""
    return clean(because, "without_because", needed="Say why the client took no part: it is their plan.")


def change_for(session: Session, client_id: int, change_id: int | None) -> Circumstance | None:
    """Return the change of circumstances that something answers, if it answers one.

    Raises:
        Refused: it is not one of this client's.
    """
    if change_id is None:
        return None
    change = row_for(session, Circumstance, change_id)
    if change.client_id != client_id:
        raise Refused("That change is another client's. Choose one of this client's.", field="change")
    return change


def task_key(change_id: int, question: PlanQuestion | str) -> str:
    """Return how the keys of the tasks begin that one answer makes."""
    return f"plan-change:{change_id}:{question}:"


def done(
    session: Session, desk: Desk, change: Circumstance | None, question: PlanQuestion, words: str
) -> int:
    """Settle the task that a yes to one of the four questions made; return how many that were."""
    if change is None or change.id is None:
        return 0
    return settle(session, desk, task_key(change.id, question), words, desk.now())


def open_changes(session: Session, client_id: int) -> list[Circumstance]:
    """Return a client's changes of circumstances, the newest first."""
    mine = select(Circumstance).where(
        Circumstance.client_id == client_id, col(Circumstance.withdrawn_at).is_(None)
    )
    newest = mine.order_by(col(Circumstance.at).desc(), col(Circumstance.id).desc())
    return list(session.exec(newest))
