"""Build the made-up organisation: found it, import its files, tell its story through the desk's own verbs."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from oncall_tui.demo.clock import DEMO_NOW, SettableClock
from oncall_tui.demo.desks import OPERATOR, desk_of
from oncall_tui.demo.furnish import furnish
from oncall_tui.demo.story import Story
from oncall_tui.desk.caseload.listing import take_onto_lists
from oncall_tui.desk.founding import Founding, found
from oncall_tui.desk.imports import KINDS, run_import
from oncall_tui.settings import Settings

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.sessions import Store

FOUNDED = datetime(2026, 10, 4, 23, 0, tzinfo=UTC)
"""The first morning on record: Monday 5 Oct 2026, 10:00 in Sydney."""
_MINUTE = timedelta(minutes=1)
ORGANISATION = Founding(
    name="Harbourside Care",
    zone="Australia/Sydney",
    region="AU-NSW",
    hours="Mon-Fri 09:00-17:00",
    line="1800 975 711",
    director_name="Priya Raman",
    director_email="priya.raman@harbourside.example",
    commissioning_body="Northgate Assist",
)


def build(store: Store, clock: SettableClock, settings: Settings | None = None) -> Desk:
    """Fill an empty database with the made-up organisation and return the desk of the director on the line.

    Args:
        store: prepared and empty; it must tell the time by `clock`.
        clock: moved through the story, and left at the instant at which the demo opens.
        settings: what the visitor chose; the built-in ones if left out.

    Raises:
        Refused: there is an organisation already.
    """
    clock.jump(FOUNDED)
    found(store, clock, ORGANISATION)
    desk = desk_of(store, settings or Settings(), ORGANISATION.director_email)
    with ExitStack() as stack:
        for kind in KINDS[:3]:
            file = stack.enter_context(as_file(files("oncall_tui.demo") / "data" / f"{kind}.csv"))
            run_import(desk, kind, file)
    furnish(desk)
    clock.jump(FOUNDED + _MINUTE)
    take_onto_lists(desk)
    Story(desk, clock).tell()
    clock.jump(DEMO_NOW)
    return desk_of(store, desk.settings, OPERATOR)
