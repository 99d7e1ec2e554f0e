"""The item's card as a sheet, with the arithmetic of its clocks one key away."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from oncall_tui.tui.sheets.card_text import CardFacts, card_text
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.words import STATE

WHY = "why"
"""What the sheet answers when somebody asks for the arithmetic."""


class ItemSheet(Sheet):
    """Everything about one item."""

    # the same id as the console's command, so that a key given by the settings works here too
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", f"leave('{WHY}')", "Why", show=False, id="why")]

    def __init__(self, facts: CardFacts, now: datetime, why_keys: str) -> None:
        row = facts.card.row
        super().__init__(
            f"ITEM {row.id}",
            partial(card_text, facts, now),
            rest=STATE[row.state],
            keys=((why_keys, "why these times"),),
        )
