"""The duty from its key: read the briefs, accept the line, give a shift to another director."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.document import Document
from oncall_tui.desk.briefs.documents import (
    end_documents,
    no_packs,
    pack_document,
    rota_document,
    start_document,
)
from oncall_tui.desk.briefs.end import end_brief
from oncall_tui.desk.briefs.packs import packs
from oncall_tui.desk.briefs.spans import closing_at
from oncall_tui.desk.briefs.start import heading, start_brief
from oncall_tui.desk.directory import PersonLine, people
from oncall_tui.desk.duty.rota import rota
from oncall_tui.desk.duty.verbs import accept_line, give_shift
from oncall_tui.desk.duty.views import Shift
from oncall_tui.desk.views import Saved
from oncall_tui.text import when
from oncall_tui.tui.duty.screen import ACCEPT, TABS, DutyScreen
from oncall_tui.tui.flows.base import Kept, SmallForm, do, fill_about
from oncall_tui.tui.flows.people import person_field
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.fields import Field, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_AHEAD = timedelta(weeks=8)
_ROTA = [name for name, _ in TABS].index("rota")
_FOLLOWS = (
    "Left empty, all that is left of the shift is given. What lies before and after a part stays as it is.",
    "The other director has yet to accept it. Until then the rota counts all the same.",
)


class GiveForm(SmallForm):
    """Which shift, to whom, and which part of it."""

    def __init__(
        self, desk: Desk, shifts: Sequence[Shift], directors: Sequence[PersonLine], kept: Kept
    ) -> None:
        super().__init__("GIVE A SHIFT", line(("of the line to another director", DIM)), self._give, kept)
        self._desk = desk
        self._shifts = tuple(shifts)
        self._directors = tuple(directors)
        self._since = WhenField("start", "From", understanding(desk), hint="left empty: from its start")
        self._until = WhenField("end", "Until", understanding(desk), hint="left empty: to its end")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            shift_field(self._shifts, ZoneInfo(self._desk.house.zone)),
            person_field(self._directors, "another director"),
            self._since,
            self._until,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"shift": "Choose a shift.", "person": "Choose who takes it."}

    def changed(self, values: Values) -> None:
        """Say what follows."""
        lines = [rule("what follows", self.room)]
        lines += [line((each, DIM)) for words in _FOLLOWS for each in wrap(words, self.room)]
        self.aside(stack(lines))

    def _give(self, values: Values) -> Saved:
        shift = next(each for each in self._shifts if str(each.id) == values["shift"])
        person = int(values["person"])
        return give_shift(self._desk, shift.id, person, self._since.at, self._until.at, version=shift.version)


def shift_field(shifts: Sequence[Shift], zone: ZoneInfo) -> PickField[Shift]:
    """Return the field that picks a shift of the rota."""

    def span(shift: Shift) -> str:
        return f"{when(shift.start, zone)} to {when(shift.end, zone)}"

    columns: tuple[Column[Shift], ...] = (
        Column("", span, width=46),
        Column("", lambda shift: shift.person.name, width=12, fraction=1),
    )
    return PickField(
        "shift",
        "Shift",
        tuple(shifts),
        columns,
        row_key=lambda shift: shift.id,
        name=lambda shift: shift.person.name,
        more=span,
        echo=lambda shift: f"{shift.person.name}, {span(shift)}",
        empty="No shift is like that",
        hint="yours first",
    )


async def duty(screen: ConsoleScreen) -> None:
    """Show the duty until it is left."""
    tab = 0
    while True:
        shown = DutyScreen(partial(_pages, screen.desk), tab)
        answer = await screen.app.push_screen_wait(shown)
        if answer is None:
            return
        tab = shown.tab
        if answer == ACCEPT:
            await do(screen, partial(accept_line, screen.desk))
        elif await _give(screen):
            tab = _ROTA


async def _give(screen: ConsoleScreen) -> bool:
    """Give a shift away; False when nothing came of it."""
    desk = screen.desk
    found = await screen.answer_to(
        lambda: (rota(desk, desk.now(), desk.now() + _AHEAD), people(desk, desk.now()))
    )
    if found is None:
        return False
    mine = desk.operator.id
    shifts = sorted(found[0].shifts, key=lambda each: (each.person.id != mine, each.start))
    directors = [each for each in found[1] if "director" in each.roles.split(", ")]
    if not shifts or len(directors) < 2:
        tell(screen, "There is no shift ahead, or no other director to give it to.", severity="warning")
        return False
    return await fill_about(screen, ("give", 0), partial(GiveForm, desk, shifts, directors), of="console")


def _pages(desk: Desk, tab: str) -> tuple[Document, ...]:
    """Return the pages of a tab."""
    now = desk.now()
    if tab == "start":
        return (start_document(start_brief(desk, now)),)
    if tab == "end":
        return end_documents(end_brief(desk, now))
    if tab == "rota":
        return (rota_document(heading(desk, now, now + _AHEAD), rota(desk, now, now + _AHEAD)),)
    span = closing_at(desk.house.calendar, now)
    head = heading(desk, span.start, span.end)
    return tuple(pack_document(head, each) for each in packs(desk, now)) or (no_packs(head),)
