"""Rows that stay as they were written: the database itself refuses to change or delete them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, inspect


@dataclass(frozen=True, slots=True)
class Kept:
    """A table whose rows are only ever added."""

    table: str
    keys: tuple[str, ...]
    """Columns of which a row that is there already would be replaced."""
    refusal: str
    """What the database says to whoever tries."""


KEPT = (
    Kept("audit", ("seq", "hash"), "the audit record is append-only"),
    Kept("client_view", ("seq", "hash"), "the record of views is append-only"),
    Kept("account_access", ("id",), "an entry about an account is never changed"),
)
"""The audit record and who looked at whom (R-173), and who went into an absent person's accounts (R-039)."""


def protect(connection: Connection) -> None:
    """Make the database refuse; run again after every migration, and for tables that are there only."""
    there = set(inspect(connection).get_table_names())
    make = _sqlite if connection.dialect.name == "sqlite" else _postgres
    for kept in KEPT:
        if kept.table in there:
            for statement in make(kept):
                connection.exec_driver_sql(statement)


@contextmanager
def lifted(connection: Connection, table: str) -> Iterator[None]:
    """Let rows of one table be changed inside the caller's transaction; only a purge does (R-177)."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_change")
    yield
    if connection.dialect.name == "sqlite":
        protect(connection)
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_change")


def _sqlite(kept: Kept) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{kept.refusal}'); END"
    for verb in ("update", "delete"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {kept.table}_no_{verb} BEFORE {verb.upper()} ON {kept.table} "
            f"{refuse}"
        )
    # INSERT OR REPLACE deletes without firing the trigger on DELETE.
    same = " OR ".join(f"{key} = NEW.{key}" for key in kept.keys)
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {kept.table}_no_replace BEFORE INSERT ON {kept.table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {kept.table} WHERE {same}) {refuse}"
    )


def _postgres(kept: Kept) -> Iterator[str]:
    name = kept.table
    yield (
        f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{kept.refusal}'; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_refuse()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_refuse()"
    )
