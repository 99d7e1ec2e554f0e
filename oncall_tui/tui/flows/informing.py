"""Give the word that is owed to somebody outside: who was told, when, how, in which words (R-082, R-083)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.inbox.informing import NewWord, record_word, word_for
from oncall_tui.desk.inbox.views import Word
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.rules.rulebook import Event
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Category, Channel, ClockState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

HOW = (
    Option(Channel.PHONE.value, "phone"),
    Option(Channel.EMAIL.value, "e-mail"),
    Option(Channel.IN_PERSON.value, "in person"),
)
"""The ways in which somebody is told something."""
_KEPT = "Nothing is sent from here: read it out, or send it from your own mail. What stands here is kept."


class WordForm(FlowForm):
    """Who was told, how, when, and the words that were used."""

    DEFAULT_CSS = """
    WordForm {
        & Field > .field--line { height: 1; text-wrap: nowrap; }
        & #field-body NoteInput { height: 8; }
    }
    """

    def __init__(self, desk: Desk, row: QueueRow, word: Word, kept: Kept) -> None:
        super().__init__(f"TELL {word.to}".upper(), row, self._record, kept)
        self._desk, self._word = desk, word
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now; 09:30 may lie back")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            TextField("told", "Who was told *", room=200, hint=f"the person's name, at {self._word.to}"),
            ChoiceField("how", "How *", HOW),
            self._at,
            NoteField(
                "body", "Words", value=self._word.text.body, room=8000, hint="as they were really used"
            ),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"told": "Say who was told, by name.", "how": "Say how they were told."}

    def changed(self, values: Values) -> None:
        """Say what is told and what follows."""
        word = self._word
        lines = [rule("what is told", self.room), line((word.to, STRONG))]
        lines += [line(part) for each in word.events for part in wrap(each, self.room)]
        lines += [rule("what follows", self.room), *(line((each, DIM)) for each in wrap(_KEPT, self.room))]
        self.aside(stack(lines))

    def _record(self, values: Values) -> Saved:
        text = replace(self._word.text, body=values["body"])
        how = Channel(values["how"])
        new = NewWord(self.row.id, values["told"], how, text, self._at.at, self.row.version)
        return record_word(self._desk, new)


def owes_word(desk: Desk, row: QueueRow) -> bool:
    """Say whether somebody outside has to be told something about an item."""
    events = (Event.BODY_INFORMED, Event.ESCALATION_RECORDED)
    stopping = {rule.id for event in events for rule in desk.rulebook.stopping_on(event)}
    running = any(clock.rule in stopping and clock.state is ClockState.RUNNING for clock in row.clocks)
    return running or (row.category is Category.INFORM_BODY and row.state.open)


async def give_word(screen: ConsoleScreen, row: QueueRow) -> bool:
    """Show the prepared words for an item, and record that they were given."""
    word = await screen.answer_to(partial(word_for, screen.desk, row.id))
    if word is None:
        return False
    return await fill(screen, "word", row, partial(WordForm, screen.desk, row, word))
