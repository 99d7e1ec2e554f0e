"""What hostile hands do at a terminal, and what the console must then not have done."""

from __future__ import annotations

import re
import unicodedata

from tests.terminal.pty import Terminal
from tests.terminal.stage import Person

DRAWS = re.compile(
    r"\x1b\[[<=>?]?[0-9;]*[$]?[A-Za-z]"  # what draws and switches
    r"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"  # the mouse pointer's shape, by one of Textual's own names
)
BURSTS = (
    b"\x10\r\r\r\r",
    b"\x10\x10\x1b\x10\r\x1b\x1b",
    b"\x1b" * 60,
    b"n\x1bn\x1bn\x1bn\x1b",
    b"aaaa\x1b\x1b",
    b"/////\x1b1231231",
    b"??\x1b?\x1bww\x1bii\x1b",
    b"\x14" * 12,
)
"""What a stuttering line, or a cat, delivers in one go."""
RINGS = 3
"""Bells of the alerts themselves; what is on record holds far more of them."""
BUTTON_FAR_RIGHT = b"\x1b[M \xe0\x30"
"""A mouse report of the old form from beyond column 95."""
JUNK = (b"\xff\xfe\xc3", BUTTON_FAR_RIGHT, b"\x1b[<0;200;300M", b"\x1b[999;999R", b"\x1b]0;x\x07")
"""Bytes that are no text, and reports that no terminal of this size sends."""


def obeyed_nothing(shown: Terminal) -> None:
    """Assert that the terminal was given nothing but what the console itself draws with."""
    raw = shown.raw
    begun = raw.index(b"\x1b[?1049h") + len(b"\x1b[?1049h")
    written = raw[begun:].decode()
    drawn = DRAWS.sub("", written).replace("\x07", "", RINGS)
    left = {char for char in drawn if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    assert {ascii(char) for char in left} <= {"'\\r'", "'\\n'"}
    assert not re.search(r"\x1b\](?!22;)", written), "a title, a link or the clipboard"
    assert "\x1b[?1049l" not in written, "left its own screen"
    assert "\x1b[2J" not in written[200:], "cleared the screen"
    assert shown.modes()[1000]
    assert not shown.modes()[25], "the cursor of the shell is hidden"
    assert shown.child.isalive()


def step_back(kim: Person) -> None:
    """Press Escape until nothing but the console is left, the queue in focus."""
    calm = 0
    for _ in range(6):
        kim.shown.press("escape")
        kim.shown.settle(0.15)
        calm = calm + 1 if "n new call" in kim.text and "╭" not in kim.text else 0
        if calm == 2:
            break
    kim.shown.press("1")  # a terminal may join it to the Escape before; the key after it stands alone
    kim.shown.settle(0.15)
    kim.sees("n new call")
    kim.sees_no("╭")
