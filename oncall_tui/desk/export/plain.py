"""A report as plain data, for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.export.footing import foot

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Paper, Plain, Table

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters that are fine in JSON but that whoever shows the file would obey rather than show."""

Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]


def as_data(paper: Paper) -> Json:
    """Return a report as plain data: each table as a list of rows by the names of its columns."""
    zone = ZoneInfo(paper.zone)
    if paper.data is not None:
        return _plain(paper.data, zone)
    return {
        "report": paper.name,
        "title": paper.title,
        "span": paper.span,
        "start": _plain(paper.start, zone),
        "end": _plain(paper.end, zone),
        "person": paper.person or None,
        "zone": paper.zone,
        "made_at": _plain(paper.made_at, zone),
        "made_by": paper.made_by,
        "summary": [each.words for each in paper.lead],
        **{part.table.key: _table(part.table, zone) for part in paper.parts if part.table is not None},
        "notes": {
            part.title: [
                {"text": note.text.words, "under": [each.words for each in note.under]} for note in part.notes
            ]
            for part in paper.parts
            if part.notes
        },
        "definitions": dict(paper.definitions),
        "copy": list(foot(paper)),
    }


def json_text(paper: Paper) -> str:
    """Return a report as one JSON document."""
    text = json.dumps(as_data(paper), ensure_ascii=False, indent=2)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _table(table: Table, zone: ZoneInfo) -> Json:
    keys = [each.key + (f"_{each.unit}" if each.unit else "") for each in table.columns]
    return [
        {key: _plain(cell.value, zone) for key, cell in zip(keys, row, strict=True)} for row in table.rows
    ]


def _plain(value: Plain, zone: ZoneInfo) -> Json:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each, zone) for key, each in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return [_plain(each, zone) for each in value]
