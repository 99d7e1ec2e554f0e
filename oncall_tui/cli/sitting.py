"""A desk to sit at for as long as a command runs, and the instants that it was given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.cli.output import ask_secret, narrate, secret_asker
from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.sessions import Store

PIN_FILE, FOR = "ONCALL_PIN_FILE", "ONCALL_FOR"
"""Environment variables that name a file of the PIN or passphrase, and on whose behalf a command is given."""


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
def desk_at(db: str, operator: str = "", *, key: bytes | None = None, proved: bool = True) -> Iterator[Desk]:
    """Give a desk at the store of the command line, and close it afterwards.

    Args:
        db: names the database.
        operator: who sits there.
        key: of an encrypted database, where it is known already.
        proved: whether they prove who they are, once people sign in here.
    """
    from oncall_tui.bootstrap import open_desk, settings_for

    desk = open_desk(settings_for(db), operator=operator, key=key, ask=secret_asker())
    try:
        if proved:
            prove_it(desk)
        desk.on_behalf_of = _on_behalf_of(desk)
        yield desk
    finally:
        desk.close()


def prove_it(desk: Desk) -> None:
    """Let whoever sits at the desk prove who they are, once people sign in here (R-175).

    Raises:
        Refused: the secret is wrong, or nobody is there to ask for it.
    """
    from oncall_tui.desk.access.signing_in import sign_in, sign_in_wanted
    from oncall_tui.desk.access.tickets import keep_ticket, ticket_holds

    if not sign_in_wanted(desk) or ticket_holds(desk):
        return
    given = secret_of_file()
    if given is None and secret_asker() is None:
        raise Refused(
            f"People sign in here, and nobody is at a terminal to do so. Name a file whose first line is the "
            f"PIN of {desk.operator.email} with {PIN_FILE}, or with --pin-file before the command."
        )
    sign_in(desk, desk.operator, ask_secret(f"PIN of {desk.operator.name}") if given is None else given)
    if given is None:
        keep_ticket(desk)


def secret_of_file() -> str | None:
    """Return the secret of the file that the environment names; None where it names none.

    Raises:
        StoreError: others can read that file.
        BadSettings: it cannot be read.
    """
    named = os.environ.get(PIN_FILE)
    if not named:
        return None
    from storage.placing import guard

    guard(Path(named))
    try:
        return Path(named).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettings(f"{named} cannot be read: {fault}. Name another file with {PIN_FILE}.") from fault


def _on_behalf_of(desk: Desk) -> str:
    """Return on whose behalf the command is given, by e-mail address; the record keeps both (R-173)."""
    named = os.environ.get(FOR, "").strip()
    if not named:
        return ""
    from oncall_tui.desk.people import find_person

    return find_person(desk, named).email


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
