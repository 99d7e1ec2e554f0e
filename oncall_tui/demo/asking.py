"""Let the console of the story ask what it asks, and answer what its people would have answered by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.demo.clock import DEMO_NOW
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from storage.models import DutyShift
from storage.vocabulary import Category

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

ASKED = datetime(2026, 11, 21, 2, 44, 20, tzinfo=UTC)
"""The minute in which an e-mail has waited for a day and nobody was reached: Saturday 13:44 in Sydney."""
_ANSWERED = {
    Category.PACK: "Read.",
    Category.COVER: "They know.",
    Category.MORNING_REVIEW: "Looked through at breakfast.",
}


def ask(desk: Desk) -> None:
    """Take the line over where the story does not say so, ask, and leave open what directors decide."""
    with desk.store.writing("system", "demo.accepted", "duty") as unit:
        begun = select(DutyShift).where(col(DutyShift.starts_at) <= DEMO_NOW)
        for shift in unit.session.exec(begun):
            shift.accepted_at = shift.starts_at
    Asker(desk).ask()
    for row in load_queue(desk).rows:
        if row.category in _ANSWERED:
            resolve(replace(desk, operator=row.acting), row.id, _ANSWERED[row.category])
