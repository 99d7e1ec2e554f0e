"""The forms of who else is at work: whom the client was referred to, and the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.plans import referrals, team
from oncall_tui.desk.plans.others import MemberView, ReferralView
from oncall_tui.desk.plans.referrals import Step
from oncall_tui.desk.plans.views import Plan
from oncall_tui.desk.plans.wording import REFERRAL_WORDS, STEP_WORDS
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.views import Saved
from oncall_tui.rules.competencies import TagKind
from oncall_tui.rules.plans import Milestones, steps_open
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.plan.fields import DayField, PlanForm, answered_change, answers_field, team_names
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField, YesNoField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField
from storage.vocabulary import Channel, PlanQuestion, ReferralKind, ReferralStep

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_REFERRALS = tuple(Option(each.value, REFERRAL_WORDS[each]) for each in ReferralKind)
_CHANNELS = (
    Option(Channel.PHONE.value, "by phone"),
    Option(Channel.EMAIL.value, "by e-mail"),
    Option(Channel.IN_PERSON.value, "in person"),
)
_NOW = "left empty: now"


class ReferForm(PlanForm):
    """Refer the client on."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("REFER ON", desk, plan, kept)
        self._at = WhenField("sent_at", "Sent at", understanding(desk), hint=_NOW)
        self._check = DayField("next_check_on", "Check by", desk, hint="may stay empty; as in +10d")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("kind", "To a", _REFERRALS, required=True),
            TextField("to_whom", "Service", required=True, hint="its name, and whom to ask for"),
            NoteField("reason", "Because", required=True, room=2000, hint="as the service needs to know it"),
            TextField("frequency", "How often", hint="what you press for, as in visits three times a week"),
            YesNoField("sent", "Sent", value="yes", required=True, hint="an answer is waited for once sent"),
            self._at,
            self._check,
            *answers_field(self.desk, self.plan, PlanQuestion.REFER_ON),
        )

    def do(self, values: Values) -> Saved:
        """Refer them on."""
        sent = (self._at.at or self.desk.now()) if values["sent"] == "yes" else None
        return referrals.refer(
            self.desk,
            referrals.NewReferral(
                self.plan.client_id,
                ReferralKind(values["kind"]),
                values["to_whom"],
                values["reason"],
                values["frequency"],
                sent,
                self._check.day,
                answered_change(values),
            ),
        )


class StepForm(PlanForm):
    """What happened to a referral; only the steps that it can take are offered."""

    def __init__(self, desk: Desk, plan: Plan, referral: ReferralView, kept: Kept) -> None:
        super().__init__("REFERRAL", desk, plan, kept)
        self._of = referral
        self._at = WhenField("at", "When", understanding(desk), hint=_NOW)
        self._check = DayField("next_check_on", "Check by", desk, hint="may stay empty; as in +7d")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        of = self._of
        reached = Milestones(
            of.sent_at is not None,
            of.accepted_at is not None,
            of.declined_at is not None,
            of.first_seen_at is not None,
            of.ended_at is not None,
        )
        options = tuple(Option(each.value, STEP_WORDS[each]) for each in steps_open(reached))
        return (
            ChoiceField("step", "What", options, required=True),
            NoteField(
                "words", "Said", room=2000, hint="with whom you spoke and what they said; what came of it"
            ),
            self._at,
            self._check,
        )

    def changed(self, values: Values) -> None:
        """Show the referral."""
        of = self._of
        stands = STEP_WORDS[of.standing] if of.standing else "not sent yet"
        chased = f"asked after {of.chased} {'time' if of.chased == 1 else 'times'}" if of.chased else ""
        self.say(REFERRAL_WORDS[of.kind], of.to_whom, stands, chased, of.frequency)

    def do(self, values: Values) -> Saved:
        """Note it."""
        new = Step(ReferralStep(values["step"]), values["words"], self._at.at, self._check.day)
        return referrals.step(self.desk, self._of.id, new, version=self._of.version)


class MemberForm(PlanForm):
    """Somebody of another trade who works for the client too."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("ON THE TEAM", desk, plan, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            TextField("name", "Name", required=True),
            TextField("role", "Does", required=True, hint="such as physiotherapist"),
            TextField("organisation", "For", hint="their practice or service"),
            TextField("phone", "Phone"),
            TextField("email", "E-mail"),
        )

    def do(self, values: Values) -> Saved:
        """Add them."""
        names = ("name", "role", "organisation", "phone", "email")
        return team.add_member(
            self.desk, team.NewMember(self.plan.client_id, *(values[name] for name in names))
        )


class ContactForm(PlanForm):
    """A contact with somebody of the team."""

    def __init__(self, desk: Desk, plan: Plan, member: MemberView, kept: Kept) -> None:
        super().__init__("CONTACT WITH THE TEAM", desk, plan, kept)
        self._member = member
        self._at = WhenField("at", "When", understanding(desk), hint=_NOW)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        shown = tuple(Option(each.code, each.title) for each in tags().offered(TagKind.COMPETENCY))
        return (
            ChoiceField("channel", "How", _CHANNELS, value=Channel.PHONE.value, required=True),
            NoteField("told", "Told of", required=True, room=2000, hint="what they know now, or told you"),
            NoteField(
                "agreed", "Agreed", required=True, room=2000, hint="who does what by when; or “none needed”"
            ),
            self._at,
            *answers_field(self.desk, self.plan, PlanQuestion.TELL_TEAM),
            TicksField("competencies", "Shows", shown, hint="for supervision; may stay empty"),
        )

    def changed(self, values: Values) -> None:
        """Show whom it is with, and what was agreed last."""
        member, last = self._member, self._member.last
        self.say(member.role, member.name, member.phone, f"Agreed last: {last.agreed}" if last else "")

    def do(self, values: Values) -> Saved:
        """Note it."""
        return team.contact(
            self.desk,
            team.NewContact(
                self._member.id,
                Channel(values["channel"]),
                values["told"],
                values["agreed"],
                self._at.at,
                answered_change(values),
                tuple(filter(None, values["competencies"].split(","))),
            ),
        )


class LeaveForm(PlanForm):
    """That somebody has left the team."""

    def __init__(self, desk: Desk, plan: Plan, member: MemberView, kept: Kept) -> None:
        super().__init__("LEFT THE TEAM", desk, plan, kept)
        self._member = member

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (TextField("because", "Why", required=True, hint="and who comes in their place"),)

    def do(self, values: Values) -> Saved:
        """Note it."""
        return team.leave(self.desk, self._member.id, values["because"], version=self._member.version)


class DecisionForm(PlanForm):
    """What the team decided, and whether the client was part of it."""

    def __init__(self, desk: Desk, plan: Plan, kept: Kept) -> None:
        super().__init__("DECISION OF THE TEAM", desk, plan, kept)
        self._at = WhenField("at", "When", understanding(desk), hint=_NOW)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "Decided", required=True, room=2000, hint="who does what by when"),
            TextField("present", "Present", required=True, hint=team_names(self.plan) or "who took part"),
            YesNoField("client_part", "With client", required=True, hint="did the client take part?"),
            TextField("without_because", "If not, why", hint="it is their plan"),
            self._at,
        )

    def do(self, values: Values) -> Saved:
        """Keep it."""
        return team.decide(
            self.desk,
            team.NewDecision(
                self.plan.client_id,
                values["words"],
                values["present"],
                values["client_part"] == "yes",
                values["without_because"],
                self._at.at,
            ),
        )
