"""Erasing what is past its time: two people, no hold against it, and nothing left anywhere (R-177)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from oncall_tui import paths
from oncall_tui.desk.context import Desk
from oncall_tui.desk.copies import make_copy
from oncall_tui.desk.findings import Grade
from oncall_tui.desk.retention import purging, remains
from oncall_tui.desk.retention.finding import past_time
from oncall_tui.desk.retention.state import retention_finding
from oncall_tui.errors import Refused
from oncall_tui.settings import Settings
from storage import backup
from storage.audit import DEEDS
from storage.chain import canonical
from storage.engine import sqlite_file
from storage.erasures import seal_rest, spans
from storage.lasting import lifted
from storage.models import ClientPhone
from storage.purging import EMPTIED, Belongings
from storage.search import check
from storage.views import View
from tests.clock import FixedClock
from tests.desk.belonging import WORD, concerning
from tests.desk.purges import GONE, OTHER, STAYS, entries, everything, fill, keeping, past, purge


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Give a desk with two clients who left long ago, and something about each in every table."""
    return fill(desk)


def files(desk: Desk, home: Path) -> Iterator[Path]:
    """Go through every file that the program has written: database, log, copies, state and settings."""
    file = sqlite_file(desk.store.engine)
    for folder in (home, *([file.path.parent] if file else [])):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".key")


def holding(word: str, desk: Desk, home: Path) -> list[str]:
    return [path.name for path in files(desk, home) if word.lower().encode() in path.read_bytes().lower()]


def words_of_index(desk: Desk) -> int:
    with desk.store.reading() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM search_word WHERE word LIKE :word"), {"word": f"{WORD.lower()}%"}
            ).scalar_one()
        )


def test_nothing_is_past_its_time_unless_the_settings_say_so(filled: Desk) -> None:
    filled.settings = Settings()
    assert past(filled) == {}
    assert past(keeping(filled, "7 years")) == {GONE: "", STAYS: ""}
    assert past(keeping(filled, "20 years")) == {}
    with pytest.raises(Refused, match="Nothing is past its time"):
        purging.propose(filled, "Why not.")


def test_nothing_of_an_erased_client_is_left_anywhere(
    filled: Desk, clock: FixedClock, clean_home: Path
) -> None:
    with filled.store.reading() as connection:
        counts = {each.client_id: each.counts for each in past_time(filled, connection)}
    assert set(counts[GONE]) == {table.name for table in concerning()}
    make_copy(filled.store, filled.now())
    clock.advance(timedelta(hours=1))
    words_before = everything(filled).count(OTHER)
    assert WORD in everything(filled)
    assert words_of_index(filled) > 0
    assert len(holding(WORD, filled, clean_home)) >= (2 if filled.local else 1)
    done = purge(filled)
    assert done.clients == (GONE,)
    assert done.rows == sum(counts[GONE].values())
    remains.compact(filled)
    fresh = remains.copy_anew(filled)
    old = remains.old_copies(filled, done.clients, fresh.path)
    assert len(old) == 1
    assert remains.remove(filled, done.request_id, old) == 1
    assert WORD not in everything(filled)
    assert words_of_index(filled) == 0
    assert holding(WORD, filled, clean_home) == []
    assert backup.verify(fresh.path, audit_key=filled.store.audit_key).ok
    assert filled.store.verify_audit().ok
    # What is about somebody else is there as it was, and can be found where it should be.
    told = everything(filled)
    assert told.count(OTHER) == words_before
    assert f"{OTHER}-draft" in told
    assert f"{OTHER}{STAYS}-said of them" in told
    with filled.store.reading() as connection:
        assert {each.client_id for each in past_time(filled, connection)} == {STAYS}
        assert check(connection).stray == 0


def test_what_is_counted_stays_without_a_word(filled: Desk) -> None:
    purge(filled)
    with filled.store.reading() as connection:
        for name in EMPTIED:
            row = (
                connection.execute(text(f"SELECT * FROM {name} WHERE id = :id"), {"id": GONE})
                .mappings()
                .one()
            )
            assert WORD not in str(dict(row)), name
        clock = connection.execute(text("SELECT * FROM clock WHERE id = :id"), {"id": GONE}).mappings().one()
        whose = connection.execute(text("SELECT client_id FROM item WHERE id = :id"), {"id": GONE}).scalar()
    assert (clock["item_id"], clock["state"], clock["margin"]) == (GONE, "cancelled", 1)
    assert whose is None


def test_the_record_still_proves_itself_and_tells_erased_from_tampered(filled: Desk) -> None:
    before = {row["seq"]: row["hash"] for row in entries(filled)}
    done = purge(filled)
    verdict = filled.store.verify_audit()
    assert verdict.ok
    assert f"Purges erased the content of {done.entries} of them." in verdict.why
    after = {row["seq"]: row for row in entries(filled)}
    assert {seq: after[seq]["hash"] for seq in before} == before
    last = json.loads(after[max(after)]["detail"])["facts"]
    assert last["clients"] == [GONE]
    erased = [seq for first, end in last["erased"] for seq in range(first, end + 1)]
    assert len(erased) == done.entries
    for column, value in (("actor", "'somebody@example.org'"), ("object", "'client:7'"), ("detail", "'{}'")):
        assert broken_by(filled, erased[0], f"{column} = {value}") == (erased[0], "not as it was written")
    # An entry that was emptied by hand, even with the key, is named by no purge.
    assert filled.store.audit_key is not None
    row = after[1]
    left = canonical(seal_rest(filled.store.audit_key, DEEDS.message, row, {}))
    assert broken_by(filled, 1, "detail = :left", left=left) == (1, "was emptied by no purge")
    assert filled.store.verify_audit().ok


def test_the_record_refuses_changes_after_a_purge_as_before(filled: Desk) -> None:
    purge(filled)
    for statement in ("UPDATE audit SET detail = '{}' WHERE seq = 1", "DELETE FROM audit WHERE seq = 1"):
        with pytest.raises(exc.DBAPIError, match="append-only"), filled.store.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_a_second_purge_leaves_what_the_first_one_sealed(filled: Desk) -> None:
    purge(filled)
    purge(filled, STAYS)
    verdict = filled.store.verify_audit()
    assert verdict.ok, verdict.why
    assert OTHER not in everything(filled)


def test_the_chain_of_views_keeps_the_number_and_still_proves_itself(filled: Desk) -> None:
    filled.store.keep_views([View(filled.now(), "jo@harbourside.example", "tty1", GONE, "card")])
    purge(filled)
    assert filled.store.verify_views().ok
    with filled.store.reading() as connection:
        assert connection.execute(text("SELECT client_id FROM client_view")).scalars().all() == [GONE]


def test_what_the_record_says_of_another_client_with_the_same_number_stays(filled: Desk) -> None:
    digits = f"{WORD}{GONE}-client_phone-digits"
    with filled.store.writing("jo@harbourside.example", "test.added", f"client:{STAYS}") as unit:
        unit.session.add(ClientPhone(client_id=STAYS, number="shared", digits=digits))
    purge(filled)
    (entry,) = (row for row in entries(filled) if row["action"] == "test.added")
    assert digits in entry["detail"]


def test_a_name_is_told_by_whole_words() -> None:
    owned = Belongings(1, {}, ("555 0101",), (("Li", "Ann"),), None, "")
    assert owned.tells("LI, Ann rang")
    assert owned.tells("on 555 0101.")
    assert not owned.tells("Annual review with Liam")
    assert not owned.tells("on 1555 01012")


def test_a_console_that_is_open_is_told_of(filled: Desk) -> None:
    if filled.store.engine.dialect.name == "postgresql":
        remains.compact(filled)
        return
    purge(filled)
    with filled.store.reading() as connection:
        connection.execute(text("SELECT count(*) FROM item")).scalar()
        with pytest.raises(Refused, match="another program"):
            remains.compact(filled)
    remains.compact(filled)


def test_copies_of_other_databases_are_left_alone(filled: Desk) -> None:
    done = purge(filled)
    folder = paths.backup_folder()
    folder.mkdir(parents=True)
    (folder / "letters.db").write_text("Dear diary, " * 1000)
    (found,) = remains.old_copies(filled, done.clients)
    assert (found.path.name, found.unknown, found.ours) == ("letters.db", True, False)
    assert remains.remove(filled, done.request_id, (found,)) == 0
    assert found.path.exists()


def test_the_doctor_tells_how_long_is_kept_and_what_waits(filled: Desk) -> None:
    assert retention_finding(filled).words == "disenrolled clients are kept for 7 years"
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    waiting = retention_finding(filled)
    assert (waiting.grade, f"purge {number} waits" in waiting.words) == (Grade.LOOK, True)
    filled.settings = Settings()
    purging.reject(filled, number)
    kept = retention_finding(filled)
    assert (kept.grade, kept.words) == (Grade.OK, "everything is kept")
    wrong = retention_finding(keeping(filled, "soon"))
    assert (wrong.grade, "7 years" in wrong.words) == (Grade.WRONG, True)


def test_a_copy_that_cannot_be_removed_is_told_of(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = make_copy(filled.store, filled.now())
    done = purge(filled)
    old = remains.old_copies(filled, done.clients)

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("storage.placing.wipe", refuse)
    with pytest.raises(Refused, match="could not be removed"):
        remains.remove(filled, done.request_id, old)
    assert copy.path.exists()


def test_spans_are_short() -> None:
    assert spans([]) == []
    assert spans([3, 1, 2, 7, 9, 8, 2]) == [[1, 3], [7, 9]]


def broken_by(desk: Desk, seq: int, change: str, **values: str) -> tuple[int | None, str]:
    """Return which entry is found broken while one is tampered with, and in what words."""
    from storage import audit

    with desk.store.engine.connect() as connection:
        transaction = connection.begin()
        with lifted(connection, "audit"):
            connection.execute(text(f"UPDATE audit SET {change} WHERE seq = {seq}"), values)
        found = audit.verify(connection, desk.store.audit_key)
        transaction.rollback()
    assert not found.ok
    return found.first_broken, found.why.split(" ", 2)[2].removeprefix("is ").rstrip(".")
