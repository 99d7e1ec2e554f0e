"""What happens when the program itself fails: one calm line on the screen, the place of the fault in a file.

Messages and values of an exception may quote a client, so neither is ever written anywhere.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from rich.traceback import Traceback

Returned = TypeVar("Returned")

_DEEPEST = 40
_LARGEST = 1_000_000
_LOG = logging.getLogger("oncall_tui")


def describe(error: BaseException) -> str:
    """Return where an exception came from: its kind and the places it passed, not its message or values."""
    chain: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-_DEEPEST:]
        places = [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append("\n".join([type(current).__qualname__, *places]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nbecause of ".join(chain)


def _short(filename: str) -> str:
    """Return the end of a file's path, which says enough and names nobody's home."""
    return "/".join(Path(filename).parts[-3:])


class _Places(logging.Formatter):
    """Writes a log line without any exception's message; what a library logs is cut to its first line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        own = record.name.split(".")[0] == _LOG.name
        words = record.getMessage() if own else str(record.msg).partition("\n")[0][:200]
        if record.exc_info and record.exc_info[1] is not None:
            words += "\n" + describe(record.exc_info[1])
        return f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname} {record.name} {words}"


class _OwnFile(RotatingFileHandler):
    """A log file for this user alone, also after it was begun anew."""

    def _open(self) -> TextIOWrapper:
        opened = super()._open()
        if os.name == "posix":
            os.fchmod(opened.fileno(), 0o600)
        return opened


@contextmanager
def faults_kept(log_file: Path) -> Iterator[None]:
    """Send every fault and warning of the process to `log_file`, readable by its owner only."""
    log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = _OwnFile(
        log_file, maxBytes=_LARGEST, backupCount=2, encoding="utf-8", errors="backslashreplace"
    )
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Places())
    handler.addFilter(_is_fault)
    logging.getLogger().addHandler(handler)
    thread_hook, object_hook = threading.excepthook, sys.unraisablehook
    threading.excepthook = _thread_failed
    sys.unraisablehook = _object_failed
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = thread_hook, object_hook
        logging.getLogger().removeHandler(handler)
        handler.close()


def _is_fault(record: logging.LogRecord) -> bool:
    """Leave out that a tick was skipped because the one before was slow: the watchdog tells if they stop."""
    return record.levelno >= logging.ERROR or record.name != "apscheduler.scheduler"


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        name = failure.thread.name if failure.thread else "a thread"
        _LOG.error("%s ended: %s", name, describe(failure.exc_value))


def _object_failed(failure: sys.UnraisableHookArgs) -> None:
    if failure.exc_value is not None:
        _LOG.error("ignored: %s", describe(failure.exc_value))


class QuietCrash(App[Returned]):
    """An app that ends with one line, where Textual's would print local variables and the data in them."""

    log_file: Path | None = None
    """Where the fault is told of; None where nothing is kept."""

    def panic(self, *renderables: RenderableType) -> None:
        """End with one line, whatever was to be printed."""
        from rich.traceback import Traceback  # an eighth of a start, for what hardly ever happens

        for renderable in renderables:
            if isinstance(renderable, BaseException):
                _LOG.critical("%s", describe(renderable))
            elif isinstance(renderable, Traceback):
                _LOG.critical("%s", _describe_drawn(renderable))
        self._end_quietly()

    def _fatal_error(self) -> None:
        fault = self._exception
        if fault is not None:
            # What failed in a worker comes wrapped in an error that has been nowhere itself.
            _LOG.critical("%s", describe(fault.error if isinstance(fault, WorkerFailed) else fault))
        self._end_quietly()

    def _end_quietly(self) -> None:
        where = f" Where it failed stands in {self.log_file}." if self.log_file else ""
        line = Text(
            "The console had to stop because of a fault of its own. What was saved is safe, drafts too."
            f"{where} Start it again with `oncall`."
        )
        self._return_code = 1
        self._exit_renderables[:] = [line]
        self._close_messages_no_wait()


def _describe_drawn(drawn: Traceback) -> str:
    """Return the same of a traceback that was already made for drawing."""
    lines: list[str] = []
    for stack in drawn.trace.stacks:
        lines.append(str(stack.exc_type).rsplit(".", 1)[-1])
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in stack.frames]
    return "\n".join(lines)
