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
    reason = purpose(reason, needed=paper.names_clients)
    content = rendered(paper, format_, table)
    with kept_file(path, content, replace=replace) as target:
        said = f"{paper.title}, {format_} file {target.name}"
        record(desk, f"export.{paper.name}", object_ or f"report:{paper.name}", said, content, reason)
    return Saved(0, f"Written: {target}. It is for you alone; it is an uncontrolled copy.")


def purpose(reason: str, *, needed: bool = True) -> str:
    """Return what something is taken out for.

    Raises:
        Refused: it is needed, and nothing was said.
    """
    return clean(reason, "reason", needed=WHY if needed else "")[:_LONGEST]


def record(desk: Desk, action: str, object_: str, what: str, content: bytes, reason: str) -> None:
    """Keep in the record that something left the console, with its hash so that a copy can be recognised."""
    with changing(desk, action, object_) as unit:
        unit.note(
            words=f"Taken out of the console: {what}.",
            reason=reason,
            bytes=len(content),
            sha256=sha256(content).hexdigest(),
        )
