"""The whole dose for the sender, on each database; run by make soak."""

from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from tests.alerting.dose import Dose


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_two_thousand_messages_and_a_hundred_sender_kills(
    desk: Desk, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = Dose(desk, messages=2000, kills=100, seed=seed).run()
    with capsys.disabled():
        print(f"\n{desk.store.engine.dialect.name}, seed {seed}: {figures}")  # noqa: T201
    assert figures.messages == 2000
    assert figures.missed == 0
    assert figures.kills >= 100
    assert figures.duplicates <= figures.kills + figures.late
    assert figures.unmarked == 0
