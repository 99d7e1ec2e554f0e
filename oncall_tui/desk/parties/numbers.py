"""The numbers that client organisations set for their own cases, in place of the rulebook's (R-020)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.rules.attempts import allowance
from storage import reads
from storage.vocabulary import Measure, Purpose

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.rules.rule import Rule
    from oncall_tui.rules.rulebook import Rulebook

POLICY_OF = "first-session-review"
"""A rule of the policy whose numbers a client organisation may replace."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in place of a rule's own."""

    amount: int
    unit: Measure


Numbers = Mapping[str, Number]
"""By rule."""
NONE: Numbers = MappingProxyType({})


def numbers_of(connection: Connection, organisation_id: int | None) -> Numbers:
    """Return the numbers that a client organisation sets; of two for one rule the later one counts."""
    if organisation_id is None:
        return NONE
    found = reads.rows(connection, "procedure_numbers", ids=[organisation_id])
    return {row.rule: Number(row.amount, Measure(row.unit)) for row in found}


def numbers_for_client(connection: Connection, client_id: int | None) -> Numbers:
    """Return the numbers that count for a client: those of the organisations of their open cases.

    Where two organisations set a number for one rule, nobody can tell which is meant: the rulebook's stays.
    """
    if client_id is None:
        return NONE
    ids = [row.organisation_id for row in reads.rows(connection, "client_organisations", id=client_id)]
    return numbers_of(connection, ids[0]) if len(ids) == 1 else NONE


class AttemptCounts:
    """How many attempts are asked for, client by client: the rulebook's number or their organisation's."""

    def __init__(self, rulebook: Rulebook, connection: Connection) -> None:
        self._rulebook = rulebook
        self._usual = rulebook.attempt_counts
        self._own: dict[int, dict[str, int]] = {}
        for client_id, rule, amount in reads.rows(connection, "client_attempt_counts"):
            own = self._own.setdefault(client_id, {})
            own[rule] = max(own.get(rule, 0), amount)  # of two organisations, whoever asks for more
        self._usual_caps: dict[tuple[Purpose, bool, bool], int | None] = {}

    def of(self, client_id: int | None) -> Mapping[Purpose, int]:
        """Return the number for each purpose."""
        own = self._own.get(client_id) if client_id is not None else None
        return self._usual if own is None else self._rulebook.attempt_counts_with(own)

    def cap(self, client_id: int | None, purpose: Purpose, *, risk: bool, complaint: bool) -> int | None:
        """Return how many attempts are foreseen at most; what is usual is worked out once for all clients."""
        if client_id in self._own:
            counts = self.of(client_id)
            return allowance(purpose, risk=risk, complaint=complaint, counts=counts).cap
        case = (purpose, risk, complaint)
        if case not in self._usual_caps:
            asked = allowance(purpose, risk=risk, complaint=complaint, counts=self._usual)
            self._usual_caps[case] = asked.cap
        return self._usual_caps[case]


def numbered(rule: Rule, numbers: Numbers) -> Rule:
    """Return a rule with the number that counts in a case."""
    number = numbers.get(rule.id)
    return rule if number is None else replace(rule, amount=number.amount, unit=number.unit)


def may_be_set(rulebook: Rulebook) -> dict[str, Rule]:
    """Return the rules whose number a client organisation may replace: those of the partner policy, by id."""
    policy = rulebook.get(POLICY_OF).source.document
    unnumbered = (Measure.ON_DATE, Measure.DAILY_AT, Measure.SAME_BUSINESS_DAY)
    return {
        rule.id: rule for rule in rulebook if rule.source.document == policy and rule.unit not in unnumbered
    }
