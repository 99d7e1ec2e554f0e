"""A desk to sit at for as long as a command runs, and the instants that it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.cli.output import narrate, secret_asker
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.sessions import Store


@contextmanager
def store_at(db: str, *, create: bool = False) -> Iterator[Store]:
    """Give the store of the command line, and close it afterwards."""
    from oncall_tui.bootstrap import open_store, settings_for

    store = open_store(settings_for(db), create=create, ask=secret_asker())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def desk_at(db: str, operator: str = "", *, key: bytes | None = None) -> Iterator[Desk]:
    """Give a desk at the store of the command line, and close it afterwards.

    Args:
        db: names the database.
        operator: who sits there.
        key: of an encrypted database, where it is known already.
    """
    from oncall_tui.bootstrap import open_desk, settings_for

    desk = open_desk(settings_for(db), operator=operator, key=key, ask=secret_asker())
    try:
        yield desk
    finally:
        desk.close()


def instant(desk: Desk, typed: str, *, past: bool = False) -> datetime | None:
    """Return the instant that was typed, its meaning said on stderr; None where nothing was.

    Raises:
        BadSettings: it cannot be understood, or could mean two instants.
    """
    from oncall_tui.rules.when import WhenError, parse_when

    if not typed.strip():
        return None
    try:
        meaning = parse_when(typed, desk.now(), desk.house.zone, desk.house.calendar, past=past)
    except WhenError as unclear:
        raise BadSettings(unclear.words) from unclear
    narrate(f"{typed.strip()}: {meaning.words}")
    return meaning.at
