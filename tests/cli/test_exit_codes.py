"""Every way in which a command can go wrong: words on stderr, nothing on stdout, and the right exit code."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.cli import diagnostics
from oncall_tui.cli.diagnostics import guarded
from oncall_tui.errors import BadSettings, Refused
from storage.errors import Busy
from tests.cli.conftest import FOUNDING, Oncall

HUGE = "9" * 30
"""More than any database can count."""
REFUSED = [
    (FOUNDING, "already"),
    (("who", "Nobody, At-All"), "No client"),
    (("who", "--manager", "nobody"), "Nobody here"),
    (("due", "no-such-rule"), "no rule"),
    (("due", "R-084"), "no clock"),
    (("attempt", "99", "--channel=phone", "--outcome=no-answer", "--left=not-possible"), "no item 99"),
    (("attempt", HUGE, "--channel=phone", "--outcome=no-answer", "--left=not-possible"), "check the number"),
    (("log", "--category=query", "--note=x", f"--repeat-of={HUGE}"), "check the number"),
    (("ack", HUGE), "check the number"),
    (("log", "--category=query", "--client=none"), "No client"),
    (("coverage", "--weeks=0"), "1 to 104"),
    (("queue", "--as", "stranger@example.org"), "--as"),
    (("import", "people", "/no/such/file.csv"), "file.csv"),
]
USAGE = [
    (("no-such-command",), "No such command"),
    (("who", "--bogus"), "No such option"),
    (("who", "X", "--all"), "one client, or --all"),
    (("due",), "RULE"),
    (("due", "clinical-call-back", "--from", "whenever"), "not understood"),
    (("due", "clinical-call-back", "--from", "2026-10-04 02:30"), "2026-10-04T03:30+11:00"),
    (("log", "--category=nonsense"), "wrong-number"),
    (("log", "--category=roster"), "roster-accident or roster-mishap or roster-sickness"),
    (("log",), "--category"),
    (("attempt", "1", "--channel=pigeon", "--outcome=reached"), "in-person"),
    (("who", "--all", "--at", "9999-12-31"), "Check the year"),
    (("coverage", "--at", "1026-11-13"), "Check the year"),
    (("attempt", "one", "--channel=phone", "--outcome=reached"), "'ITEM': a whole number is wanted. See"),
    (("coverage", "--weeks", "1e3"), "'--weeks': a whole number is wanted. See"),
    (("queu",), "Did you mean 'queue'? See: oncall --help"),
    (("import", "pets", "x.csv"), "people, clients, duty, absences"),
    (("import", "people"), "--template"),
    (("audit", "--limit", "0"), "--limit"),
    (("audit", "forge"), "forge"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_is_refused_exits_1(founded_lite: Oncall, arguments: tuple[str, ...], words: str) -> None:
    result = founded_lite(*arguments)
    assert (result.code, result.out) == (1, ""), result.err
    assert words in result.err


@pytest.mark.parametrize(("arguments", "words"), USAGE)
def test_what_is_typed_wrong_exits_2(founded_lite: Oncall, arguments: tuple[str, ...], words: str) -> None:
    result = founded_lite(*arguments)
    assert (result.code, result.out) == (2, ""), result.err
    assert words in result.err


def test_settings_that_cannot_be_read_exit_2(
    founded_lite: Oncall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ONCALL_PER_DAY", "many")
    assert founded_lite("queue").code == 2
    monkeypatch.delenv("ONCALL_PER_DAY")
    monkeypatch.setenv("ONCALL_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text("nonsense = 1\n", encoding="utf-8")
    result = founded_lite("queue")
    assert (result.code, "nonsense" in result.err) == (2, True)


def test_a_site_file_that_cannot_be_read_exits_2(founded_lite: Oncall) -> None:
    site = paths.site_rules_file()
    site.parent.mkdir(parents=True, exist_ok=True)
    site.write_text("[rules.clinical-call-back]\namount = -1\n", encoding="utf-8")
    result = founded_lite("rules")
    assert (result.code, result.out) == (2, "")
    assert "line 2" in result.err


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite:///", "postgresql://127.0.0.1:1/nothing"])
def test_a_database_that_cannot_be_used_exits_3(oncall: Oncall, url: str) -> None:
    result = oncall("queue", "--db", url)
    assert (result.code, result.out) == (3, ""), result.err
    assert result.err


def test_a_file_of_somebody_else_exits_3_and_is_left_alone(oncall: Oncall, tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(b"Dear all, " * 100)
    for command in (("queue",), FOUNDING, ("doctor",)):
        assert oncall(*command, "--db", str(file)).code == (1 if command == ("doctor",) else 3)
    assert file.read_bytes() == b"Dear all, " * 100


def test_what_is_given_before_the_command_counts_for_it(founded_lite: Oncall, tmp_path: Path) -> None:
    assert founded_lite("--db", str(tmp_path / "none.db"), "queue").code == 3
    assert founded_lite("--db", str(tmp_path / "none.db"), "audit", "verify").code == 3
    assert founded_lite("--as", "stranger@example.org", "queue").code == 1


def test_a_fault_of_our_own_is_one_line_and_the_log_holds_no_data(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work() -> int:
        secret = "Okonkwo, Adaeze"
        raise KeyError(secret)

    assert guarded(work) == diagnostics.STORAGE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "KeyError" in said
    assert str(paths.log_file()) in said
    log = paths.log_file().read_text(encoding="utf-8")
    assert "Okonkwo" not in said + log
    assert "test_exit_codes.py" in log
    assert paths.log_file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Refused("no"), 1),
        (BadSettings("no"), 2),
        (Busy(), 3),
        (KeyboardInterrupt(), 130),
        (EOFError(), 1),
        (ValueError("x"), 3),
    ],
)
def test_each_kind_of_trouble_has_its_exit_code(fault: BaseException, code: int) -> None:
    def work() -> int:
        raise fault

    assert guarded(work) == code


def test_a_full_disk_is_no_fault_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert guarded(work) == diagnostics.STORAGE
    assert capsys.readouterr().err.startswith("There is no room left")
    assert not paths.log_file().exists()


def test_a_reader_who_leaves_is_no_trouble() -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "oncall_tui", "rules", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    with program:
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_only_somebody_who_works_here_acts(founded_lite: Oncall, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "name,roles,email,active\nLen Quist,staff,len@example.org,no\nAda Obi,staff,ada@example.org,yes\n",
        encoding="utf-8",
    )
    assert founded_lite("import", "people", str(file)).code == 0
    gone = founded_lite("log", "--category=query", "--caller=Ann", "--as", "len@example.org")
    assert gone.code == 1
    assert "Len Quist no longer works here" in gone.err
    assert founded_lite("log", "--category=query", "--caller=Ann", "--as", "ADA@example.org").code == 0
    assert founded_lite("audit", "--json").json[-1]["actor"] == "ada@example.org"


def test_the_key_of_a_record_is_made_once_and_never_replaced_by_itself(founded_lite: Oncall) -> None:
    (key,) = paths.key_folder().iterdir()
    key.rename(key.with_suffix(".lost"))
    assert founded_lite("queue").code == 0
    missing = founded_lite("log", "--category=query", "--caller=Ann")
    assert (missing.code, missing.out) == (3, "")
    assert "oncall audit new-key" in missing.err
    assert not key.exists()
