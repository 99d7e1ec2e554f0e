"""The cells and lines that briefs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone
from oncall_tui.desk.briefs.views import Entry, Heading, Lapsing, Told, Uncovered
from oncall_tui.desk.duty.views import Overlap, Turn
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.views import QueueRow
from oncall_tui.text import due_words, when

CLOCKS = ("due", "item", "client", "owed", "with", "ring")
ITEMS = ("due", "item", "client", "about", "with", "tries", "agreed")


class Words:
    """Says what stands in a brief, in the zone and for the span of its heading."""

    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.zone = ZoneInfo(heading.zone)
        self.opens = when(heading.end, self.zone)
        """When the next business day opens, in words."""

    def document(
        self, title: str, lead: Iterable[Text], parts: Iterable[Part], *, kind: bool = True
    ) -> Document:
        """Return a page with what every page carries (R-049)."""
        head = self.heading
        years = {each.astimezone(self.zone).year for each in (head.start, head.end)}
        span = f"{when(head.start, self.zone, year=True)} to {when(head.end, self.zone, year=len(years) > 1)}"
        emergency = f" · emergency {head.emergency}" if head.emergency else ""
        house = Text(f"{head.house} · the line {head.line}{emergency}", Tone.DIM)
        made = when(head.made_at, self.zone, year=True)
        foot = f"From the record at {made}. Uncontrolled when printed. The line: {head.line}."
        title = f"{title}: {head.kind}" if kind else title
        return Document(title, (Text(span, Tone.STRONG), house, *lead), tuple(parts), (foot,))

    def clocks(self, found: Sequence[Lapsing]) -> Table:
        """Return clocks as a table."""
        return Table(CLOCKS, tuple(self._clock(each) for each in found))

    def _clock(self, each: Lapsing) -> tuple[Text, ...]:
        clock, row = each.clock, each.row
        texts = (str(row.id), client(row), clock.title, row.acting.name, row.acting.phone)
        return self._due(each), *map(Text, texts)

    def clock(self, each: Lapsing) -> str:
        """Return a clock in one line."""
        return ", ".join(cell.words for cell in self._clock(each) if cell.words)

    def _due(self, each: Lapsing) -> Text:
        due = when(each.clock.due_at, self.zone)
        if not each.clock.lapsed:
            return Text(due)
        late = (each.clock.due_at - self.heading.made_at).total_seconds()
        return Text(f"✗ {due_words(min(late, -1))}", Tone.ALARM)

    def items(self, rows: Sequence[QueueRow]) -> Table:
        """Return items as a table."""
        return Table(ITEMS, tuple(self._item(row) for row in rows))

    def _item(self, row: QueueRow) -> tuple[Text, ...]:
        due = Text(when(row.due_at, self.zone) if row.due_at else "")
        if row.lapsed(self.heading.made_at):
            due = Text(f"✗ {due.words}", Tone.ALARM)
        tries = "" if row.attempts_allowed == 0 else f"{row.attempts}/{row.attempts_allowed or '∞'}"
        texts = (str(row.id), client(row), about(row), row.acting.name, tries, row.next_step)
        return due, *map(Text, texts)

    def entries(self, found: Sequence[Entry]) -> tuple[Note, ...]:
        """Return items with what happened to them as a list."""
        return tuple(
            Note(
                Text(
                    f"{each.row.id}  {client(each.row)} · {about(each.row)} · {each.row.acting.name}",
                    Tone.STRONG,
                ),
                (
                    *((Text(said(each.row)),) if each.came_in and each.row.said else ()),
                    *(Text(self.told(news), Tone.DIM) for news in each.news),
                    Text(each.asked, Tone.ALARM if each.row.lapsed(self.heading.made_at) else Tone.PLAIN),
                ),
            )
            for each in found
        )

    def told(self, each: Told) -> str:
        """Return one line of what happened."""
        return f"{when(each.at, self.zone)} {each.by}: {each.words}"

    def turn(self, turn: Turn) -> Note:
        """Say who has the line in a turn."""
        span = f"{when(turn.start, self.zone)} to {when(turn.end, self.zone)}"
        gap = "✗ rota gap, " if turn.gap else ""
        words = f"{gap}{span}: {turn.person.name} {turn.person.phone}".rstrip()
        return Note(Text(f"{words}, {self.accepted(turn)}", Tone.ALARM if turn.gap else Tone.PLAIN))

    def accepted(self, turn: Turn) -> str:
        """Say whether a turn was taken over."""
        if turn.shift is None:
            return "who stands in: the rota gives nobody"
        at = turn.shift.accepted_at
        return f"accepted {when(at, self.zone)}" if at else "not accepted yet"

    def gap(self, each: Uncovered) -> str:
        """Say when nobody but the line stands for a client."""
        span = f"{when(each.start, self.zone)} to {when(each.end, self.zone)}"
        return f"{each.name} · {each.number}, {span}: {each.why}"

    def overlap(self, each: Overlap) -> Note:
        """Say in which time the line is given twice."""
        span = f"{when(each.start, self.zone)} to {when(each.end, self.zone)}"
        names = f"{each.earlier.person.name} and {each.later.person.name}"
        return Note(Text(f"! overlap {span}: {names}; the later start has it", Tone.ALARM))


def client(row: QueueRow) -> str:
    """Return whom an item is about."""
    if row.client_name:
        return f"{row.client_name} · {row.client_number}"
    if row.category.asked:
        return f"asked: {row.caller}" if row.caller else "asked by the console"
    return f"(unknown) {row.caller or row.phone or 'no name given'}"


def said(row: QueueRow) -> str:
    """Return who rang, from where, and how what was said begins."""
    who = " ".join(each for each in (row.caller, row.phone) if each)
    return f"{who}: {row.said}" if who else row.said


def about(row: QueueRow) -> str:
    """Return what an item is about, and how urgent it is where that is not as usual."""
    urgency = row.urgency.value
    return CATEGORY_WORDS[row.category] + ("" if urgency == "normal" else f", {urgency}")


def many(number: int, what: str, *, plural: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {what}" if number == 1 else f"{number} {plural or what + 's'}"
