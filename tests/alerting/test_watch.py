"""`oncall watch` in a process of its own, with no console open: it raises, mails, and leaves when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from storage.clock import SystemClock
from storage.vocabulary import AlertState, Category
from tests.alerting.servers import Served, mail_server
from tests.cli.conftest import shell
from tests.house import HANA, desk_of, furnish
from tests.terminal.pty import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")


@pytest.fixture
def lapsed(sqlite_url: str) -> Iterator[Desk]:
    """Give a desk at a database in which a high-risk event lapsed a minute ago by the computer's clock."""
    clock = SystemClock()
    store = open_store(settings_for(sqlite_url), clock=clock)
    furnish(store)
    desk = desk_of(store, clock)  # type: ignore[arg-type]
    since = datetime.now(UTC) - timedelta(hours=72, minutes=1)
    said = "Fell in the bathroom, Hana Okafor, C-0412."
    log_call(desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said=said, received_at=since))
    yield desk
    store.close()


def with_mail(mail: Served) -> None:
    """Write the settings of the user whose watcher it is."""
    file = Path(paths.settings_file())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'site = "HBR"\n[channels]\nemail = "{mail.mailto}"\n', encoding="utf-8")


@contextmanager
def watching(url: str) -> Iterator[subprocess.Popen[str]]:
    """Run the watcher until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oncall_tui", "--db", url, "watch"],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_it_mails_while_no_console_is_open_and_leaves_when_told(lapsed: Desk, sqlite_url: str) -> None:
    with mail_server() as mail:
        with_mail(mail)
        with watching(sqlite_url) as process:
            assert process.stderr is not None
            told: list[str] = []
            while "raised" not in (told or [""])[-1]:
                told.append(process.stderr.readline())
                assert told[-1], "it ended"
            for _ in range(400):
                if mail.behaviour.got:
                    break
                mail.behaviour.over.wait(0.05)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            narrated = "".join(told) + process.stderr.read()
    got = mail.behaviour.got
    told_to = {address for each in got for address in each.to}
    may_be_told = {f"{name}@harbourside.example" for name in ("kim", "rae", "jo")}
    assert told_to <= may_be_told, "the director on the line that day, and who acts if at work"
    assert got[0].subject.startswith("HBR on call: urgent #1, lapsed")
    for secret in ("Okafor", "Hana", "C-0412", "bathroom"):
        assert secret not in got[0].raw
        assert secret not in narrated
    (row,) = load_alerts(lapsed).rows
    assert row.state is AlertState.RAISED
    assert lapsed.store.verify_audit().ok


def test_one_look_is_enough_for_a_timer(lapsed: Desk, sqlite_url: str) -> None:
    with mail_server() as mail:
        with_mail(mail)
        done = shell("--db", sqlite_url, "watch", "--once")
        assert done.code == 0, done.err
        assert len(mail.behaviour.got) >= 1
        again = shell("--db", sqlite_url, "watch", "--once")
        assert again.code == 0
    listed = shell("--db", sqlite_url, "alerts", "--json")
    assert '"point": "lapse"' in listed.out
    assert "Okafor" not in listed.out
    of_hana = next(row for row in load_alerts(lapsed).rows if row.client_id == HANA)
    had = shell("--db", sqlite_url, "--as", "rae@harbourside.example", "ack", str(of_hana.id))
    assert had.code == 0, had.err
    states = {row.id: row.state for row in load_alerts(lapsed).rows}
    assert states[of_hana.id] is AlertState.ACKNOWLEDGED


def test_the_unit_file_is_printed() -> None:
    printed = shell("watch", "--unit")
    assert printed.code == 0
    assert "ExecStart=%h/.local/bin/oncall watch" in printed.out
