"""Which items of the queue are shown (R-056)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from oncall_tui.desk.views import QueueRow
from oncall_tui.tui.words import CATEGORY
from storage.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of items."""

    id: str
    """What tells it from the others."""
    title: str
    """As the pane shows it."""
    keeps: Callable[[QueueRow], bool]
    """Whether an item is among them."""


ALL = Filter("all", "all", lambda _row: True)
"""Every open item."""


def filters(
    rows: Iterable[QueueRow], now: datetime, zone: ZoneInfo, me: int, titles: dict[str, str]
) -> tuple[Filter, ...]:
    """Return the choices that make sense for the items there are; `titles` tells a rule's name."""
    rows = tuple(rows)
    today = now.astimezone(zone).date()
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    return (
        ALL,
        Filter("mine", "mine", lambda row: row.acting.id == me),
        Filter("lapsed", "lapsed", lambda row: row.lapsed(now)),
        Filter("today", "today", lambda row: row.received_at.astimezone(zone).date() == today),
        Filter("weekend", "weekend", lambda row: row.received_at.astimezone(zone).date() >= saturday),
        *(_category(category) for category in dict.fromkeys(row.category for row in rows)),
        *(_person(*who) for who in dict.fromkeys((row.acting.id, row.acting.name) for row in rows)),
        *(
            _rule(rule, titles.get(rule, rule))
            for rule in dict.fromkeys(row.rule for row in rows if row.rule)
        ),
    )


def _category(category: Category) -> Filter:
    return Filter(f"category:{category}", CATEGORY[category][1], lambda row: row.category == category)


def _person(person_id: int, name: str) -> Filter:
    return Filter(f"person:{person_id}", name, lambda row: row.acting.id == person_id)


def _rule(rule: str, title: str) -> Filter:
    return Filter(f"rule:{rule}", title, lambda row: any(clock.rule == rule for clock in row.clocks))
