"""A client's plan: where it stands first, then its parts one at a time, with what each key does to a line."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.plans.standing import standing
from oncall_tui.desk.plans.views import Plan
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.flows.base import WIDE
from oncall_tui.tui.lines import DIM, LAPSED, stack, wrapped
from oncall_tui.tui.plan.columns import columns
from oncall_tui.tui.plan.detail import detail
from oncall_tui.tui.plan.rows import Line, View, lines
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.oneline import OneLine
from oncall_tui.tui.widgets.pane import PaneTitle

Act = Callable[["PlanScreen"], Coroutine[Any, Any, None]]
"""What a key does with the screen as it stands."""

_VIEWS = tuple(View)
_EMPTY = {
    View.GOALS: "No goal is set yet. g sets one, with the client.",
    View.CHANGES: "No change of circumstances is on record. n logs one.",
    View.REFERRALS: "The client was referred to nobody yet. n refers them on.",
    View.TEAM: "Nobody of another trade is on record. n adds whoever works for the client too.",
    View.SUPPORT: "No paid support is in place. n adds some.",
    View.ADVOCACY: "Nothing was advocated for yet. n keeps what was, and to whom.",
    View.WATCH: "No sign is watched. n watches one, by a day.",
    View.CARE: "Nothing is flagged. f puts a matter to the directors.",
}
_KEYS: Mapping[View, tuple[tuple[str, str], ...]] = {
    View.GOALS: (("Enter", "adjust"), ("n", "new objective"), ("g", "new goal")),
    View.CHANGES: (("Enter", "answer"), ("n", "log a change"), ("e", "why not engaging?")),
    View.REFERRALS: (("Enter", "next step"), ("n", "refer on")),
    View.TEAM: (("Enter", "note contact"), ("n", "add"), ("d", "decision"), ("x", "has left")),
    View.SUPPORT: (("Enter", "review"), ("n", "add support")),
    View.ADVOCACY: (("Enter", "result"), ("n", "advocated for")),
    View.WATCH: (("Enter", "checked"), ("n", "watch"), ("x", "no more")),
    View.CARE: (("f", "flag"),),
}
_ALWAYS = (
    ("1-8", "parts"),
    ("c", "change"),
    ("f", "flag"),
    ("h", "past"),
    ("i", "all"),
    ("V", "review"),
    ("u", "undo"),
    ("Esc", "back"),
)
_LOW = 30
"""Lines from which the window is not low."""


class _Row(OneLine):
    """A line of parts that change."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._parts: Sequence[Part] = ()

    def show(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._parts = ((" ", ""), *parts)
        self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the parts after a blank."""
        return self._parts


class PlanScreen(ModalScreen[None]):
    """Everything acts on the line under the cursor, or on the part that is shown."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "plan.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("P", "leave", "Back", show=False, id="plan"),
        Binding("tab", "turn(1)", "Next part", show=False, priority=True),
        Binding("shift+tab", "turn(-1)", "Part before", show=False, priority=True),
        *(Binding(str(place + 1), f"view({place})", view, show=False) for place, view in enumerate(_VIEWS)),
        Binding("n", "act('new')", "New", show=False),
        Binding("g", "act('goal')", "New goal", show=False),
        Binding("c", "act('change')", "Log a change", show=False),
        Binding("e", "act('engage')", "Why not engaging?", show=False),
        Binding("d", "act('decide')", "Decision of the team", show=False),
        Binding("h", "act('history')", "Past history", show=False),
        Binding("f", "act('flag')", "Duty of care", show=False),
        Binding("x", "act('end')", "End", show=False),
        Binding("i", "act('page')", "All of it", show=False),
        Binding("V", "act('reviews')", "Practice reviews", show=False, id="practice"),
        Binding("u", "act('undo')", "Undo", show=False, id="undo"),
        Binding("ctrl+r", "act('reload')", "Reload", show=False, id="reload"),
    ]

    def __init__(self, plan: Plan, zone: tzinfo, acts: Mapping[str, Act], view: View = View.GOALS) -> None:
        super().__init__()
        self.plan = plan
        """The plan as it is shown."""
        self.view = view
        """Which part is shown."""
        self._zone, self._acts = zone, acts
        self._title = PaneTitle("PLAN")
        self._tabs, self._keys, self._more = _Row(), _Row("sheet--keys"), _Row()
        self._lists: dict[View, Listing[Line]] = {
            each: Listing(
                columns(each),
                key=lambda line: line.key,
                empty=_EMPTY[each],
                id=f"plan-{each.name.lower()}",
                classes="plan--listing",
            )
            for each in View
        }

    @property
    def listing(self) -> Listing[Line]:
        """The list that is shown."""
        return self._lists[self.view]

    @property
    def current(self) -> Line | None:
        """The line under the cursor."""
        return self.listing.current

    def compose(self) -> ComposeResult:
        """Lay out the title, where the plan stands, its parts, the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="plan"):
            yield self._title
            yield Static(id="plan-standing", markup=False)
            yield self._tabs
            yield from self._lists.values()
            with VerticalScroll(id="plan-detail", can_focus=False):
                yield Static(id="plan-known", markup=False)
            yield self._keys
            yield self._more

    def on_mount(self) -> None:
        """Begin with the part that was asked for."""
        self._title.show(focused=True)
        self._more.show(_told(_ALWAYS))
        self.show(self.plan)
        self.action_view(_VIEWS.index(self.view))

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._stand()
            self._tab()
            self._describe()

    def show(self, plan: Plan) -> None:
        """Show a plan as it is now; a cursor stays on its line, or goes to what has come."""
        self.plan = plan
        primary = f"primary manager {plan.primary}" if plan.primary else "no primary manager"
        self._title.show([(f"{plan.name}", "strong"), (f" · {plan.number}   {primary}", "dim")])
        for view, listing in self._lists.items():
            before = {line.key for line in listing.rows}
            rows = lines(plan, view, self._zone)
            listing.set_rows(rows)
            fresh = [line.key for line in rows if line.key not in before]
            if before and fresh:
                listing.move_to_key(fresh[0])
        self._stand()
        self._tab()
        self._describe()

    def action_view(self, place: int) -> None:
        """Show one of the parts."""
        self.view = _VIEWS[place]
        for view, listing in self._lists.items():
            listing.display = view is self.view
        self.listing.focus()
        self._tab()
        self._describe()

    def action_turn(self, by: int) -> None:
        """Show the part after or before."""
        self.action_view((_VIEWS.index(self.view) + by) % len(_VIEWS))

    def action_act(self, name: str) -> None:
        """Do what a key says."""
        self.run_worker(self._acts[name](self), group=FLOW)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)

    def _stand(self) -> None:
        """Say where the plan stands, the most pressing first."""
        room = max(20, self.size.width - 4)
        made = []
        for each in standing(self.plan, self._zone):
            words = f"✗ {each.words}" if each.alarm else each.words
            made += wrapped(each.label, words, room, width=13, style=LAPSED if each.alarm else DIM)
        self.query_one("#plan-standing", Static).update(stack(made))

    def _tab(self) -> None:
        """Show the parts with how much is in each, the one that is shown in the strongest type."""
        parts: list[Part] = []
        wide = self.size.width >= WIDE
        for place, view in enumerate(_VIEWS):
            here = view is self.view
            count = _count(self.plan, view)
            parts += [
                ("▸" if here else " ", "accent"),
                (f"{place + 1} " if wide else "", "dim"),
                (view.value, "strong" if here else ""),
                (f" {count}" if count else "", "dim"),
                (" " if wide else "", ""),
            ]
        self._tabs.show(parts)
        self._keys.show(_told(_KEYS[self.view]))

    def _describe(self) -> None:
        line, room = self.current, max(20, self.size.width - 6)
        known = detail(line.what, self._zone, room) if line is not None else []
        self.query_one("#plan-known", Static).update(stack(known))
        self.query_one("#plan-detail").scroll_home(animate=False)

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Line]) -> None:
        event.stop()
        if event.listing is self.listing:
            self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Line]) -> None:
        event.stop()
        self.action_act("open")


def _count(plan: Plan, view: View) -> int:
    """Return how much is in a part of a plan: goals without their steps, the team without what it decided."""
    return len(
        {
            View.GOALS: plan.goals,
            View.CHANGES: plan.changes,
            View.REFERRALS: plan.referrals,
            View.TEAM: [each for each in plan.team if each.left_at is None],
            View.SUPPORT: plan.supports,
            View.ADVOCACY: plan.advocacy,
            View.WATCH: [each for each in plan.signs if each.ended_at is None],
            View.CARE: plan.care,
        }[view]
    )


def _told(keys: Sequence[tuple[str, str]]) -> list[Part]:
    """Return keys with what each does, as near as a small window asks for."""
    parts: list[Part] = []
    for key, does in keys:
        parts += [("   " if parts else "", ""), (key, "strong"), (f" {does}", "")]
    return parts
