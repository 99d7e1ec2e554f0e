"""The window may take any size at any time, on the console, in a form and in a sheet."""

from __future__ import annotations

import random
import sys

import pytest

from tests.dose import dose
from tests.terminal.stage import Person, Stage
from tests.tui.console import stock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

SIZES = (
    (1, 1),
    (500, 200),
    (2, 3),
    (40, 10),
    (39, 9),
    (80, 24),
    (7, 60),
    (200, 4),
    (120, 40),
    (99, 29),
    (1, 40),
)
STORM = dose(16, 60)
KEYS = ("down", "up", "tab", "x", "1", "left", "right", "pagedown", "backspace")


@pytest.mark.parametrize("where", ["console", "form", "sheet"])
def test_a_storm_of_sizes_is_outlived(stage: Stage, where: str) -> None:
    stock(stage.desk)
    draw = random.Random(where)
    with stage.console() as kim:
        kim.sees("Okafor, Ben", "Sam Idris")
        if where == "form":
            kim.opens("n", "NEW CALL")
            kim.field("Caller")
        elif where == "sheet":
            kim.shown.press("w")
            kim.sees("WHY")
        for step in range(STORM):
            columns, rows = SIZES[step] if step < len(SIZES) else draw.choice(SIZES)
            kim.shown.resize(rows, columns)
            kim.shown.press(draw.choice(KEYS[:3] if where == "console" else KEYS))
            kim.shown.pump(0.01)
        kim.shown.resize(40, 120)
        comes_back(kim, where)
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0, kim.shown.after
    assert stage.log() == ""


def comes_back(kim: Person, where: str) -> None:
    """Assert that what was there before stands there again, whole and with its keys at the foot."""
    if where == "form":
        kim.sees("NEW CALL", "Ctrl+S save", "will start")
        # Which field it is hangs on the keys of the storm, and a form may be longer than its window.
        kim.shown.wait_for(lambda: kim.label != "", description="the field that has the focus is in sight")
    elif where == "sheet":
        kim.sees("WHY", "Esc back")
    else:
        kim.sees("QUEUE", "LOOK UP", "RESPONSIBLE NOW", "n new call", "Okafor, Ben")
