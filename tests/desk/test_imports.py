from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.house import load_house
from oncall_tui.desk.imports import KINDS, ImportRefused, run_import, template
from oncall_tui.desk.lookup import Lookup
from oncall_tui.desk.people import find_client, find_person
from oncall_tui.desk.responsibility import who
from oncall_tui.errors import Refused
from storage import reads
from storage.search import check
from storage.sessions import Store
from tests.clock import FixedClock
from tests.desk.importing import CLIENT, HEADER, PEOPLE, bring, contents, counts, founded, problems

LONG_AGO = datetime(1999, 6, 1, 2, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def desk(store: Store, clock: FixedClock, tmp_path: Path) -> Desk:
    """Give a desk in an organisation with its people, on each database."""
    desk = founded(store, clock)
    bring(desk, "people", tmp_path, PEOPLE)
    return desk


@pytest.fixture
def lone(sqlite_store: Store, clock: FixedClock, tmp_path: Path) -> Desk:
    """Give the same desk on SQLite alone."""
    desk = founded(sqlite_store, clock)
    bring(desk, "people", tmp_path, PEOPLE)
    return desk


def holders(desk: Desk, number: str, at: datetime) -> tuple[str, str]:
    """Return who holds the two roles for a client at an instant."""
    sql = text(
        "SELECT p.name FROM holding h JOIN person p ON p.id = h.person_id JOIN client c ON c.id = h.client_id"
        " WHERE c.number = :number AND h.role = :role AND h.starts_at <= :at"
        " AND (h.ends_at IS NULL OR h.ends_at > :at)"
    )
    with desk.store.reading() as connection:
        at = reads.stamp(connection, at)
        found = [
            connection.execute(sql, {"number": number, "role": role, "at": at}).scalars().all()
            for role in ("pcm", "scm")
        ]
    assert all(len(names) <= 1 for names in found)
    return tuple(names[0] if names else "" for names in found)  # type: ignore[return-value]


def value(desk: Desk, sql: str) -> object:
    """Return one value of the record."""
    with desk.store.reading() as connection:
        return connection.scalar(text(sql))


def cell(wall: str) -> datetime:
    """Return a wall time as a workbook holds it, which knows no zones."""
    return datetime.fromisoformat(wall)


class TestTemplates:
    def test_each_imports_cleanly_in_the_order_of_the_kinds(
        self, store: Store, clock: FixedClock, tmp_path: Path
    ) -> None:
        desk = founded(store, clock)
        for kind in KINDS:
            example = template(kind)
            rows = len(list(csv.reader(io.StringIO(example)))) - 1
            assert counts(bring(desk, kind, tmp_path, example, dry_run=True)) == (rows, 0, 0)
            report = bring(desk, kind, tmp_path, example)
            assert (counts(report), report.warnings, report.applied) == ((rows, 0, 0), (), True)
            assert counts(bring(desk, kind, tmp_path, example)) == (0, 0, rows)
        assert store.verify_audit().ok

    def test_their_telephone_numbers_are_numbers_in_any_region(
        self, sqlite_store: Store, clock: FixedClock, tmp_path: Path
    ) -> None:
        desk = founded(sqlite_store, clock, region="GB-ENG")
        for kind in KINDS:
            assert bring(desk, kind, tmp_path, template(kind)).warnings == ()

    def test_each_shows_every_column(self) -> None:
        from oncall_tui.desk.imports.run import LOADERS

        for kind in KINDS:
            header = next(csv.reader(io.StringIO(template(kind))))
            assert set(header) == set(LOADERS[kind].columns.names)

    def test_an_unknown_kind_is_refused_by_name(self, lone: Desk) -> None:
        for refused in (lambda: template("pets"), lambda: run_import(lone, "pets", "pets.csv")):
            with pytest.raises(Refused, match=r"“pets”\. Choose people, clients, duty, absences"):
                refused()


class TestPeople:
    def test_they_come_with_roles_numbers_and_hours(self, desk: Desk) -> None:
        assert find_person(desk, "Jo Lee").phone == "0491 570 156"
        assert value(desk, "SELECT hours FROM work_pattern") == "Mon-Thu 09:00-17:00"
        assert value(desk, "SELECT count(*) FROM person_role WHERE role = 'care-manager'") == 4

    def test_a_second_import_changes_what_differs_and_keeps_past_hours(
        self, desk: Desk, clock: FixedClock, tmp_path: Path
    ) -> None:
        clock.advance(timedelta(days=30))
        changed = PEOPLE.replace("Mon-Thu 09:00-17:00", "Tue 10:00-14:00").replace(
            "Sam Idris", "Sam Idris-Bell"
        )
        assert counts(bring(desk, "people", tmp_path, changed, dry_run=True)) == (0, 2, 2)
        assert counts(bring(desk, "people", tmp_path, changed)) == (0, 2, 2)
        with desk.store.reading() as connection:
            rows = connection.execute(
                text("SELECT hours, valid_from, valid_to FROM work_pattern ORDER BY id")
            ).all()
        spans = [(row.hours, reads.maybe_day(row.valid_from), reads.maybe_day(row.valid_to)) for row in rows]
        today = date(2026, 12, 21)
        assert spans == [
            ("Mon-Thu 09:00-17:00", date(1970, 1, 1), today),
            ("Tue 10:00-14:00", today, None),
        ]
        assert find_person(desk, "sam@harbourside.example").name == "Sam Idris-Bell"

    def test_columns_that_a_file_leaves_out_stay_as_they_are(self, desk: Desk, tmp_path: Path) -> None:
        report = bring(
            desk, "people", tmp_path, "Email,NAME,Roles\njo@harbourside.example,Jo Lee,care-manager\n"
        )
        assert counts(report) == (0, 0, 1)
        assert value(desk, "SELECT count(*) FROM work_pattern") == 1

    def test_roles_are_brought_into_line(self, desk: Desk, tmp_path: Path) -> None:
        bring(
            desk,
            "people",
            tmp_path,
            "name,roles,email\nSam Idris,Care Manager; staff,sam@harbourside.example\n",
        )
        with desk.store.reading() as connection:
            sql = "SELECT role FROM person_role JOIN person p ON p.id = person_id WHERE p.name = 'Sam Idris'"
            assert sorted(connection.execute(text(sql)).scalars()) == ["care-manager", "staff"]

    def test_a_new_name_is_found_in_the_look_up_of_clients(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        bring(desk, "people", tmp_path, PEOPLE.replace("Jo Lee", "Jo Quarrington"))
        assert find_client(desk, "quarrington") == find_client(desk, "C-1")

    @pytest.mark.parametrize(
        "change", ["Kim Webb,director,kim@harbourside.example,no", "Kim,staff,kim@harbourside.example,"]
    )
    def test_the_default_director_stays_an_active_director(
        self, lone: Desk, tmp_path: Path, change: str
    ) -> None:
        with pytest.raises(ImportRefused, match="answers when the rota has a gap"):
            bring(lone, "people", tmp_path, f"name,roles,email,active\n{change}\n")

    def test_who_leaves_clients_or_shifts_behind_is_told_of(self, lone: Desk, tmp_path: Path) -> None:
        bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        bring(lone, "duty", tmp_path, "director,start,end\nSam Idris,2026-12-01 17:00,2026-12-02 09:00\n")
        leaving = "name,roles,email,active\nJo Lee,care-manager,jo@harbourside.example,no\n"
        leaving += "Sam Idris,care-manager,sam@harbourside.example,yes\n"
        report = bring(lone, "people", tmp_path, leaving)
        words = [str(warning) for warning in report.warnings]
        assert words[0].startswith("row 2, active: Jo Lee still holds 1 client roles")
        assert words[1].startswith("row 3, roles: Sam Idris still stands on the rota 1 times")
        with pytest.raises(ImportRefused, match="Jo Lee no longer works here"):
            bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")


class TestClients:
    FULL = (
        "number,family_name,given_name,preferred_name,dob,phones,address,suburb,region,service,conditions,"
        "pcm,scm,status,phase,voicemail,email_messages,email_only,organisation\n"
        'C-1,Nguyễn,Mai Anh,Anh,12/03/1948,02 5550 0188; +61 491 570 110,"Unit 3,\n12 Ferry St",Newtown,'
        "AU-NSW,home care,leg ulcer; diabetes,jo@harbourside.example,Mai Tran,Watch,engaged,"
        "no,yes,not-asked,Acme\n"
    )

    def test_everything_in_a_row_is_kept(self, desk: Desk, tmp_path: Path) -> None:
        report = bring(desk, "clients", tmp_path, self.FULL)
        assert (counts(report), report.warnings) == ((1, 0, 0), ())
        with desk.store.reading() as connection:
            row = connection.execute(text("SELECT * FROM client")).one()
            phones = connection.execute(text("SELECT number, digits FROM client_phone ORDER BY id")).all()
            consents = connection.execute(text("SELECT kind, answer, source FROM consent ORDER BY id")).all()
        assert (row.family_name, row.preferred_name, reads.maybe_day(row.dob)) == (
            "Nguyễn",
            "Anh",
            date(1948, 3, 12),
        )
        assert (row.address, row.status, row.organisation) == ("Unit 3, 12 Ferry St", "watch", "Acme")
        assert reads.listed(row.conditions) == ("leg ulcer", "diabetes")
        assert [tuple(phone) for phone in phones] == [
            ("02 5550 0188", "61255500188"),
            ("0491 570 110", "61491570110"),
        ]
        answers = [tuple(consent) for consent in consents]
        assert answers == [("voicemail", "no", "clients.csv"), ("email-messages", "yes", "clients.csv")]

    def test_the_first_holders_answer_for_the_past_too(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, self.FULL)
        assert holders(desk, "C-1", LONG_AGO) == ("Jo Lee", "Mai Tran")
        assert who(desk, find_client(desk, "C-1"), MONDAY).role_holder.name == "Jo Lee"

    def test_they_are_in_the_look_up_at_once(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, self.FULL)
        with desk.store.reading() as connection:
            assert check(connection).ok
        (hit,) = Lookup(desk.store).find("nguyen")
        assert (hit.number, hit.manager) == ("C-1", "Jo Lee")

    def test_a_new_manager_takes_over_at_the_instant_of_the_import(
        self, desk: Desk, clock: FixedClock, tmp_path: Path
    ) -> None:
        bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        clock.advance(timedelta(days=3))
        moved = CLIENT.replace("jo@", "sam@")
        assert counts(bring(desk, "clients", tmp_path, f"{HEADER}\n{moved}\n", dry_run=True)) == (0, 1, 0)
        assert counts(bring(desk, "clients", tmp_path, f"{HEADER}\n{moved}\n")) == (0, 1, 0)
        before = clock.now() - timedelta(microseconds=1)
        assert holders(desk, "C-1", before) == ("Jo Lee", "Mai Tran")
        assert holders(desk, "C-1", clock.now()) == ("Sam Idris", "Mai Tran")
        assert value(desk, "SELECT count(*) FROM holding") == 3

    def test_the_two_managers_can_change_places(self, desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        clock.advance(timedelta(hours=1))
        swapped = "C-1,Okafor,Hana,Mai Tran,Jo Lee"
        bring(desk, "clients", tmp_path, f"{HEADER}\n{swapped}\n")
        assert holders(desk, "C-1", clock.now()) == ("Mai Tran", "Jo Lee")
        again = CLIENT.replace("jo@", "sam@")
        bring(desk, "clients", tmp_path, f"{HEADER}\n{again}\n")
        assert holders(desk, "C-1", clock.now()) == ("Sam Idris", "Mai Tran")

    def test_a_missing_secondary_is_told_and_an_emptied_one_ends(
        self, desk: Desk, clock: FixedClock, tmp_path: Path
    ) -> None:
        bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        clock.advance(timedelta(hours=1))
        alone = CLIENT.rpartition(",")[0]
        unsaid = bring(desk, "clients", tmp_path, f"number,family_name,given_name,pcm\n{alone}\n")
        assert (counts(unsaid), unsaid.warnings) == ((0, 0, 1), ())
        report = bring(desk, "clients", tmp_path, f"{HEADER}\n{alone},\nC-2,Petrov,Ivan,Jo Lee,\n")
        assert counts(report) == (1, 1, 0)
        assert [(each.row, each.column) for each in report.warnings] == [(2, "scm"), (3, "scm")]
        assert holders(desk, "C-1", clock.now()) == ("Jo Lee", "")

    def test_an_answer_once_given_is_not_unasked_by_a_file(
        self, desk: Desk, clock: FixedClock, tmp_path: Path
    ) -> None:
        bring(desk, "clients", tmp_path, self.FULL)
        clock.advance(timedelta(hours=1))
        again = self.FULL.replace("no,yes,not-asked", "not-asked,no,yes")
        report = bring(desk, "clients", tmp_path, again)
        assert counts(report) == (0, 1, 0)
        assert [str(each) for each in report.warnings] == [
            "row 2, voicemail: stays “no”, for that answer was given before."
        ]
        assert value(desk, "SELECT count(*) FROM consent") == 4

    def test_numbers_that_left_the_file_leave_the_record(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, self.FULL)
        report = bring(
            desk, "clients", tmp_path, self.FULL.replace("02 5550 0188; ", "02 5550 0142;call Ana;")
        )
        assert counts(report) == (0, 1, 0)
        assert [(each.row, each.column) for each in report.warnings] == [(2, "phones")]
        with desk.store.reading() as connection:
            kept = connection.execute(text("SELECT number FROM client_phone")).scalars().all()
        assert sorted(kept) == ["02 5550 0142", "0491 570 110", "call Ana"]
        lookup = Lookup(desk.store)
        assert not lookup.find("0255500188")
        assert len(lookup.find("0255500142")) == 1

    def test_a_client_number_is_the_same_in_either_case(self, lone: Desk, tmp_path: Path) -> None:
        bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        assert counts(bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT.lower()}\n")) == (0, 1, 0)
        with pytest.raises(ImportRefused) as fault:
            bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n{CLIENT.lower()}\n")
        assert problems(fault.value) == [(3, "number")]

    @pytest.mark.parametrize(
        ("row", "column", "told"),
        [
            ("C-9,Ash,Lu,,Mai Tran", "pcm", "no PCM"),
            ("C-9,Ash,Lu,Mai Tran,mai@harbourside.example", "scm", "is the primary already"),
            ("C-9,Ash,Lu,Kim Webb,Mai Tran", "pcm", "Kim Webb is no care-manager"),
            ("C-9,Ash,Lu,Mai Tarn,Jo Lee", "pcm", "Near: Mai Tran"),
            ("C-9,Ash,Lu,Jo Lee,nobody@x.example", "scm", "Nobody here is"),
            (",Ash,Lu,Jo Lee,Mai Tran", "number", "is empty"),
            ("C-9,,Lu,Jo Lee,Mai Tran", "family_name", "is empty"),
        ],
    )
    def test_what_cannot_be_is_refused_by_row_and_column(
        self, lone: Desk, tmp_path: Path, row: str, column: str, told: str
    ) -> None:
        before = contents(lone.store)
        with pytest.raises(ImportRefused) as fault:
            bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n{row}\n")
        assert problems(fault.value) == [(3, column)]
        assert told in fault.value.problems[0].words
        assert contents(lone.store) == before

    def test_every_problem_is_told_at_once_and_many_are_counted(self, lone: Desk, tmp_path: Path) -> None:
        rows = "\n".join(f"C-{n},Ash,Lu,Nobody,Jo Lee" for n in range(500))
        with pytest.raises(ImportRefused) as fault:
            bring(lone, "clients", tmp_path, f"{HEADER},status,dob\nC-X,Ash,,,,shaky,31/02/1950\n{rows}\n")
        first = {(2, "given_name"), (2, "status"), (2, "pcm"), (2, "dob")}
        assert set(problems(fault.value)[:4]) == first
        assert (len(fault.value.problems), fault.value.total) == (200, 504)
        assert fault.value.words.endswith("… and 304 more.")

    def test_progress_goes_forward_to_its_end(self, lone: Desk, tmp_path: Path) -> None:
        rows = "\n".join(CLIENT.replace("C-1", f"C-{n}") for n in range(2500))
        file = tmp_path / "clients.csv"
        file.write_text(f"{HEADER}\n{rows}\n")
        told: list[tuple[int, int]] = []
        report = run_import(lone, "clients", file, progress=lambda done, total: told.append((done, total)))
        assert counts(report) == (2500, 0, 0)
        assert told == sorted(told)
        assert told[-1] == (5000, 5000)

    def test_the_audit_entry_tells_what_changed(self, lone: Desk, clock: FixedClock, tmp_path: Path) -> None:
        bring(lone, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        clock.advance(timedelta(hours=1))
        bring(
            lone,
            "clients",
            tmp_path,
            f"{HEADER}\n{CLIENT.replace('Hana', 'Hannah').replace('jo@', 'sam@')}\n",
        )
        detail = str(value(lone, "SELECT detail FROM audit ORDER BY seq DESC LIMIT 1"))
        assert '"given_name":["Hana","Hannah"]' in detail
        assert '"pcm":[2,4]' in detail
        assert '"changed":1' in detail
        assert lone.store.verify_audit().ok


class TestDuty:
    ROTA = """\
director,start,end
Kim Webb,2026-11-20 17:00,2026-11-23T09:00+11:00
Sam Idris,2026-11-23 17:00,2026-11-24 09:00
"""

    def test_shifts_are_wall_time_of_the_organisation(self, desk: Desk, tmp_path: Path) -> None:
        assert counts(bring(desk, "duty", tmp_path, self.ROTA)) == (2, 0, 0)
        with desk.store.reading() as connection:
            first = connection.execute(
                text("SELECT starts_at, ends_at FROM duty_shift ORDER BY starts_at")
            ).first()
        assert first is not None
        assert reads.instant(first.starts_at) == datetime(2026, 11, 20, 6, tzinfo=UTC)
        assert reads.instant(first.ends_at) == datetime(2026, 11, 22, 22, tzinfo=UTC)

    def test_a_shift_is_known_by_director_and_start(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "duty", tmp_path, self.ROTA)
        assert counts(bring(desk, "duty", tmp_path, self.ROTA.replace("24 09:00", "24 08:00"))) == (0, 1, 1)
        assert value(desk, "SELECT count(*) FROM duty_shift") == 2

    def test_an_overlap_is_allowed_and_told(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "duty", tmp_path, self.ROTA)
        extra = "director,start,end\nSam Idris,2026-11-22 09:00,2026-11-22 17:00\n"
        report = bring(desk, "duty", tmp_path, extra)
        assert counts(report) == (1, 0, 0)
        assert [str(each) for each in report.warnings] == [
            "row 2, start: overlaps a shift on record until Sun 22 Nov 17:00 AEDT. "
            "The later start has the line."
        ]

    @pytest.mark.parametrize(
        ("row", "column", "told"),
        [
            ("Jo Lee,2026-11-20 17:00,2026-11-21 09:00", "director", "Jo Lee is no director"),
            ("Kim Webb,2026-11-20 17:00,2026-11-20 17:00", "end", "must be after the start"),
            ("Kim Webb,2026-11-20 17:00,", "end", "is empty"),
            ("Kim Webb,2026-10-04 02:30,2026-10-04 09:00", "start", "does not exist"),
            ("Kim Webb,2026-04-05 02:30,2026-04-05 09:00", "start", "happens twice"),
            ("Kim Webb,yesterday,2026-04-05 09:00", "start", "is no date and time"),
            ("Kim Webb,2026-02-30 09:00,2026-04-05 09:00", "start", "is no date and time"),
            ("Kim Webb,0001-02-03 09:00,2026-04-05 09:00", "start", "Check the year"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, lone: Desk, tmp_path: Path, row: str, column: str, told: str
    ) -> None:
        with pytest.raises(ImportRefused) as fault:
            bring(lone, "duty", tmp_path, f"director,start,end\n{row}\n")
        assert problems(fault.value) == [(2, column)]
        assert told in fault.value.problems[0].words

    def test_an_offset_settles_an_hour_that_happens_twice(self, lone: Desk, tmp_path: Path) -> None:
        row = "Kim Webb,2026-04-05T02:30+11:00,2026-04-05 02:30 +10:00"
        assert counts(bring(lone, "duty", tmp_path, f"director,start,end\n{row}\n")) == (1, 0, 0)


class TestAbsences:
    AWAY = """\
person,reason,start,end,note
Jo Lee,Sick leave,2026-11-20 07:40,,flu
mai@harbourside.example,annual,2026-12-01 09:00,2026-12-05 17:00,
"""

    def test_they_come_with_an_open_end_and_a_second_time_unchanged(self, desk: Desk, tmp_path: Path) -> None:
        assert counts(bring(desk, "absences", tmp_path, self.AWAY)) == (2, 0, 0)
        assert counts(bring(desk, "absences", tmp_path, self.AWAY)) == (0, 0, 2)
        assert counts(
            bring(desk, "absences", tmp_path, self.AWAY.replace(",,flu", ",2026-11-24 09:00,flu"))
        ) == (0, 1, 1)
        with desk.store.reading() as connection:
            row = connection.execute(text("SELECT * FROM absence ORDER BY starts_at")).first()
        assert row is not None
        assert (row.reason, row.note, row.entered_by) == ("sick", "flu", "kim@harbourside.example")
        assert reads.instant(row.ends_at) == datetime(2026, 11, 23, 22, tzinfo=UTC)

    def test_who_is_away_does_not_hold_the_role(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")
        bring(desk, "absences", tmp_path, self.AWAY)
        answer = who(desk, find_client(desk, "C-1"), MONDAY)
        assert (answer.pcm_of_record.name if answer.pcm_of_record else "", answer.role_holder.name) == (
            "Jo Lee",
            "Mai Tran",
        )

    def test_an_overlap_is_refused_with_the_other_shown(self, desk: Desk, tmp_path: Path) -> None:
        bring(desk, "absences", tmp_path, self.AWAY)
        row = "Mai Tran,study,2026-12-04 09:00,2026-12-08 17:00"
        with pytest.raises(ImportRefused) as fault:
            bring(desk, "absences", tmp_path, f"person,reason,start,end\n{row}\n")
        assert str(fault.value.problems[0]) == (
            "row 2, start: Mai Tran is away then already (on record): annual from Tue 1 Dec 2026 09:00 AEDT "
            "until Sat 5 Dec 2026 17:00 AEDT. Join the two, or mend one."
        )

    def test_an_overlap_within_the_file_names_the_other_row(self, lone: Desk, tmp_path: Path) -> None:
        rows = "Jo Lee,annual,2026-12-01,2026-12-09\nJo Lee,study,2026-12-08,2026-12-10\n"
        rows += "Jo Lee,other planned,2026-12-10,2026-12-11\n"
        with pytest.raises(ImportRefused) as fault:
            bring(lone, "absences", tmp_path, f"person,reason,start,end\n{rows}")
        assert problems(fault.value) == [(3, "start")]
        assert "(row 2)" in fault.value.problems[0].words

    def test_absences_that_touch_do_not_overlap(self, lone: Desk, tmp_path: Path) -> None:
        rows = "Jo Lee,annual,2026-12-01,2026-12-09\nJo Lee,study,2026-12-09,2026-12-10\n"
        report = bring(lone, "absences", tmp_path, f"person,reason,start,end\n{rows}")
        assert counts(report) == (2, 0, 0)
        assert [(each.row, each.column) for each in report.warnings] == [(2, "end"), (3, "end")]

    @pytest.mark.parametrize(
        ("written", "kept"),
        [("Other", "other-planned"), ("Personal/carers leave", "personal"), ("carers", "personal")],
    )
    def test_the_policys_own_words_for_a_reason_are_known(
        self, lone: Desk, tmp_path: Path, written: str, kept: str
    ) -> None:
        bring(lone, "absences", tmp_path, f"person,reason,start\nJo Lee,{written},2026-12-01 09:00\n")
        assert value(lone, "SELECT reason FROM absence") == kept

    def test_an_unknown_reason_is_refused_with_the_list(self, lone: Desk, tmp_path: Path) -> None:
        with pytest.raises(
            ImportRefused, match=r"“tired” is not known\. Allowed: non-work-day, weekend, annual"
        ):
            bring(lone, "absences", tmp_path, "person,reason,start\nJo Lee,tired,2026-12-01\n")


class TestWorkbooks:
    def workbook(self, folder: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
        """Write a workbook of some sheets."""
        book = openpyxl.Workbook()
        for place, (title, rows) in enumerate(sheets):
            sheet = book.active if place == 0 else book.create_sheet()
            sheet.title = title
            for row in rows:
                sheet.append(row)
        book.save(folder / "given.xlsx")
        return folder / "given.xlsx"

    def test_dates_floats_and_booleans_are_read_as_a_person_sees_them(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        header: list[object] = [
            "Number",
            "Family Name",
            "given name",
            "PCM",
            "SCM",
            "DOB",
            "Phones",
            "voicemail",
        ]
        row = [4711, "Okafor", "Hana", "Jo Lee", "Mai Tran", date(1948, 3, 12), 255500188.0, True]
        report = run_import(desk, "clients", self.workbook(tmp_path, ("Clients", [header, row])))
        assert (counts(report), report.warnings) == ((1, 0, 0), ())
        with desk.store.reading() as connection:
            client = connection.execute(text("SELECT number, dob FROM client")).one()
            digits = connection.scalar(text("SELECT digits FROM client_phone"))
            answer = connection.scalar(text("SELECT answer FROM consent"))
        assert (client.number, reads.maybe_day(client.dob)) == ("4711", date(1948, 3, 12))
        assert (digits, answer) == ("61255500188", "yes")

    def test_cells_that_hold_dates_are_wall_time(self, lone: Desk, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["director", "start", "end"],
            [],
            ["Kim Webb", cell("2026-11-20 17:00"), cell("2026-11-23 09:00")],
        ]
        report = run_import(lone, "duty", self.workbook(tmp_path, ("Rota", rows)))
        assert (report.rows, counts(report)) == (1, (1, 0, 0))
        assert str(value(lone, "SELECT starts_at FROM duty_shift")).startswith("2026-11-20 06:00")

    def test_a_problem_is_named_by_the_row_that_the_spreadsheet_shows(
        self, lone: Desk, tmp_path: Path
    ) -> None:
        rows: list[list[object]] = [[], ["director", "start", "end"], [], ["Nobody", "x", "y"]]
        with pytest.raises(ImportRefused) as fault:
            run_import(lone, "duty", self.workbook(tmp_path, ("Rota", rows)))
        assert problems(fault.value) == [(4, "director"), (4, "start"), (4, "end")]

    def test_a_sheet_is_chosen_by_name(self, lone: Desk, tmp_path: Path) -> None:
        rota: list[list[object]] = [
            ["director", "start", "end"],
            ["Kim Webb", "2026-11-20 17:00", "2026-11-23 09:00"],
        ]
        file = self.workbook(tmp_path, ("Notes", [["anything"]]), ("Rota 2026", rota))
        assert counts(run_import(lone, "duty", file, sheet=" rota 2026 ")) == (1, 0, 0)
        with pytest.raises(ImportRefused, match=r"has no sheet “March”\. It has: Notes, Rota 2026"):
            run_import(lone, "duty", file, sheet="March")
        with pytest.raises(ImportRefused, match="“anything” is no column"):
            run_import(lone, "duty", file)

    def test_more_sheets_than_the_first_are_told_of(self, lone: Desk, tmp_path: Path) -> None:
        rota: list[list[object]] = [
            ["director", "start", "end"],
            ["Kim Webb", "2026-11-20 17:00", "2026-11-23 09:00"],
        ]
        report = run_import(lone, "duty", self.workbook(tmp_path, ("Rota", rota), ("Old", [["x"]])))
        assert [each.words for each in report.warnings] == [
            "Only the sheet “Rota” was read; the workbook has 1 more."
        ]


def test_a_preview_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = contents(desk.store)
    report = bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n", dry_run=True)
    assert (counts(report), report.applied) == ((1, 0, 0), False)
    assert contents(desk.store) == before


def test_the_zone_of_the_organisation_decides_not_the_computers(
    sqlite_store: Store, clock: FixedClock, tmp_path: Path
) -> None:
    desk = founded(sqlite_store, clock)
    assert load_house(sqlite_store).zone == "Australia/Sydney"
    bring(desk, "duty", tmp_path, "director,start,end\nKim Webb,2026-07-01 09:00,2026-07-01T17:00Z\n")
    assert str(value(desk, "SELECT starts_at FROM duty_shift")).startswith("2026-06-30 23:00")
    assert str(value(desk, "SELECT ends_at FROM duty_shift")).startswith("2026-07-01 17:00")
