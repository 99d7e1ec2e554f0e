"""The pack that each manager gets when the next business day opens, and what is chased of it (R-048)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.briefs.deeds import deeds
from oncall_tui.desk.briefs.gaps import roster_of
from oncall_tui.desk.briefs.pages import about, concerned, gather, holder_of, person_pages
from oncall_tui.desk.briefs.spans import Closing, answer_by, closing_at, ended_by
from oncall_tui.desk.briefs.views import DuePack, Pack
from oncall_tui.desk.words import say

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def packs(desk: Desk, at: datetime | None = None, *, person_id: int | None = None) -> tuple[Pack, ...]:
    """Return the packs of the stretch that runs at an instant, or that ended last, by name.

    Whoever holds a client's role when the next business day opens gets its news, which is the primary manager
    unless they are away then. Who has no news gets no pack.
    """
    span = closing_at(desk.house.calendar, at or desk.now())
    facts = gather(desk, span, span.end)
    due_at = answer_by(desk.house.calendar, span.end)
    return tuple(
        Pack(key_of(span, page.person.id), span.end, due_at, page)
        for page in person_pages(desk, facts)
        if (page.entries or page.changes) and person_id in (None, page.person.id)
    )


def due_packs(desk: Desk, at: datetime | None = None) -> tuple[DuePack, ...]:
    """Return the packs that are to be acknowledged, of the last stretch whose end has come, cheaply.

    Each has a key of its own, the same whenever it is asked for, so that what is made of it is made once.
    """
    calendar = desk.house.calendar
    span = ended_by(calendar, at or desk.now())
    counts = _counts(desk, span)
    since, due_at = say(span.start, desk.house.zone), answer_by(calendar, span.end)
    return tuple(
        DuePack(key_of(span, person_id), person_id, _words(number, since), span.end, due_at)
        for person_id, number in sorted(counts.items())
    )


def key_of(span: Closing, person_id: int) -> str:
    """Return the name of a person's pack of a stretch."""
    return f"pack:{span.start.astimezone(UTC):%Y%m%dT%H%MZ}:{person_id}"


def _counts(desk: Desk, span: Closing) -> Counter[int]:
    """Return of how many items and changes each person has news."""
    with desk.store.reading() as connection:
        done = deeds(connection, span.start, span.end)
        numbers = sorted({deed.number for deed in done if deed.kind == "item"} - {0})
        clients, subjects = concerned(connection, numbers), about(connection, numbers)
        changed = [deed.number for deed in done if deed.kind == "client" and deed.number]
        wanted = {each for of_item in clients.values() for each in of_item} | set(changed)
        if not wanted:
            return Counter()
        roster = roster_of(desk, connection, wanted)
    news: dict[int, set[int]] = defaultdict(set)
    for item_id, of_item in clients.items():
        for client_id in of_item:
            news[holder_of(roster, client_id, span.end, subjects.get(item_id))[0]].add(item_id)
    counts = Counter({person_id: len(items) for person_id, items in news.items()})
    counts.update(holder_of(roster, client_id, span.end)[0] for client_id in changed)
    return counts


def _words(number: int, since: str) -> str:
    many = "1 matter" if number == 1 else f"{number} matters"
    return f"{many} about your clients since {since}. Read them and say that you have."
