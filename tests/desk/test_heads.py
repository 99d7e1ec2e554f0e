"""Where the record ended, kept outside, finds what no chain can find of itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.alerting.headkeeper import EVERY, HeadKeeper
from oncall_tui.desk.backups import back_up
from oncall_tui.desk.context import Desk
from oncall_tui.desk.heads import compare, keep_head, stamp
from oncall_tui.errors import Refused
from storage.audit import DEEDS
from storage.sessions import Store
from tests.clock import FixedClock
from tests.house import HANA
from tests.storage.test_audit import tamper


def act(desk: Desk, count: int = 1) -> None:
    """Record some actions and a look."""
    for number in range(count):
        with desk.store.writing(desk.operator.email, "test.done", f"item:{number}"):
            pass
    desk.glances.saw(HANA, f"card {count}")
    desk.glances.keep()


def cut_and_forge(store: Store, seq: int) -> None:
    """Cut the record off and seal its end anew, as whoever has the database and its key can."""
    assert store.audit_key is not None
    with store.reading() as connection:
        head = DEEDS.hash_of(connection, seq)
    note = f"{seq} {head}"
    value = f"{note} {store.audit_key.seal('head ' + note)}"
    tamper(
        store,
        f"DELETE FROM audit WHERE seq > {seq}",
        f"UPDATE meta SET value = '{value}' WHERE name = 'audit-head'",
    )


def test_a_head_is_kept_for_this_user_alone_and_once(desk: Desk, clean_home: Path) -> None:
    act(desk)
    file = keep_head(desk.store)
    assert file == paths.audit_heads_file()
    assert file.is_relative_to(clean_home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keep_head(desk.store)
    act(desk)
    keep_head(desk.store)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["record"] for line in lines] == [lines[0]["record"], lines[0]["record"] + 1]
    assert lines[0].keys() == {"database", "at", "record", "hash", "views", "views_hash"}
    assert compare(desk.store, file).ok


def test_a_record_that_was_cut_off_with_a_forged_end_is_found(desk: Desk) -> None:
    act(desk, 4)
    file = keep_head(desk.store)
    last = json.loads(file.read_text())["record"]
    cut_and_forge(desk.store, last - 2)
    assert desk.store.verify_audit().ok, "by itself the record cannot tell"
    found = compare(desk.store, file)
    assert (found.ok, found.first_broken) == (False, last)
    assert "missing" in found.why
    act(desk, 4)
    assert desk.store.verify_audit().ok
    found = compare(desk.store, file)
    assert (found.ok, found.first_broken) == (False, last)
    assert "rewritten" in found.why


def test_a_record_of_views_that_was_rewritten_is_found(desk: Desk) -> None:
    act(desk)
    file = keep_head(desk.store)
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "views_hash": "ab" * 32}) + "\n")
    found = compare(desk.store, file)
    assert (found.ok, found.first_broken) == (False, told["views"])


def test_another_database_in_its_place_is_found(desk: Desk) -> None:
    act(desk)
    file = keep_head(desk.store)
    tamper(desk.store, "UPDATE meta SET value = 'made-up' WHERE name = 'database-id'")
    assert not compare(desk.store, file).ok
    assert "another one" in compare(desk.store, file).why


def test_a_printed_foot_is_enough(desk: Desk, tmp_path: Path) -> None:
    act(desk, 3)
    page = tmp_path / "brief.md"
    page.write_text(f"Something.\n\nWhere the record ended: {stamp(desk.store)}.\n")
    assert compare(desk.store, page).ok
    act(desk)
    assert compare(desk.store, page).ok
    seq = int(stamp(desk.store).split(" ")[1].split(":")[0])
    page.write_text(f"record {seq}:{'0' * 8}\n")
    found = compare(desk.store, page)
    assert (found.ok, found.first_broken) == (False, seq)


@pytest.mark.parametrize("text", ["", "nothing", '{"record": 1}', '{"database":1,"record":"x","hash":1}'])
def test_a_file_without_heads_is_refused(desk: Desk, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.log").write_text(text)
    with pytest.raises(Refused, match="no head"):
        compare(desk.store, tmp_path / "x.log")
    with pytest.raises(Refused, match="cannot be read"):
        compare(desk.store, tmp_path / "y.log")


def test_every_backup_keeps_a_head(desk: Desk, tmp_path: Path) -> None:
    act(desk)
    back_up(desk.store, tmp_path / "copy.db")
    assert compare(desk.store, paths.audit_heads_file()).heads == 1


def test_the_engine_keeps_heads_by_the_clock(desk: Desk, clock: FixedClock) -> None:
    keeper = HeadKeeper(desk.store, clock)

    def lines() -> int:
        return len(paths.audit_heads_file().read_text().splitlines())

    keeper.keep()
    act(desk)
    keeper.keep()
    assert lines() == 1
    clock.steady += EVERY
    keeper.keep()
    assert lines() == 2
    act(desk)
    keeper.keep(at_once=True)
    assert lines() == 3


def test_a_head_that_cannot_be_kept_stops_nothing(desk: Desk, clock: FixedClock) -> None:
    paths.audit_heads_file().parent.mkdir(parents=True, exist_ok=True)
    paths.audit_heads_file().mkdir()
    HeadKeeper(desk.store, clock).keep()
    assert desk.store.verify_audit().ok
