"""Put an item aside, tie it to another or to a client, and tick what its clocks wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk import handling
from oncall_tui.desk.linking import link_client
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.errors import Refused
from oncall_tui.text import when
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.flows.base import FlowForm, Kept, do, fill
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, HELD, LAPSING, STRONG, line, pair, rule, stack, wrap, wrapped
from oncall_tui.tui.sheets.confirm import Confirm
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.fields import Field, NoteField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.words import CATEGORY, nameless
from storage.vocabulary import ClockState, ItemState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.lookup import Hit
    from oncall_tui.tui.console.screen import ConsoleScreen

_ROOMY = 40
"""Cells of a line from which half as many lines of a text will do."""


class HoldForm(FlowForm):
    """Until when an item is put aside, and why."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("PUT ON HOLD", row, self._hold, kept)
        self._desk = desk
        self._until = WhenField("until", "Until *", understanding(desk))

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (self._until, NoteField("reason", "Reason *", room=1000))

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"until": "Say until when it is put aside.", "reason": "Say why it is put aside."}

    def changed(self, values: Values) -> None:
        """Show which clocks run out before the item comes back."""
        room, zone = self.room, ZoneInfo(self._desk.house.zone)
        lines = [rule("what follows", room)]
        lines += [
            line((each, HELD)) for each in wrap("Put aside. Its clocks go on: none may be paused.", room)
        ]
        until = self._until.at
        for clock in self.row.clocks:
            if clock.state is ClockState.RUNNING:
                before = until is not None and clock.due_at <= until
                said = f"{'! before that: ' if before else ''}{clock.title}, {when(clock.due_at, zone)}"
                lines += [line((each, LAPSING if before else DIM)) for each in wrap(said, room)]
        self.aside(stack(lines))

    def _hold(self, values: Values) -> Saved:
        until = self._until.at
        if until is None:
            raise Refused("Say until when.", field="until")
        return handling.hold(self._desk, self.row.id, until, values["reason"], version=self.row.version)


async def hold_or_release(screen: ConsoleScreen) -> None:
    """Put the item under the cursor aside; one that is on hold is taken up again at once."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    if row.state is ItemState.ON_HOLD:
        await do(screen, partial(handling.release, desk, row.id, version=row.version))
    else:
        await fill(screen, "hold", row, partial(HoldForm, desk, row))


def _client(row: QueueRow) -> Cell:
    if row.client_name:
        return row.client_name
    why, who = nameless(row)
    return ((why, "dim"), (who, ""))


class DuplicateForm(FlowForm):
    """Which other item is the same matter and goes on."""

    def __init__(self, desk: Desk, row: QueueRow, others: Sequence[QueueRow], kept: Kept) -> None:
        super().__init__("SAME MATTER", row, self._mark, kept)
        self._desk = desk
        same = [each for each in others if row.client_id is not None and each.client_id == row.client_id]
        rest = [each for each in others if each not in same]
        self._others = (*same, *rest)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        zone = ZoneInfo(self._desk.house.zone)
        columns: tuple[Column[QueueRow], ...] = (
            Column("", lambda row: (str(row.id), "strong"), width=5, align="right"),
            Column("", _client, width=14, fraction=3),
            Column("", lambda row: CATEGORY[row.category][1], width=12, fraction=1),
            Column("", lambda row: (when(row.received_at, zone), "dim"), width=21, priority=1),
        )
        return (
            PickField(
                "of",
                "Goes on",
                self._others,
                columns,
                row_key=lambda row: row.id,
                name=lambda row: f"{row.id} {row.client_name}",
                more=lambda row: f"{row.caller} {row.phone} {CATEGORY[row.category][1]}",
                echo=lambda row: f"{row.id} goes on, {self.row.id} ends as its duplicate",
                typed=lambda text: text if text.isascii() and text.isdigit() else "",
                empty="No open item matches; a number of an ended one may be typed",
                hint="the item that goes on; those of the same client stand first",
            ),
        )

    def changed(self, values: Values) -> None:
        """Show what was said about the other item, so that it can be told whether it is the same."""
        room = self.room
        other = next((each for each in self._others if str(each.id) == values.get("of")), None)
        lines = [rule(f"item {other.id}, which goes on", room), *_gist(other, room)] if other else []
        self.aside(stack([*lines, rule(f"item {self.row.id}, which ends", room), *_gist(self.row, room)]))

    def _mark(self, values: Values) -> Saved:
        return handling.mark_duplicate(self._desk, self.row.id, int(values["of"]), version=self.row.version)


def _gist(row: QueueRow, room: int) -> list[Content]:
    caller = " ".join(part for part in (row.caller, row.phone) if part) or "no name given"
    said = wrap(row.said, room)[: 4 if room < _ROOMY else 2] or ["nothing noted"]
    return [*(line(each) for each in wrap(caller, room)), *(line((each, DIM)) for each in said)]


async def duplicate(screen: ConsoleScreen) -> None:
    """Mark the item under the cursor as the same matter as another."""
    row, queue = screen.selected, screen.queue
    if row is None or queue is None:
        return
    others = tuple(each for each in queue.rows if each.id != row.id)
    await fill(screen, "duplicate", row, partial(DuplicateForm, screen.desk, row, others))


async def link(screen: ConsoleScreen) -> None:
    """Link the item under the cursor to the client under the look-up's cursor, once that is confirmed."""
    row, desk = screen.selected, screen.desk
    if row is None:
        return
    hit = screen.query_one(LookupPane).current
    if hit is None:
        keys = {name: screen.commands()[name].shown_keys for name in ("look-up", "link")}
        tell(
            screen,
            f"Look the client up first ({keys['look-up']}), then press {keys['link']}.",
            severity="warning",
        )
        return
    if hit.client_id == row.client_id:
        tell(screen, f"{row.id} is linked to {hit.number} already. Look up another client to change that.")
        return
    question = Confirm("LINK TO A CLIENT", partial(_linking, row, hit), does="link")
    if await screen.app.push_screen_wait(question):
        await do(screen, partial(link_client, desk, row.id, hit.client_id, version=row.version))


def _linking(row: QueueRow, hit: Hit, room: int) -> Content:
    """Return who would be linked, with what tells them apart from others of that name."""
    born = f"{hit.born:%d/%m/%Y}" if hit.born else "not on record"
    caller = " ".join(part for part in (row.caller, row.phone) if part) or "no name given"
    lines = [
        *wrapped("item", f"{row.id} {CATEGORY[row.category][1]}, from {caller}", room),
        *wrapped("client", f"{hit.name} · {hit.number}", room, style=STRONG),
        pair("born", born),
        pair("suburb", hit.suburb or ("not on record", DIM)),
        pair("phone", hit.phone or ("no number on record", DIM)),
        *wrapped("manager", hit.manager or "nobody: unowned", room),
    ]
    if row.client_id not in (None, hit.client_id):
        said = f"! It is linked to {row.client_name} · {row.client_number} now."
        lines += [line((each, LAPSING)) for each in wrap(said, room)]
    return stack(lines)
