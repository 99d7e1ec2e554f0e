"""Whatever is done to cases, lawful or not, no rule of the documents is broken without a reason on record."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.desk import contact_rules
from tests.desk.case_rules import machine
from tests.desk.houses import Houses

FEW = settings(
    max_examples=8,
    stateful_step_count=25,
    phases=(Phase.generate,),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""The whole dose, and the shortest sequence of what goes wrong, is for soak_case_rules.py to find."""


def test_what_the_documents_forbid_is_refused_and_what_they_allow_is_done(houses: Houses) -> None:
    """R-020, R-021, R-093 to R-095, R-098, R-099."""
    drawn = machine(houses)
    few = FEW if houses.kind == "sqlite" else settings(FEW, max_examples=2)
    run_state_machine_as_test(drawn, settings=few)
    assert drawn.met["checks"] > 20


def test_nobody_is_tried_or_given_up_against_the_documents(sqlite_template: Path, tmp_path: Path) -> None:
    """R-084 to R-087, R-089, R-091, R-092."""
    drawn = contact_rules.machine(Houses("sqlite", tmp_path, sqlite_template, None))
    run_state_machine_as_test(drawn, settings=settings(FEW, max_examples=4))
    assert drawn.met["try"] > 5
