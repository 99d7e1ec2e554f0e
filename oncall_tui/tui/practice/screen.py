"""Practice reviews, one's own contacts to tag, and what a quarter showed by manager."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.practice.documents import count
from oncall_tui.desk.practice.views import PersonQuarter, Quarter, ReviewView, TaggedContact
from oncall_tui.text import day, when
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.lines import DIM, STRONG, stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line, key_parts
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.oneline import OneLine
from oncall_tui.tui.widgets.pane import PaneTitle

Act = Callable[["PracticeScreen"], Coroutine[Any, Any, None]]
"""What a key does with the screen as it stands."""


class View(StrEnum):
    """Which list is shown."""

    REVIEWS = "reviews"
    CONTACTS = "my contacts"
    QUARTER = "by manager"


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that the lists show."""

    about: str
    """The client that the reviews are about; empty for everybody's."""
    reviews: tuple[ReviewView, ...]
    contacts: tuple[TaggedContact, ...]
    quarter: Quarter


_VIEWS = tuple(View)
_KEYS: Mapping[View, tuple[tuple[str, str], ...]] = {
    View.REVIEWS: (("Enter", "read"), ("n", "new"), ("m", "change"), ("s", "copy for supervision")),
    View.CONTACTS: (("Enter", "tag"), ("← →", "quarter")),
    View.QUARTER: (("← →", "quarter"),),
}
_ALWAYS = (("1 2 3 Tab", "other list"), ("u", "undo"), ("Esc", "back"))


class _Keys(OneLine):
    """The keys of the list that is shown."""

    def __init__(self) -> None:
        super().__init__(classes="sheet--keys")
        self.view = View.REVIEWS

    def parts(self, width: int) -> list[Part]:
        """Return the keys, each with what it does."""
        return [(" ", ""), *key_parts(_KEYS[self.view])]


class PracticeScreen(ModalScreen[None]):
    """Everything acts on the line under the cursor."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "practice.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("V", "leave", "Back", show=False, id="practice"),
        Binding("tab", "turn(1)", "Next list", show=False, priority=True),
        Binding("shift+tab", "turn(-1)", "List before", show=False, priority=True),
        *(Binding(str(place + 1), f"view({place})", view, show=False) for place, view in enumerate(_VIEWS)),
        Binding("n", "act('new')", "New review", show=False),
        Binding("m", "act('change')", "Change", show=False),
        Binding("s", "act('copy')", "Copy", show=False),
        Binding("left", "act('earlier')", "Quarter before", show=False),
        Binding("right", "act('later')", "Quarter after", show=False),
        Binding("u", "act('undo')", "Undo", show=False, id="undo"),
    ]

    def __init__(self, found: Lists, zone: tzinfo, acts: Mapping[str, Act]) -> None:
        super().__init__()
        self.found, self.view = found, View.REVIEWS
        self._zone, self._acts = zone, acts
        self._title, self._keys = PaneTitle("PRACTICE"), _Keys()
        self.reviews: Listing[ReviewView] = Listing(
            _review_columns(zone),
            key=lambda row: row.id,
            empty="No practice review is kept yet. n begins one, from the client's plan.",
            id="practice-reviews",
            classes="practice--listing",
        )
        self.contacts: Listing[TaggedContact] = Listing(
            _contact_columns(zone),
            key=lambda row: row.attempt_id,
            empty="You reached nobody in this quarter. ← shows the one before.",
            id="practice-contacts",
            classes="practice--listing",
        )
        self.people: Listing[PersonQuarter] = Listing(
            _quarter_columns(found.quarter),
            key=lambda row: row.person.id,
            empty="There is no care manager on record.",
            id="practice-people",
            classes="practice--listing",
        )

    @property
    def listing(self) -> Listing[Any]:
        """The list that is shown."""
        if self.view is View.REVIEWS:
            return self.reviews
        return self.contacts if self.view is View.CONTACTS else self.people

    def compose(self) -> ComposeResult:
        """Lay out the title, the lists, what is known of the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="practice"):
            yield self._title
            yield self.reviews
            yield self.contacts
            yield self.people
            yield Static(id="practice-detail", markup=False)
            yield self._keys
            yield key_line(*_ALWAYS)

    def on_mount(self) -> None:
        """Begin with the reviews."""
        self._title.show(focused=True)
        self.show(self.found)
        self.action_view(0)

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def show(self, found: Lists) -> None:
        """Show what is on record now."""
        self.found = found
        self.reviews.set_rows(found.reviews)
        self.contacts.set_rows(found.contacts)
        self.people.set_rows(found.quarter.people)
        self._head()
        self._describe()

    def action_view(self, place: int) -> None:
        """Show one of the lists."""
        self.view = _VIEWS[place]
        for each in (self.reviews, self.contacts, self.people):
            each.display = each is self.listing
        self.listing.focus()
        self._keys.view = self.view
        self._keys.refresh()
        self._head()
        self._describe()

    def action_turn(self, by: int) -> None:
        """Show the list after or before."""
        self.action_view((_VIEWS.index(self.view) + by) % len(_VIEWS))

    def action_act(self, name: str) -> None:
        """Do what a key says."""
        self.run_worker(self._acts[name](self), group=FLOW)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)

    def _head(self) -> None:
        """Show the lists with how much is in each, the one that is shown in the strongest type."""
        found = self.found
        tagged = sum(bool(each.codes) for each in found.contacts)
        counts = {
            View.REVIEWS: f"{len(found.reviews)}",
            View.CONTACTS: f"{len(found.contacts)}, {tagged} tagged",
            View.QUARTER: found.quarter.name,
        }
        parts: list[Part] = [(f"{found.about}   ", "dim")] if found.about else []
        for view in _VIEWS:
            here = view is self.view
            parts.append(
                (f"{'▸ ' if here else '  '}{view.value} {counts[view]}  ", "strong" if here else "dim")
            )
        self._title.show(parts)

    def _describe(self) -> None:
        room = max(20, self.size.width - 4)
        self.query_one("#practice-detail", Static).update(stack(self._known(room)))

    def _known(self, room: int) -> list[Content]:
        row = self.listing.current
        if isinstance(row, ReviewView):
            made = wrapped("issue", row.text.issue.replace("\n", " "), room)
            made += wrapped("reflections", row.text.reflections.replace("\n", " "), room, width=13)
            return made + wrapped(
                "written", f"{when(row.written_at, self._zone)} by {row.written_by}", room, style=DIM
            )
        if isinstance(row, TaggedContact):
            return wrapped("note", row.note or "none", room)
        if isinstance(row, PersonQuarter):
            said = [
                f"{title} {count(row.shown.get(code))}"
                for code, title in zip(self.found.quarter.codes, self.found.quarter.titles, strict=True)
            ]
            lines = wrapped("shown", " · ".join(said), room, style=STRONG)
            return lines + wrapped("counts", "contacts, and reviews after a plus", room, style=DIM)
        return []

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        if event.listing is self.listing:
            self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Any]) -> None:
        event.stop()
        self.action_act("open")


def _review_columns(zone: tzinfo) -> tuple[Column[ReviewView], ...]:
    return (
        Column("review", lambda row: (str(row.id), "dim"), width=6, align="right"),
        Column("written", lambda row: (day(row.written_at, zone), "dim"), width=10),
        Column("practice of", lambda row: row.person.name, width=14, fraction=1),
        Column("client", lambda row: (row.client_number or "–", "dim"), width=8, priority=1),
        Column("issue", lambda row: row.text.issue.replace("\n", " "), width=16, fraction=4),
        Column(
            "shows",
            lambda row: (" ".join((*row.text.skills, *row.text.competencies)), "dim"),
            width=14,
            priority=2,
        ),
    )


def _contact_columns(zone: tzinfo) -> tuple[Column[TaggedContact], ...]:
    return (
        Column("when", lambda row: when(row.at, zone), width=21),
        Column("client", lambda row: (row.client_number or "–", "dim"), width=8),
        Column("note", lambda row: row.note or ("–", "dim"), width=16, fraction=1),
        Column("shows", lambda row: " ".join(row.codes) or ("· not tagged", "dim"), width=14),
    )


def _quarter_columns(found: Quarter) -> tuple[Column[PersonQuarter], ...]:
    def cell(code: str) -> Callable[[PersonQuarter], Cell]:
        return lambda row: (count(row.shown.get(code)), "" if code in row.shown else "dim")

    tagged = [Column(code, cell(code), width=max(5, len(code)), align="right") for code in found.codes]
    return (
        Column("manager", lambda row: row.person.name, width=16, fraction=1),
        *tagged,
        Column("tagged", lambda row: str(row.tagged), width=6, align="right"),
        Column("reviews", lambda row: str(row.reviews), width=7, align="right"),
    )
