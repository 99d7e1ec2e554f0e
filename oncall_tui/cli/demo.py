"""The command that shows everything on a made-up organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from oncall_tui.cli.options import Json
from oncall_tui.cli.reading import print_queue
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

DemoOpener = Callable[[], "Desk"]
"""What opens the made-up organisation; handed in, because the demo stands beside the command line."""


def demo(context: typer.Context, json: Json = False) -> None:
    """Open the console on a made-up organisation.

    It has a database of its own. Without a terminal, or with --json, its queue is printed.
    """
    open_demo: DemoOpener | None = context.find_root().obj
    if open_demo is None:
        raise Refused("The demo is not part of this installation.")
    desk = open_demo()
    try:
        print_queue(desk, json=json)
    finally:
        desk.close()
