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
from oncall_tui.text import clock_time
from oncall_tui.tui.console.alerting import ConsoleAlerts
from oncall_tui.tui.console.copies_text import foot_note, head_words
from oncall_tui.tui.console.gaze import Gaze
from oncall_tui.tui.console.reading import ConsoleReading
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.header import QUIET_FOR, ConsoleHeader, HeaderFacts
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.alerting.changes import ChangeWatch
    from oncall_tui.alerting.copier import Copied
    from oncall_tui.alerting.engine import Engine, Report
    from oncall_tui.desk.context import Desk

_ALERTS_EVERY = 10.0
"""Seconds after which open alerts are read again: what could not be delivered is no recorded change."""
_AFTER_FIRST_SIGHT = 0.3
_GLANCES_EVERY = 3.0
"""Seconds between two writings of what was looked at: as much of it is lost when the program is killed."""


class ConsolePulse(ConsoleAlerts):
    """Keeps the console true to the clock and to what others write."""

    queue: var[Queue | None] = var(None, init=False)
    """The queue as it was last read."""

    def __init__(self, desk: Desk, note: str) -> None:
        super().__init__(desk)
        self._note = note
        self.zone = ZoneInfo(desk.house.zone)
        self.lapsing = timedelta(minutes=desk.settings.lapsing_minutes)
        self.counts = Counts(0, 0, 0)
        self.token = ""
        """How the record stood when its changes were last looked for."""
        self._ticked_at: datetime | None = None
        self._ticked_for = desk.clock.monotonic()
        self._behind = timedelta()
        self._alerts_read = desk.clock.monotonic()
        self._outlived: LineHolder | None = None
        self._alarm = ""
        self._copied: Copied | None = None
        self._saved_at: datetime | None = None
        self._engine: Engine | None = None
        self._changes: ChangeWatch | None = None
        self._awake = False
        self._gaze = Gaze()
        self._kept_for = desk.clock.monotonic()

    @property
    def takes_keys(self) -> bool:
        """Whether the queue is there to act on, or it is known that it cannot be read."""
        return self._awake

    def wake(self) -> None:
        """Start what goes on by itself, once: not before the queue was on the screen."""
        if not self._awake:
            self._awake = True
            self.set_timer(_AFTER_FIRST_SIGHT, self._look_after_alerts)

    def _look_after_alerts(self) -> None:
        self._alerts_read = self.desk.clock.monotonic()
        self.load_alerts()
        self.start_engine()

    @work(thread=True, group="ticker")
    def start_engine(self) -> None:
        """Start what looks after the alerts, and import meanwhile what the first form will need."""
        from oncall_tui.alerting.changes import ChangeWatch
        from oncall_tui.alerting.engine import Engine  # slow to import; the first paint is over

        self._engine = Engine(self.desk, kind="console", on_report=self.hear, on_alarm=self.hear_alarm)
        self._engine.start()
        self._changes = ChangeWatch(self.desk.store, self.hear_change)
        self._changes.start()
        # The first form must open at once, so what it needs is imported before it is asked for.
        import oncall_tui.desk.asks.asker
        import oncall_tui.desk.attempts
        import oncall_tui.tui.flows.attempts
        import oncall_tui.tui.flows.calls  # noqa: F401

        gc.freeze()  # what is loaded by now stays; passes over it would show as stutter
        gc.enable()

    def on_unmount(self) -> None:
        """Stop looking after the alerts."""
        if self._changes is not None:
            self._changes.stop()
        if self._engine is not None:
            self._engine.stop()

    def tick(self) -> None:
        """Let the count-downs go on."""
        now = self.desk.now()
        self.query_one("#queue-listing", Listing).tick(now)
        before, self.counts = self.counts, self._count(now)
        self._show_header(now)
        self.show_alerts_at(now)
        self._note_glances()
        if (self.counts.lapsed > before.lapsed and self.queue is not None) or self._line_passed_on(now):
            self.load()

    def _note_glances(self) -> None:
        """Note whose client the eye rests on, and let what was noted be written now and then (R-173)."""
        steady = self.desk.clock.monotonic()
        pane = self.query_one(ResponsiblePane)
        seen = self.is_current and pane.is_on_screen and pane.shown is not None
        client_id = pane.shown.card.id if seen and pane.shown is not None else None
        if self._gaze.rest(client_id, steady) and client_id is not None:
            self.desk.glances.saw(client_id, "responsible")
        if steady - self._kept_for >= _GLANCES_EVERY and self.desk.glances.waiting:
            self._kept_for = steady
            self.keep_glances()

    @work(thread=True, group="glances", exit_on_error=False)
    def keep_glances(self) -> None:
        """Write what was looked at."""
        self.desk.glances.keep()

    def _line_passed_on(self, now: datetime) -> bool:
        """Say, once, that whoever had the line has it no longer."""
        line = self.line
        if line is None or line.until is None or line.until > now or line is self._outlived:
            return False
        self._outlived = line
        return True

    def _count(self, now: datetime) -> Counts:
        from oncall_tui.desk.queue import count

        return count(self.queue.rows if self.queue else (), now, self.lapsing)

    def note_saved(self) -> None:
        """Remember that something was saved from here just now."""
        self._saved_at = self.desk.now()

    def foot_note(self) -> tuple[Part, ...]:
        """Return what the foot says of saving and of copies, where copies are made at all."""
        if not self.desk.settings.backup_minutes:
            return ()
        return foot_note(self._saved_at, self._copied, self.desk.now(), self.zone)

    def hear(self, report: Report) -> None:
        """Pass on, from the engine's thread, that the alerts were looked after."""
        rang = bool(report.swept.rang)
        self.post_message(self.Ticked(report.at, rang, report.troubles, report.copied, bool(report.token)))

    def hear_change(self, token: str) -> None:
        """Pass on, from the thread that watches for it, that somebody has changed the record."""
        self.post_message(self.Changed(token))

    def hear_alarm(self, words: str) -> None:
        """Pass on, from the watchdog's thread, that nothing looks after the alerts."""
        self.post_message(self.Alarmed(words))

    @on(ConsoleReading.Ticked)
    def _ticked(self, event: ConsoleReading.Ticked) -> None:
        steady = self.desk.clock.monotonic()
        self._ticked_at, self._ticked_for, self._alarm = event.at, steady, ""
        self._behind = max(timedelta(), self.desk.now() - event.at)
        self._copied = event.copied
        self._show_header(self.desk.now())
        self.hear_troubles(event.troubles)
        open_for_long = (
            self.alerts is None or bool(self.alerts.rows)
        ) and steady - self._alerts_read >= _ALERTS_EVERY
        if event.readable and (event.rang or open_for_long):
            self._alerts_read = steady
            self.load_alerts()

    @on(ConsoleReading.Changed)
    def _changed(self, event: ConsoleReading.Changed) -> None:
        before, self.token = self.token, event.token
        if before in ("", event.token):
            return
        self.load(afresh=True)
        self.load_client()
        self._alerts_read = self.desk.clock.monotonic()
        self.load_alerts()

    @on(ConsoleReading.Alarmed)
    def _alarmed(self, event: ConsoleReading.Alarmed) -> None:
        self._alarm = event.words
        self.alarmed = f"{clock_time(self.desk.now(), self.zone)}: {event.words}"
        self._show_header(self.desk.now())
        self.app.bell()
        tell(self, event.words, severity="error", title="ALERTS NOT RUNNING")

    def _whose(self) -> str:
        """Return who sits here, where people sign in (R-175)."""
        return f"{self.desk.operator.name} · " if getattr(self.app, "signs_in", False) else ""

    @property
    def _quiet(self) -> timedelta:
        """For how long nothing has looked after the alerts."""
        return timedelta(seconds=self.desk.clock.monotonic() - self._ticked_for) + self._behind

    @property
    def looked_after(self) -> bool:
        """Whether the alerts are being looked after."""
        return not self._alarm and self._quiet <= QUIET_FOR

    def _show_header(self, now: datetime) -> None:
        line = self.line
        local = now.astimezone(self.zone)
        calendar = self.desk.house.calendar
        kind = calendar.holiday(local.date()) or ("weekend" if local.weekday() >= 5 else "")
        self.query_one(ConsoleHeader).show(
            HeaderFacts(
                organisation=self._whose() + self.desk.house.name + self._note,
                now=now,
                zone=self.zone,
                read=self.queue is not None,
                open=self.counts.open,
                lapsing=self.counts.lapsing,
                lapsed=self.counts.lapsed,
                line_holder=line.person.name if line else None,
                line_until=line.until if line else None,
                rota_gap=line.rota_gap if line else False,
                read_only=bool(self.desk.store.read_only),
                day_kind=kind,
                ticked_at=self._ticked_at,
                quiet=self._quiet,
                alarm=self._alarm,
                private=getattr(self.app, "private", False),
                backup=head_words(self._copied, now),
            )
        )
        lapsed = f"{self.counts.lapsed} lapsed, {self.counts.open} open, {len(self.waiting())} alerts."
        lapsed += " Make the window at least 40×10."
        self.query_one("#too-small", Static).update(Content(lapsed))
