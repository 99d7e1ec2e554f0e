"""Log that circumstances changed, and answer what that asks of the plan; each yes is a task (R-104)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import client_of, not_ahead, planning, row_for, task_key
from oncall_tui.desk.plans.wording import CHANGE_WORDS, QUESTION_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage.models import Circumstance, PlanAnswer
from storage.vocabulary import Answer, Category, ChangeKind, PlanQuestion

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

UNANSWERED = "questions"
"""The name of the task to answer what was left open."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to the four questions; those left out wait to be asked."""

    given: Mapping[PlanQuestion, Answer] = field(default_factory=dict)
    because: str = ""
    """Why not, for what is answered with no."""

    def of(self, question: PlanQuestion) -> Answer:
        """Return the answer to one question."""
        return self.given.get(question, Answer.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change of circumstances, before it is saved."""

    client_id: int
    kind: ChangeKind
    words: str
    told_by: str = ""
    at: datetime | None = None
    """Since when it is known; None for now."""
    answers: Answers = field(default_factory=Answers)


def log_change(desk: Desk, new: NewChange) -> Saved:
    """Log a change of circumstances with what it asks of the plan.

    Raises:
        Refused: it does not say what is new, its hour has not come, or nothing follows and nobody says why.
    """
    at = not_ahead(desk, new.at)
    with planning(desk, "change-logged", new.client_id) as (unit, client):
        said = clean(new.words, "words", needed="Say what is new, so that others can act on it.")
        change = add_change(desk, unit.session, new, said, at)
        asked = _answer(desk, unit.session, change, new.answers, client.number)
        unit.note(words=f"Circumstances changed ({CHANGE_WORDS[new.kind]}): {said} {_told(asked)}".strip())
    return Saved(0, f"Change logged. {_told(asked)}".strip())


def answer_questions(desk: Desk, change_id: int, answers: Answers) -> Saved:
    """Answer what was left open about a change, or answer it otherwise.

    Raises:
        Refused: there is no such change, or nothing follows from it and nobody says why.
    """
    with planning(desk, "change-answered", client_of(desk, Circumstance, change_id)) as (unit, client):
        change = row_for(unit.session, Circumstance, change_id)
        asked = _answer(desk, unit.session, change, answers, client.number)
        unit.note(words=f"Answered what a change asks of the plan: {_told(asked)}")
    return Saved(0, _told(asked) or "Answered. Nothing follows from it.")


def add_change(desk: Desk, session: Session, new: NewChange, said: str, at: datetime) -> Circumstance:
    """Add a change with its four questions, yet to be answered."""
    change = Circumstance(
        client_id=new.client_id,
        kind=new.kind,
        words=said,
        told_by=clean(new.told_by, "told_by"),
        at=at,
        recorded_at=desk.now(),
        recorded_by=desk.operator.id,
    )
    session.add(change)
    session.flush()
    assert change.id is not None
    for question in PlanQuestion:
        session.add(PlanAnswer(change_id=change.id, question=question))
    session.flush()
    return change


def ask_later(desk: Desk, session: Session, change: Circumstance, number: str) -> None:
    """Ask whoever is responsible to answer the four questions of a change."""
    _answer(desk, session, change, Answers(), number)


def _answer(
    desk: Desk, session: Session, change: Circumstance, answers: Answers, number: str
) -> dict[PlanQuestion, Answer]:
    """Keep the answers that were given; put a task for each yes that had none, and one for what is left."""
    because = clean(answers.because, "because")
    assert change.id is not None
    rows = {
        row.question: row for row in session.exec(select(PlanAnswer).where(PlanAnswer.change_id == change.id))
    }
    stand = [answers.given.get(question, row.answer) for question, row in rows.items()]
    if answers.given and all(each is Answer.NO for each in stand) and not because:
        raise Refused("Say why nothing follows from it.", field="because")
    asks: list[Ask] = []
    for question, row in rows.items():
        if question not in answers.given:
            continue
        was, row.answer = row.answer, answers.of(question)
        row.because = because if row.answer is Answer.NO else ""
        if was is row.answer:
            continue
        answered = row.answer is not Answer.NOT_ASKED
        row.answered_at, row.answered_by = (desk.now(), desk.operator.id) if answered else (None, None)
        session.flush()
        if row.answer is Answer.YES:
            asks.append(_ask(change, question.value, QUESTION_WORDS[question], row.version, number))
        elif was is Answer.YES:
            prefix, said = task_key(change.id, question), "Answered otherwise."
            settle(session, desk, prefix, said, desk.now())
    prefix = task_key(change.id, UNANSWERED)
    if any(row.answer is Answer.NOT_ASKED for row in rows.values()):
        asks.append(_ask(change, UNANSWERED, "what does it ask of the plan?", change.version, number))
    else:
        settle(session, desk, prefix, "Answered.", desk.now())
    put(session, desk, asks, desk.now())
    return {question: row.answer for question, row in rows.items()}


def _ask(change: Circumstance, name: str, words: str, version: int, number: str) -> Ask:
    assert change.id is not None
    return Ask(
        f"{task_key(change.id, name)}{version}",
        Category.PLAN_REVIEW,
        f"Circumstances of {number} have changed: {words.rstrip('?')}. It is done on the plan (P).",
        f"plan: {words}" if name != UNANSWERED else "plan: 4 questions",
        client_id=change.client_id,
    )


def _told(answers: Mapping[PlanQuestion, Answer]) -> str:
    """Say what follows."""
    yes = [QUESTION_WORDS[each] for each in PlanQuestion if answers.get(each) is Answer.YES]
    left = sum(answers.get(each) is Answer.NOT_ASKED for each in PlanQuestion)
    said = [f"To do: {', '.join(yes)}."] if yes else []
    if left:
        said.append(f"{left} of 4 questions {'is' if left == 1 else 'are'} still to be answered.")
    return " ".join(said)
