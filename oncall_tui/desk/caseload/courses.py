"""Follow a course of steps with a client: begin it, tick its steps, say what comes next (R-116, R-121)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui import paths
from oncall_tui.desk import windows
from oncall_tui.desk.caseload.base import about, ahead, outreach_of, say_day
from oncall_tui.desk.caseload.dates import set_next
from oncall_tui.desk.caseload.problems import WORKFLOW_WORDS
from oncall_tui.desk.changing import clean
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.phases import TRYING
from oncall_tui.rules.workflows import WorkflowsError, load_workflows
from storage.models import Item, WorkflowRun, WorkflowStep
from storage.vocabulary import Category, ItemState, Phase, Workflow

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Client

_STARTS = {
    Workflow.OUTREACH: (Category.NEW_CLIENT, Category.TRANSFER_IN),
    Workflow.DISCHARGE: (Category.DISCHARGE,),
    Workflow.HIGH_RISK_EVENT: (),
}
"""Which asked items of the client wait for a course to begin."""


def steps_of(kind: Workflow) -> tuple[str, ...]:
    """Return the steps of a course, the site's own where it has some.

    Raises:
        Refused: The site's file is wrong.
    """
    try:
        return load_workflows(paths.site_workflows_file())[kind]
    except WorkflowsError as fault:
        raise Refused(str(fault)) from fault


def begin_course(
    desk: Desk, client_id: int, kind: Workflow, *, item_id: int | None = None, next_on: date | None = None
) -> Saved:
    """Begin a course with a client.

    Raises:
        Refused: It is open already, it does not fit the client's phase, or the event is not on record.
    """
    now = desk.now()
    with about(desk, "course-begun", client_id) as (unit, client):
        _check(unit.session, client, kind, item_id)
        if kind is Workflow.OUTREACH and client.phase is Phase.NEW:
            from oncall_tui.desk.caseload.phases import step

            step(unit.session, desk, client, Phase.OUTREACH, "Outreach began.", now)
            run = _open(unit.session, client_id, kind, None)
            assert run is not None
        else:
            run = open_course(unit.session, desk, client_id, kind, now, item_id=item_id)
        if next_on is not None:
            run.next_on = ahead(desk, next_on, "next_on")
        met = started(unit.session, desk, client_id, kind, now)
        kept = f" Kept: {', '.join(met)}." if met else ""
        unit.note(words=f"{WORKFLOW_WORDS[kind].capitalize()} workflow begun.{kept}")
    return Saved(0, f"{client.number}: {WORKFLOW_WORDS[kind]} workflow begun.")


def _check(session: Session, client: Client, kind: Workflow, item_id: int | None) -> None:
    assert client.id is not None
    if kind is Workflow.OUTREACH and client.phase not in TRYING:
        raise Refused("The outreach workflow is for clients who have not engaged yet.", field="kind")
    if kind is Workflow.DISCHARGE:
        raise Refused("Start the discharge itself: that asks for its date.", field="kind")
    if kind is Workflow.HIGH_RISK_EVENT:
        item = session.get(Item, item_id) if item_id is not None else None
        if item is None or item.client_id != client.id or item.category is not Category.HIGH_RISK_EVENT:
            raise Refused("Name a high-risk event of this client.", field="item")
    if _open(session, client.id, kind, item_id) is not None:
        raise Refused(f"The {WORKFLOW_WORDS[kind]} workflow is open already.", field="kind")


def _open(session: Session, client_id: int, kind: Workflow, item_id: int | None) -> WorkflowRun | None:
    found = select(WorkflowRun).where(
        WorkflowRun.client_id == client_id,
        WorkflowRun.kind == kind,
        WorkflowRun.item_id == item_id,
        col(WorkflowRun.ended_at).is_(None),
    )
    return session.exec(found).first()


def open_course(
    session: Session,
    desk: Desk,
    client_id: int,
    kind: Workflow,
    now: datetime,
    *,
    item_id: int | None = None,
) -> WorkflowRun:
    """Begin a course inside a transaction, with the template's steps of now; an open one goes on."""
    run = _open(session, client_id, kind, item_id)
    if run is not None:
        return run
    steps = steps_of(kind)
    run = WorkflowRun(
        client_id=client_id,
        kind=kind,
        item_id=item_id,
        started_at=now,
        started_by=desk.operator.email,
        next_step=steps[0],
        next_on=outreach_of(session, client_id).next_on if kind is Workflow.OUTREACH else None,
    )
    session.add(run)
    session.flush()
    assert run.id is not None
    for place, words in enumerate(steps, 1):
        session.add(WorkflowStep(run_id=run.id, place=place, words=words))
    return run


def started(session: Session, desk: Desk, client_id: int, kind: Workflow, now: datetime) -> tuple[str, ...]:
    """Stop the clocks that wait for a course to begin; return the titles of their rules."""
    met: list[str] = []
    ended = [state for state in ItemState if not state.open]
    for category in _STARTS[kind]:
        waiting = select(Item).where(
            Item.client_id == client_id, Item.category == category, col(Item.state).not_in(ended)
        )
        for item in session.exec(waiting).all():
            met += windows.stop(session, desk, item, (Event.WORKFLOW_STARTED,), now)
    return tuple(met)


def tick(desk: Desk, step_id: int, *, note: str = "", done: bool = True, version: int | None = None) -> Saved:
    """Tick a step of a course, or take the tick away.

    Raises:
        Refused: The course has ended, or somebody has changed the step meanwhile.
    """
    now = desk.now()
    client_id = _client_of_step(desk, step_id)
    with about(desk, "step-ticked", client_id) as (unit, client):
        step = unit.session.get(WorkflowStep, step_id)
        run = unit.session.get(WorkflowRun, step.run_id) if step else None
        if step is None or run is None:
            raise Refused("That step is no longer on record.")
        _still_open(run)
        unchanged(unit.session, step, version, "The step")
        step.done_at = now if done else None
        step.done_by = desk.operator.name if done else ""
        step.note = clean(note, "note") if done else ""
        unit.session.flush()
        run.next_step = _next_words(unit.session, run)
        if done:
            started(unit.session, desk, client_id, run.kind, now)
        unit.note(words=f"{'Done' if done else 'Not done after all'}: {step.words}.")
        number = client.number
    return Saved(0, f"{number}: {'ticked' if done else 'tick taken away'}.")


def plan_course(
    desk: Desk, run_id: int, next_step: str, next_on: date, *, version: int | None = None
) -> Saved:
    """Say which step of a course comes next and by which day (R-121).

    Raises:
        Refused: The course has ended, or the day has passed.
    """
    with desk.store.reading() as connection:
        from sqlmodel import Session

        with Session(connection) as session:
            client_id = _run(session, run_id).client_id
    with about(desk, "course-planned", client_id) as (unit, client):
        run = _run(unit.session, run_id)
        _still_open(run)
        unchanged(unit.session, run, version, "The workflow")
        run.next_step = clean(next_step, "next_step", needed="Say what is done next.")
        run.next_on = ahead(desk, next_on, "next_on")
        if run.kind is Workflow.OUTREACH:
            set_next(unit.session, client_id, next_on, run.next_step, desk.now(), by=desk.operator.email)
        unit.note(
            words=f"Next in the {WORKFLOW_WORDS[run.kind]} workflow, {say_day(next_on)}: {run.next_step}"
        )
    return Saved(0, f"{client.number}: next step on {say_day(next_on)}.")


def end_course(desk: Desk, run_id: int, because: str) -> Saved:
    """End a course, with what came of it; the outreach workflow ends with engagement or leaving (R-121).

    Raises:
        Refused: It has ended, nothing is said, or it is a workflow that ends with a phase.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        from sqlmodel import Session

        with Session(connection) as session:
            client_id = _run(session, run_id).client_id
    with about(desk, "course-ended", client_id) as (unit, client):
        run = _run(unit.session, run_id)
        _still_open(run)
        if run.kind is Workflow.OUTREACH:
            raise Refused(
                "This workflow ends when the client engages, or leaves with a reason.", field="kind"
            )
        if run.kind is Workflow.DISCHARGE:
            raise Refused("This workflow ends when the client is discharged, or with a change of phase.")
        said = clean(because, "because", needed="Say what came of it.")
        _end(run, said, now)
        unit.note(words=f"{WORKFLOW_WORDS[run.kind].capitalize()} workflow ended: {said}")
    return Saved(0, f"{client.number}: {WORKFLOW_WORDS[run.kind]} workflow ended.")


def close_open(session: Session, client_id: int, kind: Workflow, because: str, now: datetime) -> None:
    """End every open course of a kind inside a transaction."""
    found = select(WorkflowRun).where(
        WorkflowRun.client_id == client_id, WorkflowRun.kind == kind, col(WorkflowRun.ended_at).is_(None)
    )
    for run in session.exec(found).all():
        _end(run, because, now)


def _end(run: WorkflowRun, because: str, now: datetime) -> None:
    run.ended_at, run.ended_because = now, because
    run.next_step, run.next_on = "", None


def _still_open(run: WorkflowRun) -> None:
    if run.ended_at is not None:
        raise Refused("That workflow has ended. Begin it again if it goes on.")


def _run(session: Session, run_id: int) -> WorkflowRun:
    run = session.get(WorkflowRun, run_id)
    if run is None:
        raise Refused("That workflow is no longer on record.")
    return run


def _next_words(session: Session, run: WorkflowRun) -> str:
    """Return the first step that is not ticked."""
    left = select(WorkflowStep).where(WorkflowStep.run_id == run.id, col(WorkflowStep.done_at).is_(None))
    step = session.exec(left.order_by(col(WorkflowStep.place))).first()
    return step.words if step else "Every step is done: say how it ends."


def _client_of_step(desk: Desk, step_id: int) -> int:
    from sqlmodel import Session

    with desk.store.reading() as connection, Session(connection) as session:
        step = session.get(WorkflowStep, step_id)
        if step is None:
            raise Refused("That step is no longer on record.")
        return _run(session, step.run_id).client_id
