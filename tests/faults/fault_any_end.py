"""However a console ends in a real terminal, it is gone within five seconds, and its writing is finished."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncall_tui.desk.queue import load_queue
from tests.faults.ending import TMUX, WAYS, gone, pane, until
from tests.faults.figures import promise
from tests.terminal.stage import Stage, staged
from tests.tui.console import stock

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed (a Debian package)")

ROW = "any end"
WITHIN = 5.0


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Stage]:
    """Give an organisation to sit down in."""
    with staged(sqlite_url) as made:
        yield made


@pytest.mark.parametrize("way", WAYS)
def test_an_end(stage: Stage, tmp_path: Path, way: str) -> None:
    stock(stage.desk)
    with pane(stage, tmp_path) as shown:
        ended = WAYS[way](shown)
    whole = stage.desk.store.verify_audit().ok
    left = {} if ended.restored is None else {"restored": int(ended.restored)}
    promise(ROW, way, ends=1, seconds=ended.seconds, unfinished=int(not whole), **left)
    assert ended.restored is not False
    assert ended.seconds <= WITHIN
    assert whole
    assert not [word for word in ("Okafor", "Hana", "0188") if word in stage.log()]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_commit_under_way_is_finished(stage: Stage, tmp_path: Path, name: str) -> None:
    """The save waits for a lock that is held until after the signal."""
    stock(stage.desk)
    with pane(stage, tmp_path) as shown:
        process = shown.open()
        shown.keys("n")
        until(lambda: "NEW CALL" in shown.text, "the form opens")
        shown.keys("Tab", "Tab", "Ngozi Okafor", "Tab", "Tab", "Tab", "w", "Tab", "Fell.")
        until(lambda: "Ngozi Okafor" in shown.text and "Fell." in shown.text, "the call is typed in")
        with stage.desk.store.writing("system", "test.held", "lock"):
            shown.keys("C-s")
            until(lambda: "Saving" in shown.text, "it is being saved")
            os.kill(process, getattr(signal, name))
            assert not gone(process)
        took = until(lambda: gone(process), "the console ends")
        restored = shown.restored()
    saved = [row.caller for row in load_queue(stage.desk).rows].count("Ngozi Okafor")
    promise(ROW, f"{name} while saving", ends=1, seconds=took, restored=int(restored), unfinished=1 - saved)
    assert (saved, restored) == (1, True)
    assert took <= WITHIN
