"""How the rows of a plan become what its readers see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from oncall_tui.desk.plans.base import task_key
from oncall_tui.desk.plans.others import (
    AdvocacyView,
    ContactWith,
    DecisionView,
    MemberView,
    ReferralView,
    SignCheckView,
    SignView,
    StepView,
    SupportView,
)
from oncall_tui.desk.plans.views import (
    AnswerView,
    CareView,
    ChangeView,
    CheckView,
    GoalView,
    ObjectiveView,
    Revision,
)
from oncall_tui.rules.plans import days_overdue, days_unchanged, out_of_touch, slipping
from storage import models
from storage.vocabulary import Answer, IssueFinding, ItemState, PlanQuestion, UnderlyingIssue

Names = Mapping[int, str]


def goal(
    row: models.Goal,
    objectives: Sequence[models.Objective],
    revisions: Sequence[models.PlanRevision],
    names: Names,
    today: date,
) -> GoalView:
    """Return a goal with its objectives and what both said before."""
    own = [each for each in revisions if each.goal_id == row.id and each.objective_id is None]
    return GoalView(
        id=row.id or 0,
        version=row.version,
        words=row.words,
        status=row.status,
        set_at=row.set_at,
        set_by=names.get(row.set_by, ""),
        agreed_with=row.agreed_with,
        objectives=tuple(_objective(each, revisions, names, today) for each in objectives),
        revisions=tuple(_revision(each, row.words, names) for each in own),
    )


def _objective(
    row: models.Objective, revisions: Sequence[models.PlanRevision], names: Names, today: date
) -> ObjectiveView:
    own = [each for each in revisions if each.objective_id == row.id]
    return ObjectiveView(
        id=row.id or 0,
        version=row.version,
        goal_id=row.goal_id,
        words=row.words,
        measure=row.measure,
        target_on=row.target_on,
        owner=row.owner,
        status=row.status,
        slips=slipping(row.status, row.target_on, today),
        set_at=row.set_at,
        set_by=names.get(row.set_by, ""),
        agreed_with=row.agreed_with,
        revisions=tuple(_revision(each, row.words, names) for each in own),
    )


def _revision(row: models.PlanRevision, words: str, names: Names) -> Revision:
    changed = [name for name in row.became if row.was.get(name) != row.became[name]]
    return Revision(
        at=row.at,
        by=names.get(row.by_id, ""),
        what=words,
        of_goal=row.objective_id is None,
        differences=tuple((name, row.was.get(name, ""), row.became[name]) for name in changed),
        why=row.why,
        client_part=row.client_part,
        without_because=row.without_because,
        professional=row.professional,
        change_id=row.change_id,
    )


def change(
    row: models.Circumstance,
    answers: Sequence[models.PlanAnswer],
    tasks: Sequence[models.Item],
    plan_changed_at: datetime | None,
    names: Names,
    now: datetime,
) -> ChangeView:
    """Return a change of circumstances with what it asks, and what was done about it."""
    given = {each.question: each for each in answers}
    return ChangeView(
        id=row.id or 0,
        version=row.version,
        kind=row.kind,
        words=row.words,
        told_by=row.told_by,
        at=row.at,
        recorded_at=row.recorded_at,
        by=names.get(row.recorded_by, ""),
        answers=tuple(
            _answer(row.id or 0, given[each], tasks, names) for each in PlanQuestion if each in given
        ),
        unchanged_days=days_unchanged(
            row.at, plan_changed_at, {each: given[each].answer for each in given}, now
        ),
    )


def _answer(change_id: int, row: models.PlanAnswer, tasks: Sequence[models.Item], names: Names) -> AnswerView:
    prefix = task_key(change_id, row.question)
    mine = [each for each in tasks if each.key.startswith(prefix) and each.state is not ItemState.WITHDRAWN]
    last = mine[-1] if mine and row.answer is Answer.YES else None
    ended = last is not None and not last.state.open
    return AnswerView(
        question=row.question,
        answer=row.answer,
        because=row.because,
        by=names.get(row.answered_by or 0, ""),
        at=row.answered_at,
        done=(last.ended_because or "done") if last is not None and ended else "",
        item_id=last.id if last is not None else None,
    )


def check(row: models.EngagementCheck, names: Names) -> CheckView:
    """Return why somebody may not be engaging."""
    return CheckView(
        id=row.id or 0,
        at=row.at,
        by=names.get(row.by_id, ""),
        findings={UnderlyingIssue(name): IssueFinding(found) for name, found in row.findings.items()},
        notes={UnderlyingIssue(name): note for name, note in row.notes.items()},
        view=row.view,
        words=row.words,
        change_id=row.change_id,
    )


def referral(
    row: models.Referral,
    steps: Sequence[models.ReferralEvent],
    answer_due: datetime | None,
    names: Names,
    today: date,
) -> ReferralView:
    """Return a referral with its steps."""
    return ReferralView(
        id=row.id or 0,
        version=row.version,
        kind=row.kind,
        to_whom=row.to_whom,
        reason=row.reason,
        frequency=row.frequency,
        made_at=row.made_at,
        by=names.get(row.made_by, ""),
        sent_at=row.sent_at,
        accepted_at=row.accepted_at,
        declined_at=row.declined_at,
        first_seen_at=row.first_seen_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        next_check_on=row.next_check_on,
        overdue_days=days_overdue(row.next_check_on if row.ended_at is None else None, today),
        answer_due=answer_due,
        steps=tuple(StepView(each.step, each.at, names.get(each.by_id, ""), each.words) for each in steps),
        change_id=row.change_id,
    )


def member(
    row: models.TeamMember,
    contacts: Sequence[models.TeamContact],
    tags: Mapping[int, Sequence[models.CompetencyTag]],
    names: Names,
    now: datetime,
    days: int,
) -> MemberView:
    """Return somebody of the team with what they were told."""
    told = sorted(contacts, key=lambda each: (each.at, each.id or 0))
    last = told[-1].at if told else None
    return MemberView(
        id=row.id or 0,
        version=row.version,
        name=row.name,
        role=row.role,
        organisation=row.organisation,
        phone=row.phone,
        email=row.email,
        joined_at=row.joined_at,
        left_at=row.left_at,
        left_because=row.left_because,
        silent_days=out_of_touch(last, row.joined_at, now, days) if row.left_at is None else None,
        contacts=tuple(
            ContactWith(
                id=each.id or 0,
                at=each.at,
                by=names.get(each.by_id, ""),
                channel=each.channel,
                told=each.told,
                agreed=each.agreed,
                change_id=each.change_id,
                competencies=tuple(tag.code for tag in tags.get(each.id or 0, ())),
            )
            for each in told
        ),
    )


def decision(row: models.TeamDecision, names: Names) -> DecisionView:
    """Return what the team decided."""
    by = names.get(row.by_id, "")
    return DecisionView(row.id or 0, row.at, by, row.words, row.present, row.client_part, row.without_because)


def support(row: models.Support, names: Names, today: date) -> SupportView:
    """Return paid support."""
    return SupportView(
        id=row.id or 0,
        version=row.version,
        what_for=row.what_for,
        provider=row.provider,
        hours=row.hours,
        starts_on=row.starts_on,
        review_on=row.review_on,
        overdue_days=days_overdue(row.review_on if row.ended_on is None else None, today),
        outcome=row.outcome,
        ended_on=row.ended_on,
        put_at=row.put_at,
        by=names.get(row.put_by, ""),
        change_id=row.change_id,
    )


def advocacy(row: models.Advocacy, names: Names) -> AdvocacyView:
    """Return what was advocated for."""
    by = names.get(row.by_id, "")
    return AdvocacyView(
        row.id or 0, row.version, row.what, row.to_whom, row.at, by, row.result, row.result_at
    )


def sign(row: models.WatchSign, checks: Sequence[models.SignCheck], names: Names, today: date) -> SignView:
    """Return a sign that is watched."""
    return SignView(
        id=row.id or 0,
        version=row.version,
        sign=row.sign,
        act=row.act,
        check_on=row.check_on,
        every_days=row.every_days,
        overdue_days=days_overdue(row.check_on if row.ended_at is None else None, today),
        set_at=row.set_at,
        by=names.get(row.set_by, ""),
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        checks=tuple(
            SignCheckView(each.at, names.get(each.by_id, ""), each.finding, each.words) for each in checks
        ),
    )


def care(row: models.DutyOfCare, names: Names) -> CareView:
    """Return a matter of duty of care."""
    return CareView(
        item_id=row.item_id,
        about_id=row.about_id,
        why=row.why,
        flagged_at=row.flagged_at,
        by=names.get(row.flagged_by, ""),
        decision=row.decision,
        decided_at=row.decided_at,
        decided_by=names.get(row.decided_by or 0, ""),
    )
