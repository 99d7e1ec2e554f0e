"""The engine of the alerts: one a program, on a screen or without; of all of them one does the work."""

from __future__ import annotations

import logging
import os
import platform
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.alerting.copier import Copied, Copier
from oncall_tui.alerting.headkeeper import HeadKeeper
from oncall_tui.alerting.heartbeat import Heartbeat
from oncall_tui.alerting.sender import Sender
from oncall_tui.alerting.ticker import Ticker
from oncall_tui.alerting.timekeeper import Timekeeper
from oncall_tui.alerting.watchdog import Watchdog
from oncall_tui.desk.alerts.check import second_opinion
from oncall_tui.desk.alerts.lease import HELD_FOR, Holder, give_up, take
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.views import Swept
from oncall_tui.errors import BadSettings
from storage.errors import StoreError

if TYPE_CHECKING:
    from oncall_tui.alerting.mailbox.watcher import MailboxWatcher
    from oncall_tui.desk.asks.asker import Asker
    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between looks at whether anything changed."""
SWEEP_EVERY = timedelta(seconds=5)
"""The longest between two sweeps of the record."""
_CHECK_EVERY = timedelta(seconds=60)
_SEND_EVERY = 2.0
_RENEW_AFTER = timedelta(seconds=3)
_STEP_ASIDE = timedelta(seconds=15)
"""For how long a program whose sweep failed leaves the work to others."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one tick found, for the screen."""

    at: datetime
    """When the alerts were last looked after, by whichever program does it."""
    token: str
    """How the record stands; another word after anybody's change."""
    swept: Swept
    leader: bool
    """Whether it is this program that raises and sends."""
    sender: str
    """Which program does."""
    troubles: tuple[str, ...]
    """What a person has to know: the clock jumped, warnings are missing, the record cannot be written."""
    copied: Copied | None = None
    """How the copies of the database stand; None where that is not known yet, and where none are made."""


class Engine:
    """Looks after the alerts as long as it runs; a second one on the same record stands by."""

    def __init__(
        self,
        desk: Desk,
        *,
        kind: str = "console",
        on_report: Callable[[Report], object] = lambda _report: None,
        on_alarm: Callable[[str], object] = lambda _words: None,
        sender: Sender | None = None,
        asker: Asker | None = None,
    ) -> None:
        """Make an engine.

        Args:
            desk: whose record and settings it works with; it keeps a time of its own.
            kind: what program it is, for the others to name.
            on_report: told of each tick, in the engine's thread.
            on_alarm: told when ticks have stopped, in the watchdog's thread.
            sender: what sends notices; a test's own.
            asker: what asks what the console itself has to ask; a test's own.
        """
        self.owner = f"{kind} on {platform.node()} {os.getpid()} {uuid.uuid4().hex[:6]}"
        self._time = Timekeeper(desk.clock)
        self._desk = replace(desk, clock=self._time)
        self._on_report = on_report
        self._on_alarm = on_alarm
        self._sweeper = Sweeper(self._desk)
        self._sender = sender or Sender(self._desk, self.owner)
        self._asker = asker
        self._heads = HeadKeeper(desk.store, desk.clock)
        self._heartbeat = Heartbeat(desk.settings.heartbeat_url, desk.clock)
        self._ticker = Ticker(self._time, LOOK_EVERY, self.tick)
        self._postman = Ticker(self._time, _SEND_EVERY, self.post)
        self._unread = ""
        self._mailbox = self._make_mailbox()
        self._copier = Copier(self._desk, may=lambda: self.leader)
        self._watchdog = Watchdog(self._ticker.quiet_seconds, self._begin_anew)
        self._holder: Holder | None = None
        self._renewed_seen = self._time.monotonic()
        self._swept_at: datetime | None = None
        self._swept_token = ""
        self._next_at: datetime | None = None
        self._checked_at: datetime | None = None
        self._opinion = ""
        self._unasked = ""
        self._aside_until: datetime | None = None
        self._undelivered: frozenset[int] = frozenset()

    @property
    def leader(self) -> bool:
        """Whether this program raises and sends now."""
        holder = self._holder
        return holder is not None and holder.owner == self.owner and self._time.now() < holder.until

    def start(self) -> None:
        """Begin; the first look is at once."""
        self._ticker.start()
        self._postman.start()
        self._watchdog.start()
        self._copier.start()
        if self._mailbox is not None:
            self._mailbox.start()

    def stop(self) -> None:
        """Stop, and let another program take over at once."""
        self._watchdog.stop()
        self._ticker.stop()
        self._postman.stop()
        self._copier.stop()
        if self._mailbox is not None:
            self._mailbox.stop()
        self._heads.keep(at_once=True)
        if self.leader:
            try:
                give_up(self._desk, self.owner, self._time.now())
            except StoreError as trouble:
                log.warning("the lease was not given back: %s", trouble.words)

    def _make_mailbox(self) -> MailboxWatcher | None:
        """Return what reads the mailbox of the settings, if there is one; whoever has the lease does."""
        if not self._desk.settings.inbox:
            return None
        from oncall_tui.alerting.mailbox.address import mailbox_address
        from oncall_tui.alerting.mailbox.watcher import MailboxWatcher

        try:
            address = mailbox_address(self._desk.settings.inbox)
        except BadSettings as fault:
            self._unread = f"E-mails are not read: {fault.words}"
            return None
        return MailboxWatcher(self._desk, address, may=lambda: self.leader) if address else None

    def tick(self) -> float | None:
        """Look once, and return in how many seconds something is due.

        Raises:
            StoreError: the record could not be read or written; told of in a report first.
        """
        at = self._time.now()
        swept = Swept(at)
        try:
            token = self._desk.store.change_token()
            swept = self._look(at, token)
            self._check(at)
        except StoreError as trouble:
            self._step_aside(at)
            self._report(at, "", swept, trouble.words)
            raise
        self._report(at, token, swept)
        if self._next_at is None or not self.leader:
            return None
        return (self._next_at - self._time.now()).total_seconds()

    def post(self) -> None:
        """Send what waits to be sent, if that is this program's to do."""
        if self.leader:
            report = self._sender.send_due()
            self._undelivered |= frozenset(report.given_up)
            if self._checked_at is not None and not self._opinion:
                self._heartbeat.beat()

    def _look(self, at: datetime, token: str) -> Swept:
        """Do what is this program's to do."""
        if self._aside_until is None or self._aside_until <= at:
            self._aside_until = None
            self._renew(at)
        swept = Swept(at)
        if self.leader and self._is_due(at, token):
            hurry = self._undelivered
            swept = self._sweeper.sweep(hurry)
            self._undelivered -= hurry
            self._swept_at, self._swept_token, self._next_at = at, token, swept.next_at
        return swept

    def _check(self, at: datetime) -> None:
        """Check on whoever raises and sends, this program or another."""
        if self._checked_at is None or self._checked_at + _CHECK_EVERY <= at:
            first, self._checked_at = self._checked_at is None, at
            self._opinion = second_opinion(self._desk, at).words
            if self.leader and not first:
                self._ask_safely()
            self._heads.keep()

    def _ask_safely(self) -> None:
        """Ask, and tell what went wrong with it: the alerts go on whatever cannot be asked."""
        try:
            self.ask()
        except Exception as fault:  # noqa: BLE001 (no question may hold up an alert)
            log.error("what the console asks could not be asked (%s)", type(fault).__name__)
            self._unasked = "What the console asks by itself could not be asked; it tries again each minute."
        else:
            self._unasked = ""

    def ask(self) -> None:
        """Ask what the console itself has to ask by now.

        Raises:
            StoreError: nothing was asked; the next round finds the same again.
        """
        if self._asker is None:
            # Slow to import, and nothing is asked in the first minute.
            from oncall_tui.desk.asks.asker import Asker

            self._asker = Asker(self._desk)
        self._asker.ask()

    def _renew(self, at: datetime) -> None:
        """Take the lease, or renew it in good time; the pulse it shows is that of the last good sweep."""
        holder, steady = self._holder, self._time.monotonic()
        ours = holder is not None and holder.owner == self.owner
        if ours and holder is not None and holder.until - at >= HELD_FOR - _RENEW_AFTER:
            return
        silent = holder if steady - self._renewed_seen > HELD_FOR.total_seconds() else None
        found = take(self._desk, self.owner, at, self._swept_at if ours else None, silent=silent)
        if holder is None or found.until != holder.until:
            self._renewed_seen = steady
        self._holder = found

    def _is_due(self, at: datetime, token: str) -> bool:
        return (
            self._swept_at is None
            or token != self._swept_token
            or self._swept_at + SWEEP_EVERY <= at
            or bool(self._undelivered)
            or (self._next_at is not None and self._next_at <= at)
        )

    def _step_aside(self, at: datetime) -> None:
        """Leave the work to a program that can do it."""
        was_leader = self.leader
        self._aside_until = at + _STEP_ASIDE
        self._holder = None
        if was_leader:
            try:
                give_up(self._desk, self.owner, at)
            except StoreError:
                log.warning("the lease runs out by itself")

    def _begin_anew(self, silence: float) -> None:
        """Begin the ticker anew, with nothing that a stuck tick may still hold."""
        self._sweeper = Sweeper(self._desk)
        self._ticker.restart()
        self._on_alarm(f"Alerts stood still for {silence:.0f} s and were begun anew.")

    def _report(self, at: datetime, token: str, swept: Swept, trouble: str = "") -> None:
        holder = self._holder
        unread = self._mailbox.trouble if self._mailbox is not None else self._unread
        troubles = (trouble, self._time.trouble, self._opinion, self._unasked, unread, self._copier.trouble)
        self._on_report(
            Report(
                at=self._swept_at if self.leader and self._swept_at else holder.pulse_at if holder else at,
                token=token,
                swept=swept,
                leader=self.leader,
                sender=holder.owner if holder else "",
                troubles=tuple(each for each in troubles if each),
                copied=self._copier.copied,
            )
        )
