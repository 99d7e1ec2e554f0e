"""The sentences that are said after something was saved, and kept with it in the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from oncall_tui.desk.windows import Started
from oncall_tui.text import when
from storage.models import Item
from storage.vocabulary import Category, Outcome

CATEGORY_WORDS = {
    Category.WELLBEING: "wellbeing concern",
    Category.ROSTER_SICKNESS: "roster: sickness",
    Category.ROSTER_ACCIDENT: "roster: accident",
    Category.ROSTER_MISHAP: "roster: mishap",
    Category.HIGH_RISK_EVENT: "high-risk event",
    Category.CALL_BACK: "call-back request",
    Category.COMPLAINT: "complaint",
    Category.PROVIDER: "provider request",
    Category.FUNDING: "funding or eligibility",
    Category.REQUEST: "client request",
    Category.QUERY: "participant query",
    Category.EMAIL: "e-mail",
    Category.CHECK_IN: "check-in",
    Category.OUTREACH: "outreach",
    Category.CONFLICT: "communication conflict",
    Category.INFORMATION: "information only",
    Category.WRONG_NUMBER: "wrong number",
}
"""A category as the screens say it."""

OUTCOME_WORDS = {
    Outcome.REACHED: "reached",
    Outcome.VOICEMAIL: "voicemail",
    Outcome.NO_ANSWER: "no answer",
    Outcome.CALL_BACK_LATER: "asked to call back later",
    Outcome.OUT_OF_SERVICE: "out of service",
    Outcome.REFUSED: "refused to speak",
}
"""An outcome as the screens say it."""


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
