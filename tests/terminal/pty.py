"""A program in a real terminal of a given size: keys go in, a screen and raw bytes come out."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.terminal.screen import Screen

ROOT = Path(__file__).resolve().parents[2]

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
}
"""What a terminal sends for keys that are no letters."""

_SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # DCS, APC, PM, SOS
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b[ -/]*[0-Z\\`-~]"
)
_PRIVATE = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b[P_^X][^\x1b]*\x1b\\")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_REQUESTS = re.compile(rb"\x1b\[(?P<da>>?0?c)|\x1b\[(?P<dsr>[56])n|\x1b\[\?(?P<mode>\d+)\$p")
_COMMON = re.compile(rb"\x1b\[([0-9;]*)([mH])")
"""Colours and places, nearly all that a console sends; pyte itself would take them a byte at a time."""
_ENDLESS = 5.0
"""Seconds after which a program is taken to write without end."""
_AT_ONCE = 1024
"""Bytes that a terminal takes without waiting once it takes any."""
_KNOWN_MODES = {b"2026": 2}


class Terminal:
    """One program under a pseudo-terminal, read whenever something is waited for."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        rows: int = 40,
        columns: int = 120,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        ignore_hangup: bool = False,
    ) -> None:
        """Start `argv`; with `ignore_hangup` as `nohup` would."""
        self.raw = b""
        """Everything the program has written."""
        self.asked: list[bytes] = []
        """The queries it has sent to its terminal."""
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._pending = b""
        self.child = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            env={**environment(), **(env or {})},
            cwd=str(cwd),
            dimensions=(rows, columns),
            encoding=None,
            echo=True,
            ignore_sighup=ignore_hangup,
        )

    @classmethod
    def python(cls, *arguments: str, **options: object) -> Self:
        """Start a Python program with this interpreter, as in `python("-m", "oncall_tui")`."""
        return cls([sys.executable, *arguments], **options)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What comes out

    @property
    def display(self) -> list[str]:
        """The screen, a line at a time, in its whole width."""
        return self.screen.drawn

    @property
    def lines(self) -> list[str]:
        """The screen, a line at a time, without the blanks at the ends."""
        return [line.rstrip() for line in self.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def after(self) -> str:
        """What the program has said since it gave its screen back, in one line."""
        said = self.raw.rpartition(b"\x1b[?1049l")[2]
        return " ".join(_SEQUENCE.sub(b"", said).decode().split())

    def colour(self, text: str) -> str | None:
        """Return the colour in which `text` begins; None where it is not shown."""
        for row, line in enumerate(self.display):
            column = line.find(text)
            if column >= 0:
                return str(self.screen.buffer[row][column].fg)
        return None

    def modes(self) -> dict[int, bool]:
        """Return the terminal's modes as the program has left them, by their number."""
        found: dict[int, bool] = {}
        for numbers, sign in _MODE.findall(self.raw):
            found.update({int(number): sign == b"h" for number in numbers.split(b";")})
        return found

    def pump(self, seconds: float = 0.05) -> bool:
        """Read what the program writes within `seconds`; False when it will write no more.

        What has come by then is read to its end, unless it has none.
        """
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            ready, _w, _x = select.select([self.child.child_fd], [], [], max(0.0, left))
            if not ready:
                return True
            try:
                chunk = os.read(self.child.child_fd, 65536)
            except OSError:
                return False
            if not chunk:
                return False
            self.raw += chunk
            self._take(self._pending + chunk)
            if left < -_ENDLESS:
                return True

    def wait_for(
        self, wanted: str | Callable[[], bool], *, timeout: float = 45.0, description: str = ""
    ) -> None:
        """Read until the screen shows `wanted`, or until it holds.

        Raises:
            AssertionError: It did not come within `timeout` seconds; the message shows the screen.
        """

        def there() -> bool:
            return wanted in self.text if isinstance(wanted, str) else wanted()

        until = time.monotonic() + timeout
        while not there():
            alive = self._pump_some()
            if not alive or time.monotonic() > until:
                if there():
                    return
                why = "the program ended" if not alive else f"not within {timeout:g} s"
                raise AssertionError(f"{description or wanted!r}: {why}. The screen:\n{self.text}")

    def _pump_some(self) -> bool:
        """Read until something has come and a pause after it, or a tenth of a second has gone."""
        size, until = len(self.raw), time.monotonic() + 0.1
        while self.pump(0.01):
            if len(self.raw) != size or time.monotonic() > until:
                return True
        return False

    def settle(self, quiet: float = 0.15, timeout: float = 30.0) -> None:
        """Read until the program has written nothing for `quiet` seconds."""
        until = time.monotonic() + timeout
        size = -1
        while size != len(self.raw) and time.monotonic() < until:
            size = len(self.raw)
            if not self.pump(quiet):
                return

    # What goes in

    def send(self, data: str | bytes) -> None:
        """Send text or bytes as they are; what comes out meanwhile is read, lest both sides wait."""
        left = memoryview(data.encode() if isinstance(data, str) else data)
        while left:
            ready = select.select([], [self.child.child_fd], [], 0.0 if self.pump(0.0) else 1.0)[1]
            if ready:
                left = left[os.write(self.child.child_fd, left[:_AT_ONCE]) :]

    def press(self, *keys: str) -> None:
        """Press keys by name: "enter", "ctrl+s", "f1", or one character each."""
        for key in keys:
            if key.startswith("ctrl+"):
                self.send(bytes([ord(key[-1].upper()) & 0x1F]))
            else:
                self.send(KEYS.get(key, key))

    def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, rows: int, columns: int) -> None:
        """Change the window's size."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    # How it ends

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self.child.kill(number)

    def wait(self, timeout: float = 45.0) -> int:
        """Read until the program has ended; return its exit code, negative for the signal that killed it.

        Raises:
            AssertionError: It is still there after `timeout` seconds.
        """
        until = time.monotonic() + timeout
        while self.child.isalive():
            if time.monotonic() > until:
                raise AssertionError(f"still running after {timeout:g} s. The screen:\n{self.text}")
            if not self.child.closed:
                self.pump(0.05)
            else:
                select.select([], [], [], 0.05)
        if not self.child.closed:
            self.pump(0)
        code = self.child.exitstatus
        return int(code) if code is not None else -int(self.child.signalstatus or 0)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a dropped connection does."""
        os.close(self.child.child_fd)
        self.child.closed = True

    def kill(self) -> None:
        """Kill the program outright."""
        self.child.kill(signal.SIGKILL)

    def close(self) -> None:
        """End the program if it still runs, and give everything back."""
        if self.child.isalive():
            self.kill()
            self.wait(5)
        if not self.child.closed:
            self.child.close(force=True)

    # How bytes become a screen

    def _take(self, data: bytes) -> None:
        """Answer queries and draw, holding back a sequence that has not come whole."""
        cut = data.rfind(b"\x1b")
        if cut >= 0 and not _SEQUENCE.match(data, cut) and len(data) - cut < 4096:
            data, self._pending = data[:cut], data[cut:]
        else:
            self._pending = b""
        start = 0
        for request in _REQUESTS.finditer(data):
            self._draw(data[start : request.start()])
            start = request.end()
            self.asked.append(request.group())
            self._answer(request)
        self._draw(data[start:])

    def _draw(self, data: bytes) -> None:
        data = _PRIVATE.sub(b"", data)
        start = 0
        for common in _COMMON.finditer(data):
            self._feed(data[start : common.start()])
            start = common.end()
            numbers = [int(number or 0) for number in common[1].split(b";")]
            if common[2] == b"m":
                self.screen.select_graphic_rendition(*numbers)
            else:
                self.screen.cursor_position(*numbers)
        self._feed(data[start:])

    def _feed(self, data: bytes) -> None:
        if data:
            self._stream.feed(data)

    def _answer(self, request: re.Match[bytes]) -> None:
        """Answer as a plain xterm would."""
        if request["da"]:
            self.send(b"\x1b[>0;276;0c" if request["da"].startswith(b">") else b"\x1b[?62;22c")
        elif request["dsr"] == b"6":
            self.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
        elif request["dsr"]:
            self.send(b"\x1b[0n")
        else:
            mode = request["mode"]
            self.send(b"\x1b[?%s;%d$y" % (mode, _KNOWN_MODES.get(mode, 0)))


def environment() -> dict[str, str]:
    """Return an environment that says nothing of the machine the tests run on."""
    names = ("PATH", "HOME", "TZ", "LC_ALL", "LANG", "TMPDIR")
    kept = {name: value for name, value in os.environ.items() if name in names or name.startswith("XDG_")}
    # Shorter than any pause of the tests, so that Escape and the key after it are two keys.
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1", "ESCDELAY": "20"}
    return {"LC_ALL": "C.UTF-8", **kept, **terminal}
