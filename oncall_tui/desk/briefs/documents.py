"""Put briefs and packs into words: what stands on each page, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone, part, plain
from oncall_tui.desk.briefs.views import EndBrief, Heading, Pack, Page, SignDue, StartBrief, Unstable
from oncall_tui.desk.briefs.wording import Words, about, client, many
from oncall_tui.desk.duty.views import Rota, Turn
from oncall_tui.rules.wording import say_day
from oncall_tui.text import when


def start_document(brief: StartBrief) -> Document:
    """Return a start brief as a page (R-047)."""
    say = Words(brief.heading)
    turn = brief.rota.turns[0]
    until = f"{brief.holder.name} has the line until {when(turn.end, say.zone)}, {say.accepted(turn)}."
    lapsed = sum(1 for each in brief.lapsing if each.clock.lapsed)
    counts = (
        many(len(brief.items), "open item"),
        f"{many(lapsed, 'clock')} lapsed",
        f"{len(brief.lapsing) - lapsed} more due before {say.opens}",
        many(len(brief.unstable), "unstable client"),
        f"{len(brief.off)} off",
        many(len(brief.gaps), "cover gap"),
    )
    lead = (Text(until, Tone.STRONG), Text(" · ".join(counts)))
    return say.document("Start brief", lead, _start_parts(brief, say))


def _start_parts(brief: StartBrief, say: Words) -> Iterator[Part]:
    after = brief.first_after
    first = (plain(f"First after that: {say.clock(after)}"),) if after else ()
    none = f"Nothing lapses before {say.opens}."
    yield part(f"Lapses before {say.opens}", say.clocks(brief.lapsing), first, none=none)
    titles = ("client", "concerns", "answers now", "ring", "from the opening", "open")
    unstable = Table(titles, tuple(map(_unstable, brief.unstable)))
    yield part("Unstable clients", unstable, none="No client is unstable.")
    signs = tuple(map(_sign, brief.signs))
    yield part("Signs to look for", None, signs, none="No check of a watched sign is due.")
    off = tuple(plain(f"{each.person.name}: {each.words}{_ring(each.ring)}") for each in brief.off)
    yield part("Who is off", None, off, none="Nobody is off.")
    callable_ = ((each.person.name, each.person.phone, each.how) for each in brief.callable)
    yield part("Who may be rung", _table(("name", "ring", "when"), callable_), none="Nobody.")
    turns = (*map(say.turn, brief.rota.turns), *map(say.overlap, brief.rota.overlaps))
    yield part("The line until then", None, turns)
    gaps = tuple(plain(say.gap(each)) for each in brief.gaps)
    yield part("Cover gaps until then", None, gaps, none="Every client has a manager who can hold the role.")
    yield part("Every open item", say.items(brief.items), none="Nothing waits.")


def _sign(each: SignDue) -> Note:
    late = f"✗ overdue by {each.overdue_days} d" if each.overdue_days else f"by {say_day(each.check_on)}"
    act = f" · if so: {each.act}" if each.act else ""
    words = f"{late}: {each.name} · {each.number} · {each.sign}{act}"
    return Note(Text(words, Tone.ALARM if each.overdue_days else Tone.PLAIN))


def end_documents(brief: EndBrief) -> tuple[Document, ...]:
    """Return an end brief: a page for all, then one for each person (R-047)."""
    say = Words(brief.heading)
    counts = (
        f"{many(len(brief.came_in), 'item')} came in",
        many(brief.attempts, "attempt"),
        many(brief.decisions, "decision"),
        f"{brief.resolved} resolved",
        f"{many(len(brief.lapsed), 'clock')} lapsed",
        f"{len(brief.running)} still open",
    )
    lead = [Text(" · ".join(counts), Tone.STRONG)]
    if brief.until < brief.heading.end:
        lead.insert(0, Text(f"It is not over yet: this tells up to {when(brief.until, say.zone)}."))
    whole = say.document("End brief", lead, _end_parts(brief, say))
    return whole, *(page_document(brief.heading, page) for page in brief.pages)


def _end_parts(brief: EndBrief, say: Words) -> Iterator[Part]:
    titles = ("name", "to do", "later", "news about own clients")
    each_must = (
        (
            page.person.name,
            str(len(page.must)),
            str(page.also_open),
            str(len(page.entries) + len(page.changes)),
        )
        for page in brief.pages
    )
    nobody = "Nobody has anything to do."
    yield part(f"What each must do from {say.opens}", _table(titles, each_must), none=nobody)
    yield part("Came in", None, say.entries(brief.came_in), none="Nothing came in.")
    yield part("Worked on", None, say.entries(brief.worked_on), none="Nothing was done to earlier items.")
    if brief.asked:
        yield part("Asked by the console", None, say.entries(brief.asked))
    if brief.lapsed:
        yield part("Lapsed meanwhile", say.clocks(brief.lapsed))
    if brief.cover:
        yield part("Changes to who answers", None, tuple(plain(say.told(each)) for each in brief.cover))
    yield part("Still open", say.items(brief.running), none="Nothing waits.")


def pack_document(heading: Heading, pack: Pack) -> Document:
    """Return a pack as a page, with by when it is to be acknowledged (R-048)."""
    say = Words(heading)
    by = f"Say that you have read it by {when(pack.answer_by, say.zone)}."
    return page_document(heading, pack.page, Text(by, Tone.STRONG))


def no_packs(heading: Heading) -> Document:
    """Return what stands in place of packs where nobody gets one."""
    nothing = Text("Nothing happened to any client, so nobody gets a pack.")
    return Words(heading).document("Packs", (nothing,), ())


def rota_document(heading: Heading, rota: Rota) -> Document:
    """Return the rota as a page: who has the line all through, gaps and overlaps (R-035)."""
    say = Words(heading)
    titles = ("from", "until", "has the line", "ring", "accepted")
    rows = tuple(_turn(turn, say) for turn in rota.turns)
    overlaps = tuple(map(say.overlap, rota.overlaps))
    counts = f"{many(len(rota.gaps), 'gap')} · {many(len(rota.overlaps), 'overlap')}"
    tone = Tone.ALARM if rota.gaps or rota.overlaps else Tone.DIM
    lead = (Text(counts, tone),)
    return say.document("Rota", lead, (part("Who has the line", Table(titles, rows), overlaps),), kind=False)


def _turn(turn: Turn, say: Words) -> tuple[Text, ...]:
    if turn.shift is not None:
        at = turn.shift.accepted_at
        stand = Text(f"✓ {when(at, say.zone)}" if at else "not yet")
    elif turn.gap:
        stand = Text("✗ rota gap: stands in", Tone.ALARM)
    else:
        stand = Text("stands in, business hours", Tone.DIM)
    name = Text(turn.person.name, Tone.STRONG if turn.shift else Tone.DIM)
    span = (Text(when(turn.start, say.zone)), Text(when(turn.end, say.zone)))
    return *span, name, Text(turn.person.phone, Tone.DIM), stand


def page_document(heading: Heading, page: Page, *lead: Text) -> Document:
    """Return what one person must know and do as a page."""
    say = Words(heading)
    stands = (Text(f"You stand in for {each}.") for each in page.stands_in)
    return say.document(f"For {page.person.name}", (*lead, *stands), _page_parts(page, say))


def _page_parts(page: Page, say: Words) -> Iterator[Part]:
    must = ((str(each.row.id), client(each.row), about(each.row), each.words) for each in page.must)
    more: tuple[Note, ...] = ()
    if page.also_open:
        more = (plain(f"{many(page.also_open, 'further item')} of yours can wait longer."),)
    title = f"To do from {say.opens}"
    none = "Nothing must be done that day."
    yield part(title, _table(("item", "client", "about", "asked"), must), more, none=none)
    news = (*say.entries(page.entries), *(plain(say.told(each)) for each in page.changes))
    yield part("Calls and changes about your clients", None, news, none="There were none.")


def _unstable(each: Unstable) -> tuple[Text, ...]:
    now = Text(f"✗ gap: {each.answering.name}", Tone.ALARM) if each.gap else Text(each.answering.name)
    return (
        Text(f"{each.name} · {each.number}"),
        Text(", ".join(each.concerns)),
        now,
        Text(each.answering.phone),
        Text(each.afterwards.name),
        Text(str(each.open_items or "")),
    )


def _ring(number: str) -> str:
    return f". In an emergency ring {number}" if number else ""


def _table(titles: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Table:
    return Table(titles, tuple(tuple(map(Text, row)) for row in rows))
