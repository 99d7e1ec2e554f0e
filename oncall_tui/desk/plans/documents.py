"""A client's plan as a page: where it stands first, then its parts, each change with what it said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.document import Document, Note, Part, Text, Tone, part, plain
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.plans.standing import standing
from oncall_tui.desk.plans.wording import (
    CHANGE_WORDS,
    FINDING_WORDS,
    GOAL_WORDS,
    OBJECTIVE_WORDS,
    QUESTION_WORDS,
    REFERRAL_WORDS,
    SHOWN_WORDS,
    SIGN_WORDS,
    STEP_WORDS,
    VIEW_WORDS,
    sentence,
    shown,
)
from oncall_tui.desk.practice.documents import uncontrolled
from oncall_tui.rules.plans import ISSUE_WORDS
from oncall_tui.rules.wording import say_day
from oncall_tui.text import when
from storage.vocabulary import Answer, SignFinding

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.plans.others import DecisionView, MemberView, ReferralView, SignView
    from oncall_tui.desk.plans.views import (
        AnswerView,
        ChangeView,
        CheckView,
        GoalView,
        ObjectiveView,
        Plan,
        Revision,
    )


def plan_document(desk: Desk, plan: Plan) -> Document:
    """Return a plan as a page."""
    page = _Page(ZoneInfo(desk.house.zone))
    lead = tuple(
        Text(f"{each.label}: {each.words}", Tone.ALARM if each.alarm else Tone.PLAIN)
        for each in standing(plan, page.zone)
    )
    return Document(
        f"Plan: {plan.name} · {plan.number}", lead, tuple(page.parts(plan)), (uncontrolled(desk),)
    )


class _Page:
    """Says what stands in a plan, in one zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def at(self, at: datetime) -> str:
        """Return an instant in words."""
        return when(at, self.zone)

    def parts(self, plan: Plan) -> Iterator[Part]:
        """Go through the parts of a plan, in the order in which they are read."""
        yield part("Goals and objectives", None, tuple(self._goals(plan)), none="No goal is set yet.")
        changes = tuple(map(self._change, plan.changes))
        yield part("Changes of circumstances", None, changes, none="None is on record.")
        if plan.checks:
            yield part("Why they may not be engaging", None, tuple(map(self._check, plan.checks)))
        referrals = tuple(map(self._referral, plan.referrals))
        yield part("Referrals", None, referrals, none="Nobody was referred to.")
        team = (*map(self._member, plan.team), *map(self._decision, plan.decisions))
        yield part("Team", None, team, none="Nobody of another trade is on record.")
        yield part("Paid support", None, tuple(self._supports(plan)), none="None is in place.")
        yield part("Advocacy", None, tuple(self._advocacy(plan)), none="None is on record.")
        yield part("Watched signs", None, tuple(map(self._sign, plan.signs)), none="Nothing is watched.")
        if plan.care:
            yield part("Duty of care", None, tuple(self._care(plan)))

    def _goals(self, plan: Plan) -> Iterator[Note]:
        for goal in plan.goals:
            yield Note(
                Text(f"{goal.words} ({GOAL_WORDS[goal.status]})", Tone.STRONG), tuple(self._under_goal(goal))
            )

    def _under_goal(self, goal: GoalView) -> Iterator[Text]:
        agreed = f" with {goal.agreed_with}" if goal.agreed_with else ""
        yield Text(f"set {self.at(goal.set_at)} by {goal.set_by}{agreed}", Tone.DIM)
        yield from map(self._revision, goal.revisions)
        for each in goal.objectives:
            yield Text(self._objective(each), Tone.ALARM if each.slips else Tone.PLAIN)
            yield from map(self._revision, each.revisions)

    def _objective(self, each: ObjectiveView) -> str:
        stands = each.slips or OBJECTIVE_WORDS[each.status]
        return f"{each.words} · {each.measure} · by {say_day(each.target_on)} · {each.owner} · {stands}"

    def _revision(self, each: Revision) -> Text:
        """Say what was changed: the old text first, then the new."""
        changed = "; ".join(
            f"{SHOWN_WORDS.get(name, name)} was “{shown(name, was)}”, is “{shown(name, now)}”"
            for name, was, now in each.differences
        )
        who = ["the client"] if each.client_part else []
        who += [each.professional] if each.professional else []
        took = f"with {' and '.join(who)}" if who else "alone"
        without = f" (client not there: {each.without_because})" if each.without_because else ""
        what = changed or "left as it is"
        return Text(f"{self.at(each.at)}, {each.by} {took}{without}: {what}. Why: {each.why}", Tone.DIM)

    def _change(self, each: ChangeView) -> Note:
        told = f", told by {each.told_by}" if each.told_by else ""
        days = each.unchanged_days
        unchanged = f" · {days} {'day' if days == 1 else 'days'} without a change of the plan" if days else ""
        head = f"{self.at(each.at)} · {CHANGE_WORDS[each.kind]}: {each.words.rstrip('.')}{told}{unchanged}"
        under = tuple(
            Text(f"{QUESTION_WORDS[answer.question]}? {self._answer(answer)}") for answer in each.answers
        )
        return Note(Text(head, Tone.STRONG), under)

    def _answer(self, each: AnswerView) -> str:
        if each.answer is Answer.NOT_ASKED:
            return "not answered yet"
        if each.answer is Answer.NO:
            return f"no{f': {each.because}' if each.because else ''}"
        return f"yes · {each.done}" if each.done else "yes · to do"

    def _check(self, each: CheckView) -> Note:
        under = tuple(
            Text(f"{ISSUE_WORDS[issue]}: {FINDING_WORDS[found]}{_after(' · ', each.notes.get(issue, ''))}")
            for issue, found in each.findings.items()
        )
        head = f"{self.at(each.at)}, {each.by}: {VIEW_WORDS[each.view]}. {each.words}"
        return Note(Text(head, Tone.STRONG), under)

    def _referral(self, each: ReferralView) -> Note:
        stands = STEP_WORDS[each.standing] if each.standing else "not sent yet"
        pressed = f" · {each.frequency}" if each.frequency else ""
        check = f" · check by {say_day(each.next_check_on)}" if each.next_check_on else ""
        head = f"{REFERRAL_WORDS[each.kind]}: {each.to_whom} · {stands}{pressed}{check}"
        under = [Text(f"because {each.reason}")]
        under += [
            Text(f"{self.at(step.at)} {STEP_WORDS[step.step]}, {step.by}{_after(': ', step.words)}")
            for step in each.steps
        ]
        return Note(Text(head, Tone.STRONG), tuple(under))

    def _member(self, each: MemberView) -> Note:
        contact = " · ".join(part for part in (each.organisation, each.phone, each.email) if part)
        left = f" · left {self.at(each.left_at)}: {each.left_because}" if each.left_at else ""
        silent = f" · nobody spoke to them for {each.silent_days} days" if each.silent_days else ""
        head = f"{each.role}: {each.name}{f' · {contact}' if contact else ''}{left}{silent}"
        under = tuple(
            Text(
                f"{self.at(c.at)}, {c.by} {MODE_WORDS[c.channel]}: {sentence(c.told)} "
                f"Agreed: {sentence(c.agreed)}"
            )
            for c in each.contacts
        )
        return Note(Text(head, Tone.ALARM if each.silent_days else Tone.STRONG), under)

    def _decision(self, each: DecisionView) -> Note:
        part = "with the client" if each.client_part else f"without the client: {each.without_because}"
        return Note(
            Text(f"{self.at(each.at)} · decided: {each.words}"), (Text(f"{each.present} · {part}", Tone.DIM),)
        )

    def _supports(self, plan: Plan) -> Iterator[Note]:
        for each in plan.supports:
            ended = (
                f"ended {say_day(each.ended_on)}" if each.ended_on else f"review by {say_day(each.review_on)}"
            )
            provider = f" · {each.provider}" if each.provider else ""
            head = f"{each.what_for} · {each.hours}{provider} · from {say_day(each.starts_on)} · {ended}"
            yield Note(Text(head), (Text(f"outcome: {each.outcome}"),) if each.outcome else ())

    def _advocacy(self, plan: Plan) -> Iterator[Note]:
        for each in plan.advocacy:
            result = each.result or "no result yet"
            yield Note(
                Text(f"{self.at(each.at)}, {each.by} to {each.to_whom}: {each.what}"),
                (Text(f"result: {result}"),),
            )

    def _sign(self, each: SignView) -> Note:
        ended = f"no more: {each.ended_because}" if each.ended_at else f"check by {say_day(each.check_on)}"
        late = f", overdue by {each.overdue_days} d" if each.overdue_days else ""
        act = f" · if so: {each.act}" if each.act else ""
        under = tuple(
            Text(
                f"{self.at(c.at)}, {c.by}: {SIGN_WORDS[c.finding]}{f' · {c.words}' if c.words else ''}",
                Tone.ALARM if c.finding is SignFinding.WORSE else Tone.PLAIN,
            )
            for c in each.checks
        )
        return Note(Text(f"{each.sign}{act} · {ended}{late}", Tone.ALARM if late else Tone.STRONG), under)

    def _care(self, plan: Plan) -> Iterator[Note]:
        for each in plan.care:
            decided = (
                f"decided {self.at(each.decided_at)} by {each.decided_by}: {each.decision}"
                if each.decided_at
                else f"waits for a director: item {each.item_id}"
            )
            yield Note(Text(f"{self.at(each.flagged_at)}, {each.by}: {each.why}"), (plain(decided).text,))


def _after(mark: str, words: str) -> str:
    """Return words after a mark, or nothing where there are none."""
    return f"{mark}{words}" if words else ""
