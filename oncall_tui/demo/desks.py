"""Sit somebody of the made-up organisation down at a desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oncall_tui.desk.context import Desk
from oncall_tui.desk.house import load_house
from oncall_tui.desk.people import find_person
from oncall_tui.rules.rulebook import load_rulebook

if TYPE_CHECKING:
    from oncall_tui.settings import Settings
    from storage.sessions import Store

OPERATOR = "kim.webb@harbourside.example"
"""Who sits at the desk when the demo opens: the director who has the line."""


def desk_of(store: Store, settings: Settings, email: str) -> Desk:
    """Return the desk of one of the made-up people, with the rules as they are shipped."""
    desk = Desk(
        store=store,
        clock=store.clock,
        settings=replace(settings, backup_minutes=0),  # nothing in it is anybody's, so none of it is copied
        operator=load_house(store).default_director,
        load_house=lambda: load_house(store),
        load_rulebook=load_rulebook,
        terminal="demo",
    )
    desk.operator = find_person(desk, email)
    return desk
