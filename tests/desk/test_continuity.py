"""No sequence of absences, returns, reassignments and undos leaves a hole, an overlap or an unowned clock."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.desk.continuity import machine
from tests.desk.houses import Houses
from tests.dose import dose

FEW = settings(
    max_examples=dose(6, 60),
    stateful_step_count=12,
    phases=(Phase.generate,),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""The whole dose, and the shortest sequence of what goes wrong, is for soak_continuity.py to find."""


def test_whatever_happens_one_person_has_every_client_and_every_screen_says_who(houses: Houses) -> None:
    drawn = machine(houses)
    few = FEW if houses.kind == "sqlite" else settings(FEW, max_examples=dose(2, 20))
    run_state_machine_as_test(drawn, settings=few)
    assert drawn.met["checks"] > 10
