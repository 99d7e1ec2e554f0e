"""What the doctor says of copies, keys, sign-in and the rota ahead."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.desk.access import keeping
from oncall_tui.desk.backups import back_up
from oncall_tui.desk.context import Desk
from oncall_tui.desk.findings import Grade
from oncall_tui.desk.safekeeping import last_backup, private_files, rota_ahead, signing_in
from storage.models import DutyShift, RecoveryCode
from tests.clock import FixedClock
from tests.house import KIM


def test_the_newest_copy_is_tried(lone_desk: Desk, clock: FixedClock) -> None:
    assert last_backup(lone_desk.store).words.startswith("none in")
    copy = back_up(lone_desk.store, paths.backup_folder() / "copy.db")
    os.utime(copy, (clock.now().timestamp(),) * 2)
    found = last_backup(lone_desk.store)
    assert (found.grade, "whole" in found.words) == (Grade.OK, True)
    copy.write_bytes(copy.read_bytes()[:8192] + bytes(4096) + copy.read_bytes()[12288:])
    os.utime(copy, (clock.now().timestamp(),) * 2)
    found = last_backup(lone_desk.store)
    assert found.grade is Grade.WRONG
    assert "oncall restore --test" in found.remedy


@pytest.mark.skipif(os.name != "posix", reason="there are no such marks on Windows")
def test_what_others_can_read_is_told_with_the_command_that_mends_it() -> None:
    assert private_files().grade is Grade.OK
    folder: Path = paths.backup_folder()
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    copy = folder / "copy.db"
    copy.touch(mode=0o600)
    assert private_files().grade is Grade.OK
    copy.chmod(0o644)
    found = private_files()
    assert found.grade is Grade.WRONG
    assert str(copy) in found.words
    assert found.remedy.startswith("Run: chmod -R go= ")
    folder.chmod(0o755)
    copy.chmod(0o600)
    assert str(folder) in private_files().words


def test_how_many_sign_in_and_whether_a_code_is_kept(lone_desk: Desk) -> None:
    assert signing_in(lone_desk.store).grade is Grade.LOOK
    keeping.set_secret(lone_desk, "480273")
    assert signing_in(lone_desk.store).words == "1 of 5 people can sign in; there is a recovery code"
    with lone_desk.store.writing("system", "test.lost", "recovery") as unit:
        unit.session.delete(unit.session.get_one(RecoveryCode, 1))
    found = signing_in(lone_desk.store)
    assert (found.grade, found.remedy) == (Grade.LOOK, "Run: oncall sign-in recovery")


def test_hours_without_anybody_on_the_line_are_named(lone_desk: Desk, clock: FixedClock) -> None:
    found = rota_ahead(lone_desk)
    assert found.grade is Grade.LOOK
    assert "of the next 7 days" in found.words
    with lone_desk.store.writing("system", "test.rota", "shift") as unit:
        start = clock.now() - timedelta(days=1)
        unit.session.add(DutyShift(director_id=KIM, starts_at=start, ends_at=start + timedelta(days=9)))
    assert rota_ahead(lone_desk).grade is Grade.OK
