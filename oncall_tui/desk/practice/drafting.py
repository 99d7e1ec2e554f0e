"""Begin a practice review from what the client's plan tells; whoever writes it adds the judgement (R-112)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.plans.wording import CHANGE_WORDS, REFERRAL_WORDS, counted, sentence
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.views import ReviewText
from oncall_tui.rules.competencies import TagKind
from oncall_tui.rules.wording import say_day
from storage.vocabulary import EngagementView, ReferralStep

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.plans.others import ReferralView
    from oncall_tui.desk.plans.views import Plan, Revision


def drafted(desk: Desk, client_id: int) -> ReviewText:
    """Return a review as far as the record of a client's plan can tell it; names it knows are left out.

    Raises:
        Refused: there is no such client.
    """
    plan = plan_of(desk, client_id)
    calendar, known = desk.house.calendar, tags()

    def dated(at: datetime) -> str:
        return say_day(calendar.local(at).date())

    evidence = set(_evidence(plan))
    unnamed = Unnamed(plan)
    return ReviewText(
        issue=unnamed("\n".join(_issue(plan, dated_changes(plan, dated)))),
        actions=unnamed("\n".join(words for _, words in sorted(_actions(plan), key=lambda each: each[0]))),
        skills=known.suggested(evidence, TagKind.SKILL),
        indicators=unnamed("\n".join(_indicators(plan))),
        traps=unnamed("\n".join(_traps(plan))),
        competencies=known.suggested(evidence, TagKind.COMPETENCY),
        reference=known.reference,
    )


_SHORTEST = 3
"""Letters from which a part of a name is looked for by itself."""


class Unnamed:
    """Puts what they are in place of the names of the client and the team, as far as those are on record."""

    def __init__(self, plan: Plan) -> None:
        self._for = dict.fromkeys(plan.names, "the client")
        for member in plan.team:
            parts = [part for part in member.name.split() if len(part) >= _SHORTEST and part[-1] != "."]
            for name in (member.name, *parts):
                self._for.setdefault(name, f"the {member.role}")
        longest = sorted(filter(None, self._for), key=len, reverse=True)
        self._found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")

    def __call__(self, words: str) -> str:
        """Return words without those names."""
        return self._found.sub(lambda found: self._instead(words, found), words)

    def _instead(self, words: str, found: re.Match[str]) -> str:
        before = words[: found.start()].rstrip(" “")
        begins = not before or before[-1] in ".!?\n:"
        said = self._for[found[0]]
        return said[0].upper() + said[1:] if begins else said


def dated_changes(plan: Plan, dated: object) -> list[str]:
    """Return the changes of circumstances in a sentence each, oldest first."""
    assert callable(dated)
    return [
        f"{CHANGE_WORDS[each.kind].capitalize()} ({dated(each.at)}): {sentence(each.words)}"
        for each in sorted(plan.changes, key=lambda each: (each.at, each.id))
    ]


def _issue(plan: Plan, changes: list[str]) -> Iterator[str]:
    """Go through what the issue was: what the client has, wanted, had before, and what changed."""
    if plan.conditions:
        yield sentence(f"A client with {_listed(plan.conditions)}")
    wanted = [goal.words.rstrip(".") for goal in plan.goals]
    if wanted:
        yield f"{'Goal' if len(wanted) == 1 else 'Goals'}: {'; '.join(wanted)}."
    if plan.past_history:
        yield f"Past history: {', '.join(plan.past_history)}."
    yield from changes


def _actions(plan: Plan) -> Iterator[tuple[datetime, str]]:
    """Go through what was done, each with when."""
    for referral in plan.referrals:
        if referral.sent_at is not None:
            yield referral.sent_at, _referred(referral)
    for member in plan.team:
        for contact in member.contacts:
            yield (
                contact.at,
                f"Spoke with the {member.role}: {sentence(contact.told)} Agreed: {sentence(contact.agreed)}",
            )
    for revision in _revisions(plan):
        what = "the goal" if revision.of_goal else "an objective"
        who = _with(revision.client_part, revision.professional)
        yield revision.at, f"Adjusted {what} {who}: {sentence(revision.why)}"
    for support in plan.supports:
        yield support.put_at, f"Put paid support in place, {support.hours}: {sentence(support.what_for)}"
    for each in plan.advocacy:
        result = f" Result: {sentence(each.result)}" if each.result else ""
        yield each.at, f"Advocated for {sentence(each.what)}{result}"
    for decision in plan.decisions:
        part = "with the client" if decision.client_part else "without the client"
        yield decision.at, f"The team decided {part}: {sentence(decision.words)}"
    for check in plan.checks:
        yield check.at, f"Looked into why they were not engaging: {sentence(check.words)}"


def _referred(referral: ReferralView) -> str:
    pressed = f" Advocated for {referral.frequency.rstrip('.')}." if referral.frequency else ""
    chased = [each for each in referral.steps if each.step is ReferralStep.CHASED]
    asked = f" Asked after it {'once' if len(chased) == 1 else f'{len(chased)} times'}." if chased else ""
    return f"Referred on ({REFERRAL_WORDS[referral.kind]}): {sentence(referral.reason)}{pressed}{asked}"


def _with(client: bool, professional: str) -> str:
    """Return who took part; the professional by trade alone where a comma tells it from the name."""
    trade = professional.rpartition(",")[2].strip() if professional else ""
    who = [*(["the client"] if client else []), *([f"the {trade}"] if trade else [])]
    return f"with {' and '.join(who)}" if who else "alone"


def _indicators(plan: Plan) -> Iterator[str]:
    """Go through what speaks for the practice, as far as the record shows it."""
    objectives = [each for goal in plan.goals for each in goal.objectives]
    if objectives:
        steps = counted(len(objectives), "achievable objective")
        yield f"Needs were met with {counted(len(plan.goals), 'goal')} and {steps}."
    revised = _revisions(plan)
    if revised:
        times = "once" if len(revised) == 1 else f"{len(revised)} times"
        jointly = sum(each.client_part for each in revised)
        whom = "always with the client" if jointly == len(revised) else f"{jointly} of them with the client"
        yield f"The plan was adjusted {times}, {whom}."
    for change in sorted(plan.changes, key=lambda each: each.at):
        if change.unchanged_days is None and not change.unanswered and not change.to_do:
            yield f"What was new was met: {CHANGE_WORDS[change.kind]}, and every task of it is done."
    team = [each for each in plan.team if each.left_at is None]
    if team:
        silent = sum(each.silent_days is not None for each in team)
        touch = "all of them in touch" if not silent else f"{silent} of them out of touch"
        yield f"Everybody concerned is on the team: {', '.join(each.role for each in team)}; {touch}."
    if any(each.client_part for each in plan.decisions):
        yield "The client was part of the team's decisions."


def _traps(plan: Plan) -> Iterator[str]:
    """Go through what was not fallen into."""
    watched = [each for each in plan.signs if each.checks or each.ended_at is None]
    if watched:
        late = sum(each.overdue_days > 0 for each in watched)
        how = "none overdue" if not late else f"{late} overdue"
        yield f"Deterioration unseen: {counted(len(watched), 'sign was', 'signs were')} watched, {how}."
    for check in plan.checks:
        if check.view is EngagementView.SOMETHING_BEHIND:
            yield "Taking it for their choice: it was looked into why, and something was behind it."
        else:
            yield "Taking it for their choice: everything that may lie beneath was looked into first."


def _evidence(plan: Plan) -> Iterator[str]:
    """Go through what the plan gives as evidence, in the words of the file of tags."""
    facts = {
        "goals": plan.goals,
        "adjusted": _revisions(plan),
        "referred": [each for each in plan.referrals if each.sent_at is not None],
        "team": [contact for member in plan.team for contact in member.contacts] or plan.decisions,
        "support": plan.supports,
        "advocacy": plan.advocacy,
        "watched": [check for sign in plan.signs for check in sign.checks],
        "engagement": plan.checks,
        "care": plan.care,
    }
    yield from (name for name, found in facts.items() if found)


def _revisions(plan: Plan) -> list[Revision]:
    """Return every change of a goal or an objective."""
    of_goals = [each for goal in plan.goals for each in goal.revisions]
    return of_goals + [each for goal in plan.goals for step in goal.objectives for each in step.revisions]


def _listed(words: tuple[str, ...]) -> str:
    """Return short texts as a list in a sentence."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
