"""The only ways to the database: reading() one moment of it, writing() one recorded change to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, exc, text
from sqlcipher3 import dbapi2 as sqlite

from storage import audit, chain
from storage.auditkey import AuditKey
from storage.clock import Clock
from storage.engine import sqlite_file
from storage.errors import ReadOnly, StoreError, Unavailable, plain_words
from storage.listening import announce
from storage.views import VIEWS, View, append_views

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.units import Unit

_UNSURE = Unavailable(
    "The connection broke while saving, so it is not certain that it was saved. Do the same again: what is "
    "there already is not saved twice."
)
_TOKEN = text("SELECT value FROM meta WHERE name = :name")


class Store:
    """A database that is ready for use; one for the whole program, safe to share between threads.

    Reading needs SQLAlchemy Core only: the tables' classes are imported at the first write.
    """

    def __init__(
        self,
        engine: Engine,
        audit_key: AuditKey | None,
        clock: Clock,
        *,
        frozen: str = "",
        let_go: Callable[[], None] | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.audit_key = audit_key
        self.frozen = frozen
        """Why nothing can be written, in words; empty where it can."""
        self._let_go = let_go
        self._readers = engine.execution_options(readonly=True)
        self._watch: sqlite.Connection | None = None
        self._watching = threading.Lock()

    @property
    def read_only(self) -> str:
        """Why nothing can be recorded, in words; empty where all is well."""
        return self.frozen or ("" if self.audit_key is not None else chain.NO_KEY)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database and can change nothing."""
        with plain_words(), self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(
        self,
        actor: str,
        action: str,
        obj: str,
        *,
        on_behalf_of: str = "",
        terminal: str = "",
        undoes: int | None = None,
    ) -> Iterator[Unit]:
        """Give a unit of work that ends committed with its audit entry (R-173), or leaves nothing at all.

        Raises:
            StoreError: nothing was kept; its words say why and what to do.
        """
        from storage.units import RecordedSession, Unit

        self._refuse_if_frozen()
        with (
            plain_words(),
            self.engine.connect() as connection,
            connection.begin(),
            RecordedSession(connection, expire_on_commit=False) as session,
        ):
            unit = Unit(session, obj)
            yield unit
            session.flush()
            entry = audit.Entry(
                at=self.clock.now(),
                actor=actor,
                action=action,
                object=unit.object,
                detail=audit.canonical(unit.detail()),
                on_behalf_of=on_behalf_of,
                terminal=terminal,
                undoes=undoes,
            )
            unit.seq = audit.append(connection, self.audit_key, entry)
            announce(connection, unit.seq)
            _commit(connection)

    @contextmanager
    def quiet_writing(self) -> Iterator[Session]:
        """Give a session for drafts and preferences, which nobody else is told of."""
        from storage.units import QuietSession

        self._refuse_if_frozen()
        with (
            plain_words(),
            self.engine.connect() as connection,
            connection.begin(),
            QuietSession(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()
            _commit(connection)

    def keep_views(self, seen: Sequence[View]) -> None:
        """Add to the record who looked at whom, all of it in one transaction; no change token moves.

        Raises:
            StoreError: nothing of it was kept.
        """
        with plain_words(), self.engine.connect() as connection, connection.begin():
            append_views(connection, self.audit_key, seen)
            _commit(connection)

    def verify_audit(self) -> audit.Verdict:
        """Check the whole record of what was done (R-173)."""
        with self.reading() as connection:
            return audit.verify(connection, self.audit_key)

    def database_id(self, connection: Connection) -> str:
        """Return what tells this database from every other."""
        return str(connection.scalar(_TOKEN, {"name": "database-id"}))

    def verify_views(self) -> audit.Verdict:
        """Check the whole record of who looked at whom (R-173)."""
        with self.reading() as connection:
            return VIEWS.verify(connection, self.audit_key)

    def change_token(self) -> str:
        """Return a word that is another one after any recorded change; cheap enough to ask every second."""
        file = sqlite_file(self.engine)
        if file is None:
            with self.reading() as connection:
                return str(connection.scalar(_TOKEN, {"name": audit.HEAD}))
        with self._watching, plain_words():
            if self._watch is None:
                self._watch = file()
            found = self._watch.execute("SELECT value FROM meta WHERE name = ?", (audit.HEAD,)).fetchone()
            return str(found[0] if found else None)

    def unchanged_since(self, token: str, unit: Unit) -> bool:
        """Say, inside a unit of work, whether nothing was recorded since a change token was read."""
        return str(unit.session.connection().scalar(_TOKEN, {"name": audit.HEAD})) == token

    def close(self) -> None:
        """Let go of every connection."""
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self.engine.dispose()
        if self._let_go is not None:
            self._let_go()

    def _refuse_if_frozen(self) -> None:
        if self.frozen:
            raise ReadOnly(self.frozen)


def _commit(connection: Connection) -> None:
    """Commit; when the answer to that is lost, say that nobody knows."""
    try:
        with plain_words():
            connection.commit()
    except StoreError as error:
        # SQLAlchemy rolls nothing back after a failed commit; a transaction left open would hold the lock.
        with suppress(exc.SQLAlchemyError):
            connection.invalidate()
        if isinstance(error, Unavailable):
            raise Unavailable(_UNSURE.words, detail=error.detail) from None
        raise


__all__ = ["Store", "StoreError"]
