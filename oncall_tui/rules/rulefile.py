"""Rules read from TOML: the rulebook that ships, row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time

from oncall_tui.rules.clocks import Unit
from oncall_tui.rules.events import Event
from oncall_tui.rules.rule import Owner, Proviso, Rule, RulebookError, Source
from oncall_tui.rules.warn import DAY, LAPSE, WARN_UNITS, Moment, Warn, before
from storage.vocabulary import Measure

MOST = 10_000
"""The largest number that a rule or a warning may have."""

_WARN = re.compile(r"(\d{1,6}) ([a-z-]+)")
_MOMENTS = {Moment.DAY.value: DAY, Moment.LAPSE.value: LAPSE}
_AT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")

WARN_HELP = (
    f"Write each as a number from 1 to {MOST} and one of {', '.join(WARN_UNITS)}, "
    "such as “4 business-hours”; or “day” or “lapse”."
)


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read a whole rulebook.

    Raises:
        RulebookError: a row lacks something, or says something that is not known; names the rule.
    """
    import tomllib  # costs as much as the rest of this package, and only those who read rules need it

    rules = []
    for row in tomllib.loads(text)["rule"]:
        try:
            rules.append(_rule(row))
        except (KeyError, ValueError) as error:
            raise RulebookError(f"The rule {row.get('id', '?')} cannot be read: {error}.") from error
    return tuple(rules)


def _rule(row: Mapping[str, object]) -> Rule:
    """Read one row."""
    return Rule(
        id=_text(row, "id"),
        requirement=_text(row, "requirement"),
        title=_text(row, "title"),
        source=Source(_text(row, "document"), _text(row, "section"), _text(row, "says")),
        amount=_number(row, "amount", 0),
        unit=Measure(_text(row, "unit")),
        at=read_at(row["at"]) if "at" in row else None,
        before=row.get("before") is True,
        starts_on=Event(_text(row, "starts_on")),
        stops_on=tuple(Event(event) for event in _texts(row, "stops_on")),
        warn=tuple(read_warning(warning) for warning in _texts(row, "warn")),
        owner=Owner(_text(row, "owner")),
        escalate_to=Owner(_text(row, "escalate_to")),
        exceptions=_provisos(row.get("exceptions", {})),
        pausable=row.get("pausable") is True,
        default=row.get("default") is True,
        version=_number(row, "version", 1),
    )


def read_warning(value: object) -> Warn:
    """Read `4 business-hours`, `day` or `lapse`, or a table of amount and unit.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, dict) and value.keys() == {"amount", "unit"}:
        value = f"{value['amount']} {value['unit']}"
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no warning. {WARN_HELP}")
    words = " ".join(value.split())
    if words in _MOMENTS:
        return _MOMENTS[words]
    found = _WARN.fullmatch(words)
    if found is None or found[2] not in set(WARN_UNITS) or not 1 <= int(found[1]) <= MOST:
        raise ValueError(f"“{value}” is no warning. {WARN_HELP}")
    return before(int(found[1]), Unit(found[2]))


def read_at(value: object) -> time:
    """Read an hour of the day.

    Raises:
        ValueError: it is not written as 10:00.
    """
    found = _AT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no hour of the day. Write it as “10:00”.")
    return time(int(found[1]), int(found[2]))


def _text(row: Mapping[str, object], key: str) -> str:
    """Return a text of a row."""
    value = row[key]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is not a text")
    return value


def _texts(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return a list of texts of a row; a missing one is empty."""
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{key} is not a list of texts")
    return tuple(values)


def _number(row: Mapping[str, object], key: str, default: int) -> int:
    """Return a whole number of a row."""
    value = row.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{key} is not a whole number")
    return value


def _provisos(table: object) -> tuple[Proviso, ...]:
    """Return the exceptions of a row."""
    if not isinstance(table, dict):
        raise ValueError("exceptions is not a table")
    return tuple(Proviso(slug, str(says)) for slug, says in table.items())
