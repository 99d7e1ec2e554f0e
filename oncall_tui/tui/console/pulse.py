"""What happens on the console as time passes: count-downs, lapses, others' changes."""

from __future__ import annotations

import gc
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import on, work
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from oncall_tui.desk.views import Counts, LineHolder, Queue
from oncall_tui.tui.console.reading import ConsoleReading
from oncall_tui.tui.widgets.header import ConsoleHeader, HeaderFacts
from oncall_tui.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from oncall_tui.alerting.ticker import Ticker
    from oncall_tui.desk.context import Desk

_CHANGES_EVERY = 1.0
_AFTER_FIRST_SIGHT = 0.3


class ConsolePulse(ConsoleReading):
    """Keeps the console true to the clock and to what others write."""

    queue: var[Queue | None] = var(None, init=False)
    """The queue as it was last read."""

    def __init__(self, desk: Desk, note: str) -> None:
        super().__init__()
        self.desk = desk
        self._note = note
        self.zone = ZoneInfo(desk.house.zone)
        self.lapsing = timedelta(minutes=desk.settings.lapsing_minutes)
        self.counts = Counts(0, 0, 0)
        self.line: LineHolder | None = None
        self.token = ""
        """How the record stood when its changes were last looked for."""
        self._ticked_at: datetime | None = None
        self._ticker: Ticker | None = None
        self._awake = False

    @property
    def takes_keys(self) -> bool:
        """Whether the queue is there to act on, or it is known that it cannot be read."""
        return self._awake

    def wake(self) -> None:
        """Start what goes on by itself, once: not before the queue was on the screen."""
        if not self._awake:
            self._awake = True
            self.set_timer(_AFTER_FIRST_SIGHT, self.start_ticker)

    @work(thread=True, group="ticker")
    def start_ticker(self) -> None:
        """Start the ticker, and import meanwhile what the first form will need."""
        from oncall_tui.alerting.ticker import Ticker  # slow to import; the first paint is over

        self._ticker = Ticker(self.desk.clock, _CHANGES_EVERY, self.look_for_changes)
        self._ticker.start()
        # The first form must open at once, so what it needs is imported before it is asked for.
        import oncall_tui.desk.attempts
        import oncall_tui.tui.flows.attempts
        import oncall_tui.tui.flows.calls  # noqa: F401

        gc.freeze()  # what is loaded by now stays; passes over it would show as stutter
        gc.enable()

    def on_unmount(self) -> None:
        """Stop the ticker."""
        if self._ticker is not None:
            self._ticker.stop()

    def tick(self) -> None:
        """Let the count-downs go on."""
        now = self.desk.now()
        self.query_one("#queue-listing", Listing).tick(now)
        before, self.counts = self.counts, self._count(now)
        self._show_header(now)
        if self.counts.lapsed > before.lapsed and self.queue is not None:
            self.load()

    def _count(self, now: datetime) -> Counts:
        from oncall_tui.desk.queue import count

        return count(self.queue.rows if self.queue else (), now, self.lapsing)

    def look_for_changes(self) -> None:
        """Find out, in the ticker's thread, whether anybody has changed the record."""
        self.post_message(self.Ticked(self.desk.store.change_token(), self.desk.now()))

    @on(ConsoleReading.Ticked)
    def _ticked(self, event: ConsoleReading.Ticked) -> None:
        self._ticked_at = event.at
        self._show_header(self.desk.now())
        if self.token and event.token != self.token:
            self.load(afresh=True)
            self.load_client()
        self.token = event.token

    def _show_header(self, now: datetime) -> None:
        line = self.line
        local = now.astimezone(self.zone)
        calendar = self.desk.house.calendar
        kind = calendar.holiday(local.date()) or ("weekend" if local.weekday() >= 5 else "")
        self.query_one(ConsoleHeader).show(
            HeaderFacts(
                organisation=self.desk.house.name + self._note,
                now=now,
                zone=self.zone,
                read=self.queue is not None,
                open=self.counts.open,
                lapsing=self.counts.lapsing,
                lapsed=self.counts.lapsed,
                line_holder=line.person.name if line else None,
                line_until=line.until if line else None,
                rota_gap=line.rota_gap if line else False,
                day_kind=kind,
                ticked_at=self._ticked_at,
            )
        )
        lapsed = f"{self.counts.lapsed} lapsed, {self.counts.open} open. Make the window at least 40×10."
        self.query_one("#too-small", Static).update(Content(lapsed))
