"""What others changed while a form was open: who, when, and each field before and after (R-170)."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from oncall_tui.desk.overtaken import Deed, Overtaken
from oncall_tui.text import when
from oncall_tui.tui.lines import DIM, STRONG, rule, stack, wrapped
from oncall_tui.tui.sheets.sheet import Sheet

_LABEL = 18


class OvertakenSheet(Sheet):
    """Shown over the form of whoever comes second; Esc goes back to what they have typed."""

    def __init__(self, overtaken: Overtaken) -> None:
        super().__init__("CHANGED MEANWHILE", lambda room: _text(overtaken, room), rest=overtaken.called)


def after_words(overtaken: Overtaken) -> str:
    """Return what stands at the foot of the form once that was looked at."""
    who = " and ".join(dict.fromkeys(deed.who for deed in overtaken.deeds)) or "Somebody"
    return f"{who} changed it meanwhile. Ctrl+S saves what you typed all the same; Esc leaves it."


def _text(overtaken: Overtaken, room: int) -> Content:
    lines = [*wrapped("!", "Nothing of yours is saved yet, and nothing of it is lost.", room, width=2)]
    for deed in overtaken.deeds:
        lines += [Content(""), *_deed(deed, overtaken, room)]
    if not overtaken.deeds:
        lines += wrapped("", "Nobody can say who changed it.", room, width=2)
    lines += [Content(""), *wrapped("", "Esc goes back to your form; Ctrl+S there saves it.", room, width=2)]
    return stack(lines)


def _deed(deed: Deed, overtaken: Overtaken, room: int) -> Iterator[Content]:
    yield rule(f"{deed.who} · {when(deed.at, overtaken.zone)}", room)
    yield from wrapped("", deed.words, room, width=2, style=DIM)
    for each in deed.differences:
        yield from wrapped(each.field, f"{each.was} → {each.now}", room, width=_LABEL, style=STRONG)
