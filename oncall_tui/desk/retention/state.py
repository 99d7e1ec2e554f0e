"""How long closed clients are kept here, as the doctor tells it, and which purge waits (R-177)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.findings import Finding, Grade
from oncall_tui.desk.retention.finding import retention_of
from oncall_tui.desk.retention.purging import open_requests
from oncall_tui.errors import BadSettings
from oncall_tui.rules.retention import CLOSED_CLIENTS

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def retention_finding(desk: Desk) -> Finding:
    """Tell whether anything is ever erased here, and whether somebody has to agree to a purge."""
    try:
        keep = retention_of(desk)
    except BadSettings as fault:
        return Finding("retention", Grade.WRONG, fault.words, "Mend the settings, under [retention].")
    words = "everything is kept"
    if keep.closed_clients is not None:
        words = f"disenrolled clients are kept for {desk.settings.retention[CLOSED_CLIENTS].strip()}"
    waiting = open_requests(desk)
    if waiting:
        numbers = ", ".join(str(each.id) for each in waiting)
        remedy = "Look at it: oncall purge. Then agree to it, or reject it."
        return Finding("retention", Grade.LOOK, f"{words}; purge {numbers} waits for a director", remedy)
    return Finding("retention", Grade.OK, words)
