"""Whose a clock was when it ended, noted then so that a report over years of them can count them (R-178)."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.continuity import responsible
from storage.models import Clock, Holding, Item
from storage.vocabulary import CareRole, ClockState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def settle(clock: Clock, state: ClockState, at: datetime, because: str, owed_by: int | None) -> None:
    """End a clock, noting how early or late that was (R-077) and whose it was."""
    clock.state = state
    clock.ended_at = at
    clock.ended_by = because
    clock.margin = math.floor((clock.due_at - at).total_seconds())
    clock.owed_by = owed_by


class Owing:
    """Answers whose the clocks of one item were: of whom it was handed to, else of who held the role."""

    def __init__(self, session: Session, desk: Desk, item: Item) -> None:
        self._session, self._desk, self._item = session, desk, item
        self._known: dict[datetime, int | None] = {}

    def at(self, when: datetime) -> int | None:
        """Return whose they were at an instant; None for the line's."""
        item = self._item
        if item.assigned_id is not None or item.client_id is None:
            return item.assigned_id
        if when not in self._known:
            roster = load_roster(self._desk, [item.client_id], connection=self._session.connection())
            self._known[when] = responsible(roster, item.client_id, when).role_holder.id
        return self._known[when]


def primary_at(session: Session, item: Item, when: datetime) -> int | None:
    """Return whom an item was handed to, else who was the primary manager of record at an instant."""
    if item.assigned_id is not None or item.client_id is None:
        return item.assigned_id
    held = select(Holding.person_id).where(
        Holding.client_id == item.client_id,
        Holding.role == CareRole.PCM,
        col(Holding.starts_at) <= when,
        or_(col(Holding.ends_at).is_(None), col(Holding.ends_at) > when),
    )
    return session.exec(held).first()
