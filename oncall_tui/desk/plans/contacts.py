"""How long nobody has spoken with a client: anybody, and the primary manager (R-111)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.plans.views import LastSpoken, OverdueSign
from storage import reads

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


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
