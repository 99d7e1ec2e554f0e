"""Tables as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from oncall_tui.desk.export.footing import foot
from oncall_tui.desk.reports.paper import Cell, Paper, Table, Value
from oncall_tui.errors import Refused
from oncall_tui.text import safe_text

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_000
"""Characters of one cell; spreadsheets hold a few more."""


def csv_text(paper: Paper, only: str = "") -> str:
    """Return a report as CSV: every table under its title, and what kind of copy it is; or one table alone.

    Raises:
        Refused: it has no table of that name.
    """
    zone = ZoneInfo(paper.zone)
    if only:
        return rows_text(_rows(_named(paper, only), zone))
    rows: list[Sequence[str]] = [[guarded(safe_text(words))] for words in (paper.title, paper.span) if words]
    for part in paper.parts:
        if part.table is not None:
            rows += [[], [guarded(safe_text(part.title))], *_rows(part.table, zone)]
    rows += [[], *([guarded(safe_text(words))] for words in foot(paper))]
    return rows_text(rows)


def rows_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV, with the line ends that its standard asks for."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def guarded(words: str) -> str:
    """Return words that no spreadsheet takes for a formula: what begins like one gets an apostrophe."""
    return f"'{words}" if words.lstrip(" ").startswith(_BEGINS_FORMULA) else words


def _named(paper: Paper, key: str) -> Table:
    for table in paper.tables:
        if table.key == key:
            return table
    names = ", ".join(table.key for table in paper.tables)
    raise Refused(f"The report has no table {key}. Its tables: {names}.", field="table")


def _rows(table: Table, zone: ZoneInfo) -> list[Sequence[str]]:
    heads = [each.key + (f"_{each.unit}" if each.unit else "") for each in table.columns]
    return [heads, *([_plain(cell, zone) for cell in row] for row in table.rows)]


def _plain(cell: Cell, zone: ZoneInfo) -> str:
    """Return a cell for those who count on: numbers and instants as such, words made safe."""
    value: Value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, int | float | date):
        return str(value)
    return guarded(safe_text(value, max_len=_LONGEST, multiline=True))
