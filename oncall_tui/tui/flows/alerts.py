"""Answer for an alert: have it, put it off, hand it on; see all of them and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.alerts.loading import alert_steps
from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.desk.directory import PersonLine, people
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.text import when
from oncall_tui.tui.alerts.screen import SLIPPED, AlertScreen
from oncall_tui.tui.alerts.text import alert_lines, steps_text
from oncall_tui.tui.alerts.wording import client_of
from oncall_tui.tui.flows.base import Kept, SmallForm, fill_about
from oncall_tui.tui.flows.looking import show_card
from oncall_tui.tui.flows.people import person_field
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, HELD, STRONG, line, rule, stack, wrap
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.fields import Field, NoteField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen


class AlertForm(SmallForm):
    """A small form about one alert."""

    def __init__(
        self, title: str, desk: Desk, row: AlertRow, verb: Callable[[Values], Saved], kept: Kept
    ) -> None:
        intro = line((client_of(row), STRONG), (f"  {row.title} · {row.remaining}", DIM))
        super().__init__(f"{title}  alert of item {row.item_id}", intro, verb, kept)
        self.desk = desk
        self.row = row
        """The alert as it was shown when the key was pressed."""

    def changed(self, values: Values) -> None:
        """Show the alert beside the fields."""
        zone = ZoneInfo(self.desk.house.zone)
        about = alert_lines(self.row, self.desk.now(), zone, self.room)[1:]
        self.aside(stack([*self.limits(), rule("the alert", self.room), *about]))

    def limits(self) -> Sequence[Content]:
        """Return what the fields must keep to."""
        return ()


class SnoozeForm(AlertForm):
    """Until when an alert is put off, and why: never past the next warning of its clock (R-161)."""

    def __init__(self, desk: Desk, row: AlertRow, kept: Kept) -> None:
        super().__init__("LATER", desk, row, self._snooze, kept)
        self._limit = when(row.snooze_limit, ZoneInfo(desk.house.zone))
        self._until = WhenField("until", "Until *", understanding(desk), hint="as in +20m or 14:30")

    def limits(self) -> Sequence[Content]:
        """Say until when it can be put off at the latest."""
        said = f"until {self._limit} at the latest; never past its next warning"
        return [rule("how long", self.room), *(line((each, HELD)) for each in wrap(said, self.room))]

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (self._until, NoteField("reason", "Reason *", room=1000))

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"until": "Say until when it is put off.", "reason": "Say why it is put off."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse a time that has passed or that would hide the next warning."""
        wrong = dict(super().check(values))
        until = self._until.at
        if until is not None and until > self.row.snooze_limit:
            wrong["until"] = f"That is past its next warning: {self._limit} at the latest."
        elif until is not None and until <= self.desk.now():
            wrong["until"] = "That has passed already."
        return wrong

    def _snooze(self, values: Values) -> Saved:
        until = self._until.at
        if until is None:
            raise Refused("Say until when.", field="until")
        return verbs.snooze(self.desk, self.row.id, until, values["reason"], version=self.row.version)


class HandAlertOnForm(AlertForm):
    """Whom the alert and its item go to, and why."""

    def __init__(self, desk: Desk, row: AlertRow, staff: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("HAND ON", desk, row, self._hand_on, kept)
        self._staff = tuple(staff)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            person_field(self._staff, f"with {self.row.acting.name} now"),
            NoteField("reason", "Reason *", room=1000, hint="what they should know; the item card shows it"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it is handed on."}

    def _hand_on(self, values: Values) -> Saved:
        person = int(values["person"])
        return verbs.hand_on(self.desk, self.row.id, person, values["reason"], version=self.row.version)


def pressing(screen: ConsoleScreen) -> AlertRow | None:
    """Return the alert in the banner, if it has stood there long enough to be what a key is meant for."""
    if screen.pressing is not None and not screen.pressing_seen:
        tell(screen, SLIPPED, severity="warning")
        return None
    return screen.pressing


async def acknowledge(screen: ConsoleScreen, row: AlertRow) -> None:
    """Say that one has an alert; the record is read again also when it was stale."""
    saved = await screen.answer_to(partial(verbs.acknowledge, screen.desk, row.id, version=row.version))
    if saved is not None:
        tell(screen, saved.words)
        screen.load()
    screen.load_alerts()


async def snooze(screen: ConsoleScreen, row: AlertRow) -> None:
    """Put an alert off."""
    await fill_about(screen, ("snooze", row.id), partial(SnoozeForm, screen.desk, row), of="alert")
    screen.load_alerts()


async def hand_on(screen: ConsoleScreen, row: AlertRow) -> None:
    """Give an alert and its item to somebody by name."""
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    if staff is not None:
        make = partial(HandAlertOnForm, desk, row, staff)
        await fill_about(screen, ("alert-on", row.id), make, of="alert")
        screen.load_alerts()


async def steps(screen: ConsoleScreen, row: AlertRow) -> None:
    """Show what has become of an alert so far."""
    found = await screen.answer_to(partial(alert_steps, screen.desk, row.id))
    if found is not None:
        draw = partial(steps_text, row, found, screen.desk.now(), screen.zone)
        await screen.app.push_screen_wait(Sheet(f"ALERT  item {row.item_id}", draw, rest=row.title))


async def card(screen: ConsoleScreen, row: AlertRow) -> None:
    """Show the item that an alert is of."""
    await show_card(screen, row.item_id)


async def show_alerts(screen: ConsoleScreen) -> None:
    """Show every open alert until somebody steps back."""
    commands = screen.commands()
    acts = {
        "acknowledge": acknowledge,
        "snooze": snooze,
        "hand-on": hand_on,
        "why": steps,
        "open": card,
    }
    listing = AlertScreen(
        screen.alerts_shown(),
        screen.zone,
        screen.desk.clock,
        {name: partial(act, screen) for name, act in acts.items()},
        lambda name: commands[name].shown_keys,
    )
    screen.alert_list = listing
    try:
        await screen.app.push_screen_wait(listing)
    finally:
        screen.alert_list = None
