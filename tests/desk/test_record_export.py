"""The record is searched and taken out for an auditor, and says that it was."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.accounts import NewAccess, record_access
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.record import Wanted, entries, newest, wanted_by
from oncall_tui.desk.record_export import RecordFormat, export_record, record_format
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import BadSettings, Refused
from storage.vocabulary import AbsenceReason, AccessRole, AccessStep, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, give

WHY = "The yearly audit."


def call(desk: Desk, client: int) -> int:
    """Log a call about a client."""
    new = NewCall(f"k{client}", Category.CALL_BACK, client_id=client, caller="=1+1", said="@SUM(A1)")
    return log_call(desk, new).item_id


def sitting(desk: Desk, person: int, email: str) -> Desk:
    """Return the desk with somebody else at it."""
    return replace(desk, operator=PersonRef(person, "Somebody", email, ""))


def seqs(desk: Desk, wanted: Wanted) -> list[int]:
    return [each.seq for each in entries(desk.store, wanted)]


def test_what_concerns_one_client_is_found(desk: Desk, clock: FixedClock) -> None:
    item = call(desk, HANA)
    call(desk, BEN)
    found = list(entries(desk.store, Wanted(client_id=HANA)))
    assert [(each.action, each.object) for each in found] == [
        ("test.furnished", "organisation:1"),
        ("call.logged", f"item:{item}"),
    ]


def test_entries_are_found_by_what_was_done_and_until_when(desk: Desk, clock: FixedClock) -> None:
    call(desk, HANA)
    first = clock.now()
    clock.advance(timedelta(hours=1))
    call(desk, BEN)
    both = seqs(desk, Wanted(action="call"))
    assert len(both) == 2
    assert seqs(desk, Wanted(action="call.logged", until=first + timedelta(minutes=1))) == both[:1]
    assert seqs(desk, Wanted(action="cal")) == []
    last, before = newest(desk.store, Wanted(action="call"))
    assert (last.seq, before.seq) == (both[1], both[0])
    assert newest(desk.store, Wanted(action="call"), before=last.seq)[0] == before


def test_accounts_and_reasons_are_for_directors(desk: Desk, clock: FixedClock) -> None:
    kim = sitting(desk, KIM, "kim@harbourside.example")
    record_absence(kim, NewAbsence(JO, AbsenceReason.SICK, note="flu"))
    clock.advance(timedelta(hours=1))
    record_access(kim, NewAccess(JO, "e-mail", AccessStep.OPENED, "To tell the families."))
    mai = sitting(desk, MAI, "mai@harbourside.example")
    with pytest.raises(Refused, match="Only a director, an auditor or an administrator may read the record"):
        wanted_by(mai, Wanted())
    give(desk.store, MAI, AccessRole.AUDITOR)
    told = list(entries(desk.store, wanted_by(kim, Wanted())))
    hidden = list(entries(desk.store, wanted_by(mai, Wanted())))
    assert any("flu" in each.detail for each in told)
    assert any(each.action == "account.opened" for each in told)
    assert not any("flu" in each.detail or "sick" in each.detail for each in hidden)
    assert not any(each.action.startswith("account.") for each in hidden)
    assert [each.seq for each in hidden] == [
        each.seq for each in told if not each.action.startswith("account.")
    ]


def test_it_goes_out_as_a_table_without_formulas(desk: Desk, tmp_path: Path) -> None:
    call(desk, HANA)
    wanted = Wanted(client_id=HANA)
    export_record(desk, wanted, tmp_path / "r.csv", RecordFormat.CSV, reason=WHY)
    rows = list(csv.reader((tmp_path / "r.csv").open(newline="")))
    assert rows[0][:3] == ["seq", "at_utc", "at_local"]
    row = dict(zip(rows[0], rows[-1], strict=True))
    assert (row["at_utc"], row["at_local"]) == ("2026-11-21T01:00:00+00:00", "2026-11-21T12:00:00+11:00")
    assert not any(cell[:1] in "=+-@" for cell in row.values() if cell)
    assert len(row["hash"]) == 64
    last = list(entries(desk.store))[-1]
    assert last.action == "export.audit"
    assert json.loads(last.detail)["facts"]["reason"] == WHY
    assert "client 1" in json.loads(last.detail)["facts"]["words"]


def test_it_goes_out_as_lines(desk: Desk, tmp_path: Path) -> None:
    call(desk, HANA)
    desk.glances.saw(HANA, "card")
    desk.glances.keep()
    export_record(desk, Wanted(), tmp_path / "r.jsonl", RecordFormat.LINES, reason=WHY)
    told = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [each["seq"] for each in told] == seqs(desk, Wanted())[:-1]
    assert told[1]["previous"] == told[0]["hash"]
    export_record(desk, Wanted(views=True), tmp_path / "v.jsonl", RecordFormat.LINES, reason=WHY)
    (view,) = (json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines())
    assert (view["action"], view["object"]) == ("client.viewed", f"client:{HANA}")


def test_without_a_reason_nothing_goes_out(desk: Desk, tmp_path: Path) -> None:
    before = seqs(desk, Wanted())
    with pytest.raises(Refused, match="what it is for"):
        export_record(desk, Wanted(), tmp_path / "r.csv", RecordFormat.CSV, reason=" ")
    assert not list(tmp_path.glob("r.csv*"))
    assert seqs(desk, Wanted()) == before


def test_the_format_follows_the_name() -> None:
    assert record_format("", "x.jsonl") is RecordFormat.LINES
    assert record_format("", "x.txt") is RecordFormat.CSV
    assert record_format(".JSONL", "x.csv") is RecordFormat.LINES
    with pytest.raises(BadSettings, match="csv or jsonl"):
        record_format("pdf", "x")
