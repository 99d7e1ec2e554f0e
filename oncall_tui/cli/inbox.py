"""Commands about e-mails: the list, receipt and action, whom to tell; and who at risk was not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings
from storage.vocabulary import Channel, ClockState, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.inbox.views import Inbox, MailRow, RiskRow, WordRow
    from oncall_tui.desk.views import ClockView, Saved

Acknowledge = Annotated[int, typer.Option("--acknowledge", metavar="ITEM", help="Receipt was acknowledged.")]
Acted = Annotated[int, typer.Option("--acted", metavar="ITEM", help="It was acted upon: --note and --next.")]
Told = Annotated[int, typer.Option("--tell", metavar="ITEM", help="Somebody was told: --told and --channel.")]
Who = Annotated[str, typer.Option("--told", metavar="NAME", help="Who was told, by name.")]
Text = Annotated[str, typer.Option("--text", metavar="TEXT", help="The words; as prepared if left out.")]
Urgent = Annotated[str, typer.Option("--urgency", metavar="U", help="With --item: emergency, urgent …")]
Item = Annotated[int, typer.Option("--item", metavar="ITEM", help="Whose urgency is set: --reason says why.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it goes before or behind others.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What was done.")]
How = Annotated[str, typer.Option("--channel", metavar="C", help="phone, email or in-person.")]
When = Annotated[str, typer.Option("--when", metavar="WHEN", help="When that was; now if left out.")]
Fetch = Annotated[bool, typer.Option("--fetch", help="Read the mailbox of the settings once, first.")]
NextOf = Annotated[
    int, typer.Option("--plan", metavar="ITEM", help="Plan the next attempt: --try, --reason.")
]
TryAt = Annotated[str, typer.Option("--try", metavar="WHEN", help="When; left out: nobody tries again.")]


def inbox(
    acknowledge: Acknowledge = 0,
    acted: Acted = 0,
    tell: Told = 0,
    plan: NextOf = 0,
    item: Item = 0,
    urgency: Urgent = "",
    told: Who = "",
    channel: How = "",
    text: Text = "",
    note: Note = "",
    next_: opt.Next = "",
    reason: Reason = "",
    when: When = "",
    try_: TryAt = "",
    fetch: Fetch = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print e-mails by urgency and order received, and whom we owe word; or tick one of them."""
    if sum(map(bool, (acknowledge, acted, tell, plan, item))) > 1:
        raise BadSettings("One thing at a time: --acknowledge, --acted, --tell, --plan or --item.")
    if bool(item) != bool(urgency):
        raise BadSettings("--item ITEM and --urgency U go together. See: oncall inbox --help")
    how = word(Channel, channel, "--channel") if channel else None
    with desk_at(db, as_) as desk:
        at = instant(desk, when, past=True)
        if fetch:
            _fetch(desk)
        if acknowledge:
            _say(_acknowledge(desk, acknowledge, text, how, at))
        elif acted:
            from oncall_tui.desk.inbox.verbs import NewAction, action_mail

            _say(action_mail(desk, NewAction(acted, note, next_, at)))
        elif tell:
            _say(_tell(desk, tell, told, how, text, at))
        elif plan:
            from oncall_tui.desk.inbox.planning import NewPlan, plan_attempt

            _say(plan_attempt(desk, NewPlan(plan, reason, instant(desk, try_), how)))
        elif item:
            from oncall_tui.desk.inbox.verbs import set_urgency

            _say(set_urgency(desk, item, word(Urgency, urgency, "--urgency"), reason))
        if json or not (acknowledge or acted or tell or plan or item):
            _show(desk, json=json)


def _say(saved: Saved) -> None:
    output.narrate(saved.words)


def _acknowledge(desk: Desk, item: int, text: str, how: Channel | None, at: datetime | None) -> Saved:
    from dataclasses import replace

    from oncall_tui.desk.inbox.verbs import NewReceipt, acknowledge_mail, reply

    words = reply(desk, item)
    used = replace(words, body=text) if text else words
    return acknowledge_mail(desk, NewReceipt(item, used, how or Channel.EMAIL, at))


def _tell(desk: Desk, item: int, told: str, how: Channel | None, text: str, at: datetime | None) -> Saved:
    from dataclasses import replace

    from oncall_tui.desk.inbox.informing import NewWord, record_word, word_for

    if how is None:
        raise BadSettings("Say how they were told: --channel phone, email or in-person.")
    word_ = word_for(desk, item)
    used = replace(word_.text, body=text) if text else word_.text
    return record_word(desk, NewWord(item, told, how, used, at))


def _fetch(desk: Desk) -> None:
    """Read the mailbox of the settings once."""
    from oncall_tui.alerting.mailbox.address import mailbox_address
    from oncall_tui.alerting.mailbox.box import Box, BoxError
    from oncall_tui.alerting.mailbox.watcher import fetch
    from oncall_tui.errors import Refused

    address = mailbox_address(desk.settings.inbox)
    if address is None:
        raise BadSettings(
            "There is no mailbox in the settings. Put its host, user and password under [inbox]."
        )
    try:
        box = Box(address)
        try:
            count = fetch(desk, address, box)
        finally:
            box.close()
    except BoxError as fault:
        raise Refused(f"The mailbox was not read: {fault}") from fault
    output.narrate(f"{count} new {'e-mail' if count == 1 else 'e-mails'}.")


def _show(desk: Desk, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.inbox.listing import load_inbox
    from oncall_tui.text import when

    found = load_inbox(desk)
    if json:
        output.emit(_document(Shaper(desk.house.zone), found))
        return
    zone = ZoneInfo(desk.house.zone)
    output.table(
        ("item", "urgency", "received", "from", "subject", "client", "receipt", "action", "contact"),
        (_mail_line(each, zone) for each in found.mails),
        right=(0,),
    )
    for question in found.queries:
        row = question.row
        said = f"{row.id} {row.client_number or row.caller}, since {when(row.received_at, zone)}"
        output.narrate(f"Question: {said}: {question.subject}")
    for each in found.words:
        output.narrate(f"To tell: {each.row.id} {each.to}: {each.row.client_number} {each.what}")
    for risk in found.risks:
        number = risk.row.client_number or risk.row.caller
        output.narrate(f"At risk: {risk.row.id} {number}, tried {risk.tried} times, {risk.standing.value}")


def _mail_line(mail: MailRow, zone: ZoneInfo) -> tuple[str, ...]:
    from oncall_tui.text import when

    row = mail.row
    return (
        str(row.id),
        row.urgency.value,
        when(row.received_at, zone),
        mail.sender,
        mail.subject,
        row.client_number,
        _tick(mail.acknowledge, zone),
        _tick(mail.action, zone),
        _tick(mail.contact, zone),
    )


def _tick(clock: ClockView | None, zone: ZoneInfo) -> str:
    from oncall_tui.text import when

    if clock is None or clock.state is ClockState.CANCELLED:
        return "-"
    if clock.ended_at is not None:
        late = " late" if clock.state is ClockState.MET_LATE else ""
        return f"done{late} {when(clock.ended_at, zone)}"
    return f"{'LAPSED' if clock.lapsed else 'due'} {when(clock.due_at, zone)}"


def _document(shape: Shaper, found: Inbox) -> dict[str, output.Json]:
    return {
        "mails": [_mail(shape, each) for each in found.mails],
        "questions": [_mail(shape, each) for each in found.queries],
        "to_tell": [_owed(shape, each) for each in found.words],
        "at_risk": [_risk(shape, each) for each in found.risks],
    }


def _clock(shape: Shaper, each: ClockView | None) -> output.Json:
    if each is None:
        return None
    return {
        "due_at": shape.instant(each.due_at),
        "state": each.state.value,
        "met_at": shape.maybe(each.met_at),
        "lapsed": each.lapsed,
    }


def _mail(shape: Shaper, each: MailRow) -> dict[str, output.Json]:
    return {
        "item": each.row.id,
        "client": each.row.client_number or None,
        "from": each.sender,
        "address": each.address,
        "subject": each.subject,
        "received_at": shape.instant(each.row.received_at),
        "urgency": each.row.urgency.value,
        "overridden": each.overridden,
        "automatic": each.automatic,
        "acknowledge": _clock(shape, each.acknowledge),
        "action": _clock(shape, each.action),
        "contact": _clock(shape, each.contact),
    }


def _owed(shape: Shaper, each: WordRow) -> dict[str, output.Json]:
    return {
        "item": each.row.id,
        "client": each.row.client_number or None,
        "to": each.to,
        "what": each.what,
        "due_at": shape.maybe(each.due_at),
    }


def _risk(shape: Shaper, each: RiskRow) -> dict[str, output.Json]:
    return {
        "item": each.row.id,
        "client": each.row.client_number or None,
        "tried": each.tried,
        "last_at": shape.instant(each.last_at),
        "stands": each.standing.value,
        "try_at": shape.maybe(each.try_at),
        "channel": each.channel.value if each.channel else None,
        "why": each.why,
        "by": each.by,
    }
