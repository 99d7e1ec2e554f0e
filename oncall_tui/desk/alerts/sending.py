"""How a notice goes out: claimed by one sender for a minute, sent, and marked with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from oncall_tui.desk.alerts.outbox import addresses
from oncall_tui.desk.alerts.reach import next_channel
from storage import reads
from storage.models import Alert, AlertStep, Notice, Person
from storage.vocabulary import AlertState, NoticeState, Step

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

LEASE = timedelta(seconds=60)
"""For how long a notice is one sender's; longer than any channel may take."""
WAITS = (timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60))
"""How long each failed try is waited after; the next failure gives the channel up."""
_LONGEST_WAIT = timedelta(minutes=5)
REPEAT = "Repeat: "
"""What the subject of a notice begins with that may have arrived before."""
_REPEAT_LINE = "This may have reached you before.\n"
_WORDS = 200


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that is one sender's to send, with everything that takes."""

    id: int
    key: str
    alert_id: int | None
    owner: str
    channel: str
    """Its name in the settings; empty where the person has none."""
    url: str
    """Its address there; empty where the settings no longer have it."""
    email: str
    phone: str
    """Digits in E.164; empty for none."""
    subject: str
    body: str
    repeat: bool
    """Whether it may have arrived before; its words say so then."""


class _Gone(Exception):
    """The notice is no longer this sender's: another has taken it over, or it was ended."""


def claim(desk: Desk, owner: str, at: datetime, limit: int = 1) -> tuple[ClaimedNotice, ...]:
    """Take notices that are due; those of a sender that died are taken over and marked as repeats.

    Raises:
        StoreError: nothing was taken.
    """
    with desk.store.reading() as connection:
        if not reads.scalar(connection, "due_notices", at=at):
            return ()
    with desk.store.quiet_writing() as session:
        claimed = []
        for notice, person in session.exec(_due(at, limit)).all():
            abandoned = notice.state is NoticeState.SENDING
            if abandoned and _answered(session, notice):
                notice.state, notice.ended_at = NoticeState.CANCELLED, at
                continue
            if abandoned:
                _mark_repeat(notice)
            notice.state, notice.owner, notice.lease_until = NoticeState.SENDING, owner, at + LEASE
            notice.attempts += 1
            claimed.append(_claimed(desk, notice, person))
        return tuple(claimed)


def delivered(desk: Desk, claimed: ClaimedNotice, at: datetime) -> bool:
    """Note that a notice was sent; False where it is no longer this sender's.

    Raises:
        StoreError: nothing was noted; the notice will be sent again, as a repeat.
    """
    try:
        with desk.store.writing("system", "notice.sent", _object(claimed)) as unit:
            notice = _own(unit.session, claimed)
            notice.state, notice.ended_at, notice.last_error = NoticeState.SENT, at, ""
            notice.lease_until = None
            _step(unit.session, notice, Step.SENT, at, f"by {notice.channel}{_times(notice)}")
            unit.note(channel=notice.channel, attempts=notice.attempts, text=notice.text_id)
    except _Gone:
        return False
    return True


def failed(
    desk: Desk,
    claimed: ClaimedNotice,
    at: datetime,
    words: str,
    *,
    unsure: bool = False,
    final: bool = False,
    retry_after: int | None = None,
) -> int | None:
    """Note that a notice was not sent: it waits, or its next channel is tried, or nobody could be told.

    Args:
        desk: whose record and channels.
        claimed: what was tried.
        at: now.
        words: why, without any address or text.
        unsure: it may have arrived: from now on it is a repeat.
        final: this channel will never take it.
        retry_after: seconds that the service asks to be left alone.

    Returns:
        The alert that must climb at once because no channel is left to this person; otherwise None.

    Raises:
        StoreError: nothing was noted; the notice will be sent again, as a repeat.
    """
    try:
        with desk.store.quiet_writing() as session:
            notice = _own(session, claimed)
            if unsure:
                _mark_repeat(notice)
            notice.last_error = words[:_WORDS]
            if _answered(session, notice):
                notice.state, notice.ended_at = NoticeState.CANCELLED, at
                return None
            if not final and notice.attempts <= len(WAITS):
                wait = max(WAITS[notice.attempts - 1], timedelta(seconds=retry_after or 0))
                notice.state, notice.lease_until = NoticeState.WAITING, None
                notice.not_before = at + min(wait, _LONGEST_WAIT)
                return None
        return _give_up(desk, claimed, at, words)
    except _Gone:
        return None


def _give_up(desk: Desk, claimed: ClaimedNotice, at: datetime, words: str) -> int | None:
    """End a channel: the person's next one takes over, or the alert has to climb."""
    with desk.store.writing("system", "notice.failed", _object(claimed)) as unit:
        session = unit.session
        notice = _own(session, claimed)
        notice.state, notice.ended_at, notice.lease_until = NoticeState.FAILED, at, None
        notice.last_error = words[:_WORDS]
        session.flush()
        onward = _next_notice(session, desk, notice, at)
        then = f"; now by {onward}" if onward else "; no other channel is left"
        _step(session, notice, Step.NOT_DELIVERED, at, f"{_by(notice)}{words[:_WORDS]}{then}")
        unit.note(channel=notice.channel, attempts=notice.attempts, next=onward or "")
        return None if onward else notice.alert_id


def _next_notice(session: Session, desk: Desk, notice: Notice, at: datetime) -> str | None:
    """Owe the same person the same notice by the next channel; return its name, if there is one."""
    round_key = notice.key.rpartition("|")[0]
    keys = session.exec(
        select(Notice.key).where(col(Notice.key).startswith(f"{round_key}|", autoescape=True))
    )
    tried = {key.rpartition("|")[2] for key in keys}
    person = session.get(Person, notice.person_id)
    assert person is not None
    reach = addresses(desk, person.email, person.phone)
    channel = next_channel(desk.settings.channels, *reach, tried)
    if channel is not None:
        session.add(
            Notice(
                key=f"{round_key}|{channel}",
                alert_id=notice.alert_id,
                person_id=notice.person_id,
                channel=channel,
                text_id=notice.text_id,
                text_version=notice.text_version,
                subject=notice.subject,
                body=notice.body,
                created_at=notice.created_at,
                not_before=at,
            )
        )
    return channel


def _due(at: datetime, limit: int) -> Select[Notice, Person]:
    """Return the question for what is due, passing over what another sender is just taking."""
    waiting = and_(col(Notice.state) == NoticeState.WAITING, col(Notice.not_before) <= at)
    abandoned = and_(col(Notice.state) == NoticeState.SENDING, col(Notice.lease_until) <= at)
    return (
        select(Notice, Person)
        .join(Person, col(Person.id) == col(Notice.person_id))
        .where(or_(waiting, abandoned))
        .order_by(col(Notice.not_before), col(Notice.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Notice)
    )


def _claimed(desk: Desk, notice: Notice, person: Person) -> ClaimedNotice:
    assert notice.id is not None
    email, phone = addresses(desk, person.email, person.phone)
    return ClaimedNotice(
        id=notice.id,
        key=notice.key,
        alert_id=notice.alert_id,
        owner=notice.owner,
        channel=notice.channel,
        url=desk.settings.channels.get(notice.channel, ""),
        email=email,
        phone=phone,
        subject=notice.subject,
        body=notice.body,
        repeat=notice.subject.startswith(REPEAT),
    )


def _own(session: Session, claimed: ClaimedNotice) -> Notice:
    """Return the notice if it is still this sender's."""
    notice = session.get(Notice, claimed.id, with_for_update=True, populate_existing=True)
    if notice is None or notice.owner != claimed.owner or notice.state is not NoticeState.SENDING:
        raise _Gone
    return notice


def _answered(session: Session, notice: Notice) -> bool:
    """Whether the alert that it tells of no longer waits for anybody."""
    if notice.alert_id is None:
        return False
    alert = session.get(Alert, notice.alert_id)
    return alert is None or alert.state is not AlertState.RAISED


def _mark_repeat(notice: Notice) -> None:
    """Let the words of a notice say that it may have arrived before."""
    if not notice.subject.startswith(REPEAT):
        notice.subject = REPEAT + notice.subject
        notice.body = _REPEAT_LINE + notice.body


def _step(session: Session, notice: Notice, step: Step, at: datetime, words: str) -> None:
    """Write what became of a notice into the story of its alert."""
    if notice.alert_id is None:
        return
    alert = session.get(Alert, notice.alert_id)
    assert alert is not None
    session.add(
        AlertStep(
            alert_id=notice.alert_id,
            at=at,
            step=step,
            rung=alert.rung,
            person_id=notice.person_id,
            words=words,
        )
    )


def _by(notice: Notice) -> str:
    return f"by {notice.channel}: " if notice.channel else ""


def _times(notice: Notice) -> str:
    return f" at try {notice.attempts}" if notice.attempts > 1 else ""


def _object(claimed: ClaimedNotice) -> str:
    return f"notice:{claimed.id}" if claimed.alert_id is None else f"alert:{claimed.alert_id}"
