"""The outbox: what is owed to people outside the console, written in the transaction that owes it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from oncall_tui import paths
from oncall_tui.desk.alerts.reach import address, next_channel
from oncall_tui.desk.phones import normalise
from oncall_tui.errors import Refused
from oncall_tui.rules.texts import Filled, TextsError, load_texts
from oncall_tui.text import due_words, span_words, when
from storage import reads
from storage.vocabulary import NoticeState, Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Alert

log = logging.getLogger(__name__)

UNDELIVERED_AFTER = timedelta(seconds=60)
"""After how long a notice that still waits is shown as not delivered (R-163)."""
NO_CHANNEL = "no e-mail address or phone number on record for any channel"
_ON_TIME = timedelta(seconds=30)
_DEFAULT_SITE = "ONCALL"


class Reachable(Protocol):
    """Somebody who may be told."""

    @property
    def id(self) -> int:
        """The person's number."""
        ...

    @property
    def email(self) -> str:
        """Empty if there is none."""
        ...

    @property
    def phone(self) -> str:
        """As written; empty if there is none."""
        ...


def put(
    session: Session,
    desk: Desk,
    *,
    alert_id: int,
    person: Reachable,
    urgency: str,
    alert: Alert,
    repeat: bool,
    at: datetime,
) -> bool:
    """Owe a person the notice of an alert that rings now; it says nothing of any client (R-185).

    Returns:
        Whether the person has a channel; put twice at one instant is one notice.
    """
    from storage.models import Clock

    if not desk.settings.channels:
        return False
    clock = session.get(Clock, alert.clock_id)
    assert clock is not None
    late = alert.raised_at - alert.due_at
    facts = {
        "reference": f"#{alert.item_id}",
        "left": due_words((clock.due_at - at).total_seconds()),
        "priority": Urgency(urgency).value,
        "late": f"late by {span_words(late)}" if late >= _ON_TIME else "",
        "repeat": "repeat" if repeat else "",
    }
    return put_text(
        session,
        desk,
        alert_id=alert_id,
        person=person,
        text_id="alert-repeat" if repeat else "alert-raised",
        facts=facts,
        at=at,
        round_key=f"alert:{alert_id}:{alert.rung}:{reads.instant(at).isoformat()}",
    )


def put_text(
    session: Session,
    desk: Desk,
    *,
    alert_id: int | None,
    person: Reachable,
    text_id: str,
    facts: Mapping[str, str],
    at: datetime,
    round_key: str,
) -> bool:
    """Owe a person a prepared text by their first channel, once for each round.

    Returns:
        Whether the person has a channel; without one the sender gives the notice up, and the alert climbs.
    """
    channels = desk.settings.channels
    if not channels:
        return False
    channel = next_channel(channels, *addresses(desk, person.email, person.phone), ()) or ""
    _put_once(
        session,
        desk,
        key=f"{round_key}|{person.id}|{channel}",
        alert_id=alert_id,
        person_id=person.id,
        channel=channel,
        text_id=text_id,
        facts=facts,
        at=at,
    )
    return bool(channel)


def put_post(
    session: Session, desk: Desk, *, text_id: str, facts: Mapping[str, str], at: datetime, round_key: str
) -> int:
    """Owe the staff teams' boards a prepared post, once for each round; return how many boards there are.

    A board is a channel whose address is the same whoever is told.
    """
    boards = [name for name, url in desk.settings.channels.items() if address(url, "", "") is not None]
    for name in boards:
        _put_once(
            session,
            desk,
            key=f"{round_key}|{name}",
            alert_id=None,
            person_id=desk.operator.id,
            channel=name,
            text_id=text_id,
            facts=facts,
            at=at,
        )
    return len(boards)


def _put_once(
    session: Session,
    desk: Desk,
    *,
    key: str,
    alert_id: int | None,
    person_id: int,
    channel: str,
    text_id: str,
    facts: Mapping[str, str],
    at: datetime,
) -> None:
    """Write a notice, unless it was written before."""
    from sqlmodel import select

    from storage.models import Notice

    if session.exec(select(Notice.id).where(Notice.key == key)).first() is not None:
        return
    version, filled = _filled(text_id, {**_own_facts(desk, at), **facts})
    session.add(
        Notice(
            key=key,
            alert_id=alert_id,
            person_id=person_id,
            channel=channel,
            text_id=text_id,
            text_version=version,
            subject=filled.subject,
            body=filled.body,
            created_at=at,
            not_before=at,
        )
    )


def take_back(session: Session, prefix: str, at: datetime) -> None:
    """Take back what has not left of the notices whose key begins with a prefix."""
    from sqlmodel import col, select

    from storage.models import Notice

    waiting = select(Notice).where(
        col(Notice.key).startswith(prefix, autoescape=True), Notice.state == NoticeState.WAITING
    )
    for notice in session.exec(waiting.with_for_update().execution_options(populate_existing=True)).all():
        notice.state, notice.ended_at = NoticeState.CANCELLED, at


def cancel(session: Session, alert_id: int, at: datetime) -> None:
    """Take back what has not left about an alert that was closed or answered; what is under way goes on."""
    from sqlmodel import select

    from storage.models import Notice

    waiting = select(Notice).where(Notice.alert_id == alert_id, Notice.state == NoticeState.WAITING)
    for notice in session.exec(waiting.with_for_update().execution_options(populate_existing=True)).all():
        notice.state, notice.ended_at = NoticeState.CANCELLED, at


def undelivered(connection: Connection, at: datetime) -> Mapping[int, str]:
    """Return, by open alert, who was not reached and why: given up, or waiting for longer than a minute."""
    found: dict[int, list[str]] = defaultdict(list)
    for alert_id, name, channel, error in reads.rows(connection, "failed_notices"):
        found[alert_id].append(_words(name, channel, error))
    for alert_id, name, channel, error in reads.rows(
        connection, "waiting_notices", before=at - UNDELIVERED_AFTER
    ):
        found[alert_id].append(_words(name, channel, error or "not sent yet"))
    return {alert_id: "; ".join(dict.fromkeys(words)) for alert_id, words in found.items()}


def addresses(desk: Desk, email: str, phone: str) -> tuple[str, str]:
    """Return an e-mail address and phone digits in E.164; empty for what cannot exist."""
    if not phone:
        return email, ""
    try:
        made = normalise(phone, desk.house.region)
    except Refused:
        return email, ""
    return email, made.digits if made.valid else ""


def _own_facts(desk: Desk, at: datetime) -> Mapping[str, str]:
    """Return what every text may say: the site's code, and when it was written."""
    return {"site": desk.settings.site or _DEFAULT_SITE, "sent_at": when(at, ZoneInfo(desk.house.zone))}


def _filled(text_id: str, facts: Mapping[str, str]) -> tuple[int, Filled]:
    """Return a text with its version; a site's file that is wrong must not keep an alert from leaving."""
    try:
        text = load_texts(paths.site_texts_file())[text_id]
    except TextsError as error:
        log.error("the prepared texts of the site are not used: %s", error)
        text = load_texts()[text_id]
    return text.version, text.fill(facts)


def _words(name: str, channel: str, error: str) -> str:
    return f"{name} by {channel}: {error}" if channel else f"{name}: {error}"
