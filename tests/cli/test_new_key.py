"""A lost key of the audit record locks nobody out for good, and nobody out of reading at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.__main__ import run

INIT = [
    "init", "--name", "Harbourside Care", "--zone", "Australia/Sydney", "--region", "AU-NSW",
    "--hours", "Mon-Fri 09:00-17:00", "--line", "1800 975 711",
    "--director", "Kim Webb <kim@harbourside.example>",
]  # fmt: skip
LOG = ["log", "--category", "information", "--caller", "Ada", "--note", "Thanks."]


@pytest.fixture
def db(tmp_path: Path) -> list[str]:
    database = ["--db", str(tmp_path / "oncall.db")]
    assert run([*INIT, *database]) == 0
    return database


def test_without_the_key_everything_is_read_and_nothing_written(
    db: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for key in paths.key_folder().glob("*.key"):
        key.unlink()
    capsys.readouterr()
    assert run(["who", "--json", *db]) == 0
    assert run(["queue", *db]) == 0
    assert run([*LOG, *db]) == 3
    said = capsys.readouterr().err
    assert "oncall audit new-key" in said
    assert run(["doctor", *db]) == 1
    assert "not on this computer" in capsys.readouterr().out


def test_a_new_key_seals_from_then_on_and_the_record_tells(
    db: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for key in paths.key_folder().glob("*.key"):
        key.unlink()
    assert run(["audit", "new-key", "--yes", *db]) == 0
    assert run([*LOG, *db]) == 0
    capsys.readouterr()
    assert run(["audit", "verify", *db]) == 0
    assert "earlier key" in capsys.readouterr().out
    assert run(["audit", *db]) == 0
    assert "key-replaced" in capsys.readouterr().out


def test_a_key_that_is_still_there_is_kept_beside_the_new_one(db: list[str]) -> None:
    (before,) = (key.read_bytes() for key in paths.key_folder().glob("*.key"))
    assert run(["audit", "new-key", "--yes", *db]) == 0
    kept = [key.read_bytes() for key in paths.key_folder().glob("*.key.replaced-*")]
    assert kept == [before]
