"""What leaves the desk about somebody's return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.handover.views import Contacted, HandoverView, Leave
from storage.vocabulary import ClientStatus


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """What one item was about while its manager was away."""

    id: int
    received_at: datetime
    words: str
    new: bool
    """Whether it came in meanwhile."""
    open: bool
    next_step: str
    ended: str
    """How it ended, where it did."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs still."""

    item_id: int
    rule: str
    """Its id in the rulebook."""
    title: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnClient:
    """What happened around one client meanwhile."""

    client_id: int
    number: str
    name: str
    status: ClientStatus
    items: tuple[ReturnItem, ...]
    tries: tuple[Contacted, ...]
    clocks: tuple[Running, ...]
    handover: HandoverView | None
    """What was handed over, with the receiver's synthesis and questions."""


@dataclass(frozen=True, slots=True)
class ReturnBriefView:
    """What whoever comes back has to read, and whether they have (R-038)."""

    leave: Leave
    until: datetime
    """The return, or the instant up to which it tells while they are still away."""
    clients: tuple[ReturnClient, ...]
    """Those around whom something happened or runs still."""
    quiet: int
    """How many clients had nothing."""
    accepted_at: datetime | None
    accepted_by: str
    made_at: datetime
    zone: str
    line: str


@dataclass(frozen=True, slots=True)
class Returned:
    """An absence that is on or over, and whether whoever came back has read what happened meanwhile."""

    leave: Leave
    accepted_at: datetime | None

    def back(self, now: datetime) -> bool:
        """Whether they are back at an instant."""
        return self.leave.end is not None and self.leave.end <= now
