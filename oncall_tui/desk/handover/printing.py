"""A brief as Markdown, or as an HTML page that needs nothing else; no text of the record can break either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oncall_tui.desk.handover.page import Line, Page, Tone
from oncall_tui.desk.printing import LONGEST, html_document, html_text, markdown_line
from oncall_tui.text import safe_text

_MARKS = {Tone.ALARM: "**!** ", Tone.PLAIN: "", Tone.STRONG: "", Tone.FAINT: ""}
_NEW = "**NEW** "

_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.4rem;margin:0}h2{font-size:1rem;border-bottom:1px solid #999;margin:1.4rem 0 .3rem}"
    "dl{display:grid;grid-template-columns:9rem 1fr;gap:.15rem .8rem;margin:0}dt{color:#555}"
    "dd{margin:0;white-space:pre-wrap}.strong{font-weight:600}.alarm{font-weight:700}.faint{color:#555}"
    "footer{margin-top:2rem;border-top:1px solid #999;padding-top:.4rem;color:#555;font-size:.85rem}"
)


def markdown(pages: Iterable[Page]) -> str:
    """Return briefs as Markdown, one under another."""
    return "\n\n".join("\n".join(_page(page)) for page in pages) + "\n"


def _page(page: Page) -> Iterator[str]:
    yield f"# {markdown_line(page.title)}"
    yield ""
    yield f"*{markdown_line(page.stand)}*"
    for section in page.sections:
        yield ""
        yield f"## {markdown_line(section.title)}"
        yield ""
        for line in section.lines:
            yield from _line(line)
    yield ""
    yield "---"
    yield ""
    for text in page.footer:
        yield f"{markdown_line(text)}  "


def _line(line: Line) -> Iterator[str]:
    first, *more = _lines(line.text)
    label = f"**{markdown_line(line.label)}:** " if line.label else ""
    yield f"- {_NEW if line.new else ''}{_MARKS[line.tone]}{label}{markdown_line(first)}".rstrip()
    for each in more:
        yield f"  - {markdown_line(each)}"


def _lines(text: str) -> list[str]:
    """Return the lines of a text that hold anything; one empty one where none does."""
    lines = [each.strip() for each in safe_text(text, max_len=LONGEST, multiline=True).split("\n")]
    return [each for each in lines if each] or [""]


def html_page(pages: Iterable[Page], title: str) -> str:
    """Return briefs as one HTML page: no script, nothing loaded, and nothing obeyed of what was typed."""
    body = "\n".join("\n".join(_html(page)) for page in pages)
    return html_document(title, _STYLE, body)


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
    return html_text(text, multiline=True)
