"""What the console's keys do that belong to care itself: cases, plans, the caseload, reports."""

from __future__ import annotations

from oncall_tui.tui.console.ahead import AheadActions


class CaringActions(AheadActions):
    """The actions of care; like all others they import their flows with the first key."""
