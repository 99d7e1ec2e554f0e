"""Clients who engage, who are not reached, who come back, who are through with their goals, and who leave."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.caseload import courses, standing
from oncall_tui.desk.caseload.base import about, after, ahead, local_day, outreach_of, say_day, seen
from oncall_tui.desk.caseload.dates import fill_next, last_talk, set_next, usual_next
from oncall_tui.desk.caseload.discharging import lead_up
from oncall_tui.desk.caseload.phases import step
from oncall_tui.desk.changing import clean
from oncall_tui.desk.imports.loader import EVER
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.caseload import GONE
from oncall_tui.rules.events import Event
from oncall_tui.rules.phases import PHASE_WORDS, TRANSITIONS
from storage import reads
from storage.models import Client, EngagementCheck, Goal
from storage.vocabulary import Category, EngagementView, GoalStatus, Leaving, Phase, Workflow

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_NOON = time(12)
LEAVING_WORDS = {
    Leaving.ASKED: "asked to be taken off",
    Leaving.NOT_ENGAGING: "chose not to engage",
    Leaving.DISCHARGED: "discharged as planned",
    Leaving.FUNDING_ENDED: "funding ended",
    Leaving.WENT_ELSEWHERE: "went on to another service",
    Leaving.DIED: "died",
    Leaving.OTHER: "another reason",
}
"""Why a client leaves, as the screens and the record say it."""


def send_letter(
    desk: Desk, client_id: int, sent_on: date, *, anyway: str = "", version: int | None = None
) -> Saved:
    """Note that the no-contact letter was sent: the client is tried again 60 days after (R-141, R-142).

    Args:
        desk: at which it is noted.
        client_id: of the client.
        sent_on: the day on which it was sent.
        anyway: why it was sent although fewer attempts were made than are usual before it.
        version: of the plan as it was shown.

    Raises:
        Refused: It lies ahead, the client was reached since, or too few attempts were made.
    """
    now = desk.now()
    with about(desk, "letter-sent", client_id) as (unit, client):
        session = unit.session
        _sendable(session, desk, client, sent_on, clean(anyway, "anyway"))
        plan = seen(session, client_id, version)
        plan.letter_on, plan.letter_by = sent_on, desk.operator.name
        if client.phase is not Phase.ACTIVE_UNENGAGED:
            cause = f"The no-contact letter was sent on {say_day(sent_on)}."
            step(session, desk, client, Phase.ACTIVE_UNENGAGED, cause, now)
        due_on = _begin_tries(session, desk, client, sent_on, now)
        allowed = desk.rulebook.get("after-letter").allows
        set_next(session, client_id, due_on, f"{allowed} after the letter", now)
        unit.note(words=f"No-contact letter sent on {say_day(sent_on)}; next try by {say_day(due_on)}.")
    return Saved(0, f"{client.number}: letter noted, next try by {say_day(due_on)}.")


def _sendable(session: Session, desk: Desk, client: Client, sent_on: date, anyway: str) -> None:
    assert client.id is not None
    if sent_on > local_day(desk, desk.now()):
        raise Refused("A letter cannot have been sent in the future. Correct the date.", field="sent_on")
    if client.phase in GONE or Phase.ACTIVE_UNENGAGED not in {*TRANSITIONS[client.phase], client.phase}:
        raise Refused(f"{client.number} is {PHASE_WORDS[client.phase]}: the letter is not for them.")
    talk = last_talk(session, client.id)
    if talk is not None and local_day(desk, talk) > sent_on:
        raise Refused(f"{client.number} was reached after that day. Correct the date.", field="sent_on")
    tried = reads.scalar(session.connection(), "tried_since_talk", id=client.id, since=EVER)
    count, wanted = int(tried or 0), desk.settings.letter_attempts
    if count < wanted and not anyway:
        made = "1 attempt" if count == 1 else f"{count} attempts"
        raise Refused(
            f"{made} without contact so far; the letter goes out after {wanted}. Try again, or say why now.",
            field="anyway",
        )


def _begin_tries(session: Session, desk: Desk, client: Client, sent_on: date, now: datetime) -> date:
    """Start the 60 days after the letter, and return the day by which the client is tried."""
    assert client.id is not None
    sent = min(desk.house.calendar.instant(sent_on, _NOON), now)
    ask = Ask(
        standing.key_of(Category.UNENGAGED, client.id),
        Category.UNENGAGED,
        f"{client.number} had the no-contact letter: they are tried again, over and over.",
        client.number,
        client_id=client.id,
        counts_from=sent,
    )
    begun = windows.windows(desk, (Event.LETTER_SENT,), sent)
    before = standing.find_open(session, Category.UNENGAGED, client.id)
    if before is None:
        standing.begin(session, desk, ask, now)
    else:
        standing.restart(session, desk, before, begun, now, "another letter was sent")
    return after(desk, "after-letter", sent)


def re_engage(session: Session, desk: Desk, client_id: int, because: str, now: datetime) -> str:
    """Take up again, inside a transaction, with a client who asks for it: outreach, at once (R-143).

    Returns:
        What was done, as a sentence; empty where the client was not unengaged.
    """
    client = session.get(Client, client_id)
    if client is None or client.phase not in (Phase.ACTIVE_UNENGAGED, Phase.DISENROLLED):
        return ""
    step(session, desk, client, Phase.OUTREACH, because, now)
    rule = desk.rulebook.get("re-engagement")
    day = after(desk, rule.id, now)
    set_next(session, client_id, day, f"{rule.title}: {rule.allows}", now)
    return f" Outreach begins again, by {say_day(day)}."


def goals_complete(
    desk: Desk, client_id: int, days: int | None = None, cause: str = "", *, version: int | None = None
) -> Saved:
    """Say that all goals are complete, and how far apart somebody looks in from now on (R-140).

    Raises:
        Refused: The interval is no number of days, or the phase does not allow it.
    """
    now = desk.now()
    days = desk.settings.check_in_days if days is None else days
    if not 1 <= days <= 3650:
        raise Refused("Give the days between two well-being checks, from 1 to 3,650.", field="days")
    with about(desk, "goals-complete", client_id) as (unit, client):
        plan = seen(unit.session, client_id, version)
        if client.phase is not Phase.GOALS_COMPLETE:
            _no_goal_open(unit.session, client)
            said = clean(cause, "cause") or "All goals are complete."
            step(unit.session, desk, client, Phase.GOALS_COMPLETE, said, now)
        plan.interval_days = days
        day, because = usual_next(desk, client.phase, last_talk(unit.session, client_id) or now, days)
        set_next(unit.session, client_id, max(day, local_day(desk, now)), because, now)
        unit.note(words=f"All goals complete; a well-being check every {days} days.")
    return Saved(0, f"{client.number}: all goals complete, next check by {say_day(day)}.")


def _no_goal_open(session: Session, client: Client) -> None:
    open_ones = select(Goal.id).where(
        Goal.client_id == client.id, Goal.status == GoalStatus.OPEN, col(Goal.withdrawn_at).is_(None)
    )
    count = len(session.exec(open_ones).all())
    if count:
        goals = "1 goal is" if count == 1 else f"{count} goals are"
        raise Refused(f"{goals} still open in the plan (P). Say there how they ended first.")


def plan_discharge(desk: Desk, client_id: int, on: date | None, *, version: int | None = None) -> Saved:
    """Set the day of a client's discharge, or none: the way out begins two months before it (R-139).

    From that day on its alert stands and rings until it has begun, in office hours, and so more often than
    each week: whoever answers for it is asked again.

    Raises:
        Refused: The day has passed, or the client is out of the programme.
    """
    now = desk.now()
    with about(desk, "discharge-planned", client_id) as (unit, client):
        if client.phase in GONE:
            raise Refused(f"{client.number} is no longer in the programme.")
        plan = seen(unit.session, client_id, version)
        plan.discharge_on = None if on is None else ahead(desk, on, "discharge_on")
        if on is None:
            standing.finish(
                unit.session, desk, Category.DISCHARGE, client_id, "No discharge is planned any more.", now
            )
            words = "No discharge is planned any more."
        else:
            start_by = lead_up(unit.session, desk, client, on, now)
            words = f"Discharge on {say_day(on)}; the way out begins by {say_day(start_by)}."
        unit.note(words=words)
    return Saved(0, f"{client.number}: {words[0].lower()}{words[1:]}")


def start_discharge(desk: Desk, client_id: int, on: date | None = None) -> Saved:
    """Begin the way out: the client is in discharge from now on, and its steps are followed (R-139).

    Raises:
        Refused: No day of discharge is set and none is given, or the phase does not allow it.
    """
    now = desk.now()
    with about(desk, "discharge-begun", client_id) as (unit, client):
        plan = outreach_of(unit.session, client_id)
        day = on or plan.discharge_on
        if day is None:
            raise Refused("Say on which day the client is discharged.", field="discharge_on")
        if day != plan.discharge_on:
            plan.discharge_on = ahead(desk, day, "discharge_on")
            lead_up(unit.session, desk, client, day, now)
            unit.session.flush()
        met = courses.started(unit.session, desk, client_id, Workflow.DISCHARGE, now)
        cause = f"The discharge on {say_day(day)} began."
        step(unit.session, desk, client, Phase.DISCHARGE, cause, now)
        run = courses.open_course(unit.session, desk, client_id, Workflow.DISCHARGE, now)
        run.next_on = run.next_on or min(day, local_day(desk, now) + timedelta(days=7))
        fill_next(unit.session, desk, client, now)
        kept = f" Kept: {', '.join(met)}." if met else ""
        unit.note(words=f"{cause}{kept}")
    return Saved(0, f"{client.number}: the discharge has begun.{kept}")


def disenrol(
    desk: Desk, client_id: int, why: Leaving, words: str = "", *, version: int | None = None
) -> Saved:
    """Take a client off the programme, with the reason; all that is routine for them ends (R-135, R-121).

    Raises:
        Refused: The reason is not said, or it is their choice and nobody has looked into that (R-105).
    """
    now = desk.now()
    with about(desk, "disenrolled", client_id) as (unit, client):
        seen(unit.session, client_id, version)
        needed = "Say in a sentence why, so that a colleague understands it." if why is Leaving.OTHER else ""
        said = clean(words, "words", needed=needed)
        if why is Leaving.NOT_ENGAGING:
            _looked_into(unit.session, client)
        cause = (
            LEAVING_WORDS[why].capitalize()
            + (f": {said}" if said else "")
            + ("" if said.endswith(".") else ".")
        )
        done = step(unit.session, desk, client, Phase.DISENROLLED, cause, now)
        unit.note(words=done)
    return Saved(0, f"{client.number}: off the programme, {LEAVING_WORDS[why]}.")


def _looked_into(session: Session, client: Client) -> None:
    """Refuse to say that somebody chose not to engage before anybody has asked why (R-105)."""
    assert client.id is not None
    checked = select(EngagementCheck).where(
        EngagementCheck.client_id == client.id,
        EngagementCheck.view == EngagementView.CHOSE_NOT_TO,
        col(EngagementCheck.withdrawn_at).is_(None),
    )
    check = session.exec(checked.order_by(col(EngagementCheck.at).desc())).first()
    talk = last_talk(session, client.id)
    if check is None or (talk is not None and check.at < talk):
        raise Refused(
            "Nobody has looked into why they may not be engaging since they were last reached. "
            "Do that first, in the client's plan (P).",
            field="why",
        )
