"""A site's own numbers: a TOML file that changes rules or turns them off, refused line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from oncall_tui.rules.rule import UNNUMBERED, Rule, RulebookError
from oncall_tui.rules.rulefile import MOST, read_at, read_warning
from oncall_tui.rules.warn import LAPSE, Warn, default_warnings
from storage.vocabulary import Measure

_KEYS = ("amount", "unit", "at", "warn", "enabled")
_HEADER = re.compile(r"""\s*\[\s*rules\s*\.\s*["']?([^"'\]]+?)["']?\s*\]""")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")

_BACKWARDS = (Measure.CALENDAR_DAYS, Measure.DATE_DAYS, Measure.WEEKS, Measure.CALENDAR_MONTHS)
_FIXED = (Measure.COUNT, Measure.DAILY_AT, Measure.ON_DATE)
_FREE = tuple(measure for measure in Measure if measure not in _FIXED)


@dataclass(frozen=True, slots=True)
class _File:
    """A site file with the lines that refusals point at."""

    name: str
    text: str

    def refuse(self, why: str, rule: str = "", key: str = "") -> RulebookError:
        """Return a refusal that names the file and the line of a rule's key."""
        return RulebookError(f"{self.name}, line {self._line(rule, key)}: {why} No rule was changed.")

    def _line(self, rule: str, key: str) -> int:
        """Return the line of a key in a rule's table, else of the table, else of the first mention."""
        table, inside, mention = 0, False, 0
        own = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""") if key else None
        named = re.compile(rf"^[^#]*(?<![\w-]){re.escape(rule or key)}(?![\w-])")
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.lstrip().startswith("["):
                header = _HEADER.match(line)
                inside = header is not None and header[1] == rule
                table = table or (number if inside else 0)
            elif own and own.match(line) and (inside or not rule):
                return number
            if not mention and named.match(line):
                mention = number
        return table or mention or 1


def changed_rules(rules: tuple[Rule, ...], text: str, name: str) -> tuple[Rule, ...]:
    """Return the rules with what a site file says about them.

    Raises:
        RulebookError: names the file, the line and what is allowed there; nothing of the file is taken then.
    """
    import tomllib  # costs as much as the rest of this package, and only those who read rules need it

    file = _File(name, text.removeprefix("\ufeff"))
    try:
        content = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(file, str(error)) from None
    for key in content:
        if key != "rules":
            raise file.refuse(f"“{key}” is not known. Only [rules.…] tables belong here.", key=key)
    tables = content.get("rules", {})
    if not isinstance(tables, dict):
        raise file.refuse("“rules” is not a table. Write [rules.clinical-call-back].", key="rules")
    known = {rule.id: rule for rule in rules}
    for rule_id, table in tables.items():
        if rule_id not in known:
            near = get_close_matches(rule_id, known, 3, 0.4) or sorted(known)
            raise file.refuse(f"There is no rule “{rule_id}”. Did you mean {' or '.join(near)}?", rule_id)
        if not isinstance(table, dict):
            raise file.refuse(f"“{rule_id}” is not a table. Write [rules.{rule_id}].", rule_id)
        known[rule_id] = _changed(file, known[rule_id], table)
    return tuple(known.values())


def _broken(file: _File, message: str) -> RulebookError:
    """Return the refusal of text that is not TOML at all."""
    where = _AT_LINE.search(message)
    last = len(file.text.splitlines()) or 1
    line = int(where[1]) if where and where[1] else last
    what = _AT_LINE.sub("", message).rstrip(".")
    return RulebookError(f"{file.name}, line {line}: This is not TOML: {what}. No rule was changed.")


def _changed(file: _File, rule: Rule, table: Mapping[str, object]) -> Rule:
    """Return one rule with what its table says."""
    for key in table:
        if key not in _KEYS:
            raise file.refuse(f"“{key}” is not known. A rule takes {', '.join(_KEYS)}.", rule.id, key)
    unit = _unit(file, rule, table)
    amount = _amount(file, rule, unit, table)
    at = rule.at
    if "at" in table:
        if unit is not Measure.DAILY_AT:
            raise file.refuse(f"“{rule.id}” has no hour. “at” is for daily rules only.", rule.id, "at")
        try:
            at = read_at(table["at"])
        except ValueError as error:
            raise file.refuse(str(error), rule.id, "at") from None
    enabled = table.get("enabled", True)
    if not isinstance(enabled, bool):
        raise file.refuse("“enabled” is true or false.", rule.id, "enabled")
    changed = replace(rule, amount=amount, unit=unit, at=at, enabled=enabled)
    changed = replace(changed, warn=_warnings(file, changed, rule, table))
    if changed == rule:
        return rule
    if changed.allows != rule.allows:
        note = f"changed by the site file from {_say(rule, changed)} to {_say(changed, rule)}"
        changed = replace(changed, source=replace(rule.source, changed=note), version=rule.version + 1)
    return replace(changed, site=True)


def _say(rule: Rule, other: Rule) -> str:
    """Write a rule's number: alone where only that differs, in full where the unit does too."""
    plain = rule.unit is other.unit and rule.unit not in UNNUMBERED
    return str(rule.amount) if plain else rule.allows


def _unit(file: _File, rule: Rule, table: Mapping[str, object]) -> Measure:
    """Return the unit that a table gives a rule."""
    if "unit" not in table:
        return rule.unit
    allowed = _BACKWARDS if rule.before else (rule.unit,) if rule.unit in _FIXED else _FREE
    value = table["unit"]
    if not isinstance(value, str) or value not in {measure.value for measure in allowed}:
        units = ", ".join(allowed)
        raise file.refuse(f"{value!r} is no unit for “{rule.id}”. Use one of: {units}.", rule.id, "unit")
    return Measure(value)


def _amount(file: _File, rule: Rule, unit: Measure, table: Mapping[str, object]) -> int:
    """Return the number that a table gives a rule."""
    if unit in UNNUMBERED:
        if "amount" in table:
            raise file.refuse(f"The unit {unit} takes no amount. Leave it out.", rule.id, "amount")
        return 0
    value = table.get("amount", rule.amount or None)
    if value is None:
        raise file.refuse(f"The unit {unit} needs an amount. Add one from 1 to {MOST}.", rule.id, "unit")
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        raise file.refuse(f"{value!r} is no amount. Use a whole number from 1 to {MOST}.", rule.id, "amount")
    return value


def _warnings(file: _File, changed: Rule, rule: Rule, table: Mapping[str, object]) -> tuple[Warn, ...]:
    """Return the warnings that a table gives a rule; the lapse is always among them."""
    if "warn" not in table:
        window = changed.window
        if changed.unit is rule.unit:
            return rule.warn
        return default_warnings(window) if window else (LAPSE,)
    if changed.unit is Measure.COUNT:
        raise file.refuse(f"“{rule.id}” counts and has no clock to warn of.", rule.id, "warn")
    values = table["warn"]
    if not isinstance(values, list):
        raise file.refuse('“warn” is a list, such as ["4 business-hours", "lapse"].', rule.id, "warn")
    try:
        warnings = tuple(dict.fromkeys(read_warning(value) for value in values))
    except ValueError as error:
        raise file.refuse(str(error), rule.id, "warn") from None
    return (*(warning for warning in warnings if warning != LAPSE), LAPSE)
