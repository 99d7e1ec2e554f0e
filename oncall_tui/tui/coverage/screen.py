"""The weeks ahead: a picture to look at and a list to act on; a what-if redraws both and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.coverage.views import Coverage, CoverGap, PersonAhead, Supposed
from oncall_tui.text import day, when
from oncall_tui.tui.coverage import cells
from oncall_tui.tui.coverage.rows import Trouble, person_lines, trouble_columns, trouble_lines, troubles
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.lines import stack
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Column, Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.oneline import OneLine
from oncall_tui.tui.widgets.pane import PaneTitle

Act = Callable[["CoverageScreen"], Coroutine[Any, Any, None]]
"""What a key does with the screen as it stands."""

_AROUND = 4
_NO_GAP = "Choose a client's gap first (Tab, ↑ ↓)."


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A person's line of the picture."""

    person: PersonAhead
    parts: tuple[Part, ...]


class _Row(OneLine):
    """A line of the picture that is no person's."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()

    def show(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._parts = ((" ", ""), *parts)
        self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the parts after a blank."""
        return self._parts


class CoverageScreen(ModalScreen[None]):
    """Everything acts on the record under the cursor; the picture and the list are always of one answer."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "coverage.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("C", "close", "Back", show=False, id="coverage"),
        Binding("s", "act('suppose')", "What if", show=False),
        Binding("right", "act('later')", "A week later", show=False),
        Binding("left", "act('earlier')", "A week earlier", show=False),
        Binding("ctrl+r", "act('reload')", "Reload", show=False, id="reload"),
        Binding("tab", "other", "Picture or list", show=False, priority=True),
    ]

    def __init__(self, found: Coverage, zone: tzinfo, acts: Mapping[str, Act]) -> None:
        """Take the weeks to show and what the keys do: suppose, candidates, later, earlier, reload."""
        super().__init__()
        self.found = found
        """The weeks as they are."""
        self.supposed: Supposed | None = None
        """What is supposed, if anything."""
        self.later = 0
        """How many weeks from now it begins."""
        self._zone, self._acts = zone, acts
        self._title = PaneTitle("COVERAGE")
        self._rows = {
            name: _Row() for name in ("dates", "days", "rota", "upper", "lower", "shades", "legend")
        }
        self.people: Listing[_Drawn] = Listing(
            (Column("", lambda row: row.parts, width=20, fraction=1),),
            key=lambda row: row.person.person.id,
            header=False,
            empty="There is no care manager on record.",
            id="coverage-people",
        )
        self.troubles: Listing[Trouble] = Listing(
            trouble_columns(zone),
            key=lambda row: row.key,
            empty="Every client and the line have somebody in these weeks.",
            id="coverage-troubles",
        )

    @property
    def shown(self) -> Coverage:
        """The weeks as the screen shows them."""
        return self.supposed.after if self.supposed is not None else self.found

    def compose(self) -> ComposeResult:
        """Lay out the title, the picture, the list, what is under the cursor and the keys."""
        with Vertical(classes="sheet", id="coverage"):
            yield self._title
            yield self._rows["dates"]
            yield self._rows["days"]
            yield self.people
            yield self._rows["rota"]
            yield self._rows["upper"]
            yield self._rows["lower"]
            yield self._rows["shades"]
            yield self._rows["legend"]
            yield self.troubles
            yield Static(id="coverage-detail", markup=False)
            yield key_line(
                ("Enter", "who could cover"),
                ("s", "what if"),
                ("← →", "weeks"),
                ("Tab", "people"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Begin with what needs somebody."""
        self._title.show(focused=True)
        self.draw()
        (self.troubles if self.troubles.rows else self.people).focus()

    def on_resize(self) -> None:
        """Draw for the new width."""
        if self.is_mounted:
            self.draw()

    def show(self, found: Coverage, *, later: int = 0) -> None:
        """Show other weeks as they are."""
        self.found, self.later, self.supposed = found, later, None
        self.draw()

    def suppose(self, supposed: Supposed) -> None:
        """Show what would be; nothing is changed."""
        self.supposed = supposed
        self.draw()
        self.troubles.move_to(0)

    def draw(self) -> None:
        """Draw the picture, the list and the words anew; the cursors stay on their records."""
        found = self.shown
        places = cells.grid(found, self._zone, max(40, self.size.width - _AROUND))
        dates, days = cells.header(places)
        upper, lower, shades = cells.heat(places)
        parts = {
            "dates": dates,
            "days": days,
            "rota": cells.rota(found, places),
            "upper": upper,
            "lower": lower,
            "shades": shades,
            "legend": cells.legend(found),
        }
        for name, row in self._rows.items():
            row.show(parts[name])
            row.display = bool(parts[name])
        self.people.set_rows([_Drawn(each, cells.person_parts(each, places)) for each in found.people])
        self.troubles.set_rows(troubles(found))
        self._title.show(self._heading())
        self._describe()

    def _heading(self) -> list[Part]:
        """Return what is shown, a what-if in the strongest words."""
        found = self.shown
        gaps, holes = len(found.gaps), len(found.rota)
        count = f"{gaps} {'gap' if gaps == 1 else 'gaps'}, {holes} of the rota"
        if self.supposed is None:
            span = f"{day(found.start, self._zone)} – {day(found.end, self._zone)}"
            return [(span, "strong"), (f"   {count}", "lapsed" if gaps + holes else "dim")]
        plan = self.supposed.plan
        until = f"to {when(plan.end, self._zone)}" if plan.end else "with no end"
        new = sum(each.new for each in found.gaps) + sum(each.new for each in found.rota)
        moves = len(plan.clients)
        return [
            (f"WHAT IF {plan.person.name} is away. ", "lapsing"),
            ("Nothing was changed.", "strong"),
            (f"  {new} new, {moves} {'client moves' if moves == 1 else 'clients move'}, {until}", "dim"),
        ]

    def _describe(self) -> None:
        room = max(20, self.size.width - _AROUND)
        lines = []
        if self.people.has_focus and self.people.current is not None:
            lines = person_lines(self.people.current.person, self._zone, room)
        elif self.troubles.current is not None:
            lines = trouble_lines(self.troubles.current, self._zone, room)
        self.query_one("#coverage-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        self._describe()

    def on_descendant_focus(self) -> None:
        """Tell of what is under the cursor of the list that has the focus."""
        if self.is_mounted:
            self._describe()

    @on(Listing.Picked, "#coverage-troubles")
    def _picked(self, event: Listing.Picked[Trouble]) -> None:
        event.stop()
        if isinstance(event.row.what, CoverGap):
            self.action_act("candidates")
        else:
            tell(self, "Give the line to somebody on the duty screen.")

    @on(Listing.Picked, "#coverage-people")
    def _person_picked(self, event: Listing.Picked[_Drawn]) -> None:
        event.stop()
        self.action_act("person")

    def action_other(self) -> None:
        """Go from the picture to the list, and back."""
        (self.troubles if self.people.has_focus else self.people).focus()

    def action_act(self, name: str) -> None:
        """Do what a key says, or say why not."""
        gap = self.troubles.current
        if name == "candidates" and (gap is None or not isinstance(gap.what, CoverGap)):
            tell(self, _NO_GAP, severity="warning")
        elif self.supposed is not None and name in ("later", "earlier"):
            tell(self, "A what-if begins now. Esc shows the weeks as they are.", severity="warning")
        else:
            self.run_worker(self._acts[name](self), group=FLOW)

    def action_leave(self) -> None:
        """Step back: from a what-if to what is, then to the console."""
        if self.supposed is not None:
            self.show(self.found, later=self.later)
        else:
            self.action_close()

    def action_close(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(None)
