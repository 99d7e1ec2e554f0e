"""What the forms of the outreach sheet have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.caseload.views import OutreachView
from oncall_tui.rules.caseload import PRIORITY_SHORT
from oncall_tui.rules.phases import PHASE_WORDS
from oncall_tui.tui.flows.base import AboutForm, Kept
from oncall_tui.tui.lines import DIM, STRONG, line

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


class OutreachForm(AboutForm):
    """A small form about what is planned with one client."""

    def __init__(self, title: str, desk: Desk, view: OutreachView, kept: Kept) -> None:
        row = view.row
        stands = f" · {row.number}  {PHASE_WORDS[row.phase]}, {PRIORITY_SHORT[row.priority]}"
        super().__init__(title, line((row.name, STRONG), (stands, DIM)), desk, kept)
        self.view = view
        self.client_id = row.client_id
