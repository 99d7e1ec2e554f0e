"""Watches a mailbox in a thread: what comes in becomes an item, once, and nothing there is changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from oncall_tui.alerting.mailbox.box import Box, BoxError
from oncall_tui.alerting.mailbox.letters import letter_of
from oncall_tui.desk.inbox.receiving import Place, place_of, receive
from storage.errors import StoreError

if TYPE_CHECKING:
    from oncall_tui.alerting.mailbox.address import MailboxAddress
    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)

_LONGEST_WAIT = 300.0
"""Seconds between two tries to reach a mailbox, at most."""
_FIRST_WAIT = 5.0
_SLICE = 1.0
"""Seconds after which somebody who waits looks whether to stop."""

BoxMaker = Callable[["MailboxAddress"], Box]
"""Opens a mailbox; a test's own."""


def fetch(desk: Desk, address: MailboxAddress, box: Box) -> int:
    """Make items of what is new in an open mailbox; return how many those are.

    Raises:
        BoxError: the connection is lost; what was read until then is saved.
        StoreError: the record cannot be written; it is read again from there.
    """
    validity, before = box.validity, _place(desk, address)
    after = before[1] if before and before[0] == validity else None
    since = (desk.now() - timedelta(days=address.days)).date()
    count = 0
    for mail in box.new(after, since):
        letter = letter_of(mail.raw, mail.received_at or desk.now(), cut=mail.cut)
        place = Place(address.name, f"{validity} {mail.uid}")
        count += not receive(desk, letter, place).repeated
    return count


def _place(desk: Desk, address: MailboxAddress) -> tuple[str, int] | None:
    """Return how far the mailbox was read: under which validity, and to which number."""
    validity, _, uid = place_of(desk, address.name).rpartition(" ")
    return (validity, int(uid)) if uid.isdigit() else None


class MailboxWatcher:
    """Reads a mailbox for as long as it runs and it is this program's to do."""

    def __init__(
        self,
        desk: Desk,
        address: MailboxAddress,
        *,
        may: Callable[[], bool] = lambda: True,
        open_box: BoxMaker = Box,
    ) -> None:
        """Make a watcher.

        Args:
            desk: whose record it writes.
            address: of the mailbox.
            may: whether this program is the one that reads it now.
            open_box: opens the mailbox; a test's own.
        """
        self._desk, self._address, self._may, self._open = desk, address, may, open_box
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble = ""
        """What a person has to know; empty while all is well."""

    def start(self) -> None:
        """Begin."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop soon; what is being saved is saved."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=2 * _SLICE)

    def _run(self) -> None:
        pause = _FIRST_WAIT
        while not self._stop.is_set():
            if not self._may():
                self._stop.wait(_FIRST_WAIT)
                continue
            try:
                self._watch()
            except BoxError as fault:
                self.trouble = f"E-mails are not read: {fault} It is tried again."
            except StoreError as fault:
                self.trouble = f"E-mails are not read: {fault.words}"
            except Exception as fault:  # noqa: BLE001 (whatever it was, the mailbox is tried again)
                log.error("the mailbox could not be read (%s)", type(fault).__name__)
                self.trouble = "E-mails are not read, for a reason nobody foresaw. It is tried again."
            else:
                pause = _FIRST_WAIT
                continue
            self._stop.wait(pause)
            pause = min(2 * pause, _LONGEST_WAIT)

    def _watch(self) -> None:
        """Read what is new, wait for more, and so on, until told to stop or another program does it."""
        box = self._open(self._address)
        try:
            while not self._stop.is_set() and self._may():
                fetch(self._desk, self._address, box)
                self.trouble = ""
                self._wait(box)
        finally:
            box.close()

    def _wait(self, box: Box) -> None:
        """Wait for the server to tell of something, or until it is to be looked at anyway."""
        left = float(self._address.poll_seconds)
        while left > 0 and not self._stop.is_set():
            if box.tells:
                if box.wait(min(_SLICE, left)):
                    return
            else:
                self._stop.wait(min(_SLICE, left))
            left -= _SLICE
        box.keep_alive()
