"""How long nobody has spoken with a client: anybody, and the primary manager (R-111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class LastSpoken:
    """When a client was last spoken with (R-111)."""

    anybody: datetime | None
    primary: datetime | None
    """By the primary manager."""
    now: datetime

    @property
    def days(self) -> int | None:
        """For how many days nobody has spoken with them; None for never."""
        return None if self.anybody is None else max(0, (self.now - self.anybody).days)

    @property
    def days_primary(self) -> int | None:
        """For how many days the primary manager has not; None for never."""
        return None if self.primary is None else max(0, (self.now - self.primary).days)


@dataclass(frozen=True, slots=True)
class OverdueSign:
    """A sign that was to be looked for by a day that is over."""

    sign: str
    check_on: date
    days: int


def last_spoken(connection: Connection, client_id: int, now: datetime) -> LastSpoken:
    """Return when anybody, and when the primary manager, last spoke with a client."""
    anybody = _latest(
        reads.scalar(connection, "last_contact", id=client_id),
        reads.scalar(connection, "last_call", id=client_id),
    )
    primary = reads.scalar(connection, "client_primary", id=client_id, at=now)
    if primary is None:
        return LastSpoken(anybody, None, now)
    theirs = _latest(
        reads.scalar(connection, "client_spoken_by", id=client_id, person=primary),
        reads.scalar(connection, "client_answered_by", id=client_id, person=primary),
    )
    return LastSpoken(anybody, theirs, now)


def spoken_words(spoken: LastSpoken) -> str:
    """Say for how long nobody, and not the primary manager, has spoken with a client (R-111)."""
    if spoken.days is None:
        return "never"
    anybody = "today" if spoken.days == 0 else f"{spoken.days} d ago"
    if spoken.days_primary is None:
        return f"{anybody} by anyone, never by the primary manager"
    if spoken.days_primary == spoken.days:
        return f"{anybody}, by the primary manager"
    return f"{anybody} by anyone, {spoken.days_primary} d ago by the primary manager"


def overdue_signs(connection: Connection, client_id: int, today: date) -> tuple[OverdueSign, ...]:
    """Return the signs of a client whose check is overdue, the longest first (R-110)."""
    found = []
    for row in reads.rows(connection, "client_signs_overdue", id=client_id, today=today):
        on = reads.maybe_day(row.check_on)
        assert on is not None
        found.append(OverdueSign(row.sign, on, (today - on).days))
    return tuple(found)


def _latest(*values: object) -> datetime | None:
    return max((at for at in map(reads.maybe_instant, values) if at is not None), default=None)
