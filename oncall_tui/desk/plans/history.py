"""A client's past history, kept where it is seen in the first minute of a call (R-018)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.changing import clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.plans.base import planning
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_MOST = 50
"""How many lines of history are kept; more would hide what matters."""


def note_history(desk: Desk, client_id: int, lines: str, *, shown: tuple[str, ...] | None = None) -> Saved:
    """Keep a client's past history, a line each; the record keeps what it said before.

    Raises:
        Refused: there is too much of it, or somebody has changed it since the screen showed it.
    """
    typed = clean(lines, "lines")
    kept = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if len(kept) > _MOST:
        raise Refused(f"Keep it to {_MOST} lines, the most telling first.", field="lines")
    with planning(desk, "history-noted", client_id) as (unit, client):
        if shown is not None and tuple(client.past_history) != shown:
            unchanged(unit.session, client, client.version - 1, "It")  # the texts themselves were shown
        client.past_history = kept
        unit.note(words=f"Past history: {', '.join(kept) or 'none'}")
    return Saved(0, "Past history kept. It stands on the card during a call.")
