"""The end of an intervention, its notes, an organisation's procedures and the close (R-020, R-098, R-100)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk.cases.asks import NOTES, ask_owed, dropped, settled
from oncall_tui.desk.cases.naming import TICK_WORDS, noted
from oncall_tui.desk.cases.standing import (
    case_for,
    closing_of,
    is_covered,
    notes_of,
    procedures_of,
    standard,
)
from oncall_tui.desk.cases.views import CaseSaved
from oncall_tui.desk.changing import SavedBefore, changing, clean
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import bars_closing, missing_parts
from storage.models import CareCase, CaseNote, Clock, NoteStandard, ProcedureTick
from storage.vocabulary import CaseState, TickAnswer

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def end_intervention(
    desk: Desk, case_id: int, reason: str, *, at: datetime | None = None, version: int | None = None
) -> CaseSaved:
    """Say that the intervention is over and how; its completed notes are then owed (R-098).

    Raises:
        Refused: It is over already, the hour has not come, or it is not said how it ended.
    """
    because = clean(reason, "reason", needed="Say how it ended, so that a colleague can pick it up.")
    now = desk.now()
    ended = at or now
    with changing(desk, "case.ended", f"case:{case_id}") as unit:
        case = case_for(unit.session, case_id, version, CaseState.OPEN, to="end")
        if ended > now:
            raise Refused("That hour has not come yet. End it when it is over.", field="at")
        if ended < case.opened_at:
            raise Refused("It cannot have ended before it was opened. Correct the time.", field="at")
        case.state, case.ended_at = CaseState.ENDED, ended
        case.ended_by, case.ended_because = desk.operator.email, because
        unit.session.add(case)
        made = ask_owed(unit.session, desk, case, now)
        words = f"Case {case_id}: the intervention has ended."
        words += _notes_by(unit.session, desk, case, made)
        unit.note(words=noted(words))
    return CaseSaved(0, words, case_id=case_id)


def _notes_by(session: Session, desk: Desk, case: CareCase, made: dict[str, int]) -> str:
    item_id = next((number for key, number in made.items() if key.startswith(f"{NOTES}:")), None)
    if item_id is None:
        return " Its notes are on record." if is_covered(case) else ""
    clock = session.exec(select(Clock).where(Clock.item_id == item_id)).first()
    return f" Completed notes are due {say(clock.due_at, desk.house.zone)}." if clock else " Notes are owed."


@dataclass(frozen=True, slots=True)
class NewNotes:
    """A completed note, before it is saved."""

    key: str
    case_id: int
    title: str
    author: str = ""
    words: str = ""
    """What it says, or where it is kept."""
    parts: tuple[str, ...] = ()
    """Which parts of the documentation standard it holds."""
    version: int | None = None


def record_notes(desk: Desk, new: NewNotes) -> CaseSaved:
    """Put a completed note on record; somebody has to read it, and what it lacks is flagged (R-098, R-100).

    Raises:
        Refused: The case is closed, or the note has neither title nor text.
    """
    title = clean(new.title, "title", needed="Name the note, such as: closing note, sessions 1 to 4.")
    text = clean(new.words, "words", needed="Put in the note itself, or where it is kept.")
    now = desk.now()
    try:
        with changing(desk, "case.notes-recorded", f"case:{new.case_id}") as unit:
            known = unit.session.exec(select(CaseNote.id).where(CaseNote.key == new.key)).first()
            if known is not None:
                raise SavedBefore(known)
            case = case_for(
                unit.session, new.case_id, new.version, CaseState.OPEN, CaseState.ENDED, to="add notes to"
            )
            wanted = _parts(unit.session, new)
            note = CaseNote(
                key=new.key,
                case_id=new.case_id,
                title=title,
                author=clean(new.author, "author"),
                words=text,
                parts=list(new.parts),
                standard=list(wanted),
                recorded_at=now,
                recorded_by=desk.operator.email,
            )
            unit.session.add(note)
            unit.session.flush()
            settled(unit.session, desk, f"{NOTES}:{case.id}", "Notes recorded.", now)
            ask_owed(unit.session, desk, case, now)
            lacks = missing_parts(wanted, new.parts)
            words = f"Case {case.id}: notes recorded; somebody has to read them."
            words += f" Missing: {', '.join(lacks)}." if lacks else ""
            unit.note(words=noted(words))
    except SavedBefore as before:
        words = f"Case {new.case_id}: those notes were saved before; nothing was saved twice."
        return CaseSaved(0, words, repeated=True, case_id=new.case_id, record_id=before.id)
    return CaseSaved(0, words, case_id=new.case_id, record_id=note.id or 0)


def _parts(session: Session, new: NewNotes) -> tuple[str, ...]:
    """Return the site's standard, and refuse a part that it does not have."""
    wanted = standard(session)
    if unknown := [part for part in new.parts if part not in wanted]:
        raise Refused(f"The site's standard has no part “{unknown[0]}”.", field="parts")
    return wanted


def tick_procedure(
    desk: Desk,
    case_id: int,
    procedure_id: int,
    answer: TickAnswer,
    reason: str = "",
    *,
    version: int | None = None,
) -> Saved:
    """Say that a procedure of the client organisation was followed, or why it does not apply (R-020).

    Raises:
        Refused: It is none of this case's, or it is not said why it does not apply.
    """
    because = clean(reason, "reason")
    if answer is TickAnswer.NOT_APPLICABLE and not because:
        raise Refused("Say why it does not apply to this case.", field="reason")
    with changing(desk, "case.procedure-ticked", f"case:{case_id}") as unit:
        case = case_for(unit.session, case_id, version, CaseState.OPEN, CaseState.ENDED, to="tick")
        if not any(each.id == procedure_id for each in procedures_of(unit.session, case)):
            raise Refused("That procedure is none of this case's. Look at the case again.", field="procedure")
        kept = unit.session.exec(
            select(ProcedureTick).where(
                ProcedureTick.case_id == case_id, ProcedureTick.procedure_id == procedure_id
            )
        ).first()
        row = kept or ProcedureTick(
            case_id=case_id, procedure_id=procedure_id, at=desk.now(), by=desk.operator.email
        )
        row.answer, row.reason = answer, because
        row.at, row.by = desk.now(), desk.operator.email
        unit.session.add(row)
        words = f"Case {case_id}: procedure {TICK_WORDS[answer]}."
        unit.note(words=noted(words))
    return Saved(0, words)


def close_case(
    desk: Desk, case_id: int, reason: str = "", *, notes_missing: str = "", version: int | None = None
) -> CaseSaved:
    """Close a case of which nothing is owed any more.

    Without completed notes it can only be closed with the reason for that (R-098).

    Raises:
        Refused: Something is still owed: everything that bars it is named.
    """
    why_none = clean(notes_missing, "notes_missing")
    because = clean(reason, "reason")
    now = desk.now()
    with changing(desk, "case.closed", f"case:{case_id}") as unit:
        case = case_for(unit.session, case_id, version, CaseState.OPEN, CaseState.ENDED, to="close")
        if why_none and notes_of(unit.session, case):
            raise Refused(
                "Notes are on record, so there is no reason why there are none.", field="notes_missing"
            )
        bars = bars_closing(closing_of(unit.session, case, notes_missing=why_none))
        if bars:
            field = "notes_missing" if len(bars) == 1 and "notes are on record" in bars[0] else ""
            raise Refused(f"Case {case_id} cannot be closed yet. {' '.join(bars)}", field=field)
        dropped(unit.session, f"{NOTES}:{case_id}", f"No notes: {why_none}", now)
        case.state, case.closed_at, case.closed_by = CaseState.CLOSED, now, desk.operator.email
        case.closed_because, case.notes_missing = because, why_none
        unit.session.add(case)
        words = f"Case {case_id} closed" + (" without notes" if why_none else "")
        unit.note(words=noted(words) + (f": {why_none or because}" if why_none or because else ""))
    return CaseSaved(0, f"{words}.", case_id=case_id)


def set_standard(desk: Desk, parts: tuple[str, ...]) -> Saved:
    """Say what every completed note is to hold from now on; for directors (R-100).

    Notes that are on record keep the standard of their day.

    Raises:
        Refused: Whoever sits here is no director, or a part is missing or named twice.
    """
    kept = [" ".join(clean(each, "parts").split()) for each in parts]
    if not kept or not all(kept):
        raise Refused("Name each part that a note is to hold.", field="parts")
    if len({each.casefold() for each in kept}) < len(kept):
        raise Refused("A part is named twice. Name each once.", field="parts")
    with changing(desk, "case.standard-set", "note-standard:1") as unit:
        row = unit.session.get(NoteStandard, 1) or NoteStandard(set_at=desk.now(), set_by="")
        row.parts, row.set_at, row.set_by = kept, desk.now(), desk.operator.email
        unit.session.add(row)
        words = f"Every completed note is to hold {len(kept)} parts."
        unit.note(words=words)
    return Saved(0, words)
