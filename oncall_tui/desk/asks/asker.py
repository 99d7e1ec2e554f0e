"""One round of everything that the console itself has to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.asks.ahead import GapWatch
from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.caseload.listing import ListWatch
from oncall_tui.desk.caseload.morning import MorningWatch

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


class Asker:
    """Asks again and again; it keeps nothing but what can be worked out anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._gaps = GapWatch(desk)
        self._lists = ListWatch(desk)
        self._mornings = MorningWatch(desk)

    def ask(self) -> int:
        """Ask what is due and what has come up ahead; return how many questions that were.

        Raises:
            StoreError: the round is not complete; the next one finds the same again.
        """
        watches = (self._gaps, self._lists, self._mornings)
        return ask_due(self._desk) + sum(watch.look() for watch in watches)
