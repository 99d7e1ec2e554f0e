"""Every edge of summer time of four zones, in both directions, with a weekend around it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.alerting.test_clock_jumps import across_an_edge

pytestmark = pytest.mark.soak
EDGES = (
    ("Australia/Sydney", datetime(2026, 10, 3, 16, tzinfo=UTC)),
    ("Australia/Sydney", datetime(2027, 4, 3, 16, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Europe/London", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ("America/Los_Angeles", datetime(2026, 11, 1, 9, tzinfo=UTC)),
    ("America/Los_Angeles", datetime(2027, 3, 14, 10, tzinfo=UTC)),
)


@pytest.mark.parametrize(("zone", "edge"), EDGES, ids=[f"{zone} {edge:%b %Y}" for zone, edge in EDGES])
def test_an_edge_of_summer_time_loses_nothing(
    zone: str, edge: datetime, furnished_home: Path, tmp_path: Path
) -> None:
    across_an_edge(zone, edge, furnished_home, tmp_path)
