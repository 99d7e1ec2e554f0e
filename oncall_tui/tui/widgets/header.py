"""The line at the top: whose console it is, the time there, who has the line and how the queue stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from oncall_tui.text import cell_cut, clock_time, day, safe_text, when
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine, parts_width

_GAP = 2
_LEVELS = 6
QUIET_FOR = timedelta(minutes=2)
"""How long the alerts may go without being looked after before the header says so (R-163)."""
_NAME = 32
"""Cells of the longest name; what is longer ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header says."""

    organisation: str
    """Whose console this is, and who sits at it."""
    now: datetime
    """The present instant, from the injected clock."""
    zone: tzinfo
    """Where the organisation is."""
    read: bool = True
    """Whether the record was read; before that nothing is claimed of the line and the queue."""
    open: int = 0
    """Items that somebody still owes something for."""
    lapsing: int = 0
    """Those about to lapse."""
    lapsed: int = 0
    """Those that have lapsed."""
    line_holder: str | None = None
    """Who answers the escalation line; None when nobody does."""
    line_until: datetime | None = None
    """Until when."""
    rota_gap: bool = False
    """Whether the duty rota names nobody, so that the default director stands in."""
    read_only: bool = False
    """Whether nothing can be recorded."""
    day_kind: str = ""
    """"weekend", a public holiday's name, or nothing on an ordinary day."""
    ticked_at: datetime | None = None
    """When the alerts were last looked after; None before the first time."""
    quiet: timedelta = timedelta()
    """How long ago that was by the steady clock; the time since the start before the first time."""
    private: bool = False
    """Whether names, numbers and notes are masked."""
    alarm: str = ""
    """What the watchdog found wrong since then; empty while all is well."""
    backup: str = ""
    """What is wrong with the copies of the database, as in "backup 5:10 old"; empty while nothing is."""


class ConsoleHeader(OneLine):
    """The header; as the window narrows it says less of the day and never less of what has lapsed."""

    def __init__(self, facts: HeaderFacts | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts = facts

    def show(self, facts: HeaderFacts) -> None:
        """Show these facts; equal ones are not drawn again."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """Return the fullest form that fits, its groups spread over the line."""
        if self._facts is None:
            return ()
        groups = [[*group] for group in _groups(self._facts, 0)]
        for level in range(_LEVELS):
            groups = [group for group in _groups(self._facts, level) if group]
            if 2 + sum(map(parts_width, groups)) + _GAP * (len(groups) - 1) <= width:
                break
        spare = max(_GAP * (len(groups) - 1), width - 2 - sum(map(parts_width, groups)))
        out: list[Part] = [(" ", "")]
        for index, group in enumerate(groups):
            if index:
                blanks = spare // (len(groups) - index)
                out.append((" " * blanks, ""))
                spare -= blanks
            out.extend(group)
        return out


def _groups(facts: HeaderFacts, level: int) -> list[list[Part]]:
    """Return the header's groups in one of its forms, from the fullest (0) to the barest."""
    time = clock_time(facts.now, facts.zone)
    times = (
        f"{day(facts.now, facts.zone, year=True)}  {time}",
        when(facts.now, facts.zone),
        when(facts.now, facts.zone),
        f"{day(facts.now, facts.zone)[:3]} {time}",
        f"{day(facts.now, facts.zone)[:3]} {time}",
        time,
    )
    clock: list[Part] = [(times[level], "strong")]
    if facts.day_kind and level < 1:
        clock.append((f"  {facts.day_kind}", ""))
    name: list[Part] = [(_cut(facts.organisation), "")] if level < 3 else []
    if facts.read_only:
        name.append(("  " if name else "", ""))
        name.append(("✗ READ ONLY", "lapsed"))
    if not facts.read:
        return [name, clock, [("reading the queue …", "dim")]]
    return [
        name,
        clock,
        _line(facts, level),
        [*_counts(facts, level), ("   ", ""), *_pulse(facts, level), *_copies(facts, level)],
    ]


def _line(facts: HeaderFacts, level: int) -> list[Part]:
    """Return who has the escalation line."""
    if facts.line_holder is None:
        return [("line: nobody", "lapsed")]
    out: list[Part] = [("line: ", "dim"), (_cut(facts.line_holder), "strong")]
    if facts.rota_gap:
        return [*out, (" ✗ rota gap", "lapsed")]
    if facts.line_until is not None and level < 5:
        until = when(facts.line_until, facts.zone).split()
        out.append((f" until {until[0]} {until[3]}", ""))
    return out


def _cut(name: str) -> str:
    """Return a name at a length that leaves the counts their place, whatever it is."""
    return cell_cut(safe_text(name), _NAME)


def _counts(facts: HeaderFacts, level: int) -> list[Part]:
    """Return how the queue stands."""
    bare = level >= 4
    out: list[Part] = [("PRIVATE", "accent"), ("  ", "")] if facts.private else []
    out.append((f"{facts.open} open", ""))
    if facts.lapsing:
        out += [(" · ", "dim"), (f"{facts.lapsing}!" if bare else f"{facts.lapsing} lapsing", "lapsing")]
    if facts.lapsed:
        out += [(" · ", "dim"), (f"{facts.lapsed}✗" if bare else f"{facts.lapsed} LAPSED", "lapsed")]
    return out


def _copies(facts: HeaderFacts, level: int) -> list[Part]:
    """Return what is wrong with the copies of the database; where nothing is, the foot tells their age."""
    if not facts.backup:
        return []
    return [("  ", ""), (f"✗ {facts.backup}" if level < 4 else "✗ backup", "lapsed")]


def _pulse(facts: HeaderFacts, level: int) -> list[Part]:
    """Return whether the alerts are being looked after."""
    time = clock_time(facts.ticked_at, facts.zone).split()[0] if facts.ticked_at is not None else ""
    if facts.alarm or facts.quiet > QUIET_FOR:
        since = f" since {time}" if time and level < 2 else ""
        why = f": {_cut(facts.alarm)}" if facts.alarm and level < 1 else ""
        return [(f"✗ ALERTS NOT RUNNING{since}{why}", "lapsed")]
    if not time:
        return [("○", "dim")]
    return [("●", "done"), *([(f" {time}", "dim")] if level == 0 else [])]
