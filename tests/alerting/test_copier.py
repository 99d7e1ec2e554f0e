"""The engine copies the database when it is time, and says so when it cannot (R-177)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.alerting import copier as under_test
from oncall_tui.alerting.copier import Copied, Copier
from oncall_tui.alerting.engine import Engine, Report
from oncall_tui.desk import copies
from oncall_tui.desk.context import Desk
from oncall_tui.desk.copies import own_copies
from oncall_tui.settings import Settings
from storage.errors import DiskFull
from tests.clock import NOON, FixedClock

HOUR = timedelta(hours=1)


def copier(desk: Desk, *, leads: bool = True, minutes: int = 60) -> Copier:
    desk.settings = Settings(backup_minutes=minutes)
    return Copier(desk, may=lambda: leads)


def test_a_copy_is_made_when_the_newest_is_an_hour_old(lone_desk: Desk, clock: FixedClock) -> None:
    one = copier(lone_desk)
    for minutes, number in ((0, 1), (59, 1), (1, 2), (30, 2), (60 * 24, 3)):
        clock.advance(timedelta(minutes=minutes))
        one.look()
        assert len(own_copies(lone_desk.store)) == number
    assert one.copied == Copied(clock.now(), late=False, failed=False)
    assert one.trouble == ""


def test_only_the_program_that_leads_makes_copies(lone_desk: Desk, clock: FixedClock) -> None:
    idle = copier(lone_desk, leads=False)
    idle.look()
    assert own_copies(lone_desk.store) == ()
    assert idle.copied == Copied(None, late=False, failed=False)
    copier(lone_desk).look()
    clock.advance(timedelta(minutes=181))
    idle.look()
    assert idle.copied == Copied(NOON, late=True, failed=False)
    assert idle.trouble == ""


def test_none_are_made_where_the_settings_want_none(lone_desk: Desk) -> None:
    off = copier(lone_desk, minutes=0)
    off.look()
    off.start()
    assert (off.copied, own_copies(lone_desk.store)) == (None, ())


def test_a_failure_is_told_and_tried_again_in_five_minutes(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def full(*_: object) -> object:
        tries.append(clock.now())
        raise DiskFull

    one = copier(lone_desk)
    with monkeypatch.context() as broken:
        broken.setattr(under_test, "make_copy", full)
        for seconds in (0, 60, 299, 1):
            clock.advance(timedelta(seconds=seconds if seconds != 299 else 239))
            one.look()
    assert tries == [NOON, NOON + timedelta(minutes=5)]
    assert "No backup was made: The disk is full." in one.trouble
    assert one.copied == Copied(None, late=False, failed=True)
    clock.advance(timedelta(minutes=5))
    one.look()
    assert one.trouble == ""
    assert one.copied == Copied(clock.now(), late=False, failed=False)


def test_a_folder_that_cannot_be_written_is_told(lone_desk: Desk) -> None:
    paths.data_folder().mkdir(parents=True, exist_ok=True)
    paths.backup_folder().write_text("a file where the folder should be")
    one = copier(lone_desk)
    one.look()
    assert one.trouble.startswith("No backup was made: ")
    assert one.copied == Copied(None, late=False, failed=True)


def test_the_screen_hears_of_it_from_the_engine(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[Report] = []
    engine = Engine(lone_desk, on_report=reports.append)
    engine.tick()
    assert reports[-1].copied is None
    engine._copier.look()
    engine.tick()
    assert reports[-1].copied == Copied(NOON, late=False, failed=False)
    assert copies.all_copies()[0].made_at == NOON
    clock.advance(HOUR)

    def unwritable(*_: object) -> Path:
        raise OSError(28, "no space")

    monkeypatch.setattr(under_test, "make_copy", unwritable)
    engine.tick()
    engine._copier.look()
    engine.tick()
    assert any("No backup was made" in trouble for trouble in reports[-1].troubles)
    assert reports[-1].copied == Copied(NOON, late=False, failed=True)
