"""A killed restore leaves the old database or the new one: a small dose."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing_restore import kill_restores


def test_a_killed_restore_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    seen = kill_restores(tmp_path, 4)
    assert seen.kills >= 4
    assert (seen.neither, seen.kept, seen.finished) == (0, seen.kills, seen.kills)
