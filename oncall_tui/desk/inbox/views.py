"""What the inbox shows: e-mails, words that are owed to others, and outreach at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.prepared import Prepared
from oncall_tui.desk.views import ClockView, QueueRow
from oncall_tui.rules.outreach import Standing
from storage.vocabulary import Channel, Urgency


@dataclass(frozen=True, slots=True)
class MailRow:
    """One e-mail that is open (R-081)."""

    row: QueueRow
    subject: str
    """Its subject, or how it begins."""
    sender: str
    """Who wrote it."""
    address: str
    attachments: tuple[str, ...]
    automatic: bool
    """Whether a program wrote it."""
    cut: bool
    """Whether it was too long to be kept whole."""
    only_html: bool
    usual: Urgency
    """How urgent e-mails are taken to be until somebody says otherwise."""
    acknowledge: ClockView | None
    """Receipt is owed, or was given (R-080); None where no clock was started."""
    action: ClockView | None
    contact: ClockView | None
    """Contact with the client, or word to the commissioning body (R-082)."""

    @property
    def overridden(self) -> bool:
        """Whether somebody set its urgency."""
        return self.row.urgency is not self.usual


@dataclass(frozen=True, slots=True)
class WordRow:
    """Word that is owed to somebody outside (R-082, R-083, R-084)."""

    row: QueueRow
    what: str
    """What is to be told, in short."""
    to: str
    """Whom."""
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Somebody at risk who was tried as often as is usual and not reached (R-087)."""

    row: QueueRow
    tried: int
    last_at: datetime
    standing: Standing
    try_at: datetime | None
    channel: Channel | None
    why: str
    by: str
    """Who planned it, or stopped."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What the inbox shows at one instant."""

    mails: tuple[MailRow, ...]
    queries: tuple[MailRow, ...]
    """Questions of participants, in the same order; no document says by when they are settled (R-079)."""
    words: tuple[WordRow, ...]
    risks: tuple[RiskRow, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """Word that is to be given: to whom, about what, and the prepared text."""

    item_id: int
    """The item that asks for it."""
    about_id: int
    """The item that it is about."""
    to: str
    events: tuple[str, ...]
    """What is told, in words."""
    text: Prepared
