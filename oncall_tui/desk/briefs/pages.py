"""What happened in a span and what follows from it, sorted by who holds each client afterwards (R-048)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import Acting, passed_over, person_ref
from oncall_tui.desk.briefs.deeds import Deed, deeds
from oncall_tui.desk.briefs.gaps import roster_of
from oncall_tui.desk.briefs.spans import Closing, closes_after
from oncall_tui.desk.briefs.start import pages_of
from oncall_tui.desk.briefs.views import Asked, Entry, Page, Told
from oncall_tui.desk.queue import ended_rows, order, rows_of
from oncall_tui.desk.words import say
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.phrases import Phrases
from oncall_tui.rules.subjects import line_past, manages
from storage import reads
from storage.vocabulary import ClockState, ItemState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import QueueRow
    from oncall_tui.rules.roster import Roster


_ENDED = {ItemState.DUPLICATE: "the same matter as another item, which goes on"}
_GONE = ItemState.WITHDRAWN.value
"""Items taken out as mistakes are nobody's news."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read for a span, at one moment of the record."""

    span: Closing
    deeds: tuple[Deed, ...]
    roster: Roster
    running: tuple[QueueRow, ...]
    """Every open item in the queue's order; who must act is judged when the next day opens."""
    touched: Mapping[int, QueueRow]
    """Items to which something was done in the span, open or ended, by number."""
    clients: Mapping[int, tuple[int, ...]]
    """The clients that each touched item concerns."""
    subjects: Mapping[int, int]
    """Whom of our own a touched item is about, where that is so: it is not told on their page (R-062)."""


def gather(desk: Desk, span: Closing, until: datetime) -> Facts:
    """Read what happened from the start of a span up to an instant of it, and what is open."""
    now = desk.now()
    with desk.store.reading() as connection:
        done = deeds(connection, span.start, until)
        numbers = sorted({deed.number for deed in done if deed.kind == "item"} - {0})
        found = list(reads.rows(connection, "open_items"))
        clients, subjects = concerned(connection, numbers), about(connection, numbers)
        wanted = {item.client_id for item in found} - {None}
        wanted |= {each for of_item in clients.values() for each in of_item}
        wanted |= {deed.number for deed in done if deed.kind == "client"} - {0}
        roster = roster_of(desk, connection, wanted)
        acting = Acting(roster, span.end, passed_over(connection))
        running = sorted(rows_of(desk, connection, found, acting, now), key=lambda row: order(row, now))
        touched = {row.id: row for row in running if row.id in set(numbers)}
        rest = [number for number in numbers if number not in touched]
        for page in pages_of(rest):
            touched |= {row.id: row for row in ended_rows(desk, connection, page, acting, now)}
    return Facts(span, done, roster, tuple(running), touched, clients, subjects)


def concerned(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return the clients that items concern, the item's own first."""
    found: dict[int, list[int]] = defaultdict(list)
    for page in pages_of(numbers):
        kept = [row for row in reads.rows(connection, "clients_of_items", ids=page) if row.state != _GONE]
        for row in kept:
            if row.client_id is not None:
                found[row.id].append(row.client_id)
        of_kept = [row.id for row in kept]
        for item_id, client_id in reads.rows(connection, "further_clients", ids=of_kept):
            found[item_id].append(client_id)
    return {item_id: tuple(dict.fromkeys(ids)) for item_id, ids in found.items()}


def about(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Return whom of our own items are about, of those that are about anybody (R-062)."""
    rows = (row for page in pages_of(numbers) for row in reads.rows(connection, "clients_of_items", ids=page))
    return {row.id: row.subject_id for row in rows if row.subject_id is not None}


def entries(desk: Desk, facts: Facts, numbers: Iterable[int]) -> tuple[Entry, ...]:
    """Return items with what happened to them in the span, in the order in which they were received."""
    news: dict[int, list[Deed]] = defaultdict(list)
    for deed in facts.deeds:
        if deed.kind == "item":
            news[deed.number].append(deed)
    rows = (facts.touched[number] for number in numbers if number in facts.touched)
    kept = (row for row in rows if row.state is not ItemState.WITHDRAWN)
    return tuple(
        Entry(
            row,
            row.recorded_at >= facts.span.start,
            tuple(told(deed) for deed in news[row.id]),
            asked(desk, row),
        )
        for row in sorted(kept, key=lambda row: (row.received_at, row.id))
    )


def told(deed: Deed) -> Told:
    """Return one line of what happened."""
    return Told(deed.at, deed.by, deed.words)


def asked(desk: Desk, row: QueueRow) -> str:
    """Say what is asked of whoever must act on an item."""
    if not row.state.open:
        return f"Nothing more: it is {_ENDED.get(row.state, row.state.value)}."
    zone = desk.house.zone
    clock = next((each for each in row.clocks if each.state is ClockState.RUNNING), None)
    said = [f"{clock.title} by {say(clock.due_at, zone)}." if clock else "Nothing is owed by a time."]
    if clock and clock.lapsed:
        said = [f"{clock.title} lapsed {say(clock.due_at, zone)}: do it first."]
    if row.attempts and row.attempts_allowed != 0:
        of = f" of {row.attempts_allowed}" if row.attempts_allowed else ""
        said.append(f"Tried {row.attempts}{of}.")
    if row.held_until:
        said.append(f"On hold until {say(row.held_until, zone)}.")
    if row.next_step:
        said.append(f"Agreed: {row.next_step.rstrip('.')}.")
    return " ".join(said)


def person_pages(desk: Desk, facts: Facts) -> tuple[Page, ...]:
    """Return a page for everybody who then holds a client of the span's items, or must act that day."""
    opens, closes = facts.span.end, closes_after(desk.house.calendar, facts.span.end)
    of_person, stands_in = _by_holder(facts)
    changes = _client_changes(facts)
    must: dict[int, list[QueueRow]] = defaultdict(list)
    later: dict[int, int] = defaultdict(int)
    for row in facts.running:
        if row.id in facts.touched or (row.due_at is not None and row.due_at <= closes):
            must[row.acting.id].append(row)
        else:
            later[row.acting.id] += 1
    people = facts.roster.people
    found = sorted(
        of_person.keys() | must.keys() | changes.keys(), key=lambda p: (people[p].name.casefold(), p)
    )
    return tuple(
        Page(
            person_ref(people[person_id]),
            entries(desk, facts, of_person[person_id]),
            tuple(changes[person_id]),
            tuple(Asked(row, asked(desk, row)) for row in must[person_id]),
            later[person_id],
            tuple(_for(facts.roster, pcm, opens) for pcm in sorted(stands_in[person_id])),
        )
        for person_id in sorted(found, key=lambda each: (people[each].name.casefold(), each))
    )


def holder_of(
    roster: Roster, client_id: int, at: datetime, subject: int | None = None
) -> tuple[int, int | None]:
    """Return who holds a client's role at an instant, and the primary manager in whose stead, if so.

    What is about a manager of the client is a director's instead (R-062); `subject` is whom it is about.
    """
    if subject is not None and manages(roster, client_id, subject, at):
        return line_past(roster, subject, at), None
    charge = responsible(roster, client_id, at)
    pcm = charge.pcm_of_record
    return charge.role_holder.id, pcm.id if pcm and pcm.id != charge.role_holder.id else None


def _by_holder(facts: Facts) -> tuple[dict[int, list[int]], dict[int, set[int]]]:
    """Return the touched items of everybody who then holds one of their clients, and for whom they do."""
    of_person: dict[int, list[int]] = defaultdict(list)
    stands_in: dict[int, set[int]] = defaultdict(set)
    for item_id, clients in facts.clients.items():
        for client_id in clients:
            subject = facts.subjects.get(item_id)
            holder, pcm = holder_of(facts.roster, client_id, facts.span.end, subject)
            if item_id not in of_person[holder]:
                of_person[holder].append(item_id)
            if pcm is not None:
                stands_in[holder].add(pcm)
    return of_person, stands_in


def _client_changes(facts: Facts) -> dict[int, list[Told]]:
    """Return what happened to clients otherwise, by who then holds them."""
    found: dict[int, list[Told]] = defaultdict(list)
    for deed in facts.deeds:
        if deed.kind == "client" and deed.number in facts.roster.holdings:
            found[holder_of(facts.roster, deed.number, facts.span.end)[0]].append(told(deed))
    return found


def _for(roster: Roster, pcm: int, at: datetime) -> str:
    why = Phrases(roster.index.moment(at)).absent(pcm) or "is there: a director decided so"
    return f"{roster.people[pcm].name}, who {why}"
