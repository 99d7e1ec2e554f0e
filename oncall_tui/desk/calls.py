"""Log what reaches the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from oncall_tui.desk import subjects
from oncall_tui.desk.caseload.engaging import re_engage
from oncall_tui.desk.cases.developing import URGENCIES, kind_of, note_development
from oncall_tui.desk.cases.origins import origin_of
from oncall_tui.desk.changing import SavedBefore, changing, cleaned
from oncall_tui.desk.parties.numbers import numbers_for_client
from oncall_tui.desk.phones import normalise
from oncall_tui.desk.views import Saved
from oncall_tui.desk.windows import Started, start, windows
from oncall_tui.desk.words import call_logged, repeat_logged
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.intake import CATEGORY_URGENCY, events_for
from oncall_tui.rules.states import raised
from storage.models import Client, Item, ItemClient
from storage.vocabulary import (
    CallerType,
    CaseOrigin,
    Category,
    Development,
    Direction,
    Interest,
    ItemState,
    Purpose,
    Urgency,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_ROSTER = (Category.ROSTER_SICKNESS, Category.ROSTER_ACCIDENT, Category.ROSTER_MISHAP)
_OWED = (Category.CALL_BACK, Category.WELLBEING, Category.QUERY)
_PURPOSES = {
    Category.COMPLAINT: Purpose.COMPLAINT,
    Category.CHECK_IN: Purpose.CHECK_IN,
    Category.HIGH_RISK_EVENT: Purpose.RISK,
}
_TEXTS = ("caller", "relationship", "phone", "dropped_phone", "said", "advice", "next_step", "replacement")
_AS_TOLD = (
    "key",
    "client_id",
    "caller",
    "caller_type",
    "relationship",
    "caller_id",
    "phone",
    "dropped_phone",
    "category",
    "direction",
    "interest",
    "subject_id",
    "said",
    "advice",
    "next_step",
    "risk",
    "dissatisfied",
    "beyond_scope",
    "emergency",
    "emergency_at",
    "shift_at",
    "event_at",
    "replacement",
    "repeat_of",
)
"""What an item keeps of a call as it was told."""
_EARLY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewCall:
    """What was heard, before it is saved (R-050)."""

    key: str
    """Made where it was typed in; the same key twice is one item."""
    category: Category
    client_id: int | None = None
    """None while the client is unknown."""
    caller: str = ""
    caller_type: CallerType = CallerType.OTHER
    relationship: str = ""
    caller_id: int | None = None
    """The person, when one of our own staff rings."""
    phone: str = ""
    dropped_phone: str = ""
    direction: Direction = Direction.IN
    urgency: Urgency | None = None
    """None takes the category's."""
    received_at: datetime | None = None
    """None means now."""
    said: str = ""
    advice: str = ""
    next_step: str = ""
    owed: bool | None = None
    """Whether a call back is owed; None takes what is usual for the category."""
    risk: bool = False
    dissatisfied: bool = False
    beyond_scope: bool = False
    """Whether more than the core services is asked for: the supervisor is asked before anything (R-124)."""
    emergency: bool = False
    emergency_at: datetime | None = None
    origin: CaseOrigin | None = None
    """How the case came in; None takes it from the client's cases that go on (R-021)."""
    interest: Interest | None = None
    """Whose interest is put (R-016)."""
    subject_id: int | None = None
    """Whom of our own it is about, such as the manager in a conflict: it goes past them (R-062)."""
    shift_at: datetime | None = None
    event_at: datetime | None = None
    """What the matter leads up to, such as a lapse of funding (R-136) or an appointment (R-122)."""
    replacement: str = ""
    repeat_of: int | None = None
    further_client_ids: tuple[int, ...] = ()
    development: Development | None = None
    """What a provider tells of (R-097); None takes it from whether there is risk."""
    case_id: int | None = None
    """The case in which it happened; None for the client's only one."""


def preview(desk: Desk, call: NewCall) -> tuple[Started, ...]:
    """Return the clocks that a call would start, the earliest due first; nothing is saved."""
    if call.repeat_of is not None:
        return ()
    return _started(desk, call, call.received_at or desk.now())


def started_by(desk: Desk, item: Item) -> tuple[Started, ...]:
    """Return the clocks that an item starts by what is known of it now."""
    return _started(desk, item, item.received_at)


def owes(known: NewCall | Item) -> bool:
    """Return whether a call back is owed: as was said, else as is usual for the category (A-39)."""
    return known.category in _OWED if known.owed is None else known.owed


def _started(desk: Desk, known: NewCall | Item, received_at: datetime) -> tuple[Started, ...]:
    with desk.store.reading() as connection:
        numbers = numbers_for_client(connection, known.client_id)
        origin = known.origin or origin_of(connection, known.client_id)
    events = events_for(
        known.category,
        known.direction,
        owed=owes(known),
        origin=origin,
        dissatisfied=known.dissatisfied,
        risk=known.risk,
    )
    if known.beyond_scope:
        events = (*events, Event.SCOPE_EXCEEDED)
    return windows(desk, events, received_at, known.shift_at or known.event_at, numbers)


def log_call(desk: Desk, call: NewCall) -> Saved:
    """Save a call with the clocks it starts, in one transaction (R-050).

    Raises:
        Refused: Something that is needed is missing or cannot be; nothing was saved.
    """
    now = desk.now()
    call = _originated(desk, _checked(desk, call, now))
    begun = preview(desk, call)
    try:
        with changing(desk, "call.logged", "item") as unit:
            known = unit.session.exec(select(Item.id).where(Item.key == call.key)).first()
            if known is not None:
                raise SavedBefore(known)
            first = _raise_first(unit.session, desk, call) if call.repeat_of is not None else None
            item = _save(unit.session, desk, call, begun, now)
            assert item.id is not None
            unit.object = f"item:{item.id}"
            zone = desk.house.zone
            words = (
                repeat_logged(item.id, first, zone)
                if first
                else call_logged(item.id, item.category, begun, zone)
            )
            unit.note(words=words + subjects.said(desk, call.subject_id, call.interest))
    except SavedBefore as before:
        return Saved(before.id, f"{before.id} was saved before; nothing was logged twice.", repeated=True)
    return Saved(item.id, words)


def _originated(desk: Desk, call: NewCall) -> NewCall:
    """Return a call with how its case came in."""
    if call.origin is not None:
        return call
    with desk.store.reading() as connection:
        return replace(call, origin=origin_of(connection, call.client_id))


def _save(session: Session, desk: Desk, call: NewCall, begun: Sequence[Started], now: datetime) -> Item:
    _check_clients(session, call)
    subjects.check_subject(session, call.subject_id)
    item = _item(desk, call, now, waits=bool(begun))
    session.add(item)
    session.flush()
    assert item.id is not None
    for client_id in dict.fromkeys(call.further_client_ids):
        if client_id != call.client_id:
            session.add(ItemClient(item_id=item.id, client_id=client_id))
    start(session, desk, item.id, begun)
    if call.category is Category.RE_ENGAGEMENT and call.client_id is not None:
        re_engage(session, desk, call.client_id, f"Asked to take part again ({item.id}).", now)
    if call.category is Category.DEVELOPMENT:
        note_development(session, item, call)
    return item


def _checked(desk: Desk, call: NewCall, now: datetime) -> NewCall:
    call = cleaned(call, *_TEXTS)
    if not call.key:
        raise Refused("A call needs a key of its own, so that a retry cannot log it twice.", field="key")
    if not (call.said or call.caller or call.phone or call.client_id):
        raise Refused("Say at least who rang, from which number, or what was said.", field="said")
    received = call.received_at or now
    if received > now + _EARLY:
        raise Refused(
            "A call cannot have been received in the future. Correct the time.", field="received_at"
        )
    if received.year < 2000:
        raise Refused("That is too long ago to be right. Correct the time.", field="received_at")
    if call.category.asked:
        raise Refused("The console asks that by itself. Choose what the call is about.", field="category")
    if call.category in _ROSTER and call.shift_at is None:
        raise Refused("Say when the shift begins that needs somebody.", field="shift_at")
    if call.category is Category.RECERTIFICATION and call.event_at is None:
        raise Refused("Say on which day the funding lapses.", field="event_at")
    if call.event_at is not None and call.event_at <= received:
        raise Refused("What it leads up to lies ahead of the call. Correct the time.", field="event_at")
    risk = call.risk or (call.category is Category.DEVELOPMENT and call.development is Development.RISK)
    return replace(call, received_at=min(received, now), risk=risk)


def _check_clients(session: Session, call: NewCall) -> None:
    for client_id in (*((call.client_id,) if call.client_id else ()), *call.further_client_ids):
        if session.get(Client, client_id) is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client_id")


def _item(desk: Desk, call: NewCall, now: datetime, *, waits: bool) -> Item:
    first = ItemState.WAITING if waits and call.direction is not Direction.IN else ItemState.NEW
    ended = call.repeat_of is not None
    as_told: dict[str, Any] = {name: getattr(call, name) for name in _AS_TOLD}
    return Item(
        **as_told,
        state=ItemState.DUPLICATE if ended else first,
        caller_digits=normalise(call.phone, desk.house.region).digits if call.phone else "",
        urgency=_urgency(call),
        purpose=Purpose.RISK if call.risk else _PURPOSES.get(call.category, Purpose.GENERAL),
        origin=call.origin or CaseOrigin.SELF_REFERRAL,
        received_at=call.received_at or now,
        recorded_at=now,
        entered_by=desk.operator.id,
        answered_by=desk.operator.id if call.direction is Direction.IN else None,
        owed=owes(call),
        duplicate_of=call.repeat_of,
        ended_at=now if ended else None,
        ended_because=f"A repeat of {call.repeat_of}." if ended else "",
    )


def _urgency(call: NewCall) -> Urgency:
    if call.emergency:
        return Urgency.EMERGENCY
    usual = CATEGORY_URGENCY[call.category]
    if call.category is Category.DEVELOPMENT:
        usual = URGENCIES.get(kind_of(call), usual)
    return call.urgency or usual


def _raise_first(session: Session, desk: Desk, call: NewCall) -> Item:
    """Raise the item that goes on: the repeat itself ends at once, and nobody would look at it again."""
    first = session.get(Item, call.repeat_of)
    if first is None:
        raise Refused(f"There is no item {call.repeat_of} that this could repeat.", field="repeat_of")
    if not first.state.open:
        raise Refused(f"{call.repeat_of} has ended. Log this as a call of its own.", field="repeat_of")
    first.urgency = Urgency.EMERGENCY if call.emergency else raised(first.urgency)
    if call.risk and not first.risk:
        first.risk, first.purpose = True, Purpose.RISK
    if call.dissatisfied and not first.dissatisfied and first.id is not None:
        first.dissatisfied = True
        start(session, desk, first.id, windows(desk, [Event.DISSATISFIED], call.received_at or desk.now()))
    return first
