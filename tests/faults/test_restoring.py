"""Backups come back as they were, and a killed migration is the old version or the new one: a small dose."""

from __future__ import annotations

from pathlib import Path

from storage.schema import HEAD
from tests.faults.restoring import kill_migrations, restore_each
from tests.faults.stores import KEY


def test_each_of_the_last_backups_comes_back(tmp_path: Path) -> None:
    seen = restore_each(tmp_path, KEY, 1)
    assert (seen.tried, seen.equal, seen.verified) == (1, 1, 1)


def test_a_killed_migration_is_old_or_new(tmp_path: Path) -> None:
    seen = kill_migrations(tmp_path, (HEAD,), every=40)
    assert seen.kills
    assert (seen.between, seen.finished) == (0, seen.kills)
