"""A client's file: who they are, what is owed now, and everything that happened, in time order (R-183)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.cards import client_card
from oncall_tui.desk.export.timeline import notes, timeline
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.queue import load_row
from oncall_tui.desk.reports.asked import framed
from oncall_tui.desk.reports.paper import Cell, Column, Note, Paper, Part, Table, Text, Tone, table, text
from oncall_tui.desk.responsibility import who
from oncall_tui.text import due_words, when
from storage import reads

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.desk.briefs.document import Document
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.handover.page import Page
    from oncall_tui.desk.views import ClientCard, QueueRow
    from oncall_tui.rules.continuity import Responsibility

_NOBODY = "nobody"


def case_file(desk: Desk, client_id: int) -> Paper:
    """Return one client's file, so that another clinician can pick up.

    Raises:
        Refused: there is no such client.
    """
    card, found = client_card(desk, client_id), who(desk, client_id)
    zone, now = ZoneInfo(desk.house.zone), desk.now()
    with desk.store.reading() as connection:
        happened = timeline(desk, connection, client_id)
        owed = [row.id for row in reads.rows(connection, "items_open_of", id=client_id)]
        rows = [row for each in owed if (row := load_row(desk, connection, each, now)) is not None]
    parts = (
        Part("Who", notes=tuple(_who(card, zone))),
        Part("Who is responsible now", notes=tuple(_responsible(found, desk))),
        Part("Before you ring", notes=tuple(_contact(card, zone))),
        Part("Owed now", table=_owed(rows, now, zone), none="Nothing is owed."),
        *_standing(desk, client_id),
        Part("Everything in time order", notes=notes(happened, zone)),
    )
    return framed(
        desk,
        "case",
        f"Case file: {card.name} · {card.number}",
        None,
        _lead(card, found, rows),
        parts,
        names_clients=True,
    )


def _lead(card: ClientCard, found: Responsibility, rows: list[QueueRow]) -> Iterator[Text]:
    grave = card.status.value == "unstable"
    concern = f": {'; '.join(card.concerns)}" if card.concerns else ""
    words = f"{card.status.value.capitalize()}, {card.phase.value.replace('-', ' ')}{concern}."
    yield Text(words, Tone.ALARM if grave else Tone.STRONG)
    holder = found.role_holder
    yield Text(f"{holder.name} {holder.phone} has the client now. {len(rows)} open.".replace("  ", " "))


def _who(card: ClientCard, zone: ZoneInfo) -> Iterator[Note]:
    yield _fact("name", card.name + (f", called {card.preferred_name}" if card.preferred_name else ""))
    born = f"{card.dob.day} {card.dob:%b %Y}" if card.dob else "date of birth not known"
    yield _fact("identifiers", f"{card.number} · {born} · {card.address or 'no address'}")
    yield _fact("place", ", ".join(part for part in (card.suburb, card.region) if part))
    yield _fact("service", " · ".join(part for part in (card.service, card.organisation) if part))
    yield _fact("conditions", ", ".join(card.conditions))
    yield _fact("past history", ", ".join(card.past_history), loud=True)
    yield _fact("concerns now", ", ".join(card.concerns), loud=True)
    yield _fact("shared board", card.board_url)
    confirmed = when(card.confirmed_at, zone, year=True) if card.confirmed_at else "never"
    stale = f", {card.stale_days} days overdue" if card.stale_days else ""
    yield _fact("information confirmed", f"{confirmed}{stale}")
    around = tuple(
        Text(" · ".join(part for part in (each.name, each.relationship, each.phone) if part), Tone.STRONG)
        if each.emergency
        else Text(" · ".join(part for part in (each.name, each.relationship, each.phone) if part))
        for each in card.contacts
    )
    yield Note(Text("people around: " + ("" if around else "none on record")), around)


def _responsible(found: Responsibility, desk: Desk) -> Iterator[Note]:
    yield _fact("primary on record", found.pcm_of_record.name if found.pcm_of_record else _NOBODY, loud=True)
    yield _fact("secondary on record", found.secondary.name if found.secondary else _NOBODY)
    yield _fact("has the role now", f"{found.role_holder.name} {found.role_holder.phone}".strip())
    yield _fact("answers now", f"{found.answering_now.name} {found.answering_now.phone}".strip())
    yield Note(Text("because"), tuple(map(Text, found.because)))
    yield _fact("the line", desk.house.line)


def _contact(card: ClientCard, zone: ZoneInfo) -> Iterator[Note]:
    yield _fact("numbers", ", ".join(card.phones))
    yield _fact("e-mail", card.email)
    yield _fact("good times", card.safe_times)
    said = tuple(
        Text(
            f"{each.kind.value.replace('-', ' ')}: {each.answer.value.replace('-', ' ')}"
            + (f" ({when(each.noted_at, zone, year=True)})" if each.noted_at else "")
        )
        for each in card.consents
    )
    yield Note(Text("what they said about being contacted" + ("" if said else ": not asked")), said)
    last = when(card.last_contact_at, zone, year=True) if card.last_contact_at else "never"
    yield _fact("last spoken with", last)
    pressure = card.pressure
    yield _fact("attempts lately", f"{pressure.day} in the last 24 hours, {pressure.week} in 7 days")


def _fact(label: str, words: str, *, loud: bool = False) -> Note:
    shown = words or "nothing on record"
    tone = Tone.STRONG if loud and words else Tone.PLAIN if words else Tone.DIM
    return Note(Text(f"{label}: {shown}", tone))


def _owed(rows: Iterable[QueueRow], now: datetime, zone: ZoneInfo) -> Table:
    columns = (
        Column("item", "item", True),
        Column("about", "about"),
        Column("due_at", "due"),
        Column("left", "left"),
        Column("rule", "for"),
        Column("acting", "with"),
        Column("next_step", "agreed next"),
    )
    made = []
    for row in sorted(rows, key=lambda row: (row.due_at is None, row.due_at or now, row.id)):
        clock = next((each for each in row.clocks if each.rule == row.rule), None)
        late = row.lapsed(now)
        left = due_words((row.due_at - now).total_seconds()) if row.due_at else "no time set"
        made.append(
            (
                Cell(str(row.id), row.id),
                text(CATEGORY_WORDS[row.category]),
                Cell(when(row.due_at, zone) if row.due_at else "–", row.due_at),
                text(left, Tone.ALARM if late else Tone.PLAIN),
                text(clock.title if clock else ""),
                text(row.acting.name),
                text(row.next_step),
            )
        )
    return table("owed", columns, made)


def _standing(desk: Desk, client_id: int) -> Iterator[Part]:
    """Go through what stands now of plan and cases, as their own pages tell it."""
    from oncall_tui.desk.cases.page import case_page
    from oncall_tui.desk.cases.record import case_view, cases_of
    from oncall_tui.desk.plans.documents import plan_document
    from oncall_tui.desk.plans.reading import plan_of

    yield from _of_document(plan_document(desk, plan_of(desk, client_id)), "Plan")
    for row in cases_of(desk, client_id):
        yield from _of_page(case_page(case_view(desk, row.id), desk.house.zone))


def _of_document(document: Document, title: str) -> Iterator[Part]:
    for part in document.parts:
        made = part.table
        shown = None
        if made is not None:
            columns = tuple(Column(f"c{place}", name) for place, name in enumerate(made.titles))
            rows = (tuple(Cell(cell.words, cell.words, cell.tone) for cell in row) for row in made.rows)
            shown = table(f"{title.casefold()}_{part.title.casefold()}".replace(" ", "_"), columns, rows)
        yield Part(f"{title}: {part.title[:1].lower()}{part.title[1:]}", (), shown, part.notes)


def _of_page(page: Page) -> Iterator[Part]:
    from oncall_tui.desk.handover import page as pages

    tones = {
        pages.Tone.PLAIN: Tone.PLAIN,
        pages.Tone.STRONG: Tone.STRONG,
        pages.Tone.ALARM: Tone.ALARM,
        pages.Tone.FAINT: Tone.DIM,
    }
    for section in page.sections:
        made = []
        for each in section.lines:
            first, *more = each.text.split("\n")
            label = f"{each.label}: " if each.label else ""
            made.append(Note(Text(label + first, tones[each.tone]), tuple(map(Text, more))))
        yield Part(f"{page.title}: {section.title}", (), None, tuple(made))
