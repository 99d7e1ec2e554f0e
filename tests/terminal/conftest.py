"""A stage for every test in a real terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.terminal.stage import Stage, staged


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Stage]:
    """Give an organisation in a SQLite file."""
    with staged(sqlite_url) as made:
        yield made


@pytest.fixture
def postgres_stage(postgres_url: str) -> Iterator[Stage]:
    """Give the same organisation in a PostgreSQL database."""
    with staged(postgres_url) as made:
        yield made
