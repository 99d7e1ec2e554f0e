"""A machine that does to cases, and to whom they are about, what people do: much of it against the documents.

It keeps a model of its own, which shares no code with the program: what was done, and what the documents
allow next. Whatever they forbid is refused and changes nothing, whatever they allow is done; and after each
step the record itself is read, row by row, for a rule that was broken without anybody having said why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, col, select

from oncall_tui.desk.cases.finishing import (
    NewNotes,
    close_case,
    end_intervention,
    record_notes,
    tick_procedure,
)
from oncall_tui.desk.cases.opening import NewCase, attach_rules, open_case
from oncall_tui.desk.cases.record import case_view
from oncall_tui.desk.cases.reviewing import NewReview, NoteReview, decide_review, review_note
from oncall_tui.desk.cases.sessions import NewSession, book_session, cancel_session, record_session
from oncall_tui.desk.undo import undo, undoable
from oncall_tui.errors import Refused
from storage import reads
from storage.models import (
    CareCase,
    CaseNote,
    CaseReview,
    CaseSession,
    Clock,
    Item,
    OutsideParty,
    Procedure,
    ProcedureTick,
)
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    Category,
    ClockState,
    ItemState,
    NoteResult,
    OutsideKind,
    ReviewDecision,
    SessionState,
    TickAnswer,
)
from tests.clock import FixedClock
from tests.desk.continuity import Opened
from tests.house import BEN, HANA, JO, KIM, PER, desk_of, furnish

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVIEWED = ("couples", "families", "minors", "transitional-support", "assessment-only")
"""The five kinds, as the policy names them."""
WORDS = st.sampled_from((*("As the team agreed.",) * 3, "", "  "))
SAID = "As the team agreed."
CAREFUL = st.sampled_from((True, True, True, False))
"""Whether somebody takes care to do it as the documents want it."""
COUNTS = st.sampled_from((1, 2, 3, 5, 5, None, 0, 40))


@dataclass(slots=True)
class Known:
    """What the model knows of a case."""

    kind: str
    origin: str
    available: int
    procedures: set[int]
    attached: bool = False
    held: int = 0
    bookings: list[int] = field(default_factory=list)
    decided: tuple[str, int, int] | None = None
    """The decision that counts, the sessions held by then, and how many it gave."""
    ended: bool = False
    closed: bool = False
    notes: dict[int, bool] = field(default_factory=dict)
    """By note: whether it was read."""
    ticked: set[int] = field(default_factory=set)

    @property
    def covered(self) -> bool:
        return self.attached or self.origin == "self-referral"

    @property
    def reviewed(self) -> bool:
        return self.covered and self.kind in REVIEWED

    @property
    def may_have(self) -> int:
        """How many sessions it may have in all, by the policy."""
        if not self.reviewed:
            return self.available
        if self.decided is None:
            return min(1, self.available)
        return min(self.decided[1] + self.decided[2], self.available)

    @property
    def may_go_on(self) -> bool:
        """Whether one more session needs no reason."""
        return self.held + len(self.bookings) < self.may_have

    @property
    def left(self) -> int:
        return max(0, self.available - self.held)

    @property
    def may_close(self) -> bool:
        """Whether nothing is owed, notes apart."""
        undecided = self.reviewed and self.held > 0 and self.decided is None
        unread = self.covered and not all(self.notes.values())
        return (
            self.ended
            and not self.bookings
            and not undecided
            and not unread
            and self.procedures <= self.ticked
        )


class CaseRules(RuleBasedStateMachine):
    """What can happen to cases."""

    opened: ClassVar[Opened]
    met: ClassVar[Counter[str]]

    @initialize()
    def open(self) -> None:
        """Open a house of its own on a Friday at noon, with an organisation that asks for two things."""
        self.clock = FixedClock(datetime.fromisoformat("2026-11-20T12:00:00+11:00"))
        self.held = ExitStack()
        self.store = self.held.enter_context(type(self).opened(self.clock))
        furnish(self.store)
        now = self.clock.now()
        with self.store.writing("system", "test.organisation", "party:1") as unit:
            kind = OutsideKind.CLIENT_ORGANISATION
            unit.session.add(OutsideParty(id=1, kind=kind, name="Ferry Works", added_at=now, added_by="x"))
            unit.session.flush()
            for place, words in enumerate(("Write to the officer.", "Confirm the referral."), 1):
                unit.session.add(
                    Procedure(id=place, party_id=1, place=place, words=words, added_at=now, added_by="x")
                )
        self.desks = {KIM: desk_of(self.store, self.clock), JO: desk_of(self.store, self.clock, JO)}
        self.desk = self.desks[KIM]
        self.cases: dict[int, Known] = {}
        self.keys = 0
        self.before: dict[int, dict[int, Known]] = {}
        """By entry of the record: what was known before it."""

    def key(self) -> str:
        """Return a key that was not used yet."""
        self.keys += 1
        return f"key {self.keys}"

    def case(
        self, among: int, fits: Callable[[Known], bool] = lambda case: not case.closed
    ) -> tuple[int, Known]:
        """Return one of the cases; three times of four one to which it can be done, if there is any."""
        every = sorted(self.cases.items(), key=lambda each: each[0])
        fit = [(case_id, case) for case_id, case in every if among % 4 and fits(case)]
        return (fit or every)[among % len(fit or every)]

    # Opening

    @precondition(lambda self: len(self.cases) < 3)
    @rule(
        kind=st.sampled_from((CaseKind.COUPLES, CaseKind.MINORS, CaseKind.FAMILIES, *CaseKind)),
        origin=st.sampled_from((*(CaseOrigin.SELF_REFERRAL,) * 4, *CaseOrigin)),
        available=COUNTS,
        organisation=st.sampled_from((None, None, None, None, 1, 1, 9)),
        client=st.sampled_from((HANA, BEN, PER)),
    )
    def a_case_is_opened(
        self, kind: CaseKind, origin: CaseOrigin, available: int | None, organisation: int | None, client: int
    ) -> None:
        """Somebody opens a case; its benefit must be said and its organisation be known."""
        new = NewCase(self.key(), client, kind, available, origin, organisation)
        lawful = available is not None and organisation != 9
        saved = self._try("open", lawful, lambda: open_case(self.desk, new))
        if saved is not None:
            procedures = {1, 2} if organisation else set()
            self.cases[saved.case_id] = Known(kind.value, origin.value, available or 0, procedures)

    @precondition(lambda self: any(not case.covered for case in self.cases.values()))
    @rule(among=st.integers(0, 11), person=st.sampled_from((KIM, KIM, JO)), why=WORDS)
    def rules_are_attached(self, among: int, person: int, why: str) -> None:
        """A director lets the policy's rules count for a case of another policy (R-021)."""
        case_id, case = self.case(among, lambda case: not case.covered and not case.closed)
        lawful = person == KIM and bool(why.strip()) and not case.covered and not case.closed
        if self._try("attach", lawful, lambda: attach_rules(self.desks[person], case_id, why)):
            case.attached = True

    # Sessions and decisions

    @precondition(lambda self: self.cases)
    @rule(
        among=st.integers(0, 11),
        agreed=WORDS,
        why=WORDS,
        ahead=st.sampled_from((*(None,) * 4, -DAY, 2 * DAY)),
    )
    def a_session_is_recorded(self, among: int, agreed: str, why: str, ahead: timedelta | None) -> None:
        """A session is recorded: perhaps too early, without what was agreed, or without a decision."""
        case_id, case = self.case(among, lambda case: not case.ended)
        at = None if ahead is None else self.clock.now() + ahead
        new = NewSession(self.key(), case_id, at, "Came.", agreed, why)
        open_to_it = not case.ended and not case.closed and bool(agreed.strip())
        lawful = open_to_it and ahead != 2 * DAY and (case.may_go_on or bool(why.strip()))
        if self._try("record", lawful, lambda: record_session(self.desk, new)):
            case.held += 1

    @precondition(lambda self: self.cases)
    @rule(among=st.integers(0, 11), why=WORDS, ahead=st.sampled_from((DAY, DAY, None, -DAY)))
    def a_session_is_booked(self, among: int, why: str, ahead: timedelta | None) -> None:
        """A session is booked; what bars a session bars its booking."""
        case_id, case = self.case(among, lambda case: not case.ended)
        at = None if ahead is None else self.clock.now() + ahead
        new = NewSession(self.key(), case_id, at, override=why)
        lawful = not case.ended and not case.closed and ahead == DAY and (case.may_go_on or bool(why.strip()))
        saved = self._try("book", lawful, lambda: book_session(self.desk, new))
        if saved is not None:
            case.bookings.append(saved.record_id)

    @precondition(lambda self: any(case.bookings for case in self.cases.values()))
    @rule(held=st.booleans(), why=WORDS)
    def a_booking_comes_up(self, held: bool, why: str) -> None:
        """A booked session is held, or cancelled."""
        case_id, case = next((key, case) for key, case in self.cases.items() if case.bookings)
        booking = case.bookings[0]
        if held:
            self.clock.advance(DAY)
            new = NewSession(self.key(), case_id, agreed="Come again.", override=why, session_id=booking)
            # Its own booking does not bar it: what was allowed then, or explained then, may be held.
            room = case.held + len(case.bookings) - 1 < case.may_have
            lawful = None if not room and not why.strip() else not case.ended and not case.closed
            if self._try("hold", lawful, lambda: record_session(self.desk, new)):
                case.held += 1
                case.bookings.pop(0)
        elif self._try(
            "cancel", bool(why.strip()) and not case.closed, lambda: cancel_session(self.desk, booking, why)
        ):
            case.bookings.pop(0)

    @precondition(lambda self: any(case.reviewed and not case.closed for case in self.cases.values()))
    @rule(
        among=st.integers(0, 11),
        decision=st.sampled_from(ReviewDecision),
        careful=CAREFUL,
        sessions=COUNTS,
        why=WORDS,
        resources=WORDS,
    )
    def a_review_is_decided(
        self,
        among: int,
        decision: ReviewDecision,
        careful: bool,
        sessions: int | None,
        why: str,
        resources: str,
    ) -> None:
        """One of the three decisions, with or without what it needs."""
        case_id, case = self.case(among, lambda case: case.reviewed and case.held > 0 and not case.closed)
        if careful:
            why = resources = SAID
            authorises = decision is ReviewDecision.AUTHORISE
            sessions = min(sessions or 1, case.left) if authorises else None
        new = NewReview(case_id, decision, why, sessions, resources)
        due = case.reviewed and case.held > 0 and not case.closed and bool(why.strip())
        match decision.value:
            case "authorise":
                lawful = due and sessions is not None and 1 <= sessions <= case.left
                given = sessions or 0
            case "one-further":
                lawful = due and bool(resources.strip()) and case.left >= 1 and sessions in (None, 1)
                given = 1
            case _:
                lawful = due and bool(resources.strip()) and not sessions
                given = 0
        if self._try(f"decide {decision.value}", lawful, lambda: decide_review(self.desk, new)):
            case.decided = (decision.value, case.held, given)

    # The end

    @precondition(lambda self: any(case.held for case in self.cases.values()))
    @rule(among=st.integers(0, 11), why=WORDS, ago=st.sampled_from((None, None, -3 * HOUR, HOUR)))
    def an_intervention_ends(self, among: int, why: str, ago: timedelta | None) -> None:
        """It is over, and its notes are owed."""
        case_id, case = self.case(among, lambda case: case.held > 0 and not case.ended)
        at = None if ago is None else self.clock.now() + ago
        lawful: bool | None = bool(why.strip()) and not case.ended and not case.closed and ago != HOUR
        if lawful and ago is not None:
            lawful = None
        if self._try("end", lawful, lambda: end_intervention(self.desk, case_id, why, at=at)):
            case.ended = True

    @precondition(lambda self: self.cases)
    @rule(
        among=st.integers(0, 11),
        careful=CAREFUL,
        title=WORDS,
        words=WORDS,
    )
    def notes_are_recorded(self, among: int, careful: bool, title: str, words: str) -> None:
        """A completed note is put on record."""
        case_id, case = self.case(among)
        unknown = not careful and title == words
        if careful:
            title = words = SAID
        parts = ("no such part",) if unknown else ()
        new = NewNotes(self.key(), case_id, title, "Len", words, parts)
        lawful = bool(title.strip() and words.strip()) and not unknown and not case.closed
        saved = self._try("note", lawful, lambda: record_notes(self.desk, new))
        if saved is not None:
            case.notes[saved.record_id] = False

    @precondition(lambda self: any(case.notes for case in self.cases.values()))
    @rule(
        among=st.integers(0, 11),
        careful=CAREFUL,
        result=st.sampled_from(NoteResult),
        actions=st.sampled_from(((), ("",), ("Ring.",))),
    )
    def a_note_is_read(self, among: int, careful: bool, result: NoteResult, actions: tuple[str, ...]) -> None:
        """Somebody reads a note, once, and says what came of it."""
        noted = [(case, note) for case in self.cases.values() for note in case.notes]
        unread = [(case, note) for case, note in noted if not case.notes[note]]
        case, note = (unread or noted if careful else noted)[among % len(unread or noted)]
        if careful:
            actions = ("Ring.",) if result is NoteResult.ACTIONS else ()
        given = any(each.strip() for each in actions)
        lawful = not case.notes[note] and not case.closed and given is (result is NoteResult.ACTIONS)
        new = NoteReview(note, result, "Read.", actions)
        if self._try("read", lawful, lambda: review_note(self.desk, new)):
            case.notes[note] = True

    @precondition(lambda self: any(case.procedures for case in self.cases.values()))
    @rule(
        among=st.integers(0, 11),
        procedure=st.sampled_from((1, 2, 3)),
        answer=st.sampled_from(TickAnswer),
        why=WORDS,
    )
    def a_procedure_is_ticked(self, among: int, procedure: int, answer: TickAnswer, why: str) -> None:
        """A procedure of the organisation was followed, or does not apply."""
        case_id, case = self.case(among)
        lawful = (
            procedure in case.procedures
            and not case.closed
            and (answer is TickAnswer.FOLLOWED or bool(why.strip()))
        )
        if self._try("tick", lawful, lambda: tick_procedure(self.desk, case_id, procedure, answer, why)):
            case.ticked.add(procedure)

    @precondition(lambda self: self.cases)
    @rule(among=st.integers(0, 11), careful=CAREFUL, why_no_notes=WORDS)
    def a_case_is_closed(self, among: int, careful: bool, why_no_notes: str) -> None:
        """Somebody closes a case, with all that it owes or without."""
        case_id, case = self.case(among, lambda case: case.may_close and not case.closed)
        if careful:
            why_no_notes = "" if case.notes or not case.covered else SAID
        said = bool(why_no_notes.strip())
        lawful = case.may_close and not case.closed and not (said and case.notes)
        lawful = lawful and (bool(case.notes) or said or not case.covered)
        if self._try("close", lawful, lambda: close_case(self.desk, case_id, notes_missing=why_no_notes)):
            case.closed = True

    # As it should be

    def _one_step(self, among: int, decision: ReviewDecision, result: NoteResult) -> None:
        """Do for a case what the documents want next."""
        _, case = self.case(among)
        if case.closed:
            return
        if case.reviewed and case.held and case.decided is None:
            one = ReviewDecision.DENY if not case.left else decision
            self.a_review_is_decided(among, one, True, 2, "", "")
        elif not case.ended and case.may_go_on:
            self.a_session_is_recorded(among, SAID, "", None)
        elif case.bookings:
            self.a_booking_comes_up(not case.ended, SAID)
        elif not case.ended:
            self.an_intervention_ends(among, SAID, None)
        elif not case.notes:
            self.notes_are_recorded(among, True, SAID, SAID)
        elif not all(case.notes.values()):
            self.a_note_is_read(among, True, result, ())
        elif missing := case.procedures - case.ticked:
            self.a_procedure_is_ticked(among, min(missing), TickAnswer.FOLLOWED, "")
        else:
            self.a_case_is_closed(among, True, "")

    @precondition(lambda self: self.cases)
    @rule(
        among=st.sampled_from((0, 4, 8)),
        steps=st.integers(1, 4),
        decision=st.sampled_from(ReviewDecision),
        result=st.sampled_from(NoteResult),
    )
    def a_case_goes_its_way(
        self, among: int, steps: int, decision: ReviewDecision, result: NoteResult
    ) -> None:
        """Everything is done as the documents want it, for a while."""
        for _ in range(steps):
            self._one_step(among, decision, result)

    # Time

    @precondition(lambda self: self.before)
    @rule(really=st.sampled_from((False, False, True)))
    def the_last_thing_is_taken_back(self, really: bool) -> None:
        """Whoever did the last thing takes it back; then everything is as it was before."""
        shown, last = undoable(self.desk), _kept(self.store)
        if not really or shown is None or shown.seq != last or last not in self.before:
            return
        known = self.before[last]
        if self._try("undo", None, lambda: undo(self.desk)):
            self.cases = deepcopy(known)

    @rule(span=st.sampled_from((HOUR, DAY, 5 * DAY)))
    def time_passes(self, span: timedelta) -> None:
        """Nothing is done, and the clocks go on."""
        self.clock.advance(span)

    @invariant()
    def no_rule_was_broken_unseen(self) -> None:
        """The record holds what the model says, and nothing that a document forbids without its reason."""
        if not hasattr(self, "desk"):
            return
        self.met["checks"] += 1
        with self.store.reading() as connection, Session(connection) as session:
            for case_id, known in self.cases.items():
                Row(session, case_id, known).check()

    def teardown(self) -> None:
        """Whatever happened, the record of it is whole, and the screens can be read."""
        if hasattr(self, "desk"):
            for case_id, known in self.cases.items():
                shown = case_view(self.desk, case_id)
                assert (shown.row.may.used, shown.row.may.authorised) == (known.held, known.may_have)
                assert bool(shown.bars_session) is (not known.may_go_on and not known.ended)
            assert self.store.verify_audit().ok
            self.met["sequences"] += 1
            self.held.close()

    def _try(self, name: str, lawful: bool | None, do: Callable[[], Any]) -> Any:
        """Do it; what is unlawful is refused, says why and changes nothing, and what is lawful is done.

        Args:
            name: of what is done.
            lawful: what the model says; None where the documents leave it open.
            do: does it.
        """
        before, known, words = _kept(self.store), deepcopy(self.cases), ""
        saved = None
        try:
            saved = do()
        except Refused as refusal:
            words = refusal.words
        self.met[f"{name}: refused" if words else name] += 1
        assert not words or lawful is not True, f"{name} is lawful, and refused: {words}"
        assert words or lawful is not False, f"{name} is against the documents, and was done: {saved}"
        assert not words or (words.endswith(".") and _kept(self.store) == before), words
        if not words:
            self.before[_kept(self.store)] = known
        return saved


class Row:
    """One case as it stands in the record."""

    def __init__(self, session: Session, case_id: int, known: Known) -> None:
        self.session, self.known = session, known
        self.case = session.get_one(CareCase, case_id)
        self.sessions = self._of(CaseSession)
        self.reviews = self._of(CaseReview)
        self.notes = self._of(CaseNote)

    def _of(self, table: Any) -> list[Any]:
        of_case = select(table).where(table.case_id == self.case.id, col(table.withdrawn_at).is_(None))
        return list(self.session.exec(of_case.order_by(table.id)))

    def check(self) -> None:
        """Look for a rule that was broken without anybody having said why."""
        self.is_as_the_model_has_it()
        self.sessions_keep_to_the_decisions()
        self.decisions_have_what_they_need()
        self.what_is_owed_is_asked()
        if self.case.state is CaseState.CLOSED:
            self.is_closed_rightly()

    def is_as_the_model_has_it(self) -> None:
        held = [each for each in self.sessions if each.state is SessionState.HELD]
        booked = [each.id for each in self.sessions if each.state is SessionState.BOOKED]
        assert (len(held), sorted(booked)) == (self.known.held, sorted(self.known.bookings))
        assert {each.id: each.reviewed_at is not None for each in self.notes} == self.known.notes
        state = (
            CaseState.CLOSED if self.known.closed else CaseState.ENDED if self.known.ended else CaseState.OPEN
        )
        assert self.case.state is state

    def sessions_keep_to_the_decisions(self) -> None:
        """R-093, R-095: what goes beyond what is authorised says why."""
        taken = [each for each in self.sessions if each.state is not SessionState.CANCELLED]
        beyond = len(taken) - self.known.may_have
        attached_late = self.known.attached or self.known.decided is not None
        explained = sum(bool(each.override_reason.strip()) for each in taken)
        assert beyond <= explained or attached_late, "more sessions than are authorised, and nobody said why"
        assert all(each.agreed.strip() for each in taken if each.state is SessionState.HELD)

    def decisions_have_what_they_need(self) -> None:
        """R-094."""
        for each in self.reviews:
            assert each.reason.strip()
            assert each.decided_by
            match each.decision:
                case ReviewDecision.AUTHORISE:
                    assert 1 <= each.sessions <= self.case.available - each.used
                case ReviewDecision.ONE_FURTHER:
                    assert each.sessions == 1
                    assert each.resources.strip()
                case ReviewDecision.DENY:
                    assert each.sessions == 0
                    assert each.resources.strip()

    def what_is_owed_is_asked(self) -> None:
        """R-021, R-093, R-098, R-099: each debt has one clock that runs, and nothing else has."""
        known = self.known
        undecided = known.reviewed and known.held > 0 and known.decided is None and not known.closed
        unread = sum(not read for read in known.notes.values()) if known.covered and not known.closed else 0
        owed = Counter(
            {
                "first-session-review": int(undecided),
                "notes-upload": int(known.covered and known.ended and not known.notes and not known.closed),
                "notes-review": unread,
            }
        )
        about = (Category.CASE_REVIEW, Category.CASE_NOTES, Category.NOTES_REVIEW)
        ended = [state for state in ItemState if not state.open]
        running = self.session.exec(
            select(Clock.rule)
            .join(Item, col(Item.id) == Clock.item_id)
            .where(
                Item.caller == f"case {self.case.id}",
                col(Item.category).in_(about),
                col(Item.state).not_in(ended),
                Clock.state == ClockState.RUNNING,
            )
        )
        assert Counter(running) == owed

    def is_closed_rightly(self) -> None:
        """R-020, R-098, R-099."""
        ticked = self.session.exec(select(ProcedureTick).where(ProcedureTick.case_id == self.case.id)).all()
        answered = {each.procedure_id for each in ticked if each.answer is not None}
        assert self.known.procedures <= answered
        assert all(each.reason.strip() for each in ticked if each.answer is TickAnswer.NOT_APPLICABLE)
        if self.known.covered:
            assert self.notes or self.case.notes_missing.strip()
            assert all(each.reviewed_at and each.reviewed_by and each.result for each in self.notes)
            assert all(bool(each.actions) is (each.result is NoteResult.ACTIONS) for each in self.notes)


def _kept(store: Any) -> int:
    with store.reading() as connection:
        return int(reads.scalar(connection, "last_entry") or 0)


def machine(opened: Opened) -> type[CaseRules]:
    """Return the machine on one kind of database, with counts of its own."""
    return type("CaseRules", (CaseRules,), {"opened": staticmethod(opened), "met": Counter()})
