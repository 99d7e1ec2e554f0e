"""A pane: a title that takes the accent while the focus is in it, and what stands below."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical

from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine


class PaneTitle(OneLine):
    """The title line of a pane."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._rest: tuple[Part, ...] = ()
        self._focused = False

    def show(
        self, rest: Sequence[Part] = (), *, title: str | None = None, focused: bool | None = None
    ) -> None:
        """Show other words behind the title, or another title; nothing is drawn again if all is the same."""
        before = (self._title, self._rest, self._focused)
        if title is not None:
            self._title = title
        if focused is not None:
            self._focused = focused
        else:
            self._rest = tuple(rest)
        if (self._title, self._rest, self._focused) != before:
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the title and what follows it."""
        return ((" ", ""), (self._title, "accent" if self._focused else "strong"), ("   ", ""), *self._rest)


class Pane(Vertical):
    """A titled part of the console."""

    DEFAULT_CSS = "Pane { height: 1fr; }"

    def __init__(self, title: str, *, id: str) -> None:
        super().__init__(id=id)
        self.title_line = PaneTitle(title)

    def on_descendant_focus(self) -> None:
        """Take the accent."""
        self.title_line.show(focused=True)

    def on_descendant_blur(self) -> None:
        """Give the accent away."""
        self.title_line.show(focused=False)
