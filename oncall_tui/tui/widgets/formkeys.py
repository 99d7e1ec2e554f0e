"""The line of keys at the foot of a form."""

from __future__ import annotations

from collections.abc import Sequence

from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine


class FormKeys(OneLine):
    """The form's own keys; while it is being saved, that it is."""

    saving = False

    def show_saving(self, saving: bool) -> None:
        """Say that what was typed is on its way to the record, or offer the keys again."""
        if saving != self.saving:
            self.saving = saving
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return what the keys do here."""
        if self.saving:
            return ((" Saving …", "strong"), (" the form closes as soon as it is on record", ""))
        return (
            (" Ctrl+S", "strong"),
            (" save   ", ""),
            ("Tab", "strong"),
            (" next   ", ""),
            ("Esc", "strong"),
            (" back, what is typed is kept", ""),
        )
