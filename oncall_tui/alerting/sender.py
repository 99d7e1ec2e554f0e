"""The sender: takes what is due from the outbox, sends it outside any transaction, and marks the outcome."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oncall_tui.alerting.channels.base import Channel, Message, Outcome, Result
from oncall_tui.alerting.channels.choosing import channel_for
from oncall_tui.desk.alerts.outbox import NO_CHANNEL
from storage.errors import StoreError

if TYPE_CHECKING:
    from oncall_tui.desk.alerts.sending import ClaimedNotice
    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)

_AT_ONCE = 6
"""How many are sent side by side, so that a service that hangs does not hold up the rest."""
_MOST = 200
"""How many one round sends at most."""

ChannelMaker = Callable[[str, str, str], Channel | None]
"""Makes a channel from a URL of the settings, an e-mail address and phone digits."""


@dataclass(slots=True)
class SentReport:
    """What one round did."""

    sent: int = 0
    retried: int = 0
    """How many were not sent and wait, or go on by the next channel."""
    given_up: list[int] = field(default_factory=list)
    """Alerts of which somebody could be told by no channel: they climb at once (R-162)."""
    trouble: str = ""
    """Why the record could not be read or written, if so."""


class Sender:
    """Sends notices at least once: what is not marked as sent is sent again, as a repeat."""

    def __init__(
        self, desk: Desk, owner: str, channels: ChannelMaker = channel_for, at_once: int = _AT_ONCE
    ) -> None:
        """Make a sender.

        Args:
            desk: whose outbox and settings.
            owner: another one for each program.
            channels: makes the channels; a test's own.
            at_once: how many are sent side by side.
        """
        self._desk = desk
        self._owner = owner
        self._channels = channels
        self._at_once = at_once
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        """One at a time at the record; only the sending is done side by side."""

    def send_due(self, most: int = _MOST) -> SentReport:
        """Send what is due, and return what came of it; never raises for one bad notice.

        Raises:
            StoreError: the record cannot be read.
        """
        report = SentReport()
        first = self._claim()
        if not first:
            return report
        left = [most - len(first)]
        if self._at_once == 1:
            self._work(first, report, left)
            return report
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="sender") as pool:
            for done in [
                pool.submit(self._work, first if place == 0 else (), report, left)
                for place in range(self._at_once)
            ]:
                done.result()
        return report

    def _work(self, claimed: tuple[ClaimedNotice, ...], report: SentReport, left: list[int]) -> None:
        """Send one after the other until nothing is due."""
        while True:
            for each in claimed:
                self._one(each, report)
            with self._lock:
                if left[0] <= 0:
                    return
                left[0] -= 1
            try:
                claimed = self._claim()
            except StoreError as trouble:
                self._note(report, trouble)
                return
            if not claimed:
                return

    def _claim(self) -> tuple[ClaimedNotice, ...]:
        from oncall_tui.desk.alerts.sending import claim

        with self._turn:
            return claim(self._desk, self._owner, self._desk.now())

    def _one(self, claimed: ClaimedNotice, report: SentReport) -> None:
        """Send one notice and mark it."""
        outcome = self._send(claimed)
        for last in (False, True):
            try:
                with self._turn:
                    given_up = self._mark(claimed, outcome)
                break
            except StoreError as trouble:
                if last:
                    self._note(report, trouble)
                    return
        with self._lock:
            if outcome.result is Result.DELIVERED:
                report.sent += 1
            elif given_up is None:
                report.retried += 1
            else:
                report.given_up.append(given_up)

    def _send(self, claimed: ClaimedNotice) -> Outcome:
        try:
            if not claimed.channel:
                return Outcome(Result.REFUSED, NO_CHANNEL)
            channel = self._channels(claimed.url, claimed.email, claimed.phone) if claimed.url else None
            if channel is None:
                return Outcome(Result.REFUSED, "the settings have no such channel for this person")
            return channel.send(Message(claimed.subject, claimed.body, claimed.key, claimed.repeat))
        except Exception as fault:  # noqa: BLE001 (whatever it was, the other notices must go on)
            log.error("a channel failed: %s", type(fault).__name__)
            return Outcome(Result.UNSURE, f"the channel failed ({type(fault).__name__})")

    def _mark(self, claimed: ClaimedNotice, outcome: Outcome) -> int | None:
        from oncall_tui.desk.alerts.sending import delivered, failed

        at = self._desk.now()
        if outcome.result is Result.DELIVERED:
            delivered(self._desk, claimed, at)
            return None
        return failed(
            self._desk,
            claimed,
            at,
            outcome.words,
            unsure=outcome.result is Result.UNSURE,
            final=outcome.result is Result.REFUSED,
            retry_after=outcome.retry_after,
        )

    def _note(self, report: SentReport, trouble: StoreError) -> None:
        log.warning("a notice could not be marked: %s", trouble.words)
        with self._lock:
            report.trouble = trouble.words
