"""Take the last action back: by a new entry that compensates, never by deleting (R-169)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Date, DateTime
from sqlmodel import SQLModel, col, select

from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.caseload import undoing as caseload
from oncall_tui.desk.cases import undoing as cases
from oncall_tui.desk.changing import changing
from oncall_tui.desk.plans import undoing as plans
from oncall_tui.desk.reassigning import undoing as roles
from oncall_tui.desk.reassigning.rows import AT_ONCE
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage import models
from storage.models import Absence, Attempt, AuditEntry, Clock, Item, Triage
from storage.vocabulary import ClockState, ItemState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

WINDOW = timedelta(minutes=10)
"""For how long an action can be taken back."""

_PREFIXES = (
    "call.",
    "item.",
    "attempt.",
    "absence.",
    "duty.",
    "clients.",
    "consent.",
    *caseload.PREFIXES,
    *cases.PREFIXES,
    *plans.PREFIXES,
)
_TABLES: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "item": models.Item,
        "clock": models.Clock,
        "attempt": models.Attempt,
        "triage": models.Triage,
        "absence": models.Absence,
        "duty_shift": models.DutyShift,
        "alert": models.Alert,
        "alert_step": models.AlertStep,
        "item_client": models.ItemClient,
        "client": models.Client,
        "consent": models.Consent,
        "used_text": models.UsedText,
        "attempt_plan": models.AttemptPlan,
        "scope_discussion": models.ScopeDiscussion,
        "provider_call": models.ProviderCall,
        **caseload.TABLES,
        **cases.TABLES,
        **plans.TABLES,
    }
)


@dataclass(frozen=True, slots=True)
class Undoable:
    """The action that undo would take back."""

    seq: int
    object: str
    words: str
    until: datetime


def undoable(desk: Desk) -> Undoable | None:
    """Return the last action of whoever sits here that can still be taken back, if there is one."""
    with desk.store.reading() as connection:
        from sqlmodel import Session

        with Session(connection) as session:
            entry = _last(session, desk)
            return None if entry is None else _view(entry)


def undo(desk: Desk, seq: int | None = None) -> Saved:
    """Take back the last action; `seq` names the one that the screen showed, so that no other one is.

    Raises:
        Refused: There is none of the last ten minutes, or somebody has changed the same record since.
    """
    shown = undoable(desk)
    if shown is None:
        raise Refused("There is nothing of yours from the last ten minutes to undo.")
    if seq is not None and shown.seq != seq:
        raise Refused("Something else has happened since. Look at it, then undo again.")
    with changing(desk, "undone", shown.object, undoes=shown.seq) as unit:
        entry = _last(unit.session, desk)
        if entry is None or entry.seq != shown.seq:
            raise Refused("Something else has happened since. Look at it, then undo again.")
        detail = json.loads(entry.detail)
        changes = detail.get("changes", [])
        given = [change for change in changes if change["table"] in roles.TABLES]
        if not given:  # who has which client is compared row by row, which tells more
            _nothing_since(unit.session, entry)
        others = [change for change in reversed(changes) if change["table"] not in roles.TABLES]
        kept = _read(unit.session, others)
        for change in others:
            _take_back(unit.session, change, desk.now(), entry.seq)
        del kept
        roles.put_back(desk, unit.session, given, entry.seq, _value)
        if notices := detail.get("facts", {}).get("notices"):
            outbox.take_back(unit.session, notices, desk.now())
        words = f"Taken back: {shown.words}"
        unit.note(words=words)
    kind, _, number = shown.object.partition(":")
    item_id = int(number or 0) if kind == "item" else 0
    # What follows the colon may be what somebody typed, which is not said in passing.
    said = f"{': '.join(words.split(': ')[:2])}."
    return Saved(item_id, f"{item_id}: {said}" if item_id else said)


def _read(session: Session, changes: Sequence[Mapping[str, Any]]) -> list[SQLModel]:
    """Read what the changes are about by the thousand; each is then found without another question.

    The session itself holds on to nothing that nobody uses: who asks keeps what is returned.
    """
    wanted: dict[str, list[Any]] = defaultdict(list)
    for change in changes:
        if len(change["key"]) == 1:
            wanted[change["table"]] += change["key"].values()
    found: list[SQLModel] = []
    for table, keys in wanted.items():
        (column,) = _TABLES[table].__table__.primary_key  # type: ignore[attr-defined]
        for place in range(0, len(keys), AT_ONCE):
            part = select(_TABLES[table]).where(column.in_(keys[place : place + AT_ONCE]))
            found += session.exec(part).all()
    return found


def _last(session: Session, desk: Desk) -> AuditEntry | None:
    since = desk.now() - WINDOW
    mine = select(AuditEntry).where(AuditEntry.actor == desk.operator.email, col(AuditEntry.at) >= since)
    entries = session.exec(mine.order_by(col(AuditEntry.seq).desc())).all()
    taken_back = {entry.undoes for entry in entries}
    wanted = (e for e in entries if e.action.startswith(_PREFIXES) and e.seq not in taken_back)
    return next(wanted, None)


def _nothing_since(session: Session, entry: AuditEntry) -> None:
    """Refuse when the same record was changed later, and that was not itself taken back."""
    later = session.exec(
        select(AuditEntry).where(AuditEntry.object == entry.object, AuditEntry.seq > entry.seq)
    )
    entries = later.all()
    taken_back = {each.undoes for each in entries}
    if any(each.undoes is None and each.seq not in taken_back for each in entries):
        raise Refused("Somebody has changed the same record since. It cannot be undone any more.")


def _view(entry: AuditEntry) -> Undoable:
    words = json.loads(entry.detail).get("facts", {}).get("words", entry.action)
    return Undoable(entry.seq, entry.object, words, entry.at + WINDOW)


def _take_back(session: Session, change: Mapping[str, Any], now: datetime, seq: int) -> None:
    model = _TABLES[change["table"]]
    row = session.get(model, tuple(change["key"].values()))
    if row is None:
        raise Refused("The record has changed since. It cannot be undone any more.")
    if change["op"] == "insert":
        compensate = _COMPENSATE.get(model)
        if compensate:
            compensate(row, now, seq)
        return
    for name, was in change["before"].items():
        if name != "version":
            _put_back(row, name, was, change["after"][name])
    session.add(row)


def _put_back(row: SQLModel, name: str, was: Any, became: Any) -> None:
    from storage.units import plain

    if plain(getattr(row, name)) != became:
        raise Refused("Somebody has changed the same record since. It cannot be undone any more.")
    setattr(row, name, _value(row, name, was))


def _value(row: SQLModel, name: str, was: Any) -> Any:
    """Return a value as the table keeps it, from how the record keeps it."""
    if was is None or not isinstance(was, str):
        return was
    kept_as = row.__class__.__table__.c[name].type  # type: ignore[attr-defined]
    if getattr(kept_as, "enum_class", None):
        return kept_as.enum_class(was)
    if isinstance(kept_as, Date):
        return date.fromisoformat(was)
    instant = isinstance(getattr(kept_as, "impl", kept_as), DateTime)
    return datetime.fromisoformat(was) if instant else was


def _withdraw_item(item: Any, now: datetime, seq: int) -> None:
    item.state = ItemState.WITHDRAWN
    item.ended_at = now
    item.ended_because = f"Undone (entry {seq})."
    if item.category.asked:  # so that the same question can be put when it comes up again
        item.key = f"{item.key}:undone:{seq}"


def _cancel_clock(clock: Any, now: datetime, seq: int) -> None:
    clock.state = ClockState.CANCELLED
    clock.ended_at = now
    clock.ended_by = f"undone (entry {seq})"


def _withdraw(row: Any, now: datetime, _seq: int) -> None:
    row.withdrawn_at = now


def _cancel_absence(absence: Any, now: datetime, _seq: int) -> None:
    """Cancel an absence, and what has not left yet of the notices about it."""
    from sqlalchemy.orm import object_session

    absence.cancelled_at = now
    outbox.take_back(cast("Session", object_session(absence)), f"absence:{absence.id}:", now)


def _take_off_the_rota(shift: Any, _now: datetime, _seq: int) -> None:
    """Remove a piece that a shift was cut into: the audit record keeps that it was there."""
    from sqlalchemy.orm import object_session

    if shift.version > 1:
        raise Refused("Somebody has changed the same record since. It cannot be undone any more.")
    session = object_session(shift)
    assert session is not None
    session.delete(shift)


_COMPENSATE: Mapping[type[SQLModel], Callable[[Any, datetime, int], None]] = MappingProxyType(
    {
        Item: _withdraw_item,
        Clock: _cancel_clock,
        Attempt: _withdraw,
        Triage: _withdraw,
        models.Consent: _withdraw,
        models.UsedText: _withdraw,
        models.AttemptPlan: _withdraw,
        models.ScopeDiscussion: _withdraw,
        models.ProviderCall: _withdraw,
        Absence: _cancel_absence,
        models.DutyShift: _take_off_the_rota,
        **caseload.COMPENSATE,
        **cases.COMPENSATE,
        **plans.COMPENSATE,
    }
)
"""How a record that was added is taken back without deleting it."""
