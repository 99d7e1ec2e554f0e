"""Saved means saved: a small dose of the kills of `make faults`."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import kill_at_random
from tests.faults.stores import KEY


def test_what_was_saved_is_there_after_a_kill_at_any_moment(tmp_path: Path) -> None:
    seen = kill_at_random(tmp_path, 3, KEY)
    assert (seen.lost, seen.torn, seen.broken) == (0, 0, 0)
    assert seen.acknowledged
