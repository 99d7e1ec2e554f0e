"""The review report in words, tables and bars (R-182)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.wording import many
from oncall_tui.desk.cases.naming import DECISION_WORDS, KIND_WORDS
from oncall_tui.desk.reports.asked import Asked, framed
from oncall_tui.desk.reports.paper import (
    Bar,
    Bars,
    Cell,
    Column,
    Note,
    Paper,
    Part,
    Table,
    Text,
    Tone,
    number,
    percent,
    seconds,
    table,
    text,
)
from oncall_tui.desk.reports.reviews import Outreach, Reviews, Waiting, reviews
from oncall_tui.text import when
from storage.vocabulary import ReviewDecision

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.desk.context import Desk

_SHORT = {
    ReviewDecision.AUTHORISE: "authorised",
    ReviewDecision.ONE_FURTHER: "one further",
    ReviewDecision.DENY: "denied",
}


def reviews_paper(desk: Desk, wanted: Asked) -> Paper:
    """Return what was reviewed in a span as a report."""
    found = reviews(desk, wanted.start, wanted.end)
    return framed(
        desk,
        "reviews",
        "Reviews, notes, complaints and check-ins",
        wanted,
        _lead(found),
        _parts(found, ZoneInfo(desk.house.zone), desk.now()),
        definitions=_definitions(desk),
    )


def _lead(found: Reviews) -> Iterator[Text]:
    due, done = sum(each.due for each in found.first), sum(each.done for each in found.first)
    yield Text(f"{done} of {many(due, 'first session')} reviewed.", Tone.STRONG)
    notes = found.notes
    waiting = len(notes.unreviewed)
    tone = Tone.ALARM if waiting or found.waiting else Tone.PLAIN
    words = f"{many(len(found.waiting), 'first session')} and {many(waiting, 'note')} wait for their review."
    yield Text(words, tone)
    for each, what in ((found.complaints, "complaint"), (found.check_ins, "check-in")):
        if each.number:
            yield Text(
                f"{many(each.number, what)}: {each.reached} reached, {many(each.attempts, 'attempt')}."
            )


def _parts(found: Reviews, zone: ZoneInfo, now: datetime) -> Iterator[Part]:
    held = [each for each in found.first if each.due]
    bars = Bars(
        "Reviewed, of those whose first session was held",
        tuple(
            Bar(
                KIND_WORDS[each.kind],
                each.done / each.due,
                f"{each.done} of {each.due}",
                Tone.ALARM if each.done < each.due else Tone.PLAIN,
            )
            for each in held
        ),
        1.0,
        track=True,
    )
    none = "No first session that wants a review was held."
    yield Part("First sessions", (bars,) if held else (), _first(found) if held else None, none=none)
    waits = _waiting("waiting", found.waiting, zone, now)
    yield Part("First sessions without a decision", (), waits, none="None waits.")
    yield Part("Notes", (), None, tuple(_notes(found)))
    unread = _waiting("notes_unreviewed", found.notes.unreviewed, zone, now)
    yield Part("Notes unreviewed now", (), unread, none="Every note was reviewed.")
    missing = _waiting("notes_outstanding", found.notes.outstanding, zone, now)
    yield Part("Notes outstanding now", (), missing, none="No case waits for its notes.")
    columns = (
        Column("purpose", "asked to reach"),
        Column("number", "people", True),
        Column("reached", "reached", True),
        Column("share", "share", True),
        Column("open", "still tried", True),
        Column("unreached", "not reached", True),
        Column("attempts", "attempts", True),
        Column("by_phone", "by phone", True, spare=2),
        Column("by_email", "by e-mail", True, spare=2),
        Column("overrides", "beyond the rule", True, spare=1),
    )
    rows = (_outreach(each) for each in (found.complaints, found.check_ins) if each.number)
    none = "There was no complaint and no check-in."
    yield Part("Complaints and check-ins", _tries(found), table("outreach", columns, rows), none=none)


def _first(found: Reviews) -> Table:
    columns = (
        Column("kind", "case type"),
        Column("due", "due", True),
        Column("done", "done", True),
        Column("share", "share", True),
        *(Column(each.value.replace("-", "_"), _SHORT[each], True) for each in ReviewDecision),
        Column("to_decision", "to decision", True, "seconds"),
        Column("overrides", "overrides", True, spare=1),
    )
    rows = (
        (
            text(KIND_WORDS[each.kind]),
            number(each.due),
            number(each.done),
            percent(each.done, each.due),
            *(number(each.decisions.get(decision, 0)) for decision in ReviewDecision),
            seconds(each.to_decision),
            number(each.overrides, Tone.ALARM if each.overrides else None),
        )
        for each in found.first
    )
    return table("first_sessions", columns, rows)


def _waiting(key: str, found: Iterable[Waiting], zone: ZoneInfo, now: datetime) -> Table:
    columns = (
        Column("case", "case", True),
        Column("kind", "case type"),
        Column("since", "since"),
        Column("age", "for", True, "seconds"),
    )
    rows = (
        (
            Cell(str(each.case_id), each.case_id),
            text(KIND_WORDS[each.kind]),
            Cell(when(each.since, zone, year=True), each.since),
            seconds((now - each.since).total_seconds()),
        )
        for each in found
    )
    return table(key, columns, rows)


def _notes(found: Reviews) -> Iterator[Note]:
    notes = found.notes
    yield Note(
        Text(f"{many(notes.recorded, 'note')} recorded in this time, {notes.reviewed} of them reviewed")
    )
    if notes.reviewed:
        yield Note(Text(f"{notes.actions} of those reviews created actions"))
        yield Note(Text(f"{seconds(notes.to_review).words} from record to review, in the middle"))


def _outreach(each: Outreach) -> Iterator[Cell]:
    yield text(each.purpose.value.replace("-", " "))
    yield number(each.number)
    yield number(each.reached)
    yield percent(each.reached, each.number)
    yield number(each.open)
    yield number(each.unreached)
    yield number(each.attempts)
    yield number(each.by_phone)
    yield number(each.by_email)
    yield number(each.overrides, Tone.ALARM if each.overrides else None)


def _tries(found: Reviews) -> tuple[Bars, ...]:
    """Return how many attempts each took, where there were any."""
    charts = []
    for each, what in ((found.complaints, "Complaints"), (found.check_ins, "Check-ins")):
        if each.number:
            bars = tuple(
                Bar(many(tries, "attempt"), count, str(count)) for tries, count in sorted(each.tries.items())
            )
            charts.append(Bars(f"{what} by how many attempts were made", bars, max(each.tries.values())))
    return tuple(charts)


def _definitions(desk: Desk) -> tuple[tuple[str, str], ...]:
    wanted = {rule: desk.rulebook.find(rule) for rule in ("complaint-outreach", "check-in")}
    complaint, check_in = (rule.amount if rule else 0 for rule in wanted.values())
    kinds = ", ".join(KIND_WORDS[kind] for kind in KIND_WORDS if kind.reviewed)
    return (
        ("due", f"cases of the types {kinds} whose first session was held in this time"),
        ("done", "those with a decision by now; the decision that counts is the last one"),
        *((_SHORT[each], DECISION_WORDS[each]) for each in ReviewDecision),
        ("overrides", "sessions that went ahead without a decision or beyond it, with a reason"),
        ("to decision", "from the first session to the first decision; the middle one"),
        ("complaint", f"asked to reach somebody after a complaint; the rule asks for {complaint} attempts"),
        ("check-in", f"asked for by a client organisation; the rule allows {check_in}, by phone or e-mail"),
        ("beyond the rule", "attempts that a director allowed past its number"),
    )
