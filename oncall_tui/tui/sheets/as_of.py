"""A small prompt for the instant that the responsible pane shall answer for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from oncall_tui.rules.when import Meaning
from oncall_tui.tui.sheets.sheet import key_line, title_line
from oncall_tui.tui.widgets.fields import WhenField

_HINT = "as in fri 17:00, yesterday 22:10, 13/11 14:00; empty is now"


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was asked for."""

    at: datetime | None
    """The instant; None for now."""


class AsOfPrompt(ModalScreen[AsOf | None]):
    """Enter takes what is typed, nothing typed goes back to now; Esc leaves everything as it is."""

    CSS_PATH = "sheets.tcss"
    AUTO_FOCUS = ".field--editor"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def __init__(self, parse: Callable[[str], Meaning], typed: str = "") -> None:
        super().__init__()
        self.field = WhenField("as_of", "As of", parse, value=typed, hint=_HINT)

    def compose(self) -> ComposeResult:
        """Lay out the field and the keys."""
        with Vertical(classes="sheet small"):
            yield title_line("WHO WAS, OR WILL BE, RESPONSIBLE?")
            yield self.field
            yield key_line(("Enter", "show it"), ("Esc", "back"))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        wrong = self.field.check()
        if wrong:
            self.field.error = wrong
        elif self.is_current:
            self.dismiss(AsOf(self.field.at))

    def action_leave(self) -> None:
        """Step back."""
        if self.is_current:
            self.dismiss(None)
