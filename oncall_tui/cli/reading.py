"""Commands that ask and change nothing: who, due, rules, queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.cli import options as opt
from oncall_tui.cli import output, shapes
from oncall_tui.cli.shapes import Shaper
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.responsibility import Charge
    from oncall_tui.desk.views import QueueRow
    from oncall_tui.rules.continuity import Responsibility

_MARKS = {"on-hold": "‖", "lapsed": "✗", "lapsing": "!", "running": "·"}


def who(
    client: opt.Client = "",
    all_: opt.All = False,
    manager: opt.Manager = "",
    mine: opt.Mine = False,
    at: opt.At = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say who is responsible for a client, and why.

    Also who answers now, and who stands behind them. Without a client it says who has the line.
    """
    if sum((bool(client), all_, bool(manager), mine)) > 1:
        raise BadSettings("Name one client, or --all, --mine or --manager PERSON. See: oncall who --help")
    with desk_at(db, as_) as desk:
        when = instant(desk, at)
        if client:
            _who_one(desk, client, when, json=json)
        elif mine:
            _who_mine(desk, when, json=json)
        elif all_ or manager:
            _who_many(desk, manager, when, json=json)
        else:
            _who_line(desk, when, json=json)


def due(
    rule: opt.RuleName,
    from_: opt.From = "now",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say when a rule is due, with the arithmetic."""
    from oncall_tui.desk.due import explain_rule

    with desk_at(db, as_) as desk:
        found = explain_rule(desk, rule, instant(desk, from_) or desk.now())
        shape = Shaper(desk.house.zone)
        if json:
            output.emit(shape.due(found))
            return
        output.lines((f"{found.rule.title} ({found.rule.requirement}): {found.rule.allows}", *found.steps))
        source = found.rule.source
        output.lines((f"{source.document}, {source.section}: {source.says}",))


def rules(json: opt.Json = False) -> None:
    """Print the rulebook, with where its numbers come from."""
    from oncall_tui.bootstrap import open_rulebook

    book = open_rulebook()
    if json:
        output.emit([shapes.rule(each) for each in book])
        return
    output.table(
        ("rule", "requirement", "allows", "starts on", "source"),
        (
            (each.id, each.requirement, each.allows, each.starts_on.value, each.source.document)
            for each in book
        ),
    )


def queue(at: opt.At = "", json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Print the queue in the order in which it lapses."""
    with desk_at(db, as_) as desk:
        print_queue(desk, instant(desk, at), json=json)


def print_queue(desk: Desk, at: datetime | None = None, *, json: bool = False) -> None:
    """Print the queue as it stands at an instant, now if none is given."""
    from oncall_tui.desk.duty import line_holder
    from oncall_tui.desk.queue import load_queue

    found = load_queue(desk, at)
    if json:
        shape = Shaper(desk.house.zone)
        output.emit([shape.item(row, found.at) for row in found.rows])
        return
    holder = line_holder(desk, found.at)
    gap = ", who stands in: nobody is on the rota" if holder.rota_gap else ""
    output.narrate(f"{desk.house.name} · {local(desk, found.at)} · line: {holder.person.name}{gap}")
    if not found.rows:
        output.narrate("Nothing waits.")
        return
    titles = ("due", "", "item", "client", "caller", "about", "urgency", "acting", "tries")
    lapsing = desk.settings.lapsing_minutes * 60
    output.table(titles, (_queue_cells(row, found.at, lapsing) for row in found.rows), right=(0, 2))


def local(desk: Desk, at: datetime) -> str:
    """Return an instant as a person of the organisation says it."""
    from zoneinfo import ZoneInfo

    from oncall_tui.text import when

    return when(at, ZoneInfo(desk.house.zone))


def _queue_cells(row: QueueRow, now: datetime, lapsing: float) -> tuple[str, ...]:
    from oncall_tui.text import countdown

    left = (row.due_at - now).total_seconds() if row.due_at else None
    state = "running" if left is None or left > lapsing else "lapsing"
    if row.lapsed(now):
        state = "lapsed"
    elif row.held_until is not None and now < row.held_until:
        state = "on-hold"
    tries = f"{row.attempts}/{'∞' if row.attempts_allowed is None else row.attempts_allowed}"
    return (
        "" if left is None else countdown(left),
        _MARKS[state],
        str(row.id),
        row.client_name or ("asked" if row.category.asked else "unknown"),
        row.caller,
        row.category.value,
        row.urgency.value,
        row.acting.name,
        tries if row.attempts or row.attempts_allowed != 0 else "–",
    )


def _who_one(desk: Desk, client: str, at: datetime | None, *, json: bool) -> None:
    from oncall_tui.desk.cards import client_card
    from oncall_tui.desk.people import find_client
    from oncall_tui.desk.responsibility import who as responsible

    client_id = find_client(desk, client)
    card = client_card(desk, client_id)
    desk.glances.saw(client_id, "oncall who")
    found = responsible(desk, client_id, at)
    if json:
        output.emit(Shaper(desk.house.zone).charge(card.number, card.name, found))
        return
    output.pairs({"client": f"{card.name} · {card.number}"} | _who_facts(found))
    output.lines(("", *found.because))


def _who_facts(found: Responsibility) -> dict[str, str]:
    return {
        "answering now": found.answering_now.name,
        "role holder": found.role_holder.name,
        "primary on record": found.pcm_of_record.name if found.pcm_of_record else "nobody",
        "backup": found.backup.name if found.backup else "nobody",
        "why": found.why,
    }


def _who_many(desk: Desk, manager: str, at: datetime | None, *, json: bool) -> None:
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.responsibility import who_all

    manager_id = find_person(desk, manager).id if manager else None
    _print_charges(desk, who_all(desk, at, manager_id=manager_id), json=json)


def _who_mine(desk: Desk, at: datetime | None, *, json: bool) -> None:
    from oncall_tui.desk.own import own_clients

    found = own_clients(desk, desk.operator.id, at)
    if not found:
        output.narrate(f"{desk.operator.name} has no client of their own then. Everybody: oncall who --all")
    _print_charges(desk, (each.charge for each in found), json=json)


def _print_charges(desk: Desk, charges: Iterable[Charge], *, json: bool) -> None:
    desk.glances.saw(None, "oncall who")
    if json:
        shape = Shaper(desk.house.zone)
        output.emit_list(shape.charge(each.number, each.name, each.responsibility) for each in charges)
        return
    found = ((each, each.responsibility) for each in charges)
    rows = (
        (
            each.number,
            each.name,
            it.answering_now.name,
            it.role_holder.name,
            it.pcm_of_record.name if it.pcm_of_record else "nobody",
            "gap" if it.gap else it.capacity.value,
        )
        for each, it in found
    )
    output.table(("client", "name", "answering now", "role holder", "primary on record", "by"), rows)


def _who_line(desk: Desk, at: datetime | None, *, json: bool) -> None:
    from oncall_tui.desk.duty import line_holder

    at = at or desk.now()
    holder = line_holder(desk, at)
    if json:
        output.emit(Shaper(desk.house.zone).line(holder, desk.house.line, at))
        return
    until = f" until {local(desk, holder.until)}" if holder.until else ""
    gap = " Nobody is on the rota." if holder.rota_gap else ""
    output.lines((f"{holder.person.name} has the line {desk.house.line}{until}.{gap}",))
