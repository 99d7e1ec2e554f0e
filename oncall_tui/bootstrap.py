"""From settings to a desk: the one place where everything is put together.

Nothing heavy is imported before it is needed: the first paint waits for this module.
"""

from __future__ import annotations

import os
import platform
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.rulebook import Rulebook
    from oncall_tui.settings import Settings
    from storage.auditkey import AuditKey
    from storage.clock import Clock
    from storage.databasekey import Ask
    from storage.errors import StoreError
    from storage.sessions import Store


def settings_for(db: str = "", operator: str = "") -> Settings:
    """Return the settings, with what the command line says of the database and of who acts.

    Args:
        db: a URL, or merely the name of a SQLite file.
        operator: an e-mail address.

    Raises:
        BadSettings: the settings file or an ONCALL_… variable cannot be understood.
    """
    from oncall_tui.settings import load_settings

    settings = load_settings()
    if db:
        url = db if "://" in db else f"sqlite:///{Path(db).expanduser().absolute()}"
        settings = replace(settings, database_url=url)
    return replace(settings, operator=operator) if operator else settings


def key_of(settings: Settings, ask: Ask | None = None) -> bytes | None:
    """Return the key that encrypts the database of the settings; None for a plain one, or one on a server.

    Args:
        settings: name the database.
        ask: asks whoever is at the terminal for a passphrase; left out where nobody is.

    Raises:
        StoreError: what opens it was not given, or is another one; nothing was changed.
    """
    from storage.marks import mark_of

    file = settings.database_file
    if file is None or mark_of(file) is None:
        return None
    from storage.databasekey import find_key
    from storage.placing import guard

    guard(file)  # before anybody types a passphrase
    return find_key(file, paths.key_folder(), ask=ask)


def open_store(
    settings: Settings,
    *,
    clock: Clock | None = None,
    create: bool = False,
    key: bytes | None = None,
    ask: Ask | None = None,
) -> Store:
    """Open the database of the settings, bring it up to date and find its audit key.

    Where nothing can be written it is opened for reading alone; the store says so and why.

    Args:
        settings: name the database.
        clock: what tells the time; the computer's own if none is given.
        create: make the database where there is none yet.
        key: encrypts it; found by what keeps it if left out.
        ask: asks for a passphrase where it takes one.

    Raises:
        StoreError: it is missing, damaged, somebody else's, or cannot be reached; nothing was changed.
    """
    from storage.clock import SystemClock
    from storage.engine import open_engine
    from storage.errors import DiskFull, DiskTrouble, ReadOnly, Unavailable
    from storage.frozen import cannot_write, is_read_only
    from storage.schema import prepare
    from storage.sessions import Store

    clock = clock or SystemClock()
    engine = open_engine(settings.database, key=key or key_of(settings, ask))
    if is_read_only(engine):
        return _frozen_store(engine, ReadOnly(), clock)
    store = Store(engine, None, clock)
    try:
        database_id = prepare(engine, backup_folder=paths.backup_folder(), create=create, clock=clock)
        return Store(engine, _audit_key(store, database_id), clock, frozen=cannot_write(engine))
    except (DiskFull, DiskTrouble, ReadOnly, Unavailable) as trouble:
        store.close()
        return _frozen_store(engine, trouble, clock)
    except BaseException:
        store.close()
        raise


def _frozen_store(engine: Engine, trouble: StoreError, clock: Clock) -> Store:
    """Open for reading alone what cannot be opened for work."""
    from storage.auditkey import AuditKey
    from storage.errors import StoreError, WrongKey
    from storage.frozen import freeze
    from storage.schema import look
    from storage.sessions import Store

    frozen = freeze(engine, trouble)
    if frozen is None:
        raise trouble
    audit_key: AuditKey | None = None
    try:
        with suppress(WrongKey):
            audit_key = AuditKey.load(look(frozen.engine), paths.key_folder())
    except StoreError:
        frozen.engine.dispose()
        frozen.let_go()
        raise
    return Store(frozen.engine, audit_key, clock, frozen=frozen.why, let_go=frozen.let_go)


def with_new_key(settings: Settings, ask: Ask | None = None) -> Store:
    """Open the database with a new audit key in place of a lost one; the record does not know it yet.

    Raises:
        StoreError: the database cannot be opened, or the key cannot be written.
    """
    from storage.auditkey import AuditKey
    from storage.clock import SystemClock
    from storage.engine import open_engine
    from storage.schema import prepare
    from storage.sessions import Store

    clock = SystemClock()
    engine = open_engine(settings.database, key=key_of(settings, ask))
    database_id = prepare(engine, backup_folder=paths.backup_folder(), clock=clock)
    return Store(engine, AuditKey.replaced(database_id, paths.key_folder()), clock)


def open_desk(
    settings: Settings,
    *,
    clock: Clock | None = None,
    operator: str = "",
    create: bool = False,
    key: bytes | None = None,
    ask: Ask | None = None,
) -> Desk:
    """Open the database and sit somebody down at a desk.

    Args:
        settings: name the database and who usually sits here.
        clock: what tells the time; the computer's own if none is given.
        operator: e-mail address of whoever acts; otherwise the one of the settings, otherwise the
            organisation's default director.
        create: make the database where there is none yet.
        key: encrypts it; found by what keeps it if left out.
        ask: asks for a passphrase where it takes one.

    Raises:
        Refused: that person is unknown or no longer works here, or there is no organisation yet.
        StoreError: the database cannot be used.
    """
    store = open_store(settings, clock=clock, create=create, key=key, ask=ask)
    try:
        return desk_for(store, settings, operator=operator)
    except BaseException:
        store.close()
        raise


def desk_for(store: Store, settings: Settings, *, operator: str = "") -> Desk:
    """Sit somebody down at the desk of an open store; the arguments are those of `open_desk`.

    Raises:
        Refused: that person is unknown or no longer works here, or there is no organisation yet.
    """
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.house import load_house

    return Desk(
        store=store,
        clock=store.clock,
        settings=settings,
        operator=_operator(store, operator or settings.operator),
        load_house=partial(load_house, store),
        load_rulebook=open_rulebook,
        terminal=_terminal(),
    )


def open_rulebook() -> Rulebook:
    """Return the rules with the site's own numbers, if there is a file of them."""
    from oncall_tui.errors import BadSettings
    from oncall_tui.rules.rulebook import RulebookError, load_rulebook

    site = paths.site_rules_file()
    try:
        return load_rulebook(site if site.is_file() else None)
    except RulebookError as fault:
        raise BadSettings(str(fault)) from fault


def _audit_key(store: Store, database_id: str) -> AuditKey | None:
    """Return the key of the audit record; a new one while there is no entry that another could have sealed.

    None when it is not here: who is responsible can be read all the same, and writing says what is missing.
    """
    from storage.auditkey import AuditKey
    from storage.errors import WrongKey

    try:
        return AuditKey.load(database_id, paths.key_folder())
    except WrongKey:
        if _sealed(store):
            return None
    return AuditKey.load(database_id, paths.key_folder(), create=True)


def _sealed(store: Store) -> bool:
    """Say whether the audit record was written to before."""
    from sqlalchemy import text

    from storage.chain import KEY_ID

    named = text("SELECT value FROM meta WHERE name = :name")
    with store.reading() as connection:
        return connection.scalar(named, {"name": KEY_ID}) is not None


def _operator(store: Store, email: str) -> PersonRef:
    """Return whoever acts from this desk."""
    from oncall_tui.desk.house import NO_ORGANISATION
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.text import safe_text
    from storage import reads

    asked = email.strip().lower()
    with store.reading() as connection:
        organisation = reads.one(connection, "organisation")
        if organisation is None:
            raise Refused(NO_ORGANISATION)
        if asked:
            row = reads.one(connection, "person", email=asked)
        else:
            director = organisation.default_director_id
            row = next(each for each in reads.rows(connection, "people") if each.id == director)
    if row is None:
        raise Refused(
            f"Nobody here has the e-mail address {safe_text(asked, max_len=80)}. Give one of the people on "
            "record with --as, or mend `operator` in the settings.",
            field="operator",
        )
    if not row.active:
        raise Refused(
            f"{safe_text(row.name)} no longer works here. Say who you are with --as, or set `operator` in "
            "the settings.",
            field="operator",
        )
    return PersonRef(row.id, row.name, row.email, row.phone)


def _terminal() -> str:
    """Return which computer and terminal this is, for the audit record."""
    try:
        line = os.ttyname(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):
        line = ""
    return " ".join(part for part in (platform.node(), line) if part)
