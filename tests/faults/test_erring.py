"""An error of the disk changes nothing and is told in words: a small dose of `make faults`."""

from __future__ import annotations

from pathlib import Path

from tests.faults.erring import ERRORS, err, erring_desk


def test_an_error_at_any_statement_changes_nothing(tmp_path: Path) -> None:
    with erring_desk(tmp_path / "oncall.db") as desk:
        seen = err(desk, ERRORS, (1, 7, 17, 33))
        assert desk.store.verify_audit().ok
    assert (seen.tried, seen.told, seen.changed, seen.repeated) == (40, 40, 0, 40)
