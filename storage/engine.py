"""One way to an engine, for SQLite and for PostgreSQL, from the address of the database (Core only)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event, exc
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlite

from storage.errors import Misplaced
from storage.marks import fingerprint

APPLICATION_ID = 0x4F4E434C
"""Written into the header of every SQLite file of ours, so that no other program's file is taken for one."""
WRITE_LOCK = APPLICATION_ID
"""The advisory lock that makes writers on PostgreSQL take turns, as BEGIN IMMEDIATE does on SQLite."""
BUSY_MILLISECONDS = 5000

_PRAGMAS = (
    "synchronous=FULL",
    f"busy_timeout={BUSY_MILLISECONDS}",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cell_size_check=ON",
)
_SHARED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "ncpfs"}
)
"""File systems on which several computers write: the lock of the write-ahead log does not work there."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite file and how it is opened; the creator of its engine's connections."""

    path: Path
    """Absolute."""
    key: bytes | None = field(default=None, repr=False)
    """32 raw bytes that encrypt the whole file; None for a plain one."""
    frozen: bool = False
    """Whether it is read as it lies there, where nothing can be written; nothing is touched."""

    def __call__(self) -> sqlite.Connection:
        """Open it for work; never makes a file that is not there."""
        connection = self.connect("ro" if self.frozen else "rw")
        for pragma in _PRAGMAS:
            connection.execute("PRAGMA " + pragma)
        if self.frozen:
            return connection
        if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            connection.execute("PRAGMA journal_mode=WAL")
        return connection

    def connect(self, mode: str) -> sqlite.Connection:
        """Open it with no more than its key; `mode` is SQLite's own: "ro", "rw"."""
        connection = sqlite.connect(
            f"{self.path.as_uri()}?mode={mode}{'&immutable=1' if self.frozen else ''}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MILLISECONDS / 1000,
            cached_statements=256,
        )
        connection.execute("PRAGMA cipher_log_level=none")
        if self.key is not None:
            connection.execute(f"PRAGMA key={keyspec(self.key)}")
        return connection

    def make(self) -> None:
        """Make the folder (for this user alone) and an empty file, unless they are there."""
        missing = [folder for folder in self.path.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        if os.name == "posix":
            os.fchmod(handle, 0o600)  # an empty file that somebody put there becomes ours, too
        os.close(handle)


def keyspec(key: bytes) -> str:
    """Return a key as SQLCipher's statements take it; it holds nothing but digits."""
    return f"\"x'{key.hex()}{fingerprint(key).hex()}'\""


def open_engine(url: str, *, key: bytes | None = None, frozen: bool = False) -> Engine:
    """Return an engine for the database at an address; nothing is opened or made yet.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`.
        key: 32 bytes that encrypt a SQLite file.
        frozen: read a SQLite file as it lies there, where nothing can be written.

    Raises:
        Misplaced: nothing can be kept safely at that address; its words say what to write instead.
    """
    try:
        address = make_url(url)
    except exc.ArgumentError:
        raise Misplaced(
            "This is not the address of a database. Write sqlite:///path/to/oncall.db or "
            "postgresql://user@host/database."
        ) from None
    family = address.get_backend_name()
    if family == "sqlite":
        return _open_sqlite(address, key, frozen)
    if family in ("postgresql", "postgres"):
        if key is not None:
            raise Misplaced("Only a SQLite file is encrypted by a key. Leave the key out for PostgreSQL.")
        return _open_postgres(address)
    raise Misplaced(f"{family} is not supported. Use sqlite:///path/to/oncall.db or postgresql://….")


def sqlite_file(engine: Engine) -> SqliteFile | None:
    """Return the file behind an engine of `open_engine`; None on PostgreSQL."""
    found = engine.get_execution_options().get("sqlite_file")
    return cast("SqliteFile | None", found)


def _open_sqlite(address: URL, key: bytes | None, frozen: bool) -> Engine:
    """Return an engine on a SQLite file."""
    if key is not None and len(key) != 32:
        raise Misplaced("The key of the database has to be 32 bytes. Check the key file.")
    file = SqliteFile(_safe_path(address), key, frozen)
    engine = create_engine(
        URL.create("sqlite", database=str(file.path)),
        module=sqlite,
        creator=file,
        poolclass=QueuePool,
        hide_parameters=True,
        execution_options={"sqlite_file": file},
    )
    # The number of a new row is there without asking; RETURNING costs a tenth of a save.
    engine.dialect.insert_returning = False
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgres(address: URL) -> Engine:
    """Return an engine on a PostgreSQL database, through psycopg 3."""
    if not address.database:
        raise Misplaced("The address names no database. Write postgresql://user@host/database.")
    asked = address.query.get("options", "")
    options = " ".join([asked] if isinstance(asked, str) else asked)
    arguments: dict[str, Any] = {
        "options": f"{options} -c lock_timeout={BUSY_MILLISECONDS} -c timezone=UTC".strip(),
        "application_name": address.query.get("application_name", "oncall"),
        "connect_timeout": address.query.get("connect_timeout", "10"),
    }
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args=arguments,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction: a writer takes its turn at once, so that what it reads is what it changes."""
    driver = cast("sqlite.Connection", connection.connection.dbapi_connection)
    if connection.get_execution_options().get("readonly"):
        driver.execute("PRAGMA query_only=ON")
        driver.execute("BEGIN")
    else:
        driver.execute("PRAGMA query_only=OFF")
        driver.execute("BEGIN IMMEDIATE")


def _begin_postgres(connection: Connection) -> None:
    """Begin a transaction: a reader sees one moment; a writer waits for its turn before it reads."""
    if connection.get_execution_options().get("readonly"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def _safe_path(address: URL) -> Path:
    """Return the file that an address names, or refuse one that would lose what is kept."""
    named = address.database or ""
    if address.host or address.query or named.startswith("file:"):
        raise Misplaced("Write the address of a SQLite file as sqlite:///path/to/oncall.db and nothing more.")
    if named in ("", ":memory:"):
        raise Misplaced("A database in memory is lost at exit. Write sqlite:///path/to/oncall.db.")
    path = Path(os.path.abspath(Path(named).expanduser()))
    if path.is_dir():
        raise Misplaced(f"{path} is a folder. Name a file in it: sqlite:///{path / 'oncall.db'}.")
    if path.exists() and not path.is_file():
        raise Misplaced(f"{path} is not an ordinary file. Name another one.")
    kind = file_system(path)
    if kind in _SHARED:
        raise Misplaced(
            f"{path} is on a network file system ({kind}), where SQLite can lose what it keeps. Put the file "
            "on a disk of this computer, or use PostgreSQL for several computers."
        )
    return path


def file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the kind of file system that a path is on, as the kernel names it; empty where it cannot say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    real = Path(os.path.realpath(path))
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if real.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind
