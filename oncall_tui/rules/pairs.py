"""The primary and secondary manager of every client at once, so that questions about all are cheap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.stretches import DAWN, FAR

if TYPE_CHECKING:
    from oncall_tui.rules.roster import Roster


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Managers on record of every client at one instant; the lists are aligned and never changed."""

    clients: Sequence[int]
    """Every client of the roster, by id."""
    pcm: Sequence[int | None]
    """Primary manager on record."""
    scm: Sequence[int | None]
    """Secondary manager on record."""
    since: Sequence[datetime]
    """When the client's managers last changed."""
    until: Sequence[datetime]
    """When they next change; FAR for never."""
    first: datetime
    """From when on all of it holds."""
    last: datetime
    """Until when all of it holds."""


def pairs_at(roster: Roster, at: datetime) -> Pairs:
    """The managers on record of all clients at an instant in UTC.

    The last answer is kept, and only clients whose managers changed in between are looked at again.
    """
    known = roster.index.pairs
    if known is None:
        clients = sorted(roster.holdings.keys() | roster.decisions.keys())
        nobody: list[int | None] = [None] * len(clients)
        known = _patched(
            roster, Pairs(clients, nobody, nobody, [FAR] * len(clients), [FAR] * len(clients), FAR, FAR), at
        )
    elif not known.first <= at < known.last:
        known = _patched(roster, known, at)
    roster.index.pairs = known
    return known


def _patched(roster: Roster, known: Pairs, at: datetime) -> Pairs:
    pcm, scm, since, until = list(known.pcm), list(known.scm), list(known.since), list(known.until)
    for place, (begun, over) in enumerate(zip(known.since, known.until, strict=True)):
        if not begun <= at < over:
            holdings = roster.holdings.get(known.clients[place], ())
            pcm[place], scm[place], since[place], until[place] = managers_at(holdings, at)
    return Pairs(known.clients, pcm, scm, since, until, max(since, default=DAWN), min(until, default=FAR))
