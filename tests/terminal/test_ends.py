"""However a console ends, its terminal is given back, its writing is finished and it tells no client data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.drafts import drafts
from oncall_tui.desk.queue import load_queue
from tests.dose import dose, within
from tests.terminal.pty import ROOT, Terminal
from tests.terminal.stage import KIM_MAIL, Person, Stage
from tests.tui.console import stock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

WITHIN = 5.0
"""Seconds in which a console that was told to leave is gone."""
SECRET = "wound, left leg"
CLIENT_DATA = ("Okafor", "Hana", "Ngozi", "0188", SECRET)


def leaves(kim: Person, code: int) -> None:
    began = time.monotonic()
    assert kim.shown.wait(within(WITHIN)) == code
    assert time.monotonic() - began <= within(WITHIN)


def tells_nothing(kim: Person, stage: Stage) -> None:
    kim.assert_terminal_given_back()
    for told in (kim.shown.after, stage.log()):
        assert not [word for word in CLIENT_DATA if word in told]


@pytest.mark.parametrize("name", dose(["SIGTERM"], ["SIGTERM", "SIGHUP", "SIGQUIT"]))
def test_a_signal_with_a_form_open_gives_the_terminal_back(stage: Stage, name: str) -> None:
    stock(stage.desk)
    number = getattr(signal, name)
    with stage.console() as kim:
        kim.opens("n", "NEW CALL")
        kim.field("Client", "C-0412")
        kim.field("What was said", SECRET)
        kim.sees(SECRET)
        kim.shown.signal(number)
        leaves(kim, 128 + number)
        tells_nothing(kim, stage)


@pytest.mark.parametrize("last", ["ctrl+q", "SIGTERM"])
def test_what_is_typed_last_is_in_the_draft(stage: Stage, last: str) -> None:
    with stage.console() as kim:
        kim.opens("n", "NEW CALL")
        kim.field("Caller", "Ngozi Okafor")
        kim.shown.press("tab", "tab", "tab", "w", "tab")
        kim.shown.send(SECRET)
        if last == "ctrl+q":
            kim.shown.press(last)
            leaves(kim, 0)
        else:
            kim.sees(SECRET)
            kim.shown.signal(signal.SIGTERM)
            leaves(kim, 128 + signal.SIGTERM)
        tells_nothing(kim, stage)
    (kept,) = drafts(stage.desk)
    assert (kept.typed["caller"], kept.typed["said"]) == ("Ngozi Okafor", SECRET)


def test_ctrl_c_does_not_throw_a_console_away_and_an_interrupt_ends_it(stage: Stage) -> None:
    with stage.console() as kim:
        kim.shown.press("ctrl+c")
        kim.opens("n", "NEW CALL")
        kim.shown.signal(signal.SIGINT)
        kim.shown.wait()
        tells_nothing(kim, stage)


def test_a_dropped_connection_ends_the_console(stage: Stage) -> None:
    stock(stage.desk)
    with stage.console() as kim:
        kim.opens("n", "NEW CALL")
        kim.shown.hang_up()
        leaves(kim, 128 + signal.SIGHUP)
    assert not [word for word in CLIENT_DATA if word in stage.log()]


def test_a_commit_under_way_is_finished_before_leaving(stage: Stage) -> None:
    """The save waits for a lock that is held until after the signal."""
    stock(stage.desk)
    with stage.console() as kim:
        kim.opens("n", "NEW CALL")
        kim.field("Caller", "Ngozi Okafor")
        kim.field("About", "w")
        kim.field("What was said", SECRET)
        kim.sees(SECRET)
        kim.shown.settle()
        with stage.desk.store.writing("system", "test.held", "lock"):
            kim.shown.press("ctrl+s")
            kim.sees("Saving …")
            kim.shown.signal(signal.SIGTERM)
            kim.shown.pump(0.2)
            assert kim.shown.child.isalive(), "it waits for its commit"
        leaves(kim, 128 + signal.SIGTERM)
        tells_nothing(kim, stage)
    assert [row.caller for row in load_queue(stage.desk).rows].count("Ngozi Okafor") == 1
    assert stage.desk.store.verify_audit().ok


# What is said where no console opens


def oncall(*arguments: str) -> Terminal:
    return Terminal.python("-m", "oncall_tui", *arguments)


def test_a_database_that_is_missing_is_said_and_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none" / "oncall.db"
    with oncall("--db", str(missing)) as shown:
        assert shown.wait() == 3
        assert "oncall init" in shown.after
        assert "Traceback" not in shown.after
    assert not missing.exists()


def test_a_database_without_an_organisation_says_what_to_run(sqlite_url: str) -> None:
    open_store(settings_for(sqlite_url)).close()
    with oncall("--db", sqlite_url) as shown:
        assert shown.wait() == 1
        assert "no organisation" in shown.after
        assert "oncall init" in shown.after


def test_without_a_terminal_the_queue_is_printed(stage: Stage) -> None:
    stock(stage.desk)
    done = subprocess.run(
        [sys.executable, "-m", "oncall_tui", "--db", stage.url, "--as", KIM_MAIL],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Okafor, Hana" in done.stdout
    assert "\x1b" not in done.stdout
