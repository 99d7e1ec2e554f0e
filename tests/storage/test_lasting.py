"""What was written about accounts stays as it was written, also once a database is brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, exc, text

from storage import backup
from storage.engine import open_engine
from storage.models import AccountAccess
from storage.schema import HEAD, build, prepare
from storage.sessions import Store
from storage.vocabulary import AccessStep
from tests.clock import NOON
from tests.storage.examples import ANN, add_person

REPLACED = {
    "sqlite": "INSERT OR REPLACE INTO account_access SELECT * FROM account_access",
    "postgresql": "TRUNCATE account_access",
}


def test_the_database_itself_refuses_and_a_copy_still_holds_it(store: Store, tmp_path: Path) -> None:
    ann, bo = add_person(store), add_person(store, "Bo Birch", "bo@example.org")
    with store.writing(ANN, "account.opened", f"person:{bo}") as unit:
        unit.session.add(
            AccountAccess(
                person_id=bo,
                system="e-mail",
                step=AccessStep.OPENED,
                at=NOON,
                recorded_at=NOON,
                by_id=ann,
                words="To tell the families.",
            )
        )
    for statement in (
        "UPDATE account_access SET words = 'nothing'",
        "DELETE FROM account_access",
        REPLACED[store.engine.dialect.name],
    ):
        with pytest.raises(exc.DBAPIError, match="never changed"), store.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    kept = backup.copy(store.engine, tmp_path / "copy.db")
    report = backup.verify(kept, audit_key=store.audit_key)
    assert (report.ok, report.rows["account_access"]) == (True, 1)


def test_a_database_of_the_version_before_is_sealed_when_it_is_brought_up_to_date(
    empty_url: str, tmp_path: Path
) -> None:
    engine = open_engine(empty_url)
    if engine.dialect.name == "sqlite":
        (tmp_path / "empty").mkdir(mode=0o700)
        (tmp_path / "empty" / "oncall.db").touch(mode=0o600)

    def fill(connection: Connection) -> None:
        facts = {"database-id": "made-up", "created-at": "then", "schema": "0004"}
        connection.execute(
            text("INSERT INTO meta (name, value) VALUES (:name, :value)"),
            [{"name": name, "value": value} for name, value in facts.items()],
        )
        connection.exec_driver_sql(
            "INSERT INTO person (id, version, name, email, phone, expertise, services, area, active) VALUES "
            "(1, 1, 'Ann Ardley', 'ann@example.org', '', '[]', '[]', '', true)"
        )
        connection.exec_driver_sql(
            "INSERT INTO account_access (id, person_id, system, step, at, recorded_at, by_id, words) VALUES "
            "(1, 1, 'e-mail', 'opened', '2026-11-21 01:00:00', '2026-11-21 01:00:00', 1, 'why')"
        )

    assert build(engine, "0004", fill)
    assert prepare(engine, backup_folder=tmp_path / "backups") == "made-up"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM meta WHERE name = 'schema'")) == HEAD
        assert connection.scalar(text("SELECT count(*) FROM item WHERE subject_id IS NOT NULL")) == 0
    with pytest.raises(exc.DBAPIError, match="never changed"), engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account_access SET words = ''")
    engine.dispose()
