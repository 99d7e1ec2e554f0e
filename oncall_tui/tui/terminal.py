"""What holds between the console and its terminal: how it leaves, and what it outlives."""

from __future__ import annotations

import asyncio
import codecs
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual.app import App

from oncall_tui.tui.crash import QuietCrash, faults_kept

if sys.platform != "win32":
    import termios

Returned = TypeVar("Returned")

LEAVE_WITHIN = 5.0
"""Seconds in which a console that was told to leave is gone."""

_LOOK_EVERY = 1.0
_GONE_GRACE = 3.0
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT")
_RESTORE = (
    b"\x1b[<u\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?7h\x1b[?1049l\x1b[?25h"
)
"""Keyboard, paste, mouse and focus reports off, line wrap on, the shell's own screen and its cursor back."""


class GuardedApp(QuietCrash[Returned]):
    """An app that leaves cleanly when it is told to, and quietly when it fails.

    It never binds Ctrl+Z: a stopped console raises no alerts.
    """

    ENABLE_COMMAND_PALETTE = False

    def on_load(self) -> None:
        """Take the signals that would otherwise end the process without giving the terminal back."""
        install_signals(self)


def install_signals(app: App[Returned], *, end: Callable[[int], None] | None = None) -> bool:
    """Make SIGTERM, SIGHUP and SIGQUIT leave the app cleanly; False where the system cannot do that.

    A write that is running is finished first. Should leaving take longer than `LEAVE_WITHIN` seconds, the
    terminal is restored and the process ended; the store is safe against that.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return False
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, partial(_leave, app, number, end or _end_now))
    return True


def _leave(app: App[Returned], number: int, end: Callable[[int], None]) -> None:
    """Leave the app, and see to it that the process goes even if something hangs."""
    last_resort = threading.Timer(LEAVE_WITHIN, end, [128 + number])
    last_resort.daemon = True
    last_resort.start()
    app.exit(return_code=128 + number)


def _end_now(code: int) -> None:
    """Give the terminal back as well as can be, and end the process."""
    with suppress(OSError):  # a terminal that has gone needs nothing given back
        os.set_blocking(2, False)
        os.write(2, _RESTORE)
    os._exit(code)


@contextmanager
def guarded_terminal(log_file: Path) -> Iterator[None]:
    """Hold what must hold around a console's run: faults kept, input repaired, terminal watched."""
    repair_input_decoding()
    with faults_kept(log_file), _attributes_restored(), _watched():
        yield


def repair_input_decoding() -> bool:
    """Let bytes that are no UTF-8 arrive as U+FFFD rather than end the program; False where not needed.

    Textual decodes what the keyboard sends strictly (textual #6456 and #6668), and a mouse report in the old
    form, as after a terminal was attached anew, is enough to break that.
    """
    if sys.platform == "win32":
        return False
    from textual.drivers import linux_driver

    vars(linux_driver)["getincrementaldecoder"] = _lenient_decoder
    return True


def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


@contextmanager
def _attributes_restored() -> Iterator[None]:
    """Put the terminal's line settings back at the end, whichever way the end came."""
    descriptor = _terminal()
    if sys.platform == "win32" or descriptor is None:
        yield
        return
    attributes = termios.tcgetattr(descriptor)
    try:
        yield
    finally:
        if terminal_gone(descriptor):
            _write_nowhere()
        else:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, attributes)


def _write_nowhere() -> None:
    """Let what is still written on the way out fall silent, where it would turn a clean end into an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        if stat.S_ISCHR(os.fstat(descriptor).st_mode) and terminal_gone(descriptor):
            os.dup2(nowhere, descriptor)
    os.close(nowhere)


@contextmanager
def _watched() -> Iterator[None]:
    """End the process when its terminal has gone and hanging up was not told, as under `nohup`.

    Such a process can neither draw nor read, spins, ignores SIGTERM and could hold the store for ever.
    """
    descriptor = _terminal()
    if descriptor is None:
        yield
        return
    done = threading.Event()
    threading.Thread(target=_watch, args=(descriptor, done), name="terminal-watch", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(descriptor: int, done: threading.Event) -> None:
    """Look at the terminal now and then; once it has gone, leave a moment for a clean end."""
    while not done.wait(_LOOK_EVERY):
        if terminal_gone(descriptor) and not done.wait(_GONE_GRACE):
            _end_now(128 + 1)


def terminal_gone(descriptor: int) -> bool:
    """Say whether what was a terminal no longer is one."""
    if sys.platform == "win32":
        return False
    try:
        termios.tcgetattr(descriptor)
    except (termios.error, OSError, ValueError):
        return True
    return False


def _terminal() -> int | None:
    """Return the descriptor of the terminal that is read from, if there is one."""
    stream = sys.__stdin__
    if stream is None or sys.platform == "win32":
        return None
    try:
        return stream.fileno() if stream.isatty() else None
    except (OSError, ValueError):
        return None
