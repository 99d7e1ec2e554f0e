"""A line of text in the console's own styles, for what is drawn often: the header and the key bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from oncall_tui.text import cell_cut, cell_width, safe_text
from oncall_tui.tui.widgets.columns import CELL_STYLES, Part


class OneLine(Widget):
    """One line, drawn from parts that each name their style; it has no children to lay out or to leak."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"oneline--{name}" for name in CELL_STYLES}
    DEFAULT_CSS = """
    OneLine {
        height: 1;
        width: 1fr;
        background: $background;
        color: $foreground;
        & > .oneline--lapsed { color: $error; text-style: bold; }
        & > .oneline--lapsing { color: $warning; }
        & > .oneline--held { color: $secondary; }
        & > .oneline--done { color: $success; }
        & > .oneline--dim { color: $text-muted; }
        & > .oneline--strong { text-style: bold; }
        & > .oneline--accent { color: $accent; }
    }
    """
    ALLOW_SELECT = False

    def parts(self, width: int) -> Sequence[Part]:
        """Return what to show in `width` cells; what is longer is cut at the right, blanks without a sign."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        segments: list[Segment] = []
        left = width
        for text, style in self.parts(width):
            safe = safe_text(text)
            cut = cell_cut(safe if cell_width(safe) <= left else safe.rstrip(), left)
            if cut:
                segments.append(Segment(cut, self._look(style)))
                left -= cell_width(cut)
        segments.append(Segment(" " * left, self.rich_style))
        return Strip(segments, width)

    def _look(self, style: str) -> Style:
        return self.get_component_rich_style(f"oneline--{style}") if style else self.rich_style


class ThinRule(OneLine):
    """A thin rule from one side to the other."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"oneline--rule"}
    DEFAULT_CSS = "ThinRule > .oneline--rule { color: $border-blurred; }"

    def parts(self, width: int) -> Sequence[Part]:
        """Return the rule."""
        return (("─" * width, "rule"),)


def parts_width(parts: Sequence[Part]) -> int:
    """Return how many cells the parts take together."""
    return sum(cell_width(safe_text(text)) for text, _style in parts)
