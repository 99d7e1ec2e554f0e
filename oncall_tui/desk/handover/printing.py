"""A brief as Markdown, or as an HTML page that needs nothing else; no text of the record can break either."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from oncall_tui.desk.handover.page import Line, Page, Tone
from oncall_tui.text import safe_text

_LONGEST = 20_000
_SPECIAL = re.compile(r"([\\`*_\[\]#|~$])")
_OPENS = re.compile(r"^(\s*)([-+=:>]|\d{1,9}(?=[.)]))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = {Tone.ALARM: "**!** ", Tone.PLAIN: "", Tone.STRONG: "", Tone.FAINT: ""}
_NEW = "**NEW** "

_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.4rem;margin:0}h2{font-size:1rem;border-bottom:1px solid #999;margin:1.4rem 0 .3rem}"
    "dl{display:grid;grid-template-columns:9rem 1fr;gap:.15rem .8rem;margin:0}dt{color:#555}"
    "dd{margin:0;white-space:pre-wrap}.strong{font-weight:600}.alarm{font-weight:700}.faint{color:#555}"
    "footer{margin-top:2rem;border-top:1px solid #999;padding-top:.4rem;color:#555;font-size:.85rem}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def markdown(pages: Iterable[Page]) -> str:
    """Return briefs as Markdown, one under another."""
    return "\n\n".join("\n".join(_page(page)) for page in pages) + "\n"


def escaped(text: str) -> str:
    """Return one line of text that Markdown shows as it stands, wherever it is put."""
    safe = safe_text(text, max_len=_LONGEST)
    shown = _SPECIAL.sub(r"\\\1", "".join(_ENTITIES.get(char, char) for char in safe))
    return _OPENS.sub(_quiet, shown)


def _quiet(found: re.Match[str]) -> str:
    """Keep a mark that would open a list, a quotation or a heading from doing so."""
    blank, mark = found[1], found[2]
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"


def _page(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    yield f"*{escaped(page.stand)}*"
    for section in page.sections:
        yield ""
        yield f"## {escaped(section.title)}"
        yield ""
        for line in section.lines:
            yield from _line(line)
    yield ""
    yield "---"
    yield ""
    for text in page.footer:
        yield f"{escaped(text)}  "


def _line(line: Line) -> Iterator[str]:
    first, *more = _lines(line.text)
    label = f"**{escaped(line.label)}:** " if line.label else ""
    yield f"- {_NEW if line.new else ''}{_MARKS[line.tone]}{label}{escaped(first)}".rstrip()
    for each in more:
        yield f"  - {escaped(each)}"


def _lines(text: str) -> list[str]:
    """Return the lines of a text that hold anything; one empty one where none does."""
    lines = [each.strip() for each in safe_text(text, max_len=_LONGEST, multiline=True).split("\n")]
    return [each for each in lines if each] or [""]


def html_page(pages: Iterable[Page], title: str) -> str:
    """Return briefs as one HTML page: no script, nothing loaded, and nothing obeyed of what was typed."""
    body = "\n".join("\n".join(_html(page)) for page in pages)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(page: Page) -> Iterator[str]:
    yield f"<h1>{_safe(page.title)}</h1>"
    yield f"<p>{_safe(page.stand)}</p>"
    for section in page.sections:
        yield f"<h2>{_safe(section.title)}</h2>"
        yield "<dl>"
        for line in section.lines:
            marks = ("NEW " if line.new else "") + ("! " if line.tone is Tone.ALARM else "")
            text = marks + "\n".join(_lines(line.text))
            yield f'<dt>{_safe(line.label)}</dt><dd class="{line.tone.value}">{_safe(text)}</dd>'
        yield "</dl>"
    yield f"<footer>{'<br>'.join(_safe(text) for text in page.footer)}</footer>"


def _safe(text: str) -> str:
    return html.escape(safe_text(text, max_len=_LONGEST, multiline=True), quote=True)
