"""The fields that only forms of a plan have: a day, and which change of circumstances something answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from oncall_tui.desk.plans.views import Plan
from oncall_tui.desk.plans.wording import CHANGE_WORDS
from oncall_tui.rules.when import Meaning
from oncall_tui.rules.wording import say_day
from oncall_tui.tui.flows.base import AboutForm, Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, STRONG, line
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import PlanQuestion

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

NONE = "none"
_CHANGES = 4
"""How many changes of circumstances can be chosen from."""


class DayField(WhenField):
    """A day as people type it; which one that is stands beneath while it is typed."""

    def __init__(
        self,
        key: str,
        label: str,
        desk: Desk,
        *,
        value: str = "",
        required: bool = False,
        hint: str = "as in +14d, 4 dec, fri",
    ) -> None:
        read, calendar = understanding(desk), desk.house.calendar

        def meaning(text: str) -> Meaning:
            found = read(text)
            return replace(found, words=say_day(calendar.local(found.at).date(), year=True))

        self._calendar = calendar
        super().__init__(key, label, meaning, value=value, required=required, hint=hint)

    @property
    def day(self) -> date | None:
        """The day meant; None while none is."""
        at = self.at
        return self._calendar.local(at).date() if at is not None else None

    def needed(self) -> date:
        """Return the day of a field that was checked to hold one."""
        day = self.day
        assert day is not None
        return day


class PlanForm(AboutForm):
    """A small form about one client's plan."""

    def __init__(self, title: str, desk: Desk, plan: Plan, kept: Kept) -> None:
        intro: Content = line((plan.name, STRONG), (f" · {plan.number}", DIM))
        super().__init__(title, intro, desk, kept)
        self.plan = plan


def answers_field(desk: Desk, plan: Plan, question: PlanQuestion) -> Sequence[ChoiceField]:
    """Return the field that says which change something answers; none where nothing has changed.

    The newest change that waits for just that is chosen to begin with.
    """
    changes = sorted(plan.changes, key=lambda each: question not in each.to_do)[:_CHANGES]
    if not changes:
        return ()
    options = [
        Option(
            str(each.id), f"{CHANGE_WORDS[each.kind]}, {say_day(desk.house.calendar.local(each.at).date())}"
        )
        for each in changes
    ]
    waits = question in changes[0].to_do
    return (
        ChoiceField(
            "change",
            "Answers",
            (*options, Option(NONE, "no change")),
            value=str(changes[0].id) if waits else NONE,
            hint="which change of circumstances it is about; its task is done with it",
        ),
    )


def answered_change(values: Values) -> int | None:
    """Return which change of circumstances was chosen, if any."""
    chosen = values.get("change", NONE)
    return None if chosen in ("", NONE) else int(chosen)


def team_names(plan: Plan) -> str:
    """Return who is on the team, to be reminded of while typing."""
    return "; ".join(f"{each.name}, {each.role}" for each in plan.team if each.left_at is None)
