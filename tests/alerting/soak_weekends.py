"""A thousand weekends; every twentieth verb by verb and in small steps."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.alerting.harness import SECOND, Figures
from tests.alerting.weekends import CALLS, weekend

WEEKENDS, DENSE_EVERY = 1000, 20
pytestmark = pytest.mark.soak


def _one(home: Path, folder: Path, seed: int) -> Figures:
    return weekend(home, folder / str(seed), seed, dense=seed % DENSE_EVERY == 0)


def test_no_alert_of_a_thousand_weekends_is_missed_or_told_twice(
    furnished_home: Path, tmp_path: Path
) -> None:
    total = Figures()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, figures in enumerate(pool.map(partial(_one, furnished_home, tmp_path), range(WEEKENDS)), 1):
            total.add(figures)
            if done % 50 == 0:
                print(f"\n{done} weekends: {total}", end="", flush=True)  # noqa: T201
    assert total.calls == WEEKENDS * CALLS
    assert (total.missed, total.doubled) == (0, 0)
    assert total.latest <= 2 * SECOND
