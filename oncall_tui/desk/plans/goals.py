"""Set goals with achievable objectives, and adjust them without losing what they said before (R-102)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import (
    change_for,
    client_of,
    done,
    not_past,
    part_of_client,
    planning,
    row_for,
    today,
)
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.plans import slipping
from oncall_tui.rules.wording import say_day
from storage.models import Goal, Objective, PlanRevision
from storage.vocabulary import Category, GoalStatus, ObjectiveStatus, PlanQuestion

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """What an objective says."""

    words: str
    measure: str
    """By what it is known that it is reached."""
    target_on: date
    owner: str
    """Who sees to it."""


@dataclass(frozen=True, slots=True)
class Jointly:
    """Why something is adjusted, and who took part (R-102)."""

    why: str
    client_part: bool
    without_because: str = ""
    """Why the client took no part, if they did not."""
    professional: str = ""
    """Which professional took part; empty for none."""
    change_id: int | None = None
    """The change of circumstances that it answers, if any."""


def set_goal(desk: Desk, client_id: int, words: str, agreed_with: str = "") -> Saved:
    """Set a goal for a client.

    Raises:
        Refused: it says nothing.
    """
    said = clean(words, "words", needed="Say what the client wants to reach, in their own words.")
    with planning(desk, "goal-set", client_id) as (unit, _):
        goal = Goal(
            client_id=client_id,
            words=said,
            set_at=desk.now(),
            set_by=desk.operator.id,
            agreed_with=clean(agreed_with, "agreed_with"),
        )
        unit.session.add(goal)
        unit.session.flush()
        unit.note(words=f"Goal set: {said}")
    return Saved(0, "Goal set. Add what can be achieved towards it, step by step.")


def set_objective(
    desk: Desk, goal_id: int, text: ObjectiveText, agreed_with: str = "", *, change_id: int | None = None
) -> Saved:
    """Set an objective towards a goal; where it answers a change of circumstances, that is settled.

    Raises:
        Refused: the goal has ended, something is missing, or its date is over.
    """
    with planning(desk, "objective-set", client_of(desk, Goal, goal_id)) as (unit, client):
        goal = row_for(unit.session, Goal, goal_id)
        if not goal.status.open:
            raise Refused("That goal has ended. Set a new goal, or open it again first.")
        assert client.id is not None
        change = change_for(unit.session, client.id, change_id)
        kept = _checked(desk, text)
        unit.session.add(
            Objective(
                goal_id=goal_id,
                client_id=client.id,
                words=kept.words,
                measure=kept.measure,
                target_on=kept.target_on,
                owner=kept.owner,
                set_at=desk.now(),
                set_by=desk.operator.id,
                agreed_with=clean(agreed_with, "agreed_with"),
            )
        )
        done(unit.session, desk, change, PlanQuestion.ADJUST_GOALS, f"Objective set: {kept.words}")
        unit.note(words=f"Objective set: {kept.words}")
    return Saved(0, f"Objective set, by {say_day(kept.target_on)}.")


def adjust_goal(
    desk: Desk,
    goal_id: int,
    words: str,
    status: GoalStatus,
    how: Jointly,
    *,
    version: int | None = None,
) -> Saved:
    """Adjust a goal; what it said before and why stay on record.

    Raises:
        Refused: nobody says why, the client took no part without a reason, or objectives are still open.
    """
    said = clean(words, "words", needed="Say what the client wants to reach, in their own words.")
    with planning(desk, "goal-adjusted", client_of(desk, Goal, goal_id)) as (unit, client):
        goal = row_for(unit.session, Goal, goal_id, version)
        if not status.open and (left := _open_objectives(unit.session, goal_id)):
            are = "1 objective is" if left == 1 else f"{left} objectives are"
            raise Refused(f"{are} still open. Meet or give them up first.", field="status")
        was = {"goal": goal.words, "status": goal.status.value}
        goal.words, goal.status = said, status
        assert client.id is not None
        revision = PlanRevision(
            client_id=client.id, goal_id=goal_id, at=desk.now(), by_id=0, why="", client_part=True
        )
        revision.was, revision.became = was, {"goal": said, "status": status.value}
        _revise(desk, unit.session, revision, how)
        unit.note(words=f"Goal adjusted: {said} ({status.value}). Why: {revision.why}")
    return Saved(0, "Goal adjusted. What it said before stays on record.")


def adjust_objective(
    desk: Desk,
    objective_id: int,
    text: ObjectiveText,
    status: ObjectiveStatus,
    how: Jointly,
    *,
    version: int | None = None,
) -> Saved:
    """Adjust an objective, or say where it stands; what slipped counts as looked at, unless it slips again.

    Raises:
        Refused: nobody says why, something is missing, or a new date is over.
    """
    with planning(desk, "objective-adjusted", client_of(desk, Objective, objective_id)) as (unit, client):
        row = row_for(unit.session, Objective, objective_id, version)
        kept = _checked(desk, text, before=row.target_on)
        if status.open and not row_for(unit.session, Goal, row.goal_id).status.open:
            raise Refused("Its goal has ended. Open the goal again first.", field="status")
        was = _shown(row)
        row.words, row.measure, row.target_on, row.owner = (
            kept.words,
            kept.measure,
            kept.target_on,
            kept.owner,
        )
        marked = status is ObjectiveStatus.SLIPPING and row.status is not ObjectiveStatus.SLIPPING
        row.status = status
        assert client.id is not None
        revision = PlanRevision(
            client_id=client.id, goal_id=row.goal_id, at=desk.now(), by_id=0, why="", client_part=True
        )
        revision.objective_id, revision.was, revision.became = objective_id, was, _shown(row)
        _revise(desk, unit.session, revision, how)
        if marked:
            _question(desk, unit.session, row, client.number)
        else:
            prefix, said = slip_key(objective_id), f"Objective adjusted: {revision.why}"
            settle(unit.session, desk, prefix, said, desk.now())
        unit.note(words=f"Objective adjusted: {kept.words} ({status.value}). Why: {revision.why}")
    slips = slipping(status, kept.target_on, today(desk))
    after = f" It is {slips}, so the plan is to be looked at again." if slips else ""
    return Saved(0, f"Objective adjusted. What it said before stays on record.{after}")


def slip_key(objective_id: int) -> str:
    """Return how the keys of the reviews begin that an objective's slipping asks for."""
    return f"plan-slip:{objective_id}:"


def _revise(desk: Desk, session: Session, revision: PlanRevision, how: Jointly) -> None:
    """Keep what was said before, why it changed and who took part."""
    change = change_for(session, revision.client_id, how.change_id)
    revision.by_id = desk.operator.id
    revision.why = clean(how.why, "why", needed="Say why: whoever reads the old text will ask.")
    revision.client_part = how.client_part
    revision.without_because = part_of_client(how.client_part, how.without_because)
    revision.professional = clean(how.professional, "professional")
    revision.change_id = how.change_id
    session.add(revision)
    done(session, desk, change, PlanQuestion.ADJUST_GOALS, f"Plan adjusted: {revision.why}")


def _question(desk: Desk, session: Session, row: Objective, number: str) -> None:
    """Ask whoever is responsible to look at the plan again, because somebody marked it slipping (R-103)."""
    assert row.id is not None
    session.flush()
    words = f"An objective of {number} is marked slipping. Look at the plan again with the client."
    key = f"{slip_key(row.id)}marked:{row.version}"
    put(
        session,
        desk,
        [Ask(key, Category.PLAN_REVIEW, words, "a goal slips", client_id=row.client_id)],
        desk.now(),
    )


def _checked(desk: Desk, text: ObjectiveText, *, before: date | None = None) -> ObjectiveText:
    """Return an objective as it is kept; a date that is over may only stay as it was."""
    kept = ObjectiveText(
        clean(text.words, "words", needed="Say what is to be achieved, as a step that can be."),
        clean(text.measure, "measure", needed="Say by what you will know that it is reached."),
        text.target_on,
        clean(text.owner, "owner", needed="Say who sees to it."),
    )
    if text.target_on != before:
        not_past(desk, text.target_on, "target_on", "That day is over. Choose one from today on.")
    return kept


def _shown(row: Objective) -> dict[str, str]:
    """Return what an objective says, as a revision keeps it."""
    return {
        "objective": row.words,
        "measure": row.measure,
        "target": row.target_on.isoformat(),
        "owner": row.owner,
        "status": row.status.value,
    }


def _open_objectives(session: Session, goal_id: int) -> int:
    mine = select(Objective).where(Objective.goal_id == goal_id, col(Objective.withdrawn_at).is_(None))
    return sum(each.status.open for each in session.exec(mine))
