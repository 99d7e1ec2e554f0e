"""The inbox: e-mails by urgency and order received, words that are owed to others, and outreach at risk."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.inbox.views import Inbox, MailRow, RiskRow, WordRow
from oncall_tui.desk.views import QueueRow
from oncall_tui.text import when
from oncall_tui.tui.inbox.columns import mail_columns, query_columns, risk_columns, word_columns
from oncall_tui.tui.lines import stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.pane import PaneTitle


class View(StrEnum):
    """Which list is shown."""

    MAIL = "mail"
    QUERY = "query"
    WORDS = "words"
    RISK = "risk"


class Do(StrEnum):
    """What may be done with a line."""

    READ = "read"
    ACKNOWLEDGE = "acknowledge"
    ACT = "act"
    TELL = "tell"
    URGENCY = "urgency"
    ATTEMPT = "attempt"
    PLAN = "plan"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be done with which line, so that the list can be shown again as it was."""

    view: View
    key: Hashable
    do: Do
    row: QueueRow


_TITLES = {
    View.MAIL: "E-mail",
    View.QUERY: "questions",
    View.WORDS: "to tell",
    View.RISK: "at risk, not reached",
}
_VIEWS = tuple(View)
_HERE = {
    View.MAIL: frozenset(Do) - {Do.PLAN},
    View.QUERY: frozenset({Do.READ, Do.ATTEMPT, Do.URGENCY, Do.RESOLVE}),
    View.WORDS: frozenset({Do.READ, Do.TELL, Do.RESOLVE}),
    View.RISK: frozenset({Do.READ, Do.PLAN, Do.ATTEMPT, Do.URGENCY, Do.RESOLVE}),
}
_KEYS = {
    View.MAIL: (("y", "receipt"), ("e", "action"), ("I", "tell"), ("!", "urgency"), ("a", "attempt")),
    View.QUERY: (("a", "attempt"), ("!", "urgency")),
    View.WORDS: (("I", "tell"),),
    View.RISK: (("p", "plan"), ("a", "attempt"), ("!", "urgency")),
}


_ENTER = {View.MAIL: "read", View.QUERY: "read", View.WORDS: "give the word", View.RISK: "plan the next"}


class InboxScreen(ModalScreen[Chosen | None]):
    """Answers with what is to be done with the line under the cursor."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "inbox.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("E", "leave", "Back", show=False, id="inbox"),
        Binding("tab", "turn(1)", "Next list", show=False, priority=True),
        Binding("shift+tab", "turn(-1)", "List before", show=False, priority=True),
        *(Binding(str(place + 1), f"show('{view}')", view, show=False) for place, view in enumerate(_VIEWS)),
        Binding("y", f"do('{Do.ACKNOWLEDGE}')", "Acknowledge", show=False),
        Binding("e", f"do('{Do.ACT}')", "Acted on", show=False),
        Binding("I", f"do('{Do.TELL}')", "Tell", show=False),
        Binding("exclamation_mark", f"do('{Do.URGENCY}')", "Urgency", show=False),
        Binding("a", f"do('{Do.ATTEMPT}')", "Attempt", show=False),
        Binding("p", f"do('{Do.PLAN}')", "Plan", show=False),
        Binding("r", f"do('{Do.RESOLVE}')", "Resolve", show=False),
    ]

    def __init__(
        self, inbox: Inbox, zone: tzinfo, lapsing: timedelta, view: View, key: Hashable | None
    ) -> None:
        super().__init__()
        self._inbox, self._zone, self._view, self._wanted = inbox, zone, view, key
        self._title = PaneTitle("INBOX")
        self.mails: Listing[MailRow] = Listing(
            mail_columns(zone, lapsing),
            key=lambda mail: mail.row.id,
            empty="No e-mail is open. They come by the mailbox of the settings, or are logged with n.",
            now=inbox.at,
            id="inbox-mail",
        )
        self.queries: Listing[MailRow] = Listing(
            query_columns(),
            key=lambda mail: mail.row.id,
            empty="No participant waits for the answer to a question.",
            now=inbox.at,
            id="inbox-query",
        )
        self.words: Listing[WordRow] = Listing(
            word_columns(zone),
            key=lambda word: word.row.id,
            empty="Nobody outside is owed word.",
            now=inbox.at,
            id="inbox-words",
        )
        self.risks: Listing[RiskRow] = Listing(
            risk_columns(zone),
            key=lambda risk: risk.row.id,
            empty="Nobody at risk was tried in vain as often as is usual.",
            now=inbox.at,
            id="inbox-risk",
        )

    @property
    def _lists(self) -> dict[View, Listing[Any]]:
        """The lists, in their order."""
        return dict(zip(_VIEWS, (self.mails, self.queries, self.words, self.risks), strict=True))

    @property
    def listing(self) -> Listing[Any]:
        """The list that is shown."""
        return self._lists[self._view]

    def compose(self) -> ComposeResult:
        """Lay out the title, the lists, what is known of the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="inbox"):
            yield self._title
            yield from self._lists.values()
            yield Static(id="inbox-detail", markup=False)
            for view in _VIEWS:
                keys = key_line(("Enter", _ENTER[view]), *_KEYS[view], ("r", "resolve"))
                keys.id = f"inbox-keys-{view}"
                yield keys
            yield key_line(("1–4 Tab", "other list"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin where it was left."""
        self._title.show(focused=True)
        self.mails.set_rows(self._inbox.mails)
        self.queries.set_rows(self._inbox.queries)
        self.words.set_rows(self._inbox.words)
        self.risks.set_rows(self._inbox.risks)
        if self._wanted is not None:
            self.listing.move_to_key(self._wanted)
        self.action_show(self._view)

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def action_show(self, view: str) -> None:
        """Show one of the lists."""
        self._view = View(view)
        for each in self._lists.values():
            each.display = each is self.listing
        for each_view in _VIEWS:
            self.query_one(f"#inbox-keys-{each_view}").display = each_view is self._view
        self.listing.focus()
        self._title.show(self._counts())
        self._describe()

    def action_turn(self, by: int) -> None:
        """Show the list after or before."""
        self.action_show(_VIEWS[(_VIEWS.index(self._view) + by) % len(_VIEWS)])

    def action_do(self, what: str) -> None:
        """Do something with the line under the cursor, or say why that cannot be."""
        do, line = Do(what), self.listing.current
        if line is None:
            tell(self, "There is nothing here to do that with.", severity="warning")
        elif do not in _HERE[self._view]:
            tell(self, "That is done in another of these lists: Tab goes there.", severity="warning")
        else:
            self._choose(Chosen(self._view, line.row.id, do, line.row))

    def _counts(self) -> list[Part]:
        """Return the lists with how much is in each, the one that is shown in the strongest type."""
        found = self._inbox
        shown = (found.mails, found.queries, found.words, found.risks)
        counts = {view: len(lines) for view, lines in zip(_VIEWS, shown, strict=True)}
        parts: list[Part] = []
        for view in _VIEWS:
            here = view is self._view
            said = f"{'▸ ' if here else '  '}{_TITLES[view]} {counts[view]}  "
            parts.append((said, "strong" if here else "dim"))
        return parts

    def _describe(self) -> None:
        room = max(20, self.size.width - 4)
        self.query_one("#inbox-detail", Static).update(stack(self._details(room)))

    def _details(self, room: int) -> list[Content]:
        line = self.listing.current
        if line is None:
            return []
        row: QueueRow = line.row
        shown = wrapped("received", when(row.received_at, self._zone), room)
        shown += wrapped("said", row.said or "nothing noted", room)[:3]
        if isinstance(line, RiskRow) and line.why:
            shown += wrapped("plan", f"{line.why} ({line.by})", room)[:2]
        if row.next_step:
            shown += wrapped("next", row.next_step, room)[:1]
        return shown

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        if event.listing is self.listing:
            self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Any]) -> None:
        event.stop()
        self.action_do({View.WORDS: Do.TELL, View.RISK: Do.PLAN}.get(self._view, Do.READ))

    def _choose(self, chosen: Chosen | None) -> None:
        if self.is_current:
            self.dismiss(chosen)

    def action_leave(self) -> None:
        """Step back, once."""
        self._choose(None)
