"""Forms of the outreach sheet that say when: the next date, an appointment, a class by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload import planning
from oncall_tui.desk.caseload.views import AppointmentView, OutreachView
from oncall_tui.desk.views import Saved
from oncall_tui.rules.caseload import PRIORITY_SHORT
from oncall_tui.rules.wording import say_day
from oncall_tui.text import when
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.outreach.base import OutreachForm
from oncall_tui.tui.plan.fields import DayField
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, TextField, WhenField, YesNoField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Priority

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from oncall_tui.desk.context import Desk

_BY_RULE = "by-rule"


class NextForm(OutreachForm):
    """When the client is reached out to next."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("NEXT OUTREACH", desk, view, kept)
        self._on = DayField("next_on", "On", desk, required=True)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (self._on, TextField("because", "Because", room=300, hint="may stay empty"))

    def changed(self, values: Values) -> None:
        """Show what is planned now."""
        row = self.view.row
        now = f"{say_day(row.next_on, year=True)}: {row.next_because}" if row.next_on else "none"
        self.say("now", now, "An open outreach workflow goes by the same day.")

    def do(self, values: Values) -> Saved:
        """Set it."""
        day = self._on.needed()
        return planning.next_outreach(
            self.desk, self.client_id, day, values["because"], version=self.view.version
        )


class BookForm(OutreachForm):
    """An entry in an appointment book."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("APPOINTMENT", desk, view, kept)
        self._at = WhenField("starts_at", "At", understanding(desk), required=True, hint="as in tue 14:00")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; whoever sits here may take it too."""
        people = {each.id: each.name for each in (*self.view.books, self.desk.operator)}
        options = [Option(str(key), name) for key, name in people.items()]
        return (
            self._at,
            TextField("minutes", "Minutes", value="30", room=4),
            ChoiceField("person", "With", options, value=options[0].value),
            TextField("about", "About", room=300, hint="may stay empty"),
            YesNoField("ok", "Even so", value="no", hint="yes where it is meant although something clashes"),
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for a number of minutes."""
        good = values["minutes"].strip().isdecimal()
        return {} if good else {"minutes": "Give the minutes as a whole number, as in 30."}

    def do(self, values: Values) -> Saved:
        """Make it."""
        assert self._at.at is not None
        return planning.make_appointment(
            self.desk,
            self.client_id,
            int(values["person"]),
            self._at.at,
            int(values["minutes"]),
            values["about"],
            clash_ok=values["ok"] == "yes",
        )


class CancelForm(OutreachForm):
    """An appointment that does not take place."""

    def __init__(self, desk: Desk, view: OutreachView, zone: ZoneInfo, kept: Kept) -> None:
        super().__init__("CANCEL APPOINTMENT", desk, view, kept)
        self._zone = zone

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        entries = self.view.appointments
        options = [Option(str(each.id), self._words(each)) for each in entries]
        return (
            ChoiceField("entry", "Which", options, value=str(entries[0].id)),
            TextField("because", "Because", room=300, hint="may stay empty"),
        )

    def _words(self, entry: AppointmentView) -> str:
        return f"{when(entry.starts_at, self._zone)}, {entry.person.name}"

    def do(self, values: Values) -> Saved:
        """Cancel it."""
        return planning.cancel_appointment(self.desk, int(values["entry"]), values["because"])


class ClassForm(OutreachForm):
    """A class that a person gives, with the reason and until when (R-115)."""

    def __init__(self, desk: Desk, view: OutreachView, kept: Kept) -> None:
        super().__init__("CLASS BY HAND", desk, view, kept)
        self._until = DayField("until", "Until", desk, hint="the last day that it holds, as in +7d")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; back to the rules only where somebody has overruled them."""
        options = [Option(each.value, PRIORITY_SHORT[each]) for each in Priority]
        if self.view.override is not None:
            options.append(Option(_BY_RULE, "as the rules say"))
        return (
            ChoiceField("priority", "Class", options, value=self.view.row.priority.value),
            TextField("reason", "Because *", room=300, hint="whoever acts next judges by it"),
            self._until,
        )

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask for a reason and a day, unless the rules are to decide again."""
        if values["priority"] == _BY_RULE:
            return {}
        wrong = {}
        if not values["reason"].strip():
            wrong["reason"] = "Say why, so that whoever acts next can judge it."
        if self._until.day is None:
            wrong["until"] = "Say until when, as in +7d: a class by hand always ends."
        return wrong

    def changed(self, values: Values) -> None:
        """Show what the rules say."""
        self.say("now", self.view.row.why)

    def do(self, values: Values) -> Saved:
        """Give it, or take it back."""
        if values["priority"] == _BY_RULE:
            return planning.take_class_back(self.desk, self.client_id)
        day = self._until.needed()
        return planning.give_class(
            self.desk, self.client_id, Priority(values["priority"]), values["reason"], day
        )
