from __future__ import annotations

from datetime import timedelta

from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage
from oncall_tui.desk.responsibility import who_all
from storage.models import Client, Holding
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


def test_a_client_whom_nobody_ever_held_is_a_gap_from_end_to_end(desk: Desk) -> None:
    with desk.store.writing("system", "test.unheld", "clients") as unit:
        unit.session.add(Client(id=90, number="C-1000", family_name="Adeyemi", given_name="Tolu"))
        unit.session.add(Client(id=91, number="C-1001", family_name="Past", given_name="Paula", active=False))
    (charge,) = [each for each in who_all(desk) if each.number == "C-1000"]
    assert charge.responsibility.unowned
    assert charge.responsibility.gap
    now = desk.now()
    unheld = [each for each in coverage(desk, weeks=2) if each.number in ("C-1000", "C-1001")]
    (gap,) = unheld
    assert (gap.number, gap.start, gap.end) == ("C-1000", now, now + timedelta(weeks=2))
    assert "unowned" in gap.why
