"""Tag contacts with the competencies that they showed (R-113)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui import paths
from oncall_tui.desk.changing import changing
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.competencies import CompetencyError, Tags, load_tags
from storage.models import Attempt, CompetencyTag, TeamContact
from storage.vocabulary import Outcome

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def tags() -> Tags:
    """Return the tags of this site.

    Raises:
        Refused: the site's file of tags is wrong; the words say where.
    """
    try:
        return load_tags(paths.site_competencies_file())
    except CompetencyError as wrong:
        raise Refused(str(wrong), field="competencies") from None


def checked_codes(codes: Collection[str]) -> tuple[str, ...]:
    """Return codes, each once.

    Raises:
        Refused: one of them is not known.
    """
    if not codes:
        return ()
    try:
        return tags().read(",".join(codes))
    except CompetencyError as wrong:
        raise Refused(str(wrong), field="competencies") from None


def tag_contact(desk: Desk, session: Session, contact: TeamContact, codes: Collection[str]) -> None:
    """Tag a contact with the team inside the transaction that keeps it."""
    for code in codes:
        session.add(
            CompetencyTag(
                code=code,
                person_id=contact.by_id,
                shown_at=contact.at,
                team_contact_id=contact.id,
                tagged_at=desk.now(),
                tagged_by=desk.operator.id,
            )
        )


def tag_attempt(desk: Desk, attempt_id: int, codes: Collection[str]) -> Saved:
    """Tag a contact with what it showed; what is left out is taken off it.

    Raises:
        Refused: there is no such contact, nobody was reached by it, or a code is not known.
    """
    kept = checked_codes(codes)
    with changing(desk, "practice.tagged", f"attempt:{attempt_id}") as unit:
        attempt = unit.session.get(Attempt, attempt_id)
        if attempt is None or attempt.withdrawn_at is not None or attempt.outcome is not Outcome.REACHED:
            raise Refused("Only a contact in which somebody was reached can be tagged.")
        of_it = select(CompetencyTag).where(
            CompetencyTag.attempt_id == attempt_id, col(CompetencyTag.withdrawn_at).is_(None)
        )
        there = {row.code: row for row in unit.session.exec(of_it)}
        for code in set(there) - set(kept):
            there[code].withdrawn_at = desk.now()
        for code in kept:
            if code not in there:
                unit.session.add(
                    CompetencyTag(
                        code=code,
                        person_id=attempt.made_by,
                        shown_at=attempt.made_at,
                        attempt_id=attempt_id,
                        tagged_at=desk.now(),
                        tagged_by=desk.operator.id,
                    )
                )
        unit.note(words=f"Contact tagged: {', '.join(kept) or 'nothing'}")
    return Saved(0, f"Tagged: {', '.join(map(tags().title, kept))}." if kept else "No tags on it now.")
