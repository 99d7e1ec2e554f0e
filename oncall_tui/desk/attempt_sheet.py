"""What to know before somebody is tried: what the rules and the person say, and the words to leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from oncall_tui.desk.cards import pressure
from oncall_tui.desk.changing import item_for
from oncall_tui.desk.consents import NAMES, still_unasked
from oncall_tui.desk.prepared import Prepared, agreed_line, prepare
from oncall_tui.desk.sought import ASKED
from oncall_tui.desk.tried import allowance_of, consents_of, tried_so_far
from oncall_tui.desk.views import Pressure
from oncall_tui.desk.words import say
from oncall_tui.rules import attempts as rules
from oncall_tui.rules.attempts import Allowance, Tried
from oncall_tui.rules.consent import Consents, MessageRule, message_rule
from oncall_tui.rules.states import Act
from storage import reads
from storage.models import Client, ClientPhone, Item
from storage.vocabulary import Category, Channel, ConsentKind, Party, Purpose

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.calendars import BusinessCalendar


@dataclass(frozen=True, slots=True)
class AttemptSheet:
    """What to know before trying: it is shown above the form."""

    item_id: int
    who: str
    """The person to reach."""
    number: str
    """The number to dial."""
    party: Party
    """Who that is."""
    tried: tuple[Tried, ...]
    allowed: Allowance
    consents: Consents
    pressure: Pressure
    pressure_warning: str
    """Why one more try may feel like harassment; empty while it does not (R-088)."""
    line: str
    """The number that a message asks to ring back (R-090)."""
    now: datetime
    calendar: BusinessCalendar
    """Tells mornings from afternoons."""
    texts: Mapping[Channel, Prepared] = field(default_factory=lambda: MappingProxyType({}))
    """What to say by each means, filled from the record (R-185)."""
    unasked: tuple[ConsentKind, ...] = ()
    """What the client is asked when they are reached, because nobody knows (R-092)."""
    version: int | None = None
    """Of the item; None for one that is not saved yet."""

    def verdict(self, channel: Channel, *, override: str = "") -> rules.Verdict:
        """Return what the rules say about one more attempt by some means."""
        return rules.judge(
            self.tried,
            channel,
            self.now,
            self.allowed,
            self.consents,
            override=override,
            calendar=self.calendar,
        )

    def message(self, channel: Channel, party: Party = Party.CLIENT) -> MessageRule:
        """Return whether a message may be left, and the rule in words (R-089)."""
        return message_rule(self.consents, party, channel)

    def script(self, channel: Channel) -> str:
        """Return the words to leave: who rang, and the line to ring back on (R-090)."""
        text = self.texts.get(channel)
        return text.body if text else ""

    @property
    def to_ask(self) -> str:
        """What to ask when they are reached, in words; empty for nothing."""
        names = ", ".join(NAMES[kind] for kind in self.unasked)
        return f"Ask, when they are reached: {names} (j notes it)." if names else ""


def sheet(desk: Desk, item_id: int) -> AttemptSheet:
    """Return what to know before an attempt about an item.

    Raises:
        Refused: There is no such item, or nothing more is done to it.
    """
    with desk.store.reading() as connection, Session(connection) as session:
        return sheet_of(session, desk, item_for(session, item_id, Act.ATTEMPT))


def sheet_of(session: Session, desk: Desk, item: Item) -> AttemptSheet:
    """Return what to know before an attempt about an item, which may be one that is not saved yet."""
    now, connection = desk.now(), session.connection()
    pressed = _pressure(session, item, now)
    who, number = _whom(session, item)
    line = agreed_line(desk, connection, item.client_id)
    return AttemptSheet(
        item.id or 0,
        who,
        number,
        ASKED[item.caller_type],
        tried_so_far(session, item.id) if item.id else (),
        allowance_of(desk, item),
        consents_of(session, desk, item),
        pressed,
        _pressure_warning(desk, pressed, item),
        line,
        now,
        desk.house.calendar,
        _texts(desk, item, who, line),
        still_unasked(connection, item.client_id, now) if item.client_id else (),
        item.version if item.id else None,
    )


def _texts(desk: Desk, item: Item, who: str, line: str) -> Mapping[Channel, Prepared]:
    """Return what to say by each means; a check-in asks its two questions (R-085)."""
    if item.purpose is Purpose.CHECK_IN:
        written, spoken = "check-in", "check-in-call"
    else:
        written, spoken = "email", "voicemail"
    what = _ASKED_FOR.get(item.category, "") if item.id else ""
    about = f"It is about your {what} of {say(item.received_at, desk.house.zone)}." if what else ""
    facts = {"line": line, "about": about, "name": who}
    return MappingProxyType(
        {Channel.PHONE: prepare(desk, spoken, facts), Channel.EMAIL: prepare(desk, written, facts)}
    )


_ASKED_FOR = MappingProxyType(
    {
        Category.CALL_BACK: "call",
        Category.QUERY: "question",
        Category.REQUEST: "request",
        Category.EMAIL: "e-mail",
    }
)
"""What may be said of an item to whoever is tried: they asked, and it tells nothing of their health."""


def _pressure(session: Session, item: Item, now: datetime) -> Pressure:
    """Return how often somebody was tried lately, by all, for all purposes; by number while unknown."""
    if item.client_id:
        return pressure(session.connection(), item.client_id, now)
    if not item.caller_digits:
        return Pressure(0, 0, None)
    since = now - timedelta(days=7)
    made = reads.rows(session.connection(), "digits_attempts", object=item.caller_digits, since=since)
    times = [reads.instant(row.made_at) for row in made]
    return Pressure(sum(at > now - timedelta(days=1) for at in times), len(times), None)


def _pressure_warning(desk: Desk, pressed: Pressure, item: Item) -> str:
    if pressed.day < desk.settings.per_day and pressed.week < desk.settings.per_week:
        return ""
    said = f"Tried {pressed.day} times in 24 hours and {pressed.week} times in 7 days, by everybody together."
    at_risk = item.risk or item.purpose is Purpose.RISK
    return said if at_risk else f"{said} One more may feel like harassment."


def _whom(session: Session, item: Item) -> tuple[str, str]:
    if item.phone:
        return item.caller or "the caller", item.phone
    if item.client_id is None:
        return item.caller or "the caller", ""
    client = session.get(Client, item.client_id)
    number = session.exec(select(ClientPhone.number).where(ClientPhone.client_id == item.client_id)).first()
    return (f"{client.given_name} {client.family_name}" if client else item.caller), number or ""
