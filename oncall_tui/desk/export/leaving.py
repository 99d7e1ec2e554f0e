"""Let something leave the console, and keep in the record who took it out, and why (R-176)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.export.files import kept_file
from oncall_tui.desk.export.formats import Format, rendered
from oncall_tui.desk.views import Saved

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reports.paper import Paper

WHY = "Say what it is for: the record keeps it."
"""Asked of whoever takes out what names clients."""
_LONGEST = 300


def export_paper(
    desk: Desk,
    paper: Paper,
    path: Path,
    format_: Format,
    *,
    reason: str = "",
    object_: str = "",
    table: str = "",
    replace: bool = False,
) -> Saved:
    """Write a report into a file, and record it.

    Raises:
        Refused: it names clients and no reason is given, the file is there already or cannot be written;
            nothing was written and nothing recorded.
    """
    reason = clean(reason, "reason", needed=WHY if paper.names_clients else "")[:_LONGEST]
    content = rendered(paper, format_, table)
    with kept_file(path, content, replace=replace) as target:
        _record(desk, paper, content, reason, f"{format_} file {target.name}", object_)
    return Saved(0, f"Written: {target}. It is for you alone; it is an uncontrolled copy.")


def printed(desk: Desk, paper: Paper, content: bytes, *, reason: str, object_: str) -> None:
    """Record that something was given out without a file of ours.

    Raises:
        Refused: no reason is given.
    """
    reason = clean(reason, "reason", needed=WHY)[:_LONGEST]
    _record(desk, paper, content, reason, "on standard output", object_)


def _record(desk: Desk, paper: Paper, content: bytes, reason: str, how: str, object_: str) -> None:
    of = object_ or f"report:{paper.name}"
    with changing(desk, f"export.{paper.name}", of) as unit:
        unit.note(
            words=f"Taken out of the console: {paper.title}, {how}.",
            reason=reason,
            span=paper.span,
            bytes=len(content),
            sha256=sha256(content).hexdigest(),
        )
