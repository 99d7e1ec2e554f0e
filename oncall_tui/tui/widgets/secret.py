"""A field whose text is never shown and never kept in a draft."""

from __future__ import annotations

from textual import on

from oncall_tui.tui.widgets.fields import Field
from oncall_tui.tui.widgets.inputs import LineInput

_ROOM = 200


class SecretField(Field):
    """A PIN or a passphrase: dots on the screen, nothing in the draft."""

    def __init__(self, key: str, label: str, *, required: bool = False, hint: str = "") -> None:
        self.line = LineInput(room=_ROOM)
        self.line.password = True
        super().__init__(key, label, self.line, required=required, hint=hint)

    @property
    def value(self) -> str:
        """What was typed."""
        return self.line.value

    @value.setter
    def value(self, value: str) -> None:
        self.line.value = value

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        self._changed()
