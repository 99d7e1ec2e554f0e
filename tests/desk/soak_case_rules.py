"""Thousands of sequences of what people do to cases, lawful and not, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.desk import case_rules, contact_rules
from tests.desk.houses import Houses

Machine = Callable[[Houses], Any]
SEQUENCES, STEPS = 300, 50
pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]


@pytest.mark.parametrize("machine", [case_rules.machine, contact_rules.machine], ids=["cases", "contact"])
def test_no_sequence_breaks_a_rule_of_the_documents_unseen(houses: Houses, machine: Machine) -> None:
    drawn = machine(houses)
    dose = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(drawn, settings=dose)
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(drawn.met.items()))
    print(f"\n  {houses.kind}: {told}")  # noqa: T201
    assert drawn.met["sequences"] >= SEQUENCES
