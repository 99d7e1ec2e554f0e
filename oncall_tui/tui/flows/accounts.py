"""An absent person's accounts: what a director did, with the log and the checklist beside it (R-039)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.accounts import (
    CHECKLIST,
    STEP_WORDS,
    AccessLine,
    AccessLog,
    NewAccess,
    access_log,
    record_access,
)
from oncall_tui.desk.directory import PersonLine, people
from oncall_tui.desk.views import Saved
from oncall_tui.text import when
from oncall_tui.tui.flows.base import Kept, SmallForm, fill_about
from oncall_tui.tui.flows.people import staff_field
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import AccessStep

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_BESIDE = 40
"""Cells up to which a line of the aside stands beside the fields."""
_NEWEST = 6
"""How many entries stand beside the form; the shell prints them all."""
_ASKS = {
    AccessStep.OPENED: "why it is opened",
    AccessStep.SENT: "what was sent, and to whom",
    AccessStep.ENDED: "logged out, password set anew",
}


class AccountsForm(SmallForm):
    """Whose account, which, and what was done."""

    DEFAULT_CSS = """
    AccountsForm {
        & PickField Listing { height: 4; }
        & Field > .field--line { height: 1; text-wrap: nowrap; }
    }
    """

    def __init__(self, desk: Desk, staff: Sequence[PersonLine], log: AccessLog, kept: Kept) -> None:
        intro = line(("For directors. What is saved here cannot be changed.", DIM))
        super().__init__("ACCOUNTS OF SOMEBODY ABSENT", intro, self._record, kept)
        self._desk = desk
        self._staff = tuple(staff)
        self._log = log
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        steps = tuple(Option(step.value, words) for step, words in STEP_WORDS.items())
        return (
            staff_field(self._staff, "Whose", "away unplanned; the others are refused"),
            TextField("system", "Account *", room=80, hint="e-mail, message boards, a device"),
            ChoiceField("step", "Done *", steps, value=AccessStep.OPENED.value),
            NoteField("words", "Words *", room=1000),
            self._at,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        step = AccessStep(self.field("step").value or AccessStep.OPENED)
        return {"system": "Say which account.", "words": f"Say {_ASKS[step]}."}

    def changed(self, values: Values) -> None:
        """Say what the words are for, and show the log of whoever is chosen."""
        self.field("words").hint = _ASKS[AccessStep(values.get("step") or AccessStep.OPENED)]
        chosen = values.get("person", "")
        lines = [each for each in self._log.lines if not chosen or str(each.person_id) == chosen]
        if self.room > _BESIDE:  # beneath the fields a few lines must do
            self.aside(stack([*self._open(), *self._entries(lines[-1:])]))
        else:
            self.aside(stack([*self._open(), *self._entries(lines), *self._checklist()]))

    def _checklist(self) -> Iterable[Content]:
        yield rule("what is to be done", self.room)
        for place, words in enumerate(CHECKLIST, 1):
            first, *more = wrap(words, self.room - 3)
            yield line((f"{place}. ", DIM), first)
            for each in more:
                yield line("   ", each)

    def _open(self) -> Iterable[Content]:
        yield rule("open now", self.room)
        if not self._log.open:
            yield line(("no account is open", DIM))
        zone = ZoneInfo(self._desk.house.zone)
        for each in self._log.open:
            for said in wrap(f"! {each.name}, {each.system}", self.room):
                yield line((said, LAPSING))
            for said in wrap(f"since {when(each.at, zone)}, {each.by}", self.room - 2):
                yield line("  ", (said, DIM))

    def _entries(self, lines: Sequence[AccessLine]) -> Iterable[Content]:
        zone = ZoneInfo(self._desk.house.zone)
        if lines:
            yield rule("log, newest first", self.room)
        for each in reversed(lines[-_NEWEST:]):
            for said in wrap(f"{each.name}, {each.system}: {STEP_WORDS[each.step]}", self.room):
                yield line((said, STRONG))
            for said in wrap(f"{when(each.at, zone)}, {each.by}: {each.words}", self.room - 2):
                yield line("  ", (said, DIM))
        if len(lines) > _NEWEST:
            yield line((f"and {len(lines) - _NEWEST} earlier: oncall access", DIM))

    def _record(self, values: Values) -> Saved:
        new = NewAccess(
            int(values["person"]), values["system"], AccessStep(values["step"]), values["words"], self._at.at
        )
        return record_access(self._desk, new)


async def accounts(screen: ConsoleScreen) -> None:
    """Record a step into an absent person's account; whoever is no director is told why not."""
    desk = screen.desk
    found = await screen.answer_to(lambda: (access_log(desk), people(desk, desk.now())))
    if found is not None:
        log, staff = found
        away_first = sorted(staff, key=lambda each: not each.away)
        await fill_about(screen, ("accounts", 0), partial(AccountsForm, desk, away_first, log), of="console")
