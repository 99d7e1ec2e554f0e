"""Who looked at whom: noted once in a quarter of an hour, by number, without holding up whoever looks."""

from __future__ import annotations

from datetime import timedelta

from oncall_tui.desk.context import Desk
from oncall_tui.desk.glances import ANEW_AFTER
from oncall_tui.desk.record import Wanted, newest
from storage.sessions import Store
from tests.clock import FixedClock
from tests.house import BEN, HANA


def kept(desk: Desk) -> list[tuple[str, str, str]]:
    """Return who looked at whom and where, oldest first."""
    found = newest(desk.store, Wanted(views=True))
    return [(each.actor, each.object, each.detail) for each in reversed(found)]


def test_a_look_is_kept_once_for_each_client_and_screen(desk: Desk, clock: FixedClock) -> None:
    for _ in range(3):
        desk.glances.saw(HANA, "responsible")
    desk.glances.saw(HANA, "plan")
    desk.glances.saw(BEN, "responsible")
    desk.glances.saw(None, "oncall who")
    assert (desk.glances.keep(), desk.glances.keep()) == (4, 0)
    clock.advance(ANEW_AFTER - timedelta(seconds=1))
    desk.glances.saw(HANA, "responsible")
    assert desk.glances.keep() == 0
    clock.advance(timedelta(seconds=1))
    desk.glances.saw(HANA, "responsible")
    assert desk.glances.keep() == 1
    who = desk.operator.email
    objects = [object_ for actor, object_, _ in kept(desk) if actor == who]
    assert objects == [f"client:{HANA}", f"client:{HANA}", f"client:{BEN}", "clients", f"client:{HANA}"]
    assert kept(desk)[1][2] == '{"facts":{"screen":"plan"}}'
    assert desk.store.verify_views().ok


def test_a_clock_that_is_set_back_notes_anew(desk: Desk, clock: FixedClock) -> None:
    desk.glances.saw(HANA, "card")
    clock.jump(clock.now() - timedelta(days=1))
    desk.glances.saw(HANA, "card")
    assert desk.glances.keep() == 2


def test_what_cannot_be_written_waits_and_nobody_is_held_up(desk: Desk) -> None:
    key, desk.store.audit_key = desk.store.audit_key, None
    desk.glances.saw(HANA, "card")
    assert (desk.glances.keep(), desk.glances.waiting) == (0, 1)
    desk.glances.saw(BEN, "card")
    desk.store.audit_key = key
    assert desk.glances.keep() == 2
    assert [object_ for _, object_, _ in kept(desk)] == [f"client:{HANA}", f"client:{BEN}"]


def test_a_desk_that_closes_writes_what_waits(desk: Desk) -> None:
    desk.glances.saw(HANA, "card")
    desk.close()
    assert Store(desk.store.engine, desk.store.audit_key, desk.clock).verify_views().rows == 1
