"""A brief as the console draws it: a screenful first, then all of it under its headings."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from oncall_tui.desk.handover.page import Line, Page, Section, Tone
from oncall_tui.text import cell_cut, safe_text
from oncall_tui.tui.lines import DIM, LAPSED, STRONG, line, pair, rule, stack, wrap

_STYLES = {Tone.PLAIN: "", Tone.STRONG: STRONG, Tone.ALARM: LAPSED, Tone.FAINT: DIM}
_LABEL = 15
"""Cells of the column of labels, wide enough for the longest part's name."""
_LONGEST = 20_000


def page_text(page: Page, room: int) -> Content:
    """Return a brief for a width."""
    lines: list[Content] = [_glanced(each, room) for each in page.glance]
    for section in page.sections:
        lines += _section(section, room)
    lines.append(Content(""))
    lines += [line((each, DIM)) for text in page.footer for each in wrap(text, room)]
    return stack(lines if page.glance else lines[1:])


def _glanced(each: Line, room: int) -> Content:
    """Return one line of the first screen, cut where it is too long, for all of it follows."""
    text = f"{_marks(each)}{each.text}".replace("\n", " · ")
    return pair(each.label, (cell_cut(safe_text(text), room - _LABEL), _STYLES[each.tone]), width=_LABEL)


def _section(section: Section, room: int) -> Iterator[Content]:
    yield Content("")
    yield rule(section.title, room)
    for each in section.lines:
        yield from _whole(each, room)


def _whole(each: Line, room: int) -> Iterator[Content]:
    """Return a whole line, hanging under its first word; one whose label is a time has it to itself."""
    style, label = _STYLES[each.tone], each.label
    text = safe_text(f"{_marks(each)}{each.text}", max_len=_LONGEST, multiline=True)
    if len(label) >= _LABEL:
        yield line((label, DIM))
        yield from (line("  ", (part, style)) for part in wrap(text, room - 2))
        return
    for number, part in enumerate(wrap(text, room - _LABEL) or [""]):
        yield pair(label if number == 0 else "", (part, style), width=_LABEL)


def _marks(each: Line) -> str:
    """Return the signs before a line, so that its colour never has to tell anything alone."""
    return ("+ " if each.new else "") + ("✗ " if each.tone is Tone.ALARM else "")
