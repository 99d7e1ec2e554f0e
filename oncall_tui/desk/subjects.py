"""Whose interest an item puts, and whom of our own it is about (R-016, R-062)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.naming import INTEREST_WORDS
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.subjects import manages
from storage.models import Person
from storage.vocabulary import Interest

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Item


def said(desk: Desk, subject_id: int | None, interest: Interest | None) -> str:
    """Return whom something is about and whose interest it puts, as the end of a note; empty for neither."""
    words = ""
    if subject_id is not None:
        words += f" It is about {load_roster(desk, ()).people[subject_id].name}, and goes past them."
    return words + (f" {put(interest)}" if interest else "")


def put(interest: Interest) -> str:
    """Return whose interest is put, as a sentence."""
    return f"Interest put: {INTEREST_WORDS[interest]}."


def check_subject(session: Session, subject_id: int | None) -> None:
    """Refuse an item about somebody who is not on record."""
    if subject_id is not None and session.get(Person, subject_id) is None:
        raise Refused("There is no such person.", field="subject")


def not_about(session: Session, item: Item, person_id: int) -> None:
    """Refuse to give an item to the person whom it is about."""
    if item.subject_id == person_id:
        name = session.get_one(Person, person_id).name
        raise Refused(f"It is about {name}. Give it to somebody else, such as a director.", field="person")


def not_for_managers(desk: Desk, item: Item) -> None:
    """Refuse to leave with the managers what is about one of them (R-062)."""
    if item.subject_id is None or item.client_id is None:
        return
    roster = load_roster(desk, [item.client_id])
    if manages(roster, item.client_id, item.subject_id, desk.now()):
        name = roster.people[item.subject_id].name
        raise Refused(
            f"It is about {name}, so it is not left with the managers. Handle it, or hand it to a director."
        )
