"""Finish an item, take it out, and take the last action back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk import handling, resolving
from oncall_tui.desk import undo as undoing
from oncall_tui.desk.owed import still_owed
from oncall_tui.desk.undo import Undoable
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.text import when
from oncall_tui.tui.flows.base import FlowForm, Kept, do, fill
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack, wrap
from oncall_tui.tui.sheets.confirm import Confirm
from oncall_tui.tui.widgets.fields import Field, NoteField, YesNoField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import ClockState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen


class ResolveForm(FlowForm):
    """What was done, and why no more is tried where attempts are still owed."""

    def __init__(self, desk: Desk, row: QueueRow, owed: str, kept: Kept) -> None:
        super().__init__("RESOLVE", row, self._resolve, kept)
        self._desk = desk
        self._owed = owed

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; why to stop early only where the rule asks for it."""
        done = NoteField("outcome", "What was done *", room=4000)
        close = YesNoField("close", "Close it too", value="no", hint="yes: nobody needs to look at it again")
        if not self._owed:
            return done, close
        return done, NoteField("override", "Why stop early *", room=1000, hint=self._owed), close

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        needed = {"outcome": "Say what was done, so that a colleague can pick it up."}
        if self._owed:
            needed["override"] = f"{self._owed} Or say why no more is tried."
        return needed

    def changed(self, values: Values) -> None:
        """Show which clocks end with it."""
        self.aside(ending(self.row, self._desk, self.room, "It leaves the queue and stays on record."))

    def _resolve(self, values: Values) -> Saved:
        resolved = resolving.resolve(
            self._desk,
            self.row.id,
            values["outcome"],
            override=values.get("override", ""),
            version=self.row.version,
        )
        return resolving.close(self._desk, self.row.id) if values.get("close") == "yes" else resolved


class CloseForm(FlowForm):
    """A last word before an item is closed."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("CLOSE", row, self._close, kept)
        self._desk = desk

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("reason", "Last word", room=1000, hint="optional; how it was resolved stays on record"),
        )

    def _close(self, values: Values) -> Saved:
        return resolving.close(self._desk, self.row.id, values["reason"], version=self.row.version)


class WithdrawForm(FlowForm):
    """Why an item is taken out."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("WITHDRAW", row, self._withdraw, kept)
        self._desk = desk

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        hint = "as in: logged twice, or no longer wanted"
        return (NoteField("reason", "Reason *", room=1000, hint=hint),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it is withdrawn."}

    def changed(self, values: Values) -> None:
        """Show which clocks end with it."""
        self.aside(ending(self.row, self._desk, self.room, "It stays on record as withdrawn."))

    def _withdraw(self, values: Values) -> Saved:
        return handling.withdraw(self._desk, self.row.id, values["reason"], version=self.row.version)


def ending(row: QueueRow, desk: Desk, room: int, words: str) -> Content:
    """Return what follows when an item ends: the clocks that end with it, and what stays."""
    zone = ZoneInfo(desk.house.zone)
    lines = [rule("what follows", room)]
    for clock in row.clocks:
        if clock.state is ClockState.RUNNING:
            said = f"{clock.title} ends with it, due {when(clock.due_at, zone)}"
            lines += [line((each, LAPSING)) for each in wrap(said, room)]
    return stack([*lines, *(line((each, DIM)) for each in wrap(words, room))])


async def resolve(screen: ConsoleScreen) -> None:
    """Say that the item under the cursor is done, and how."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    owed = await screen.answer_to(partial(still_owed, desk, row.id))
    if owed is not None:
        await fill(screen, "resolve", row, partial(ResolveForm, desk, row, owed))


async def close(screen: ConsoleScreen) -> None:
    """Close the item under the cursor."""
    row = screen.selected
    if row is not None:
        await fill(screen, "close", row, partial(CloseForm, screen.desk, row))


async def withdraw(screen: ConsoleScreen) -> None:
    """Take the item under the cursor out."""
    row = screen.selected
    if row is not None:
        await fill(screen, "withdraw", row, partial(WithdrawForm, screen.desk, row))


async def undo(screen: ConsoleScreen) -> None:
    """Take the last action back, after showing exactly which one that is (R-169)."""
    desk = screen.desk
    found = await screen.answer_to(lambda: (undoing.undoable(desk),))
    if found is None:
        return
    last = found[0]
    if last is None:
        tell(screen, "There is nothing of yours from the last ten minutes to undo.", severity="warning")
        return
    zone = ZoneInfo(desk.house.zone)
    if await screen.app.push_screen_wait(Confirm("UNDO", partial(_undoing, last, zone), does="take it back")):
        await do(screen, partial(undoing.undo, desk, last.seq))


def _undoing(last: Undoable, zone: ZoneInfo, room: int) -> Content:
    """Return what exactly would be taken back."""
    kind, _, number = last.object.partition(":")
    lines = [
        line((f"Your last action that can be undone, on {kind} {number}:", DIM)),
        line(""),
        *(line((each, STRONG)) for each in wrap(last.words, room)),
        line(""),
        *(line((each, DIM)) for each in wrap("A new entry takes it back; the record keeps both.", room)),
        line((f"It can be taken back until {when(last.until, zone)}.", DIM)),
    ]
    return stack(lines)
