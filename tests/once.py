"""Make once a run what every worker copies or reads: a prepared database, the demo's story."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_LOOK_EVERY = 0.02


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of the whole run, made by whichever worker comes first; the others wait for it.

    Args:
        factory: the worker's own.
        name: of the folder.
        make: fills the folder, which is there and empty; nobody sees it before it is whole.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    whole, draft, turn = (shared / f"once-{name}{end}" for end in ("", ".draft", ".turn"))
    while not whole.exists():
        try:
            turn.mkdir()
        except FileExistsError:
            time.sleep(_LOOK_EVERY)
            continue
        try:
            if not whole.exists():
                draft.mkdir(mode=0o700)
                make(draft)
                draft.rename(whole)
        finally:
            turn.rmdir()
    return whole
