"""What went wrong, as words on stderr and an exit code: 0 done, 1 refused, 2 usage or settings, 3 storage."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from oncall_tui import __version__, paths
from oncall_tui.errors import OncallError

_NOT_WHOLE = re.compile(r": Input should be a valid integer\b.*", re.DOTALL)
"""How the library that reads the command line says that something is no whole number."""
DONE, REFUSED, USAGE, STORAGE, INTERRUPTED = 0, 1, 2, 3, 130
"""What the shell is told."""
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Errors of the operating system that say that a disk, a file or a quota is full."""


def guarded(work: Callable[[], int]) -> int:
    """Do something and return the exit code, with words on stderr where it went wrong.

    A fault that nobody expected is written to the log file, without anything that a client or a caller said.
    """
    from oncall_tui.cli.output import narrate, prepare_streams

    prepare_streams()
    try:
        code = work()
        sys.stdout.flush()
        return code
    except OncallError as refused:
        narrate(refused.words)
        return refused.exit_code
    except KeyboardInterrupt:
        narrate("")
        return INTERRUPTED
    except EOFError:
        narrate("Nobody answered. Nothing was changed.")
        return REFUSED
    except BrokenPipeError:
        return _hang_up()
    except Exception as fault:  # noqa: BLE001 (the last resort of every command)
        return _explain(fault)


def _explain(fault: Exception) -> int:
    """Return the exit code of anything else: how the command was typed, the store, or a fault of our own."""
    from oncall_tui.cli.output import narrate

    usage = _usage_words(fault)
    if usage:
        narrate(usage)
        return USAGE
    words = _store_words(fault)
    if words:
        narrate(words)
        return REFUSED if _refused_by_store(fault) else STORAGE
    if isinstance(fault, OSError) and fault.errno in (errno.EPIPE, errno.EINVAL):
        return _hang_up()
    if isinstance(fault, OSError) and fault.errno in _FULL:
        narrate("There is no room left where this is written to. Make room, then do it again.")
        return STORAGE
    file = log_fault(fault)
    where = f" What happened is in {file}; it holds no client data." if file else ""
    narrate(f"A fault in oncall ({type(fault).__name__}).{where} Please report it with that file.")
    return STORAGE


def log_fault(fault: BaseException) -> Path | None:
    """Write where a fault happened to the log file, and return the file; None when it cannot be written.

    Neither the message nor any value is written: both may quote a record.
    """
    file = paths.log_file()
    told = [f"{datetime.now(UTC).isoformat()} oncall {__version__} python {sys.version.split()[0]}"]
    seen: BaseException | None = fault
    while seen is not None:
        told.append(type(seen).__qualname__)
        for frame in traceback.extract_tb(seen.__traceback__):
            told.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as log:
            log.write("\n".join(told) + "\n\n")
    except OSError:
        return None
    return file


def _usage_words(fault: Exception) -> str:
    """Return what is wrong with how the command was typed; nothing if it is something else."""
    import typer

    if not isinstance(fault, typer.TyperException):
        return ""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else "oncall"
    words = _NOT_WHOLE.sub(": a whole number is wanted", fault.format_message()).rstrip(".")
    if not words:
        return f"See: {command} --help"
    return f"{words}{'' if words.endswith('?') else '.'} See: {command} --help"


def _store_words(fault: Exception) -> str:
    """Return what is wrong with the store; nothing if it is something else."""
    if "storage.errors" not in sys.modules:
        return ""
    from storage.errors import StoreError, translate

    known = fault if isinstance(fault, StoreError) else translate(fault)
    return known.words if known is not None else ""


def _refused_by_store(fault: Exception) -> bool:
    """Say whether the store is well and only declined to overwrite something."""
    if "storage.errors" not in sys.modules:
        return False
    from storage.errors import Refused

    return isinstance(fault, Refused)


def _hang_up() -> int:
    """Leave quietly when whoever read the output has gone, as `head` does."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (lives until the process ends)
    return DONE
