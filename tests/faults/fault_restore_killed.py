"""A restore killed before each of its steps leaves the old database or the new one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from tests.faults.figures import promise
from tests.faults.killing_restore import kill_restores


def test_a_kill_before_each_step_of_a_restore(tmp_path: Path) -> None:
    seen = kill_restores(tmp_path)
    promise("restore", "kill before each step of a restore", **asdict(seen))
    assert (seen.neither, seen.kept, seen.finished) == (0, seen.kills, seen.kills)
    assert seen.old
    assert seen.new
