"""Who is responsible now, and what to know before ringing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from oncall_tui.desk.context import House
from oncall_tui.tui.console.responsible_text import Shown, responsible_text
from oncall_tui.tui.widgets.pane import Pane

NOTHING = (
    "Choose an item, or look a client up, to see who is responsible for them and why. "
    "An item without a client can be linked to the one who is looked up."
)


class ResponsiblePane(Pane):
    """The client's card under the answer; an old one stays, dimmed, until the new one is there."""

    def __init__(self) -> None:
        super().__init__("RESPONSIBLE NOW", id="responsible")
        self.shown: Shown | None = None
        self._house: House | None = None
        self._body = Static(Content(NOTHING), markup=False, id="responsible-text")

    def compose(self) -> ComposeResult:
        """Lay out the title and the card."""
        yield self.title_line
        with VerticalScroll(id="responsible-scroll"):
            yield self._body

    def show(self, shown: Shown | None, house: House) -> None:
        """Show a client, or that none is chosen."""
        moved = shown is not None and (self.shown is None or self.shown.card.id != shown.card.id)
        self.shown, self._house = shown, house
        self.title_line.show(title="RESPONSIBLE AS OF" if shown and shown.as_of else "RESPONSIBLE NOW")
        self.remove_class("stale")
        self._draw()
        if moved:
            self.query_one("#responsible-scroll").scroll_home(animate=False)

    def wait(self) -> None:
        """Dim what stands there while the next answer is being worked out."""
        self.add_class("stale")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def _draw(self) -> None:
        if self.shown is None or self._house is None:
            self._body.update(Content(NOTHING))
        else:
            self._body.update(responsible_text(self.shown, self._house, max(20, self.size.width - 3)))
