"""What is known of a case inside a transaction, and what every change to one has to keep to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.cases.naming import STATE_WORDS
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import STANDARD, Closing, Decided, Stand, covered
from storage.models import (
    CareCase,
    CaseNote,
    CaseReview,
    CaseSession,
    NoteStandard,
    Procedure,
    ProcedureTick,
)
from storage.vocabulary import CaseState, SessionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session


def case_for(
    session: Session, case_id: int, version: int | None, *states: CaseState, to: str = "change"
) -> CareCase:
    """Return a case to be changed, locked until the transaction ends.

    Raises:
        Refused: There is none of that number, somebody has changed it since the version that is given, or it
            stands where that cannot be done; `to` says what.
    """
    case = session.get(CareCase, case_id, with_for_update=True)
    if case is None:
        raise Refused(f"There is no case {case_id}.")
    unchanged(session, case, version, "This case")
    if states and case.state not in states:
        raise Refused(f"Case {case_id} is {STATE_WORDS[case.state]}. {_instead(case, to)}")
    return case


def _instead(case: CareCase, to: str) -> str:
    match case.state:
        case CaseState.OPEN:
            return f"End the intervention before you {to} it."
        case CaseState.ENDED:
            return f"To {to} it, undo that, or open a new case."
        case _:
            return f"Open a new case to {to} more."


def is_covered(case: CareCase) -> bool:
    """Say whether the partner policy's rules count for a case (R-021)."""
    return covered(case.origin, attached=case.rules_at is not None)


def stand_of(session: Session, case: CareCase, *, but: int | None = None) -> Stand:
    """Return what a case has used so far; `but` leaves out a session that is about to be changed."""
    return Stand(
        kind=case.kind,
        reviewed=case.kind.reviewed and is_covered(case),
        available=case.available,
        used=sum(each.state is SessionState.HELD for each in sessions_of(session, case) if each.id != but),
        booked=sum(
            each.state is SessionState.BOOKED for each in sessions_of(session, case) if each.id != but
        ),
        decided=decided_of(session, case),
    )


def sessions_of(session: Session, case: CareCase) -> Sequence[CaseSession]:
    """Return the sessions of a case that were not undone, the earliest first."""
    of_case = select(CaseSession).where(
        CaseSession.case_id == case.id, col(CaseSession.withdrawn_at).is_(None)
    )
    return session.exec(of_case.order_by(col(CaseSession.at), col(CaseSession.id))).all()


def decided_of(session: Session, case: CareCase) -> Decided | None:
    """Return the decision that counts, if one was made."""
    made = select(CaseReview).where(CaseReview.case_id == case.id, col(CaseReview.withdrawn_at).is_(None))
    newest = session.exec(made.order_by(col(CaseReview.decided_at).desc(), col(CaseReview.id).desc())).first()
    return None if newest is None else Decided(newest.decision, newest.used, newest.sessions)


def notes_of(session: Session, case: CareCase) -> Sequence[CaseNote]:
    """Return the completed notes of a case, the oldest first."""
    of_case = select(CaseNote).where(CaseNote.case_id == case.id, col(CaseNote.withdrawn_at).is_(None))
    return session.exec(of_case.order_by(col(CaseNote.id))).all()


def procedures_of(session: Session, case: CareCase) -> Sequence[Procedure]:
    """Return what the client organisation wants done in a case.

    A procedure that came later counts for open cases too; one that ended after the case was opened still
    does.
    """
    if case.organisation_id is None:
        return ()
    wanted = select(Procedure).where(
        Procedure.party_id == case.organisation_id,
        col(Procedure.ended_at).is_(None) | (col(Procedure.ended_at) > case.opened_at),
    )
    return session.exec(wanted.order_by(col(Procedure.place), col(Procedure.id))).all()


def unticked(session: Session, case: CareCase) -> tuple[str, ...]:
    """Return the procedures of which nobody has said what became of them."""
    ticked = select(ProcedureTick.procedure_id).where(
        ProcedureTick.case_id == case.id, col(ProcedureTick.answer).is_not(None)
    )
    known = set(session.exec(ticked))
    return tuple(each.words for each in procedures_of(session, case) if each.id not in known)


def closing_of(session: Session, case: CareCase, *, notes_missing: str = "") -> Closing:
    """Return what is known of a case that somebody wants to close."""
    notes = notes_of(session, case)
    return Closing(
        ended=case.state is CaseState.ENDED,
        covered=is_covered(case),
        stand=stand_of(session, case),
        notes=len(notes),
        unreviewed=sum(each.reviewed_at is None for each in notes),
        notes_missing=notes_missing or case.notes_missing,
        unticked=unticked(session, case),
    )


def standard(session: Session) -> tuple[str, ...]:
    """Return what the site wants in every completed note (R-100)."""
    row = session.get(NoteStandard, 1)
    return tuple(row.parts) if row is not None and row.parts else STANDARD
