"""What every channel takes and answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

TIMEOUT = 10.0
"""Seconds that a service has for its answer."""
CONNECT_TIMEOUT = 5.0
"""Seconds that a service has to take the connection."""


class Result(StrEnum):
    """What is known of a message after it was given to a channel."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """For good: this channel will never take it."""
    FAILED = "failed"
    """It did not arrive; try again."""
    UNSURE = "unsure"
    """It may have arrived; try again and say that it is a repeat."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a channel answers: the result, and short words that hold no address, no secret and no text."""

    result: Result
    words: str = ""
    retry_after: int | None = None
    """Seconds after which the service wants to be asked again."""


DELIVERED = Outcome(Result.DELIVERED)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a filled text and what marks it as the same one when it is sent again."""

    subject: str
    body: str
    key: str
    """Names the notice; the same whenever it is tried again."""
    repeat: bool = False
    """Whether it may have arrived before."""

    @property
    def marker(self) -> str:
        """A short sign, the same for every try, by which an earlier one can be found."""
        return "oc-" + hashlib.sha256(self.key.encode()).hexdigest()[:10]


class Channel(Protocol):
    """One way to one person."""

    def send(self, message: Message) -> Outcome:
        """Send a message and say what is known of it; never raises."""
        ...


def of_status(status: int, retry_after: str | int | None = None) -> Outcome:
    """Return what the status of an HTTP answer means for a message."""
    words = f"the service answered {status}"
    wait = int(retry_after) if retry_after is not None and str(retry_after).isdigit() else None
    if 200 <= status < 300:
        return DELIVERED
    if status in (408, 502, 504):
        return Outcome(Result.UNSURE, words, wait)
    if status in (425, 429) or status >= 500:
        return Outcome(Result.FAILED, words, wait)
    return Outcome(Result.REFUSED, words)
