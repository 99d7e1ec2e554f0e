"""Saved means saved: a small dose of the kills of `make faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing import STRACE, kill_at_calls, kill_at_random
from tests.faults.stores import KEY


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_what_was_saved_is_there_after_a_kill_at_any_moment(tmp_path: Path, key: bytes | None) -> None:
    seen = kill_at_random(tmp_path, 3, key)
    assert (seen.lost, seen.torn, seen.broken) == (0, 0, 0)
    assert seen.acknowledged


@pytest.mark.skipif(STRACE is None, reason="strace is not installed: no kill at each call of a commit")
def test_what_was_saved_is_there_after_a_kill_within_a_commit(tmp_path: Path) -> None:
    seen = kill_at_calls(tmp_path, 1)
    assert (seen.lost, seen.torn, seen.broken) == (0, 0, 0)
    assert seen.kills == 1
