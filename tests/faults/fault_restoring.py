"""Each of the last five backups put back; each migration killed at each of its statements."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from storage.schema import REVISIONS
from tests.faults.figures import promise
from tests.faults.restoring import BACKUPS, kill_migrations, restore_each
from tests.faults.stores import KEY

ROW = "restore"


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_the_last_five_backups(tmp_path: Path, key: bytes | None) -> None:
    seen = restore_each(tmp_path, key)
    promise(ROW, "the last 5 backups" + (", encrypted" if key else ""), **asdict(seen))
    assert (seen.tried, seen.equal, seen.verified) == (BACKUPS, BACKUPS, BACKUPS)


def test_a_kill_at_each_statement_of_each_migration(tmp_path: Path) -> None:
    seen = kill_migrations(tmp_path, REVISIONS[1:])
    promise(ROW, "kill at each statement of each migration", **asdict(seen))
    assert (seen.between, seen.finished) == (0, seen.kills)
    assert seen.kills > len(REVISIONS)
