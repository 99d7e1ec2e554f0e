"""Short messages that pass by: the one way to say something that asks for no answer."""

from __future__ import annotations

from typing import Literal

from textual.dom import DOMNode

from oncall_tui.text import safe_text

Severity = Literal["information", "warning", "error"]

_SECONDS_A_WORD = 0.4
_SHORTEST = 4.0


def tell(node: DOMNode, words: str, *, severity: Severity = "information", title: str = "") -> None:
    """Say `words` in passing, for as long as it takes to read them; markup in them is shown, never obeyed."""
    shown = safe_text(words, max_len=400, multiline=True)
    seconds = max(_SHORTEST, _SECONDS_A_WORD * len(shown.split()))
    node.app.notify(shown, title=safe_text(title), severity=severity, timeout=seconds, markup=False)
