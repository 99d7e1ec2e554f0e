"""What the inbox shows of each line, column by column."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

from oncall_tui.desk.inbox.views import MailRow, RiskRow, WordRow
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.views import ClockView, QueueRow
from oncall_tui.rules.outreach import Standing
from oncall_tui.text import clock_time, countdown, day, when
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.words import URGENCY, nameless
from storage.vocabulary import ClockState

STANDS = MappingProxyType(
    {
        Standing.OVERDUE: ("✗ overdue", "lapsed"),
        Standing.UNPLANNED: ("! not planned", "lapsing"),
        Standing.PLANNED: ("· planned", ""),
        Standing.STOPPED: ("‖ stopped", "held"),
    }
)
"""A sign and words for how an outreach at risk stands."""
_DAY = timedelta(days=1)


def mail_columns(zone: tzinfo, lapsing: timedelta) -> tuple[Column[MailRow], ...]:
    """Return what is shown of an e-mail: its two ticks and the contact, each with the time left (R-080)."""

    def tick(clock: ClockView | None, now: datetime) -> Cell:
        return _tick(clock, now, zone, lapsing)

    return (
        Column("", width=2, render=lambda mail: _urgency(mail)),
        Column("waits", width=6, align="right", render_at=lambda mail, now: _age(mail.row, now)),
        Column("item", width=4, align="right", render=lambda mail: (str(mail.row.id), "dim"), priority=3),
        Column("from", width=12, fraction=2, render=lambda mail: mail.sender or ("not said", "dim")),
        Column("subject", width=14, fraction=4, render=_subject),
        Column("client", width=10, fraction=2, render=lambda mail: client_of(mail.row), priority=2),
        Column("receipt", width=7, align="right", render_at=lambda mail, now: tick(mail.acknowledge, now)),
        Column("action", width=7, align="right", render_at=lambda mail, now: tick(mail.action, now)),
        Column("contact", width=7, align="right", render_at=lambda mail, now: tick(mail.contact, now)),
        Column("acting", width=9, fraction=1, render=lambda mail: mail.row.acting.name, priority=4),
    )


def query_columns() -> tuple[Column[MailRow], ...]:
    """Return what is shown of a participant's question: how long it waits, before all else (R-079)."""
    return (
        Column("", width=2, render=_urgency),
        Column("waits", width=6, align="right", render_at=lambda mail, now: _age(mail.row, now)),
        Column("due in", width=7, align="right", render_at=_row_due),
        Column("item", width=4, align="right", render=lambda mail: (str(mail.row.id), "dim"), priority=3),
        Column("client", width=12, fraction=2, render=lambda mail: client_of(mail.row)),
        Column("asked", width=14, fraction=4, render=_subject),
        Column("by", width=10, fraction=1, render=lambda mail: (mail.row.caller, "dim"), priority=2),
        Column("acting", width=9, fraction=1, render=lambda mail: mail.row.acting.name, priority=1),
    )


def word_columns(zone: tzinfo) -> tuple[Column[WordRow], ...]:
    """Return what is shown of word that is owed to somebody outside."""
    return (
        Column("due in", width=7, align="right", render_at=_word_due),
        Column("item", width=4, align="right", render=lambda word: (str(word.row.id), "dim")),
        Column("client", width=12, fraction=2, render=lambda word: client_of(word.row)),
        Column("tell", width=14, fraction=2, render=lambda word: word.to),
        Column("what", width=18, fraction=4, render=lambda word: word.what, priority=1),
        Column("acting", width=9, fraction=1, render=lambda word: word.row.acting.name, priority=2),
    )


def risk_columns(zone: tzinfo) -> tuple[Column[RiskRow], ...]:
    """Return what is shown of an outreach at risk (R-087)."""
    return (
        Column("stands", width=13, render=lambda risk: STANDS[risk.standing]),
        Column("item", width=4, align="right", render=lambda risk: (str(risk.row.id), "dim"), priority=3),
        Column("client", width=12, fraction=2, render=lambda risk: client_of(risk.row)),
        Column("tried", width=5, align="right", render=lambda risk: str(risk.tried)),
        Column("last", width=10, render=lambda risk: (day(risk.last_at, zone), "dim"), priority=2),
        Column("next", width=20, fraction=1, render=lambda risk: _next(risk, zone)),
        Column("why", width=12, fraction=3, render=lambda risk: (risk.why, "dim"), priority=1),
        Column("acting", width=9, fraction=1, render=lambda risk: risk.row.acting.name, priority=4),
    )


def client_of(row: QueueRow) -> Cell:
    """Return who a line is about."""
    if row.client_name:
        return ((row.client_name, ""), (f"  {row.client_number}", "dim"))
    why, who = nameless(row)
    return ((why, "dim"), (who, ""))


def _urgency(mail: MailRow) -> Cell:
    sign = URGENCY[mail.row.urgency]
    text, style = (sign, "") if isinstance(sign, str) else (str(sign[0]), str(sign[1]))
    return ((text, style), ("↕" if mail.overridden else "", "accent"))


def _age(row: QueueRow, now: datetime) -> Cell:
    return (countdown((now - row.received_at).total_seconds()).lstrip("−-"), "dim")


def _subject(mail: MailRow) -> Cell:
    marks = ("⚙ " if mail.automatic else "") + (f"+{len(mail.attachments)} " if mail.attachments else "")
    return ((marks, "dim"), (mail.subject, ""))


def _tick(clock: ClockView | None, now: datetime, zone: tzinfo, lapsing: timedelta) -> Cell:
    """Return the time left for a tick, or that it was made and when."""
    if clock is None or clock.state is ClockState.CANCELLED:
        return ("–", "dim")
    if clock.state is not ClockState.RUNNING and clock.ended_at is not None:
        late = clock.state is ClockState.MET_LATE
        fresh = now - clock.ended_at < _DAY
        said = clock_time(clock.ended_at, zone)[:5] if fresh else day(clock.ended_at, zone)[:3]
        return (f"{'late' if late else '✓'} {said}" if not late else "✓ late", "lapsing" if late else "done")
    left = clock.due_at - now
    said = countdown(left.total_seconds())
    if left <= timedelta():
        return (f"✗{said}", "lapsed")
    return (f"!{said}", "lapsing") if left <= lapsing else said


def _word_due(word: WordRow, now: datetime) -> Cell:
    return _due(word.due_at, now)


def _row_due(mail: MailRow, now: datetime) -> Cell:
    return _due(mail.row.due_at, now)


def _due(at: datetime | None, now: datetime) -> Cell:
    if at is None:
        return ("–", "dim")
    left = (at - now).total_seconds()
    return (countdown(left), "lapsed" if left <= 0 else "")


def _next(risk: RiskRow, zone: tzinfo) -> Cell:
    if risk.standing is Standing.STOPPED:
        return (f"stopped by {risk.by}", "dim")
    if risk.try_at is None:
        return ("–", "dim")
    return f"{when(risk.try_at, zone)} {MODE_WORDS[risk.channel] if risk.channel else ''}".strip()
