"""No sequence of absences, returns, reassignments and undos leaves a hole, an overlap or an unowned clock."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.desk.continuity import machine
from tests.desk.houses import Houses

FEW = settings(
    max_examples=8,
    stateful_step_count=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""The whole dose is in soak_continuity.py."""


def test_whatever_happens_one_person_has_every_client_and_every_screen_says_who(houses: Houses) -> None:
    drawn = machine(houses)
    run_state_machine_as_test(drawn, settings=FEW)
    assert drawn.met["checks"] > 40
