"""When a rule is due and why then: before a clock runs, and for one that does (R-063, R-076)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.errors import Refused
from oncall_tui.text import when
from storage import reads
from storage.vocabulary import ClockState, Measure

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.rulebook import Rule, Rulebook

_CLOCK = """
SELECT k.item_id, k.rule, k.rule_version, k.amount, k.unit, k.started_at, k.due_at, k.state, k.ended_at,
    k.ended_by, coalesce(i.shift_at, i.event_at) AS event_at
FROM clock k
JOIN item i ON i.id = k.item_id
WHERE k.id = :id
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """A due time with its rule, its source and its arithmetic."""

    rule: Rule
    """With the number that was counted, which may be an earlier one than the rulebook's."""
    started_at: datetime
    due_at: datetime
    steps: tuple[str, ...]
    """The arithmetic in words, first step first."""
    item_id: int | None = None
    """The item whose clock it is; None before any clock runs."""
    state: ClockState | None = None
    ended_at: datetime | None = None
    ended_by: str = ""


def find_rule(rulebook: Rulebook, named: str) -> Rule:
    """Return the rule of an id such as clinical-call-back, or of a requirement such as R-078.

    Raises:
        Refused: there is none; those that sound alike are named.
    """
    from oncall_tui.rules.rulebook import RulebookError

    try:
        return rulebook.get(named)
    except RulebookError as unknown:
        raise Refused(str(unknown), field="rule") from unknown


def explain_rule(desk: Desk, named: str, start: datetime) -> Explained:
    """Return when a rule would be due if its event happened at an instant, and the arithmetic.

    Raises:
        Refused: there is no such rule, it has no clock, or no calendar reaches that far.
    """
    return _counted(desk, find_rule(desk.rulebook, named), start)


def explain_clock(desk: Desk, clock_id: int) -> Explained:
    """Return why a clock of an item is due when it is, by the number that it started with.

    Raises:
        Refused: there is no such clock, or its rule is in the rulebook no longer.
    """
    from sqlalchemy import text

    with desk.store.reading() as connection:
        row = connection.execute(text(_CLOCK), {"id": clock_id}).first()
    if row is None:
        raise Refused("That clock is no longer on record. Look at the item again.")
    rule = desk.rulebook.find(row.rule)
    if rule is None:
        raise Refused(f"The rule {row.rule} is no longer in the rulebook, so its arithmetic is not known.")
    kept = replace(rule, amount=row.amount, unit=Measure(row.unit), version=row.rule_version)
    started_at, due_at = reads.instant(row.started_at), reads.instant(row.due_at)
    event_at = reads.maybe_instant(row.event_at)
    anchor = event_at if kept.unit is Measure.ON_DATE else started_at
    counted = _counted(desk, kept, anchor or started_at, event_at)
    steps = counted.steps
    if (kept.amount, kept.unit) != (rule.amount, rule.unit) and kept.version == rule.version:
        own = f"Its client organisation sets {kept.allows} (R-020); others have {rule.allows}."
        steps = (own, *steps)
    if counted.due_at != due_at:
        zone = ZoneInfo(desk.house.zone)
        steps = (
            *steps,
            f"Hours or holidays have changed since it started: it keeps its due time, {when(due_at, zone)}.",
        )
    return replace(
        counted,
        started_at=started_at,
        due_at=due_at,
        steps=steps,
        item_id=row.item_id,
        state=ClockState(row.state),
        ended_at=reads.maybe_instant(row.ended_at),
        ended_by=row.ended_by,
    )


def _counted(desk: Desk, rule: Rule, start: datetime, event_at: datetime | None = None) -> Explained:
    """Count a rule from an instant on the organisation's calendar."""
    from oncall_tui.rules.rulebook import RulebookError

    try:
        deadline = rule.deadline_before(event_at, start, desk.house.calendar)
        return Explained(rule, start, deadline.at, deadline.steps)
    except RulebookError as clockless:
        raise Refused(str(clockless), field="rule") from clockless
    except ValueError as beyond:
        raise Refused(str(beyond), field="start") from beyond
