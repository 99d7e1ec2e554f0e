"""Which alerts ring at this console, each ring once, and what is said of them in passing (R-165)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.tui.alerts.wording import client_of, due_in, late_words
from storage.vocabulary import AlertState, Rung


@dataclass(frozen=True, slots=True)
class Listener:
    """Who sits at this console, as far as that decides what they hear and see of alerts."""

    id: int
    director: bool = False
    """Whether they are one of the directors."""
    on_line: bool = False
    """Whether they have the escalation line."""

    def hears(self, row: AlertRow) -> bool:
        """Whether an alert rings here: it was told to them, or they have the line."""
        if row.recipient.id == self.id:
            return True
        everybody = self.director and row.rung is Rung.ALL_DIRECTORS
        return everybody or (self.on_line and not row.routine)

    def sees(self, row: AlertRow) -> bool:
        """Whether an alert may stand in the banner here: a director sees all of them."""
        return self.hears(row) or row.acting.id == self.id or (self.director and not row.routine)


class Rings:
    """Tells which alerts have rung since it was last asked.

    An unanswered alert is written anew each time it rings, climbs, wakes or expires, so its version says
    which ring it is, whichever program rang it.
    """

    def __init__(self) -> None:
        self._heard: dict[int, int] = {}

    def new(self, rows: Iterable[AlertRow]) -> tuple[AlertRow, ...]:
        """Return the alerts that have rung, and take all of them as heard."""
        rows = tuple(rows)
        fresh = tuple(
            row
            for row in rows
            if row.state is AlertState.RAISED and self._heard.get(row.id, -1) < row.version
        )
        self._heard = {row.id: row.version for row in rows}
        return fresh


def ring_words(rows: Sequence[AlertRow], now: datetime) -> str:
    """Return what is said of alerts that have just rung: the first in full, and how many more there are."""
    first = rows[0]
    late = late_words(first)
    said = f"{first.item_id} {client_of(first)}: {first.title}, {due_in(first, now)}"
    more = f". {len(rows) - 1} more rang too." if len(rows) > 1 else "."
    return said + (f" ({late})" if late else "") + more
