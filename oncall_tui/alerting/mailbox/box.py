"""One connection to a mailbox by IMAP: what is new in it, and waiting for more."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from oncall_tui.alerting.mailbox.address import MailboxAddress, Security

if TYPE_CHECKING:
    from imap_tools.mailbox import BaseMailBox

LARGEST = 512 * 1024
"""Bytes of one e-mail that are read; the rest stays in the mailbox."""
_TIMEOUT = 20.0
_AT_ONCE = 200
_INTERNALDATE = re.compile(
    rb'INTERNALDATE "([ 0-9]?[0-9])-([A-Za-z]{3})-([0-9]{4}) '
    rb'([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})"'
)
_SIZE = re.compile(rb"RFC822\.SIZE ([0-9]{1,12})")
_UID = re.compile(rb"UID ([0-9]{1,12})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BoxError(Exception):
    """The mailbox cannot be read; the words hold no secret and nothing of what is in it."""


@dataclass(frozen=True, slots=True)
class RawMail:
    """An e-mail as the server gave it."""

    uid: int
    raw: bytes
    received_at: datetime | None
    """When the server got it; None where it does not say."""
    cut: bool
    """Whether it was too large to be read whole."""


class Box:
    """A mailbox that is open."""

    def __init__(self, address: MailboxAddress) -> None:
        """Connect and open the folder.

        Raises:
            BoxError: it cannot be reached, refuses the login, or has no such folder.
        """
        # Costs 50 ms, and only whoever has a mailbox needs it.
        import imaplib

        import imap_tools

        self._address = address
        try:
            self._box: BaseMailBox = _connect(imap_tools, address)
        except (OSError, ssl.SSLError, imap_tools.ImapToolsError, imaplib.IMAP4.error) as fault:
            raise BoxError(f"{address.host} cannot be reached ({type(fault).__name__}).") from fault
        try:
            self._box.login(address.user, address.password, initial_folder=None)
        except (imap_tools.ImapToolsError, imaplib.IMAP4.error, OSError) as fault:
            raise BoxError(f"{address.host} refused the login.") from fault
        try:
            self._box.folder.set(address.folder, readonly=not address.mark_seen)
        except (imap_tools.ImapToolsError, imaplib.IMAP4.error, OSError) as fault:
            self.close()
            raise BoxError(f"{address.host} has no folder {address.folder}.") from fault

    @property
    def validity(self) -> str:
        """What the server's numbers of e-mails are valid under; another one makes them worthless."""
        found = self._box.client.response("UIDVALIDITY")[1]
        return found[0].decode("ascii", "replace") if found and found[0] else ""

    @property
    def tells(self) -> bool:
        """Whether the server tells of new e-mail by itself."""
        return "IDLE" in {str(each).upper() for each in self._box.client.capabilities}

    def new(self, after: int | None, since: date) -> Iterator[RawMail]:
        """Go through what came after the e-mail of a number, or since a day, in the order in which it came.

        Raises:
            BoxError: the connection is lost.
        """
        with _told():
            wanted = f"UID {after + 1}:*" if after is not None else f"SINCE {_day(since)}"
            answer = self._box.client.uid("SEARCH", wanted)
            numbers = sorted(int(each) for each in (answer[1][0] or b"").split() if each.isdigit())
        for uid in [each for each in numbers if after is None or each > after][:_AT_ONCE]:
            found = self._fetch(uid)
            if found is not None:
                yield found

    def wait(self, seconds: float) -> bool:
        """Wait until the server tells of something, or for so long; say whether it did.

        Raises:
            BoxError: the connection is lost.
        """
        with _told():
            return bool(self._box.idle.wait(timeout=seconds))

    def keep_alive(self) -> None:
        """Ask for nothing, so that the connection stays.

        Raises:
            BoxError: the connection is lost.
        """
        with _told():
            self._box.client.noop()

    def close(self) -> None:
        """Leave; a server that does not answer to that is left all the same."""
        try:
            self._box.client.logout()
        except Exception:  # noqa: BLE001 (whatever it was, nobody needs the connection any more)
            return

    def _fetch(self, uid: int) -> RawMail | None:
        peek = "BODY" if self._address.mark_seen else "BODY.PEEK"
        with _told():
            answer = self._box.client.uid(
                "FETCH", str(uid), f"(UID INTERNALDATE RFC822.SIZE {peek}[]<0.{LARGEST}>)"
            )
        told, raw = _split(answer[1])
        if raw is None:
            return None
        size = _SIZE.search(told)
        named = _UID.search(told)
        if named is not None and int(named[1]) != uid:
            return None
        return RawMail(uid, raw, _received(told), cut=size is not None and int(size[1]) > len(raw))


def _connect(imap_tools: Any, address: MailboxAddress) -> BaseMailBox:
    match address.security:
        case Security.TLS:
            made = imap_tools.MailBox(
                address.host, address.port, timeout=_TIMEOUT, ssl_context=ssl.create_default_context()
            )
        case Security.STARTTLS:
            made = imap_tools.MailBoxStartTls(
                address.host, address.port, timeout=_TIMEOUT, ssl_context=ssl.create_default_context()
            )
        case _:
            made = imap_tools.MailBoxUnencrypted(address.host, address.port, timeout=_TIMEOUT)
    found: BaseMailBox = made
    return found


class _told:
    """Makes of whatever goes wrong on the way words that hold nothing of the mailbox."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if fault is not None and isinstance(fault, Exception) and not isinstance(fault, BoxError):
            raise BoxError(f"the connection was lost ({type(fault).__name__}).") from fault


def _split(answer: list[Any]) -> tuple[bytes, bytes | None]:
    """Return what a server told of one e-mail, and the e-mail itself, whichever came first."""
    told, raw = b"", None
    for piece in answer:
        if isinstance(piece, tuple):
            told += bytes(piece[0]) + b" "
            raw = bytes(piece[1]) if raw is None else raw
        elif isinstance(piece, bytes):
            told += piece + b" "
    return told, raw


def _received(told: bytes) -> datetime | None:
    found = _INTERNALDATE.search(told)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == b"-" else 1)
    try:
        number = _MONTHS.index(month.decode().lower()) + 1
        zone = timezone(offset)
        local = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(day: date) -> str:
    """Return a date as IMAP writes it, in whatever language this computer is."""
    return f"{day.day}-{_MONTHS[day.month - 1].capitalize()}-{day.year}"
