"""From a line of the settings and a person to a channel."""

from __future__ import annotations

from collections.abc import Callable

from oncall_tui.alerting.channels.base import Channel, Message, Outcome, Result
from oncall_tui.alerting.channels.basecamp import BoardChannel, ChatChannel
from oncall_tui.alerting.channels.command import CommandChannel
from oncall_tui.alerting.channels.services import AppriseChannel
from oncall_tui.desk.alerts.reach import address


def channel_for(url: str, email: str, phone: str) -> Channel | None:
    """Return the channel to a person, or None where the person has no such address.

    Args:
        url: as the settings have it, with {email}, {phone} and {digits} for the person's.
        email: the person's address; may be empty.
        phone: digits in E.164 without the plus sign; may be empty.
    """
    if url.startswith("command:"):
        return _made(lambda: CommandChannel(url, email, phone))
    filled = address(url, email, phone)
    if filled is None:
        return None
    if url.startswith("basecamp://"):
        return _made(lambda: BoardChannel(filled))
    if url.startswith("basecamp-chatbot://"):
        return _made(lambda: ChatChannel(filled))
    return AppriseChannel(filled)


class _Misnamed:
    """A channel whose address is wrong: it refuses, so that the next one is tried."""

    def send(self, message: Message) -> Outcome:
        """Refuse."""
        return Outcome(Result.REFUSED, "the channel's address in the settings is not understood")


def _made(make: Callable[[], Channel]) -> Channel:
    try:
        return make()
    except (ValueError, KeyError):
        return _Misnamed()
