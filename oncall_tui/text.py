"""How text that somebody else supplied, and times, are made fit to be shown or kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, tzinfo
from typing import Literal

Align = Literal["left", "right"]

_REPLACED = frozenset({"Cc", "Cs", "Co"})
_MARKS = frozenset({"Mn", "Me"})
_BREAKS = frozenset("\t\n\r\x85\u2028\u2029")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_SYMBOLS = frozenset({"So", "Sk"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HOUR = 60
_DAY = 24 * _HOUR
_FINE_UP_TO = 4 * _HOUR


def safe_text(text: str, *, max_len: int = 2000, multiline: bool = False, max_marks: int = 4) -> str:
    """Return `text` without anything a terminal would obey rather than show.

    Controls and surrogates become U+FFFD; line breaks and tabs become blanks (breaks stay when `multiline`);
    invisible format characters go, except the non-joiner that some scripts need and the joiner inside an
    emoji; stacks of combining marks are cut to `max_marks`; what is longer than `max_len` characters ends in
    an ellipsis.
    """
    if len(text) <= max_len and text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for index, char in enumerate(text[: max_len + 1]):
        if char in _BREAKS:
            out.append("\n" if multiline and char == "\n" else " ")
            marks = 0
            continue
        category = unicodedata.category(char)
        if category in _REPLACED:
            out.append("\ufffd")
            marks = 0
            continue
        if category in _MARKS or char == _NON_JOINER or (char == _JOINER and _joins(text, index)):
            marks += 1
            if marks > max_marks:
                continue
        elif category == "Cf":
            continue
        else:
            marks = 0
        out.append(char)
    if len(text) > max_len:
        return "".join(out[: max_len - 1]).rstrip(_NON_JOINER + _JOINER) + "…"
    return "".join(out)


def _joins(text: str, index: int) -> bool:
    """Say whether the joiner at `index` stands before a symbol.

    Before a letter it would hide that letter from every count of cells while the terminal still shows it, so
    a name full of joiners could push the rest of its row out of the pane.
    """
    return unicodedata.category(text[index + 1 : index + 2] or " ") in _SYMBOLS


def storable(text: str) -> str:
    """Return `text` without NUL and lone surrogates, the two things no database keeps faithfully."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("", text)


def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cell_cut(text: str, width: int) -> str:
    """Return `text` in at most `width` cells, ending in an ellipsis where some of it was left off."""
    if width <= 0:
        return ""
    if text.isascii():
        return text if len(text) <= width else text[: width - 1] + "…"
    from rich.cells import split_graphemes

    spans, total = split_graphemes(text)
    if total <= width:
        return text
    taken, end = 0, 0
    for start, stop, cells in spans:
        if taken + cells > width - 1:
            end = start
            break
        taken, end = taken + cells, stop
    return text[:end] + "…"


def cell_fit(text: str, width: int, align: Align = "left") -> str:
    """Return `text` in exactly `width` cells: padded, or cut between graphemes with an ellipsis."""
    cut = cell_cut(text, width)
    padding = " " * (width - cell_width(cut))
    return padding + cut if align == "right" else cut + padding


def clock_time(at: datetime, zone: tzinfo) -> str:
    """Return the local time of day with its zone, as in "14:44 AEDT"."""
    local = at.astimezone(zone)
    return f"{local:%H:%M} {local.tzname() or ''}".rstrip()


def day(at: datetime, zone: tzinfo, *, year: bool = False) -> str:
    """Return the local date, as in "Sat 21 Nov", in the same words whatever the machine's language is."""
    local = at.astimezone(zone)
    words = f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return f"{words} {local.year}" if year else words


def when(at: datetime, zone: tzinfo, *, year: bool = False) -> str:
    """Return an instant as a person of that zone would say it, as in "Sat 21 Nov 14:44 AEDT"."""
    return f"{day(at, zone, year=year)} {clock_time(at, zone)}"


def countdown(seconds: float) -> str:
    """Return how long is left, short enough for a column (R-056).

    Hours and minutes below four hours, then whole hours, then whole days; what has lapsed carries a minus
    sign from its first second, and time left is never overstated.
    """
    minutes = int(seconds // 60)
    sign, size = ("−", -minutes) if minutes < 0 else ("", minutes)
    if size < _FINE_UP_TO:
        return f"{sign}{size // _HOUR}:{size % _HOUR:02d}"
    return f"{sign}{size // _HOUR} h" if size < _DAY else f"{sign}{size // _DAY} d"


def span_words(span: timedelta) -> str:
    """Return a length of time in words, as in "2 h 5 min", by its two largest units."""
    seconds = span.total_seconds()
    sign = "−" if seconds < 0 else ""
    minutes = int(abs(seconds) // 60)
    if not minutes:
        return "under 1 min" if seconds else "0 min"
    days, hours = minutes // _DAY, minutes % _DAY // _HOUR
    parts = ((days, "d"), (hours, "h"), (minutes % _HOUR, "min"))
    first = 0 if days else 1
    return sign + " ".join(f"{amount} {unit}" for amount, unit in parts[first : first + 2] if amount)


def due_words(seconds: float) -> str:
    """Return a count-down as a sentence to be read aloud, as in "due in 37 min" or "lapsed 23 min ago"."""
    span = span_words(timedelta(seconds=abs(seconds)))
    return f"lapsed {span} ago" if seconds < 0 else f"due in {span}"


def byte_words(size: int) -> str:
    """Return a number of bytes as people say it, as in "4.2 MB"."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
