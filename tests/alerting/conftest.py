"""What the rehearsals of alerts stand on: a furnished record to copy, and a harness on a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerting.harness import Harness, furnished, rehearsal
from tests.alerting.weekends import FRIDAY
from tests.once import once


@pytest.fixture(scope="session")
def furnished_home(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the organisation's record and its keys once."""
    return (
        once(tmp_path_factory, "furnished", lambda folder: furnished(sqlite_template, folder / "home"))
        / "home"
    )


@pytest.fixture
def harness(furnished_home: Path, tmp_path: Path) -> Iterator[Harness]:
    """Give a harness on Friday at 17:00 in Sydney, at the built-in pace; it ends with three quiet cycles."""
    with rehearsal(furnished_home, tmp_path / "rehearsal", FRIDAY) as made:
        yield made
