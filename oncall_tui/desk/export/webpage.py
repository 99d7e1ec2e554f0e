"""A report as one HTML page that needs nothing else; no text of the record is obeyed in it."""

from __future__ import annotations

from collections.abc import Iterator

from oncall_tui.desk.export.footing import foot
from oncall_tui.desk.printing import html_document, html_text
from oncall_tui.desk.reports.paper import Bars, Chart, Note, Paper, Part, Shades, Table, Text

_STYLE = (
    ":root{color-scheme:light}"
    "body{font:14px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1.2rem;color:#111;"
    "background:#fff}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;border-bottom:1px solid #999;margin:1.8rem 0 .5rem;"
    "padding-bottom:.15rem}.span{color:#555;margin:.1rem 0 .8rem}p{margin:.2rem 0}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;vertical-align:top;padding:.2rem .9rem .2rem 0;border-bottom:1px solid #ddd}"
    "th{color:#555;font-weight:400;border-bottom-color:#999}.n{text-align:right}"
    "th:last-child,td:last-child{padding-right:0}"
    ".strong{font-weight:600}.alarm{font-weight:700;color:#8f1d1d}.dim,footer,dt{color:#555}"
    "ul{margin:.2rem 0;padding-left:1.2rem}dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;"
    "gap:.15rem .9rem;margin:0}dd{margin:0}"
    "figure{margin:.4rem 0 1rem}figcaption{color:#555;margin-bottom:.3rem}"
    ".bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.2rem .7rem;align-items:center}"
    ".track{position:relative;background:#eee;height:.85rem;border-radius:2px}"
    ".bare{background:none}.track b{display:block;height:100%;background:#33618c;border-radius:2px}"
    ".track b.alarm{background:#8f1d1d}"
    ".track i{position:absolute;top:-2px;bottom:-2px;width:2px;background:#111}"
    ".shades td,.shades th{padding:.1rem;border:0;text-align:center;font-size:.75rem;width:auto}"
    ".shades th:first-child{text-align:left;padding-right:.6rem}"
    ".shades td{height:1.2rem;min-width:1.2rem}"
    "footer{margin-top:2rem;border-top:1px solid #999;padding-top:.4rem;font-size:.85rem}"
    "@media print{body{margin:0;max-width:none}tr,figure{break-inside:avoid}h2{break-after:avoid}}"
)


def html(paper: Paper) -> str:
    """Return a report as an HTML page: no script, nothing loaded."""
    return html_document(paper.title, _STYLE, "\n".join(_body(paper)))


def _body(paper: Paper) -> Iterator[str]:
    yield f"<h1>{html_text(paper.title)}</h1>"
    yield f'<p class="span">{html_text(paper.span)}</p>'
    yield from (f'<p class="{each.tone}">{html_text(each.words)}</p>' for each in paper.lead)
    for part in paper.parts:
        yield f"<h2>{html_text(part.title)}</h2>"
        yield from _part(part)
    if paper.definitions:
        yield "<h2>What the words mean</h2><dl>"
        for word, means in paper.definitions:
            yield f"<dt>{html_text(word)}</dt><dd>{html_text(means)}</dd>"
        yield "</dl>"
    yield f"<footer>{'<br>'.join(map(html_text, foot(paper)))}</footer>"


def _part(part: Part) -> Iterator[str]:
    if part.empty:
        yield f'<p class="dim">{html_text(part.none)}</p>'
        return
    for chart in part.charts:
        caption = f"<figcaption>{html_text(chart.title)}</figcaption>" if chart.title else ""
        yield f"<figure>{caption}{_chart(chart)}</figure>"
    if part.shown is not None:
        yield from _table(part.shown)
    if part.notes:
        yield f"<ul>{''.join(map(_note, part.notes))}</ul>"


def _table(table: Table) -> Iterator[str]:
    marks = [' class="n"' if each.right else "" for each in table.columns]
    heads = (
        f"<th{mark}>{html_text(each.title)}</th>" for mark, each in zip(marks, table.columns, strict=True)
    )
    yield f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for row in table.rows:
        cells = (
            f'<td class="{cell.tone}{" n" if column.right else ""}">{html_text(cell.words)}</td>'
            for column, cell in zip(table.columns, row, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _chart(chart: Chart) -> str:
    return _bars(chart) if isinstance(chart, Bars) else _shades(chart)


def _bars(chart: Bars) -> str:
    rows = []
    goal, track = "", "track" if chart.track or chart.goal is not None else "track bare"
    if chart.goal is not None and chart.full > 0:
        goal = f'<i style="left:{_share(chart.goal, chart.full):.1f}%"></i>'
    for each in chart.bars:
        width = _share(each.value, chart.full)
        full = f'<b class="{each.tone}" style="width:{width:.1f}%"></b>' if width else ""
        rows.append(
            f'<span>{html_text(each.label)}</span><span class="{track}">{full}{goal}</span>'
            f'<span class="{each.tone} n">{html_text(each.words)}</span>'
        )
    return f'<div class="bars">{"".join(rows)}</div>'


def _share(value: float, full: float) -> float:
    return 100 * min(1.0, max(0.0, value / full)) if full > 0 else 0.0


def _shades(chart: Shades) -> str:
    heads = "".join(f"<th>{html_text(each)}</th>" for each in chart.columns)
    rows = []
    for name, counts in chart.rows:
        cells = "".join(_shaded(count, chart.most) for count in counts)
        rows.append(f"<tr><th>{html_text(name)}</th>{cells}</tr>")
    return f'<table class="shades"><tr><th></th>{heads}</tr>{"".join(rows)}</table>'


def _shaded(count: int, most: int) -> str:
    """Return a cell as dark as its count, with the count in it so that nothing hangs on the shade."""
    depth = 0.08 + 0.92 * count / most if count and most else 0.0
    ink = "#fff" if depth > 0.55 else "#111"
    words = str(count) if count else ""
    return f'<td style="background:rgba(51,97,140,{depth:.2f});color:{ink}">{words}</td>'


def _note(note: Note) -> str:
    under = "".join(f"<li>{_said(each)}</li>" for each in note.under)
    hanging = f"<ul>{under}</ul>" if under else ""
    return f"<li>{_said(note.text)}{hanging}</li>"


def _said(text: Text) -> str:
    return f'<span class="{text.tone}">{html_text(text.words)}</span>'
