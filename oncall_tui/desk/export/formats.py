"""The formats in which something leaves the console (R-184)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Paper


class Format(StrEnum):
    """How something is written, by the end of its file's name."""

    MARKDOWN = "md"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    CALENDAR = "ics"
    PDF = "pdf"


_NAMES = {"markdown": Format.MARKDOWN, "htm": Format.HTML, "icalendar": Format.CALENDAR}


def format_of(named: str, path: str = "") -> Format:
    """Return the format that was named, else that of a file's name, else Markdown.

    Raises:
        BadSettings: there is no such format.
    """
    plain = named.strip().casefold().lstrip(".")
    if not plain and "." in path.rpartition("/")[2]:
        end = path.rpartition(".")[2].casefold()
        plain = end if end in _NAMES or end in list(Format) else ""
    if not plain:
        return Format.MARKDOWN
    try:
        return _NAMES.get(plain) or Format(plain)
    except ValueError:
        raise BadSettings(
            f"There is no format “{named}”. Use one of: {', '.join(Format)}.", field="format"
        ) from None


def rendered(paper: Paper, format_: Format, table: str = "") -> bytes:
    """Return a report in a format; each is imported when it is asked for.

    Args:
        paper: the report.
        format_: how.
        table: for CSV, the one table that is wanted; all of them if empty.

    Raises:
        BadSettings: that format cannot hold it, or needs what is not installed.
    """
    if table and format_ is not Format.CSV:
        raise BadSettings("One table alone goes with CSV only: add --format csv.", field="table")
    if format_ is Format.PDF:
        from oncall_tui.desk.export.pdf import pdf

        return pdf(paper)
    if format_ is Format.CALENDAR:
        from oncall_tui.desk.export.dates import paper_calendar

        return paper_calendar(paper).encode()
    return _text(paper, format_, table).encode()


def _text(paper: Paper, format_: Format, table: str) -> str:
    if format_ is Format.HTML:
        from oncall_tui.desk.export.webpage import html

        return html(paper)
    if format_ is Format.CSV:
        from oncall_tui.desk.export.sheets import csv_text

        return csv_text(paper, table)
    if format_ is Format.JSON:
        from oncall_tui.desk.export.plain import json_text

        return json_text(paper)
    from oncall_tui.desk.export.marking import markdown

    return markdown(paper)
