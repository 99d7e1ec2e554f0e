"""Give clients to another care manager: one, some, or everybody's whose they are (R-041)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload.listing import handed_over
from oncall_tui.desk.changing import changing, cleaned
from oncall_tui.desk.reassigning.planning import draft
from oncall_tui.desk.reassigning.rows import write_decisions, write_holdings
from oncall_tui.desk.reassigning.seen import changed_since, moved_since
from oncall_tui.desk.reassigning.telling import owe_notices, tell_again
from oncall_tui.desk.reassigning.views import Given, Reassignment, ReassignmentPlan, Share
from oncall_tui.desk.words import say, until
from oncall_tui.errors import Refused
from storage.models import Decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_NAMED = 3
"""How many clients a refusal names."""


def reassign(desk: Desk, new: Reassignment, *, shown: ReassignmentPlan | None = None) -> ReassignmentPlan:
    """Give a role for some clients: for all of them in one transaction, or for none.

    With `shown`, the plan that somebody has looked at, nothing is done where another has meanwhile changed
    who is responsible for one of its clients.

    Raises:
        Refused: Somebody else changed them meanwhile; whoever sits here may not; the person is gone, no care
            manager or away; or it cannot be done with one of the clients.
    """
    new = cleaned(new, "reason")
    with changing(desk, "clients.reassigned", "clients") as unit:
        connection = unit.session.connection()
        try:
            found = draft(desk, connection, new, desk.now())
        except Refused:
            if shown is not None and (words := moved_since(desk, connection, shown)):
                raise Refused(words, field="clients") from None  # who did it tells more than what follows
            raise
        plan = found.plan
        if shown is not None and (words := changed_since(desk, connection, shown, plan)):
            raise Refused(words, field="clients")
        if plan.refused:
            raise Refused(_refusal(plan.refused), field="person")
        if plan.share is Share.ACTING:
            _decide(desk, unit.session, plan)
        else:
            write_holdings(unit.session, found.moves)
            if plan.share is Share.PRIMARY and plan.start <= desk.now():
                handed_over(unit.session, desk, found, desk.now())
        if plan.start <= desk.now():
            tell_again(desk, unit.session, found.left, plan.start)
        unit.note(notices=owe_notices(desk, unit.session, plan, desk.now()))
        unit.object = _object(new, plan)
        unit.note(words=f"{_words(plan, desk.house.zone)}: {plan.reason}")
    return replace(plan, applied=True)


def said(plan: ReassignmentPlan, zone: str) -> str:
    """Say what was done, without what somebody typed."""
    return f"{_words(plan, zone)}."


def _decide(desk: Desk, session: Session, plan: ReassignmentPlan) -> None:
    """Let a director's decision name who acts; one that was in force for that time ends where it begins."""
    assert plan.person is not None
    decision = Decision(
        client_id=0,
        person_id=plan.person.id,
        starts_at=plan.start,
        ends_at=plan.end,
        reason=plan.reason,
        decided_by=desk.operator.id,
    )
    write_decisions(session, [each.client_id for each in plan.clients], decision)


def _object(new: Reassignment, plan: ReassignmentPlan) -> str:
    """Return what the record says that it was done to: the one client, else whoever gets or gives them."""
    if plan.count == 1:
        return f"client:{plan.clients[0].client_id}"
    return f"person:{new.person_id or new.all_of}" if new.person_id or new.all_of else "clients"


def _words(plan: ReassignmentPlan, zone: str) -> str:
    clients = "1 client" if plan.count == 1 else f"{plan.count:,} clients"
    span = f"from {say(plan.start, zone)}, {until(plan.end, zone) if plan.end else 'for good'}"
    if plan.person is not None:
        return f"{plan.person.name} is {plan.share.value} care manager of {clients} {span}"
    left = f", {len(plan.unfilled):,} without a secondary now" if plan.unfilled else ""
    are = "secondary of 1 client is its" if plan.count == 1 else f"secondaries of {clients} are their"
    return f"The {are} primary care manager {span}{left}"


def _refusal(refused: Sequence[Given]) -> str:
    named = " ".join(f"{each.number}: {each.refused}" for each in refused[:_NAMED])
    more = len(refused) - _NAMED
    others = f" And {more:,} more like that." if more > 0 else ""
    return f"{named}{others} Nothing was changed."
