"""The keys where one is, what the states of an item mean, and what the signs in the lists say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from oncall_tui.rules.states import STATES
from oncall_tui.text import cell_width
from oncall_tui.tui.commands import Commands, S
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack
from oncall_tui.tui.sheets.breaking import broken
from oncall_tui.tui.sheets.why_text import STYLES
from oncall_tui.tui.theme import State
from oncall_tui.tui.words import STATE

_EVERYWHERE = (
    ("Tab", "Next pane", "Shift+Tab goes back; in a form they move between the fields."),
    ("↑ ↓ j k", "Move", "PgUp and PgDn move by pages, Home and End to the ends."),
    ("Enter", "Open", "Opens what the cursor is on."),
    ("Esc", "Back", "Steps back from anything; what was typed into a form is kept."),
    ("Ctrl+S", "Save", "Saves a form. “Saved” is said once it is safely on the disk."),
)
_SIGNS = (
    (State.LAPSED, "lapsed: a promise was not kept in time"),
    (State.LAPSING, "lapsing soon"),
    (State.HELD, "on hold; the hour is when it comes back"),
    (State.DONE, "kept, closed or healthy"),
    (State.RUNNING, "running, with time left"),
)
_MARKS = (
    ("−0:23", "lapsed 23 minutes ago; without a minus it is the time left"),
    ("1/2", "tries made of those that the rule foresees; ∞ where there is no upper number"),
    ("←", "handed to that person by name"),
    ("A Y Z", "beside an item: an alert nobody has answered, one that somebody has, one put off"),
    ("E U ·", "an emergency, urgent, of low urgency"),
    ("!", "beside a client in the look-up: unstable, or to be watched"),
    ("▓ ▒ ░", "open, partly open and closed hours in the picture of a clock"),
)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key of the help sheet."""

    key: str
    title: str
    help: str
    why_not: str
    """Why it cannot act just now; empty when it can."""


KeyGroups = tuple[tuple[str, tuple[KeyLine, ...]], ...]
"""Keys under their headings."""


def key_groups(commands: Commands[S], state: S) -> KeyGroups:
    """Return a screen's keys under their headings, as they can act just now."""
    return tuple(
        (name, tuple(KeyLine(c.shown_keys, c.title, c.help, c.why_not(state) or "") for c in group))
        for name, group in commands.groups()
    )


def help_text(groups: KeyGroups, room: int) -> Content:
    """Return the whole sheet for a width."""
    keys = (*groups, ("Everywhere", tuple(KeyLine(*each, "") for each in _EVERYWHERE)))
    lines: list[Content] = []
    widths = _widths(keys)
    for name, members in keys:
        lines += [rule(name, room), *_keys(members, widths, room), Content("")]
    lines += [rule("The states of an item", room), *_states(room), Content("")]
    lines += [rule("Signs", room), *_signs(room)]
    return stack(lines)


def _widths(groups: KeyGroups) -> tuple[int, int]:
    """Return the cells of the columns of keys and of titles."""
    members = [each for _name, group in groups for each in group]
    return (
        max(cell_width(each.key) for each in members) + 2,
        max(cell_width(each.title) for each in members) + 2,
    )


def _keys(members: Sequence[KeyLine], widths: tuple[int, int], room: int) -> list[Content]:
    lines: list[Content] = []
    left = sum(widths)
    for each in members:
        style = DIM if each.why_not else ""
        lead = line(_cell(each.key, widths[0], style or STRONG), _cell(each.title, widths[1], style))
        texts = [(text, DIM) for text in broken(each.help, room - left)]
        if each.why_not:
            texts += [(text, LAPSING) for text in broken(f"Not now: {each.why_not}", room - left)]
        lines += _beside(lead, texts, left)
    return lines


def _states(room: int) -> list[Content]:
    lines: list[Content] = []
    for state, stand in STATES.items():
        texts = [(text, "") for text in broken(stand.means, room - 21)]
        texts += [(text, DIM) for text in broken(stand.clocks, room - 21)]
        lines += _beside(line(_cell(STATE[state], 21, STRONG)), texts, 21)
    return lines


def _signs(room: int) -> list[Content]:
    lines = [line((f"{each.mark:<9}", STYLES[each]), (words, DIM)) for each, words in _SIGNS]
    for sign, words in _MARKS:
        lines += _beside(line(_cell(sign, 9, STRONG)), [(text, DIM) for text in broken(words, room - 9)], 9)
    return lines


def _cell(text: str, width: int, style: str) -> tuple[str, str]:
    return text + " " * max(1, width - cell_width(text)), style


def _beside(lead: Content, texts: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Return texts in a column beside a lead."""
    blank = line(" " * width)
    return [(blank if place else lead).append(line(each)) for place, each in enumerate(texts)] or [lead]
