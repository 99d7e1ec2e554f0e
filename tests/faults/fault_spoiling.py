"""Sixty spoilt files and more, plain and encrypted, with and without leave to make a new database."""

from __future__ import annotations

from pathlib import Path

from tests.faults.figures import promise
from tests.faults.spoiling import try_all

ROW = "disk full, I/O error, read-only, missing, damaged, newer, foreign file"


def test_sixty_spoilt_files(tmp_path: Path) -> None:
    seen = try_all(tmp_path)
    promise(
        ROW,
        "bad files",
        tried=seen.tried,
        refused=seen.refused,
        found=seen.found,
        missed=len(seen.missed),
        overwritten=seen.overwritten,
    )
    assert (seen.missed, seen.overwritten) == ([], 0)
    assert seen.tried >= 60
