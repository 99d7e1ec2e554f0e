"""Read cases: those of a client, those that go on, and one of them with everything about it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.cases.views import (
    CaseRow,
    CaseView,
    DevelopmentView,
    NoteView,
    OutsideRef,
    OwedClock,
    ProcedureView,
    ReviewView,
    SessionView,
)
from oncall_tui.desk.parties.reading import number_words
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import (
    STANDARD,
    Closing,
    Decided,
    Stand,
    bars_closing,
    covered,
    entitlement,
    missing_parts,
    why_no_session,
)
from storage import reads
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    ClockState,
    Development,
    ItemState,
    NoteResult,
    ReviewDecision,
    SessionState,
    TickAnswer,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_AT_ONCE = 2000
"""Cases that one statement asks about."""
By = Mapping[int, list[Any]]
"""Rows by the case that they belong to."""


def cases_of(desk: Desk, client_id: int) -> tuple[CaseRow, ...]:
    """Return every case of a client: those that go on first, the newest of each first."""
    with desk.store.reading() as connection:
        rows = list(reads.rows(connection, "cases_of_client", id=client_id))
        found = _case_rows(connection, rows)
    return tuple(sorted(found, key=lambda each: (each.state is CaseState.CLOSED, -each.id)))


def open_cases(desk: Desk) -> tuple[CaseRow, ...]:
    """Return every case that is not closed, the oldest first."""
    with desk.store.reading() as connection:
        return tuple(_case_rows(connection, list(reads.rows(connection, "open_cases"))))


def case_view(desk: Desk, case_id: int) -> CaseView:
    """Return one case with everything about it.

    Raises:
        Refused: There is none of that number.
    """
    with desk.store.reading() as connection:
        row = reads.one(connection, "cases_by_id", ids=[case_id])
        more = reads.one(connection, "case", id=case_id)
        if row is None or more is None:
            raise Refused(f"There is no case {case_id}.")
        facts = _Facts(connection, [case_id])
        ids = [each for each in (row.organisation_id, more.provider_id) if each is not None]
        parties = {
            each.id: each for each in map(_party, reads.rows(connection, "outside_parties_of", ids=ids))
        }
        names = {each.email: each.name for each in reads.rows(connection, "people")}
        return CaseView(
            row=facts.row(row),
            about=more.about,
            organisation=parties.get(row.organisation_id),
            provider=parties.get(more.provider_id),
            clinician=_clinician(more),
            opened_by=names.get(more.opened_by, more.opened_by),
            rules_at=reads.maybe_instant(row.rules_at),
            rules_by=names.get(more.rules_by, more.rules_by),
            rules_because=more.rules_because,
            ended_at=reads.maybe_instant(more.ended_at),
            ended_because=more.ended_because,
            notes_missing=row.notes_missing,
            closed_at=reads.maybe_instant(more.closed_at),
            closed_because=more.closed_because,
            procedures=tuple(_procedure(desk, each, names) for each in facts.procedures[case_id]),
            sessions=tuple(_session(each, names) for each in facts.sessions[case_id]),
            reviews=tuple(map(_review, facts.reviews[case_id])),
            notes=tuple(_note(each, names) for each in facts.notes[case_id]),
            developments=tuple(map(_development, reads.rows(connection, "case_developments", id=case_id))),
            clocks=_clocks(desk, connection, row.client_id, case_id),
            bars_session=facts.bars_session(row),
            bars_closing=bars_closing(facts.closing(row)) if row.state != CaseState.CLOSED else (),
        )


def note_standard(desk: Desk) -> tuple[str, ...]:
    """Return what the site wants in every completed note (R-100)."""
    with desk.store.reading() as connection:
        row = reads.one(connection, "note_standard")
        return (reads.listed(row.parts) if row is not None else ()) or STANDARD


class _Facts:
    """What is known of some cases, read with one statement a subject."""

    def __init__(self, connection: Connection, ids: list[int]) -> None:
        self.sessions = _by_case(connection, "case_sessions", ids)
        self.reviews = _by_case(connection, "case_reviews", ids)
        self.notes = _by_case(connection, "case_notes", ids)
        self.procedures = _by_case(connection, "case_procedures", ids)

    def stand(self, row: Any) -> Stand:
        """Return what a case has used."""
        states = [each.state for each in self.sessions[row.id]]
        newest = next(iter(self.reviews[row.id]), None)
        kind = CaseKind(row.kind)
        return Stand(
            kind,
            kind.reviewed and _covered(row),
            row.available,
            states.count(SessionState.HELD.value),
            states.count(SessionState.BOOKED.value),
            Decided(ReviewDecision(newest.decision), newest.used, newest.sessions) if newest else None,
        )

    def closing(self, row: Any) -> Closing:
        """Return what is known of a case that somebody may want to close."""
        notes = self.notes[row.id]
        return Closing(
            ended=row.state != CaseState.OPEN,
            covered=_covered(row),
            stand=self.stand(row),
            notes=len(notes),
            unreviewed=sum(each.reviewed_at is None for each in notes),
            notes_missing=row.notes_missing,
            unticked=[each.words for each in self.procedures[row.id] if each.answer is None],
        )

    def bars_session(self, row: Any) -> str:
        """Return why no further session may be; empty where one may, or where the case is over."""
        return why_no_session(self.stand(row)) if row.state == CaseState.OPEN else ""

    def row(self, row: Any) -> CaseRow:
        """Return a case as a list shows it."""
        return CaseRow(
            row.id,
            row.version,
            row.client_id,
            row.number,
            f"{row.family_name}, {row.given_name}",
            CaseKind(row.kind),
            CaseOrigin(row.origin),
            _covered(row),
            row.organisation or "",
            CaseState(row.state),
            reads.instant(row.opened_at),
            entitlement(self.stand(row)),
            tuple(self._owed(row)),
        )

    def _owed(self, row: Any) -> Iterable[str]:
        """Yield what is owed by now, the first thing first."""
        if row.state == CaseState.CLOSED:
            return
        case = self.closing(row)
        if case.stand.reviewed and case.stand.used and case.stand.decided is None:
            yield "decide the review"
        if entitlement(case.stand).over:
            yield "over-use of sessions"
        if case.covered and case.ended and not case.notes:
            yield "notes outstanding"
        if case.covered and case.unreviewed:
            yield "notes to be read"
        if case.ended and case.unticked:
            yield "procedures to tick"
        if case.ended and not bars_closing(case):
            yield "ready to close"


def _case_rows(connection: Connection, rows: list[Any]) -> Iterable[CaseRow]:
    facts = _Facts(connection, [row.id for row in rows])
    return [facts.row(row) for row in rows]


def _by_case(connection: Connection, name: str, ids: list[int]) -> By:
    found: dict[int, list[Any]] = defaultdict(list)
    for first in range(0, len(ids), _AT_ONCE):
        for row in reads.rows(connection, name, ids=ids[first : first + _AT_ONCE]):
            found[row.case_id].append(row)
    return found


def _covered(row: Any) -> bool:
    return covered(CaseOrigin(row.origin), attached=row.rules_at is not None)


def _party(row: Any) -> OutsideRef:
    phones, emails = reads.listed(row.phones), reads.listed(row.emails)
    return OutsideRef(row.id, row.name, phones[0] if phones else "", emails[0] if emails else "", row.line)


def _clinician(more: Any) -> PersonRef | None:
    if not more.clinician_id:
        return None
    return PersonRef(more.clinician_id, more.clinician, more.clinician_email, more.clinician_phone)


def _procedure(desk: Desk, row: Any, names: Mapping[str, str]) -> ProcedureView:
    number = number_words(desk.rulebook, row.rule, row.amount, row.unit) if row.rule else ""
    answer = TickAnswer(row.answer) if row.answer else None
    at = reads.maybe_instant(row.at) if answer else None
    return ProcedureView(
        row.id, row.words, number, answer, row.reason or "", at, names.get(row.by, row.by or "")
    )


def _session(row: Any, names: Mapping[str, str]) -> SessionView:
    return SessionView(
        row.id,
        SessionState(row.state),
        reads.instant(row.at),
        row.words,
        row.agreed,
        row.override_reason,
        row.cancelled_because,
        names.get(row.recorded_by, row.recorded_by),
    )


def _review(row: Any) -> ReviewView:
    return ReviewView(
        row.id,
        ReviewDecision(row.decision),
        reads.instant(row.decided_at),
        row.decided_by,
        row.reason,
        row.sessions,
        row.resources,
    )


def _note(row: Any, names: Mapping[str, str]) -> NoteView:
    numbers = json.loads(row.actions) if isinstance(row.actions, str) else row.actions or ()
    return NoteView(
        row.id,
        row.title,
        row.author,
        row.words,
        missing_parts(reads.listed(row.standard), reads.listed(row.parts)),
        reads.instant(row.recorded_at),
        names.get(row.recorded_by, row.recorded_by),
        reads.maybe_instant(row.reviewed_at),
        row.reviewed_by or "",
        NoteResult(row.result) if row.result else None,
        row.found,
        tuple(numbers),
    )


def _development(row: Any) -> DevelopmentView:
    return DevelopmentView(
        row.item_id, Development(row.kind), reads.instant(row.received_at), row.said, ItemState(row.state)
    )


def _clocks(desk: Desk, connection: Connection, client_id: int, case_id: int) -> tuple[OwedClock, ...]:
    found = reads.rows(connection, "case_clocks", id=client_id, object=f"case {case_id}")
    return tuple(
        OwedClock(
            row.item_id,
            rule.title if (rule := desk.rulebook.find(row.rule)) else row.rule,
            reads.instant(row.due_at),
            ClockState(row.state),
        )
        for row in found
    )
