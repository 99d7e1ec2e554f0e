"""A change is told of once, whoever makes it, and a record that cannot be read silences nothing (R-170)."""

from __future__ import annotations

import queue
from collections.abc import Callable

import pytest

from oncall_tui.alerting.changes import ChangeWatch
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from storage.errors import Unavailable
from storage.sessions import Store
from tests.house import MAI, SAM
from tests.tui.console import stock

PATIENCE = 60.0


def test_each_change_is_told_of_once(desk: Desk) -> None:
    item = stock(desk)["back"]
    told: queue.Queue[str] = queue.Queue()
    watch = ChangeWatch(desk.store, told.put)
    watch.start()
    try:
        assert told.get(timeout=PATIENCE) == desk.store.change_token()
        for person in (MAI, SAM):
            hand_on(desk, item, person, "")
            assert told.get(timeout=PATIENCE) == desk.store.change_token()
        assert told.empty()
    finally:
        watch.stop()


@pytest.mark.parametrize("fault", [lambda: Unavailable("gone"), lambda: RuntimeError("a fault of ours")])
def test_a_look_that_fails_is_not_the_last(
    lone_desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[], Exception],
) -> None:
    told: list[str] = []
    watch = ChangeWatch(lone_desk.store, told.append)

    def broken(_store: Store) -> str:
        raise fault()

    with monkeypatch.context() as broke:
        broke.setattr(Store, "change_token", broken)
        assert [watch.look(), watch.look()] == [False, False]
    assert len(caplog.records) <= 1, "said once, not twice a second"
    assert watch.look()
    assert told == [lone_desk.store.change_token()]
