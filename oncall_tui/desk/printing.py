"""What every printed page stands on: text of the record that can break neither Markdown nor HTML."""

from __future__ import annotations

import html
import re

from oncall_tui.text import safe_text

LONGEST = 20_000
"""Characters of one text that are printed."""
_OBEYED = re.compile(r"([\\`*_{}\[\]#|~$])")
_OPENS = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def markdown_line(text: str) -> str:
    """Return text on one line that Markdown shows as it stands, wherever it is put."""
    shown = _OBEYED.sub(r"\\\1", safe_text(text, max_len=LONGEST).translate(_ENTITIES))
    return _OPENS.sub(lambda found: f"{found[1]}{_quiet(found[2])}", shown)


def html_text(text: str, *, multiline: bool = False) -> str:
    """Return text that HTML shows as it stands."""
    return html.escape(safe_text(text, max_len=LONGEST, multiline=multiline), quote=True)


def html_document(title: str, style: str, body: str) -> str:
    """Return a page that needs nothing else: no script, nothing loaded."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{html_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _quiet(mark: str) -> str:
    """Keep a mark that would open a list from doing so."""
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
