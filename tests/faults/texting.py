"""Text that means harm: payloads for every widget, one at a time, and strings drawn at random."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Iterator

from tests.terminal import hostile, hostile_record
from tests.terminal.hands import DRAWS
from tests.terminal.hostile import Hostile

_MORE = (
    "\x1b]9;TAKEN\x07",
    "\x1b]777;notify;TAKEN;x\x1b\\",
    "\x1b[6n\x1b[c\x1b[>c",
    "\x1b[21t\x1b[14t",
    "\x1b_GTAKEN\x1b\\\x1b^TAKEN\x1b\\",
    "\x1bX TAKEN\x1b\\",
    "\x0e\x0f\x05\x1b#8\x1bN",
    "\x1b[?2004l\x1b[?1000l\x1b[?25h",
    "\x90TAKEN\x9c\x85\x8d",
    "\ud800\udfff lone",
    "\ue000\U000f0000\ufffe private",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE item; --",
    "[@click=app.exit()]\\[b\\]",
    "\u1160\u3164\u2800\u034f blank",
    "👩\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈",
    "\ufdfd\U0001242b wide",
    "%n%n%s {0.__class__} ${IFS}",
)
EVERY = tuple(dict.fromkeys((*hostile.PAYLOADS, *hostile_record.PAYLOADS, *_MORE)))
"""Each payload once."""
_QUERY = ('"', "*", "NEAR(", " AND ", " OR NOT ", "(", ")", "-", ":", "'", "';--", "%", "_", "\\", "^", "{}")
_PIECES = (*(each[:80] for each in EVERY), *_QUERY, "hana", "okafor ", "0491 570", "C-04", "Đặng", "李")
_CHARS = ((0x20, 0x7F), (0x0, 0xA0), (0xA0, 0x600), (0x2000, 0x2070), (0x0, 0xFFFF), (0x10000, 0x10FFFF))


def fuzzed(count: int, seed: int = 1) -> Iterator[str]:
    """Yield so many strings, always the same for a seed."""
    dice = random.Random(seed)
    for _ in range(count):
        yield "".join(
            dice.choice(_PIECES)
            if dice.random() < 0.4
            else "".join(chr(dice.randint(*dice.choice(_CHARS))) for _ in range(dice.randint(1, 6)))
            for _ in range(dice.randint(1, 5))
        )


def controls(text: str) -> int:
    """Return how many characters of a drawn text a terminal or a reader's eye would obey."""
    kinds = map(unicodedata.category, text.replace("\u200c", "").replace("\u200d", ""))
    return sum(kind in {"Cc", "Cf", "Cs"} for kind in kinds)


def obeyed(raw: bytes) -> tuple[int, int]:
    """Return what a program let through to its terminal: control characters, and orders."""
    written = raw[raw.index(b"\x1b[?1049h") + len(b"\x1b[?1049h") :].decode()
    drawn = DRAWS.sub("", written).replace("\r", "").replace("\n", "")
    orders = re.findall(r"\x1b\](?!22;)|\x1b\[\?1049l|\x1b\[\?25h|\x1b\[(?:6n|21t|14t)", written)
    return controls(drawn), len(orders) + written[200:].count("\x1b[2J")


if __name__ == "__main__":
    Hostile((EVERY[int(sys.argv[1])],)).run()
