"""E-mail, text messages, voice, chat and webhooks, through apprise; one service at a time."""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from oncall_tui.alerting.channels.base import (
    CONNECT_TIMEOUT,
    DELIVERED,
    TIMEOUT,
    Message,
    Outcome,
    Result,
    of_status,
)

if TYPE_CHECKING:
    from apprise import AppriseResult

_STATUS = re.compile(r"error=([1-5][0-9]{2})\b")
_LONGEST = 25.0
_LOADING = threading.Lock()


class AppriseChannel:
    """One service that apprise knows, named by its URL."""

    def __init__(self, url: str) -> None:
        self._url = _with_timeouts(url)

    def send(self, message: Message) -> Outcome:
        """Send a message and say what is known of it; never raises."""
        with _LOADING:
            _silence()
            # Costs 0.3 s, and only a sender's thread needs it.
            import apprise
        service = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False, plugin_paths=[]))
        try:
            if not service.add(self._url):
                return Outcome(Result.REFUSED, "the channel's address in the settings is not understood")
            answer = service.notify(
                body=message.body,
                title=message.subject,
                body_format=apprise.NotifyFormat.TEXT,
                timeout=_LONGEST,
                log_level=logging.WARNING,
            )
        except Exception as fault:  # noqa: BLE001 (a plugin may raise anything; the notice must not be lost)
            return Outcome(Result.UNSURE, f"the service failed ({type(fault).__name__})")
        with answer:
            return _outcome(answer)


def _outcome(answer: AppriseResult) -> Outcome:
    """Say what each of apprise's results means; it cannot tell a lost answer from a lost message."""
    from apprise import AppriseResultStatus as Status

    match answer.status:
        case Status.SUCCESS:
            return DELIVERED
        case Status.NOMATCH:
            return Outcome(Result.REFUSED, "the channel's address in the settings is not understood")
        case Status.TIMEOUT:
            return Outcome(Result.UNSURE, "the service did not answer in time")
        case Status.PARTIAL:
            return Outcome(Result.UNSURE, "the service took it for some of the addresses only")
        case _:
            found = [_STATUS.search(entry.message) for entry in answer.logs()]
            statuses = [int(each[1]) for each in found if each]
            if statuses:
                return of_status(statuses[-1])
            return Outcome(Result.UNSURE, "the service could not be reached, or broke off")


def _with_timeouts(url: str) -> str:
    """Return a service's URL with our own limits where it has none."""
    given = parse_qs(urlsplit(url).query)
    for name, seconds in (("rto", TIMEOUT), ("cto", CONNECT_TIMEOUT)):
        if name not in given:
            url += f"{'&' if '?' in url else '?'}{name}={seconds}"
    return url


def _silence() -> None:
    """Keep apprise from logging: its lines hold recipients and texts."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.setLevel(logging.WARNING)
    for name in ("urllib3", "requests", "httpx", "httpcore", "charset_normalizer", "markdown_it"):
        logging.getLogger(name).setLevel(logging.WARNING)
