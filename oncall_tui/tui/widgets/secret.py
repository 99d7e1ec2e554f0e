"""A field whose text is never shown and never kept in a draft."""

from __future__ import annotations

from oncall_tui.tui.widgets.fields import TextField


class SecretField(TextField):
    """A PIN or a passphrase: dots on the screen, nothing in the draft."""

    def __init__(self, key: str, label: str, *, required: bool = False, hint: str = "") -> None:
        super().__init__(key, label, required=required, hint=hint)
        self.line.password = True
