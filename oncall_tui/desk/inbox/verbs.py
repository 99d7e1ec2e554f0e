"""What is done with an e-mail: acknowledged, acted upon, each with its time; and its urgency set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from oncall_tui.desk import windows
from oncall_tui.desk.changing import changing, clean, item_for
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.prepared import Prepared, Use, agreed_line, keep, prepare
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import Act
from storage.vocabulary import Channel, Urgency

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.models import Item

_EARLY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """That an e-mail was acknowledged, before it is saved."""

    item_id: int
    text: Prepared
    """What was answered; its body may be empty."""
    how: Channel = Channel.EMAIL
    at: datetime | None = None
    """None means now."""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class NewAction:
    """What was done about an e-mail, before it is saved (R-019)."""

    item_id: int
    done: str
    next_step: str
    """What was agreed, who does it and by when; 'none needed' will do."""
    at: datetime | None = None
    version: int | None = None


def reply(desk: Desk, item_id: int) -> Prepared:
    """Return the prepared answer that an e-mail has been received (R-185).

    Raises:
        Refused: There is no such item, or nothing more is done to it.
    """
    zone = desk.house.zone
    with desk.store.reading() as connection, Session(connection) as session:
        item = item_for(session, item_id, Act.ATTEMPT)
        due = [
            clock.due_at
            for clock in windows.running(session, item)
            if (rule := desk.rulebook.find(clock.rule)) and Event.ACTIONED in rule.stops_on
            if clock.due_at > desk.now()
        ]
        return prepare(
            desk,
            "email-received",
            {
                "name": item.caller.split("<")[0].strip() or "",
                "received": say(item.received_at, zone),
                "by": f"by {say(due[0], zone)}" if due else "as soon as we can",
                "line": agreed_line(desk, connection, item.client_id),
            },
        )


def acknowledge_mail(desk: Desk, new: NewReceipt) -> Saved:
    """Tick that receipt of an e-mail was acknowledged, with the time and the words (R-080).

    Raises:
        Refused: It was ticked before, or the time cannot be right.
    """
    with changing(desk, "item.mail-acknowledged", f"item:{new.item_id}") as unit:
        item = item_for(unit.session, new.item_id, Act.ATTEMPT, new.version)
        at = _moment(desk, item, new.at)
        met = windows.stop(unit.session, desk, item, [Event.ACKNOWLEDGED], at)
        if not met:
            raise Refused(f"{new.item_id}: no acknowledgement is owed, or it was given already.")
        keep(unit.session, desk, Use(new.text, new.how, item.caller, at, item.id, item.client_id))
        words = f"Receipt acknowledged {MODE_WORDS[new.how]}, {say(at, desk.house.zone)}: {', '.join(met)}."
        unit.note(words=words)
    return Saved(new.item_id, f"{new.item_id}: receipt acknowledged.")


def action_mail(desk: Desk, new: NewAction) -> Saved:
    """Tick that an e-mail was acted upon, with what was done and what comes next (R-080, R-019).

    Raises:
        Refused: It is not said what was done, or what was agreed.
    """
    with changing(desk, "item.mail-actioned", f"item:{new.item_id}") as unit:
        item = item_for(unit.session, new.item_id, Act.ATTEMPT, new.version)
        done = clean(new.done, "done", needed="Say what was done, so that a colleague can act on it.")
        agreed = clean(
            new.next_step, "next_step", needed="Say who does what by when, or that none is needed."
        )
        at = _moment(desk, item, new.at)
        met = windows.stop(unit.session, desk, item, [Event.ACTIONED], at)
        if not met:
            raise Refused(f"{new.item_id}: no action is owed on it, or it was taken already.")
        item.advice = "\n".join(part for part in (item.advice, done) if part)
        item.next_step = agreed
        unit.note(words=f"Acted upon: {done.removesuffix('.')}. Next: {agreed.removesuffix('.')}.")
    return Saved(new.item_id, f"{new.item_id}: acted upon, {say(at, desk.house.zone)}.")


def set_urgency(
    desk: Desk, item_id: int, urgency: Urgency, reason: str, *, version: int | None = None
) -> Saved:
    """Put an item before or behind others by its urgency, with the reason (R-081).

    Raises:
        Refused: It has that urgency already, or no reason is given.
    """
    with changing(desk, "item.urgency", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.ATTEMPT, version)
        because = clean(reason, "reason", needed="Say why it goes before or behind the others.")
        was = item.urgency
        if was is urgency:
            raise Refused(f"{item_id} is {urgency.value} already.", field="urgency")
        item.urgency = urgency
        unit.note(words=f"Urgency {was.value} → {urgency.value}: {because.removesuffix('.')}.")
    return Saved(item_id, f"{item_id}: {was.value} → {urgency.value}.")


def _moment(desk: Desk, item: Item, at: datetime | None) -> datetime:
    """Return when it was done.

    Raises:
        Refused: That is in the future, or before the e-mail came in.
    """
    now = desk.now()
    if at is None:
        return now
    if at > now + _EARLY:
        raise Refused("That is in the future. Correct the time.", field="at")
    if at < item.received_at:
        raise Refused("That is before the e-mail came in. Correct the time.", field="at")
    return at
