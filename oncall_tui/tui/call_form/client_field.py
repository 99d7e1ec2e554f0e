"""The field that says who the call is about: looked up as it is typed, chosen by the arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from oncall_tui.tui.lines import ACCENT, DIM, line, stack
from oncall_tui.tui.widgets.fields import TextField
from oncall_tui.tui.widgets.inputs import LineInput, typed

if TYPE_CHECKING:
    from oncall_tui.desk.lookup import Hit

SHOWN = 6
"""Candidates in view at once."""
_ROOM = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client whom the call may be about."""

    client_id: int
    number: str
    name: str
    note: str
    """Where they live, or how the number is known."""

    @property
    def label(self) -> str:
        """What stands in the field once they are chosen, as the field takes it."""
        return typed(f"{self.number} {self.name}")[:_ROOM].strip()


def candidate(hit: Hit, note: str = "") -> Candidate:
    """Return a client of the look-up as a candidate."""
    return Candidate(hit.client_id, hit.number, hit.name, note or hit.suburb)


class ClientLine(LineInput):
    """The line of the field; the arrows go through the candidates and Enter takes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "candidate(1)", "Next", show=False),
        Binding("up", "candidate(-1)", "Before", show=False),
        Binding("enter", "take", "Take", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another candidate is meant."""

        by: int

    @dataclass
    class Taken(Message):
        """The candidate that is meant is the one."""

    def action_candidate(self, by: int) -> None:
        """Mean the candidate after or before."""
        self.post_message(self.Moved(by))

    def action_take(self) -> None:
        """Take the candidate that is meant."""
        self.post_message(self.Taken())


class ClientField(TextField):
    """Who the call is about; empty while that is not known."""

    def __init__(self, find: Callable[[str], Sequence[Hit]], *, chosen: Candidate | None = None) -> None:
        super().__init__(
            "client", "Client", room=_ROOM, hint="name, number or date of birth; empty if unknown"
        )
        self.line = ClientLine(room=_ROOM, placeholder="unknown yet")
        self.line.add_class("field--editor")
        self.editor = self.line
        self._find = find
        self._callers: tuple[Candidate, ...] = ()
        self._at = 0
        self.candidates: tuple[Candidate, ...] = ()
        self.chosen = chosen
        if chosen:
            self.value = chosen.label

    @property
    def client_id(self) -> int | None:
        """The client who was chosen."""
        return self.chosen.client_id if self.chosen else None

    def check(self) -> str:
        """Refuse a name that nobody was chosen for."""
        if self.value.strip() and self.chosen is None:
            return "Nobody is chosen: ↓ and Enter take a client, an empty line means unknown."
        return ""

    def look_up(self) -> None:
        """Find whom the typed text may mean; a text that names one client by number chooses them."""
        text = self.value.strip()
        if self.chosen and text != self.chosen.label:
            self.chosen = None
        if self.chosen:
            self.candidates = ()
            return
        self._at = 0
        if not text:
            self.candidates = self._callers
            return
        self.candidates = tuple(candidate(hit) for hit in self._find(text)[:20])
        first = text.split()[0].casefold()
        exact = [each for each in self.candidates if each.number.casefold() == first]
        if len(exact) == 1 and text in (exact[0].number, exact[0].label):
            self.take(exact[0])

    def show_callers(self, callers: Sequence[Candidate]) -> None:
        """Offer those whose number it is, while nothing is typed (R-058)."""
        self._callers = tuple(callers)
        if not self.value.strip():
            self.candidates = self._callers

    def move(self, by: int) -> None:
        """Mean another candidate."""
        if self.candidates:
            self._at = max(0, min(self._at + by, len(self.candidates) - 1))

    def take(self, one: Candidate | None = None) -> bool:
        """Choose a candidate, by default the one that is meant; False when there is nobody to choose."""
        if one is None and self.candidates:
            one = self.candidates[self._at]
        if one is None:
            return False
        self.chosen = one
        self.candidates = ()
        if self.value != one.label:
            self.value = one.label
        return True

    def picture(self) -> Content:
        """Return the candidates, the one that is meant marked."""
        top = max(0, min(self._at - SHOWN // 2, len(self.candidates) - SHOWN))
        lines = [
            line(
                ("▸ " if index == self._at else "  ", ACCENT),
                (each.name, "bold" if index == self._at else ""),
                (f"  {each.number}", DIM),
                (f"  {each.note}", DIM),
            )
            for index, each in enumerate(self.candidates[top : top + SHOWN], start=top)
        ]
        return stack(lines)
