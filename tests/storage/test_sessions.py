"""What a unit of work keeps, what it tells the record, and what every failure leaves behind."""

from __future__ import annotations

import json
import os
import threading
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import StatementError
from sqlmodel import select

from storage.engine import SqliteFile, open_engine, sqlite_file
from storage.errors import Busy, Conflict, DiskFull, Invalid, ReadOnly, translate
from storage.models import AuditEntry, Draft, Item, Person, PersonRoleRow, SpecialDay
from storage.sessions import Store
from storage.units import plain
from storage.vocabulary import Category, HolidayChange, PersonRole
from tests.clock import NOON, FixedClock
from tests.storage.examples import ANN, add_person, call, details, log_call, person


def test_a_unit_is_kept_with_one_entry(store: Store) -> None:
    somebody = add_person(store)
    seq = log_call(store, "k1", somebody)
    with store.quiet_writing() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.seq == seq)).one()
        item = session.exec(select(Item)).one()
    assert (entry.actor, entry.action, entry.object) == (ANN, "call.logged", f"item:{item.id}")
    assert entry.at == NOON
    assert item.received_at == NOON
    changes = json.loads(entry.detail)["changes"]
    assert [(change["table"], change["op"]) for change in changes] == [
        ("item", "insert"),
        ("clock", "insert"),
        ("clock", "insert"),
    ]
    assert changes[0]["after"]["category"] == "wellbeing"
    assert changes[0]["after"]["received_at"] == "2026-11-21T01:00:00+00:00"


def test_an_update_tells_only_what_changed(store: Store) -> None:
    number = add_person(store)
    with store.writing(ANN, "person.changed", f"person:{number}") as unit:
        row = unit.session.get_one(Person, number)
        row.phone = "02 5550 0111"
        row.name = row.name
    assert json.loads(details(store)[-1]) == {
        "changes": [
            {
                "table": "person",
                "key": {"id": number},
                "op": "update",
                "before": {"phone": ""},
                "after": {"phone": "02 5550 0111", "version": 2},
            }
        ]
    }


def test_one_row_has_one_story_however_often_it_is_flushed(store: Store) -> None:
    with store.writing(ANN, "person.added", "person") as unit:
        row = person()
        unit.session.add(row)
        unit.session.flush()
        row.area = "north"
        unit.session.flush()
        row.area = "south"
        passing = person("Cal Cole", "cal@example.org")
        unit.session.add(passing)
        unit.session.flush()
        unit.session.delete(passing)
    (change,) = json.loads(details(store)[-1])["changes"]
    assert (change["op"], change["before"], change["after"]["area"]) == ("insert", {}, "south")


def test_changing_twice_tells_the_first_and_the_last(store: Store) -> None:
    number = add_person(store)
    with store.writing(ANN, "person.changed", "person") as unit:
        row = unit.session.get_one(Person, number)
        row.area = "north"
        unit.session.flush()
        row.area = "south"
    (change,) = json.loads(details(store)[-1])["changes"]
    assert (change["before"]["area"], change["after"]["area"]) == ("", "south")


def test_a_deleted_row_is_told_whole(store: Store) -> None:
    number = add_person(store)
    with store.writing(ANN, "role.given", "person") as unit:
        unit.session.add(PersonRoleRow(person_id=number, role=PersonRole.DIRECTOR))
    with store.writing(ANN, "role.taken", "person") as unit:
        unit.session.delete(unit.session.exec(select(PersonRoleRow)).one())
    (change,) = json.loads(details(store)[-1])["changes"]
    assert (change["op"], change["before"], change["after"]) == (
        "delete",
        {"person_id": number, "role": "director"},
        {},
    )


def test_facts_are_noted_and_an_undoing_points_back(store: Store) -> None:
    with store.writing(
        ANN, "card.seen", "client:7", on_behalf_of="director", terminal="tty1", undoes=None
    ) as unit:
        unit.note(why=Category.QUERY, since=NOON)
    with store.writing(ANN, "card.unseen", "client:7", undoes=unit.seq) as again:
        pass
    with store.quiet_writing() as session:
        first, second = session.exec(select(AuditEntry)).all()
    assert json.loads(first.detail) == {"facts": {"why": "query", "since": "2026-11-21T01:00:00+00:00"}}
    assert (first.on_behalf_of, first.terminal, second.undoes) == ("director", "tty1", unit.seq)
    assert again.seq == 2


def test_whatever_goes_wrong_nothing_is_left(store: Store) -> None:
    add_person(store)
    with suppress(KeyError), store.writing(ANN, "x", "x") as unit:
        unit.session.add(person("Cal Cole", "cal@example.org"))
        unit.session.flush()
        raise KeyError
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 1
        assert connection.scalar(text("SELECT count(*) FROM audit")) == 1
    log_call(store, "k", add_person(store, "Cal Cole", "cal@example.org"))
    assert store.verify_audit().ok


def test_the_same_key_twice_is_a_conflict_that_quotes_nothing(store: Store) -> None:
    number = add_person(store)
    log_call(store, "the-key", number, said="clozapine")
    with pytest.raises(Conflict) as error:
        log_call(store, "the-key", number, said="clozapine")
    told = f"{error.value!s} {error.value!r} {error.value.words}"
    assert "clozapine" not in told
    assert "the-key" not in told
    assert error.value.__suppress_context__
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM item")) == 1


def test_a_row_that_points_at_nobody_is_refused(store: Store) -> None:
    with pytest.raises(Invalid):
        log_call(store, "k", 999)


def test_of_two_who_read_it_the_second_is_refused(store: Store) -> None:
    number = add_person(store)
    with store.quiet_writing() as session:
        stale = session.get_one(Person, number)
    with store.writing(ANN, "person.changed", "person") as unit:
        unit.session.get_one(Person, number).area = "north"
    stale.area = "south"
    with pytest.raises(Conflict), store.writing(ANN, "person.changed", "person") as unit:
        unit.session.add(stale)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT area FROM person")) == "north"


def test_a_reader_sees_one_moment(store: Store) -> None:
    add_person(store)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 1
        add_person(store, "Cal Cole", "cal@example.org")
        assert connection.scalar(text("SELECT count(*) FROM person")) == 1
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 2


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(ReadOnly), store.reading() as connection:
        connection.execute(text("DELETE FROM meta"))


def test_drafts_leave_no_entry(store: Store) -> None:
    with store.quiet_writing() as session:
        session.add(
            Draft(key="d", operator=ANN, kind="call", typed={"said": "x"}, started_at=NOON, updated_at=NOON)
        )
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM draft")) == 1
        assert connection.scalar(text("SELECT count(*) FROM audit")) == 0
    with store.writing(ANN, "call.logged", "item") as unit:
        unit.session.delete(unit.session.exec(select(Draft)).one())
    assert details(store) == ["{}"]


def test_nothing_else_is_written_in_secret(store: Store) -> None:
    with pytest.raises(TypeError, match="Person is recorded"), store.quiet_writing() as session:
        session.add(person())
    with pytest.raises(TypeError, match="bulk"), store.writing(ANN, "x", "x") as unit:
        unit.session.execute(update(Person).values(area="north"))


def test_many_rows_are_told_by_their_number(store: Store) -> None:
    add_person(store)
    with store.writing(ANN, "people.imported", "person") as unit:
        first = unit.next_id(Person)
        rows = ({"id": first + n, "name": f"P{n}", "email": f"p{n}@example.org"} for n in range(2500))
        assert unit.bulk(Person, rows) == 2500
        assert (
            unit.bulk(SpecialDay, [{"day": date(2026, 12, 24), "change": HolidayChange.ADD, "name": "Eve"}])
            == 1
        )
    assert json.loads(details(store)[-1]) == {"bulk": {"person": 2500, "special_day": 1}}
    assert add_person(store, "After", "after@example.org") == first + 2500
    with store.quiet_writing() as session:
        last = session.get_one(Person, first + 2499)
        assert (last.active, last.expertise, last.version) == (True, [], 1)


def test_a_naive_time_is_refused(store: Store) -> None:
    item = call("k", add_person(store))
    item.received_at = NOON.replace(tzinfo=None)
    with pytest.raises((StatementError, ValueError)), store.writing(ANN, "x", "x") as unit:
        unit.session.add(item)


def test_the_token_changes_with_anybodys_commit(store: Store, tmp_path: Path, clock: FixedClock) -> None:
    other = Store(open_engine(store.engine.url.render_as_string(hide_password=False)), store.audit_key, clock)
    with closing(other):
        seen = store.change_token()
        assert store.change_token() == seen
        add_person(store)
        mine = store.change_token()
        assert mine != seen
        add_person(other, "Cal Cole", "cal@example.org")
        assert store.change_token() not in (seen, mine)
        with suppress(KeyError), other.writing(ANN, "x", "x"):
            raise KeyError
        after = store.change_token()
        assert store.change_token() == after


def test_a_second_writer_waits_and_is_told_when_it_takes_too_long(store: Store) -> None:
    engine = store.engine
    if engine.dialect.name == "sqlite":
        file = sqlite_file(engine)
        assert file is not None
        short = open_engine(f"sqlite:///{file.path}")
        hurry = "PRAGMA busy_timeout=50"
    else:
        short = open_engine(engine.url.render_as_string(hide_password=False))
        hurry = "SET lock_timeout = 50"
    raw = short.raw_connection()
    cursor = raw.cursor()
    cursor.execute(hurry)
    cursor.close()
    raw.commit()
    raw.close()
    hasty = Store(short, store.audit_key, FixedClock())
    with closing(hasty), store.writing(ANN, "x", "x"), pytest.raises(Busy) as error:
        add_person(hasty)
    assert "try again" in error.value.words


def test_a_full_disk_changes_nothing(sqlite_store: Store) -> None:
    number = add_person(sqlite_store)
    raw = sqlite_store.engine.raw_connection()
    cursor = raw.cursor()
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count={pages}").fetchall()
    cursor.close()
    raw.close()
    with pytest.raises(DiskFull) as error:
        log_call(sqlite_store, "k", number, said="x" * 100_000)
    assert "free some space" in error.value.words
    with sqlite_store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM item")) == 0
    assert sqlite_store.verify_audit().ok


def test_a_database_that_may_only_be_read_says_so(sqlite_store: Store) -> None:
    file = sqlite_file(sqlite_store.engine)
    assert file is not None

    class Fixed(SqliteFile):
        """A file that cannot be written, whoever runs the tests."""

        def connect(self, mode: str) -> object:
            """Open it for reading only."""
            return super().connect("ro")

    engine = open_engine(f"sqlite:///{file.path}")
    engine.pool = engine.pool.recreate()
    engine.pool._creator = Fixed(file.path)
    with closing(Store(engine, sqlite_store.audit_key, FixedClock())) as fixed, pytest.raises(ReadOnly):
        add_person(fixed)


def test_threads_share_a_store(store: Store) -> None:
    number = add_person(store)
    failures: list[Exception] = []

    def work(worker: int) -> None:
        try:
            for turn in range(10):
                log_call(store, f"{worker}-{turn}", number)
        except AssertionError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    verdict = store.verify_audit()
    assert (verdict.ok, verdict.rows) == (True, 41)


def test_a_mistake_of_ours_is_not_dressed_up(store: Store) -> None:
    with pytest.raises(Exception, match="no_such_table") as error, store.reading() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))
    assert translate(error.value) is None


def test_a_row_takes_its_columns_and_nothing_else() -> None:
    first, second = person(), person()
    assert (first.active, first.version, first.id, first.expertise) == (True, 1, None, [])
    assert first.expertise is not second.expertise
    first.area = "north"
    assert (first.area, second.area) == ("north", "")
    with pytest.raises(TypeError, match="Person has no nickname"):
        Person(name="Ann Ardley", email=ANN, nickname="Annie")  # type: ignore[call-arg]


def test_a_new_row_is_kept_alike_whichever_way_it_is_written(store: Store) -> None:
    number = add_person(store)
    with store.writing(ANN, "call.logged", "item") as unit:
        alone = call("alone", number)
        alone.caller = None  # type: ignore[assignment]
        unit.session.add(alone)
    with store.writing(ANN, "call.logged", "item") as unit:
        together = call("together", number)
        together.caller = None  # type: ignore[assignment]
        unit.session.add(together)
        unit.session.get_one(Person, number).area = "north"
    with store.quiet_writing() as session:
        kept = [item.model_dump(exclude={"id", "key"}) for item in session.exec(select(Item).order_by("id"))]
    assert kept[0] == kept[1]
    assert kept[0]["caller"] == ""


def test_a_row_can_go_on_changing_after_it_is_inserted(store: Store) -> None:
    with store.writing(ANN, "person.added", "person") as unit:
        row = person()
        unit.session.add(row)
        unit.session.flush()
        assert unit.session.get(Person, row.id) is row
        row.area = "north"
    row.area = "south"
    with store.writing(ANN, "person.changed", "person") as unit:
        unit.session.add(row)
    with store.reading() as connection:
        assert connection.execute(text("SELECT area, version FROM person")).one() == ("south", 3)
    changes = json.loads(details(store)[-1])["changes"]
    assert (changes[0]["op"], changes[0]["after"]) == ("update", {"area": "south", "version": 3})


def test_rows_are_inserted_in_the_order_they_were_added(sqlite_store: Store) -> None:
    with sqlite_store.writing(ANN, "people.added", "person") as unit:
        rows = [person(f"P{turn}", f"p{turn}@example.org") for turn in range(5)]
        unit.session.add_all(rows)
    assert [row.id for row in rows] == [1, 2, 3, 4, 5]


def test_values_are_told_in_a_form_that_lasts() -> None:
    assert plain(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00+00:00"
    assert plain({"a": (date(2026, 1, 2), b"\x01")}) == {"a": ["2026-01-02", "01"]}
    assert plain(Path("x")) == "x"


def test_the_store_lets_go(sqlite_store: Store) -> None:
    sqlite_store.change_token()
    sqlite_store.close()
    file = sqlite_file(sqlite_store.engine)
    assert file is not None
    assert not os.path.exists(f"{file.path}-wal")
