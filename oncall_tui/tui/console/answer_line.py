"""The answer in one line, for a window too narrow to show three panes at once."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from oncall_tui.text import when
from oncall_tui.tui.console.responsible_text import Shown
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine


class AnswerLine(OneLine):
    """Who answers for the client of the item under the cursor, and on which number."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._zone: ZoneInfo | None = None

    def show(self, shown: Shown | None, zone: ZoneInfo) -> None:
        """Show another client's answer, or that of another time."""
        if shown != self._shown:
            self._shown, self._zone = shown, zone
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the answer's parts."""
        if self._shown is None:
            return ()
        found = self._shown.responsibility
        person = found.answering_now
        role = "" if found.pcm_of_record and person.id == found.pcm_of_record.id else " acting"
        asked = f"as of {when(self._shown.at, self._zone)}  " if self._shown.as_of and self._zone else ""
        return (
            (" ▸ ", "accent"),
            (self._shown.card.name, ""),
            ("  ", ""),
            (asked, "lapsing"),
            (person.name, "strong"),
            (role, "dim"),
            (" · ", "dim"),
            (person.phone, "strong"),
        )
