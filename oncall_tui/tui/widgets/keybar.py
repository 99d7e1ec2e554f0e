"""The line at the foot: what the keys do where the focus is, dimmed where they cannot act just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual import events

from oncall_tui.tui.commands import Command, key_name
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine, parts_width

S = TypeVar("S")

_GAP, _CLOSE = "   ", "  "


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One entry of the key bar."""

    id: str
    """The command it stands for."""
    key: str
    """Its first key, as a person reads it."""
    title: str
    """What it does, in a word or two."""
    can: bool
    """Whether it can act just now."""

    def parts(self) -> tuple[Part, ...]:
        """Return the entry as it is drawn."""
        return (self.key, "strong" if self.can else "dim"), (f" {self.title}", "" if self.can else "dim")


def hints(commands: Sequence[Command[S]], state: S) -> tuple[KeyHint, ...]:
    """Return the entries for those commands that want to be in the key bar."""
    return tuple(
        KeyHint(c.id, key_name(c.key_list[0]), c.title.lower(), c.why_not(state) is None)
        for c in commands
        if c.in_footer
    )


class KeyBar(OneLine):
    """The key bar; the last entry always stays, so the way to all keys is never lost in a narrow window."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hints: tuple[KeyHint, ...] = ()
        self._note: tuple[Part, ...] = ()
        self._spots: list[tuple[int, int, str]] = []

    def show(self, entries: Sequence[KeyHint], note: Sequence[Part] = ()) -> None:
        """Show these entries, and at the right as much of the end of `note` as there is room for.

        The same again draws nothing.
        """
        if (tuple(entries), tuple(note)) != (self._hints, self._note):
            self._hints, self._note = tuple(entries), tuple(note)
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the entries that fit, closer together where the end of the note needs the room."""
        kept, needed = list(self._hints), parts_width(self._note[-1:])
        while len(kept) > 1 and _width(kept, _GAP) > width:
            del kept[-2]
        fits = [gap for gap in (_GAP, _CLOSE) if needed <= self._room(kept, gap, width)]
        gap = fits[0] if fits and needed else _GAP
        out: list[Part] = [(" ", "")]
        self._spots = []
        for hint in kept:
            if len(out) > 1:
                out.append((gap, ""))
            start = parts_width(out)
            out.extend(hint.parts())
            self._spots.append((start, parts_width(out), hint.id))
        room = self._room(kept, gap, width)
        note = list(self._note)
        while note and parts_width(note) > room:
            del note[0]
        if note:
            out += [(" " * (room + len(gap) - parts_width(note)), ""), *note]
        return out

    def _room(self, entries: Sequence[KeyHint], gap: str, width: int) -> int:
        """Return how many cells are left for the note, with a blank after it where there is room for one."""
        return width - _width(entries, gap) - len(gap) - int(gap == _GAP)

    async def on_click(self, event: events.Click) -> None:
        """Do what the entry under the mouse says."""
        for start, stop, command_id in self._spots:
            if start <= event.x < stop:
                await self.run_action(f"screen.command('{command_id}')")


def _width(entries: Sequence[KeyHint], gap: str) -> int:
    """Return how many cells the entries take with the blanks around them."""
    return 1 + len(gap) * (len(entries) - 1) + sum(parts_width(hint.parts()) for hint in entries)
