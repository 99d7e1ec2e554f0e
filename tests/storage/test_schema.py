"""What is opened, what is refused untouched, and how an older database is brought up to date."""

from __future__ import annotations

import re
import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, Enum, exc, text
from sqlmodel import SQLModel

from storage import backup, schema
from storage.engine import APPLICATION_ID, open_engine
from storage.errors import Damaged, Foreign, Missing, Newer, StoreError
from storage.migrations.comparing import options
from storage.models import PersonRoleRow
from storage.schema import HEAD, REVISIONS, prepare
from storage.sessions import Store
from storage.vocabulary import PersonRole
from tests.clock import FixedClock
from tests.storage.examples import ANN, add_person, log_call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder for copies made before a migration."""
    return tmp_path / "backups"


def test_a_new_database_is_made_only_when_asked_for(empty_url: str, folder: Path) -> None:
    engine = open_engine(empty_url)
    with pytest.raises(Missing, match="oncall init"):
        prepare(engine, backup_folder=folder)
    made = prepare(engine, backup_folder=folder, create=True, clock=FixedClock())
    assert prepare(engine, backup_folder=folder) == made
    assert prepare(engine, backup_folder=folder, create=True) == made
    with engine.connect() as connection:
        facts = {row.name: row.value for row in connection.execute(text("SELECT name, value FROM meta"))}
    engine.dispose()
    assert facts == {"database-id": made, "created-at": "2026-11-21T01:00:00+00:00", "schema": HEAD}
    assert not folder.exists()


def test_the_versions_known_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([revision.revision for revision in script.walk_revisions()])) == REVISIONS
    assert script.get_current_head() == HEAD


def test_migrations_make_what_the_models_ask_for(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options())
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def _worded() -> list[tuple[str, str]]:
    """Return every column that keeps a word of a vocabulary."""
    return [
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    ]


def test_every_word_of_a_vocabulary_is_kept_as_such() -> None:
    assert len(_worded()) > 20
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                vocabulary = column.type.enum_class
                assert vocabulary is not None
                assert issubclass(vocabulary, StrEnum)
                assert column.type.enums == [word.value for word in vocabulary]


@pytest.mark.parametrize(("table", "column"), _worded())
def test_the_file_itself_refuses_any_other_word(sqlite_url: str, table: str, column: str) -> None:
    engine = open_engine(sqlite_url)
    names, values = [], []
    for other in SQLModel.metadata.tables[table].columns:
        names.append(f'"{other.name}"')
        values.append(_filler(other, bad=other.name == column))
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})"
    with pytest.raises(exc.IntegrityError, match=f"ck_{table}_{column}"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_server_itself_refuses_any_other_word(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        checks = connection.execute(
            text(
                "SELECT conrelid::regclass::text || '.' || conname AS name, "
                "pg_get_constraintdef(oid) AS words FROM pg_constraint WHERE contype = 'c'"
            )
        ).all()
    engine.dispose()
    found = {check.name: check.words for check in checks}
    for table, column in _worded():
        kind = SQLModel.metadata.tables[table].columns[column].type
        assert isinstance(kind, Enum)
        words = re.findall(r"'([^']*)'", found[f"{table}.ck_{table}_{column}"])
        assert sorted(words) == sorted(kind.enums)


def _filler(column: Column[Any], *, bad: bool) -> str:
    """Return a literal that a column takes, or one that a vocabulary must not."""
    if bad:
        return "'no-such-word'"
    if column.nullable:
        return "NULL"
    if column.name == "ends_at":
        return "2"
    kind = column.type
    if isinstance(kind, Enum):
        return f"'{kind.enums[0]}'"
    return "1"


def _no_file(path: Path) -> None:
    """Leave nothing there."""


def _nothing_in_it(path: Path) -> None:
    """Leave an empty file."""
    path.touch()


def _a_text(path: Path) -> None:
    """Write something that is no database."""
    path.write_text("Dear diary, " * 100)


def _a_strangers_database(path: Path) -> None:
    """Write another program's database."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
        connection.execute("PRAGMA application_id = 7")
    connection.close()


def _an_unsigned_database(path: Path) -> None:
    """Write a database that does not say whose it is."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE groceries (name TEXT)")
    connection.close()


def _only_our_sign(path: Path) -> None:
    """Write a database with our sign and another program's tables."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE groceries (name TEXT)")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _of_next_year(path: Path) -> None:
    """Write a database of a later release."""
    engine = open_engine(f"sqlite:///{path}")
    prepare(engine, backup_folder=path.parent, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '9999' WHERE name = 'schema'")
    engine.dispose()


def _without_identity(path: Path) -> None:
    """Write a database that has forgotten who it is."""
    engine = open_engine(f"sqlite:///{path}")
    prepare(engine, backup_folder=path.parent, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM meta")
    engine.dispose()


def _with_torn_pages(path: Path) -> None:
    """Write a database whose table of contents is destroyed."""
    engine = open_engine(f"sqlite:///{path}")
    prepare(engine, backup_folder=path.parent, create=True)
    engine.dispose()
    held = bytearray(path.read_bytes())
    held[100:4096] = b"\xa5" * 3996
    path.write_bytes(held)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (_a_text, Foreign),
        (_a_strangers_database, Foreign),
        (_an_unsigned_database, Foreign),
        (_only_our_sign, Foreign),
        (_of_next_year, Newer),
        (_without_identity, Damaged),
        (_with_torn_pages, Damaged),
    ],
)
def test_a_refusal_leaves_everything_as_it_was(
    make: object, refusal: type[StoreError], create: bool, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "data" / "oncall.db"
    path.parent.mkdir()
    assert callable(make)
    make(path)
    path.chmod(0o600)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(refusal) as error:
        prepare(engine, backup_folder=folder, create=create)
    engine.dispose()
    assert {name: (path.parent / name).read_bytes() for name in before} == before
    assert {file.name for file in path.parent.iterdir()} - {"oncall.db-wal", "oncall.db-shm"} == {"oncall.db"}
    assert error.value.words
    assert not folder.exists()


@pytest.mark.parametrize("make", [_no_file, _nothing_in_it])
def test_where_there_is_nothing_nothing_is_made(make: object, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "data" / "oncall.db"
    path.parent.mkdir()
    assert callable(make)
    make(path)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(Missing, match="oncall init"):
        prepare(open_engine(f"sqlite:///{path}"), backup_folder=folder)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    assert prepare(open_engine(f"sqlite:///{path}"), backup_folder=folder, create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_server_with_tables_of_another_program_is_refused(
    empty_postgres_url: str, folder: Path, create: bool
) -> None:
    engine = open_engine(empty_postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE groceries (name TEXT)")
    with pytest.raises(Foreign):
        prepare(engine, backup_folder=folder, create=create)
    with engine.connect() as connection:
        assert _tables(connection) == {"groceries"}
    engine.dispose()


def _tables(connection: Connection) -> set[str]:
    """Return the names of the tables on a server."""
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return set(connection.execute(names).scalars())


NEXT_HEAD = f"{int(HEAD) + 1:04}"
NEXT = '''"""Rebuild the table that most others point at, and give it a column."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{next}", "{head}", None, None


def upgrade():
    with op.batch_alter_table("person", recreate="always") as table:
        table.add_column(sa.Column("nickname", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("audit", recreate="{recreate}") as table:
        table.add_column(sa.Column("shift", sa.String(), nullable=True))
    {fault}
'''


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Act as the next release, whose migration is written by the test."""
    versions = tmp_path / "versions"
    versions.mkdir()
    plain = schema.alembic_config

    def config(connection: Connection) -> Config:
        made = plain(connection)
        ours = Path(schema.__file__).parent / "migrations" / "versions"
        made.set_main_option("version_locations", f"{ours}:{versions}")
        return made

    monkeypatch.setattr(schema, "alembic_config", config)
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, NEXT_HEAD))
    monkeypatch.setattr(schema, "HEAD", NEXT_HEAD)
    return versions / f"{NEXT_HEAD}_next.py"


def _write(path: Path, engine: Engine, fault: str = "") -> None:
    """Write the next release's migration."""
    lite = engine.dialect.name == "sqlite"
    source = NEXT.format(next=NEXT_HEAD, head=HEAD, recreate="always" if lite else "never", fault=fault)
    path.write_text(source if lite else source.replace('recreate="always"', 'recreate="never"'))


def test_an_older_database_is_copied_and_then_brought_up_to_date(
    store: Store, next_release: Path, folder: Path
) -> None:
    number = add_person(store)
    log_call(store, "k", number)
    with store.writing(ANN, "role.given", "person") as unit:
        unit.session.add(PersonRoleRow(person_id=number, role=PersonRole.DIRECTOR))
    _write(next_release, store.engine)
    assert prepare(store.engine, backup_folder=folder, clock=FixedClock())
    with store.reading() as connection:
        assert connection.scalar(text("SELECT nickname FROM person")) == ""
        assert connection.scalar(text("SELECT count(*) FROM person_role")) == 1
        assert connection.scalar(text("SELECT count(*) FROM item")) == 1
        assert connection.scalar(text("SELECT value FROM meta WHERE name = 'schema'")) == NEXT_HEAD
    with pytest.raises(exc.DBAPIError, match="append-only"), store.engine.begin() as writer:
        writer.exec_driver_sql("DELETE FROM audit")
    with pytest.raises(exc.IntegrityError), store.engine.begin() as writer:
        writer.exec_driver_sql("DELETE FROM person")
    assert store.verify_audit().ok
    (kept,) = folder.iterdir()
    assert kept.name == f"oncall-before-{NEXT_HEAD}-20261121T010000Z.db"
    report = backup.verify(kept, audit_key=store.audit_key)
    assert (report.ok, report.schema, report.rows["item"]) == (True, HEAD, 1)


def test_a_migration_that_fails_changes_nothing(store: Store, next_release: Path, folder: Path) -> None:
    log_call(store, "k", add_person(store))
    _write(next_release, store.engine, fault="raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        prepare(store.engine, backup_folder=folder)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT value FROM meta WHERE name = 'schema'")) == HEAD
        assert connection.scalar(text("SELECT count(*) FROM item")) == 1
    with pytest.raises(exc.DBAPIError), store.reading() as connection:
        connection.execute(text("SELECT nickname FROM person"))
    assert store.verify_audit().ok
