"""The caseload: classes, phases, next dates, courses, consults, and what the clocks make of them."""

from __future__ import annotations

from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.context import Desk
from storage.vocabulary import Phase, Priority
from tests.house import HANA, JO


def test_worklist_shows_every_client_of_a_manager_with_class_and_why(desk: Desk) -> None:
    """R-115: an engaged client of whom nothing is open is in the middle class, by the maintenance rule."""
    found = worklist(desk, JO)
    assert [(row.client_id, row.phase, row.priority) for row in found.rows] == [
        (HANA, Phase.ENGAGED, Priority.MEDIUM)
    ]
    assert found.rows[0].why == "engaged, with nothing pressing · R-137"
    assert found.rows[0].problems == ("No next outreach date.",)
