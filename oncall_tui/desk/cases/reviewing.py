"""Decide after the first session (R-094), and read completed notes one by one (R-099)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oncall_tui.desk.cases.asks import READ, REVIEW, settled
from oncall_tui.desk.cases.developing import put_development
from oncall_tui.desk.cases.naming import DECISION_WORDS, noted
from oncall_tui.desk.cases.standing import case_for, stand_of
from oncall_tui.desk.cases.views import CaseSaved
from oncall_tui.desk.changing import changing, clean
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import entitlement, more_by, what_is_wrong
from oncall_tui.rules.wording import say_count
from storage.models import CaseNote, CaseReview
from storage.vocabulary import CaseState, Development, NoteResult, ReviewDecision

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewReview:
    """A decision, before it is saved."""

    case_id: int
    decision: ReviewDecision
    reason: str
    sessions: int | None = None
    """How many more are authorised; asked for only where the decision is to authorise."""
    resources: str = ""
    version: int | None = None


def decide_review(desk: Desk, new: NewReview) -> CaseSaved:
    """Make one of the three decisions after the first session (R-094).

    A later decision replaces an earlier one, which stays on record.

    Raises:
        Refused: The case is not of a reviewed kind or had no session, it is over, or the decision lacks
            something that it needs.
    """
    reason, resources = clean(new.reason, "reason"), clean(new.resources, "resources")
    now = desk.now()
    with changing(desk, "case.review-decided", f"case:{new.case_id}") as unit:
        case = case_for(
            unit.session, new.case_id, new.version, CaseState.OPEN, CaseState.ENDED, to="decide upon"
        )
        stand = stand_of(unit.session, case)
        wrong = what_is_wrong(new.decision, new.sessions, reason, resources, stand)
        if wrong is not None:
            raise Refused(wrong.words, field=wrong.field)
        row = CaseReview(
            case_id=new.case_id,
            decision=new.decision,
            decided_at=now,
            decided_by=desk.operator.id,
            reason=reason,
            used=stand.used,
            sessions=more_by(new.decision, new.sessions),
            resources=resources,
        )
        unit.session.add(row)
        unit.session.flush()
        settled(unit.session, desk, f"{REVIEW}:{case.id}", DECISION_WORDS[new.decision], now)
        may = entitlement(stand_of(unit.session, case))
        again = " again" if stand.decided else ""
        words = f"Case {case.id} decided{again}, {DECISION_WORDS[new.decision]}"
        words += f"; {say_count(may.remaining, 'session')} remaining"
        unit.note(words=f"{noted(words)}: {reason}")
    beyond = max(0, may.booked - may.remaining)
    more = f" {say_count(beyond, 'session')} booked beyond that: cancel." if beyond else ""
    return CaseSaved(0, f"{words}.{more}", case_id=new.case_id, record_id=row.id or 0)


@dataclass(frozen=True, slots=True)
class NoteReview:
    """What somebody found who read a completed note, before it is saved."""

    note_id: int
    result: NoteResult
    found: str = ""
    actions: tuple[str, ...] = ()
    """What is to be done, by whom and by when: an item each."""
    kind: Development = Development.OTHER
    """What the actions are about; a risk is urgent at once."""


def review_note(desk: Desk, new: NoteReview) -> CaseSaved:
    """Say that a completed note was read, and what came of it (R-099).

    Raises:
        Refused: It was reviewed already, or actions are missing or do not go with the result.
    """
    found = clean(new.found, "found")
    actions = [text for each in new.actions if (text := clean(each, "actions"))]
    if new.result is NoteResult.ACTIONS and not actions:
        raise Refused("Say what is to be done, who does it and by when: a line each.", field="actions")
    if new.result is NoteResult.NO_ISSUE and actions:
        raise Refused(
            "No issue and actions do not go together. Choose actions, or empty them.", field="result"
        )
    now = desk.now()
    with changing(desk, "case.note-reviewed", "case") as unit:
        note = unit.session.get(CaseNote, new.note_id, with_for_update=True)
        if note is None or note.withdrawn_at is not None:
            raise Refused("That note is no longer on record. Look at the case again.")
        if note.reviewed_at is not None:
            raise Refused("That note was reviewed already. Look at the case again.")
        unit.object = f"case:{note.case_id}"
        case = case_for(
            unit.session, note.case_id, None, CaseState.OPEN, CaseState.ENDED, to="review notes of"
        )
        items = [
            put_development(unit.session, desk, case, new.kind, each, _key(note, place), now)
            for place, each in enumerate(actions)
        ]
        note.reviewed_at, note.reviewed_by, note.result = now, desk.operator.id, new.result
        note.found, note.actions = found, items
        unit.session.add(note)
        settled(unit.session, desk, f"{READ}:{case.id}:{note.id}", "Read.", now)
        made = ", ".join(map(str, items))
        words = f"Case {case.id}: note reviewed, " + (f"items {made} created." if items else "no issue.")
        unit.note(words=noted(words))
    return CaseSaved(0, words, case_id=note.case_id, record_id=new.note_id)


def _key(note: CaseNote, place: int) -> str:
    return f"note-action:{note.id}:{note.version}:{place}"
