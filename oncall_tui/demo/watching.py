"""Let the alerts of the story rise at their minutes, and answer those that nobody in the story speaks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncall_tui.demo.clock import SettableClock
    from oncall_tui.desk.alerts.views import AlertRow, Rang
    from oncall_tui.desk.context import Desk

_PLANNED = "It is planned; the next warning is soon enough."


class Watch:
    """Looks after the alerts between the steps of the story, as a console that was open all week would."""

    def __init__(self, desk: Desk, clock: SettableClock, left_from: datetime) -> None:
        """Begin to look after them.

        Args:
            desk: the desk at which the story is told.
            clock: moved to each minute at which an alert does something.
            left_from: from when on nobody answers unless a step of the story does.
        """
        self._desk = desk
        self._clock = clock
        self._left_from = left_from
        self._sweeper = Sweeper(desk)

    def until(self, end: datetime) -> None:
        """Let everything happen that happens by itself before an instant."""
        while True:
            swept = self._sweeper.sweep()
            if swept.rang:
                self._answer(swept.rang)
            elif swept.next_at is None or swept.next_at >= end:
                return
            else:
                self._clock.jump(max(swept.next_at, self._clock.now()))

    def _answer(self, rang: Iterable[Rang]) -> None:
        """Put off what rang until its next warning, in the name of whoever was told."""
        now = self._clock.now()
        if now >= self._left_from:
            return
        wanted = {each.alert_id for each in rang}
        for row in load_alerts(self._desk).rows:
            if row.id in wanted and row.snooze_limit > now:
                desk = replace(self._desk, operator=row.recipient)
                verbs.snooze(desk, row.id, row.snooze_limit, _PLANNED, version=row.version)


def alert_of(desk: Desk, item_id: int, rule: str) -> AlertRow:
    """Return the open alert of one clock of an item."""
    return next(row for row in load_alerts(desk).rows if (row.item_id, row.rule) == (item_id, rule))
