"""Read the inbox: e-mails by urgency, then in the order in which they came (R-081)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.inbox.views import Inbox, MailRow, RiskRow, WordRow
from oncall_tui.desk.inbox.words import asked_by
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.views import ClockView, QueueRow
from oncall_tui.rules.attempts import Tried, allowance
from oncall_tui.rules.intake import CATEGORY_URGENCY
from oncall_tui.rules.outreach import Planned, Standing, standing
from oncall_tui.rules.rulebook import Event
from storage import reads
from storage.vocabulary import Category, Channel, ClockState, ItemState, Outcome, Purpose, Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_RANK = {urgency: rank for rank, urgency in enumerate(Urgency)}
_WORRYING = (Standing.OVERDUE, Standing.UNPLANNED, Standing.PLANNED, Standing.STOPPED)
"""How an outreach at risk stands that a director looks at, the worst first."""
_SHOWN = 120


def load_inbox(desk: Desk) -> Inbox:
    """Return the open e-mails, the words that are owed, and the outreach at risk."""
    now = desk.now()
    rows = load_queue(desk, now).rows
    mails = [row for row in rows if _is_mail(desk, row)]
    queries = [row for row in rows if row.category is Category.QUERY]
    at_risk = [row for row in rows if row.attempts_allowed is None and row.attempts]
    with desk.store.reading() as connection:
        known = {each.item_id: each for each in reads.rows(connection, "mails_of", ids=_ids(mails))}
        risks = _risks(desk, connection, at_risk, now)
    found = [_mail(desk, row, known.get(row.id)) for row in mails]
    return Inbox(
        tuple(sorted(found, key=lambda each: mail_order(each.row))),
        tuple(_mail(desk, row, None) for row in sorted(queries, key=mail_order)),
        tuple(word for row in rows for word in _words(desk, row)),
        tuple(sorted(risks, key=lambda each: (_WORRYING.index(each.standing), each.last_at))),
        now,
    )


def mail_order(row: QueueRow) -> tuple[int, datetime, int]:
    """Return what e-mails are sorted by: urgency, then the order in which they were received (R-081)."""
    return _RANK[row.urgency], row.received_at, row.id


def _is_mail(desk: Desk, row: QueueRow) -> bool:
    of_mail = {rule.id for rule in desk.rulebook.starting_on(Event.EMAIL_RECEIVED)}
    return row.category is Category.EMAIL or any(clock.rule in of_mail for clock in row.clocks)


def _ids(rows: Iterable[QueueRow]) -> list[int]:
    return [row.id for row in rows]


def _mail(desk: Desk, row: QueueRow, mail: Any) -> MailRow:
    first = row.said.strip().split("\n", 1)[0][:_SHOWN]
    usual = CATEGORY_URGENCY[row.category]
    automatic = bool(mail and mail.automatic)
    return MailRow(
        row,
        (mail.subject if mail else "") or first or "(nothing is said)",
        (mail.sender or mail.address) if mail else row.caller,
        mail.address if mail else "",
        reads.listed(mail.attachments) if mail else (),
        automatic,
        bool(mail and mail.cut),
        bool(mail and mail.only_html),
        Urgency.LOW if automatic else usual,
        _clock(desk, row, Event.ACKNOWLEDGED),
        _clock(desk, row, Event.ACTIONED),
        _clock(desk, row, Event.BODY_INFORMED),
    )


def _clock(desk: Desk, row: QueueRow, event: Event) -> ClockView | None:
    """Return the newest clock of an item that an event stops."""
    stopping = {rule.id for rule in desk.rulebook.stopping_on(event)}
    found = [clock for clock in row.clocks if clock.rule in stopping]
    return max(found, key=lambda clock: (clock.state is ClockState.RUNNING, clock.started_at), default=None)


def _words(desk: Desk, row: QueueRow) -> Iterable[WordRow]:
    """Yield what somebody outside has to be told about an item."""
    body = desk.house.commissioning_body or "the commissioning body"
    if row.category is Category.INFORM_BODY:
        to = asked_by(row.caller) or body
        what = row.said.removeprefix(f"Tell {to} ").removeprefix("that ")
        yield WordRow(row, what, to, row.due_at)
        return
    clock = _clock(desk, row, Event.ESCALATION_RECORDED)
    if clock is not None and clock.state is ClockState.RUNNING:
        yield WordRow(row, "dissatisfied with some aspect of their care", body, clock.due_at)


def _risks(desk: Desk, connection: Connection, rows: Sequence[QueueRow], now: datetime) -> Iterable[RiskRow]:
    """Return the outreach at risk that has been tried enough to need a plan."""
    tried = _tried(connection, rows)
    plans = {each.item_id: each for each in reads.rows(connection, "attempt_plans", ids=_ids(rows))}
    counts = desk.rulebook.attempt_counts
    found = []
    for row in rows:
        complaint = row.category is Category.COMPLAINT
        allowed = allowance(Purpose.RISK, risk=True, complaint=complaint, counts=counts)
        plan = plans.get(row.id)
        noted = Planned(reads.instant(plan.made_at), reads.maybe_instant(plan.try_at)) if plan else None
        stands = standing(tried[row.id], allowed, noted, now)
        if stands not in _WORRYING or row.state is ItemState.CONTACTED:
            continue
        assert stands is not None
        counts_still = plan if stands is not Standing.UNPLANNED else None
        found.append(
            RiskRow(
                row,
                len(tried[row.id]),
                max(each.at for each in tried[row.id]),
                stands,
                noted.try_at if counts_still and noted else None,
                Channel(counts_still.channel) if counts_still and counts_still.channel else None,
                counts_still.why if counts_still else "",
                counts_still.name if counts_still else "",
            )
        )
    return found


def _tried(connection: Connection, rows: Sequence[QueueRow]) -> Mapping[int, list[Tried]]:
    made: dict[int, list[Tried]] = defaultdict(list)
    for each in reads.rows(connection, "attempts_of_items", ids=_ids(rows)):
        made[each.item_id].append(
            Tried(reads.instant(each.made_at), Channel(each.channel), Outcome(each.outcome))
        )
    return made
