"""Malformed files are taken whole or not at all, in little memory; no export holds a formula."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from oncall_tui.desk.context import Desk
from tests.faults.bringing import bring
from tests.faults.figures import promise
from tests.faults.leaving import LEADERS, plant, take_out

ROW = "imports and exports"
FILES = 200


def test_malformed_files(desk: Desk, database_url: str, tmp_path: Path) -> None:
    seen = bring(desk.store, database_url, tmp_path, FILES)
    promise(ROW, f"malformed files, {desk.store.engine.dialect.name}", **asdict(seen))
    assert (seen.files, seen.half_taken, seen.unforeseen) == (FILES, 0, 0)
    assert seen.memory_mb < 200


def test_formulas_in_all_that_is_taken_out(desk: Desk, tmp_path: Path) -> None:
    plant(desk)
    left = take_out(desk, tmp_path)
    seen = {"leaders": len(LEADERS), "sheets": left.files, "cells": left.cells, "guarded": left.guarded}
    promise(ROW, f"taken out, {desk.store.engine.dialect.name}", **seen, raw=left.raw)
    assert left.raw == 0
    assert left.guarded > 5 * len(LEADERS)
