"""When a client is rung next, asked after each call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload.planning import next_outreach
from oncall_tui.desk.production.round import NextDate, Stop
from oncall_tui.desk.views import Saved
from oncall_tui.rules.wording import say_day
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.plan.fields import DayField
from oncall_tui.tui.widgets.fields import Field, TextField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


class NextDateForm(SmallForm):
    """The next outreach date, filled in with the usual one."""

    def __init__(self, desk: Desk, stop: Stop, found: NextDate, kept: Kept) -> None:
        row = stop.row
        about = line((row.name, STRONG), (f" · {row.number}", DIM))
        super().__init__("NEXT OUTREACH", about, self._save, kept)
        self._desk, self._client_id, self._found = desk, row.client_id, found
        usual = say_day(found.usual_on, year=True)
        self._day = DayField(
            "next_on", "Next on", desk, value=usual, required=True, hint="as in 12 jan, fri, +30d, +1bd"
        )

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (self._day, TextField("because", "Why", room=200, hint="left empty: what is usual says why"))

    def changed(self, values: Values) -> None:
        """Say what is usual, and what stands there now."""
        found, room = self._found, self.room
        said = [f"{say_day(found.usual_on, year=True)}: {found.because}."]
        if found.now_on is not None and found.now_on != found.usual_on:
            said.append(f"Planned so far: {say_day(found.now_on, year=True)}. Esc leaves it so.")
        lines = [rule("what is usual", room)]
        self.aside(stack([*lines, *(line((each, DIM)) for text in said for each in wrap(text, room))]))

    def _save(self, values: Values) -> Saved:
        day = self._day.needed()
        because = values["because"].strip()
        if not because and day == self._found.usual_on:
            because = self._found.because
        return next_outreach(self._desk, self._client_id, day, because)
