"""The console gives its terminal back however it ends, outlives bad input and tells no client data."""

from __future__ import annotations

import codecs
import inspect
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import constants
from textual.app import App
from textual.binding import Binding
from textual.drivers import linux_driver
from textual.worker import WorkerFailed

from oncall_tui.tui import terminal
from oncall_tui.tui.crash import QuietCrash, describe, faults_kept
from oncall_tui.tui.terminal import (
    GuardedApp,
    install_signals,
    repair_input_decoding,
    terminal_gone,
)
from tests.terminal.pty import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

REPORTS = (1000, 1003, 1004, 1006, 1015, 1049, 2004)


def start(folder: Path, mode: str = "plain", *, ignore_hangup: bool = False) -> Terminal:
    shown = Terminal.python(
        "-m",
        "tests.terminal.guarded",
        str(folder / "oncall.log"),
        mode,
        rows=12,
        columns=60,
        ignore_hangup=ignore_hangup,
    )
    shown.wait_for("drawing" if mode == "spinning" else "ready")
    return shown


def given_back(shown: Terminal) -> None:
    """Assert that the shell would find its terminal as it left it."""
    modes = shown.modes()
    assert {mode: modes.get(mode) for mode in REPORTS} == dict.fromkeys(REPORTS, False)
    assert modes[25] is True


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_leaves_cleanly(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    with start(tmp_path) as shown:
        shown.signal(number)
        assert shown.wait() == 128 + number
        given_back(shown)
    assert (tmp_path / "unmounted").exists()
    assert (tmp_path / "after").exists()


def test_a_running_write_is_finished_first(tmp_path: Path) -> None:
    with start(tmp_path, "writing") as shown:
        shown.signal(signal.SIGTERM)
        assert shown.wait() == 128 + signal.SIGTERM
    assert (tmp_path / "written").read_text(encoding="utf-8") == "whole"


def test_a_dropped_connection_ends_the_console(tmp_path: Path) -> None:
    with start(tmp_path) as shown:
        shown.hang_up()
        assert shown.wait() == 128 + signal.SIGHUP
    assert (tmp_path / "after").exists()


def test_a_console_under_nohup_does_not_outlive_its_terminal(tmp_path: Path) -> None:
    with start(tmp_path, "spinning", ignore_hangup=True) as shown:
        shown.hang_up()
        assert shown.wait() == 129


def test_input_that_is_no_utf8_is_outlived(tmp_path: Path) -> None:
    with start(tmp_path) as shown:
        shown.send(b"a\xff\xfeb")
        shown.wait_for("typed 4")
        shown.send(b"\x1b[M \xe0\x30")
        shown.settle()
        shown.send(b"c")
        shown.settle()
        assert "typed" in shown.text
        shown.signal(signal.SIGTERM)
        assert shown.wait() == 128 + signal.SIGTERM


def test_ctrl_z_does_not_stop_the_console(tmp_path: Path) -> None:
    with start(tmp_path) as shown:
        shown.press("ctrl+z", "x")
        shown.wait_for("typed 1")


def test_a_fault_shows_one_line_and_no_client_data(tmp_path: Path) -> None:
    with start(tmp_path) as shown:
        shown.send("hi!")
        assert shown.wait() == 1
        given_back(shown)
        after = shown.raw.rpartition(b"\x1b[?1049l")[2].decode()
    assert "The console had to stop because of a fault of its own." in " ".join(after.split())
    assert "Traceback" not in after
    log_file = tmp_path / "oncall.log"
    log = log_file.read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "on_input_changed" in log
    assert "Okafor" not in log + after
    assert "boom" not in log + after
    assert log_file.stat().st_mode & 0o077 == 0


def test_the_window_may_change_its_size(tmp_path: Path) -> None:
    with start(tmp_path) as shown:
        shown.resize(8, 30)
        shown.send("abc")
        shown.wait_for("typed 3")
        assert max(map(len, shown.lines)) <= 30


# What must be looked at again when Textual changes


def test_textual_still_decodes_input_in_the_way_that_is_repaired() -> None:
    source = inspect.getsource(linux_driver.LinuxDriver.run_input_thread)
    assert 'getincrementaldecoder("utf-8")().decode' in source, "see whether the repair is still needed"


def test_textual_still_ends_in_the_places_that_are_quietened() -> None:
    assert "show_locals=True" in inspect.getsource(App._fatal_error), "see whether QuietCrash is still needed"
    assert "_fatal_error()" in inspect.getsource(App._handle_exception)
    assert "self.panic(error)" in inspect.getsource(App._handle_exception)
    assert "_exit_renderables" in inspect.getsource(App._print_error_renderables)


@pytest.fixture
def unrepaired() -> Iterator[None]:
    """Leave Textual's driver as it was found."""
    before = vars(linux_driver)["getincrementaldecoder"]
    yield
    vars(linux_driver)["getincrementaldecoder"] = before


@pytest.mark.usefixtures("unrepaired")
def test_the_repair_replaces_what_cannot_be_decoded() -> None:
    vars(linux_driver)["getincrementaldecoder"] = codecs.getincrementaldecoder
    assert repair_input_decoding()
    decoder = vars(linux_driver)["getincrementaldecoder"]("utf-8")()
    assert decoder.decode(b"a\xffb") == "a\ufffdb"
    assert decoder.decode("é".encode()[:1]) == ""
    assert decoder.decode("é".encode()[1:]) == "é"


@pytest.mark.usefixtures("unrepaired")
def test_windows_has_nothing_to_install_or_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not install_signals(GuardedApp[None]())
    assert not repair_input_decoding()
    assert not terminal_gone(0)


def test_what_is_no_terminal_is_seen(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        assert terminal_gone(file.fileno())
        number = file.fileno()
    assert terminal_gone(number)


async def test_no_command_suspends_and_textuals_palette_is_off() -> None:
    app = GuardedApp[None]()
    async with app.run_test():
        keys = {key for _node, bindings in app.screen._binding_chain for key in bindings.key_to_bindings}
        assert "ctrl+z" not in keys
        assert "ctrl+p" not in keys
    assert constants.DEBUG is False
    assert all(not isinstance(b, Binding) or b.key != "ctrl+z" for b in GuardedApp.BINDINGS)


async def test_a_hanging_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LEAVE_WITHIN", 0.0)
    ended = threading.Event()
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    app = GuardedApp[None]()
    async with app.run_test():
        terminal._leave(app, int(signal.SIGTERM), end)
        assert ended.wait(5)
    assert codes == [128 + signal.SIGTERM]


def test_a_fault_is_described_by_its_places_only() -> None:
    def ring(client: str) -> None:
        raise LookupError(f"no number for {client}")

    try:
        try:
            ring("Okafor, Hana")
        except LookupError as error:
            raise ValueError("could not ring Okafor") from error
    except ValueError as error:
        told = describe(error)
    assert told.startswith("ValueError\n")
    assert "because of LookupError" in told
    assert " ring" in told
    assert "Okafor" not in told


def test_what_threads_and_libraries_say_is_kept_without_data(tmp_path: Path) -> None:
    log_file = tmp_path / "state" / "oncall.log"

    def fail() -> None:
        raise RuntimeError("Okafor, Hana")

    with faults_kept(log_file):
        thread = threading.Thread(target=fail, name="sweeper")
        thread.start()
        thread.join()
        logging.getLogger("library").error("cannot reach %s", "Okafor, Hana")
        try:
            fail()
        except RuntimeError:
            logging.getLogger("library").exception("job failed")
    log = log_file.read_text(encoding="utf-8")
    assert "sweeper ended: RuntimeError" in log
    assert "cannot reach %s" in log
    assert "job failed\nRuntimeError" in log
    assert "Okafor" not in log


async def test_a_fault_in_a_worker_is_told_by_its_own_places(tmp_path: Path) -> None:
    class Failing(QuietCrash[None]):
        def on_key(self) -> None:
            self.run_worker(self.fail_at_work())

        async def fail_at_work(self) -> None:
            raise LookupError("Okafor, Hana")

    app = Failing()
    log_file = tmp_path / "oncall.log"
    with faults_kept(log_file), pytest.raises(WorkerFailed):
        async with app.run_test() as pilot:
            await pilot.press("x")
    log = log_file.read_text(encoding="utf-8")
    assert "LookupError" in log
    assert "fail_at_work" in log
    assert "Okafor" not in log


async def test_every_way_of_failing_ends_in_one_line() -> None:
    class Failing(QuietCrash[None]):
        def on_key(self) -> None:
            raise RuntimeError("Okafor, Hana")

    app = Failing()
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await pilot.press("x")
    assert app.return_code == 1
