"""Saved means saved, at the whole dose: 500 kills at any moment, and one at each call of a commit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from tests.faults.figures import promise
from tests.faults.killing import STRACE, Seen, kill_at_calls, kill_at_random
from tests.faults.stores import KEY

ROW = "saved means saved"


def held(test: str, seen: Seen, **more: int) -> None:
    """Note what was seen, and hold it to what was promised."""
    promise(ROW, test, **asdict(seen), **more)
    assert (seen.lost, seen.torn, seen.broken) == (0, 0, 0)


@pytest.mark.parametrize(("key", "kills"), [(None, 500), (KEY, 100)], ids=["plain", "encrypted"])
def test_kills_at_any_moment(tmp_path: Path, key: bytes | None, kills: int) -> None:
    seen = kill_at_random(tmp_path, kills, key)
    held("kill -9 at random" if key is None else "kill -9 at random, encrypted", seen)
    assert seen.kills == kills
    assert seen.acknowledged > kills


@pytest.mark.skipif(STRACE is None, reason="strace is not installed: no kill at each call of a commit")
def test_a_kill_at_each_call_of_a_commit(tmp_path: Path) -> None:
    seen = kill_at_calls(tmp_path)
    held("kill -9 at each write and sync call of a commit", seen, at_calls=seen.kills)
    assert seen.kills > 10
