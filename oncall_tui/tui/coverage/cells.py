"""The picture of the weeks ahead: a line a person, a cell a half day, read without colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from itertools import groupby
from operator import itemgetter

from oncall_tui.desk.coverage.views import Coverage, DayAhead, PersonAhead
from oncall_tui.rules.rota import RotaTrouble
from oncall_tui.rules.tracks import Stand
from oncall_tui.text import cell_fit, day, safe_text
from oncall_tui.tui.widgets.columns import Part

WORK, CLOSED, OFF, NOBODY, GONE = "─", " ", "o", "✗", "x"
_LETTERS = {
    "annual leave": "A",
    "long service leave": "L",
    "maternity leave": "M",
    "study leave": "T",
    "planned leave": "P",
    "sick": "S",
    "personal or carer's leave": "C",
    "misadventure": "X",
    "cannot be reached": "U",
}
_OTHER = "a"
"""Stands for an absence whose reason is not for everybody, and for any other."""
_HEAT = "·░▒▓█"
_WIDE = 112
_WEEKDAYS = "MTWTFSS"
_NAME, _NAME_WIDE, _COUNT = 14, 20, 4

Signed = tuple[str, str]
"""One sign and the name of its style."""


@dataclass(frozen=True, slots=True)
class Half:
    """Half of a local day, as far as it lies in the weeks shown."""

    start: datetime
    end: datetime
    looked: tuple[tuple[datetime, datetime], ...]
    """When to look: its business hours, or all of it where there are none."""
    business: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Where everything of the picture stands."""

    days: tuple[DayAhead, ...]
    halves: tuple[Half | None, ...]
    """Two a day; None for one that lies outside the weeks shown."""
    name: int
    """Cells for a name."""
    day: int
    """Cells for a day."""

    @property
    def lead(self) -> int:
        """Cells before the first day."""
        return self.name + _COUNT + 1


def grid(found: Coverage, zone: tzinfo, room: int) -> Grid:
    """Return a picture's places for so many cells of width; days that have no room are left out."""
    wide = room >= _WIDE
    name, cells = (_NAME_WIDE, 3) if wide else (_NAME, 2)
    days = found.days[: max(1, (room - name - _COUNT - 1) // cells)]
    return Grid(days, tuple(_halves(found, days, zone)), name, cells)


def _halves(found: Coverage, days: Sequence[DayAhead], zone: tzinfo) -> Iterator[Half | None]:
    begins = [opens for opens, _ in found.opens]
    for each in days:
        noon = datetime.combine(each.day, time(12), zone).astimezone(UTC)
        for start, end in ((each.start, min(noon, each.end)), (max(noon, each.start), each.end)):
            if end <= start:
                yield None
                continue
            near = found.opens[max(0, bisect_right(begins, start) - 1) : bisect_right(begins, end)]
            looked = tuple(
                (max(opens, start), min(closes, end))
                for opens, closes in near
                if opens < end and closes > start
            )
            yield Half(start, end, looked or ((start, end),), bool(looked))


def header(places: Grid) -> tuple[list[Part], list[Part]]:
    """Return the line of dates and the line of weekdays."""
    dates = ""
    for index, each in enumerate(places.days):
        if index and each.day.weekday():
            continue
        at = index * places.day
        label = day(datetime.combine(each.day, time(12), UTC), UTC).partition(" ")[2]
        if not dates or at > len(dates):
            dates = dates.ljust(at) + label
    letters = "".join(_WEEKDAYS[each.day.weekday()].ljust(places.day) for each in places.days)
    lead = " " * places.lead
    return [(lead + dates, "dim")], [(lead + letters, "dim")]


def person_parts(person: PersonAhead, places: Grid) -> tuple[Part, ...]:
    """Return a person's line: name, clients, and a sign a half day."""
    lead = cell_fit(safe_text(person.person.name), places.name)
    signs = list(_person_signs(person, places))
    return ((lead, ""), (f"{person.clients:>{_COUNT}} ", "dim"), *_joined(_spread(signs, places)))


def _person_signs(person: PersonAhead, places: Grid) -> Iterator[Signed]:
    begins = [stint.start for stint in person.stints]
    for first, second in zip(places.halves[::2], places.halves[1::2], strict=True):
        halves = [_half(person, begins, half) for half in (first, second)]
        nobody = [bool(half and half[1]) for half in halves]
        for place, half in enumerate(halves):
            if half is None:
                yield " ", ""
            elif nobody[place] and not (place and nobody[0] and half[0] not in (WORK, CLOSED)):
                yield NOBODY, "lapsed"
            else:
                yield half[0], "lapsed" if nobody[place] else _style(half[0])


def _half(person: PersonAhead, begins: Sequence[datetime], half: Half | None) -> tuple[str, int] | None:
    """Return a half day's sign, and how many clients have nobody in it."""
    if half is None:
        return None
    sign, uncovered = WORK if half.business else CLOSED, 0
    for start, end in half.looked:
        place = max(0, bisect_right(begins, start) - 1)
        for stint in person.stints[place:]:
            if stint.start >= end:
                break
            uncovered = max(uncovered, stint.uncovered)
            match stint.stand:
                case Stand.AWAY:
                    sign = letter(stint.kind)
                case Stand.GONE:
                    sign = GONE
                case Stand.OFF if sign in (WORK, CLOSED):
                    sign = OFF if half.business else CLOSED
    return sign, uncovered


def letter(kind: str) -> str:
    """Return the letter that stands for why somebody is away."""
    return _LETTERS.get(kind, _OTHER)


def _style(sign: str) -> str:
    return "dim" if sign in (WORK, CLOSED, OFF) else "lapsing"


def heat(places: Grid) -> tuple[list[Part], list[Part], list[Part]]:
    """Return the days' strip of clients with nobody: how many, on two lines where they touch, and a shade."""
    counts = [each.uncovered for each in places.days]
    most = max(counts, default=0)
    apart = len(str(most)) >= places.day  # then every other number stands a line lower
    label, blank = cell_fit("with nobody", places.lead), " " * places.lead
    shades: list[Part] = [(blank, "")]
    for count in counts:
        shade = _HEAT[-(-count * (len(_HEAT) - 1) // most)] if most else _HEAT[0]
        shades.append(((shade * 2).ljust(places.day), "lapsed" if count else "dim"))
    upper = _numbers(label, counts[:: 2 if apart else 1], places.day * (2 if apart else 1))
    lower = _numbers(blank + " " * places.day, counts[1::2], places.day * 2) if apart else []
    return upper, lower, shades


def _numbers(label: str, counts: Sequence[int], room: int) -> list[Part]:
    parts: list[Part] = [(label, "dim")]
    for count in counts:
        text = str(count) if count else "·"
        shown = text if len(text) < room else "+" * (room - 1)
        parts.append((shown.rjust(2).ljust(room), "lapsed" if count else "dim"))
    return parts


def rota(found: Coverage, places: Grid) -> list[Part]:
    """Return the line's own row: whether somebody has it."""
    signs: list[Signed] = []
    for half in places.halves:
        over = [
            hole.trouble
            for hole in found.rota
            if half is not None and hole.start < half.end and hole.end > half.start
        ]
        if half is None:
            signs.append((" ", ""))
        elif RotaTrouble.GAP in over:
            signs.append((NOBODY, "lapsed"))
        elif over:
            signs.append(("2", "lapsing"))
        else:
            signs.append((WORK, "dim"))
    return [(cell_fit("the line", places.lead), "dim"), *_joined(_spread(signs, places))]


def legend(found: Coverage) -> list[Part]:
    """Return what the signs mean that stand in the picture."""
    stints = [stint for person in found.people for stint in person.stints]
    parts: list[Part] = [(NOBODY, "lapsed"), (f" nobody  {WORK} at work", "dim")]
    if any(stint.stand is Stand.OFF for stint in stints):
        parts.append((f"  {OFF} day off", "dim"))
    if any(stint.stand is Stand.GONE for stint in stints):
        parts += [(f"  {GONE}", "lapsing"), (" has left", "dim")]
    for sign, kind in sorted({(letter(stint.kind), stint.kind) for stint in stints if stint.kind}):
        short = kind.removesuffix(" leave").removesuffix(" or carer's")
        parts += [(f"  {sign}", "lapsing"), (f" {short}", "dim")]
    return parts


def _spread(signs: Iterable[Signed], places: Grid) -> Iterator[Signed]:
    """Go through the signs with the blanks that a wider day has."""
    for index, each in enumerate(signs):
        yield each
        if index % 2:
            yield " " * (places.day - 2), ""


def _joined(signs: Iterable[Signed]) -> Iterator[Part]:
    """Go through runs of one style, so that few parts are drawn."""
    style: Callable[[Signed], str] = itemgetter(1)
    for name, run in groupby(signs, key=style):
        yield "".join(sign for sign, _ in run), name
