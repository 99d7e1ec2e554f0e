"""What a quarter showed: each manager's contacts and reviews by competency, for supervision (R-113)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.plans.base import today
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.views import PersonQuarter, Quarter, Shown, TaggedContact
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.rules.competencies import chosen
from oncall_tui.rules.plans import quarter_named, quarter_words
from storage import reads
from storage.models import Attempt, Client, CompetencyTag, PracticeReview, TeamContact
from storage.vocabulary import Outcome, PersonRole

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_MOST = 300
"""How many contacts a list shows."""


def quarter(desk: Desk, name: str = "") -> Quarter:
    """Return what a quarter showed, such as 2026-Q4; without a name the one that runs.

    Raises:
        Refused: it is no quarter.
    """
    from sqlmodel import Session

    first, after, start, end = _bounds(desk, name)
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    tagged: dict[int, set[tuple[int | None, int | None]]] = defaultdict(set)
    written: Counter[int] = Counter()
    with desk.store.reading() as connection, Session(connection) as session:
        for tag in _tags(session, start, end):
            found[tag.person_id][tag.code]["contacts"] += 1
            tagged[tag.person_id].add((tag.attempt_id, tag.team_contact_id))
        for row in _reviews(session, start, end):
            written[row.person_id] += 1
            for code in {*row.skills, *row.competencies}:
                found[row.person_id][code]["reviews"] += 1
        people = _managers(desk, found.keys() | written.keys())
    known = tags()
    used = {code for of_person in found.values() for code in of_person}
    codes = chosen({each.code for each in known.offered()} | used, known)
    return Quarter(
        quarter_words(first),
        first,
        after,
        codes,
        tuple(map(known.title, codes)),
        tuple(
            PersonQuarter(
                person,
                {code: Shown(**found[person.id][code]) for code in codes if code in found[person.id]},
                len(tagged[person.id]),
                written[person.id],
            )
            for person in people
        ),
    )


def contacts(desk: Desk, person_id: int, name: str = "") -> tuple[TaggedContact, ...]:
    """Return somebody's contacts of a quarter, the newest first, with what each is tagged with.

    Raises:
        Refused: it is no quarter.
    """
    from sqlmodel import Session

    _, _, start, end = _bounds(desk, name)
    made = (
        select(Attempt, Client.number)
        .join(Client, col(Client.id) == col(Attempt.client_id), isouter=True)
        .where(
            Attempt.made_by == person_id,
            col(Attempt.made_at) >= start,
            col(Attempt.made_at) < end,
            Attempt.outcome == Outcome.REACHED,
            col(Attempt.withdrawn_at).is_(None),
        )
        .order_by(col(Attempt.made_at).desc(), col(Attempt.id).desc())
        .limit(_MOST)
    )
    with desk.store.reading() as connection, Session(connection) as session:
        people = {row.id: row for row in reads.rows(connection, "people")}
        rows = list(session.exec(made))
        codes = _codes_of(session, [attempt.id for attempt, _ in rows])
    if person_id not in people:
        raise Refused("There is no such person.", field="person")
    of, known = people[person_id], tags()
    ref = PersonRef(of.id, of.name, of.email, of.phone)

    def seen(each: Attempt, number: str | None) -> TaggedContact:
        shown = chosen(codes.get(each.id or 0, ()), known)
        return TaggedContact(each.id or 0, each.made_at, ref, number or "", each.note, shown)

    return tuple(seen(attempt, number) for attempt, number in rows)


def _codes_of(session: Session, ids: list[int | None]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if ids:
        of_them = select(CompetencyTag).where(
            col(CompetencyTag.attempt_id).in_(ids), col(CompetencyTag.withdrawn_at).is_(None)
        )
        for tag in session.exec(of_them):
            found[tag.attempt_id or 0].append(tag.code)
    return found


def _bounds(desk: Desk, name: str) -> tuple[date, date, datetime, datetime]:
    """Return a quarter's first day, the one after its last, and the instants at which they begin."""
    try:
        first, after = quarter_named(name, today(desk))
    except ValueError as wrong:
        raise Refused(str(wrong), field="quarter") from None
    calendar = desk.house.calendar
    return first, after, calendar.day_start(first), calendar.day_start(after)


def _tags(session: Session, start: datetime, end: datetime) -> list[CompetencyTag]:
    """Return the tags of a quarter, but for those of contacts that were taken back since."""
    within = (
        select(CompetencyTag)
        .join(Attempt, col(Attempt.id) == col(CompetencyTag.attempt_id), isouter=True)
        .join(TeamContact, col(TeamContact.id) == col(CompetencyTag.team_contact_id), isouter=True)
        .where(
            col(CompetencyTag.shown_at) >= start,
            col(CompetencyTag.shown_at) < end,
            col(CompetencyTag.withdrawn_at).is_(None),
            col(Attempt.withdrawn_at).is_(None),
            col(TeamContact.withdrawn_at).is_(None),
        )
    )
    return list(session.exec(within))


def _reviews(session: Session, start: datetime, end: datetime) -> list[PracticeReview]:
    within = select(PracticeReview).where(
        col(PracticeReview.written_at) >= start,
        col(PracticeReview.written_at) < end,
        col(PracticeReview.withdrawn_at).is_(None),
    )
    return list(session.exec(within))


def _managers(desk: Desk, besides: set[int]) -> list[PersonRef]:
    """Return every care manager who works here, and whoever else showed something, by name."""
    with desk.store.reading() as connection:
        managers = {
            row.person_id for row in reads.rows(connection, "roles") if row.role == PersonRole.CARE_MANAGER
        }
        found = [
            PersonRef(row.id, row.name, row.email, row.phone)
            for row in reads.rows(connection, "people")
            if row.id in besides or (row.active and row.id in managers)
        ]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))
