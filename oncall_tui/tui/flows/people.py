"""Give an item to somebody by name, and note whom nobody could reach (R-161, R-034)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk import handling
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.directory import PersonLine, people, to_reach
from oncall_tui.desk.naming import INTEREST_WORDS
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import Category, Interest

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_HOW_LONG = (
    "Two channels, or 15 minutes of trying, before somebody counts as not reached. "
    "It concerns this item only, and ends with the item."
)


def _name(person: PersonLine) -> Cell:
    return (person.name, "dim") if person.away else person.name


def _stand(person: PersonLine) -> Cell:
    if person.away:
        return (f"✗ {person.away}", "lapsing")
    return (("on the line · ", "accent"), (person.roles, "dim")) if person.on_line else (person.roles, "dim")


_COLUMNS: tuple[Column[PersonLine], ...] = (
    Column("", _name, width=18),
    Column("", lambda person: (person.phone, "dim" if person.away else ""), width=12, priority=1),
    Column("", _stand, width=16, fraction=1),
)


def person_field(staff: Sequence[PersonLine], hint: str) -> PickField[PersonLine]:
    """Return the field that picks somebody by name; who is away cannot be picked."""
    return PickField(
        "person",
        "To",
        tuple(staff),
        _COLUMNS,
        row_key=lambda person: person.id,
        name=lambda person: person.name,
        more=lambda person: f"{person.roles} {person.phone}",
        echo=lambda person: f"{person.name} {person.phone}".strip(),
        why_not=lambda person: f"{person.name} is away: {person.away}." if person.away else "",
        hint=hint,
    )


def staff_field(staff: Sequence[PersonLine], label: str, hint: str) -> PickField[PersonLine]:
    """Return the field that picks anybody by name, also somebody who is away."""
    return PickField(
        "person",
        label,
        tuple(staff),
        _COLUMNS,
        row_key=lambda person: person.id,
        name=lambda person: person.name,
        more=lambda person: f"{person.roles} {person.phone}",
        echo=lambda person: f"{person.name} {person.away or person.roles}".strip(),
        hint=hint,
    )


class HandOnForm(FlowForm):
    """Whom to give the item to, and why."""

    def __init__(
        self,
        desk: Desk,
        row: QueueRow,
        staff: Sequence[PersonLine],
        kept: Kept,
        *,
        interest: Interest | None = None,
    ) -> None:
        super().__init__("HAND ON", row, self._hand_on, kept)
        self._desk = desk
        self._interest = interest
        self._staff = tuple(staff)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        person = person_field(self._staff, f"with {self.row.acting.name} now")
        reason = NoteField(
            "reason", "Reason", room=1000, hint="what they should know; the item card shows it"
        )
        if self.row.category is not Category.CONFLICT:
            return (person, reason)
        known = self._interest.value if self._interest else ""
        options = [Option(each.value, words) for each, words in INTEREST_WORDS.items()]
        return (person, ChoiceField("interest", "Interest", options, value=known), reason)

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask whose interest is put before a conflict goes to a director (R-016)."""
        wrong = dict(super().check(values))
        person = next((each for each in self._staff if str(each.id) == values.get("person")), None)
        if person and "interest" in values and not values["interest"] and "director" in person.roles:
            wrong["interest"] = "Say whose interest is put, so that the director can weigh it."
        return wrong

    def _hand_on(self, values: Values) -> Saved:
        interest = Interest(values["interest"]) if values.get("interest") else None
        return handling.hand_on(
            self._desk,
            self.row.id,
            int(values["person"]),
            values["reason"],
            interest=interest,
            version=self.row.version,
        )


class UnreachableForm(FlowForm):
    """Who could not be reached, and what was tried."""

    def __init__(self, desk: Desk, row: QueueRow, chain: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("CANNOT REACH", row, self._pass_over, kept)
        self._desk = desk
        self._chain = tuple(chain)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        left = [person for person in self._chain if not person.away] or self._chain
        options = tuple(Option(str(person.id), person.name) for person in self._chain)
        return (
            ChoiceField("person", "Who", options, value=str(left[0].id), required=True),
            NoteField("tried", "Tried *", room=1000, hint="as in: phone 02:10, 02:20 and a text"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"tried": "Say how and when they were tried."}

    def changed(self, values: Values) -> None:
        """Show the chosen person's numbers, and what saving does."""
        person = next((each for each in self._chain if str(each.id) == values.get("person")), None)
        lines = [rule("who", self.room)]
        if person is not None:
            lines += [line((text, STRONG)) for text in wrap(person.name, self.room)]
            lines.append(line((person.phone or "no number on record", STRONG)))
            lines += [line((text, DIM)) for text in wrap(person.away or person.roles, self.room)]
        lines += [rule("what follows", self.room)]
        lines += [line(text) for text in wrap("The item goes to the next in line.", self.room)]
        lines += [line((text, DIM)) for text in wrap(_HOW_LONG, self.room)]
        self.aside(stack(lines))

    def _pass_over(self, values: Values) -> Saved:
        return handling.cannot_reach(
            self._desk, self.row.id, int(values["person"]), values["tried"], version=self.row.version
        )


async def hand_on(screen: ConsoleScreen) -> None:
    """Give the item under the cursor to somebody by name."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    found = await screen.answer_to(lambda: (people(desk, desk.now()), item_card(desk, row.id).interest))
    if found is not None:
        staff, interest = found
        await fill(screen, "hand-on", row, partial(HandOnForm, desk, row, staff, interest=interest))


async def unreachable(screen: ConsoleScreen) -> None:
    """Note that a manager could not be reached about the item under the cursor."""
    row, desk = screen.selected, screen.desk
    if row is None or row.client_id is None:
        return
    chain = await screen.answer_to(partial(to_reach, desk, row.client_id, row.id))
    if chain:
        await fill(screen, "unreachable", row, partial(UnreachableForm, desk, row, chain))
    elif chain is not None:
        tell(screen, "This client has no manager on record. Hand the item on by name.", severity="warning")
