"""How many clocks ended in which way, counted in the database: by rule, person, state and local week.

A million of them are counted without a row of theirs leaving the database: only counts do, and the margins as
one text a group, which is the shortest way to an exact median that both databases know.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from storage import reads

Week = tuple[date, datetime, datetime]
"""Its Monday, and the instants at which it begins and ends there, cut to what is asked for."""

_RULES = text("SELECT min(rule) FROM clock WHERE rule > :after")
_ONE_WEEK = text(
    "SELECT owed_by, state, count(*), string_agg(margin, ',') FROM clock "
    "WHERE rule = :rule AND started_at >= :since AND started_at < :before GROUP BY owed_by, state"
)
"""For SQLite: the index holds all of it, in the order in which it is asked for, week by week."""
_AT_ONCE = text(
    "SELECT rule, owed_by, state, width_bucket(started_at, CAST(:mondays AS TIMESTAMPTZ[])) AS week, "
    "count(*), string_agg(CAST(margin AS VARCHAR), ',') FROM clock "
    "WHERE started_at >= :since AND started_at < :before GROUP BY 1, 2, 3, 4"
)
"""For PostgreSQL, where every question costs a way over the network; weeks are counted from one."""
_HASHED = ("SET LOCAL work_mem = '64MB'", "SET LOCAL enable_sort = off")
"""For this transaction: groups are hashed, which takes half of the time of sorting a million rows first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Clocks of one rule, person, state and week of their start."""

    rule: str
    person_id: int | None
    """Whose they were; None for the line's, and for clocks that run still."""
    state: str
    monday: date
    number: int
    margins: array[int]
    """How many seconds before it was due each was met, in order; below zero for late."""


def tallies(connection: Connection, weeks: Sequence[Week]) -> Iterator[Tally]:
    """Go through what started in some weeks that follow on each other, in no order."""
    if not weeks:
        return
    if connection.dialect.name == "sqlite":
        for rule in _rules(connection):
            for monday, since, before in weeks:
                span = {"since": reads.stamp(connection, since), "before": reads.stamp(connection, before)}
                for row in connection.execute(_ONE_WEEK, {"rule": rule, **span}):
                    yield Tally(rule, row[0], row[1], monday, row[2], _numbers(row[3]))
        return
    begins = [since for _monday, since, _before in weeks]
    whole = {"since": begins[0], "before": weeks[-1][2], "mondays": begins}
    for setting in _HASHED:
        connection.exec_driver_sql(setting)
    found = connection.execute(_AT_ONCE, whole).all()
    connection.exec_driver_sql("SET LOCAL enable_sort = on")
    for row in found:
        yield Tally(row[0], row[1], row[2], weeks[row[3] - 1][0], row[4], _numbers(row[5]))


def _rules(connection: Connection) -> Iterator[str]:
    """Go through the rules that have any clock, each found at once in the index."""
    rule = connection.scalar(_RULES, {"after": ""})
    while rule is not None:
        yield rule
        rule = connection.scalar(_RULES, {"after": rule})


def _numbers(joined: str | None) -> array[int]:
    return array("q", sorted(map(int, joined.split(",")))) if joined else array("q")
