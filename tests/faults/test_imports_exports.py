"""A few malformed files are taken whole or not at all; nothing that is taken out is a formula."""

from __future__ import annotations

from pathlib import Path

from oncall_tui.desk.context import Desk
from tests.faults.bringing import bring
from tests.faults.leaving import LEADERS, plant, take_out


def test_a_few_malformed_files(lone_desk: Desk, sqlite_url: str, tmp_path: Path) -> None:
    seen = bring(lone_desk.store, sqlite_url, tmp_path, 9)
    assert (seen.files, seen.half_taken, seen.unforeseen) == (9, 0, 0)


def test_no_sheet_holds_a_formula(lone_desk: Desk, tmp_path: Path) -> None:
    plant(lone_desk)
    left = take_out(lone_desk, tmp_path)
    assert left.raw == 0
    assert left.guarded > 5 * len(LEADERS)
