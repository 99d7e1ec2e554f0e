"""Copies made by themselves: checked before they count, thinned, and each database's apart (R-177)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.desk.context import Desk
from oncall_tui.desk.copies import all_copies, copied_at, make_copy, own_copies
from oncall_tui.rules.copies import keep
from storage import backup
from storage.errors import Damaged
from storage.sessions import Store
from tests.clock import NOON, FixedClock

HOUR = timedelta(hours=1)


def touch(name: str) -> Path:
    """Put a file among the copies that is none of this database's."""
    folder = paths.backup_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"theirs")
    return folder / name


def test_a_copy_is_named_by_when_it_was_made_and_was_checked(desk: Desk) -> None:
    made = make_copy(desk.store, NOON)
    assert made.path.name.startswith("oncall-20261121T010000Z-")
    assert backup.verify(made.path, audit_key=desk.store.audit_key).ok
    assert own_copies(desk.store) == (made,)
    assert copied_at(desk.store, NOON) == NOON
    assert [each.name for each in paths.backup_folder().iterdir()] == [made.path.name]


def test_copies_thin_out_and_only_those_made_by_themselves(lone_desk: Desk, clock: FixedClock) -> None:
    others = [
        touch("oncall-before-0016-20261121T010000Z.db"),
        touch("oncall-20200101T000000Z.db"),
        touch("oncall-20200101T000000Z-01234567-auto.db"),
    ]
    store, made = lone_desk.store, []
    whole = make_copy(store, NOON - 100 * HOUR)
    for turn in range(90):  # the same bytes under older names: what is thinned goes by the name
        at = NOON - timedelta(hours=200 + 7 * turn)
        made.append(at)
        (whole.path.parent / whole.path.name.replace("20261116T210000Z", f"{at:%Y%m%dT%H%M%SZ}")).write_bytes(
            whole.path.read_bytes()
        )
    make_copy(store, NOON)
    stay = keep([NOON, whole.made_at, *made])
    assert {each.made_at for each in own_copies(store)} == stay
    assert len(stay) < len(made)
    assert all(each.exists() for each in others)
    assert {each.path for each in all_copies()} >= set(others)


def test_a_copy_that_is_not_whole_counts_for_none(lone_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_copy(lone_desk.store, NOON - HOUR)
    whole = backup.copy

    def spoiling(engine: object, target: Path) -> Path:
        made = whole(lone_desk.store.engine, target)
        made.write_bytes(made.read_bytes().replace(b"test.furnished", b"test.forgeries"))
        return made

    monkeypatch.setattr(backup, "copy", spoiling)
    with pytest.raises(Damaged, match="not as it was written"):
        make_copy(lone_desk.store, NOON)
    assert [each.name for each in paths.backup_folder().iterdir()] == [first.path.name]


def test_what_a_crash_left_is_no_copy_and_is_swept_away(lone_desk: Desk) -> None:
    mine = make_copy(lone_desk.store, NOON - HOUR)
    left = touch(mine.path.name.replace("T000000Z", "T003000Z") + ".unchecked")
    deeper = touch(f".{left.name}.0a1b2c3d")
    assert own_copies(lone_desk.store) == (mine,)
    make_copy(lone_desk.store, NOON)
    assert not left.exists()
    assert not deeper.exists()
    assert len(own_copies(lone_desk.store)) == 2


def test_a_copy_of_the_future_is_not_the_last_one(lone_desk: Desk) -> None:
    make_copy(lone_desk.store, NOON + 5 * HOUR)
    assert copied_at(lone_desk.store, NOON) is None
    assert copied_at(lone_desk.store, NOON + 6 * HOUR) == NOON + 5 * HOUR


def test_another_computer_learns_from_the_database_that_it_was_copied(store: Store) -> None:
    made = make_copy(store, NOON)
    made.path.unlink()
    seen = copied_at(store, NOON + HOUR)
    assert seen == (NOON if store.engine.dialect.name == "postgresql" else None)
