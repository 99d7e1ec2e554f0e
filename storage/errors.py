"""What can go wrong with what is kept, each in words that say what to do and never quote what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlcipher3 import dbapi2 as sqlite


class StoreError(Exception):
    """Something about the database that a person has to be told."""

    default = "The database gave an error. Nothing was changed; try again, then run `oncall doctor`."

    def __init__(self, words: str = "", *, detail: str = "") -> None:
        self.words = words or self.default
        self.detail = detail
        super().__init__(self.words if not detail else f"{self.words} [{detail}]")


class Busy(StoreError):
    """Another writer held the database for longer than we wait."""

    default = "The database is busy with another write. Nothing was changed; try again in a moment."


class DiskFull(StoreError):
    """There is no room left to write."""

    default = "The disk is full. Nothing was changed; free some space and try again."


class ReadOnly(StoreError):
    """The database, its folder or this user's rights do not allow writing."""

    default = (
        "The database cannot be written. Nothing was changed; give this user the right to write the file and "
        "the folder it lies in, then try again."
    )


class DiskTrouble(StoreError):
    """The disk gave an error; full and failing disks look alike here."""

    default = (
        "The disk gave an error: it is full, or it fails. Nothing was changed; free some space, or move the "
        "database to another disk, and try again."
    )


class Damaged(StoreError):
    """The file, or what the server keeps, is broken."""

    default = (
        "The database is damaged. Stop using it, keep a copy of it as it is, and put the last backup back "
        "with `oncall restore`."
    )


class Foreign(StoreError):
    """It is a database, or a file, but not one of ours."""

    default = (
        "This is not a database of oncall, or its key is another one. Nothing was changed; check the address "
        "given with --db."
    )


class OtherKey(Foreign):
    """It is encrypted, and by another key than the one that was given."""

    default = (
        "This database is encrypted with another key than the one that was given. Nothing was changed; name "
        "the right key file with ONCALL_KEY_FILE, or check the address given with --db."
    )


class Locked(StoreError):
    """It is encrypted, and what opens it was not given."""

    default = (
        "The database is encrypted, and nobody is at a terminal to type its passphrase. Nothing was opened; "
        "name a file that holds the passphrase with ONCALL_PASSPHRASE_FILE, or the key with ONCALL_KEY_FILE."
    )


class WrongPassphrase(Locked):
    """What was typed does not open it."""

    default = "That is not the passphrase of this database. Nothing was opened or changed; try again."


class Exposed(StoreError):
    """Other users of the computer can read what only this one may."""


class Newer(StoreError):
    """A newer release has written it."""

    default = (
        "This database was written by a newer release of oncall. Nothing was changed; install that release."
    )


class Missing(StoreError):
    """There is no database at that address yet."""

    default = "There is no database there yet. Run `oncall init` to make one, or check the --db address."


class Unavailable(StoreError):
    """The database cannot be reached."""

    default = "The database cannot be reached. Nothing was changed; check its address and that it is up."


class Conflict(StoreError):
    """Somebody else has changed or made the same thing meanwhile."""

    default = "Somebody else has just changed this. Nothing of yours was saved; look at it again and repeat."


class Invalid(StoreError):
    """The database itself refuses such a value."""

    default = "The database refused a value that must not be kept. Nothing was changed."


class Misplaced(StoreError):
    """The address is not one at which a database can be kept safely."""


class Refused(StoreError):
    """The store is well, and only declined what was asked; nothing was changed."""


class TooLarge(Refused):
    """It speaks of a number that no database can hold, and so of nothing that is kept."""

    default = "A number in it is larger than any that is kept. Nothing was changed; check the number."


class WrongKey(StoreError):
    """The key of the audit record is missing, or belongs to another database."""


_SQLITE: tuple[tuple[str, type[StoreError]], ...] = (
    ("SQLITE_BUSY", Busy),
    ("SQLITE_LOCKED", Busy),
    ("SQLITE_FULL", DiskFull),
    ("SQLITE_READONLY", ReadOnly),
    ("SQLITE_PERM", ReadOnly),
    ("SQLITE_IOERR", DiskTrouble),
    ("SQLITE_CANTOPEN", Unavailable),
    ("SQLITE_CORRUPT", Damaged),
    ("SQLITE_NOTADB", Foreign),
    ("SQLITE_CONSTRAINT", Invalid),
    ("SQLITE_TOOBIG", Invalid),
    ("SQLITE_MISMATCH", Invalid),
)

_POSTGRES: tuple[tuple[str, type[StoreError]], ...] = (
    ("40", Busy),
    ("55P03", Busy),
    ("53100", DiskFull),
    ("53", Unavailable),
    ("25006", ReadOnly),
    ("42501", ReadOnly),
    ("23505", Conflict),
    ("22003", TooLarge),
    ("22", Invalid),
    ("23", Invalid),
    ("P0001", Invalid),
    ("3D000", Missing),
    ("08", Unavailable),
    ("28", Unavailable),
    ("57P", Unavailable),
    ("XX001", Damaged),
    ("XX002", Damaged),
)
"""Codes by their beginning, the more exact one first (the PostgreSQL manual's appendix A)."""


def translate(error: BaseException) -> StoreError | None:
    """Return what a database driver's error means to a person; None for a mistake in our own code."""
    if isinstance(error, StoreError):
        return error
    if type(error).__name__ == "StaleDataError":
        return Conflict(detail="stale version")
    if isinstance(error, exc.TimeoutError):
        return Busy(detail="no free connection")
    if isinstance(error, OverflowError):
        return TooLarge(detail="number out of range")
    cause = getattr(error, "orig", None) or error
    sqlite_name = getattr(cause, "sqlite_errorname", None)
    if isinstance(sqlite_name, str):
        if sqlite_name.startswith("SQLITE_CONSTRAINT") and str(cause).startswith("UNIQUE"):
            return Conflict(detail=sqlite_name)
        return _named(sqlite_name, _SQLITE)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _named(state, _POSTGRES)
    if isinstance(error, exc.OperationalError) or getattr(error, "connection_invalidated", False):
        return Unavailable(detail=type(cause).__name__)
    return Invalid(detail=type(cause).__name__) if isinstance(error, exc.DataError) else None


def _named(name: str, table: tuple[tuple[str, type[StoreError]], ...]) -> StoreError | None:
    """Return the error whose code begins as the name does."""
    for beginning, kind in table:
        if name.startswith(beginning):
            return kind(detail=name)
    return None


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn a driver's errors into ours; the driver's own text is dropped, for it may quote what was kept."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite.Error, OverflowError) as error:
        known = translate(error)
        if known is None:
            raise
        raise known from None
