"""Briefs as Markdown or as one HTML page; no text of the record can break either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone
from oncall_tui.desk.printing import html_document, html_text, markdown_line

_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.4rem;margin:0}h2{font-size:1rem;border-bottom:1px solid #999;margin:1.4rem 0 .3rem}"
    "article+article{break-before:page;margin-top:3rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.15rem .6rem .15rem 0;border-bottom:1px solid #ddd}"
    "th{color:#555;font-weight:400}p{margin:.2rem 0}ul{margin:.2rem 0;padding-left:1.2rem}"
    ".strong{font-weight:600}.alarm{font-weight:700}.dim,footer{color:#555}"
    "footer{margin-top:1.5rem;border-top:1px solid #999;padding-top:.4rem;font-size:.85rem}"
)


def markdown(documents: Iterable[Document]) -> str:
    """Return pages as Markdown, one under another."""
    return "\n\n".join("\n".join(_page(document)) for document in documents) + "\n"


def _page(document: Document) -> Iterator[str]:
    yield f"# {markdown_line(document.title)}"
    yield ""
    yield from (f"{_text(each)}  " for each in document.lead)
    for part in document.parts:
        yield from ("", f"## {markdown_line(part.title)}", "")
        yield from _part(part)
    yield from ("", "---", "")
    yield from (markdown_line(words) for words in document.foot)


def _part(part: Part) -> Iterator[str]:
    if part.table is not None:
        yield from _table(part.table)
        if part.notes:
            yield ""
    for note in part.notes:
        yield f"- {_text(note.text)}"
        yield from (f"  - {_text(each)}" for each in note.under)


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(markdown_line, table.titles))} |"
    yield f"|{' --- |' * len(table.titles)}"
    for row in table.rows:
        yield f"| {' | '.join(map(_text, row))} |"


def _text(text: Text) -> str:
    words = markdown_line(text.words).strip()
    return f"**{words}**" if words and text.tone in (Tone.STRONG, Tone.ALARM) else words


def html_page(documents: Iterable[Document], title: str) -> str:
    """Return pages as one HTML page: no script, nothing loaded, and nothing obeyed of what was typed."""
    body = "\n".join(f"<article>\n{chr(10).join(_article(each))}\n</article>" for each in documents)
    return html_document(title, _STYLE, body)


def _article(document: Document) -> Iterator[str]:
    yield f"<h1>{html_text(document.title)}</h1>"
    yield from (f'<p class="{each.tone}">{html_text(each.words)}</p>' for each in document.lead)
    for part in document.parts:
        yield f"<h2>{html_text(part.title)}</h2>"
        if part.table is not None:
            yield f"<table><tr>{''.join(f'<th>{html_text(each)}</th>' for each in part.table.titles)}</tr>"
            for row in part.table.rows:
                cells = (f'<td class="{cell.tone}">{html_text(cell.words)}</td>' for cell in row)
                yield f"<tr>{''.join(cells)}</tr>"
            yield "</table>"
        if part.notes:
            yield f"<ul>{''.join(map(_note, part.notes))}</ul>"
    yield f"<footer>{'<br>'.join(map(html_text, document.foot))}</footer>"


def _note(note: Note) -> str:
    under = "".join(f'<li class="{each.tone}">{html_text(each.words)}</li>' for each in note.under)
    hanging = f"<ul>{under}</ul>" if under else ""
    return f'<li><span class="{note.text.tone}">{html_text(note.text.words)}</span>{hanging}</li>'
