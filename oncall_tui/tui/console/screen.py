"""The console: three panes over one record, kept fresh while others write to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.widgets import Static

from oncall_tui.desk.views import Queue, QueueRow
from oncall_tui.tui.alerts.banner import AlertBanner
from oncall_tui.tui.asking import AskFailed, ask_now
from oncall_tui.tui.commands import Commands
from oncall_tui.tui.console.answer_line import AnswerLine
from oncall_tui.tui.console.commands import COMMANDS, ConsoleState
from oncall_tui.tui.console.filters import Filter, filters
from oncall_tui.tui.console.lookup_pane import Found, LookupPane
from oncall_tui.tui.console.pulse import ConsolePulse
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.reading import ConsoleReading
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.widgets.header import ConsoleHeader
from oncall_tui.tui.widgets.keybar import KeyBar, hints
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.lookup import Hit


class ConsoleScreen(ConsolePulse):
    """The main screen. It asks the desk in a thread and lets the panes repaint when the answer is there."""

    CSS_PATH = "console.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *COMMANDS.bindings(),
        Binding("escape", "back", "Back", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (30, "-high")]  # noqa: RUF012

    selected: var[QueueRow | None] = var(None, init=False)
    """The item under the cursor."""
    draft_count: var[int] = var(0, init=False)
    """How many drafts are kept."""

    def __init__(self, desk: Desk, commands: Commands[ConsoleState], note: str = "") -> None:
        super().__init__(desk, note)
        self._commands = commands
        self.times_read = 0
        """How often the queue was read and shown."""

    def compose(self) -> ComposeResult:
        """Lay out the header, the panes and the keys."""
        yield ConsoleHeader(id="header")
        yield AlertBanner(id="banner")
        yield Static(id="too-small", markup=False)
        with Horizontal(id="panes", classes="show-queue"):
            yield QueuePane(self.zone, self.lapsing, self.desk.now())
            with Vertical(id="right"):
                yield LookupPane()
                yield ResponsiblePane()
        yield AnswerLine(id="answer")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Read everything for the first time, then keep it fresh."""
        self.query_one(LookupPane).find = self._finder()
        self.query_one("#queue-listing").focus()
        self.tick()
        self.load()
        self.set_interval(1.0, self.tick)
        self.watch(self.app, "private", self.tick, init=False)
        if self.desk.store.read_only:
            tell(self, self.desk.store.read_only, severity="error", title="READ ONLY")

    def tick(self) -> None:
        """Let the count-downs go on, and the age of the newest copy at the foot."""
        super().tick()
        self._show_keys()

    def _finder(self) -> Callable[[str], Sequence[Hit]] | None:
        """Return how the look-up answers in the turn of the key, where the record lies on this computer."""
        find = self.desk.lookup.find
        return (lambda query: ask_now(self, "lookup", partial(find, query), ())) if self.desk.local else None

    @property
    def settled(self) -> bool:
        """Whether everything that was asked for is on the screen."""
        if self.queue is None or self._ticked_at is None or self.alerts is None:
            return False
        shown = self.query_one(ResponsiblePane).shown
        return (shown.card.id if shown else None) == self.client_id

    # Moving about

    def go_to(self, pane: str, selector: str) -> None:
        """Give a pane the focus; in a narrow window show it instead of the others."""
        panes = self.query_one("#panes")
        panes.set_classes(f"show-{pane}")
        self.query_one(selector).focus()

    def action_lookup_move(self, by: int) -> None:
        """Move through the look-up's list while typing goes on."""
        self.query_one(LookupPane).listing.action_move(by)

    @on(Listing.Picked, "#lookup-listing")
    @on(LookupPane.Submitted)
    def _show_found(self) -> None:
        self._mean(self.query_one(LookupPane).current)
        self.go_to("responsible", "#responsible-scroll")

    @on(Listing.Picked, "#queue-listing")
    async def _open_item(self) -> None:
        await self.action_command("open")

    def action_back(self) -> None:
        """Step back: from another time to now, from a query to none, from a pane to the queue."""
        lookup = self.query_one(LookupPane)
        if self.as_of is not None:
            self.as_of = None
            self.load_client()
        elif lookup.has_focus_within and lookup.input.value:
            lookup.input.value = ""
        else:
            self.go_to("queue", "#queue-listing")
            self._select(self.query_one(QueuePane).listing.current)
            self.choose_client(self.selected.client_id if self.selected else None)

    # What the commands decide by

    def commands(self) -> Commands[ConsoleState]:
        """Return the console's commands, with the keys the settings gave them."""
        return self._commands

    def command_state(self) -> ConsoleState:
        """Return what decides which commands can act."""
        return ConsoleState(
            self.queue is not None,
            self.selected,
            self.client_id,
            self.draft_count,
            self.pressing is not None,
        )

    # Answers

    @on(ConsoleReading.QueueLoaded)
    def _queue_loaded(self, event: ConsoleReading.QueueLoaded) -> None:
        self.wake()
        self.token = self.token or event.token
        self.line = event.line
        self.draft_count = event.drafts
        self.queue = event.queue
        self.times_read += 1
        self.tick()
        self._show_keys()

    @on(ConsoleReading.ClientLoaded)
    def _client_loaded(self, event: ConsoleReading.ClientLoaded) -> None:
        if event.shown.card.id == self.client_id:
            self.query_one(ResponsiblePane).show(event.shown, self.desk.house)
            self.query_one(AnswerLine).show(event.shown, self.zone)

    @on(ConsoleReading.CallersLoaded)
    def _callers_loaded(self, event: ConsoleReading.CallersLoaded) -> None:
        self.query_one(LookupPane).show_callers(event.callers)

    @on(ConsoleReading.HitsLoaded)
    def _hits_loaded(self, event: ConsoleReading.HitsLoaded) -> None:
        self.query_one(LookupPane).show_hits(event.query, event.hits)

    @on(AskFailed)
    def _failed(self, event: AskFailed) -> None:
        self.wake()
        tell(self, event.words, severity="error")

    # What follows from what

    def watch_queue(self, queue: Queue | None) -> None:
        """Show the new queue; the cursor stays on its record."""
        if queue is not None:
            pane = self.query_one(QueuePane)
            pane.show(queue.rows, self.choices())
            self._select(pane.listing.current)

    def choices(self) -> tuple[Filter, ...]:
        """Return the filters that make sense for the items there are."""
        rows = self.queue.rows if self.queue else ()
        titles = {rule.id: rule.title for rule in self.desk.rulebook}
        return filters(rows, self.desk.now(), self.zone, self.desk.operator.id, titles)

    @on(Listing.Highlighted, "#queue-listing")
    def _highlighted(self, event: Listing.Highlighted[QueueRow]) -> None:
        self._select(event.row)

    def _select(self, row: QueueRow | None) -> None:
        moved = (row.id if row else None) != (self.selected.id if self.selected else None)
        before = self.selected.client_id if self.selected else None
        self.selected = row
        self.query_one(QueuePane).strip.show(row)
        client_id = row.client_id if row else None
        if moved:
            self.as_of = None
            self.call_after_refresh(self.load_callers, row)  # whose number it is can wait for the item itself
        if moved or (client_id != before and self.client_id == before):
            self.choose_client(client_id)
        self._show_keys()

    @on(Listing.Highlighted, "#lookup-listing")
    def _hit_highlighted(self, event: Listing.Highlighted[Found]) -> None:
        if event.row is not None and self.query_one(LookupPane).has_focus_within:
            self._mean(event.row.hit)

    @on(LookupPane.Answered)
    def _hits_shown(self, event: LookupPane.Answered) -> None:
        if event.hit is None and self.selected is not None:
            self.choose_client(self.selected.client_id)
        self._mean(event.hit)

    def _mean(self, hit: Hit | None) -> None:
        """Show the client under the look-up's cursor."""
        if hit is not None and hit.client_id != self.client_id:
            self.choose_client(hit.client_id)

    def on_descendant_focus(self) -> None:
        """Let the other panes tell of the item under the cursor again when the queue has the focus."""
        row = self.selected
        if row is not None and row.client_id != self.client_id and self.query_one(QueuePane).has_focus_within:
            self.choose_client(row.client_id)

    def choose_client(self, client_id: int | None) -> None:
        """Show a client on the responsible pane."""
        self.client_id = client_id
        self.load_client()
        self._show_keys()

    def _show_keys(self) -> None:
        self.query_one(KeyBar).show(hints(tuple(self._commands), self.command_state()), self.foot_note())
