"""What stands on the screen while the record is being opened: the console's own shape, still empty."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from oncall_tui.tui.widgets.oneline import ThinRule
from oncall_tui.tui.widgets.pane import PaneTitle


class OpeningScreen(Screen[None]):
    """The first paint; it waits for nothing."""

    CSS_PATH = "console/console.tcss"
    takes_keys = False
    """What is typed meanwhile is meant for the console."""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide")]  # noqa: RUF012 (typed by its base)

    def compose(self) -> ComposeResult:
        """Lay out the empty panes where the console's will stand."""
        yield PaneTitle("Opening the record …")
        yield ThinRule()
        with Horizontal(id="panes", classes="show-queue"):
            with Vertical(id="queue"):
                yield PaneTitle("QUEUE")
            with Vertical(id="right"):
                with Vertical(id="lookup"):
                    yield PaneTitle("LOOK UP")
                with Vertical(id="responsible"):
                    yield PaneTitle("RESPONSIBLE NOW")
        yield PaneTitle("")
