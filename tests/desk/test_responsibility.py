from __future__ import annotations

from datetime import timedelta

from oncall_tui.desk.context import Desk
from oncall_tui.desk.responsibility import who_all
from storage.models import Holding
from storage.vocabulary import CareRole
from tests.clock import FixedClock
from tests.house import EPOCH, JO, LEN, PER


def numbers(desk: Desk, manager: int, hours: int = 0) -> list[str]:
    at = desk.now() + timedelta(hours=hours)
    return [each.number for each in who_all(desk, at, manager_id=manager)]


def test_a_manager_has_the_clients_held_at_that_instant(lone_desk: Desk, clock: FixedClock) -> None:
    now = clock.now()
    with lone_desk.store.writing("system", "test.held", "clients") as unit:
        unit.session.add(
            Holding(
                client_id=PER,
                person_id=JO,
                role=CareRole.SCM,
                starts_at=EPOCH,
                ends_at=now - timedelta(hours=1),
            )
        )
        unit.session.add(
            Holding(client_id=PER, person_id=LEN, role=CareRole.SCM, starts_at=now + timedelta(hours=1))
        )
    assert numbers(lone_desk, JO) == ["C-0412"]
    assert numbers(lone_desk, JO, -2) == ["C-0412", "C-0031"]
    assert numbers(lone_desk, LEN) == []
    assert numbers(lone_desk, LEN, 1) == ["C-0031"]
