"""The ways in which a console may end, each timed until it is gone."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.pty import ROOT, environment
from tests.terminal.stage import KIM_MAIL, Stage

TMUX = shutil.which("tmux")
PATIENCE = 45.0
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Ended:
    """How one end went."""

    seconds: float
    """From what ended it until the program was gone."""
    restored: bool | None
    """Whether the shell found its terminal as it was; None where there is none any more."""


def until(holds: Callable[[], bool], description: str) -> float:
    """Wait until something holds, and return for how long that was.

    Raises:
        AssertionError: It did not.
    """
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE, f"never happened: {description}"
        time.sleep(_PAUSE)
    return time.monotonic() - began


def gone(pid: int) -> bool:
    """Say whether a program of that number no longer runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


class Pane:
    """A shell in a pane of a tmux of the test's own, in which a console runs."""

    def __init__(self, server: str, stage: Stage, folder: Path) -> None:
        self._server = server
        self._stage = stage
        self._pid_file = folder / "pid"

    def tmux(self, *arguments: str) -> str:
        """Run one command of tmux and return what it says."""
        assert TMUX is not None
        done = subprocess.run(
            [TMUX, "-L", self._server, "-f", os.devnull, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            cwd=ROOT,
        )
        return done.stdout

    @property
    def text(self) -> str:
        """What stands in the pane."""
        return self.tmux("capture-pane", "-p", "-t", "it")

    def open(self, *, ignore_hangup: bool = False) -> int:
        """Start a console in the pane, wait until its queue is there, and return its process."""
        arguments = (str(self._stage.apart), "--db", self._stage.url, "--as", KIM_MAIL)
        console = shlex.join([sys.executable, "-m", "tests.terminal.sitting", *arguments])
        trap = "trap '' HUP; " if ignore_hangup else ""
        inner = f"{trap}echo $$ > {shlex.quote(str(self._pid_file))}; exec {console}"
        self._pid_file.unlink(missing_ok=True)
        self.keys(f"sh -c {shlex.quote(inner)}", "Enter")
        until(lambda: "QUEUE" in self.text and " open" in self.text, "the console opens in the pane")
        return int(self._pid_file.read_text(encoding="ascii"))

    def keys(self, *keys: str) -> None:
        """Send keys by tmux's own names for them, and text."""
        self.tmux("send-keys", "-t", "it", *keys)

    def restored(self) -> bool:
        """Say whether the shell echoes, draws on its own screen and shows its cursor."""
        self.keys("echo a''live", "Enter")
        until(lambda: "alive" in self.text, "the shell answers")
        modes = "#{alternate_on} #{mouse_any_flag} #{mouse_sgr_flag} #{cursor_flag}"
        said = self.tmux("display-message", "-p", "-t", "it", modes).strip()
        return said == "0 0 0 1" and "echo a''live" in self.text


@contextmanager
def pane(stage: Stage, folder: Path) -> Iterator[Pane]:
    """Give a pane, and take its tmux away afterwards."""
    made = Pane(f"oncall-{os.getpid()}-{folder.name}", stage, folder)
    made.tmux("new-session", "-d", "-s", "it", "-x", "120", "-y", "40", "sh")
    try:
        until(lambda: "$" in made.text or "#" in made.text, "the shell is there")
        yield made
    finally:
        made.tmux("kill-server")


def by_signal(shown: Pane, name: str) -> Ended:
    """End a console by a signal."""
    process = shown.open()
    os.kill(process, getattr(signal, name))
    took = until(lambda: gone(process), f"the console ends after {name}")
    return Ended(took, shown.restored())


def detached(shown: Pane) -> Ended:
    """Detach a terminal and attach another one, twice; then leave the console by its key."""
    process = shown.open()
    for _ in range(2):
        with _attached(shown):
            until(lambda: shown.tmux("list-clients").strip() != "", "a terminal is attached")
        until(lambda: shown.tmux("list-clients").strip() == "", "it is detached again")
        assert not gone(process), "the console goes on without a terminal"
    until(lambda: "QUEUE" in shown.text, "the console is still drawn")
    shown.keys("C-q")
    took = until(lambda: gone(process), "the console is left")
    return Ended(took, shown.restored())


@contextmanager
def _attached(shown: Pane) -> Iterator[None]:
    """Attach a terminal of its own to the pane, and drop it as a lost connection does."""
    from tests.terminal.pty import Terminal

    assert TMUX is not None
    with Terminal([TMUX, "-L", shown._server, "attach", "-t", "it"], rows=40, columns=120) as terminal:
        terminal.wait_for("QUEUE")
        terminal.send(b"\x1b[M \xe0\x30")  # what a mouse sends in the old form after attaching anew
        terminal.pump(0.3)
        yield
        terminal.hang_up()


def pane_killed(shown: Pane, *, ignore_hangup: bool = False) -> Ended:
    """Take the terminal away under a console; with `ignore_hangup` nobody tells it."""
    process = shown.open(ignore_hangup=ignore_hangup)
    shown.tmux("split-window", "-t", "it", "-d", "sleep 600")  # the server stays for what comes after
    shown.tmux("kill-pane", "-t", "it.0")
    return Ended(until(lambda: gone(process), "the console ends with its pane"), None)


WAYS: Mapping[str, Callable[[Pane], Ended]] = {
    "SIGTERM": lambda shown: by_signal(shown, "SIGTERM"),
    "SIGHUP": lambda shown: by_signal(shown, "SIGHUP"),
    "SIGQUIT": lambda shown: by_signal(shown, "SIGQUIT"),
    "detached and attached again": detached,
    "pane killed": pane_killed,
    "orphaned with SIGHUP ignored": lambda shown: pane_killed(shown, ignore_hangup=True),
}
"""By what is done to the console."""
