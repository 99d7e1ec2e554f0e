"""What a case itself asks of somebody, each once and with its clock: a decision, notes, their review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, begins, put, settle
from oncall_tui.desk.cases.naming import KIND_WORDS
from oncall_tui.desk.cases.standing import is_covered, notes_of, stand_of
from oncall_tui.desk.changing import end
from oncall_tui.desk.parties.numbers import numbers_of
from storage.models import CareCase, Client, Item
from storage.vocabulary import CaseState, Category, ItemState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

REVIEW, NOTES, READ = "case-review", "case-notes", "notes-review"
"""How the keys of a case's questions begin."""


def ask_owed(session: Session, desk: Desk, case: CareCase, now: datetime) -> dict[str, int]:
    """Put what a case owes by now and was not asked for before; nothing where other policies rule (R-021).

    Returns:
        The numbers of the new items, by key.
    """
    if not is_covered(case):
        return {}
    session.flush()
    return put(session, desk, list(_owed(session, case)), now)


def _owed(session: Session, case: CareCase) -> Iterator[Ask]:
    client = session.get_one(Client, case.client_id)
    about = f"case {case.id}"
    numbers = numbers_of(session.connection(), case.organisation_id)

    def ask(key: str, category: Category, words: str, since: datetime | None = None) -> Ask:
        said = f"{words} Case {case.id} of {client.number}, {KIND_WORDS[case.kind]}."
        whom = case.clinician_id
        return Ask(key, category, said, about, whom, case.client_id, since, numbers=numbers)

    stand = stand_of(session, case)
    if stand.reviewed and stand.used and stand.decided is None and case.state is not CaseState.CLOSED:
        key = f"{REVIEW}:{case.id}:first"
        yield ask(key, Category.CASE_REVIEW, "The first session was held: review it and decide.")
    notes = notes_of(session, case)
    if case.state is CaseState.ENDED and not notes:
        key = f"{NOTES}:{case.id}:{case.version}"
        words = "The intervention has ended: its notes are outstanding."
        yield ask(key, Category.CASE_NOTES, words, case.ended_at)
    for note in notes:
        if note.reviewed_at is None:
            key = f"{READ}:{case.id}:{note.id}:read"
            yield ask(key, Category.NOTES_REVIEW, "Completed notes are to be read for anything to be done.")


def hand_over(session: Session, case: CareCase) -> None:
    """Give what a case still asks to whoever has the case now."""
    prefixes = [f"{kind}:{case.id}:" for kind in (REVIEW, NOTES, READ)]
    standing = select(Item).where(
        or_(*map(begins, prefixes)),
        col(Item.state).in_([state for state in ItemState if state.open]),
    )
    for item in session.exec(standing):
        item.assigned_id = case.clinician_id


def settled(session: Session, desk: Desk, prefix: str, because: str, now: datetime) -> int:
    """End a case's questions that were answered; return how many that were."""
    return settle(session, desk, f"{prefix}:", because, now)


def dropped(session: Session, prefix: str, because: str, now: datetime) -> int:
    """End a case's questions that nobody answered, because there is nothing to answer any more."""
    standing = select(Item).where(
        begins(f"{prefix}:"),
        col(Item.state).in_([state for state in ItemState if state.open]),
    )
    items = list(session.exec(standing))
    for item in items:
        windows.cancel(session, item, now, because)
        item.state = ItemState.RESOLVED
        end(item, now, because)
    return len(items)
