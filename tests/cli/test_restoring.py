"""Copies from the shell: listed with what they are worth, tried in a place of their own, put back (R-177)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.copies import make_copy
from oncall_tui.desk.rehearsing import NEWEST
from storage import backup
from storage.comparing import hashes_of
from storage.engine import sqlite_file
from storage.marks import mark_of
from tests.cli.conftest import FOUNDING, Oncall
from tests.dose import dose
from tests.faults.figures import promise

NUMBER = dose(1, NEWEST)
"""How many copies are made and put back."""


def copied(number: int, oncall: Oncall) -> list[tuple[Path, dict[str, str]]]:
    """Make copies an hour apart, a call logged before each; return them with the rows they hold."""
    made = []
    store = open_store(settings_for())
    for turn in range(number):
        assert oncall("log", "--category=query", "--note", f"call {turn}").code == 0
        path = make_copy(store, store.clock.now() - timedelta(hours=number - turn)).path
        file = sqlite_file(store.engine)
        made.append((path, hashes_of(path, key=file.key if file else None)))
    store.close()
    return made


def test_the_list_says_how_old_how_big_and_how_whole_each_is(founded: Oncall) -> None:
    assert founded("restore", "--list").err.strip().startswith("There is no copy yet")
    (path, _rows), (spoilt, _) = copied(2, founded)
    spoilt.write_bytes(spoilt.read_bytes().replace(b"call.logged", b"call.forged"))
    found = founded("restore", "--list", "--json").json
    assert [each["ok"] for each in found] == [False, True]
    assert found[1]["file"] == str(path)
    assert found[1]["bytes"] == path.stat().st_size
    assert found[1]["rows"] == sum(backup.verify(path).rows.values())
    page = founded("restore", "--list").out
    assert "this one" in page
    assert "whole" in page
    assert "not as it was written" in page


def test_each_of_the_newest_comes_back_equal_and_verified(founded: Oncall) -> None:
    copied(NUMBER + 1, founded)
    before = {each.name for each in paths.data_folder().iterdir()}
    done = founded("restore", "--test", "--json")
    assert done.code == 0, done.err
    assert len(done.json) == min(NUMBER + 1, NEWEST)
    assert all(each["ok"] for each in done.json), done.out
    assert {each.name for each in paths.data_folder().iterdir()} == before
    equal = sum("came back equal" in each["words"] for each in done.json)
    promise("restore", "oncall restore --test, the newest five", tried=len(done.json), equal=equal)
    assert equal == len(done.json)
    assert (
        "came back equal, row by row, and verified" in founded("restore", "--test", done.json[0]["file"]).out
    )


def test_a_copy_that_would_not_come_back_is_told(founded_lite: Oncall, tmp_path: Path) -> None:
    ((path, _rows),) = copied(1, founded_lite)
    path.write_bytes(path.read_bytes().replace(b"call.logged", b"call.forged"))
    failed = founded_lite("restore", "--test")
    assert failed.code == 1
    assert "not as it was written" in failed.out
    (tmp_path / "text.db").write_text("Dear diary, " * 1000)
    assert founded_lite("restore", "--test", str(tmp_path / "text.db")).code == 1
    assert founded_lite("restore", "--test", str(tmp_path / "none.db")).code == 1
    path.unlink()
    assert founded_lite("restore", "--test").code == 1


def test_each_of_the_last_is_put_back_with_every_row(founded_lite: Oncall, sqlite_url: str) -> None:
    made = copied(NUMBER, founded_lite)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    for number, (path, rows) in enumerate(reversed(made)):
        done = founded_lite("restore", str(path), "--yes")
        assert done.code == 0, done.err
        assert "What was there before lies in" in done.err
        # The restore itself is noted in the record, and so is the look at it.
        noted = {"audit", "meta"}
        there = hashes_of(file)
        assert {name for name in rows if rows[name] != there[name]} <= noted, number
        assert founded_lite("audit", "verify").code == 0
        kept = next(iter(file.parent.glob("*-before-restore-*.db")))
        assert backup.verify(kept).ok
        kept.unlink()  # the next one would have the same second in its name
    promise("restore", "each of the last 5 backups, from the shell", tried=NUMBER, equal=NUMBER)


def test_a_restore_needs_to_know_which(founded_lite: Oncall) -> None:
    told = founded_lite("restore")
    assert told.code == 2
    assert "--list" in told.err


def test_copies_can_be_tried_where_the_database_is_lost(
    oncall: Oncall, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONCALL_DATABASE_URL", sqlite_url)
    assert oncall(*FOUNDING).code == 0
    copied(1, oncall)
    Path(sqlite_url.removeprefix("sqlite:///")).unlink()
    done = oncall("restore", "--test", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)[0]["ok"]


@pytest.mark.usefixtures("light_work")
def test_copies_of_an_encrypted_database_are_encrypted_and_come_back_so(
    oncall: Oncall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "words"
    words.write_text("four plain words here\n")
    words.chmod(0o600)
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", str(words))
    monkeypatch.setenv("ONCALL_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'oncall.db'}")
    assert oncall(*FOUNDING, "--encrypt").code == 0
    ((path, rows),) = copied(1, oncall)
    assert mark_of(path) == mark_of(tmp_path / "data" / "oncall.db") is not None
    assert rows
    assert [each["ok"] for each in oncall("restore", "--list", "--json").json] == [True]
    done = oncall("restore", "--test", str(path), "--json")
    assert done.code == 0, done.out
    assert "came back equal" in done.json[0]["words"]
