"""A machine that records absences, returns, reassignments and calls in any order, and takes them back.

After each step it reads the record with a second opinion that shares no code with the rules, and asks whether
every screen and every alert says the same: somebody is responsible for every client, and it is one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, select

from oncall_tui.desk import handling
from oncall_tui.desk.absences.planning import preview as preview_absence
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import Cover, NewAbsence
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.whom import known, whom
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.coverage.ahead import coverage
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.load import load
from oncall_tui.desk.own import own_clients
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.undo import undo, undoable
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.roster import Away, Roster
from storage import reads
from storage.models import Absence, Client, Decision, Holding, WorkPattern
from storage.sessions import Store
from storage.vocabulary import AbsenceReason, CareRole, Category, Rung
from tests.clock import FixedClock
from tests.house import BEN, EPOCH, HANA, JO, KIM, MAI, PER, RAE, SAM, desk_of, furnish
from tests.rules.opinion import Answer, Opinion

Opened = Callable[[FixedClock], AbstractContextManager[Store]]
"""Opens a database of its own that is prepared and empty."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IVY, ODA = 4, 5
CLIENTS = (HANA, BEN, PER, IVY, ODA)
MANAGERS, DIRECTORS = (JO, MAI, SAM), (KIM, RAE)
FURTHER = ((IVY, "C-1200", "Ivy", JO, SAM), (ODA, "C-1201", "Oda", MAI, JO))
"""With the others: Jo and Mai stand in for Mai and Jo."""
AHEAD = tuple(step * HOUR for step in (0, 1, 7, 20, 47, 75, 160, 340, 600))
"""How far ahead is looked, after each step."""
_TICK = timedelta(microseconds=1)
_REASONS = (AbsenceReason.SICK, AbsenceReason.PERSONAL, AbsenceReason.ANNUAL, AbsenceReason.STUDY)
_LENGTHS = (None, 5 * HOUR, DAY, 3 * DAY, 12 * DAY)
_CALLS = (Category.WELLBEING, Category.CALL_BACK, Category.HIGH_RISK_EVENT)
_SPANS = (timedelta(minutes=4), HOUR, 9 * HOUR, DAY, 66 * HOUR)


def enlarge(store: Store) -> None:
    """Add clients in a circle to the small house, and a manager who does not work on every day."""
    with store.writing("system", "test.enlarged", "organisation:1") as unit:
        for id_, number, given, pcm, scm in FURTHER:
            unit.session.add(Client(id=id_, number=number, family_name="Quaye", given_name=given))
            unit.session.flush()
            for role, person_id in ((CareRole.PCM, pcm), (CareRole.SCM, scm)):
                unit.session.add(Holding(client_id=id_, person_id=person_id, role=role, starts_at=EPOCH))
        hours, zone = "Mon-Wed 09:00-17:00; Fri 09:00-13:00", "Australia/Perth"
        unit.session.add(WorkPattern(person_id=SAM, hours=hours, zone=zone, valid_from=date(2020, 1, 1)))


class Continuity(RuleBasedStateMachine):
    """What can happen to who is responsible."""

    opened: ClassVar[Opened]
    met: ClassVar[Counter[str]]

    @initialize()
    def open(self) -> None:
        """Open a house of its own on a Friday at noon."""
        self.clock = FixedClock(datetime.fromisoformat("2026-11-20T12:00:00+11:00"))
        self.held = ExitStack()
        self.store = self.held.enter_context(type(self).opened(self.clock))
        furnish(self.store)
        enlarge(self.store)
        self.desks = {id_: desk_of(self.store, self.clock, id_) for id_ in (KIM, RAE)}
        self.desk = self.desks[KIM]
        self.calls = self.away = self.done = self.turns = 0
        self.before: dict[int, Counter[tuple[object, ...]]] = {}
        """By entry of the record: who had whom before it."""

    @rule(
        person=st.sampled_from((*MANAGERS, *MANAGERS, *DIRECTORS)),
        reason=st.sampled_from(_REASONS),
        begins=st.sampled_from((-3 * HOUR, None, None, 5 * HOUR, DAY, 4 * DAY)),
        lasts=st.sampled_from(_LENGTHS),
        filled=st.booleans(),
    )
    def goes(
        self,
        person: int,
        reason: AbsenceReason,
        begins: timedelta | None,
        lasts: timedelta | None,
        filled: bool,
    ) -> None:
        """Somebody is away, and gaps may be filled with whoever is told first."""
        start = None if begins is None else self.clock.now() + begins
        end = None if lasts is None else (start or self.clock.now()) + lasts
        new = NewAbsence(person, reason, start, end)
        went = self._try("away", lambda: record_absence(self.desk, self._filled(new) if filled else new))
        self.away, self.done = self.away + went, self.done + went

    @precondition(lambda self: self.away)
    @rule(among=st.integers(0, 9))
    def comes_back(self, among: int) -> None:
        """Somebody who is away is back; if nobody is any more, somebody is said to be who never went."""
        now = self.clock.now()
        away = load_roster(self.desk, ()).away
        gone = [key for key, spans in away.items() if any(_on(each, now) for each in spans)]
        person = (gone or MANAGERS)[among % len(gone or MANAGERS)]
        self.away -= 1
        if self._try("back", lambda: record_return(self.desk, person)):
            self.done += 1
            here = load_roster(self.desk, ()).away.get(person, ())
            assert not any(_on(each, now) for each in here), "back is back"

    @rule(
        desk=st.sampled_from((KIM, KIM, RAE)),
        clients=st.sets(st.sampled_from(CLIENTS), min_size=1, max_size=2),
        person=st.sampled_from((*MANAGERS, *MANAGERS, KIM, None)),
        share=st.sampled_from((Share.ACTING, *Share)),
        begins=st.sampled_from((None, None, 3 * HOUR, 2 * DAY)),
        lasts=st.sampled_from((None, None, 9 * HOUR, 5 * DAY)),
    )
    def is_given(
        self,
        desk: int,
        clients: set[int],
        person: int | None,
        share: Share,
        begins: timedelta | None,
        lasts: timedelta | None,
    ) -> None:
        """A director gives clients to somebody, or to their own secondaries."""
        start = None if begins is None else self.clock.now() + begins
        end = None if lasts is None else (start or self.clock.now()) + lasts
        new = Reassignment(tuple(sorted(clients)), person, share, "As agreed.", start, end)
        where = self.desks[desk]
        self.done += self._try(
            f"{share.value} given", lambda: reassign(where, new, shown=preview(where, new))
        )

    @precondition(lambda self: self.done)
    @rule(desk=st.sampled_from((KIM, KIM, KIM, RAE)))
    def is_taken_back(self, desk: int) -> None:
        """A director takes the last thing back: if nothing came after it, everything is as it was before."""
        self.done -= 1
        shown, last = undoable(self.desks[desk]), _kept(self.store)
        if self._try("undone", lambda: undo(self.desks[desk])) and shown is not None and shown.seq == last:
            assert self.before[shown.seq] == _who_has_whom(self.store)
            self.met["undone exactly"] += 1

    @rule(span=st.sampled_from(_SPANS), asks=st.booleans())
    def time_passes(self, span: timedelta, asks: bool) -> None:
        """Time passes, and the console may look what is due and what is to be asked."""
        self.clock.advance(span)
        if asks:
            Asker(self.desk).ask()
            Sweeper(self.desk).sweep()

    @rule(client=st.sampled_from((*CLIENTS, None)), category=st.sampled_from(_CALLS))
    def somebody_rings(self, client: int | None, category: Category) -> None:
        """A call starts clocks."""
        self.calls += 1
        new = NewCall(f"call {self.calls}", category, client_id=client, phone="0491 570 313", said="Rings.")
        self.before[_kept(self.store) + 1] = _who_has_whom(self.store)
        log_call(self.desk, new)

    @precondition(lambda self: self.calls)
    @rule(person=st.sampled_from((*MANAGERS, *DIRECTORS)), past_reach=st.booleans())
    def an_item_moves(self, person: int, past_reach: bool) -> None:
        """The newest item is given to somebody by name, or they cannot be reached about it."""
        item = max(row.id for row in load_queue(self.desk).rows) if load_queue(self.desk).rows else 0
        if past_reach:
            self._try("not reached", lambda: handling.cannot_reach(self.desk, item, person, "Rang twice."))
        else:
            self._try("handed on", lambda: handling.hand_on(self.desk, item, person, "Knows them."))

    @invariant()
    def somebody_has_every_client(self) -> None:
        """One person has each client at every instant ahead, is not away, and every screen says the same."""
        if not hasattr(self, "desk"):
            return
        self.met["checks"] += 1
        self.turns += 1
        turn = self.turns
        roster = load_roster(self.desk, None)
        opinion = _Known(roster)
        self._record_is_whole()
        self._gaps_agree(opinion)
        for step in AHEAD:
            self._instant(roster, opinion, self.clock.now() + step)
        for step in (AHEAD[0], AHEAD[turn % len(AHEAD)]):
            self._screens_agree(roster, opinion, self.clock.now() + step, MANAGERS[turn % len(MANAGERS)])
        client = CLIENTS[turn % len(CLIENTS)]
        held, answer = build_brief(self.desk, client).held, opinion.answer(client, self.clock.now())
        assert (held.role.id, held.answering.id) == (answer.holder, answer.answering)
        assert (held.backup.id if held.backup else None, held.on_line.id) == (
            answer.backup,
            opinion.line(self.clock.now()),
        )

    def teardown(self) -> None:
        """Whatever happened, the record of it is whole."""
        if hasattr(self, "desk"):
            assert self.store.verify_audit().ok
            self.met["sequences"] += 1
            self.held.close()

    def _filled(self, new: NewAbsence) -> NewAbsence:
        """The same with somebody for every gap that it leaves, where there is anybody."""
        gaps = preview_absence(self.desk, new).gaps
        chosen = (
            (gap, [each.person.id for each in gap.candidates if each.available[0] == "t"]) for gap in gaps
        )
        covers = tuple(Cover(gap.client_id, ids[0], gap.start, gap.end) for gap, ids in chosen if ids)
        self.met["gaps filled"] += len(covers)
        return replace(new, covers=covers)

    def _try(self, name: str, do: Callable[[], object]) -> bool:
        """Do it, and say whether it was done; what is refused says why, and changes nothing."""
        before, words, whole = _kept(self.store), "", _who_has_whom(self.store)
        try:
            do()
        except Refused as refusal:
            words = refusal.words
        self.met[f"{name}: refused" if words else name] += 1
        assert not words or (words.endswith(".") and _kept(self.store) == before), words
        if not words:
            self.before[_kept(self.store)] = whole
        return not words

    def _instant(self, roster: Roster, opinion: Opinion, at: datetime) -> None:
        """Somebody has every client at an instant: one person, who is there."""
        all_gone = all(opinion.gone(key, at) for key in roster.people)
        for client in CLIENTS:
            answer, found = opinion.answer(client, at), responsible(roster, client, at)
            assert answer.pcm is not None, "nobody lost their primary manager"
            assert (found.role_holder.id, found.answering_now.id) == (answer.holder, answer.answering)
            assert found.gap is answer.gap
            assert all_gone or not any(opinion.gone(each, at) for each in (answer.holder, answer.answering))

    def _screens_agree(self, roster: Roster, opinion: Opinion, at: datetime, person: int) -> None:
        """All that is shown of one instant says the same."""
        self._queue_agrees(roster, opinion, at)
        answers = {client: opinion.answer(client, at) for client in CLIENTS}
        for client, answer in answers.items():
            if client % 2 == person % 2:
                found = who(self.desk, client, at)
                assert (found.role_holder.id, found.answering_now.id) == (answer.holder, answer.answering)
        own = {each.id for each in own_clients(self.desk, person, at) if each.held}
        assert own == {client for client, answer in answers.items() if answer.holder == person}
        owing = load(self.desk, at)
        assert (owing.uncovered, owing.unowned) == (sum(answer.gap for answer in answers.values()), 0)

    def _queue_agrees(self, roster: Roster, opinion: Opinion, at: datetime) -> None:
        """Every item and every clock has an owner who is there, and alerts go to them or to the line."""
        rows = load_queue(self.desk, at).rows
        with self.store.reading() as connection:
            items = {row.id: row for row in reads.rows(connection, "open_items")}
            passed = {(row[0], row[1]) for row in reads.rows(connection, "unreachable")}
            found = reads.rows(connection, "running_clocks", until=at + timedelta(days=3650))
            running = {row.item_id for row in found if not row.routine}
            to = whom(self.desk, connection, known(row.client_id for row in items.values()), at)
        assert running <= {row.id for row in rows}, "a clock runs for an item that nobody sees"
        line = opinion.line(at)
        for row in rows:
            given = items[row.id].assigned_id
            assert row.acting.id == self._owner(opinion, row.id, row.client_id, given, passed, at)
            first = to.on(Rung.ACTING, row.id, row.client_id, given, lapsed=False)
            works_all_day = row.acting.id != SAM and roster.calendar.is_open(at)
            assert first == ((row.acting.id,) if works_all_day or row.acting.id == line else first)
            assert set(first) <= {row.acting.id, line}
            assert not set(to.on(Rung.ALL_DIRECTORS, row.id, row.client_id, given, lapsed=True)) - set(
                roster.people
            )

    @staticmethod
    def _owner(
        opinion: Opinion,
        item: int,
        client: int | None,
        given: int | None,
        passed: Collection[tuple[int, int]],
        at: datetime,
    ) -> int:
        if given is not None and not opinion.gone(given, at):
            return given
        if client is not None:
            answer = opinion.answer(client, at)
            for each in (answer.answering, answer.backup):
                if each is not None and (item, each) not in passed:
                    return each
        return opinion.line(at)

    def _gaps_agree(self, opinion: Opinion) -> None:
        """The gaps of the weeks ahead are the instants at which only the line stands for a client."""
        now = self.clock.now()
        gaps = coverage(self.desk)
        edges = [edge for gap in gaps for edge in (gap.start, gap.end - _TICK, gap.end)]
        instants = {now + step for step in AHEAD} | set(edges[:6])
        for at in instants:
            if not now <= at < now + 28 * DAY:
                continue
            uncovered = {gap.client_id for gap in gaps if gap.start <= at < gap.end}
            assert uncovered == {client for client in CLIENTS if opinion.answer(client, at).gap}

    def _record_is_whole(self) -> None:
        """No two hold a role at once, no client is left without a primary manager, and nobody is both."""
        with self.store.reading() as connection, Session(connection) as session:
            held = list(session.exec(select(Holding)))
            made = list(session.exec(select(Decision)))
        for client in CLIENTS:
            roles = {
                role: sorted(_spans(each for each in held if (each.client_id, each.role) == (client, role)))
                for role in CareRole
            }
            decided = sorted(_spans(each for each in made if each.client_id == client))
            for spans in (*roles.values(), decided):
                assert all(start < end for start, end, _ in spans)
                assert all(one[1] <= other[0] for one, other in pairwise(spans)), "two at once"
            primary, secondary = roles[CareRole.PCM], roles[CareRole.SCM]
            assert (primary[0][0], primary[-1][1]) == (EPOCH, _FAR)
            assert all(one[1] == other[0] for one, other in pairwise(primary)), "a hole"
            for start, end, person in primary:
                assert not any(
                    each == person and begun < end and start < over for begun, over, each in secondary
                )


class _Known(Opinion):
    """An opinion that is formed once about each instant."""

    def __init__(self, asked: Roster) -> None:
        super().__init__(asked)
        self._answers: dict[tuple[int, datetime], Answer] = {}

    def answer(self, client: int, at: datetime) -> Answer:
        if (client, at) not in self._answers:
            self._answers[client, at] = super().answer(client, at)
        return self._answers[client, at]


_FAR = datetime.fromisoformat("9000-01-01T00:00:00+00:00")


def _spans(rows: Iterator[Any]) -> Iterator[tuple[datetime, datetime, int]]:
    return ((row.starts_at, row.ends_at or _FAR, row.person_id) for row in rows)


def _on(absence: Away, now: datetime) -> bool:
    """Whether somebody could say that an absence is over."""
    return (
        absence.returned_at is None
        and absence.start <= now
        and (absence.end is None or absence.reason.unplanned or absence.end > now)
    )


def _kept(store: Store) -> int:
    with store.reading() as connection:
        return int(reads.scalar(connection, "last_entry") or 0)


def _who_has_whom(store: Store) -> Counter[tuple[object, ...]]:
    """Every role, decision and absence that counts."""
    with store.reading() as connection, Session(connection) as session:
        held = ((*_key(each), each.role) for each in session.exec(select(Holding)))
        made = (_key(each) for each in session.exec(select(Decision)))
        away = (
            (each.person_id, each.starts_at, each.ends_at, each.returned_at, each.item_id)
            for each in session.exec(select(Absence))
            if each.cancelled_at is None
        )
        return Counter((*held, *made, *away))


def _key(row: Holding | Decision) -> tuple[object, ...]:
    return row.client_id, row.person_id, row.starts_at, row.ends_at


def machine(opened: Opened) -> type[Continuity]:
    """Return the machine on one kind of database, with counts of its own."""
    return type("Continuity", (Continuity,), {"opened": staticmethod(opened), "met": Counter()})


__all__ = ["Continuity", "Opened", "machine"]
