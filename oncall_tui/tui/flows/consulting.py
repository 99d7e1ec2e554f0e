"""Ask a colleague for urgent help with a client, and note whether they can (R-040)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.content import Content

from oncall_tui.desk.consulting import (
    MODES,
    Colleague,
    Colleagues,
    NewConsultation,
    accept,
    ask,
    colleagues,
    decline,
)
from oncall_tui.desk.disturbing import DISTURB_WORDS
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.flows.base import FlowForm, Kept, SmallForm, fill_about
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack, wrap, wrapped
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import Channel, DisturbReason

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_FOLLOWS = (
    "It moves no client: who is responsible stays so. It is in the queue with the colleague; ring them."
)
_CHOOSE = "Choose, and see here what speaks for them."
_BESIDE = 40
"""Cells up to which a line of the aside stands beside the fields."""
_IDLE = "asked only when the colleague is off"
_YES, _NO = "yes", "no"


def _now(each: Colleague) -> Cell:
    return (each.standing, "" if each.at_work else "lapsing" if each.away else "dim")


_COLUMNS: tuple[Column[Colleague], ...] = (
    Column("", lambda each: (each.person.name, "dim") if each.away else each.person.name, width=16),
    Column("", _now, width=11),
    Column("", lambda each: (each.known, "dim"), width=16, fraction=1),
)


class ConsultForm(SmallForm):
    """Which colleague, how, and what for."""

    DEFAULT_CSS = """
    ConsultForm {
        & PickField Listing { height: 5; }
        & Field > .field--line { height: 1; text-wrap: nowrap; }
        & NoteInput { height: 2; }
    }
    """

    def __init__(self, desk: Desk, client_id: int, found: Colleagues, kept: Kept) -> None:
        super().__init__("URGENT HELP", line((found.client, STRONG)), self._ask, kept)
        self._desk = desk
        self._client_id = client_id
        self._people = found.people
        self._key = uuid4().hex

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        reasons = tuple(Option(each.value, words) for each, words in DISTURB_WORDS.items())
        return (
            PickField(
                "person",
                "Ask",
                self._people,
                _COLUMNS,
                row_key=lambda each: each.person.id,
                name=lambda each: each.person.name,
                more=lambda each: f"{each.evidence} {each.standing}",
                echo=lambda each: f"{each.person.name} {each.person.phone}, {each.standing}",
                why_not=lambda each: f"{each.person.name} is away." if each.away else "",
                empty="No care manager matches",
                hint="at work first, then whoever knows the client best",
            ),
            ChoiceField(
                "mode",
                "How *",
                tuple(Option(each.value, MODE_WORDS[each]) for each in MODES),
                value=Channel.PHONE.value,
            ),
            NoteField("words", "What for *", room=1000, hint="what help is wanted, so that they can prepare"),
            ChoiceField("disturb", "Disturb?", reasons, hint=_IDLE),
            NoteField("reason", "Why", room=400),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"words": "Say what help is wanted."}

    def changed(self, values: Values) -> None:
        """Show what speaks for the chosen colleague, and open the gate where one who is off would be rung."""
        chosen = self._chosen(values)
        off = chosen is not None and not chosen.at_work
        for key in ("disturb", "reason"):
            self.field(key).disabled = not off
        self.field("disturb").hint = f"{chosen.person.name} is off. Which is it?" if chosen and off else _IDLE
        if self.room > _BESIDE:  # beneath the fields a few lines must do
            self.aside(
                stack(line((each, DIM)) for each in wrap(chosen.evidence if chosen else _FOLLOWS, self.room))
            )
        else:
            follows = (line((each, DIM)) for each in wrap(_FOLLOWS, self.room))
            self.aside(stack([*self._who(chosen), rule("what follows", self.room), *follows]))

    def _who(self, chosen: Colleague | None) -> list[Content]:
        lines = [rule("who", self.room)]
        if chosen is None:
            return [*lines, *(line((each, DIM)) for each in wrap(_CHOOSE, self.room))]
        lines.append(line((chosen.person.name, STRONG)))
        lines.append(line((chosen.person.phone or "no number on record", STRONG)))
        lines.append(line((chosen.standing, "" if chosen.at_work else LAPSING)))
        for label, words in (
            ("client", chosen.known),
            ("knows", chosen.expertise),
            ("area", chosen.location),
        ):
            lines += wrapped(label, words, self.room, width=8)
        return lines

    def _chosen(self, values: Values) -> Colleague | None:
        return next((each for each in self._people if str(each.person.id) == values.get("person")), None)

    def _ask(self, values: Values) -> Saved:
        chosen = self._chosen(values)
        off = chosen is not None and not chosen.at_work
        new = NewConsultation(
            self._key,
            self._client_id,
            int(values["person"]),
            Channel(values["mode"]),
            values["words"],
            disturb=DisturbReason(values["disturb"]) if off and values["disturb"] else None,
            reason=values["reason"] if off else "",
        )
        return ask(self._desk, new)


class AnswerForm(FlowForm):
    """Whether the colleague who was asked can help."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("CAN THEY HELP", row, self._answer, kept)
        self._desk = desk

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        name = self.row.acting.name
        options = (Option(_YES, f"{name} helps"), Option(_NO, f"{name} cannot"))
        return (
            ChoiceField("answer", "Answer *", options, value=_YES),
            NoteField("reason", "Why not", room=400, hint="it then goes back to whoever asked"),
        )

    def changed(self, values: Values) -> None:
        """Ask why only of who cannot."""
        self.field("reason").disabled = values.get("answer") != _NO

    def _answer(self, values: Values) -> Saved:
        if values["answer"] == _NO:
            return decline(self._desk, self.row.id, values["reason"], version=self.row.version)
        return accept(self._desk, self.row.id, version=self.row.version)


async def consult(screen: ConsoleScreen) -> None:
    """Ask a colleague for help with the client on the responsible pane."""
    shown = screen.query_one(ResponsiblePane).shown
    if shown is None:
        return
    desk, client_id = screen.desk, shown.card.id
    found = await screen.answer_to(partial(colleagues, desk, client_id))
    if found is None:
        return
    if not found.people:
        tell(screen, "There is no other care manager here now. Ring the line's director.", severity="warning")
        return
    await fill_about(
        screen, ("consult", client_id), partial(ConsultForm, desk, client_id, found), of="client"
    )


async def answer(screen: ConsoleScreen, row: QueueRow) -> None:
    """Note whether the colleague who was asked can help."""
    await fill_about(screen, ("consulted", row.id), partial(AnswerForm, screen.desk, row))
