"""The sentences that are said after something was saved, and kept with it in the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.windows import Started
from oncall_tui.text import when
from storage.models import Item
from storage.vocabulary import Category


def say(at: datetime, zone: str) -> str:
    """Return an instant as a person in that zone says it."""
    return when(at, ZoneInfo(zone))


def call_logged(item_id: int, category: Category, begun: Sequence[Started], zone: str) -> str:
    """Say what was logged and what is owed by when."""
    what = f"Saved as {item_id}: {CATEGORY_WORDS[category]}"
    if not begun:
        return f"{what}. Nothing is owed by a time."
    return f"{what}. {begun[0].rule.title} by {say(begun[0].due_at, zone)}."


def repeat_logged(item_id: int, first: Item, zone: str) -> str:
    """Say that a call was the same matter as an earlier one."""
    received = say(first.received_at, zone)
    return f"Saved as {item_id}, a repeat of {first.id} from {received}, which is now {first.urgency.value}."


def until(at: datetime | None, zone: str) -> str:
    """Say until when, or that nobody knows."""
    return f"until {say(at, zone)}" if at else "with no end set"
