"""A command of the site's own that is given each message."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys

from oncall_tui.alerting.channels.base import DELIVERED, Message, Outcome, Result

LIMIT = 10.0
"""Seconds that a command may take."""
_TRY_AGAIN = 75
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")


class CommandChannel:
    """A program with fixed arguments: command:/path/to/program argument; the message is JSON on its stdin.

    It ends with 0 for delivered, with 75 or any other for "try again"; it is run without a shell.
    """

    def __init__(self, url: str, email: str, phone: str, *, limit: float = LIMIT) -> None:
        """Read the command.

        Raises:
            ValueError: there is none, or a quotation mark is not closed.
        """
        self._arguments = shlex.split(url.removeprefix("command:"))
        if not self._arguments:
            raise ValueError("no command")
        self._to = {"email": email, "phone": phone}
        self._limit = limit

    def send(self, message: Message) -> Outcome:
        """Run the command; never raises."""
        given = json.dumps(
            {
                "subject": message.subject,
                "body": message.body,
                "marker": message.marker,
                "repeat": message.repeat,
                "to": self._to,
            }
        )
        try:
            process = subprocess.Popen(
                self._arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                start_new_session=True,
            )
        except OSError as fault:
            return Outcome(Result.REFUSED, f"the command cannot be run ({type(fault).__name__})")
        try:
            process.communicate(given.encode(), timeout=self._limit)
        except subprocess.TimeoutExpired:
            _end(process)
            return Outcome(Result.UNSURE, "the command took too long")
        if process.returncode == 0:
            return DELIVERED
        words = "the command asks to try again" if process.returncode == _TRY_AGAIN else "the command failed"
        return Outcome(Result.FAILED, words)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and everything that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()
