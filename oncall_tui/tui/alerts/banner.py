"""The line between the header and the panes: a thin rule, or the alert that presses most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.text import cell_cut, cell_width, countdown, safe_text
from oncall_tui.tui.alerts.wording import client_of, due_in, late_words, short_time, told_words
from oncall_tui.tui.theme import State
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import ThinRule, parts_width

_LEVELS = 6
_GAP = 2
_NAME = 2
"""Which part is the client's name."""
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """What the banner says."""

    row: AlertRow
    """The unanswered alert that presses most."""
    more: int
    """How many others nobody has answered."""
    now: datetime
    zone: tzinfo
    keys: tuple[str, str, str]
    """The keys that acknowledge it, put it off, and show all."""


class AlertBanner(ThinRule):
    """Takes the place of the rule under the header, so that nothing moves when an alert comes or goes."""

    DEFAULT_CSS = "AlertBanner.-ringing { background: $panel; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: BannerFacts | None = None

    @property
    def row(self) -> AlertRow | None:
        """The alert that stands there; None for the rule."""
        return self._facts.row if self._facts is not None else None

    def show(self, facts: BannerFacts | None) -> None:
        """Show another alert, or none; the same again draws nothing."""
        if facts != self._facts:
            self._facts = facts
            self.set_class(facts is not None, "-ringing")
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the fullest form that fits, its keys at the right; the rule while no alert waits."""
        if self._facts is None:
            return super().parts(width)
        for level in range(_LEVELS):
            said, keys = _said(self._facts, level), _keys(self._facts, level)
            spare = width - parts_width(said) - parts_width(keys) - 1
            if spare >= _GAP:
                break
        else:  # the keys stay whatever the client's name is
            name = said[_NAME][0]
            said[_NAME] = (cell_cut(name, max(_SHORTEST, cell_width(name) + spare - _GAP)), said[_NAME][1])
            spare = _GAP
        return (*said, (" " * spare, ""), *keys)


def _said(facts: BannerFacts, level: int) -> list[Part]:
    """Return what is said of the alert, from the fullest form (0) to the barest."""
    row, now = facts.row, facts.now
    state = State.LAPSED if row.lapsed(now) else State.LAPSING
    left = due_in(row, now) if level < 3 else countdown((row.lapses_at - now).total_seconds())
    out: list[Part] = [
        (f" {state.glyph} {'LAPSED' if state is State.LAPSED else 'ALERT'}", state.value),
        (f"  {row.item_id} ", "dim"),
        (safe_text(client_of(row)), "strong"),
    ]
    if level < 4:
        out.append((f"  {row.title}", ""))
    out.append((f"  {left}", state.value))
    if level < 5:
        out += [("  → ", "dim"), (told_words(row), "")]
    if level < 2 and row.next_at is not None:
        out.append((f", again {short_time(row.next_at, now, facts.zone)}", "dim"))
    late = late_words(row)
    if late and level < 1:
        out.append((f"  {late}", "lapsing"))
    return out


def _keys(facts: BannerFacts, level: int) -> list[Part]:
    """Return the keys that answer it."""
    have, later, every = facts.keys
    out: list[Part] = [(have, "strong"), (" I have it  ", ""), (later, "strong"), (" later  ", "")]
    if level >= 4:
        out = [(have, "strong"), (" have it  ", ""), (later, "strong"), (" later  ", "")]
    others = f" {facts.more} more" if facts.more else " all"
    return [*out, (every, "strong"), (others, "")]
