"""Why might they not be engaging? Asked before anybody is recorded as having chosen not to (R-105)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import planning
from oncall_tui.desk.plans.changes import NewChange, add_change, ask_later
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.plans import ISSUE_WORDS, Issue, hindrance
from storage.models import EngagementCheck
from storage.vocabulary import ChangeKind, EngagementView, IssueFinding, UnderlyingIssue

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewCheck:
    """What was looked into, and what is concluded, before it is saved."""

    client_id: int
    issues: Mapping[UnderlyingIssue, Issue]
    view: EngagementView
    words: str = ""
    """What is concluded, in a sentence."""


def record_check(desk: Desk, new: NewCheck) -> Saved:
    """Record why somebody may not be engaging; where something is behind it, that is a change to act on.

    Raises:
        Refused: something was not looked into, or the conclusion does not stand against what was found.
    """
    issues = {each: _kept(each, issue) for each, issue in new.issues.items()}
    said = clean(
        new.words, "words", needed="Say in a sentence what is concluded, so that others can act on it."
    )
    if wrong := hindrance(new.view, issues):
        raise Refused(wrong.words, field=wrong.issue.value if wrong.issue else "view")
    with planning(desk, "engagement-looked-into", new.client_id) as (unit, client):
        check = EngagementCheck(
            client_id=new.client_id,
            at=desk.now(),
            by_id=desk.operator.id,
            findings={each.value: issue.finding or "" for each, issue in issues.items()},
            notes={each.value: issue.note for each, issue in issues.items() if issue.note},
            view=new.view,
            words=said,
        )
        if new.view is EngagementView.SOMETHING_BEHIND:
            change = NewChange(
                new.client_id, ChangeKind.NOT_FOLLOWING_THROUGH, behind(issues, said), desk.operator.name
            )
            logged = add_change(desk, unit.session, change, change.words, desk.now())
            ask_later(desk, unit.session, logged, client.number)
            check.change_id = logged.id
        unit.session.add(check)
        unit.session.flush()
        words = "chose not to" if new.view is EngagementView.CHOSE_NOT_TO else "something is behind it"
        unit.note(words=f"Looked into why they may not be engaging ({words}): {said}")
    if new.view is EngagementView.CHOSE_NOT_TO:
        return Saved(0, "Recorded as their choice, with all that was looked into.")
    return Saved(0, "Recorded, and logged as a change: the plan has to meet it.")


def behind(issues: Mapping[UnderlyingIssue, Issue], said: str) -> str:
    """Return what was found to lie beneath, in a sentence."""
    found = [
        f"{ISSUE_WORDS[each]}: {issue.note.rstrip('.')}"
        for each, issue in issues.items()
        if issue.finding is IssueFinding.BEHIND_IT
    ]
    return f"{said.rstrip('.')}. Behind it: {'; '.join(found)}."


def _kept(issue: UnderlyingIssue, given: Issue) -> Issue:
    return Issue(given.finding, clean(given.note, f"{issue.value}-note"))
