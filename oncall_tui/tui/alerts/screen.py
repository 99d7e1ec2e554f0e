"""The list of alerts over the console: every open one, until somebody has answered for it (R-165)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.alerts.views import AlertRow, Alerts
from oncall_tui.tui.alerts.columns import alert_columns
from oncall_tui.tui.alerts.steady import Steady
from oncall_tui.tui.alerts.text import alert_lines
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.lines import LAPSING, line, stack, wrap
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.pane import PaneTitle

if TYPE_CHECKING:
    from storage.clock import Clock

Act = Callable[[AlertRow], Coroutine[Any, Any, None]]
"""What a key does with the alert that was shown when it was pressed."""

SLIPPED = "Another alert came up there just now. Look at it, then press the key again."
_NONE = "No alert waits."


@dataclass(frozen=True, slots=True)
class AlertsShown:
    """What the list tells."""

    alerts: Alerts | None
    """None until they have been read."""
    now: datetime
    warnings: tuple[str, ...] = ()
    """What is to be known of the alerts as a whole, such as that nothing leaves the console."""


class AlertScreen(ModalScreen[None]):
    """Keys act on the alert under the cursor, as it was shown: by its record, never by its place."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "alerts.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    # the same ids as the console's commands, so that a key given by the settings works here too
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("v", "leave", "Back", show=False, id="alerts"),
        Binding("y", "act('acknowledge')", "I have it", show=False, id="acknowledge"),
        Binding("z", "act('snooze')", "Later", show=False, id="snooze"),
        Binding("h", "act('hand-on')", "Hand on", show=False, id="hand-on"),
        Binding("w", "act('why')", "Steps", show=False, id="why"),
        Binding("i", "act('open')", "Item card", show=False, id="open"),
    ]

    def __init__(
        self,
        shown: AlertsShown,
        zone: tzinfo,
        clock: Clock,
        acts: Mapping[str, Act],
        keys: Callable[[str], str],
    ) -> None:
        """Take what to show and what each key does.

        Args:
            shown: what the list tells at first.
            zone: where the organisation is.
            clock: tells how long a record has stood under the cursor.
            acts: what the keys do, by the id of their command.
            keys: returns the keys of a command as a person reads them.
        """
        super().__init__()
        self._shown, self._zone, self._acts, self._keys = shown, zone, acts, keys
        self._steady = Steady(clock)
        self._described: tuple[Content, Content] | None = None
        self._title = PaneTitle("ALERTS")
        self.listing: Listing[AlertRow] = Listing(
            alert_columns(zone),
            key=lambda row: row.id,
            empty="No alert waits. What falls due rings here by itself.",
            now=shown.now,
            id="alert-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, the alert under the cursor, the warnings and the keys."""
        with Vertical(classes="sheet", id="alerts"):
            yield self._title
            yield self.listing
            yield Static(id="alert-detail", markup=False)
            yield Static(id="alert-warnings", markup=False)
            yield key_line(
                (self._keys("acknowledge"), "I have it"),
                (self._keys("snooze"), "later"),
                (self._keys("hand-on"), "hand on"),
                ("Enter", "steps so far"),
                (self._keys("open"), "item"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Begin with the alert that presses most."""
        self._title.show(focused=True)
        self.listing.focus()
        rows = self._shown.alerts.rows if self._shown.alerts is not None else ()
        self._steady.moved(rows[0].id if rows else None)
        self.show(self._shown)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._describe()

    def show(self, shown: AlertsShown) -> None:
        """Show the alerts as they stand now; the cursor stays on its record."""
        self._shown = shown
        rows = shown.alerts.rows if shown.alerts is not None else ()
        self.listing.set_rows(rows)
        self.listing.stale = shown.alerts is None
        self.listing.tick(shown.now)
        self._steady.changed(self.listing.current_key)
        self._title.show(_counts(shown.alerts))
        self._describe()

    def _describe(self) -> None:
        if not self.is_mounted or not self.query("#alert-warnings"):
            return  # it is not laid out yet, or is being closed, when the pulse shows it the alerts
        detail, foot = self.query_one("#alert-detail", Static), self.query_one("#alert-warnings", Static)
        row, room = self.listing.current, max(20, self.size.width - 4)
        said = stack(alert_lines(row, self._shown.now, self._zone, room)) if row is not None else Content("")
        known = stack(
            line((f"{'! ' if first else '  '}{each}", LAPSING))
            for words in self._shown.warnings
            for first, each in _numbered(wrap(words, room - 2))
        )
        if (said, known) != self._described:
            self._described = (said, known)
            detail.update(said)
            foot.update(known)
            foot.display = bool(self._shown.warnings)

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[AlertRow]) -> None:
        event.stop()
        self._steady.moved(event.key)
        self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[AlertRow]) -> None:
        event.stop()
        self.action_act("why")

    def action_act(self, name: str) -> None:
        """Do what a key says with the alert under the cursor, or say why not."""
        row = self.listing.current
        if row is None:
            tell(self, _NONE, severity="warning")
        elif not self._steady.seen:
            tell(self, SLIPPED, severity="warning")
        else:
            self.run_worker(self._acts[name](row), group=FLOW)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)


def _counts(alerts: Alerts | None) -> list[Part]:
    """Return how many wait and how many somebody has answered for."""
    if alerts is None:
        return [("reading …", "dim")]
    waiting = len(alerts.unanswered)
    answered = len(alerts.rows) - waiting
    first: Part = (f"{waiting} unanswered", "lapsed" if waiting else "dim")
    return [first, (f"   {answered} answered", "dim")]


def _numbered(lines: Sequence[str]) -> list[tuple[bool, str]]:
    return [(place == 0, each) for place, each in enumerate(lines)]
