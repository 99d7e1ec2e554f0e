"""Leave and duty from calendars: every event of them or none, and each fault named by its event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.imports import ImportRefused, ImportReport, run_import
from storage import reads
from storage.models import Organisation
from tests.desk.importing import contents, counts
from tests.house import JO, KIM, MAI, RAE, SAM

SICK = "SUMMARY:Jo Lee sick\nDTSTART;TZID=Australia/Sydney:20270104T090000\nDURATION:PT4H"


def event(lines: str) -> str:
    return f"BEGIN:VEVENT\nUID:{hash(lines)}\nDTSTAMP:20261101T000000Z\n{lines}\nEND:VEVENT\n"


def calendar(*events: str) -> str:
    inside = "".join(map(event, events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{inside}END:VCALENDAR\n".replace("\n", "\r\n")


def bring(desk: Desk, folder: Path, kind: str, content: str | bytes) -> ImportReport:
    file = folder / f"{kind}.ics"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run_import(desk, kind, file)


def refusal(desk: Desk, folder: Path, kind: str, content: str | bytes) -> str:
    before = contents(desk.store)
    with pytest.raises(ImportRefused) as refused:
        bring(desk, folder, kind, content)
    assert contents(desk.store) == before, "all or nothing"
    return refused.value.words


def absences(desk: Desk) -> Iterator[tuple[int, str, str, str]]:
    with desk.store.reading() as connection:
        found = connection.execute(text("SELECT * FROM absence ORDER BY starts_at, id")).all()
    for row in found:
        start, end = reads.instant(row.starts_at), reads.instant(row.ends_at)
        yield row.person_id, row.reason, f"{start:%m-%d %H:%M}", f"{end:%m-%d %H:%M}"


def test_leave_comes_as_days_hours_and_lengths_in_any_zone(desk: Desk, tmp_path: Path) -> None:
    content = calendar(
        "SUMMARY:Jo Lee: annual leave\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261205",
        "SUMMARY:Away\nCATEGORIES:Work,Study leave\nATTENDEE;CN=Mai:MAILTO:mai@harbourside.example\n"
        "DTSTART;TZID=AUS Eastern Standard Time:20261203T090000\nDURATION:PT8H",
        "SUMMARY:sam idris is ill\nDTSTART:20261204T010000Z\nDTEND;TZID=America/New_York:20261204T000000",
        "SUMMARY:Sam Idris carer's day\nDTSTART;VALUE=DATE:20261210",
        "SUMMARY:Mai Tran LSL\nDTSTART:20261214T120000\nDURATION:P1DT1H",
        "SUMMARY:Nobody here\nSTATUS:CANCELLED\nDTSTART:20261214T120000Z",
    )
    report = bring(desk, tmp_path, "absences", content)
    assert counts(report) == (5, 0, 0)
    assert [str(each) for each in report.warnings] == [
        "event 6 “Nobody here”, STATUS: is cancelled, so it was left out."
    ]
    assert list(absences(desk)) == [
        (JO, "annual", "11-30 13:00", "12-04 13:00"),
        (MAI, "study", "12-02 22:00", "12-03 06:00"),
        (SAM, "sick", "12-04 01:00", "12-04 05:00"),
        (SAM, "personal", "12-09 13:00", "12-10 13:00"),
        (MAI, "long-service", "12-14 01:00", "12-15 02:00"),
    ]
    assert counts(bring(desk, tmp_path, "absences", content)) == (0, 0, 5)
    assert desk.store.verify_audit().ok


def test_duty_comes_by_address_or_by_name_and_overlaps_are_told(desk: Desk, tmp_path: Path) -> None:
    content = calendar(
        "SUMMARY:On call\nATTENDEE:mailto:rae@harbourside.example\nATTENDEE:mailto:team@elsewhere.example\n"
        "DTSTART:20261123T060000Z\nDTEND:20261123T220000Z",
        "SUMMARY:Line – Kim Webb\nDTSTART:20261123T200000Z\nDTEND:20261124T060000Z",
    )
    report = bring(desk, tmp_path, "duty", content)
    assert counts(report) == (2, 0, 0)
    (warning,) = map(str, report.warnings)
    assert warning.startswith("event 2 “Line – Kim Webb”, start: overlaps event 1 “On call”, Rae Novak until")
    with desk.store.reading() as connection:
        assert [row.director_id for row in reads.rows(connection, "duty")] == [KIM, RAE, KIM]


def test_days_and_hours_across_a_change_of_the_clocks(lone_desk: Desk, tmp_path: Path) -> None:
    content = calendar(
        "SUMMARY:Jo Lee annual\nDTSTART;VALUE=DATE:20270403\nDURATION:P2D",
        "SUMMARY:Mai Tran sick\nDTSTART;TZID=Australia/Sydney:20270403T120000\nDURATION:PT18H",
    )
    bring(lone_desk, tmp_path, "absences", content)
    assert [(start, end) for _, _, start, end in absences(lone_desk)] == [
        ("04-02 13:00", "04-04 14:00"),
        ("04-03 01:00", "04-03 19:00"),
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (f"{SICK}\nRRULE:FREQ=WEEKLY", "event 2 “Jo Lee sick”, RRULE: repeats. Write each time"),
        (SICK.replace("Jo Lee", "Joe Leigh"), "“Joe Leigh sick” names nobody here"),
        (SICK.replace("Jo Lee", "Jo Lee and Mai Tran"), "names Jo Lee and Mai Tran. Make one event"),
        (SICK.replace("Jo Lee", "Len Quist"), "names nobody here"),
        (f"{SICK}\nATTENDEE:mailto:len@harbourside.example", "Len Quist no longer works here"),
        (SICK.replace("sick", "away"), "gives no reason. Write one of these"),
        (SICK.replace("sick", "sick, then annual"), "gives two reasons, annual and sick"),
        (
            SICK.replace("Australia/Sydney", "Nowhere/Land"),
            "the time zone “Nowhere/Land”, which nobody knows",
        ),
        (SICK.replace("20270104", "20270403").replace("PT4H", "P1D"), "runs over a change of the clocks"),
        (f"{SICK}\nno line at all", "holds a line that cannot be read"),
        (SICK.replace("20270104T090000", "20270404T023000"), "happens twice"),
        (SICK.replace("20270104T090000", "20261004T023000"), "does not exist"),
        (SICK.replace("20270104T090000", "2027-01"), "DTSTART: cannot be read"),
        (SICK.replace("DURATION:PT4H", "DTEND:20270104T000000Z\nDURATION:PT4H"), "Keep one of the two"),
        (SICK.replace("DURATION:PT4H", ""), "DTEND: is missing"),
        (SICK.replace("DURATION:PT4H", "DTEND;VALUE=DATE:20270105"), "must be a day if DTSTART is one"),
        (SICK.replace("DURATION:PT4H", "DURATION:-PT4H"), "must be after the start"),
        ("SUMMARY:Jo Lee sick\nDTEND:20270104T000000Z", "DTSTART: is missing"),
        ("SUMMARY:Jo Lee sick\nDTSTART;VALUE=DATE:20270104\nDURATION:PT4H", "must be whole days"),
        ("SUMMARY:Jo Lee ill\nDTSTART;VALUE=DATE:20270101\nDURATION:P9D", "(event 2 “Jo Lee ill”)"),
        (SICK.replace("Jo Lee sick", "\\n\x1b[2J\u202e"), "names nobody here"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_event_and_nothing_is_kept(
    lone_desk: Desk, tmp_path: Path, lines: str, words: str
) -> None:
    sound = "SUMMARY:Jo Lee annual\nDTSTART;VALUE=DATE:20270102\nDTEND;VALUE=DATE:20270103"
    said = refusal(lone_desk, tmp_path, "absences", calendar(sound, lines))
    assert words in said
    assert "event 2" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (calendar(SICK)[:-30], "it ends in the middle"),
        (calendar(SICK).replace("VERSION", "no line\r\nVERSION"), "damaged calendar"),
        (calendar(SICK).encode("utf-16-le"), "NUL"),
        (calendar(SICK).encode().replace(b"sick", b"s\xffck"), "it comes from, as UTF-8"),
    ],
)
def test_a_damaged_calendar_is_refused(
    lone_desk: Desk, tmp_path: Path, content: str | bytes, words: str
) -> None:
    assert words in refusal(lone_desk, tmp_path, "absences", content)


def test_a_duty_of_somebody_who_is_no_director_is_refused(lone_desk: Desk, tmp_path: Path) -> None:
    content = calendar("SUMMARY:Jo Lee\nDTSTART:20261123T060000Z\nDTEND:20261123T220000Z")
    assert "event 1 “Jo Lee”, director: Jo Lee is no director" in refusal(
        lone_desk, tmp_path, "duty", content
    )


def test_people_and_clients_do_not_come_from_a_calendar(lone_desk: Desk, tmp_path: Path) -> None:
    for kind in ("people", "clients"):
        assert "is a calendar. Save it as CSV" in refusal(lone_desk, tmp_path, kind, calendar(SICK))


def test_an_empty_calendar_says_so(lone_desk: Desk, tmp_path: Path) -> None:
    report = bring(lone_desk, tmp_path, "absences", calendar())
    assert (report.rows, [each.words for each in report.warnings]) == (0, ["There is no event in it."])


def test_days_are_those_of_the_organisation(lone_desk: Desk, tmp_path: Path) -> None:
    with lone_desk.store.writing("system", "test.moved", "organisation:1") as unit:
        unit.session.get_one(Organisation, 1).zone = "America/St_Johns"
    lone_desk.refresh()
    bring(lone_desk, tmp_path, "absences", calendar("SUMMARY:Jo Lee annual\nDTSTART;VALUE=DATE:20261201"))
    assert [each[2:] for each in absences(lone_desk)] == [("12-01 03:30", "12-02 03:30")]
