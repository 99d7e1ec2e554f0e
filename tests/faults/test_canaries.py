"""Telling words go through everything that may go wrong; none of them turns up where it must not.

They are names, numbers and notes of clients and callers. They may stand in the database, in what a command
prints because it was asked for, and in a file that somebody took out with a reason. They may not stand in the
log, on stderr, in the state, cache and settings folders, in files left for a moment, in a window's title, in
a notice of the desktop, or on the terminal once the console has gone.
"""

from __future__ import annotations

import csv
import io
import logging
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exc

from oncall_tui import paths
from oncall_tui.__main__ import run
from oncall_tui.alerting.sender import Sender
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.tui.asking import AskFailed, answer
from oncall_tui.tui.crash import describe, faults_kept
from storage.vocabulary import CallerType, Category
from tests.cli.conftest import FOUNDING
from tests.dose import dose
from tests.faults.figures import promise
from tests.house import HANA
from tests.terminal.stage import Person, Stage, staged

NAME, OTHER, NOTE, NUMBER, STREET = "Zqxname", "Zqxother", "Zqxnote zqxtold", "02 7070 4242", "Zqxstreet 9"
CANARY = re.compile(r"zqx|7070\s?4242|61270704242|0270704242", re.IGNORECASE)
ESCAPES = re.compile(rb"\x1b\](?:0|1|2|9|52|777);[^\x07\x1b]*")
"""Titles, notices of the desktop, and the clipboard."""


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let what is left in the folder for files of a moment be seen."""
    folder = tmp_path / "for a moment"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    tempfile.tempdir = None


def looked_through(*folders: Path) -> int:
    """Assert that no file in some folders holds a canary, and return how many files there are."""
    count = 0
    for folder in folders:
        for file in folder.rglob("*") if folder.is_dir() else ():
            if file.is_file():
                count += 1
                found = CANARY.search(file.read_bytes().decode("utf-8", errors="replace"))
                assert found is None, f"{file} holds {found[0]}"
                assert not CANARY.search(file.name)
    return count


def outside(home: Path, moment: Path) -> int:
    """Look through every folder of a user but the one that the data lies in."""
    return looked_through(*(home / name for name in ("state", "cache", "config")), moment)


def table(rows: list[dict[str, str]]) -> str:
    """Return rows as a file to import."""
    out = io.StringIO()
    made = csv.DictWriter(out, fieldnames=list(rows[0]))
    made.writeheader()
    made.writerows(rows)
    return out.getvalue()


CLIENT = {
    "number": "C-0001",
    "family_name": NAME,
    "given_name": OTHER,
    "phones": NUMBER,
    "address": STREET,
    "conditions": NOTE,
    "pcm": "mai@harbourside.example",
    "status": "stable",
}
MAI = {
    "name": "Mai Tran",
    "roles": "care-manager",
    "email": "mai@harbourside.example",
    "works": "Mon-Fri 09:00-17:00",
}
WRONG = (
    {"status": "mauve"},
    {"pcm": "nobody@harbourside.example"},
    {"number": ""},
    {"family_name": ""},
    {"voicemail": "perhaps"},
    {"dob": "31/31/1931"},
)
"""What is wrong with a row; the rest of it tells of a client."""


def test_nothing_of_a_client_is_said_on_stderr_or_left_behind(
    tmp_path: Path,
    clean_home: Path,
    own_temporary_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ONCALL_DATABASE_URL", f"sqlite:///{tmp_path / 'oncall.db'}")
    said = 0

    def command(*arguments: str, code: int = 0) -> str:
        nonlocal said
        capsys.readouterr()
        assert run(arguments) == code, arguments
        out, err = capsys.readouterr()
        found = CANARY.search(err)
        assert found is None, f"{arguments} says {found[0]}: {err}"
        said += 1
        return out

    def written(name: str, rows: list[dict[str, str]]) -> str:
        (tmp_path / name).write_text(table(rows), encoding="utf-8")
        return str(tmp_path / name)

    command(*FOUNDING)
    command("import", "people", written("people.csv", [MAI]))
    for wrong in WRONG:
        command("import", "clients", written("bad.csv", [{**CLIENT, **wrong}]), code=1)
    command("import", "clients", written("clients.csv", [CLIENT]))
    command("import", "clients", written("again.csv", [CLIENT, CLIENT]), code=1)
    command("who", "C-0001")
    logged = ("log", "--client", "C-0001", "--caller", OTHER, "--phone", NUMBER, "--note", NOTE)
    command(*logged, "--category", "call-back")
    command(*logged, "--category", "nonsense", code=2)
    item = re.search(r"item:(\d+)", command("audit", "--action", "call"))
    assert item is not None
    number = item[1]
    command("attempt", number, "--channel", "phone", "--outcome", "no-answer", "--note", NOTE)
    command("attempt", "999999", "--channel", "phone", "--outcome", "no-answer", "--note", NOTE, code=1)
    command("handover", "C-0001")
    command("audit", "verify")
    command("report", "line", "--out", str(tmp_path / "line.md"), "--reason", NOTE.split()[0])
    command("export", "case", "C-0001", "--out", str(tmp_path / "case.md"), "--reason", "asked for")
    command("export", "case", "C-0001", "--out", str(tmp_path / "case.md"), "--reason", "asked for", code=1)
    command("export", "data", str(tmp_path / "whole"), "--reason", "moving house")
    command("backup", str(tmp_path / "copy.db"))
    command("backup", str(tmp_path / "copy.db"), code=1)
    capsys.readouterr()
    run(("doctor",))
    assert not CANARY.search("".join(capsys.readouterr()))

    def broken(*_args: object, **_more: object) -> None:
        raise exc.OperationalError("INSERT", {"said": NOTE}, ValueError(f"{NAME} {NUMBER}"))

    monkeypatch.setattr("storage.sessions.Store.change_token", broken)
    monkeypatch.setattr("oncall_tui.desk.responsibility.who", broken)
    capsys.readouterr()
    assert run(("who", "C-0001")) == 3
    assert not CANARY.search(capsys.readouterr().err)
    monkeypatch.setattr("oncall_tui.desk.responsibility.who", _fails)
    assert run(("who", "C-0001")) == 3
    assert not CANARY.search(capsys.readouterr().err)
    assert paths.log_file().exists(), "the fault was written down"
    files = outside(clean_home, own_temporary_folder)
    promise("privacy", "test_canaries: shell", commands=said, files=files, found=0)


def _fails(*_args: object, **_more: object) -> None:
    raise RuntimeError(f"{NAME} at {NUMBER} said {NOTE}")


async def test_a_question_that_fails_is_logged_without_what_it_was_about(clean_home: Path) -> None:
    def question() -> None:
        told = {"said": NOTE, "caller": NAME}
        raise KeyError(f"{told['caller']} {NUMBER}")

    with faults_kept(paths.log_file()):
        failed = await answer(question)
        try:
            _fails()
        except RuntimeError as fault:
            logging.getLogger("oncall_tui.desk").error("it went wrong: %s", describe(fault))
            logging.getLogger("oncall_tui.desk").error("it went wrong", exc_info=fault)
            logging.getLogger("sqlalchemy.pool").error("lost", exc_info=fault)
        logging.getLogger("apprise").warning("not sent")
    assert isinstance(failed, AskFailed)
    assert not CANARY.search(failed.words)
    text = paths.log_file().read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "RuntimeError" in text
    assert not CANARY.search(text)


@pytest.fixture
def told_stage(sqlite_url: str) -> Iterator[Stage]:
    """Give an organisation in which whatever is a client's or a caller's is a canary."""
    with staged(sqlite_url) as stage:
        with stage.desk.store.engine.begin() as connection:
            run_sql = connection.exec_driver_sql
            run_sql(f"UPDATE client SET family_name = '{NAME}', given_name = '{OTHER}', address = '{STREET}'")
            run_sql(f"UPDATE client_phone SET number = '{NUMBER}', digits = '61270704242'")
        for key in ("one", "two"):
            new = NewCall(
                key,
                Category.HIGH_RISK_EVENT,
                client_id=HANA,
                caller=NAME,
                caller_type=CallerType.FAMILY,
                phone=NUMBER,
                said=NOTE,
                received_at=stage.desk.now().replace(day=17),
            )
            log_call(stage.desk, new)
        yield stage


def gone_through(kim: Person) -> None:
    """Look at a client in some places, and type of them in a form that is left."""
    kim.sees(NAME)
    for key in dose("iP", "iwPbvkJ"):
        kim.shown.press(key)
        kim.shown.settle(0.3)
        kim.shown.press("escape")
        kim.sees("QUEUE")
        kim.shown.settle(0.3)
    kim.opens("n", "NEW CALL")
    kim.field("What was said", NOTE)
    kim.shown.settle()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
@pytest.mark.parametrize("end", dose(["SIGTERM"], ["ctrl+q", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGKILL"]))
def test_nothing_is_left_on_the_terminal_or_told_beside_it(
    told_stage: Stage, end: str, clean_home: Path, own_temporary_folder: Path
) -> None:
    settings = paths.settings_file()
    settings.parent.mkdir(parents=True)
    settings.write_text("desktop_notices = 1\n")
    with told_stage.console() as kim:
        gone_through(kim)
        if end == "ctrl+q":
            kim.shown.press(end)
        else:
            kim.shown.signal(getattr(signal, end))
        kim.shown.wait()
        if end != "SIGKILL":  # then nobody is left who could give the terminal back
            assert not CANARY.search(kim.shown.after)
        beside = ESCAPES.findall(kim.shown.raw)
        assert not any(CANARY.search(each.decode("utf-8", errors="replace")) for each in beside)
        assert any(each.startswith(b"\x1b]9;") for each in beside), "the desktop was told of an alert"
    views = told_stage.desk.store.verify_views()
    assert views.ok, "whatever ended the console, the record of looks is whole"
    assert views.rows or end == "SIGKILL", "and what was looked at was written before the console went"
    files = outside(clean_home, own_temporary_folder)
    assert not CANARY.search(told_stage.log())
    promise(
        "privacy",
        f"test_canaries: terminal, {end}",
        notices=len(beside),
        views=views.rows,
        files=files,
        found=0,
    )


def test_a_sender_that_fails_tells_of_nobody(
    told_stage: Stage, clean_home: Path, own_temporary_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every alert goes to a command that keeps what it was given, and fails."""
    desk = told_stage.desk
    kept = own_temporary_folder / "given"
    script = f"import sys; open({str(kept)!r}, 'a').write(sys.stdin.read()); sys.exit('{NAME}')"
    channel = f'command:{sys.executable} -c "{script}"'
    loud = replace(desk, settings=replace(desk.settings, channels={"hook": channel}, site="HBR"))
    from oncall_tui.desk.alerts.sweep import Sweeper

    with caplog.at_level(logging.DEBUG), faults_kept(paths.log_file()):
        Sweeper(loud).sweep(frozenset())
        report = Sender(loud, "test").send_due()
    assert kept.exists(), report
    assert not CANARY.search(caplog.text)
    files = outside(clean_home, own_temporary_folder)
    promise("privacy", "test_canaries: sender", files=files, found=0)
    assert os.path.getsize(kept)
