"""The rules of plans: what slips, what bars a conclusion, which steps a referral can take, and quarters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules import plans
from oncall_tui.rules.plans import Issue, Milestones
from storage.vocabulary import (
    Answer,
    EngagementView,
    IssueFinding,
    ObjectiveStatus,
    PlanQuestion,
    ReferralStep,
    UnderlyingIssue,
)

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
CLEAR = {each: Issue(IssueFinding.NOTHING) for each in UnderlyingIssue}


@pytest.mark.parametrize(
    ("status", "late", "says"),
    [
        (ObjectiveStatus.ON_TRACK, 0, ""),
        (ObjectiveStatus.ON_TRACK, 1, "past its target by 1 day"),
        (ObjectiveStatus.SLIPPING, -5, "marked slipping"),
        (ObjectiveStatus.SLIPPING, 2, "past its target by 2 days"),
        (ObjectiveStatus.MET, 9, ""),
        (ObjectiveStatus.GIVEN_UP, 9, ""),
    ],
)
def test_an_objective_slips_once_its_day_is_over(status: ObjectiveStatus, late: int, says: str) -> None:
    """R-103: on its day it does not slip yet."""
    assert plans.slipping(status, DAY - timedelta(days=late), DAY) == says


@given(
    st.dictionaries(st.sampled_from(PlanQuestion), st.sampled_from(Answer)),
    st.sets(st.sampled_from(PlanQuestion)),
)
def test_each_question_is_asked_owed_or_settled(
    answers: dict[PlanQuestion, Answer], done: set[PlanQuestion]
) -> None:
    """R-104: what is not answered is asked, each yes that is not done is owed, and nothing is both."""
    asked, owed = plans.unmet(answers, done)
    assert not set(asked) & set(owed)
    for each in PlanQuestion:
        answer = answers.get(each, Answer.NOT_ASKED)
        assert (each in asked) == (answer is Answer.NOT_ASKED)
        assert (each in owed) == (answer is Answer.YES and each not in done)


def test_days_without_a_change_end_with_the_change_or_with_four_times_no() -> None:
    """R-104."""
    since = NOW - timedelta(days=6)
    yes, no = {PlanQuestion.REFER_ON: Answer.YES}, dict.fromkeys(PlanQuestion, Answer.NO)
    assert plans.days_unchanged(since, None, yes, NOW) == 6
    assert plans.days_unchanged(since, since - timedelta(seconds=1), yes, NOW) == 6
    assert plans.days_unchanged(since, since, yes, NOW) is None
    assert plans.days_unchanged(since, None, no, NOW) is None


@pytest.mark.parametrize("left", list(UnderlyingIssue))
@pytest.mark.parametrize("view", list(EngagementView))
def test_no_issue_may_be_left_out(left: UnderlyingIssue, view: EngagementView) -> None:
    """R-105."""
    found = plans.hindrance(view, {each: issue for each, issue in CLEAR.items() if each is not left})
    assert found is not None
    assert found.issue is left


@pytest.mark.parametrize("issue", list(UnderlyingIssue))
def test_what_lies_beneath_bars_that_it_was_their_choice(issue: UnderlyingIssue) -> None:
    """R-105: and it must be told, as must what could not be found out."""
    chose, behind = EngagementView.CHOSE_NOT_TO, EngagementView.SOMETHING_BEHIND
    assert plans.hindrance(chose, CLEAR) is None
    assert plans.hindrance(behind, CLEAR) is not None
    told = CLEAR | {issue: Issue(IssueFinding.BEHIND_IT, "as the sister says")}
    assert plans.hindrance(behind, told) is None
    assert plans.hindrance(chose, told) is not None
    for finding in (IssueFinding.BEHIND_IT, IssueFinding.NOT_KNOWN):
        assert plans.hindrance(behind, told | {issue: Issue(finding, " ")}) is not None
    assert plans.hindrance(chose, CLEAR | {issue: Issue(IssueFinding.NOT_KNOWN, "asked twice")}) is None


def test_a_referral_goes_forward_only() -> None:
    """R-106."""
    assert plans.steps_open(Milestones()) == (ReferralStep.SENT, ReferralStep.ENDED)
    assert ReferralStep.SENT not in plans.steps_open(Milestones(sent=True))
    assert ReferralStep.CHASED in plans.steps_open(Milestones(sent=True))
    assert ReferralStep.DECLINED not in plans.steps_open(Milestones(sent=True, accepted=True))
    assert ReferralStep.ACCEPTED not in plans.steps_open(Milestones(sent=True, declined=True))
    assert plans.steps_open(Milestones(sent=True, ended=True)) == ()


def test_out_of_touch_begins_a_second_after_the_days() -> None:
    """R-107: counted from when they joined until somebody spoke to them."""
    ago = NOW - timedelta(days=60)
    assert plans.out_of_touch(ago, ago, NOW, 60) is None
    assert plans.out_of_touch(None, ago - timedelta(seconds=1), NOW, 60) == 60
    assert plans.out_of_touch(NOW, ago - timedelta(days=99), NOW, 60) is None


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_a_quarter_holds_its_days_and_is_found_by_its_name(day: date) -> None:
    first, after = plans.quarter_of(day)
    assert first <= day < after
    assert plans.quarter_of(after - timedelta(days=1)) == (first, after)
    if day.year >= 1000:
        assert plans.quarter_named(plans.quarter_words(first), DAY) == (first, after)


@pytest.mark.parametrize("name", ["2026", "2026-Q5", "26-Q1", "9999-Q4", "0000-Q1", "²026-Q1", "2026-Q²"])
def test_what_is_no_quarter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="2026-Q4"):
        plans.quarter_named(name, DAY)
