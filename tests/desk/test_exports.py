"""What leaves the console: formats, files, the case file, calendars, the whole data (R-183, R-184, R-176)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.casefile import case_file
from oncall_tui.desk.export.formats import Format, format_of, rendered
from oncall_tui.desk.export.leaving import export_paper
from oncall_tui.desk.export.personal import personal_calendar
from oncall_tui.desk.export.sheets import guarded
from oncall_tui.desk.export.whole import MANIFEST, export_data
from oncall_tui.desk.record import Wanted, entries
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build, kind_of
from oncall_tui.desk.reports.paper import Paper
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import BadSettings, Refused
from storage.models import Appointment, Client, ItemClient, Outreach
from storage.vocabulary import Category, Channel, Outcome
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, desk_of

MONDAY = datetime(2026, 11, 15, 22, 0, tzinfo=UTC)
"""Mon 16 Nov 2026 09:00 in Sydney."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = "=cmd|' /C calc'!A1 <script>alert(1)</script> `x` | **b** \x1b[31m\u202e"


def happened(desk: Desk, clock: FixedClock) -> None:
    """Let a client with a hostile name ring, be tried and be owed a call."""
    clock.jump(MONDAY)
    with desk.store.writing("system", "test.renamed", "client:1") as unit:
        client = unit.session.get_one(Client, HANA)
        client.family_name, client.concerns, client.past_history = HOSTILE, ["wound"], ["substance use"]
    item = log_call(
        desk,
        NewCall("c", Category.CALL_BACK, client_id=HANA, caller=HOSTILE, said=HOSTILE, next_step="Jo rings"),
    ).item_id
    clock.jump(MONDAY + HOUR)
    log_attempt(desk, NewAttempt("t", item, Channel.PHONE, Outcome.NO_ANSWER, note="rang out"))
    clock.jump(MONDAY + 2 * HOUR)


@pytest.fixture
def paper(lone_desk: Desk, clock: FixedClock) -> Paper:
    """Give the case file of the client with the hostile name."""
    happened(lone_desk, clock)
    return case_file(lone_desk, HANA)


def test_a_case_file_tells_everything_in_time_order_and_what_is_owed(paper: Paper) -> None:
    words = rendered(paper, Format.MARKDOWN).decode()
    for said in ("substance use", "Jo Lee", "rang out", "Jo rings", "C-0412", "1948", "Uncontrolled copy"):
        assert said in words
    told = [note.text.words for note in paper.parts[-1].notes]
    rang = next(place for place, each in enumerate(told) if "item 1: call back" in each)
    tried = next(place for place, each in enumerate(told) if "attempt by phone: no answer" in each)
    kept = next(place for place, each in enumerate(told) if "Clinical call back (item 1): met, 7 h" in each)
    assert rang < min(tried, kept), "in time order"
    owed = next(part.table for part in paper.parts if part.title == "Owed now")
    assert owed is not None
    assert [row[0].value for row in owed.rows] == [1]


def test_a_case_file_holds_calls_that_concern_several_clients(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    call = NewCall("r", Category.ROSTER_SICKNESS, client_id=HANA, said="No one.", shift_at=MONDAY + DAY)
    item = log_call(lone_desk, call).item_id
    with lone_desk.store.writing("system", "test.linked", f"item:{item}") as unit:
        unit.session.add(ItemClient(item_id=item, client_id=BEN))
    told = [note.text.words for note in case_file(lone_desk, BEN).parts[-1].notes]
    assert any("item 1: roster: sick" in words for words in told)


@pytest.mark.parametrize("format_", [Format.MARKDOWN, Format.HTML, Format.CSV, Format.JSON, Format.PDF])
def test_no_text_of_the_record_breaks_a_format(paper: Paper, format_: Format) -> None:
    made = rendered(paper, format_)
    if format_ is Format.PDF:
        assert made.startswith(b"%PDF-")
        return
    words = made.decode()
    assert "\x1b" not in words
    assert "\u202e" not in words
    if format_ is Format.HTML:
        assert "<script" not in words
        assert "default-src 'none'" in words
    elif format_ is Format.MARKDOWN:
        assert "<script" not in words
    elif format_ is Format.CSV:
        for row in csv.reader(io.StringIO(words)):
            assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    else:
        assert json.loads(words)["report"] == "case"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_what_begins_like_a_formula_is_only_text(begins: str) -> None:
    assert guarded(f"{begins}1+1").startswith("'")
    assert guarded("plain - text") == "plain - text"


def test_every_report_is_drawn_in_every_format_and_says_which_copy_it_is(
    lone_desk: Desk, clock: FixedClock
) -> None:
    copy = b"Uncontrolled copy: made Mon 16 Nov 2026 11:00 AEDT by Kim Webb"
    happened(lone_desk, clock)
    for kind in KINDS:
        paper = build(lone_desk, kind, asked(lone_desk, "this week"))
        for format_ in (Format.MARKDOWN, Format.HTML, Format.CSV, Format.PDF):
            made = rendered(paper, format_)
            assert format_ is Format.PDF or copy in made
        data = json.loads(rendered(paper, Format.JSON))
        assert data["start"] == "2026-11-16T00:00:00+11:00"
        if kind.name != "cover":  # whose shape was promised before
            assert data["definitions"]
            assert "Uncontrolled copy" in data["copy"][0]
    with pytest.raises(BadSettings, match="no times for a calendar"):
        rendered(build(lone_desk, kind_of("line"), asked(lone_desk)), Format.CALENDAR)


def test_one_table_alone_is_csv_that_a_program_reads(lone_desk: Desk, clock: FixedClock) -> None:
    happened(lone_desk, clock)
    paper = build(lone_desk, kind_of("compliance"), asked(lone_desk))
    rows = list(csv.DictReader(io.StringIO(rendered(paper, Format.CSV, "by_rule_person_week").decode())))
    first = next(row for row in rows if row["requirement"] == "R-078")
    told = (first["person"], first["week"], first["met"], first["in_time"])
    assert told == ("Jo Lee", "2026-11-16", "1", "1.0")
    assert first["median_margin_seconds"] == str(7 * 3600)
    with pytest.raises(Refused, match="by_rule_person_week"):
        rendered(paper, Format.CSV, "nothing")


def test_pdf_without_its_package_says_what_to_install(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadSettings, match=r"pip install 'oncall-tui\[pdf\]'"):
        rendered(paper, Format.PDF)


def test_a_file_is_for_its_owner_alone_recorded_and_never_over_another(
    lone_desk: Desk, paper: Paper, tmp_path: Path
) -> None:
    target = tmp_path / "case.md"
    with pytest.raises(Refused, match="what it is for"):
        export_paper(lone_desk, paper, target, Format.MARKDOWN)
    export_paper(lone_desk, paper, target, Format.MARKDOWN, reason="second opinion", object_="client:1")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    kept = list(entries(lone_desk.store, Wanted(object="client:1")))[-1]
    facts = json.loads(kept.detail)["facts"]
    assert (kept.action, facts["reason"]) == ("export.case", "second opinion")
    assert kept.actor == lone_desk.operator.email
    assert facts["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    before, number = target.read_bytes(), len(list(entries(lone_desk.store)))
    with pytest.raises(Refused, match="is there already"):
        export_paper(lone_desk, paper, target, Format.HTML, reason="again")
    for bad in (tmp_path, tmp_path / "nowhere" / "x.md"):
        with pytest.raises(Refused):
            export_paper(lone_desk, paper, bad, Format.MARKDOWN, reason="again")
    assert target.read_bytes() == before
    assert len(list(entries(lone_desk.store))) == number, "what was refused leaves no trace"
    export_paper(lone_desk, paper, target, Format.HTML, reason="again", replace=True)
    assert target.read_bytes() != before
    left = [each.name for each in tmp_path.iterdir() if each.is_file()]
    assert left == ["case.md"], "nothing half-made is left"


def test_what_cannot_be_recorded_does_not_leave(
    lone_desk: Desk, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lone_desk.store, "audit_key", None)
    with pytest.raises(Exception, match="key"):
        export_paper(lone_desk, paper, tmp_path / "case.md", Format.MARKDOWN, reason="second opinion")
    assert not [each for each in tmp_path.iterdir() if each.is_file()]


def test_a_calendar_of_ones_own_names_no_client(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    with desk.store.writing("system", "test.booked", "client:1") as unit:
        unit.session.add(Outreach(client_id=HANA, next_on=date(2026, 11, 24), next_because="rule"))
        entry: Any = {"client_id": HANA, "person_id": JO, "made_at": MONDAY, "made_by": "Kim Webb"}
        span: Any = {"starts_at": MONDAY + DAY, "ends_at": MONDAY + DAY + HOUR, "about": "wound"}
        unit.session.add(Appointment(**entry, **span))
        unit.session.add(Appointment(cancelled_at=MONDAY, **entry, **span))
    words = personal_calendar(desk, PersonRef(JO, "Jo Lee", "jo@harbourside.example"))
    events: Any = Calendar.from_ical(words).walk("VEVENT")
    assert [(str(each["summary"]), each["dtstart"].dt) for each in events] == [
        ("Appointment: C-0412", MONDAY + DAY),
        ("Reach out: C-0412", date(2026, 11, 24)),
    ]
    assert "Okafor" not in words
    assert "wound" not in words
    duty = personal_calendar(desk, desk.operator)
    assert duty.count("BEGIN:VEVENT") == duty.count("CATEGORIES:DUTY") == 1


def test_the_whole_data_is_all_of_it_with_its_hashes(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    happened(desk, clock)
    folder = tmp_path / "whole"
    export_data(desk, folder, reason="yearly copy")
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with desk.store.reading() as connection:
        for table in told["tables"]:
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table['table']}").scalar()
            assert table["rows"] == count - (table["table"] == "audit"), table["table"]
            for kind in ("csv", "jsonl"):
                made = (folder / table[kind]["file"]).read_bytes()
                assert hashlib.sha256(made).hexdigest() == table[kind]["sha256"]
            lines = (folder / table["jsonl"]["file"]).read_text(encoding="utf-8").splitlines()
            assert len(lines) == table["rows"]
    items = [json.loads(line) for line in (folder / "item.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["caller"], each["received_at"]) for each in items] == [(HOSTILE, MONDAY.isoformat())]
    sheet = next(csv.DictReader((folder / "item.csv").read_text(encoding="utf-8").splitlines()))
    assert sheet["caller"] == f"'{HOSTILE}"
    assert not (folder / "client_search.csv").exists()


def test_the_whole_data_is_for_directors_and_never_half(
    lone_desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for desk, reason in ((desk_of(lone_desk.store, clock, JO), "mine"), (lone_desk, " ")):
        with pytest.raises(Refused):
            export_data(desk, tmp_path / "whole", reason=reason)
    monkeypatch.setattr("oncall_tui.desk.export.whole._csv", _full_disk)
    with pytest.raises(Refused, match="No space left"):
        export_data(lone_desk, tmp_path / "whole", reason="yearly copy")
    assert [each.name for each in tmp_path.iterdir() if "whole" in each.name] == []
    assert not any(each.action.startswith("export.") for each in entries(lone_desk.store))


def _full_disk(*_: object) -> bytes:
    raise OSError(28, "No space left on device")


def test_the_format_is_named_or_that_of_the_file() -> None:
    assert format_of("", "a/b.HTML") is Format.HTML
    assert format_of("", "report") is Format.MARKDOWN
    assert format_of(".PDF", "a.md") is Format.PDF
    with pytest.raises(BadSettings, match="docx"):
        format_of("docx")
