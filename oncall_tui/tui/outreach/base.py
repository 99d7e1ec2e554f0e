"""What the forms of the outreach sheet have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.caseload.views import OutreachView
from oncall_tui.desk.views import Saved
from oncall_tui.rules.caseload import PRIORITY_SHORT
from oncall_tui.rules.phases import PHASE_WORDS
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


class OutreachForm(SmallForm):
    """A small form about what is planned with one client."""

    def __init__(self, title: str, desk: Desk, view: OutreachView, kept: Kept) -> None:
        row = view.row
        stands = f" · {row.number}  {PHASE_WORDS[row.phase]}, {PRIORITY_SHORT[row.priority]}"
        super().__init__(title, line((row.name, STRONG), (stands, DIM)), self.do, kept)
        self.desk, self.view = desk, view
        self.client_id = row.client_id

    def do(self, values: Values) -> Saved:
        """Do what the form is for."""
        raise NotImplementedError

    def say(self, title: str, *texts: str) -> None:
        """Show something beside the fields."""
        lines = [rule(title, self.room)]
        lines += [line((each, DIM)) for text in texts if text for each in wrap(text, self.room)]
        self.aside(stack(lines))
