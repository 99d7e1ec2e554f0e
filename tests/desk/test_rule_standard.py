"""The standard tests of every row of the rulebook that has a clock; a row that is new has none, and fails.

Each row is started by its own event and by no other, stopped by its own and by no other, kept up to its due
instant and late after it, seen as lapsed from that instant on, warned of, and the same after a restart; and
its alerts go to whoever acts when they are raised, whoever that was when the clock began.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from oncall_tui.desk import windows
from oncall_tui.desk.alerts.agenda import Agenda, Running
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.plan import make_plan
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.whom import whom
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue, load_row
from oncall_tui.rules.events import Event
from oncall_tui.rules.intake import CATEGORY_EVENTS
from oncall_tui.rules.rulebook import Rule, load_rulebook
from oncall_tui.rules.warn import WarnPoint
from storage.models import Absence, Clock, Item
from storage.vocabulary import AbsenceReason, Category, ClockState, Rung, Urgency
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.desk.rule_table import COUNTED, EXPECTED, NAMED, STARTED, SYDNEY
from tests.house import HANA, JO, KIM, MAI, RAE, SAM, desk_of, furnish

BOOK = load_rulebook()
CLOCKED = [rule for rule in BOOK if rule.count is None]
WORKDAY = datetime(2026, 11, 9, 11, 0, tzinfo=SYDNEY)
"""A Monday morning with no holiday for weeks."""
BY_DATE = datetime(2026, 11, 19, 11, 0, tzinfo=SYDNEY)
ROTA = (datetime(2026, 11, 13, 6, 0, tzinfo=UTC), datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
"""Between these Kim has the line; else nobody is on the rota, and Rae has it by default."""
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
each_rule = pytest.mark.parametrize("rule", CLOCKED, ids=lambda rule: rule.id)


def category_of(rule: Rule) -> Category:
    """Return what an item is about that a rule's event is raised by."""
    raised = (category for category, events in CATEGORY_EVENTS.items() if rule.starts_on in events)
    return next(raised, Category.WELLBEING)


def put(session: Session, desk: Desk, rule: Rule, at: datetime) -> Item:
    """Put an item about Hana on record and start the one rule's clock for it, as its event does."""
    category = category_of(rule)
    item = Item(
        key=f"{rule.id} {at}",
        client_id=HANA,
        category=category,
        routine=category.routine,
        urgency=Urgency.NORMAL,
        received_at=at,
        recorded_at=at,
        entered_by=KIM,
        said="Asked.",
    )
    session.add(item)
    session.flush()
    assert item.id is not None
    begun = windows.windows(desk, [rule.starts_on], at, BY_DATE)
    windows.start(session, desk, item.id, [each for each in begun if each.rule.id == rule.id])
    session.flush()
    return item


@dataclass(frozen=True, slots=True)
class Kept:
    """A record with a running clock of every rule, opened again after it was written."""

    desk: Desk
    agenda: Agenda
    clock: FixedClock
    written: dict[str, tuple[int, int, datetime]]
    """By rule: its item, its clock, and when that is due, as they were before the restart."""
    points: dict[int, tuple[WarnPoint, ...]]
    """By clock: its warnings, as they were before the restart."""

    def running(
        self, connection: Connection, clock_id: int, at: datetime
    ) -> tuple[Mapping[int, Running], Running]:
        """Return the clocks of which there may be warnings by an instant, and one of them."""
        self.clock.jump(at)
        found = self.agenda.read(connection)
        return found, found[clock_id]


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Start a clock of every rule, then close the record and open it anew."""
    folder = tmp_path_factory.mktemp("every-rule")
    shutil.copy(sqlite_template, folder / "oncall.db")
    clock = FixedClock(WORKDAY)
    written = {}
    first = open_store(f"sqlite:///{folder / 'oncall.db'}", folder, clock)
    furnish(first)
    with first.writing("system", "test.every-rule", "items") as unit:
        for rule in CLOCKED:
            item = put(unit.session, desk_of(first, clock), rule, WORKDAY)
            (running,) = windows.running(unit.session, item)
            assert item.id is not None
            assert running.id is not None
            written[rule.id] = (item.id, running.id, running.due_at)
    clock.advance(60 * DAY)
    with first.reading() as connection:
        points = {key: each.points for key, each in Agenda(desk_of(first, clock)).read(connection).items()}
    first.close()
    again = open_store(f"sqlite:///{folder / 'oncall.db'}", folder, clock)
    desk = desk_of(again, clock)
    yield Kept(desk, Agenda(desk), clock, written, points)
    again.close()


@contextmanager
def supposed(desk: Desk) -> Iterator[Session]:
    """Give a session of which nothing is kept."""
    with desk.store.engine.connect() as connection, Session(connection) as session:
        yield session
        session.rollback()


class TestTheTable:
    def test_every_row_is_expected_and_every_expectation_has_its_row(self) -> None:
        assert {rule.id for rule in CLOCKED} == EXPECTED.keys()
        assert {rule.id: rule.count for rule in BOOK if rule.count is not None} == COUNTED

    @each_rule
    def test_it_is_due_when_it_was_worked_out_by_hand(self, kept: Kept, rule: Rule) -> None:
        named = NAMED if EXPECTED[rule.id].due == NAMED else None
        begun = windows.windows(kept.desk, [rule.starts_on], STARTED, named)
        (found,) = [each for each in begun if each.rule.id == rule.id]
        assert found.due_at == EXPECTED[rule.id].due
        assert found.steps[-1].startswith("Due ")


class TestStarting:
    def test_each_event_starts_what_it_is_expected_to_and_nothing_else(self, kept: Kept) -> None:
        for event in Event:
            begun = {each.rule.id for each in windows.windows(kept.desk, [event], WORKDAY, BY_DATE)}
            assert begun == {each.rule for each in EXPECTED.values() if each.starts_on == event}, event

    @each_rule
    def test_the_same_event_again_does_not_start_it_twice(self, kept: Kept, rule: Rule) -> None:
        with supposed(kept.desk) as session:
            item = session.get_one(Item, kept.written[rule.id][0])
            assert item.id is not None
            begun = windows.windows(kept.desk, [rule.starts_on], WORKDAY, BY_DATE)
            windows.start(session, kept.desk, item.id, [each for each in begun if each.rule.id == rule.id])
            session.flush()
            assert len(windows.running(session, item)) == 1


class TestStopping:
    @each_rule
    def test_it_stops_on_its_events_and_on_no_other(self, kept: Kept, rule: Rule) -> None:
        expected = EXPECTED[rule.id].stops_on
        with supposed(kept.desk) as session:
            item = session.get_one(Item, kept.written[rule.id][0])
            others = [event for event in Event if event not in expected]
            assert windows.stop(session, kept.desk, item, others, WORKDAY + MINUTE) == ()
            assert len(windows.running(session, item)) == 1
        for event in expected:
            with supposed(kept.desk) as session:
                item = session.get_one(Item, kept.written[rule.id][0])
                assert windows.stop(session, kept.desk, item, [Event(event)], WORKDAY + MINUTE)
                assert windows.running(session, item) == []
                assert session.get_one(Clock, kept.written[rule.id][1]).ended_by == event

    @each_rule
    @pytest.mark.parametrize(
        ("seconds", "state"), [(-1, ClockState.MET), (0, ClockState.MET), (1, ClockState.MET_LATE)]
    )
    def test_it_is_kept_up_to_the_due_instant_and_late_after_it(
        self, kept: Kept, rule: Rule, seconds: int, state: ClockState
    ) -> None:
        item_id, clock_id, due = kept.written[rule.id]
        with supposed(kept.desk) as session:
            item = session.get_one(Item, item_id)
            # What counts back from a date may be due before it was asked for; then it is late at once.
            at = max(due + seconds * SECOND, item.recorded_at)
            windows.stop(session, kept.desk, item, rule.stops_on[:1], at)
            ended = session.get_one(Clock, clock_id)
            assert ended.state is (state if at == due + seconds * SECOND else ClockState.MET_LATE)
            assert ended.ended_at == at


class TestLapsing:
    @each_rule
    def test_it_is_seen_as_lapsed_from_its_due_instant_on_and_its_alert_is_due_then(
        self, kept: Kept, rule: Rule
    ) -> None:
        item_id, clock_id, due = kept.written[rule.id]
        for at, lapsed in ((due - SECOND, False), (due, True), (due + SECOND, True)):
            with kept.desk.store.reading() as connection:
                row = load_row(kept.desk, connection, item_id, at)
                clocks, running = kept.running(connection, clock_id, at)
                plan = make_plan(kept.desk, connection, clocks, (), at)
            assert row is not None
            assert (row.rule, row.due_at, row.lapsed(at)) == (rule.id, due, lapsed)
            assert [each.lapsed for each in row.clocks] == [lapsed]
            points = [point.label for point in plan.due.get(running, [])]
            assert ("lapse" in points) is lapsed, points

    @each_rule
    def test_after_a_restart_it_runs_to_the_same_instant_with_the_same_warnings(
        self, kept: Kept, rule: Rule
    ) -> None:
        _, clock_id, due = kept.written[rule.id]
        with kept.desk.store.reading() as connection:
            _, running = kept.running(connection, clock_id, due)
        assert (running.rule, running.due_at) == (rule.id, due)
        assert running.points == kept.points[clock_id]
        assert [each.at for each in running.points if each.label == "lapse"] == [due]
        if running.routine:
            opened = kept.desk.house.calendar.is_open
            assert all(opened(each.at) for each in running.points[:-1]), "routine work disturbs nobody"


class TestWhom:
    @each_rule
    def test_it_goes_to_whoever_acts_when_it_is_raised_and_not_to_whom_it_was_for_at_first(
        self, kept: Kept, rule: Rule
    ) -> None:
        item_id, clock_id, due = kept.written[rule.id]
        desk = kept.desk
        with supposed(desk) as session:
            connection = session.connection()
            points = kept.running(connection, clock_id, due)[1].points
            at = next(
                (each.at for each in reversed(points) if desk.house.calendar.is_open(each.at)), None
            ) or desk.house.calendar.next_open(max(points[-1].at, WORKDAY))
            item = session.get_one(Item, item_id)
            item.assigned_id = SAM
            told = [_told(desk, session, item, at)]
            for person in (SAM, JO, MAI):
                _go(session, person, at - MINUTE)
                told.append(_told(desk, session, item, at))
            line = KIM if ROTA[0] <= at < ROTA[1] else RAE
            assert told == [(SAM,), (JO,), (MAI,), (line,)], "named, primary, secondary, then the line"


def _told(desk: Desk, session: Session, item: Item, at: datetime) -> tuple[int, ...]:
    assert item.id is not None
    session.flush()
    to = whom(desk, session.connection(), [HANA], at)
    return to.on(Rung.ACTING, item.id, item.client_id, item.assigned_id, lapsed=False)


def _go(session: Session, person: int, at: datetime) -> None:
    """Note that somebody fell ill, and that nobody knows until when."""
    absence = Absence(person_id=person, reason=AbsenceReason.SICK, starts_at=at, recorded_at=at)
    session.add(absence)


def test_all_of_them_together_lapse_one_by_one_and_each_is_told_once(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """Every rule's clock in one record, looked at a second before and a second after each is due."""
    shutil.copy(sqlite_template, tmp_path / "oncall.db")
    clock = FixedClock(WORKDAY)
    store = open_store(f"sqlite:///{tmp_path / 'oncall.db'}", tmp_path, clock)
    furnish(store)
    desk = desk_of(store, clock)
    with store.writing("system", "test.every-rule", "items") as unit:
        items = [put(unit.session, desk, rule, WORKDAY) for rule in CLOCKED]
        dues = {item.id: windows.running(unit.session, item)[0].due_at for item in items}
    lapsed: dict[int, int] = {}
    for at in sorted({due + side for due in dues.values() if due > WORKDAY for side in (-SECOND, SECOND)}):
        clock.jump(at)
        Sweeper(desk).sweep()
        told = {row.item_id for row in load_alerts(desk).rows if row.point == "lapse"}
        assert told == {item_id for item_id, due in dues.items() if due <= at}, at
        for item_id in told:
            lapsed[item_id] = lapsed.get(item_id, 0) + 1
    assert lapsed.keys() == dues.keys()
    queued = load_queue(desk).rows
    assert all(row.lapsed(clock.now()) for row in queued)
    assert store.verify_audit().ok
    store.close()


@pytest.mark.parametrize(
    "rule", ["hre-outreach", "clinical-call-back", "maintenance-contact", "roster-shift"]
)
def test_each_kind_of_window_runs_lapses_and_ends_alike_on_both_databases(
    desk: Desk, clock: FixedClock, rule: str
) -> None:
    clock.jump(WORKDAY)
    found = BOOK.get(rule)
    with desk.store.writing("system", "test.one-rule", "item") as unit:
        item = put(unit.session, desk, found, WORKDAY)
        (running,) = windows.running(unit.session, item)
    for at, lapsed in ((running.due_at - SECOND, False), (running.due_at + SECOND, True)):
        clock.jump(at)
        Sweeper(desk_of(desk.store, clock)).sweep()
        assert [row.point == "lapse" for row in load_alerts(desk).rows] == [lapsed]
    with desk.store.writing("system", "test.one-rule", "item") as unit:
        item = unit.session.get_one(Item, item.id)
        assert windows.stop(unit.session, desk, item, found.stops_on, clock.now()) == (
            f"{found.title} (late)",
        )
    Sweeper(desk).sweep()
    assert not load_alerts(desk).rows
