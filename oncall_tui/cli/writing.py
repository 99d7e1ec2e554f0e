"""Commands that log what happened: a call, an attempt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.shapes import Shaper
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from oncall_tui.errors import Refused
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    Development,
    Direction,
    Interest,
    MessageLeft,
    Outcome,
    Party,
    Topic,
    Urgency,
)

if TYPE_CHECKING:
    from oncall_tui.desk.attempts import NewAttempt
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import Saved


NOT_COUNTED = "No topic was given, so it does not count as a contact: say with --topic what was spoken about."
"""What is said where somebody was spoken to about nothing that is named."""
NO_NOTE = "No note was made of what was said."
"""What stands in the record where somebody was reached and nothing was written down."""


def log(
    category: opt.About,
    client: opt.OfClient = "",
    caller: opt.Caller = "",
    phone: opt.Phone = "",
    note: opt.Note = "",
    received: opt.Received = "",
    key: opt.Key = "",
    caller_type: opt.CallerKind = "other",
    relationship: opt.Relationship = "",
    direction: opt.Way = "in",
    urgency: opt.Urgent = "",
    advice: opt.Advice = "",
    next_: opt.Next = "",
    shift: opt.Shift = "",
    event: opt.LeadsTo = "",
    repeat_of: opt.RepeatOf = 0,
    nothing_owed: opt.NothingOwed = False,
    risk: opt.Risk = False,
    tells_of: opt.News = "",
    dissatisfied: opt.Dissatisfied = False,
    beyond_scope: opt.BeyondScope = False,
    emergency: opt.Emergency = False,
    interest: opt.InterestPut = "",
    about: opt.AboutUs = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Log a call, and start the clocks it owes."""
    from oncall_tui.desk.calls import NewCall, log_call
    from oncall_tui.desk.people import find_client, find_person

    call = NewCall(
        key=key or uuid4().hex,
        category=word(Category, category, "--category"),
        caller=caller,
        caller_type=word(CallerType, caller_type, "--caller-type"),
        relationship=relationship,
        phone=phone,
        direction=word(Direction, direction, "--direction"),
        urgency=word(Urgency, urgency, "--urgency") if urgency else None,
        said=note,
        advice=advice,
        next_step=next_,
        owed=False if nothing_owed else None,
        risk=risk,
        development=word(Development, tells_of, "--tells-of") if tells_of else None,
        dissatisfied=dissatisfied,
        beyond_scope=beyond_scope,
        emergency=emergency,
        interest=word(Interest, interest, "--interest") if interest else None,
        repeat_of=repeat_of or None,
    )
    with desk_at(db, as_) as desk:
        call = replace(
            call,
            client_id=find_client(desk, client) if client else None,
            received_at=instant(desk, received, past=True),
            shift_at=instant(desk, shift),
            event_at=instant(desk, event),
            subject_id=find_person(desk, about).id if about else None,
        )
        _report(desk, log_call(desk, call), json=json)


def attempt(
    item: opt.ItemNumber,
    channel: opt.By,
    outcome: opt.Came,
    note: opt.Note = "",
    made: opt.Made = "",
    key: opt.Key = "",
    party: opt.Whom = "client",
    left: opt.Left = "",
    next_: opt.Next = "",
    next_try: opt.NextTry = "",
    topic: opt.Topics = None,
    override: opt.Override = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Log an attempt to reach somebody."""
    from oncall_tui.desk.attempts import NewAttempt, log_attempt
    from oncall_tui.rules.production import topic_needed

    said = [each.strip() for given in topic or () for each in given.split(",")]
    about = tuple(word(Topic, each, "--topic") for each in said if each not in ("", "none"))
    new = NewAttempt(
        key=key or uuid4().hex,
        item_id=item,
        topics=about,
        uncounted=not about,
        channel=word(Channel, channel, "--channel"),
        outcome=word(Outcome, outcome, "--outcome"),
        party=word(Party, party, "--party"),
        message_left=word(MessageLeft, left, "--left") if left else None,
        note=note,
        next_step=next_,
        override_reason=override,
    )
    if new.outcome is Outcome.REACHED and not (note or next_):
        # The record says so itself, rather than leave a colleague to guess.
        new = replace(new, note=NO_NOTE)
        output.narrate(
            f"{NO_NOTE} Say with --note or --next what was agreed, so that a colleague can act on it."
        )
    if topic is None and topic_needed(new.channel, new.outcome, new.party):
        output.narrate(NOT_COUNTED)
    with desk_at(db, as_) as desk:
        new = replace(new, made_at=instant(desk, made, past=True), next_try_at=instant(desk, next_try))
        warnings = _to_weigh(desk, new)
        saved = log_attempt(desk, new)
        if not saved.repeated:
            for each in warnings:
                output.narrate(each)
        _report(desk, saved, json=json)


def _to_weigh(desk: Desk, new: NewAttempt) -> tuple[str, ...]:
    """Return what somebody at the console would have read before such an attempt (R-086, R-088)."""
    from oncall_tui.desk.attempts import sheet

    try:
        known = sheet(desk, new.item_id)
    except Refused:
        return ()  # whether it is refused is for the attempt itself to say
    warnings = known.verdict(new.channel, override=new.override_reason).warnings
    return (*warnings, known.pressure_warning) if known.pressure_warning else warnings


def _report(desk: Desk, saved: Saved, *, json: bool) -> None:
    """Say what was saved, after it was."""
    if not json:
        output.lines((saved.words,))
        return
    from oncall_tui.desk.cards import item_card

    output.narrate(saved.words)
    output.emit(Shaper(desk.house.zone).item(item_card(desk, saved.item_id).row, desk.now()))
