"""Sessions of a case: book, record, cancel; the second is barred until the first is reviewed (R-093)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk.cases.asks import ask_owed
from oncall_tui.desk.cases.naming import noted
from oncall_tui.desk.cases.standing import case_for, stand_of
from oncall_tui.desk.cases.views import CaseSaved
from oncall_tui.desk.changing import SavedBefore, changing, clean
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import entitlement, why_no_session
from oncall_tui.rules.wording import say_count
from storage.models import CareCase, CaseSession, Clock
from storage.vocabulary import CaseState, SessionState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_EARLY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session, before it is saved."""

    key: str
    """Made where it was typed in; the same key twice is one session."""
    case_id: int
    at: datetime | None = None
    """When it was held or is to be; None for now, or for when it was booked."""
    words: str = ""
    agreed: str = ""
    """What was agreed, who does it and by when; “none needed” is an answer (R-019)."""
    override: str = ""
    """Why it goes ahead without a decision, or beyond what is authorised."""
    session_id: int | None = None
    """The booking that was held."""
    version: int | None = None
    """Of the case, as it was shown."""


def record_session(desk: Desk, new: NewSession) -> CaseSaved:
    """Record that a session was held; the first of a reviewed kind asks for its review (R-093).

    Raises:
        Refused: The case is over, the hour has not come, nothing is said of what was agreed, or the session
            is barred and no reason is given for it.
    """
    now = desk.now()
    agreed = clean(
        new.agreed, "agreed", needed="Say what was agreed, who does it and by when; “none needed” counts."
    )
    try:
        with changing(desk, "case.session-recorded", f"case:{new.case_id}") as unit:
            case, booked = _begin(unit.session, new)
            at = new.at or (min(booked.at, now) if booked else now)
            if at > now + _EARLY:
                raise Refused(
                    "That hour has not come yet. Book it, and record it when it was held.", field="at"
                )
            because = _allowed(unit.session, case, new, booked)
            row = booked or CaseSession(
                key=new.key, case_id=new.case_id, at=at, recorded_at=now, recorded_by=desk.operator.email,
                state=SessionState.HELD,
            )  # fmt: skip
            row.state, row.at, row.agreed = SessionState.HELD, min(at, now), agreed
            row.words = clean(new.words, "words") or row.words
            row.override_reason = because or row.override_reason
            row.recorded_at, row.recorded_by = now, desk.operator.email
            words = _after(unit.session, desk, case, row, now)
            unit.note(words=noted(words) + (f" Went ahead: {because}" if because else ""))
    except SavedBefore as before:
        return _repeated(new.case_id, before.id)
    return CaseSaved(0, words, case_id=new.case_id, record_id=row.id or 0)


def _after(session: Session, desk: Desk, case: CareCase, row: CaseSession, now: datetime) -> str:
    """Ask for what the session starts, and say where the case stands."""
    session.add(row)
    session.flush()
    made = ask_owed(session, desk, case, now)
    may = entitlement(stand_of(session, case))
    words = f"Case {case.id}: session {may.used} recorded, {may.authorised} of {may.available} authorised."
    if may.over:
        words += f" {say_count(may.over, 'session')} beyond what is authorised."
    for item_id in made.values():
        clock = session.exec(select(Clock).where(Clock.item_id == item_id)).first()
        by = f" by {say(clock.due_at, desk.house.zone)}" if clock else ""
        words += f" Review it{by}."
    return words


def book_session(desk: Desk, new: NewSession) -> CaseSaved:
    """Book a session ahead; what bars a session bars its booking too (R-093).

    Raises:
        Refused: The case is over, no hour ahead is named, or it is barred and no reason is given for it.
    """
    now = desk.now()
    if new.at is None or new.at <= now:
        raise Refused("Say when it is to be; one that is over is recorded.", field="at")
    try:
        with changing(desk, "case.session-booked", f"case:{new.case_id}") as unit:
            case, _ = _begin(unit.session, new)
            because = _allowed(unit.session, case, new, None)
            row = CaseSession(
                key=new.key,
                case_id=new.case_id,
                state=SessionState.BOOKED,
                at=new.at,
                recorded_at=now,
                recorded_by=desk.operator.email,
                words=clean(new.words, "words"),
                override_reason=because,
            )
            unit.session.add(row)
            unit.session.flush()
            words = f"Case {case.id}: session booked for {say(new.at, desk.house.zone)}."
            unit.note(words=noted(words) + (f" Went ahead: {because}" if because else ""))
    except SavedBefore as before:
        return _repeated(new.case_id, before.id)
    return CaseSaved(0, words, case_id=new.case_id, record_id=row.id or 0)


def cancel_session(desk: Desk, session_id: int, reason: str, *, case_id: int | None = None) -> Saved:
    """Cancel a booked session; `case_id` says of which case it is taken to be.

    Raises:
        Refused: It is not booked, or it is not said why.
    """
    because = clean(reason, "reason", needed="Say why it is cancelled.")
    with changing(desk, "case.session-cancelled", "case") as unit:
        row = unit.session.get(CaseSession, session_id)
        booked = row is not None and row.withdrawn_at is None and row.state is SessionState.BOOKED
        if row is None or not booked or case_id not in (None, row.case_id):
            raise Refused("That session is not booked. Look at the case again.")
        unit.object = f"case:{row.case_id}"
        case_for(unit.session, row.case_id, None, CaseState.OPEN, CaseState.ENDED, to="cancel a session of")
        row.state, row.cancelled_because = SessionState.CANCELLED, because
        unit.session.add(row)
        words = f"Case {row.case_id}: the session booked for {say(row.at, desk.house.zone)} is cancelled."
        unit.note(words=f"{noted(words).rstrip('.')}: {because}")
    return Saved(0, words)


def _begin(session: Session, new: NewSession) -> tuple[CareCase, CaseSession | None]:
    """Return the case, and the booking that is meant if one is."""
    if not new.key:
        raise Refused("A session needs a key of its own, so that a retry cannot save it twice.", field="key")
    known = session.exec(select(CaseSession.id).where(CaseSession.key == new.key)).first()
    if known is not None and known != new.session_id:
        raise SavedBefore(known)
    case = case_for(session, new.case_id, new.version, CaseState.OPEN, to="add a session to")
    if new.session_id is None:
        return case, None
    booked = session.get(CaseSession, new.session_id)
    done = booked is not None and booked.withdrawn_at is None and booked.state is SessionState.HELD
    if done and booked is not None and booked.case_id == case.id:
        raise SavedBefore(new.session_id)
    if (
        booked is None
        or booked.case_id != case.id
        or booked.withdrawn_at is not None
        or booked.state is not SessionState.BOOKED
    ):
        raise Refused("That session is not booked. Look at the case again.", field="session")
    return case, booked


def _allowed(session: Session, case: CareCase, new: NewSession, booked: CaseSession | None) -> str:
    """Return the reason for which a barred session goes ahead; empty where nothing bars it."""
    stand = stand_of(session, case, but=booked.id if booked else None)
    bars = why_no_session(stand)
    if not bars:
        return ""
    because = clean(new.override, "override") or (booked.override_reason if booked else "")
    if not because:
        instead = "Decide first, or say" if stand.reviewed else "Say"
        raise Refused(f"{bars} {instead} why this one goes ahead.", field="override")
    return because


def _repeated(case_id: int, session_id: int) -> CaseSaved:
    words = f"Case {case_id}: that session was saved before; nothing was saved twice."
    return CaseSaved(0, words, repeated=True, case_id=case_id, record_id=session_id)
