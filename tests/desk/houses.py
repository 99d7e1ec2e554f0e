"""Databases of their own, as many as are asked for, of one kind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.sessions import Store
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.postgres import Server


class Houses:
    """Opens prepared databases one after the other."""

    def __init__(self, kind: str, folder: Path, template: Path, server: Server | None) -> None:
        self.kind = kind
        self._folder, self._template, self._server = folder, template, server

    @contextmanager
    def __call__(self, clock: FixedClock) -> Iterator[Store]:
        """Give a store of its own; it is gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self._folder) as name, self._prepared(Path(name)) as url:
            store = open_store(url, Path(name), clock)
            try:
                yield store
            finally:
                store.close()

    @contextmanager
    def _prepared(self, folder: Path) -> Iterator[str]:
        if self._server is None:
            shutil.copy(self._template, folder / "oncall.db")
            yield f"sqlite:///{folder / 'oncall.db'}"
        else:
            with self._server.borrowed(self._folder) as database:
                yield self._server.address(database)
