"""Where `oncall` begins: straight to the console, or to the command that was typed."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class Opening:
    """How the console was asked for."""

    db: str = ""
    operator: str = ""
    demo: bool = False


LEAVE_WITHIN = 5.0
"""Seconds after which the process ends whatever still hangs, such as a mail server that does not answer.

A notice that was on its way then is sent again by whoever looks after the alerts next, marked as a repeat.
"""


def main() -> None:
    """Run `oncall` with what was typed, and leave with its exit code."""
    code = run(sys.argv[1:])
    last_resort = threading.Timer(LEAVE_WITHIN, os._exit, [code])
    last_resort.daemon = True
    last_resort.start()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Open the console, or run a command; return the exit code.

    The command line's own library costs a third of a start, so that it is not loaded for the console.
    """
    opening = wanted_console(arguments)
    from oncall_tui.cli.diagnostics import guarded

    if opening is not None and _terminal():
        return guarded(lambda: _console(opening))
    if opening is not None and opening.demo:
        arguments = ["demo"]

    def command() -> int:
        from oncall_tui.cli.app import run as run_command

        return run_command(arguments, open_demo=_demo)

    return guarded(command)


def wanted_console(arguments: Sequence[str]) -> Opening | None:
    """Return how the console was asked for; None when a command was typed, or anything else."""
    opening = Opening()
    rest = list(arguments)
    while rest:
        option, found, value = rest.pop(0).partition("=")
        if option in ("demo", "--demo") and not found:
            opening = replace(opening, demo=True)
            continue
        if option not in ("--db", "--as") or not (found or rest):
            return None
        value = value if found else rest.pop(0)
        opening = replace(opening, db=value) if option == "--db" else replace(opening, operator=value)
    return opening


def _terminal() -> bool:
    """Say whether somebody sits at a terminal that can show the console."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


def _console(opening: Opening) -> int:
    """Open the console and return its exit code."""
    gc.disable()  # nothing of what a start makes is garbage; the console takes it up again (ConsolePulse)
    from oncall_tui.bootstrap import settings_for
    from oncall_tui.tui.app import run as open_console

    settings = settings_for(opening.db, opening.operator)
    key = None if opening.demo else _unlocked(settings)

    def open_desk() -> Desk:
        if opening.demo:
            return _demo()
        from oncall_tui.bootstrap import open_desk

        return open_desk(settings, key=key)

    return open_console(settings, open_desk, note="  demo" if opening.demo else "")


def _unlocked(settings: Settings) -> bytes | None:
    """Return the key of an encrypted database; asks for its passphrase before the screen is taken."""
    from oncall_tui.bootstrap import key_of
    from oncall_tui.cli.output import secret_asker

    return key_of(settings, secret_asker())


def _demo() -> Desk:
    """Open the made-up organisation."""
    from oncall_tui.bootstrap import settings_for
    from oncall_tui.demo import open_demo

    return open_demo(settings_for())


if __name__ == "__main__":
    main()
