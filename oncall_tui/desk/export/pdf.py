"""A report as PDF, set by typst; what the record says goes to it as data and never as its language."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from oncall_tui.desk.export.footing import foot
from oncall_tui.desk.reports.paper import Bars, Chart, Note, Paper, Part, Table
from oncall_tui.errors import BadSettings
from oncall_tui.text import safe_text

if TYPE_CHECKING:
    from oncall_tui.desk.export.plain import Json

_MISSING = (
    "PDF needs the package typst, which is not installed. Install it with: pip install 'oncall-tui[pdf]'. "
    "HTML needs nothing and prints as well."
)
_LONGEST = 20_000


def pdf(paper: Paper) -> bytes:
    """Return a report as PDF.

    Raises:
        BadSettings: typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise BadSettings(_MISSING, field="format") from None
    template = files("oncall_tui.desk.export").joinpath("report.typ").read_bytes()
    made: bytes = typst.compile(template, sys_inputs={"report": json.dumps(_data(paper))})
    return made


def _data(paper: Paper) -> Json:
    return {
        "title": _safe(paper.title),
        "span": _safe(paper.span),
        "lead": [[each.tone.value, _safe(each.words)] for each in paper.lead],
        "parts": [_part(part) for part in paper.parts],
        "definitions": [[_safe(word), _safe(means)] for word, means in paper.definitions],
        "foot": " ".join(map(_safe, foot(paper))),
    }


def _part(part: Part) -> Json:
    return {
        "title": _safe(part.title),
        "none": _safe(part.none) if part.empty else "",
        "charts": [_chart(chart) for chart in part.charts],
        "table": _table(part.shown) if part.shown is not None else None,
        "notes": [_note(note) for note in part.notes],
    }


def _chart(chart: Chart) -> Json:
    if isinstance(chart, Bars):
        full = chart.full or 1
        return {
            "kind": "bars",
            "title": _safe(chart.title),
            "goal": min(1.0, chart.goal / full) if chart.goal is not None else None,
            "track": chart.track or chart.goal is not None,
            "bars": [
                [_safe(each.label), min(1.0, max(0.0, each.value / full)), _safe(each.words), each.tone.value]
                for each in chart.bars
            ],
        }
    return {
        "kind": "shades",
        "title": _safe(chart.title),
        "columns": [_safe(each) for each in chart.columns],
        "rows": [[_safe(name), list(counts)] for name, counts in chart.rows],
        "most": chart.most,
    }


def _table(table: Table) -> Json:
    return {
        "titles": [_safe(column.title) for column in table.columns],
        "right": [column.right for column in table.columns],
        "rows": [[[cell.tone.value, _safe(cell.words)] for cell in row] for row in table.rows],
    }


def _note(note: Note) -> Json:
    return {
        "text": [note.text.tone.value, _safe(note.text.words)],
        "under": [[each.tone.value, _safe(each.words)] for each in note.under],
    }


def _safe(words: str) -> str:
    return safe_text(words, max_len=_LONGEST)
