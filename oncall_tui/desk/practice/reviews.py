"""Write practice reviews for supervision, and find them again (R-112)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.views import ReviewText, ReviewView
from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.competencies import CompetencyError, TagKind
from storage.models import Client, Person, PracticeReview

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_MOST = 300
"""How many reviews a list shows."""


@dataclass(frozen=True, slots=True)
class NewReview:
    """A practice review, before it is saved."""

    text: ReviewText
    person_id: int | None = None
    """Whose practice it is; None for whoever sits here."""
    client_id: int | None = None


def write_review(desk: Desk, new: NewReview) -> Saved:
    """Keep a practice review.

    Raises:
        Refused: a part is missing, a code is not known, or there is no such person or client.
    """
    text = _checked(new.text)
    with changing(desk, "practice.reviewed", "practice-review:new") as unit:
        session = unit.session
        if session.get(Person, new.person_id or desk.operator.id) is None:
            raise Refused("There is no such person.", field="person")
        if new.client_id is not None and session.get(Client, new.client_id) is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client")
        row = PracticeReview(
            person_id=new.person_id or desk.operator.id,
            client_id=new.client_id,
            written_at=desk.now(),
            written_by=desk.operator.id,
            issue="",
            actions="",
            reflections="",
        )
        _write(row, text)
        session.add(row)
        session.flush()
        unit.object = f"practice-review:{row.id}"
        unit.note(words="Practice review written.")
        number = row.id
    return Saved(0, f"Practice review {number} kept.")


def rewrite_review(desk: Desk, review_id: int, text: ReviewText, *, version: int | None = None) -> Saved:
    """Change a practice review; the record keeps what it said before.

    Raises:
        Refused: a part is missing, a code is not known, or somebody has changed it since.
    """
    kept = _checked(text)
    with changing(desk, "practice.rewritten", f"practice-review:{review_id}") as unit:
        row = _row(unit.session, review_id)
        unchanged(unit.session, row, version, "It")
        _write(row, kept)
        unit.note(words="Practice review changed.")
    return Saved(0, f"Practice review {review_id} changed.")


def review(desk: Desk, review_id: int) -> ReviewView:
    """Return a practice review.

    Raises:
        Refused: there is none of that number.
    """
    from sqlmodel import Session

    with desk.store.reading() as connection, Session(connection) as session:
        return _view(session, _row(session, review_id))


def reviews(
    desk: Desk, *, person_id: int | None = None, client_id: int | None = None
) -> tuple[ReviewView, ...]:
    """Return practice reviews, of one person or about one client, the newest first."""
    from sqlmodel import Session

    kept = select(PracticeReview).where(col(PracticeReview.withdrawn_at).is_(None))
    if person_id is not None:
        kept = kept.where(PracticeReview.person_id == person_id)
    if client_id is not None:
        kept = kept.where(PracticeReview.client_id == client_id)
    newest = kept.order_by(col(PracticeReview.written_at).desc(), col(PracticeReview.id).desc()).limit(_MOST)
    with desk.store.reading() as connection, Session(connection) as session:
        return tuple(_view(session, row) for row in session.exec(newest))


def _row(session: Session, review_id: int) -> PracticeReview:
    row = session.get(PracticeReview, review_id)
    if row is None or row.withdrawn_at is not None:
        raise Refused(f"There is no practice review {review_id}.")
    return row


def _view(session: Session, row: PracticeReview) -> ReviewView:
    person = session.get_one(Person, row.person_id)
    client = session.get(Client, row.client_id) if row.client_id is not None else None
    assert row.id is not None
    assert person.id is not None
    return ReviewView(
        id=row.id,
        version=row.version,
        person=PersonRef(person.id, person.name, person.email, person.phone),
        client_id=row.client_id,
        client_number=client.number if client is not None else "",
        text=ReviewText(
            issue=row.issue,
            actions=row.actions,
            skills=tuple(row.skills),
            indicators=row.indicators,
            traps=row.traps,
            competencies=tuple(row.competencies),
            reference=row.reference,
            reflections=row.reflections,
        ),
        written_at=row.written_at,
        written_by=session.get_one(Person, row.written_by).name,
    )


def _checked(text: ReviewText) -> ReviewText:
    """Return a review as it is kept.

    Raises:
        Refused: what happened, what was done or what is made of it is missing, or a code is not known.
    """
    return ReviewText(
        issue=clean(text.issue, "issue", needed="Say what the issue was."),
        actions=clean(text.actions, "actions", needed="Say what was done, an action a line."),
        skills=_codes(text.skills, TagKind.SKILL, "skills"),
        indicators=clean(text.indicators, "indicators"),
        traps=clean(text.traps, "traps"),
        competencies=_codes(text.competencies, TagKind.COMPETENCY, "competencies"),
        reference=clean(text.reference, "reference") or tags().reference,
        reflections=clean(text.reflections, "reflections", needed="Say what you make of it."),
    )


def _codes(codes: tuple[str, ...], kind: TagKind, field: str) -> tuple[str, ...]:
    try:
        return tags().read(",".join(codes), kind)
    except CompetencyError as wrong:
        raise Refused(str(wrong), field=field) from None


def _write(row: PracticeReview, text: ReviewText) -> None:
    row.issue, row.actions = text.issue, text.actions
    row.skills, row.competencies = list(text.skills), list(text.competencies)
    row.indicators, row.traps = text.indicators, text.traps
    row.reference, row.reflections = text.reference, text.reflections
