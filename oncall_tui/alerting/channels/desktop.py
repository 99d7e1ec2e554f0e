"""A notice on the desktop through the terminal, which also works over SSH (R-165)."""

from __future__ import annotations

from oncall_tui.text import safe_text

_LONGEST = 200


def desktop_notice(title: str, body: str) -> bytes:
    """Return what makes a terminal show a desktop notice: OSC 9, which takes one text, and OSC 777."""
    first, second = _plain(title), _plain(body)
    one = f"{first}: {second}" if second else first
    return f"\x1b]9;{one}\x1b\\\x1b]777;notify;{first.replace(';', ',')};{second}\x1b\\".encode()


def _plain(text: str) -> str:
    return safe_text(text, max_len=_LONGEST).replace("\ufffd", "")
