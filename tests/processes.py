"""Processes of their own for tests: forked from a clean server, for a worker's threads may hold locks."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
CONTEXT = multiprocessing.get_context(_METHOD)
CONTEXT.set_forkserver_preload(["tests.storage.examples"])
PATIENCE = 60.0
"""Seconds after which a process that says nothing is given up."""


def start(work: Callable[..., None], *arguments: object) -> tuple[BaseProcess, Pipe]:
    """Start a process that works and tells of it; the pipe that it is given comes last."""
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=work, args=(*arguments, there))  # type: ignore[attr-defined]
    process.start()
    there.close()
    return process, here


def hear(pipe: Pipe, patience: float = PATIENCE) -> str:
    """Return the next thing that a process says.

    Raises:
        AssertionError: It said nothing for so many seconds.
    """
    assert pipe.poll(patience), "it says nothing"
    return str(pipe.recv())


def ended(process: BaseProcess) -> int | None:
    """Wait until a process has ended, and return how."""
    process.join(PATIENCE)
    return process.exitcode
