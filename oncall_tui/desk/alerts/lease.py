"""Elect, of several programs on one record, the one that raises and sends (R-159)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage import reads
from storage.errors import Busy, Conflict
from storage.models import Lease

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

ALERTS = "alerts"
"""The name of the one lease there is."""
HELD_FOR = timedelta(seconds=10)
"""How long a lease is sure; another program takes over within this of the last renewal."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who looks after the alerts, and when that was last done."""

    owner: str
    until: datetime
    pulse_at: datetime


def take(
    desk: Desk, owner: str, at: datetime, pulse_at: datetime | None = None, *, silent: Holder | None = None
) -> Holder:
    """Take or renew the lease if it is free, ours or run out; return who holds it then.

    Args:
        desk: where the record is.
        owner: who takes it.
        at: now.
        pulse_at: when the alerts were last looked after; None leaves it as it stands.
        silent: a lease that was not renewed for as long as it holds, by our own steady clock: it is taken
            whatever hour its owner's clock has written on it.

    Raises:
        StoreError: the record cannot be written.
    """
    found = holder(desk)
    if found is not None and found.owner != owner and at < found.until and not _same(found, silent):
        return found
    try:
        with desk.store.quiet_writing() as session:
            lease = session.get(Lease, ALERTS, with_for_update=True)
            if lease is None:
                lease = Lease(name=ALERTS, owner=owner, until=at, pulse_at=at)
                session.add(lease)
            held = Holder(lease.owner, lease.until, lease.pulse_at)
            if held.owner != owner and at < held.until and not _same(held, silent):
                return held
            lease.owner = owner
            lease.until = at + HELD_FOR
            lease.pulse_at = pulse_at or lease.pulse_at
            return Holder(owner, lease.until, lease.pulse_at)
    except (Busy, Conflict):
        kept = holder(desk)
        if kept is None:
            raise
        return kept


def _same(one: Holder, other: Holder | None) -> bool:
    return other is not None and (one.owner, one.until) == (other.owner, other.until)


def give_up(desk: Desk, owner: str, at: datetime) -> None:
    """Let another program take over at once, when this one leaves."""
    with desk.store.quiet_writing() as session:
        lease = session.get(Lease, ALERTS, with_for_update=True)
        if lease is not None and lease.owner == owner:
            lease.until = at


def holder(desk: Desk) -> Holder | None:
    """Return who holds the lease, whether or not it has run out; None before the first time."""
    with desk.store.reading() as connection:
        row = reads.one(connection, "lease", lease=ALERTS)
    if row is None:
        return None
    return Holder(row.owner, reads.instant(row.until), reads.instant(row.pulse_at))
