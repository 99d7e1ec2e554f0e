"""What a provider tells of during an intervention: a risk, a goal that slips, or something else (R-097)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.cases.standing import is_covered
from oncall_tui.desk.parties.numbers import numbers_of
from oncall_tui.errors import Refused
from oncall_tui.rules.intake import CATEGORY_URGENCY, events_for
from storage.models import CareCase, CaseDevelopment, Item, OutsideParty
from storage.vocabulary import (
    CallerType,
    CaseOrigin,
    CaseState,
    Category,
    Development,
    Direction,
    ItemState,
    Purpose,
    Urgency,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.calls import NewCall
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import Saved

URGENCIES = {Development.RISK: Urgency.EMERGENCY, Development.GOAL_SLIP: Urgency.URGENT}
"""How urgent a development is taken to be at first: a risk is immediate."""


@dataclass(frozen=True, slots=True)
class NewDevelopment:
    """What a provider told of, before it is saved."""

    key: str
    case_id: int
    kind: Development
    said: str
    agreed: str
    """What was agreed, who does it and by when; “none needed” is an answer (R-019)."""
    caller: str = ""
    phone: str = ""


def report_development(desk: Desk, new: NewDevelopment) -> Saved:
    """Put what a provider told of into the queue; a risk stands at its top.

    Raises:
        Refused: There is no such case, or it is not said what happened and what was agreed.
    """
    from sqlmodel import Session

    from oncall_tui.desk.calls import NewCall, log_call

    if not new.said.strip():
        raise Refused("Say what the provider told of.", field="said")
    if not new.agreed.strip():
        raise Refused("Say what was agreed, who does it and by when; “none needed” counts.", field="agreed")
    with desk.store.reading() as connection, Session(connection) as session:
        case = session.get(CareCase, new.case_id)
        if case is None or case.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
            raise Refused(f"Case {new.case_id} is not open. Log it as a call about the client (n).")
        provider = session.get(OutsideParty, case.provider_id) if case.provider_id else None
        call = NewCall(
            key=new.key,
            category=Category.DEVELOPMENT,
            client_id=case.client_id,
            caller=new.caller.strip() or (provider.name if provider else ""),
            caller_type=CallerType.PROVIDER,
            phone=new.phone.strip() or (provider.phones[0] if provider and provider.phones else ""),
            said=new.said,
            next_step=new.agreed,
            risk=new.kind is Development.RISK,
            owed=False,
            origin=CaseOrigin.SELF_REFERRAL if is_covered(case) else case.origin,
            development=new.kind,
            case_id=new.case_id,
        )
    return log_call(desk, call)


def kind_of(call: NewCall) -> Development:
    """Return what a call about a development tells of."""
    return call.development or (Development.RISK if call.risk else Development.OTHER)


def note_development(session: Session, item: Item, call: NewCall) -> None:
    """Keep beside an item what kind of development it tells of, and in which case."""
    if item.id is None or call.client_id is None:
        return
    case = session.get(CareCase, call.case_id) if call.case_id else _only_case(session, call.client_id)
    session.add(
        CaseDevelopment(
            item_id=item.id,
            client_id=call.client_id,
            case_id=case.id if case else None,
            party_id=case.provider_id if case else None,
            kind=kind_of(call),
        )
    )


def _only_case(session: Session, client_id: int) -> CareCase | None:
    """Return the client's case that goes on, where there is exactly one."""
    going_on = select(CareCase).where(
        CareCase.client_id == client_id, col(CareCase.state).in_([CaseState.OPEN, CaseState.ENDED])
    )
    found = session.exec(going_on).all()
    return found[0] if len(found) == 1 else None


def put_development(
    session: Session, desk: Desk, case: CareCase, kind: Development, words: str, key: str, now: datetime
) -> int:
    """Put something that is to be done about a case into the queue, in the transaction that found it."""
    risk = kind is Development.RISK
    item = Item(
        key=key,
        state=ItemState.WAITING,
        client_id=case.client_id,
        caller=f"case {case.id}",
        caller_type=CallerType.STAFF,
        category=Category.DEVELOPMENT,
        urgency=URGENCIES.get(kind, CATEGORY_URGENCY[Category.DEVELOPMENT]),
        direction=Direction.OUT,
        purpose=Purpose.RISK if risk else Purpose.GENERAL,
        origin=case.origin,
        received_at=now,
        recorded_at=now,
        entered_by=desk.operator.id,
        said=words,
        next_step=words,
        owed=False,
        risk=risk,
        assigned_id=case.clinician_id,
    )
    session.add(item)
    session.flush()
    assert item.id is not None
    session.add(
        CaseDevelopment(
            item_id=item.id, client_id=case.client_id, case_id=case.id, party_id=case.provider_id, kind=kind
        )
    )
    origin = CaseOrigin.SELF_REFERRAL if is_covered(case) else case.origin
    events = events_for(Category.DEVELOPMENT, Direction.OUT, owed=False, origin=origin, risk=risk)
    numbers = numbers_of(session.connection(), case.organisation_id)
    windows.start(session, desk, item.id, windows.windows(desk, events, now, numbers=numbers))
    return item.id
