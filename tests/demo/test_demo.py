from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from oncall_tui import paths
from oncall_tui.demo import DEMO_NOW, DemoClock, open_demo
from oncall_tui.demo.build import build
from oncall_tui.demo.desks import OPERATOR, desk_of
from oncall_tui.desk.alerts.check import second_opinion
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.cards import client_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.duty import line_holder
from oncall_tui.desk.handling import release
from oncall_tui.desk.people import find_client, find_person
from oncall_tui.desk.queue import count, load_queue
from oncall_tui.desk.responsibility import who
from oncall_tui.errors import Refused
from oncall_tui.settings import Settings
from oncall_tui.text import countdown
from storage import reads
from storage.search import check
from storage.vocabulary import (
    AbsenceReason,
    AlertState,
    Category,
    ClientStatus,
    ConsentKind,
    ItemState,
    PersonRole,
    Phase,
    Rung,
    Step,
)
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.once import once
from tests.postgres import Server, fresh

FICTION = re.compile(r"1800 975 711|02 5550 \d{4}|0491 570 (006|110|156|157|158|159|313|737)")
"""Numbers that the Australian regulator keeps for fiction."""


@pytest.fixture(scope="module")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tell the story once, on SQLite, for all tests to copy."""

    def make(folder: Path) -> None:
        shutil.copy(sqlite_template, folder / "oncall.db")
        clock = FixedClock()
        store = open_store(f"sqlite:///{folder / 'oncall.db'}", folder, clock)
        build(store, clock)
        store.close()

    return once(tmp_path_factory, "story", make)


@pytest.fixture(scope="module")
def told_on_postgres(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Tell the story once, on PostgreSQL, for all tests that only read it or copy it."""
    folder = tmp_path_factory.mktemp("demo-postgres")
    name = postgres_server.make(template=postgres_server.template(tmp_path_factory.getbasetemp()))
    clock = FixedClock()
    store = open_store(postgres_server.address(name), folder, clock)
    build(store, clock)
    store.close()
    yield name, folder
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def demo(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[Desk]:
    """Give a copy of the demo on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("lone")
        return
    name, folder = request.getfixturevalue("told_on_postgres")
    for url in fresh(postgres_server, template=name):
        store = open_store(url, folder, FixedClock(DEMO_NOW))
        yield desk_of(store, Settings(), OPERATOR)
        store.close()


@pytest.fixture
def lone(told: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a copy of the demo on SQLite."""
    folder = Path(shutil.copytree(told, tmp_path / "copy"))
    store = open_store(f"sqlite:///{folder / 'oncall.db'}", folder, FixedClock(DEMO_NOW))
    yield desk_of(store, Settings(), OPERATOR)
    store.close()


def column(desk: Desk, sql: str) -> list[str]:
    """Return one column of an answer."""
    with desk.store.reading() as connection:
        return [str(value) for value in connection.execute(text(sql)).scalars()]


def local(at: str) -> datetime:
    """Return a wall time of the demo's November, in UTC."""
    return datetime.fromisoformat(f"{at}+11:00").astimezone(UTC)


class TestTheStory:
    def test_it_opens_on_the_saturday_with_the_director_on_the_line(self, demo: Desk) -> None:
        assert demo.now() == DEMO_NOW == local("2026-11-21T14:07")
        assert demo.operator.name == "Kim Webb"
        holder = line_holder(demo)
        assert (holder.person.name, holder.rota_gap) == ("Kim Webb", False)
        assert holder.until == local("2026-11-23T09:00")

    def test_its_queue_has_lapsed_lapsing_running_and_held_items_in_that_order(self, demo: Desk) -> None:
        queue = load_queue(demo)
        found = count(queue.rows, queue.at, timedelta(hours=4))
        assert (found.open, found.lapsing, found.lapsed) == (22, 3, 2)
        shown = [
            (countdown((row.due_at - queue.at).total_seconds()), row.client_name, row.category)
            for row in queue.rows[:5]
            if row.due_at
        ]
        assert shown == [
            ("−0:23", "Okafor, Hana", Category.INFORM_BODY),
            ("−0:23", "Okafor, Hana", Category.EMAIL),
            ("0:37", "Lindqvist, Per", Category.CALL_BACK),
            ("1:53", "", Category.ROSTER_SICKNESS),
            ("3:23", "Etheridge, Winifred", Category.ROSTER_MISHAP),
        ]
        assert [row.client_name for row in queue.rows if row.held_until] == ["Petrov, Ivan"]

    def test_its_alerts_are_unanswered_answered_put_off_and_one_has_climbed(self, demo: Desk) -> None:
        rows = load_alerts(demo).rows
        assert {row.state for row in rows} == {
            AlertState.RAISED,
            AlertState.ACKNOWLEDGED,
            AlertState.SNOOZED,
        }
        assert [(row.client_name, row.rung) for row in rows if row.state is AlertState.RAISED] == [
            ("Okafor, Hana", Rung.ALL_DIRECTORS),
            ("Okafor, Hana", Rung.ALL_DIRECTORS),
            ("Lindqvist, Per", Rung.ACTING),
        ]
        assert all(row.late is None for row in rows), "each was raised in time"
        assert second_opinion(demo).well

    def test_more_alerts_come_as_time_goes_on(self, lone: Desk) -> None:
        assert isinstance(lone.clock, FixedClock)
        before = load_alerts(lone)
        lone.clock.jump(DEMO_NOW + timedelta(minutes=4))
        rang = Sweeper(lone).sweep().rang
        (expired,) = [each for each in rang if each.step is Step.EXPIRED]
        assert expired.alert_id in {row.id for row in before.rows if row.state is AlertState.ACKNOWLEDGED}
        lone.clock.jump(DEMO_NOW + timedelta(minutes=38))
        assert any(each.step is Step.RAISED for each in Sweeper(lone).sweep().rang)

    def test_every_category_and_every_state_occurs(self, lone: Desk) -> None:
        told = set(column(lone, "SELECT category FROM item"))
        assert {each for each in Category if not each.asked} - told == {Category.CONSULTATION}
        open_asks = {row.category for row in load_queue(lone).rows if row.category.asked}
        assert open_asks == {
            Category.INFORM_BODY,
            Category.ABSENCE_COURSE,
            Category.STILL_AWAY,
            Category.COVER_GAP,
        }
        assert set(column(lone, "SELECT state FROM item")) == set(ItemState)

    def test_it_was_told_in_the_order_of_its_hours_and_sealed(self, demo: Desk) -> None:
        verdict = demo.store.verify_audit()
        assert verdict.ok
        instants = column(demo, "SELECT at FROM audit ORDER BY seq")
        assert instants == sorted(instants)
        assert len(instants) == verdict.rows
        assert reads.instant(instants[-1]) < DEMO_NOW

    def test_it_has_a_repeat_a_duplicate_and_a_number_that_two_clients_share(self, lone: Desk) -> None:
        assert column(lone, "SELECT count(*) FROM item WHERE repeat_of IS NOT NULL") == ["1"]
        assert column(lone, "SELECT count(*) FROM item WHERE state = 'duplicate'") == ["2"]
        sql = "SELECT count(DISTINCT client_id) FROM client_phone GROUP BY digits ORDER BY 1 DESC LIMIT 1"
        assert column(lone, sql) == ["2"]
        shared = "SELECT count(*) FROM item WHERE client_id IS NULL AND phone = '02 5550 0188'"
        assert column(lone, shared) == ["1"]

    def test_the_same_story_is_told_every_time(self, demo: Desk, open_again: Desk) -> None:
        assert load_queue(demo).rows == load_queue(open_again).rows
        open_again.store.close()

    def test_a_visitor_can_go_on_with_it(self, lone: Desk) -> None:
        (held,) = [row for row in load_queue(lone).rows if row.held_until]
        release(lone, held.id)
        assert not [row for row in load_queue(lone).rows if row.held_until]


class TestThePeople:
    def test_every_role_and_a_person_who_left(self, lone: Desk) -> None:
        assert set(column(lone, "SELECT role FROM person_role")) == set(PersonRole)
        assert column(lone, "SELECT name FROM person WHERE active = false") == ["Pat Quirk"]

    def test_somebody_is_away_now_and_nobody_knows_for_how_long(self, lone: Desk) -> None:
        jo = find_person(lone, "Jo Lee").id
        client = find_client(lone, "C-0412")
        answer = who(lone, client)
        assert answer.pcm_of_record is not None
        assert answer.pcm_of_record.id == jo
        assert answer.role_holder.name == "Mai Tran"
        assert answer.answering_now.name == "Kim Webb"
        reasons = set(column(lone, "SELECT reason FROM absence"))
        expected = {AbsenceReason.SICK, AbsenceReason.ANNUAL, AbsenceReason.STUDY, AbsenceReason.PERSONAL}
        assert reasons == expected | {AbsenceReason.UNCONTACTABLE}

    def test_both_managers_are_away_from_one_client_now_and_from_another_next_week(self, lone: Desk) -> None:
        assert who(lone, find_client(lone, "C-0204")).gap
        wandering = find_client(lone, "C-0233")
        assert not who(lone, wandering).gap
        assert who(lone, wandering, local("2026-11-25T11:00")).gap

    def test_a_decision_outranks_the_secondary(self, lone: Desk) -> None:
        answer = who(lone, find_client(lone, "C-0317"))
        assert (answer.capacity, answer.role_holder.name) == ("decision", "Tomasz Wilk")

    def test_the_rota_has_a_gap_ahead(self, lone: Desk) -> None:
        holder = line_holder(lone, local("2026-11-25T20:00"))
        assert (holder.person.name, holder.rota_gap) == ("Priya Raman", True)


class TestTheClients:
    def test_there_are_sixty_of_every_status_and_phase(self, lone: Desk) -> None:
        assert len(column(lone, "SELECT number FROM client")) == 60
        assert set(column(lone, "SELECT status FROM client")) == set(ClientStatus)
        assert set(column(lone, "SELECT phase FROM client")) == set(Phase)

    def test_consents_are_given_refused_and_not_asked_for(self, lone: Desk) -> None:
        found = set(column(lone, "SELECT kind || ' ' || answer FROM consent"))
        kinds = (ConsentKind.VOICEMAIL, ConsentKind.EMAIL_MESSAGES, ConsentKind.EMAIL_ONLY)
        assert found == {f"{kind} {answer}" for kind in kinds for answer in ("yes", "no")}
        asked = "SELECT count(*) FROM client WHERE id NOT IN (SELECT client_id FROM consent)"
        assert int(column(lone, asked)[0]) > 0

    def test_all_of_them_can_be_looked_up(self, demo: Desk) -> None:
        with demo.store.reading() as connection:
            assert check(connection).ok
        assert find_client(demo, "O'Kafor-Reid, Josephine") == find_client(demo, "C-0031")

    def test_a_card_has_what_to_know_before_ringing(self, lone: Desk) -> None:
        card = client_card(lone, find_client(lone, "C-0412"))
        assert card.past_history[0].startswith("substance use")
        assert card.concerns[0].startswith("wound")
        assert card.safe_times == "best after 16:00"
        assert [contact.name for contact in card.contacts if contact.emergency] == ["Adaobi Okafor"]
        assert card.answer(ConsentKind.VOICEMAIL) == "no"
        stale = client_card(lone, find_client(lone, "C-0281"))
        assert stale.stale_days is not None
        assert stale.stale_days > 90

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT line FROM organisation",
            "SELECT phone FROM person WHERE phone <> ''",
            "SELECT number FROM client_phone",
            "SELECT phone FROM client_contact WHERE phone <> ''",
            "SELECT phone FROM item WHERE phone <> ''",
            "SELECT dropped_phone FROM item WHERE dropped_phone <> ''",
        ],
    )
    def test_every_telephone_number_is_one_kept_for_fiction(self, lone: Desk, sql: str) -> None:
        numbers = column(lone, sql)
        assert numbers
        assert [number for number in numbers if not FICTION.fullmatch(number)] == []

    def test_every_address_is_one_that_cannot_exist(self, lone: Desk) -> None:
        assert all(
            email.endswith("@harbourside.example") for email in column(lone, "SELECT email FROM person")
        )


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open the demo once, in a home of its own, for all tests to copy."""

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as elsewhere:
            for name in ("CONFIG", "DATA", "STATE", "CACHE"):
                elsewhere.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
            open_demo(Settings()).store.close()

    return once(tmp_path_factory, "visited", make)


@pytest.fixture
def open_again(visited: Path, clean_home: Path) -> Desk:
    """Open a demo that was opened before."""
    shutil.copytree(visited, clean_home, dirs_exist_ok=True)
    return open_demo(Settings())


class TestOpening:
    def test_it_has_a_database_of_its_own_and_is_built_once(self) -> None:
        settings = Settings(
            database_url="sqlite:////nowhere/real.db", operator="me@real.example", theme="light"
        )
        desk = open_demo(settings)
        assert desk.settings == replace(
            settings,
            database_url=paths.demo_database_url(),
            operator=desk.operator.email,
            backup_minutes=0,
        )
        assert DEMO_NOW <= desk.now() < DEMO_NOW + timedelta(minutes=5)
        entries = desk.store.verify_audit()
        desk.store.close()
        again = open_demo(settings)
        assert again.store.verify_audit() == entries
        again.store.close()

    def test_the_next_visit_goes_on_after_the_last(self, open_again: Desk) -> None:
        desk = open_again
        assert isinstance(desk.clock, DemoClock)
        desk.clock.jump(DEMO_NOW + timedelta(hours=3))
        release(desk, next(row.id for row in load_queue(desk).rows if row.held_until))
        desk.store.close()
        again = open_demo(Settings())
        assert again.now() >= DEMO_NOW + timedelta(hours=3)
        assert again.store.verify_audit().ok
        again.store.close()

    @pytest.mark.parametrize("broken", ["an older version", "no database", "half of one"])
    def test_what_is_no_whole_demo_of_this_version_is_built_again(
        self, broken: str, open_again: Desk
    ) -> None:
        desk = open_again
        release(desk, next(row.id for row in load_queue(desk).rows if row.held_until))
        if broken == "an older version":
            with desk.store.engine.begin() as connection:
                connection.execute(text("UPDATE meta SET value = '0' WHERE name = 'demo'"))
        desk.store.close()
        file = paths.data_folder() / "demo.db"
        if broken == "no database":
            file.write_text("not one")
        if broken == "half of one":
            file.write_bytes(file.read_bytes()[:5000])
        again = open_demo(Settings())
        assert [row.client_name for row in load_queue(again).rows if row.held_until] == ["Petrov, Ivan"]
        assert again.store.verify_audit().ok
        again.store.close()

    def test_a_database_that_holds_an_organisation_is_never_built_over(self, lone: Desk) -> None:
        assert isinstance(lone.clock, FixedClock)
        with pytest.raises(Refused, match="has an organisation already"):
            build(lone.store, lone.clock)


class TestTheClock:
    def test_it_stands_until_it_is_let_go_and_then_keeps_pace(self) -> None:
        steady = [100.0]
        clock = DemoClock(steady=lambda: steady[0])
        steady[0] += 60
        assert clock.now() == DEMO_NOW
        clock.run()
        steady[0] += 90
        assert clock.now() == DEMO_NOW + timedelta(seconds=90)
        clock.jump(DEMO_NOW + timedelta(days=1))
        steady[0] += 1
        assert clock.now() == DEMO_NOW + timedelta(days=1, seconds=1)
        assert clock.monotonic() == steady[0]
