"""What tests of the desk stand on besides the common ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import KINDS
from tests.desk.houses import Houses


@pytest.fixture(params=KINDS)
def houses(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Houses:
    """Give as many databases as are asked for, of each kind in turn."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    return Houses(request.param, tmp_path, sqlite_template, server)
