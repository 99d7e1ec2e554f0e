"""Commands that encrypt the database or change its key, and what is asked for that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at
from oncall_tui.errors import BadSettings, OncallError

if TYPE_CHECKING:
    from storage.databasekey import Keeper


def encrypt(
    passphrase_file: opt.PassphraseFile = "",
    key_file: opt.KeyFile = "",
    keyring: opt.Keyring = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Encrypt a database that is not: by a passphrase, unless a file or the keyring keeps its key."""
    from oncall_tui.bootstrap import settings_for
    from oncall_tui.desk.encrypting import encrypt as do

    key = do(settings_for(db), chosen_keeper(passphrase_file, key_file, keyring))
    _remember("database.encrypted", db, as_, key)
    output.lines(("Encrypted. The plain file was overwritten and removed.",))
    warn_of_loss()
    plain = _plain_copies()
    if plain:
        output.narrate(
            f"Copies made before are not encrypted ({plain:,} in {paths.backup_folder()}). Remove them once "
            "there are newer ones."
        )


def rekey(
    passphrase_file: opt.PassphraseFile = "",
    key_file: opt.KeyFile = "",
    keyring: opt.Keyring = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Give an encrypted database a new key: by a new passphrase, unless a file or the keyring keeps it."""
    from oncall_tui.bootstrap import settings_for
    from oncall_tui.desk.encrypting import rekey as do

    keeper = chosen_keeper(passphrase_file, key_file, keyring, new=True)
    done = do(settings_for(db), keeper, output.secret_asker())
    _remember("database.rekeyed", db, as_, done.key)
    output.lines(("The database has a new key. The file under the old one was overwritten and removed.",))
    warn_of_loss()
    if not done.older_open:
        output.narrate("Keep what opened it until now for as long as the copies made before: they need it.")


def chosen_keeper(passphrase_file: str, key_file: str, keyring: bool, *, new: bool = False) -> Keeper:
    """Return what is to keep the key; asks twice for a passphrase where nothing else is said.

    Args:
        passphrase_file: holds the passphrase.
        key_file: holds the key, or is made to hold it.
        keyring: whether the system's keyring is to hold it.
        new: the environment names what opens the database now, and not what is to open it.

    Raises:
        BadSettings: more than one was chosen.
        StoreError: none was, and nobody is at a terminal; or the passphrase is too short.
    """
    from storage.databasekey import KEY_FILE, PASSPHRASE_FILE, Keeper, checked_passphrase, read_passphrase
    from storage.errors import Locked

    if sum((bool(passphrase_file), bool(key_file), keyring)) > 1:
        raise BadSettings("Choose one: --passphrase-file, --key-file or --keyring.")
    if not (passphrase_file or key_file or keyring or new):
        passphrase_file, key_file = os.environ.get(PASSPHRASE_FILE, ""), os.environ.get(KEY_FILE, "")
    if keyring:
        return Keeper(keyring=True)
    if key_file:
        return Keeper(file=Path(key_file).expanduser().absolute())
    if passphrase_file:
        return Keeper(checked_passphrase(read_passphrase(Path(passphrase_file).expanduser())))
    if output.secret_asker() is None:
        raise Locked(
            "Nobody is at a terminal to type a passphrase. Nothing was changed; add --passphrase-file FILE, "
            "--key-file FILE or --keyring."
        )
    while True:
        words = checked_passphrase(output.ask_secret("New passphrase, several words (it is not shown)"))
        if output.ask_secret("The same once more") == words:
            return Keeper(words)
        output.narrate("These were not the same. Try again.")


def warn_of_loss() -> None:
    """Say what must not be lost."""
    output.narrate(
        "Without the passphrase or the key nobody can read the records: keep it safe, apart from them, and a "
        f"copy of {paths.key_folder()} as well."
    )


def _remember(action: str, db: str, as_: str, key: bytes) -> None:
    """Note it in the record; what was done stands even where that cannot be noted."""
    from oncall_tui.desk.encrypting import remember
    from storage.errors import StoreError

    try:
        with desk_at(db, as_, key=key, proved=False) as desk:
            remember(desk, action)
    except (OncallError, StoreError) as fault:
        output.narrate(f"It could not be noted in the audit record. {fault.words}")


def _plain_copies() -> int:
    """Return how many backups are not encrypted."""
    from storage.marks import mark_of

    return sum(1 for copy in paths.backup_folder().glob("*.db") if mark_of(copy) is None)
