"""Where a plan stands, in the lines that its reader came for: what slips, what waits, who was spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from oncall_tui.desk.plans.contacts import spoken_words
from oncall_tui.desk.plans.views import Plan
from oncall_tui.desk.plans.wording import CHANGE_WORDS, counted, days_ago
from oncall_tui.text import day


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of where a plan stands."""

    label: str
    words: str
    alarm: bool = False


def standing(plan: Plan, zone: tzinfo) -> tuple[Standing, ...]:
    """Return where a plan stands, the most pressing first."""
    return (*_pressing(plan), *_known(plan, zone))


def _pressing(plan: Plan) -> Iterator[Standing]:
    for change in plan.changes:
        if change.unchanged_days is not None:
            days = change.unchanged_days
            words = f"{CHANGE_WORDS[change.kind]} {days_ago(days)}, and the plan has not changed since"
            yield Standing("change", words, alarm=True)
    asked = sum(each.unanswered for each in plan.changes)
    owed = sum(len(each.to_do) for each in plan.changes)
    if asked or owed:
        said = [f"{counted(asked, 'question')} to answer"] if asked else []
        said += [f"{counted(owed, 'task')} to do"] if owed else []
        yield Standing("asks", ", ".join(said), alarm=bool(asked))
    if plan.slipping:
        count = len(plan.slipping)
        yield Standing(
            "slips", f"{count} {'objective slips' if count == 1 else 'objectives slip'}", alarm=True
        )
    signs = [each for each in plan.signs if each.overdue_days]
    if signs:
        longest = max(each.overdue_days for each in signs)
        checks = counted(len(signs), "check is", "checks are")
        yield Standing("watch", f"{checks} overdue, by up to {longest} d: {signs[0].sign}", alarm=True)
    yield from _others(plan)


def _others(plan: Plan) -> Iterator[Standing]:
    silent = [each for each in plan.team if each.silent_days is not None]
    if silent:
        named = ", ".join(f"{each.role} {each.silent_days} d" for each in silent)
        yield Standing("team", f"out of touch: {named}", alarm=True)
    waits = [each for each in plan.referrals if each.answer_due is not None]
    if waits:
        late = sum(each.answer_due is not None and each.answer_due < plan.at for each in waits)
        over = f", {late} past their time" if late else ""
        yield Standing(
            "referred", f"{counted(len(waits), 'waits', 'wait')} for an answer{over}", alarm=bool(late)
        )
    open_care = [each for each in plan.care if each.decided_at is None]
    if open_care:
        yield Standing(
            "duty", f"{counted(len(open_care), 'waits', 'wait')} for a director's decision", alarm=True
        )


def _known(plan: Plan, zone: tzinfo) -> Iterator[Standing]:
    spoken = plan.spoken
    last = f" ({day(spoken.anybody, zone)})" if spoken.anybody else ""
    yield Standing("last spoken", spoken_words(spoken) + last)
    yield Standing("past", ", ".join(plan.past_history) or "none on record")
