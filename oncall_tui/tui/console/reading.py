"""What the console asks the desk: every question in a thread, every answer a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.reactive import var

from oncall_tui.desk.views import LineHolder, Queue, QueueRow
from oncall_tui.tui.asking import ask
from oncall_tui.tui.console.actions import ConsoleActions
from oncall_tui.tui.console.lookup_pane import ACTING, OWN, Found, LookupPane
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.console.responsible_text import Shown

if TYPE_CHECKING:
    from oncall_tui.alerting.copier import Copied
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.lookup import Hit


class ConsoleReading(ConsoleActions):
    """The questions of the console and the messages that answer them."""

    desk: Desk
    """Where they are asked."""
    client_id: var[int | None] = var(None, init=False)
    """The client on the responsible pane."""
    as_of: var[datetime | None] = var(None, init=False)
    """The instant that the responsible pane answers for; None for now."""

    @dataclass
    class QueueLoaded(Message):
        """The queue was read, with what the header says."""

        queue: Queue
        line: LineHolder
        drafts: int
        token: str
        """How the record stood before it was read."""

    @dataclass
    class ClientLoaded(Message):
        """A client's card and who is responsible for them were read."""

        shown: Shown

    @dataclass
    class CallersLoaded(Message):
        """It was found out whose number an item's is."""

        callers: tuple[Found, ...]

    @dataclass
    class Changed(Message):
        """Somebody has changed the record, here or at another console (R-170)."""

        token: str
        """How it stands now."""

    @dataclass
    class Ticked(Message):
        """The alerts were looked after."""

        at: datetime
        rang: bool = False
        """Whether an alert has rung."""
        troubles: tuple[str, ...] = ()
        """What is wrong with how alerts are looked after."""
        copied: Copied | None = None
        """How the copies of the database stand."""
        readable: bool = True
        """Whether the record could be read."""

    @dataclass
    class Alarmed(Message):
        """The watchdog found that nothing looks after the alerts."""

        words: str

    @dataclass
    class HitsLoaded(Message):
        """A query of the look-up was answered."""

        query: str
        hits: tuple[Hit, ...]

    def load(self, *, afresh: bool = False) -> None:
        """Read the queue and the header's facts again; the organisation too when `afresh`."""
        from oncall_tui.desk.duty import line_holder
        from oncall_tui.desk.queue import load_queue

        def question() -> ConsoleReading.QueueLoaded:
            from oncall_tui.desk.drafts import drafts

            if afresh:
                self.desk.refresh()
            token = self.desk.store.change_token()
            queue, line = load_queue(self.desk), line_holder(self.desk)
            return self.QueueLoaded(queue, line, len(drafts(self.desk)), token)

        ask(self, "queue", question, lambda answer: answer)

    def load_client(self) -> None:
        """Read the chosen client again, for now or for the instant that was asked about."""
        client_id, as_of = self.client_id, self.as_of
        if client_id is None:
            self.query_one(ResponsiblePane).show(None, self.desk.house)
            return
        self.query_one(ResponsiblePane).wait()

        def question() -> Shown:
            from oncall_tui.desk.cards import client_card
            from oncall_tui.desk.responsibility import who

            at = as_of or self.desk.now()
            return Shown(
                client_card(self.desk, client_id), who(self.desk, client_id, at), at, as_of is not None
            )

        ask(self, "client", question, self.ClientLoaded)

    def load_callers(self, row: QueueRow | None) -> None:
        """Find out whose number the item's is (R-058); where nobody's, a manager's own clients (R-006)."""

        def question() -> tuple[Found, ...]:
            from oncall_tui.desk.own import listed_own

            known = self.desk.lookup.callers(row.phone) if row is not None and row.phone else ()
            if known:
                return tuple(Found(match.hit, match.kind) for match in known)
            return tuple(Found(hit, ACTING if acts else OWN) for hit, acts in listed_own(self.desk))

        ask(self, "callers", question, self.CallersLoaded)

    @on(LookupPane.Typed)
    def _look_up(self, event: LookupPane.Typed) -> None:
        query = event.query
        ask(
            self,
            "lookup",
            lambda: tuple(self.desk.lookup.find(query)),
            lambda hits: self.HitsLoaded(query, hits),
        )
