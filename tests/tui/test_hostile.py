"""Nothing that an outsider wrote is obeyed by the terminal, in any widget that shows data."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from oncall_tui.tui.theme import PALETTES, Palette
from tests.terminal.hostile import Hostile, HostileForm
from tests.terminal.pty import Terminal
from tests.tui.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

LEGITIMATE = re.compile(
    r"\x1b\[[<=>?]?[0-9;]*[$]?[A-Za-z]"  # what draws and switches
    r"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"  # the mouse pointer's shape, by one of Textual's own names
)


def test_no_widget_lets_text_through_as_an_order() -> None:
    with Terminal.python("-m", "tests.terminal.hostile", rows=40, columns=120) as shown:
        shown.wait_for("[@click=app.quit]Bob[/]")
        listed = shown.text
        shown.press("x")
        shown.wait_for("REFUSED")
        shown.settle()
        assert shown.child.isalive(), shown.text
        written = shown.raw.decode()
    drawn = LEGITIMATE.sub("", written)
    assert "\x1b" not in drawn
    assert not re.search(r"\x1b\](?!22;)", written)
    assert "[/red] [b]" in listed
    assert "$primary [$accent]b[/]" in listed
    left = {char for char in drawn if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    assert {ascii(char) for char in left} <= {"'\\r'", "'\\n'"}
    assert "\x1b[2J" not in written[written.index("\x1b[?1049h") + 200 :]


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
async def test_every_theme_draws_every_widget(palette: Palette) -> None:
    app = Hostile()
    async with app.run_test(size=(100, 36)) as pilot:
        app.theme = palette.name
        await pilot.press("x")
        await wait_for(pilot, lambda: isinstance(app.screen, HostileForm), description="the form opens")
        await wait_for(pilot, lambda: "REFUSED" in app.export_screenshot(), description="the form is drawn")
        await pilot.press("tab", "right", "tab")
        assert isinstance(app.screen, HostileForm)
        assert app.screen.values["two"] == "a"
