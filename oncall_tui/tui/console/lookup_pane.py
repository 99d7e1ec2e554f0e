"""Client look-up: results stand in the same frame as the key that asked for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from oncall_tui.desk.lookup import Hit

LONGEST_QUERY = 200
"""Characters that a query has at most."""
OWN, ACTING = "mine", "acts"
"""Why a client is one's own: by the record, or because one acts for them now (R-006)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A client in the look-up list, and how they came to be there."""

    hit: Hit
    via: str = ""
    """For the owner of a number: known or maybe; for a client of one's own: why; empty for a search."""


class LookupInput(LineInput):
    """The line to type a name, a number or a date into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.lookup_move(1)", "Next", show=False),
        Binding("up", "screen.lookup_move(-1)", "Previous", show=False),
    ]

    def __init__(self, typed: Callable[[str], None]) -> None:
        self._typed = typed
        super().__init__(
            room=LONGEST_QUERY, placeholder="name, number, phone, suburb, date of birth", id="lookup-input"
        )

    def watch_value(self, value: str) -> None:
        """Look up at once, in the turn of the key itself: a message later would show a frame later."""
        self._typed(value)


class LookupPane(Pane):
    """A line to type in and the clients it may mean; with nothing typed, whose number the item's is."""

    @dataclass
    class Typed(Message):
        """The query has changed and cannot be answered in the same turn."""

        query: str

    @dataclass
    class Answered(Message):
        """A query was answered; its likeliest client may be the one on whom the cursor stood before."""

        hit: Hit | None
        """The likeliest client; None when nobody was found."""

    @dataclass
    class Submitted(Message):
        """Enter was pressed in the line."""

    def __init__(self) -> None:
        super().__init__("LOOK UP", id="lookup")
        self.find: Callable[[str], Sequence[Hit]] | None = None
        """Answers at once; None until the record is open, or where each question takes a round trip."""
        self._callers: tuple[Found, ...] = ()
        self.input = LookupInput(self._search)
        self.listing: Listing[Found] = Listing(
            (
                Column("", _mark, width=1),
                Column("client", lambda found: found.hit.name, width=14, fraction=4),
                Column("number", lambda found: (found.hit.number, "dim"), width=9),
                Column("suburb", lambda found: found.hit.suburb, width=8, fraction=2, priority=2),
                Column("phone", lambda found: found.hit.phone, width=12, priority=3),
                Column("", lambda found: (found.via, "accent"), width=5, priority=1),
            ),
            key=lambda found: found.hit.client_id,
            header=False,
            empty="",
            id="lookup-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the line and the list."""
        yield self.title_line
        yield self.input
        yield self.listing

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())

    @property
    def current(self) -> Hit | None:
        """The client under the cursor."""
        found = self.listing.current
        return found.hit if found else None

    def show_callers(self, callers: Sequence[Found]) -> None:
        """Show whose number an item's is, as long as nothing is typed (R-058)."""
        self._callers = tuple(callers)
        if not self.input.value:
            self._put(self._callers, "")

    def show_hits(self, query: str, hits: Sequence[Hit]) -> None:
        """Show the answer to a query, unless another was typed meanwhile."""
        if query == self.input.value:
            self._put(tuple(Found(hit) for hit in hits), f"{len(hits)} found" if hits else "nobody found")
            self.post_message(self.Answered(hits[0] if hits else None))

    def _search(self, query: str) -> None:
        if not query.strip():
            self._put(self._callers, "")
        elif self.find is None:
            self.post_message(self.Typed(query))
        else:
            self.show_hits(query, self.find(query))

    def _put(self, found: tuple[Found, ...], words: str) -> None:
        self.listing.set_rows(found)
        self.listing.move_to(0)
        own = bool(found) and found[0].via in (OWN, ACTING)
        note = words or ("your clients" if own else "whose number it is" if found else "")
        self.title_line.show(((note, "dim"),))


def _mark(found: Found) -> Cell:
    status = found.hit.status
    return {"unstable": ("!", "lapsed"), "watch": ("!", "lapsing")}.get(status, ("", ""))
