"""One e-mail whole, with what was done about it and in which words."""

from __future__ import annotations

from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from oncall_tui.desk.inbox.reading import MailPage
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.text import when
from oncall_tui.tui.inbox.screen import Do
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack, wrap, wrapped
from oncall_tui.tui.sheets.sheet import Sheet, key_line, title_line
from oncall_tui.tui.words import CATEGORY, STATE
from storage.vocabulary import ClockState

_LONGEST = 20_000
_KEYS = (("y", "received"), ("e", "acted on"), ("I", "tell"), ("a", "attempt"), ("r", "resolve"))


class MailSheet(Sheet):
    """An e-mail to be read, with what can be done about it one key away."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", f"leave('{Do.ACKNOWLEDGE}')", "Acknowledge", show=False),
        Binding("e", f"leave('{Do.ACT}')", "Acted on", show=False),
        Binding("I", f"leave('{Do.TELL}')", "Tell", show=False),
        Binding("exclamation_mark", f"leave('{Do.URGENCY}')", "Urgency", show=False),
        Binding("a", f"leave('{Do.ATTEMPT}')", "Attempt", show=False),
        Binding("r", f"leave('{Do.RESOLVE}')", "Resolve", show=False),
    ]

    def __init__(self, page: MailPage, zone: ZoneInfo) -> None:
        row = page.card.row
        title = f"{CATEGORY[row.category][1].upper()}  item {row.id}"
        super().__init__(title, partial(mail_text, page, zone), rest=STATE[row.state])

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys; that the arrows scroll goes without saying."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            yield key_line(*_KEYS, ("Esc", "back"))


def mail_text(page: MailPage, zone: ZoneInfo, room: int) -> Content:
    """Return an e-mail for a width."""
    lines = [*_head(page, zone, room), Content(""), rule("what it says", room)]
    for paragraph in page.card.said.split("\n"):
        lines += [line(part) for part in wrap(paragraph, room)] or [Content("")]
    if page.cut:
        lines.append(line(("! It was longer; the rest is in the mailbox.", LAPSING)))
    lines += [Content(""), rule("its clocks", room)]
    for clock in page.card.row.clocks:
        lines.append(line(_clock(clock.title, clock.state, when(clock.ended_at or clock.due_at, zone))))
    for used in page.used:
        told = f"{used.title}, version {used.version}: {used.told} {MODE_WORDS[used.channel]}".strip()
        lines += [Content(""), rule(f"words used {when(used.at, zone)} by {used.by}", room)]
        lines += [line((part, DIM)) for part in wrap(told, room)]
        lines += [line(part) for part in wrap(used.body[:_LONGEST], room)]
    if page.card.history:
        lines += [Content(""), rule("what was done", room)]
    for happening in page.card.history:
        lines.append(line((f"{when(happening.at, zone)}  {happening.by}", DIM)))
        lines += [line("  ", part) for part in wrap(happening.words, room - 2)]
    return stack(lines)


def _head(page: MailPage, zone: ZoneInfo, room: int) -> list[Content]:
    row = page.card.row
    sender = " ".join(part for part in (page.sender, f"<{page.address}>" if page.address else "") if part)
    lines = wrapped("from", sender or "not said", room, style=STRONG)
    if page.subject:
        lines += wrapped("subject", page.subject, room, style=STRONG)
    lines += wrapped("received", when(row.received_at, zone), room)
    if page.sent_at is not None:
        lines += wrapped("sent", f"{when(page.sent_at, zone)}, as its sender says", room)
    client = f"{row.client_name} · {row.client_number}" if row.client_number else "not linked to a client (l)"
    lines += wrapped("client", client, room)
    if page.attachments:
        lines += wrapped("attached", f"{', '.join(page.attachments)} (in the mailbox)", room)
    if page.automatic:
        lines += wrapped("note", "A program wrote it.", room)
    if page.only_html:
        lines += wrapped("note", "It came as HTML only; this is its text.", room)
    return lines


def _clock(title: str, state: ClockState, at: str) -> str:
    if state is ClockState.RUNNING:
        return f"· {title}: due {at}"
    word = {ClockState.MET: "✓", ClockState.MET_LATE: "! late:"}.get(state, "– cancelled:")
    return f"{word} {title}: {at}"
