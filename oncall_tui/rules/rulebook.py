"""The rulebook: every number with its source, found by name, by requirement or by event (R-063)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from oncall_tui.rules.events import Event
from oncall_tui.rules.rule import Owner, Proviso, Rule, RulebookError, Source, as_json
from oncall_tui.rules.rulefile import read_rules
from storage.vocabulary import Purpose

__all__ = [
    "Event",
    "Owner",
    "Proviso",
    "Rule",
    "Rulebook",
    "RulebookError",
    "Source",
    "as_json",
    "load_rulebook",
]

_COUNTED = {
    Purpose.GENERAL: "general-outreach",
    Purpose.RISK: "risk-outreach",
    Purpose.COMPLAINT: "complaint-outreach",
    Purpose.CHECK_IN: "check-in",
}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules in their order, and the ways to find one."""

    rules: tuple[Rule, ...]
    """All rules, those that are turned off included."""
    _by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the rules by name."""
        object.__setattr__(self, "_by_id", {rule.id: rule for rule in self.rules})

    def __iter__(self) -> Iterator[Rule]:
        """Yield the rules in their order."""
        return iter(self.rules)

    def __len__(self) -> int:
        """Return how many rules there are."""
        return len(self.rules)

    def find(self, rule_id: str) -> Rule | None:
        """Return the rule of a name, or None: a clock may be older than the rulebook."""
        return self._by_id.get(rule_id)

    def get(self, name: str) -> Rule:
        """Return the rule of a name, or the first one of a requirement's number.

        Raises:
            RulebookError: there is none; names those that sound alike.
        """
        wanted = name.strip().casefold()
        if wanted in self._by_id:
            return self._by_id[wanted]
        for rule in self.rules:
            if rule.requirement.casefold() == wanted:
                return rule
        from difflib import get_close_matches  # only a name that is not known needs it

        near = get_close_matches(wanted, self._by_id, 3, 0.4)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`oncall rules` lists them."
        raise RulebookError(f"There is no rule “{name}”. {hint}")

    def starting_on(self, event: Event) -> tuple[Rule, ...]:
        """Return the rules that an event starts, without those that are turned off."""
        return tuple(rule for rule in self.rules if rule.enabled and rule.starts_on is event)

    def stopping_on(self, event: Event) -> tuple[Rule, ...]:
        """Return the rules that an event stops; a rule that was turned off still ends the clocks it has."""
        return tuple(rule for rule in self.rules if event in rule.stops_on)

    @property
    def attempt_counts(self) -> Mapping[Purpose, int]:
        """How many attempts each purpose asks for (R-084 to R-087)."""
        return self.attempt_counts_with({})

    def attempt_counts_with(self, own: Mapping[str, int]) -> Mapping[Purpose, int]:
        """Return the same with some numbers of a client organisation's own, by rule (R-020)."""
        return {
            purpose: own.get(rule_id, self._by_id[rule_id].amount) for purpose, rule_id in _COUNTED.items()
        }

    def with_site_file(self, text: str, name: str) -> Rulebook:
        """Return this rulebook with the numbers of a site file.

        Raises:
            RulebookError: names the file, the line and what is allowed.
        """
        from oncall_tui.rules.sitefile import changed_rules  # only sites with numbers of their own need it

        return Rulebook(changed_rules(self.rules, text, name))


def load_rulebook(site: Path | None = None) -> Rulebook:
    """Return the rulebook that ships, with a site's own numbers when there is a file of them.

    Raises:
        RulebookError: the site file cannot be read or is wrong.
    """
    book = _shipped()
    if site is None:
        return book
    try:
        text = site.read_text(encoding="utf-8")
    except OSError as error:
        raise RulebookError(
            f"{site} cannot be read ({error.strerror}). Correct its path, or remove it."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RulebookError(f"{site}, line {line}: This is not UTF-8 text. Save the file as UTF-8.") from None
    return book.with_site_file(text, str(site))


@cache
def _shipped() -> Rulebook:
    """Return the rulebook as it ships, read once: each console, watcher and import of a process shares it."""
    from importlib.resources import files  # slow to import, and only needed here

    text = files("oncall_tui.rules").joinpath("rulebook.toml").read_text(encoding="utf-8")
    return Rulebook(read_rules(text))
