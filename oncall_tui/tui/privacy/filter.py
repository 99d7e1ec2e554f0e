"""Puts the mask over everything that is drawn: the last thing before the terminal, for every widget alike."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from oncall_tui.tui.privacy.mask import Mask


class PrivacyFilter(LineFilter):
    """Masks whole lines, so that a word in two colours is one word still."""

    def __init__(self, mask: Mask | None = None) -> None:
        super().__init__()
        self.mask = mask or Mask()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with other letters and the same widths."""
        text = "".join(segment.text for segment in segments if not segment.control)
        masked = self.mask.line(text)
        if masked == text:
            return segments
        out: list[Segment] = []
        at = 0
        for segment in segments:
            if segment.control:
                out.append(segment)
                continue
            end = at + len(segment.text)
            out.append(Segment(_as_wide(segment.text, masked[at:end]), segment.style))
            at = end
        return out


def _as_wide(before: str, after: str) -> str:
    """Return the masked text in as many cells: a letter of two cells gives two dots, a mark of none none."""
    if before.isascii() or before == after:
        return after
    from rich.cells import cell_len

    pairs = zip(before, after, strict=True)
    made = "".join(new if old == new else new * cell_len(old) for old, new in pairs)
    short = cell_len(before) - cell_len(made)
    return made + " " * short if short > 0 else made
