"""What a client said about being contacted: each question with its answer, and all answers before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.consents import ANSWERS, ASKS, ContactFacts, Fact
from oncall_tui.text import day, when
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.sheets.sheet import key_line, title_line
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.listing import Listing
from storage.vocabulary import Answer, ConsentKind

REFUSAL = frozenset({ConsentKind.VOICEMAIL, ConsentKind.EMAIL_MESSAGES, ConsentKind.EMAIL_CHECK_IN})
"""Questions to which no means that something must not be done."""
_OPEN = "Not asked yet: ask at the next contact."
_STRICT = "This site leaves messages only for whoever agreed to them."
_USUAL = "Messages may be left unless refused; a check-in goes by e-mail only with consent."


@dataclass(frozen=True, slots=True)
class Row:
    """One question, with the newest answer."""

    kind: ConsentKind
    fact: Fact | None


class ConsentsScreen(ModalScreen[ConsentKind | None]):
    """Answers with the question that is to be answered."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "consents.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("j", "leave", "Back", show=False, id="consents"),
    ]

    def __init__(self, facts: ContactFacts, zone: tzinfo, now: datetime, at: ConsentKind | None) -> None:
        super().__init__()
        self._facts, self._zone, self._now, self._at = facts, zone, now, at
        self.listing: Listing[Row] = Listing(
            self._columns(), key=lambda row: row.kind, now=now, id="consents-listing"
        )

    def compose(self) -> ComposeResult:
        """Lay out the client, the questions, the answers to the one under the cursor, and the keys."""
        facts = self._facts
        with Vertical(classes="sheet", id="consents"):
            yield title_line("CONTACT", f"{facts.name} · {facts.number}")
            yield self.listing
            yield Static(id="consents-detail", markup=False)
            yield key_line(("Enter", "note an answer"), ("↑ ↓", "question"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin at the question that was last answered, or at the first."""
        self.listing.set_rows(tuple(Row(kind, self._facts.now[kind]) for kind in ConsentKind))
        if self._at is not None:
            self.listing.move_to_key(self._at)
        self.listing.focus()
        self._describe()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _columns(self) -> tuple[Column[Row], ...]:
        zone = self._zone
        return (
            Column("question", width=34, fraction=1, render=lambda row: ASKS[row.kind]),
            Column("answer", width=12, render=self._answer),
            Column("more", width=10, fraction=2, render=lambda row: row.fact.detail if row.fact else ""),
            Column("since", width=10, render=lambda row: _since(row.fact, zone), priority=1),
            Column("noted by", width=10, fraction=1, priority=2, render=lambda row: _by(row.fact)),
        )

    def _answer(self, row: Row) -> Cell:
        if row.fact is None:
            return ("? not asked", "lapsing")
        if not row.fact.stands:
            return ("? run out", "lapsing")
        match row.fact.answer:
            case Answer.YES:
                return ("✓ yes", "done" if row.kind in REFUSAL else "strong")
            case Answer.NO:
                return ("✗ no", "lapsed" if row.kind in REFUSAL else "")
            case _:
                return ("? not asked", "lapsing")

    def _describe(self) -> None:
        room = max(20, self.size.width - 4)
        row = self.listing.current
        lines = [rule("what applies", room)]
        lines += [line((each, DIM)) for each in wrap(_STRICT if self._facts.strict else _USUAL, room)]
        if row is not None:
            lines += [Content(""), rule(f"answers so far: {ASKS[row.kind]}", room), *self._story(row, room)]
        self.query_one("#consents-detail", Static).update(stack(lines))

    def _story(self, row: Row, room: int) -> Iterator[Content]:
        told = [fact for fact in self._facts.history if fact.kind is row.kind]
        if not told:
            yield line((_OPEN, DIM))
        for fact in told:
            for number, part in enumerate(wrap(self._told(fact), room - 2)):
                yield line("  " if number else "", (part, "" if fact.stands else DIM))

    def _told(self, fact: Fact) -> str:
        zone = self._zone
        said = f"{when(fact.noted_at, zone, year=True)} · {ANSWERS[fact.answer]}"
        said += f", {fact.detail}" if fact.detail else ""
        source = f" · how known: {fact.source}" if fact.source else ""
        until = ""
        if fact.expires_at is not None:
            word = "runs out" if fact.expires_at > self._now else "ran out"
            until = f" · {word} {when(fact.expires_at, zone, year=True)}"
        return f"{said} · noted by {fact.noted_by or 'nobody named'}{source}{until}"

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Row]) -> None:
        event.stop()
        self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Row]) -> None:
        event.stop()
        if self.is_current:
            self.dismiss(event.row.kind)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)


def _since(fact: Fact | None, zone: tzinfo) -> Cell:
    return (day(fact.noted_at, zone), "dim") if fact else ("–", "dim")


def _by(fact: Fact | None) -> Cell:
    return (fact.noted_by, "dim") if fact else ("", "dim")
