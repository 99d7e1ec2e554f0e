"""Open the demo: in a database of its own, built when there is none or an older one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from oncall_tui import paths
from oncall_tui.demo.clock import DEMO_NOW, DemoClock
from oncall_tui.demo.desks import OPERATOR, desk_of
from storage import reads
from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.errors import StoreError, plain_words
from storage.schema import HEAD, prepare
from storage.sessions import Store

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings

VERSION = f"4/{HEAD}"
"""Raised with the story; a database of another version is built again."""

_MARK = "demo"
_VERSION = text("SELECT value FROM meta WHERE name = :name")
_LAST = text("SELECT max(at) FROM audit")


def open_demo(settings: Settings) -> Desk:
    """Return the desk of the director on the line; the clock goes on from where the last visit left it.

    Raises:
        StoreError: the demo's database cannot be made where it belongs.
    """
    settings = replace(settings, database_url=paths.demo_database_url(), operator=OPERATOR)
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    clock = DemoClock()
    if not _current(settings.database_url):
        _rebuild(file, clock, settings)
    store = _open(settings.database_url, clock)
    with store.reading() as connection:
        last = connection.scalar(_LAST)
    clock.jump(max(DEMO_NOW, reads.instant(last)))
    clock.run()
    return desk_of(store, settings, OPERATOR)


def _current(url: str) -> bool:
    """Say whether a whole demo of this version is there."""
    engine = open_engine(url)
    try:
        with plain_words(), engine.execution_options(readonly=True).connect() as connection:
            return bool(connection.scalar(_VERSION, {"name": _MARK}) == VERSION)
    except StoreError:
        return False
    finally:
        engine.dispose()


def _rebuild(file: Path, clock: DemoClock, settings: Settings) -> None:
    """Build beside the old one and put it in its place once it is whole."""
    from oncall_tui.demo.build import build  # needs every table, which a second visit does not
    from storage.models import Meta

    fresh = file.with_name(f"{file.stem}-new{file.suffix}")
    _remove(fresh)
    store = _open(f"sqlite:///{fresh}", clock, create=True)
    try:
        build(store, clock, settings)
        with store.writing("system", "demo.built", "organisation:1") as unit:
            unit.session.add(Meta(name=_MARK, value=VERSION))
    finally:
        store.close()
    _remove(file)
    fresh.replace(file)


def _open(url: str, clock: DemoClock, *, create: bool = False) -> Store:
    engine = open_engine(url)
    database_id = prepare(engine, backup_folder=paths.backup_folder(), create=create, clock=clock)
    folder = paths.key_folder() / "demo"
    if create:
        for key in folder.glob("*.key"):
            key.unlink()
    return Store(engine, AuditKey.load(database_id, folder, create=create), clock)


def _remove(file: Path) -> None:
    """Take a database away with what lies beside it."""
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()
