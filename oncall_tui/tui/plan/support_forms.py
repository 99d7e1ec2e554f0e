"""The forms of paid support, of advocacy, and of what is watched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.plans import advocacy, supports, watch
from oncall_tui.desk.plans.others import AdvocacyView, SignView, SupportView
from oncall_tui.desk.plans.views import Plan
from oncall_tui.desk.plans.wording import SIGN_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.plan.fields import DayField, PlanForm, answered_change, answers_field
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField, YesNoField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import PlanQuestion, SignFinding

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_FOUND = tuple(Option(each.value, SIGN_WORDS[each]) for each in SignFinding)
_NOW = "left empty: now"


class SupportForm(PlanForm):
    """Paid support that is put in place."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("PAID SUPPORT", desk, plan, kept)
        self._from = DayField("starts_on", "From", desk, hint="left empty: today")
        self._review = DayField("review_on", "Review by", desk, required=True, hint="as in +28d")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("what_for", "What for", required=True, room=1000),
            TextField("hours", "How much", required=True, hint="as in 3 × 1 h a week"),
            TextField("provider", "By whom"),
            self._from,
            self._review,
            *answers_field(self.desk, self.plan, PlanQuestion.ADD_SUPPORT),
        )

    def do(self, values: Values) -> Saved:
        """Put it in place."""
        return supports.add_support(
            self.desk,
            supports.NewSupport(
                self.plan.client_id,
                values["what_for"],
                values["hours"],
                self._from.day or self.plan.today,
                self._review.needed(),
                values["provider"],
                answered_change(values),
            ),
        )


class ReviewSupportForm(PlanForm):
    """What came of support, and whether it goes on."""

    def __init__(self, desk: Desk, plan: Plan, support: SupportView, kept: Kept) -> None:
        super().__init__("SUPPORT REVIEWED", desk, plan, kept)
        self._of = support
        self._again = DayField("review_on", "Next by", desk, hint="as in +28d; needed where it goes on")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("outcome", "Outcome", value=self._of.outcome, required=True, room=2000),
            YesNoField("goes_on", "Goes on", required=True),
            self._again,
        )

    def changed(self, values: Values) -> None:
        """Show the support."""
        self.say("support", self._of.what_for, self._of.hours, self._of.provider)

    def do(self, values: Values) -> Saved:
        """Note it."""
        goes_on = values["goes_on"] == "yes"
        if goes_on and self._again.day is None:
            raise Refused("Say by when it is looked at again.", field="review_on")
        return supports.review_support(
            self.desk,
            self._of.id,
            values["outcome"],
            self._again.day if goes_on else None,
            version=self._of.version,
        )


class AdvocateForm(PlanForm):
    """What was advocated for, and to whom."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("ADVOCATED FOR", desk, plan, kept)
        self._at = WhenField("at", "When", understanding(desk), hint=_NOW)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("what", "What", required=True, room=1000, hint="such as regular visits, more support"),
            TextField("to_whom", "To whom", required=True),
            self._at,
        )

    def do(self, values: Values) -> Saved:
        """Keep it."""
        return advocacy.advocate(
            self.desk, self.plan.client_id, values["what"], values["to_whom"], self._at.at
        )


class ResultForm(PlanForm):
    """What came of advocating."""

    def __init__(self, desk: Desk, plan: Plan, matter: AdvocacyView, kept: Kept) -> None:
        super().__init__("WHAT CAME OF IT", desk, plan, kept)
        self._of = matter

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField(
                "result", "Result", value=self._of.result, required=True, room=1000, hint="even nothing"
            ),
        )

    def changed(self, values: Values) -> None:
        """Show what was advocated for."""
        self.say("advocated for", self._of.what, f"to {self._of.to_whom}")

    def do(self, values: Values) -> Saved:
        """Note it."""
        return advocacy.note_result(self.desk, self._of.id, values["result"], version=self._of.version)


class WatchForm(PlanForm):
    """A sign of deterioration to watch."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("WATCH A SIGN", desk, plan, kept)
        self._by = DayField("check_on", "Check by", desk, required=True, hint="as in +3d, fri")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("sign", "Sign", required=True, room=1000, hint="so that anybody would see it"),
            TextField("act", "If so", hint="what is to be done at once"),
            self._by,
            TextField("every_days", "Every … days", value="7", required=True, hint="how often after that"),
        )

    def do(self, values: Values) -> Saved:
        """Watch it."""
        days = values["every_days"].strip()
        if not (days.isascii() and days.isdecimal() and len(days) <= 3):
            raise Refused("Type a number of days, such as 7.", field="every_days")
        return watch.watch(
            self.desk,
            watch.NewSign(self.plan.client_id, values["sign"], self._by.needed(), int(days), values["act"]),
        )


class CheckForm(PlanForm):
    """That a sign was looked for, and how it was found."""

    def __init__(self, desk: Desk, plan: Plan, sign: SignView, kept: Kept) -> None:
        super().__init__("SIGN CHECKED", desk, plan, kept)
        self._of = sign
        self._again = DayField("next_on", "Next by", desk, hint=f"left empty: in {sign.every_days} days")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("finding", "Found", _FOUND, required=True),
            NoteField("words", "Seen", room=2000, hint="needed where it is worse or gone"),
            self._again,
        )

    def changed(self, values: Values) -> None:
        """Show the sign and what is to be done if it is there."""
        of = self._of
        last = f"Last: {SIGN_WORDS[of.last.finding]}. {of.last.words}" if of.last else ""
        self.say("sign", of.sign, f"If so: {of.act}" if of.act else "", last)

    def do(self, values: Values) -> Saved:
        """Note it."""
        finding = SignFinding(values["finding"])
        return watch.check_sign(
            self.desk, self._of.id, finding, values["words"], self._again.day, version=self._of.version
        )


class StopForm(PlanForm):
    """That a sign need not be watched any more."""

    def __init__(self, desk: Desk, plan: Plan, sign: SignView, kept: Kept) -> None:
        super().__init__("WATCH NO MORE", desk, plan, kept)
        self._of = sign

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (TextField("because", "Why", required=True),)

    def changed(self, values: Values) -> None:
        """Show the sign."""
        self.say("sign", self._of.sign)

    def do(self, values: Values) -> Saved:
        """Watch it no more."""
        return watch.stop_watching(self.desk, self._of.id, values["because"], version=self._of.version)
