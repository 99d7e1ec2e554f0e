"""What follows an attempt: the four points with a provider, or the next attempt where there is risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.provider_calls import PLANS, POINTS, NewProviderCall, record_call
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.rules.attempts import failed
from oncall_tui.tui.flows.base import FlowForm, Kept, fill
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.inbox.forms import PlanForm
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField
from storage.vocabulary import JointPlan, Outcome, Party, ProviderPoint

if TYPE_CHECKING:
    from oncall_tui.desk.attempts import AttemptSheet, NewAttempt
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_NOT_NEEDED = "contacts-not-needed"
_TICKS = (
    *(Option(each.value, words) for each, words in POINTS.items()),
    Option(_NOT_NEEDED, "no need to exchange numbers"),
)
_PLANS = (Option("", "not spoken of"), *(Option(each.value, words) for each, words in PLANS.items()))
_FOUR = "Four points, so that they know what to expect of us; what is left open stands on the item."
_SETS = "What you agree on sets the client's next outreach date."


class ProviderCallForm(FlowForm):
    """What was gone through with the provider, and the plan that was agreed."""

    DEFAULT_CSS = "ProviderCallForm Field > .field--line { height: 1; text-wrap: nowrap; }"

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("SPOKEN WITH THE PROVIDER", row, self._save, kept)
        self._desk = desk
        self._at = WhenField("outreach_at", "Reach on", understanding(desk), hint="as in mon 9:00, +3d")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            TextField("provider", "Provider *", value=self.row.caller, room=200, hint="who that was"),
            TicksField("points", "Spoke of", _TICKS, hint="what was gone through"),
            ChoiceField("plan", "Client", _PLANS, value="", hint="what was agreed about the next outreach"),
            self._at,
            TextField("plan_note", "Note", room=400, hint="such as the day of their appointment"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"provider": "Say which provider that was."}

    def changed(self, values: Values) -> None:
        """Ask for a day only where something was agreed."""
        self.field("outreach_at").disabled = not values.get("plan")
        lines = [rule("the call", self.room), *(line((each, DIM)) for each in wrap(_FOUR, self.room))]
        lines += [line((each, DIM)) for each in wrap(_SETS, self.room)]
        self.aside(stack(lines))

    def _save(self, values: Values) -> Saved:
        ticked = set(values["points"].split(","))
        new = NewProviderCall(
            self.row.id,
            values["provider"],
            tuple(each for each in ProviderPoint if each.value in ticked),
            contacts_needed=_NOT_NEEDED not in ticked,
            plan=JointPlan(values["plan"]) if values["plan"] else None,
            outreach_at=self._at.at,
            plan_note=values["plan_note"],
        )
        return record_call(self._desk, new)


async def follow_up(screen: ConsoleScreen, sheet: AttemptSheet, made: NewAttempt) -> None:
    """Show what follows an attempt that was saved, where something does."""
    provider = made.party is Party.PROVIDER and made.outcome is Outcome.REACHED
    at_risk = sheet.allowed.cap is None and failed(made.outcome) and not made.next_try_at
    enough = len(sheet.tried) + 1 >= sheet.allowed.minimum
    colleague = made.party in (Party.STAFF, Party.CARE_MANAGER)
    if not provider and (colleague or not (at_risk and enough)):
        return
    card = await screen.answer_to(partial(item_card, screen.desk, made.item_id))
    if card is None or not card.row.state.open:
        return
    if provider:
        await fill(screen, "provider-call", card.row, partial(ProviderCallForm, screen.desk, card.row))
    else:
        await fill(screen, "next-attempt", card.row, partial(PlanForm, screen.desk, card.row))
