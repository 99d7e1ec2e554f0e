"""Break texts into lines however little room is left beside them."""

from __future__ import annotations

from oncall_tui.tui.lines import wrap

NARROWEST = 10
"""Cells that a text gets in any case; a window so narrow cuts it instead."""


def broken(text: str, room: int) -> list[str]:
    """Return a text broken between words, in lines of what room is left, or of the narrowest."""
    return wrap(text, max(NARROWEST, room))
