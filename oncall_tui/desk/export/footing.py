"""What stands under every copy that leaves the console: that it is one, whose and of when (R-101, R-184)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from oncall_tui.desk.reports.paper import Paper
from oncall_tui.text import when


def foot(paper: Paper) -> tuple[str, ...]:
    """Return the lines under a copy."""
    at = when(paper.made_at, ZoneInfo(paper.zone), year=True)
    return (
        f"Uncontrolled copy: made {at} by {paper.made_by} from the record of {paper.house}, which may have "
        "changed since.",
    )
