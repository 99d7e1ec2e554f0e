"""What is known of the line under the cursor, in full: also what it said before, why, and who took part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from textual.content import Content

from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.plans.others import (
    AdvocacyView,
    DecisionView,
    MemberView,
    ReferralView,
    SignView,
    SupportView,
)
from oncall_tui.desk.plans.views import CareView, ChangeView, CheckView, GoalView, ObjectiveView, Revision
from oncall_tui.desk.plans.wording import (
    FINDING_WORDS,
    QUESTION_WORDS,
    SHOWN_WORDS,
    SIGN_WORDS,
    STEP_WORDS,
    sentence,
    shown,
)
from oncall_tui.rules.plans import ISSUE_WORDS
from oncall_tui.rules.wording import say_day
from oncall_tui.text import when
from oncall_tui.tui.lines import DIM, LAPSED, STRONG, wrapped
from oncall_tui.tui.plan.rows import What
from storage.vocabulary import Answer, IssueFinding

_LABEL = 15
Said = tuple[str, str, str]
"""A label, what is said, and its style."""


def detail(what: What, zone: tzinfo, room: int) -> list[Content]:
    """Return what is known of one line of a plan, for a width."""
    lines: list[Content] = []
    for label, said, style in _said(what, zone):
        lines += wrapped(label, said, room, width=_LABEL, style=style)
    return lines


def _said(what: What, zone: tzinfo) -> Iterator[Said]:
    match what:
        case GoalView():
            agreed = f", agreed with {what.agreed_with}" if what.agreed_with else ""
            yield "goal", what.words, STRONG
            yield "set", f"{when(what.set_at, zone)} by {what.set_by}{agreed}", DIM
            yield from _revisions(what.revisions, zone)
        case ObjectiveView():
            by = f"{what.measure}, by {say_day(what.target_on, year=True)}; {what.owner} sees to it"
            yield "objective", what.words, STRONG
            yield "measure", by, LAPSED if what.slips else ""
            yield from _revisions(what.revisions, zone)
        case ChangeView():
            yield from _change(what, zone)
        case CheckView():
            yield from _check(what, zone)
        case ReferralView():
            yield from _referral(what, zone)
        case MemberView() | DecisionView():
            yield from _team(what, zone)
        case _:
            yield from _rest(what, zone)


def _revisions(revisions: tuple[Revision, ...], zone: tzinfo) -> Iterator[Said]:
    """Go through what it said before, the newest change first."""
    for each in reversed(revisions):
        changed = "; ".join(
            f"{SHOWN_WORDS.get(name, name)} was “{shown(name, was)}”, is “{shown(name, now)}”"
            for name, was, now in each.differences
        )
        who = [*(["the client"] if each.client_part else []), *filter(None, [each.professional])]
        took = f"with {' and '.join(who)}" if who else "alone"
        without = f" (client not there: {each.without_because})" if each.without_because else ""
        yield "changed", f"{when(each.at, zone)}, {each.by} {took}{without}. Why: {sentence(each.why)}", ""
        yield "", changed or "left as it is", DIM


def _change(what: ChangeView, zone: tzinfo) -> Iterator[Said]:
    told = f", told by {what.told_by}" if what.told_by else ""
    yield "what is new", what.words, STRONG
    yield "since", f"{when(what.at, zone)}{told}; logged by {what.by}", DIM
    for each in what.answers:
        said = {Answer.YES: each.done or "yes, to do", Answer.NO: "no"}.get(each.answer, "not answered yet")
        because = f": {each.because}" if each.because else ""
        yield QUESTION_WORDS[each.question], f"{said}{because}", ""


def _check(what: CheckView, zone: tzinfo) -> Iterator[Said]:
    yield "concluded", what.words, STRONG
    yield "by", f"{what.by}, {when(what.at, zone)}", DIM
    for issue, found in what.findings.items():
        note = what.notes.get(issue, "")
        if found is not IssueFinding.NOTHING or note:
            said = f"{FINDING_WORDS[found]}{f': {note}' if note else ''}"
            yield ISSUE_WORDS[issue].removeprefix("situation at "), said, ""
    clear = [ISSUE_WORDS[issue] for issue, found in what.findings.items() if found is IssueFinding.NOTHING]
    if clear:
        yield "nothing in", ", ".join(clear), DIM


def _referral(what: ReferralView, zone: tzinfo) -> Iterator[Said]:
    yield "to", what.to_whom, STRONG
    yield "because", what.reason, ""
    for each in reversed(what.steps):
        said = f": {each.words}" if each.words else ""
        yield STEP_WORDS[each.step], f"{when(each.at, zone)}, {each.by}{said}", ""


def _team(what: MemberView | DecisionView, zone: tzinfo) -> Iterator[Said]:
    if isinstance(what, DecisionView):
        part = "yes" if what.client_part else f"no: {what.without_because}"
        yield "decided", what.words, STRONG
        yield "present", f"{what.present}; {when(what.at, zone)}", ""
        yield "client", part, ""
        return
    reach = " · ".join(part for part in (what.organisation, what.phone, what.email) if part)
    yield "who", f"{what.role}: {what.name}{f' · {reach}' if reach else ''}", STRONG
    for each in reversed(what.contacts):
        yield "spoken", f"{when(each.at, zone)}, {each.by} {MODE_WORDS[each.channel]}", DIM
        yield "", f"{sentence(each.told)} Agreed: {sentence(each.agreed)}", ""


def _rest(what: SupportView | AdvocacyView | SignView | CareView, zone: tzinfo) -> Iterator[Said]:
    match what:
        case SupportView():
            ended = f", ended {say_day(what.ended_on)}" if what.ended_on else ""
            yield "what for", what.what_for, STRONG
            yield "how much", f"{what.hours}{f', {what.provider}' if what.provider else ''}", ""
            yield "from", f"{say_day(what.starts_on, year=True)}{ended}; put in place by {what.by}", DIM
            yield "outcome", what.outcome or "none noted yet", ""
        case AdvocacyView():
            yield "for", what.what, STRONG
            yield "to", f"{what.to_whom}, {when(what.at, zone)}, by {what.by}", ""
            yield "result", what.result or "none yet", ""
        case SignView():
            yield "sign", what.sign, STRONG
            yield "if so", what.act or "nothing noted", ""
            for each in reversed(what.checks):
                said = f": {each.words}" if each.words else ""
                style = LAPSED if each.finding.value == "worse" else ""
                yield SIGN_WORDS[each.finding], f"{when(each.at, zone)}, {each.by}{said}", style
        case CareView():
            yield "the risk", what.why, STRONG
            yield "flagged", f"{when(what.flagged_at, zone)} by {what.by}", DIM
            decided = (
                f"{what.decision} ({what.decided_by}, {when(what.decided_at, zone)})"
                if what.decided_at
                else ""
            )
            yield "decision", decided or f"waits for a director, who resolves item {what.item_id}", ""
