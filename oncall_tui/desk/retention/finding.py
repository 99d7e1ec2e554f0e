"""What is past its time: whose record may be erased, what that would take, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.retention.holds import hold_words, holds
from oncall_tui.errors import BadSettings, Refused
from oncall_tui.rules.retention import Retention, RetentionError, may_go, parse_retention
from storage import reads
from storage.purging import Belongings, belongings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class PastTime:
    """A client whose record may be erased, or would, if nothing stood against it."""

    client_id: int
    last: datetime | None
    """The newest instant on record about them."""
    counts: dict[str, int]
    """How many rows of each table go or are emptied."""
    against: str
    """Why it may not be erased; empty if nothing is against it."""
    owned: Belongings = field(repr=False)


def retention_of(desk: Desk) -> Retention:
    """Return what the site has decided.

    Raises:
        BadSettings: the settings cannot be understood.
    """
    try:
        return parse_retention(desk.settings.retention)
    except RetentionError as fault:
        raise BadSettings(fault.words) from fault


def past_time(desk: Desk, connection: Connection, only: int | None = None) -> tuple[PastTime, ...]:
    """Return the clients who left care for longer than the site keeps; or one of whom it is asked.

    Raises:
        Refused: the one of whom it is asked is not there any more, or still in care.
    """
    retention, now, held = retention_of(desk), desk.now(), holds(connection)
    rows = list(reads.rows(connection, "clients_to_purge"))
    if only is not None:
        rows = [row for row in rows if row.id == only]
        if not rows:
            raise Refused("There is no such client.", field="client")
        if rows[0].in_care:
            raise Refused("That client is still in care. Only who was disenrolled is erased.")
    found = []
    for row in rows:
        if row.in_care or (only is None and retention.closed_clients is None):
            continue
        owned = belongings(connection, row.id, now)
        if only is None and not may_go(owned.last, now, retention):
            continue
        against = hold_words(held[row.id], desk) if row.id in held else _still_going(row)
        found.append(PastTime(row.id, owned.last, owned.counts(), against, owned))
    return tuple(found)


def _still_going(row: reads.Found) -> str:
    """Return what of a client is not over yet; empty where everything is."""
    item = row.open_item or row.open_linked
    if item is not None:
        return f"item {item} is still open; resolve or close it first"
    if row.open_clock is not None:
        return f"a clock of item {row.open_clock} still runs; end it first"
    if row.open_case is not None:
        return f"case {row.open_case} is not closed; close it first"
    return ""
