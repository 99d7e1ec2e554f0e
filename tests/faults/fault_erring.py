"""Each error that SQLite may give, at each of 40 statements, on a plain and an encrypted database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from tests.faults.erring import ERRORS, err, erring_desk
from tests.faults.figures import promise
from tests.faults.stores import KEY

POINTS = 40


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_each_error_at_each_point_changes_nothing(tmp_path: Path, key: bytes | None) -> None:
    with erring_desk(tmp_path / "oncall.db", key) as desk:
        seen = err(desk, ERRORS, range(1, POINTS + 1))
        assert desk.store.verify_audit().ok
    test = f"{len(ERRORS)} errors at {POINTS} statements" + (", encrypted" if key else "")
    promise("disk full, I/O error, read-only, missing, damaged, newer, foreign file", test, **asdict(seen))
    assert (seen.tried, seen.changed) == (POINTS * len(ERRORS), 0)
    assert seen.told == seen.repeated == seen.tried
