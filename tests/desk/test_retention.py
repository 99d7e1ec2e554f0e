"""Erasing what is past its time: two people, no hold against it, and nothing left anywhere (R-177)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import exc, text

from oncall_tui import paths
from oncall_tui.desk.context import Desk
from oncall_tui.desk.copies import make_copy
from oncall_tui.desk.drafts import keep
from oncall_tui.desk.retention import purging, remains
from oncall_tui.desk.retention.finding import past_time
from oncall_tui.desk.retention.holds import holds, lift_hold, set_hold
from oncall_tui.errors import Refused
from oncall_tui.settings import Settings
from storage import backup
from storage.audit import DEEDS
from storage.chain import canonical
from storage.dump import each_table
from storage.engine import sqlite_file
from storage.erasures import seal_rest, spans
from storage.lasting import lifted
from storage.models import Item
from storage.purging import EMPTIED
from storage.search import check
from storage.vocabulary import ItemState
from tests.clock import FixedClock
from tests.desk.belonging import WORD, add_client, concerning
from tests.house import JO, RAE, desk_of

GONE, STAYS = 501, 502
OTHER = "STAYSxq7"


def keeping(desk: Desk, years: str = "7 years") -> Desk:
    desk.settings = replace(Settings(), retention=MappingProxyType({"closed_clients": years}))
    return desk


def past(desk: Desk, only: int | None = None) -> dict[int, str]:
    """Return what stands against erasing each client that is past its time."""
    with desk.store.reading() as connection:
        return {each.client_id: each.against for each in past_time(desk, connection, only)}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Give a desk with two clients who left long ago, and something about each in every table."""
    add_client(desk.store, GONE)
    add_client(desk.store, STAYS, word=OTHER)
    keep(desk, "draft-1", "call", {"client": str(GONE), "said": f"{WORD}-draft"})
    keep(desk, "draft-2", "attempt", {"note": f"{WORD}-typed"}, item_id=GONE)
    keep(desk, "draft-3", "call", {"said": f"{WORD}{GONE}-client-number rang"})
    keep(desk, "draft-4", "call", {"client": str(STAYS), "said": f"{OTHER}-draft"})
    return keeping(desk)


def rae(desk: Desk) -> Desk:
    """Give the desk of another director at the same record."""
    other = desk_of(desk.store, desk.clock, RAE)  # type: ignore[arg-type]
    other.settings = desk.settings
    return other


def purge(desk: Desk, client_id: int = GONE) -> purging.Purged:
    number = purging.propose(desk, "Seven years are over.", client_id).item_id
    return purging.approve(rae(desk), number)


def everything(desk: Desk) -> str:
    """Return every row of every table as text."""
    with desk.store.reading() as connection:
        return "\n".join(str(row) for _name, _columns, rows in each_table(connection) for row in rows)


def files(desk: Desk, home: Path) -> Iterator[Path]:
    """Go through every file that the program has written: database, log, copies, state and settings."""
    file = sqlite_file(desk.store.engine)
    for folder in (home, *([file.path.parent] if file else [])):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".key")


def holding(word: str, desk: Desk, home: Path) -> list[str]:
    return [path.name for path in files(desk, home) if word.encode() in path.read_bytes()]


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


def test_two_directors_have_to_agree(filled: Desk) -> None:
    manager = desk_of(filled.store, filled.clock, JO)  # type: ignore[arg-type]
    manager.settings = filled.settings
    with pytest.raises(Refused, match="Only a director"):
        purging.propose(manager, "Seven years are over.", GONE)
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    with pytest.raises(Refused, match="yourself"):
        purging.approve(filled, number)
    with pytest.raises(Refused, match="Only a director"):
        purging.approve(manager, number)
    assert WORD in everything(filled)
    assert [each.id for each in purging.open_requests(filled)] == [number]
    assert purging.approve(rae(filled), number).clients == (GONE,)
    with pytest.raises(Refused, match="waits"):
        purging.approve(rae(filled), number)
    assert purging.done_before(filled, number) == (GONE,)


def test_a_rejected_purge_is_never_done(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    purging.reject(rae(filled), number)
    with pytest.raises(Refused, match="waits"):
        purging.approve(rae(filled), number)
    assert purging.open_requests(filled) == ()


def test_a_reason_that_names_somebody_is_refused(filled: Desk) -> None:
    named = f"{WORD}{GONE}-client-family_name, {WORD}{GONE}-client-given_name asked for it"
    with pytest.raises(Refused, match="without names"):
        purging.propose(filled, named, GONE)
    with pytest.raises(Refused, match="--reason"):
        purging.propose(filled, "  ", GONE)


def test_a_legal_hold_stands_against_it_and_says_who_set_it(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    set_hold(rae(filled), GONE, "Inquest 2026/113")
    words = "under legal hold by Rae Novak since Sat 21 Nov 2026: Inquest 2026/113"
    assert past(filled)[GONE] == words
    for attempt in (
        lambda: purging.approve(rae(filled), number),
        lambda: purging.propose(filled, "Again.", GONE),
    ):
        with pytest.raises(Refused, match=words):
            attempt()
    assert WORD in everything(filled)
    with pytest.raises(Refused, match="legal hold"):
        set_hold(filled, GONE, "Once more")
    lift_hold(filled, GONE, "The inquest is closed.")
    with filled.store.reading() as connection:
        assert holds(connection) == {}
    with pytest.raises(Refused, match="has changed since"):
        purging.approve(rae(filled), number)
    purging.reject(filled, number)
    assert purge(filled).clients == (GONE,)


def test_only_a_director_sets_and_lifts_a_hold(filled: Desk) -> None:
    manager = desk_of(filled.store, filled.clock, JO)  # type: ignore[arg-type]
    for do in (set_hold, lift_hold):
        with pytest.raises(Refused, match="Only a director"):
            do(manager, GONE, "Because.")
    with pytest.raises(Refused, match="no legal hold"):
        lift_hold(filled, GONE, "Because.")
    with pytest.raises(Refused, match="Say why"):
        set_hold(filled, GONE, " ")


def test_somebody_in_care_and_what_is_still_open_stay(filled: Desk) -> None:
    with pytest.raises(Refused, match="still in care"):
        purging.propose(filled, "They asked for it.", 1)
    with filled.store.writing("jo@harbourside.example", "test.reopened", f"item:{GONE}") as unit:
        item = unit.session.get_one(Item, GONE)
        item.state = ItemState.NEW
    with pytest.raises(Refused, match=f"item {GONE} is still open"):
        purging.propose(filled, "Seven years are over.", GONE)


def test_what_was_not_shown_is_not_erased(filled: Desk) -> None:
    number = purging.propose(filled, "Seven years are over.", GONE).item_id
    with filled.store.writing("jo@harbourside.example", "test.added", f"client:{GONE}") as unit:
        from storage.models import ClientPhone

        unit.session.add(ClientPhone(client_id=GONE, number="1", digits="1"))
    with pytest.raises(Refused, match="has changed since"):
        purging.approve(rae(filled), number)


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
    assert (found.path.name, found.unknown) == ("letters.db", True)


def test_spans_are_short() -> None:
    assert spans([]) == []
    assert spans([3, 1, 2, 7, 9, 8, 2]) == [[1, 3], [7, 9]]


def entries(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.reading() as connection:
        return [dict(row) for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")).mappings()]


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
