"""What every test of the console stands on: no animation, no blinking, none of the machine's settings."""

from __future__ import annotations

import os

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when textual is first imported
for _name in ("TEXTUAL_THEME", "NO_COLOR", "COLORTERM", "TEXTUAL", "TEXTUAL_FPS"):
    os.environ.pop(_name, None)


import pytest  # noqa: E402
from textual.widgets import Input  # noqa: E402


@pytest.fixture(autouse=True)
def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the text cursor from blinking, which is a wall-clock timer."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda self: None)
