"""One page that says whether all is well."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from oncall_tui import paths
from oncall_tui.desk.backups import back_up
from oncall_tui.desk.context import Desk
from oncall_tui.desk.findings import Finding, Grade
from oncall_tui.desk.heads import keep_head
from oncall_tui.desk.health import examine, unopened
from oncall_tui.errors import Refused
from storage.engine import sqlite_file
from storage.models import Client
from storage.search import index_clients
from storage.sessions import Store
from tests.clock import FixedClock
from tests.house import HANA
from tests.storage.test_audit import tamper


def indexed(desk: Desk) -> Desk:
    """Bring the look-up index in step with the clients."""
    with desk.store.writing("system", "test.indexed", "index") as unit:
        index_clients(unit.session.connection())
    return desk


def page(desk: Desk, sit_down: Callable[[], Desk] | None = None) -> dict[str, Finding]:
    return {each.name: each for each in examine(desk.store, sit_down or (lambda: desk))}


def test_a_site_in_order_is_found_in_order(desk: Desk) -> None:
    found = page(indexed(desk))
    wrong = {name: each.words for name, each in found.items() if each.grade is Grade.WRONG}
    assert wrong == {}
    assert {
        "database",
        "schema",
        "size",
        "last backup",
        "audit record",
        "client look-up",
        "unowned clients",
    } < set(found)
    assert found["duty rota"].words == "Kim Webb has the line 1800 975 711"
    assert found["time zone"].words == "Australia/Sydney, now Sat 21 Nov 2026 12:00 AEDT"
    assert found["audit record"].words.startswith("2 read")
    assert found["client look-up"].words == "3 clients, index in step"


def test_clients_who_cannot_be_found_or_have_no_manager_are_told(desk: Desk) -> None:
    indexed(desk)
    with desk.store.writing("system", "test", "client") as unit:
        unit.session.add(Client(id=99, number="C-9", family_name="Lost", given_name="Ann"))
    found = page(desk)
    assert found["client look-up"].grade is Grade.WRONG
    assert found["client look-up"].words == "1 client cannot be found, 0 clients should not be"
    assert found["unowned clients"].grade is Grade.LOOK
    assert found["unowned clients"].remedy


def test_a_record_that_is_not_the_one_whose_head_was_kept_is_told(lone_desk: Desk) -> None:
    indexed(lone_desk)
    file = keep_head(lone_desk.store)
    assert page(lone_desk)["audit record"].grade is Grade.OK
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "record": told["record"] + 1}) + "\n")
    found = page(lone_desk)["audit record"]
    assert found.grade is Grade.LOOK
    assert "missing" in found.words
    file.write_text(json.dumps({**told, "database": "another"}) + "\n")
    assert page(lone_desk)["audit record"].grade is Grade.OK, (
        "another database's heads say nothing of this one"
    )


def test_a_changed_view_is_told(lone_desk: Desk) -> None:
    lone_desk.glances.saw(HANA, "card")
    lone_desk.glances.keep()
    tamper(indexed(lone_desk).store, "UPDATE client_view SET client_id = 2")
    found = page(lone_desk)["audit record"]
    assert (found.grade, found.words) == (Grade.WRONG, "View 1 is not as it was written.")


def test_a_gap_in_the_rota_is_told(lone_desk: Desk, clock: FixedClock) -> None:
    clock.advance(timedelta(days=30))
    found = page(indexed(lone_desk))["duty rota"]
    assert found.grade is Grade.LOOK
    assert "Rae Novak stands in" in found.words


def test_a_clock_that_was_set_back_is_told(lone_desk: Desk, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=-3))
    found = page(lone_desk)["time zone"]
    assert found.grade is Grade.WRONG
    assert "3 h later" in found.words


def test_backups_grow_old(lone_desk: Desk, clock: FixedClock) -> None:
    assert page(lone_desk)["last backup"].remedy == "Run: oncall backup"
    copy = back_up(lone_desk.store, paths.backup_folder() / "oncall-1.db")
    for hours, grade in ((2, Grade.OK), (40, Grade.LOOK)):
        made = (clock.now() - timedelta(hours=hours)).timestamp()
        os.utime(copy, (made, made))
        assert page(lone_desk)["last backup"].grade is grade


def test_a_file_that_others_can_read_is_told(lone_desk: Desk) -> None:
    file = sqlite_file(lone_desk.store.engine)
    assert file is not None
    file.path.chmod(0o644)
    assert page(lone_desk)["database"].grade is Grade.LOOK
    file.path.chmod(0o600)
    assert page(lone_desk)["database"].grade is Grade.OK


@pytest.mark.parametrize(("free", "grade"), [(5e9, Grade.OK), (5e8, Grade.LOOK), (1e6, Grade.WRONG)])
def test_a_full_disk_is_told(
    lone_desk: Desk, monkeypatch: pytest.MonkeyPatch, free: float, grade: Grade
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=int(free)))
    assert page(lone_desk)["size"].grade is grade


def test_an_empty_database_is_told_to_be_founded(store: Store) -> None:
    def nobody() -> Desk:
        raise Refused("no one")

    found = {each.name: each for each in examine(store, nobody)}
    assert found["organisation"].grade is Grade.WRONG
    assert "oncall init" in found["organisation"].remedy


def test_an_operator_who_cannot_act_is_told(lone_desk: Desk) -> None:
    def nobody() -> Desk:
        raise Refused("Len Quist no longer works here.")

    found = page(lone_desk, nobody)["operator"]
    assert (found.grade, found.remedy) == (Grade.WRONG, "Len Quist no longer works here.")


def test_a_rulebook_that_cannot_be_read_is_told(lone_desk: Desk) -> None:
    def broken() -> None:
        raise Refused("rules.toml, line 2: amount must be a whole number.")

    lone_desk.load_rulebook = broken  # type: ignore[assignment]
    found = page(lone_desk)
    assert found["rulebook"].grade is Grade.WRONG
    assert found["warnings"].grade is Grade.WRONG


def test_a_database_that_cannot_be_opened_is_a_finding() -> None:
    found = unopened("Restore it.")
    assert (found.grade, found.remedy) == (Grade.WRONG, "Restore it.")


def test_a_damaged_file_is_told(lone_desk: Desk, tmp_path: Path) -> None:
    file = sqlite_file(lone_desk.store.engine)
    assert file is not None
    with lone_desk.store.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        page_of_table = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_person_name'"
        ).scalar()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
    assert page_of_table
    assert size
    lone_desk.store.engine.dispose()
    with file.path.open("r+b") as opened:
        opened.seek((page_of_table - 1) * size + 100)
        opened.write(b"\xff" * (size - 100))
    assert page(lone_desk)["database"].grade is Grade.WRONG
