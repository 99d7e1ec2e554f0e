"""Files as they really arrive, and as somebody bent on harm would make them: taken, or refused clearly."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.imports import ImportRefused, run_import
from oncall_tui.desk.imports.findings import SHOWN
from storage.sessions import Store
from tests.clock import FixedClock
from tests.desk.importing import PEOPLE, bring, contents, founded

HEADER = "number,family_name,given_name,pcm,scm,phones,address,dob,voicemail"
ROW = "C-1,Nguyễn,Mai,jo@harbourside.example,Sam Idris,02 5550 0188,12 Ferry St,1948-03-12,yes"
PLAIN = f"{HEADER}\n{ROW}\n"


def quoted(cell: str) -> str:
    """Return a row in which the address is a quoted text."""
    return f"{HEADER}\n{ROW.replace('12 Ferry St', f'{chr(34)}{cell}{chr(34)}')}\n"


def with_cell(old: str, new: str) -> str:
    """Return the plain file with one value changed."""
    return f"{HEADER}\n{ROW.replace(old, new)}\n"


TAKEN: dict[str, bytes] = {
    "as it is": PLAIN.encode(),
    "UTF-8 mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16 little": PLAIN.encode("utf-16"),
    "UTF-16 big": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "lone CR": PLAIN.replace("\n", "\r").encode(),
    "no newline at the end": PLAIN.rstrip().encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "sep= line": ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
    "semicolons and commas in values": PLAIN.replace(",", ";")
    .replace("12 Ferry St", "12, Ferry St")
    .encode(),
    "everything quoted": "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN.splitlines()
    ).encode(),
    "blank lines": f"\n\n{HEADER}\n\n,,,,,,,,\n{ROW}\n\n   \n".encode(),
    "blanks around the values": f"{HEADER}\n{ROW.replace(',', ' , ')}\n".encode(),
    "header in other case": PLAIN.replace(HEADER, HEADER.upper().replace("_", " ")).encode(),
    "header with blanks": PLAIN.replace("family_name", "  Family  Name ").encode(),
    "another order": "pcm,number,given_name,family_name\njo@harbourside.example,C-1,Mai,Nguyễn\n".encode(),
    "columns without a name": f"{HEADER},,\n{ROW},,\n".encode(),
    "a short row": f"{HEADER}\n{ROW.rpartition(',')[0]}\n".encode(),
    "trailing delimiters": f"{HEADER}\n{ROW},,,,\n".encode(),
    "line break in a value": quoted("Unit 3\r\n12 Ferry St").encode(),
    "quotes in a value": quoted('12 ""Ferry"" St').encode(),
    "delimiter in a value": quoted("Unit 3, 12 Ferry St").encode(),
    "Excel's float number": with_cell("02 5550 0188", "412345678.0").encode(),
    "words instead of a number": with_cell("02 5550 0188", "ask the daughter").encode(),
    "several numbers": with_cell("02 5550 0188", "02 5550 0188;;0491 570 110; ").encode(),
    "day first": with_cell("1948-03-12", "12/03/1948").encode(),
    "workbook's midnight": with_cell("1948-03-12", "1948-03-12 00:00:00").encode(),
    "formula": with_cell("12 Ferry St", "=HYPERLINK(1)").encode(),
    "markup": with_cell("12 Ferry St", "[red]12[/] Ferry [@click=app.quit]").encode(),
    "escape sequences": with_cell("12 Ferry St", "\x1b]0;owned\x07\x1b[2J").encode(),
    "right to left": with_cell("12 Ferry St", "\u202egnaw\u202c").encode(),
    "SQL": with_cell("12 Ferry St", "'); DROP TABLE client; --").encode(),
    "decomposed accents": PLAIN.replace("ễ", "e\u0302\u0303").encode(),
    "emoji": with_cell("12 Ferry St", "🏠 12 Ferry St 👨‍👩‍👧").encode(),
    "Windows-1252": PLAIN.replace("ễ", "é").encode("cp1252"),
    "yes as Y": with_cell(",yes", ",Y").encode(),
    "form feed and tabs": with_cell("12 Ferry St", "12\x0bFerry\x0cSt").encode(),
}
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "only blanks": (b"\n \n\r\n", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "is empty"),
    "no header": (ROW.encode(), "is no column"),
    "unknown column": (PLAIN.replace("dob", "birthday").encode(), "“birthday” is no column"),
    "column twice": (PLAIN.replace("address", "pcm").encode(), "stands in the header twice"),
    "no pcm column": (PLAIN.replace("pcm", "").encode(), "the header lacks pcm"),
    "NUL": (PLAIN.replace("Ferry", "Fer\x00ry").encode(), "NUL"),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), "NUL"),
    "UTF-16 cut in the middle": (PLAIN.encode("utf-16")[:-1], "damaged UTF-16"),
    "UTF-16 with a lone surrogate": (PLAIN.encode("utf-16") + b"\x00\xd8", "damaged UTF-16"),
    "UTF-32": (PLAIN.encode("utf-32"), "UTF-32"),
    "mark, then no UTF-8": (b"\xef\xbb\xbf" + PLAIN.encode("utf-16-le"), "neither UTF-8"),
    "mark, then Latin-1": (b"\xef\xbb\xbf" + PLAIN.replace("ễ", "é").encode("latin-1"), "neither UTF-8"),
    "no encoding at all": (PLAIN.replace("ễ", "?").encode() + b"\x81\x8d\xff", "neither UTF-8"),
    "random bytes": (random.Random(7).randbytes(4096), ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), ""),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "is no column"),
    "a calendar": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "is a calendar"),
    "a web page": (b"<html><body><table><tr><td>number</td></tr></table></body></html>", "is no column"),
    "JSON": (b'[{"number": "C-1"}]', "is no column"),
    "open quote": (PLAIN.replace("12 Ferry", '"12 Ferry').encode(), "never closed"),
    "text after a quote": (
        PLAIN.replace("12 Ferry St", '"12" Ferry').encode(),
        "follows a closing quotation mark",
    ),
    "header without end": (b"number," + b"x" * 200_000 + b"\n", "more than 131,072 characters"),
    "value without end": (quoted("x" * 140_000).encode(), "more than 131,072 characters"),
    "too many values": (f"{HEADER}\n{ROW},surplus\n".encode(), "has 10 values where the header has 9"),
    "a value in a nameless column": (
        f"{HEADER},\n{ROW},note to self\n".encode(),
        "in a column without a name",
    ),
    "a spreadsheet's error": (with_cell("12 Ferry St", "#REF!").encode(), "is an error of the spreadsheet"),
    "unquoted comma": (with_cell("12 Ferry St", "Unit 3, 12 Ferry St").encode(), "has 10 values"),
    "unquoted line break": (with_cell("12 Ferry St", "Unit 3\n12 Ferry St").encode(), "row 3, pcm: no PCM"),
    "long name": (with_cell("Nguyễn", "N" * 201).encode(), "201 characters"),
    "rounded number": (with_cell("02 5550 0188", "6.12556E+10").encode(), "was rounded by the spreadsheet"),
    "month first": (with_cell("1948-03-12", "03/31/1948").encode(), "is no date"),
    "two-digit year": (with_cell("1948-03-12", "12/03/48").encode(), "is no date"),
    "born tomorrow": (with_cell("1948-03-12", "2026-11-22").encode(), "Check the year"),
    "serial day": (with_cell("1948-03-12", "17604").encode(), "is no date"),
    "maybe": (with_cell(",yes", ",maybe").encode(), "“maybe” is not known. Allowed: yes, no, not-asked"),
    "the same client twice": (f"{PLAIN}{ROW}\n".encode(), "stands in row 2 already"),
    "only blanks in a name": (with_cell("Nguyễn", "\u00a0 ").encode(), "is empty. Fill it in"),
    "only invisible": (with_cell("Nguyễn", "\ufeff").encode(), "is empty. Fill it in"),
    "a homoglyph of the manager": (with_cell("jo@", "jо@").encode(), "Nobody here is"),
    "an escape sequence as manager": (
        with_cell("jo@harbourside.example", "\x1b[2Jjo").encode(),
        "Nobody here is",
    ),
    "one bad row among many": (
        (
            f"{HEADER}\n"
            + "".join(f"{ROW.replace('C-1', f'C-{n}')}\n" for n in range(3000))
            + "C-X,,,,,,,,\n"
        ).encode(),
        "row 3002",
    ),
    "10,000 bad rows": (
        (f"{HEADER}\n" + "C,,,,,,,x,x\n" * 10_000).encode(),
        f"… and {50_000 - SHOWN:,} more.",
    ),
}


@pytest.fixture
def desk(sqlite_store: Store, clock: FixedClock, tmp_path: Path) -> Desk:
    """Give a desk in an organisation with its people."""
    desk = founded(sqlite_store, clock)
    bring(desk, "people", tmp_path, PEOPLE)
    return desk


@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_read_for_certain_is_taken(desk: Desk, tmp_path: Path, name: str) -> None:
    before = contents(desk.store)
    report = bring(desk, "clients", tmp_path, TAKEN[name])
    assert (report.rows, report.added, report.applied) == (1, 1, True)
    after = contents(desk.store)
    assert (after["client"] - before["client"], after["audit"] - before["audit"]) == (1, 1)
    assert all("\x1b" not in str(warning) for warning in report.warnings)
    assert bring(desk, "clients", tmp_path, TAKEN[name]).unchanged == 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_is_refused_clearly_and_changes_nothing(desk: Desk, tmp_path: Path, name: str) -> None:
    content, told = REFUSED[name]
    before = contents(desk.store)
    for dry_run in (True, False):
        with pytest.raises(ImportRefused) as fault:
            bring(desk, "clients", tmp_path, content, dry_run=dry_run)
        assert told in fault.value.words
        assert fault.value.words.startswith("clients.csv: ")
        assert 0 < len(fault.value.problems) <= SHOWN
        assert fault.value.words.replace("\n", "").isprintable()
    assert contents(desk.store) == before


def test_another_encoding_is_said_aloud(desk: Desk, tmp_path: Path) -> None:
    report = bring(desk, "clients", tmp_path, TAKEN["Windows-1252"])
    assert "it was read as Windows-1252" in str(report.warnings[0])


def test_what_is_no_telephone_number_is_kept_and_said_aloud(desk: Desk, tmp_path: Path) -> None:
    report = bring(desk, "clients", tmp_path, TAKEN["words instead of a number"])
    assert [str(warning) for warning in report.warnings] == [
        "row 2, phones: “ask the daughter” is no known telephone number; kept as it is."
    ]


def test_a_row_is_numbered_as_a_spreadsheet_does_whatever_stands_above(desk: Desk, tmp_path: Path) -> None:
    above = quoted("Unit 3\n12 Ferry St")
    with pytest.raises(ImportRefused, match="row 4, pcm: no PCM"):
        bring(desk, "clients", tmp_path, f"{above}\nC-2,Ash,Lu,,,,,,\n")


@pytest.mark.parametrize("kind", ["people", "clients", "duty", "absences"])
def test_any_bytes_at_all_are_taken_or_refused(desk: Desk, tmp_path: Path, kind: str) -> None:
    dice = random.Random(kind)
    good = {
        "people": PEOPLE,
        "clients": PLAIN,
        "duty": "director,start,end\nKim Webb,2026-11-20 17:00,2026-11-21 09:00\n",
    }
    whole = good.get(kind, "person,reason,start,end,note\nJo Lee,sick,2026-11-20 07:40,,x\n").encode()
    before = contents(desk.store)
    refusals: list[ImportRefused] = []
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(broken))
            broken[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        try:
            bring(desk, kind, tmp_path, bytes(broken), dry_run=True)
        except ImportRefused as fault:
            refusals.append(fault)
    assert all(fault.problems for fault in refusals)
    assert contents(desk.store) == before


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet, the same bytes at any time of day."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    held, packed = io.BytesIO(), io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as dated, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in dated.namelist():
            if name != "docProps/core.xml":
                fixed.writestr(zipfile.ZipInfo(name), dated.read(name))
    return packed.getvalue()


def locked() -> bytes:
    """Return the beginning of a workbook with a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def bomb() -> bytes:
    """Return a small file that says it unpacks to gigabytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.filelist[0].file_size = (1 << 31) - 1
    return held.getvalue()


def lying_bomb() -> bytes:
    """Return a workbook whose sheet unpacks to far more than the archive says."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", bytes(120_000_000))
        packed.filelist[1].file_size = 100
    return held.getvalue()


def archive() -> bytes:
    """Return a ZIP of something else."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("clients.csv", PLAIN)
    return held.getvalue()


GOOD = [cell.split(",") for cell in PLAIN.splitlines()]
BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a workbook": (lambda: b"PK\x03\x04" + bytes(100), "is damaged, or no workbook"),
    "cut short": (lambda: workbook(GOOD)[:-200], "is damaged, or no workbook"),
    "an archive of something else": (archive, "is damaged, or no workbook"),
    "locked or old": (locked, "is damaged, or no workbook"),
    "a bomb": (bomb, "unpacks to more than 100 MB"),
    "a bomb that lies": (lying_bomb, "unpacks to more than 100 MB"),
    "nothing in it": (lambda: workbook([]), "is empty"),
    "numbers as header": (lambda: workbook([[1, 2.5, True]]), "“2.5” is no column"),
    "date as name": (
        lambda: workbook([GOOD[0], ["C-1", "", "Mai", "Jo Lee", "", "", "", "x", ""]]),
        "is no date",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_is_none_is_refused_clearly(desk: Desk, tmp_path: Path, name: str) -> None:
    make, told = BOOKS[name]
    file = tmp_path / "given.xlsx"
    file.write_bytes(make())
    before = contents(desk.store)
    with pytest.raises(ImportRefused) as fault:
        run_import(desk, "clients", file)
    assert told in fault.value.words
    assert contents(desk.store) == before


def test_a_workbook_under_another_name_is_known_by_what_it_is(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_bytes(workbook(GOOD))
    assert run_import(desk, "clients", file).added == 1


def test_a_broken_workbook_is_taken_or_refused(desk: Desk, tmp_path: Path) -> None:
    dice = random.Random(11)
    whole = workbook(GOOD)
    file = tmp_path / "given.xlsx"
    before = contents(desk.store)
    refusals: list[ImportRefused] = []
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 20)):
            broken[dice.randrange(4, len(broken))] = dice.randrange(256)
        file.write_bytes(bytes(broken))
        try:
            run_import(desk, "clients", file, dry_run=True)
        except ImportRefused as fault:
            refusals.append(fault)
    assert all(fault.problems for fault in refusals)
    assert contents(desk.store) == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.csv", "is not there"),
        (".", "is a folder"),
        ("x" * 5000, "cannot be read"),
        ("nul\x00.csv", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(desk: Desk, tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(ImportRefused) as fault:
        run_import(desk, "clients", tmp_path / name)
    assert told in fault.value.words


def test_a_sheet_of_a_text_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(PLAIN)
    with pytest.raises(ImportRefused, match="is not a workbook"):
        run_import(desk, "clients", file, sheet="Clients")


def test_what_changes_between_the_check_and_the_write_refuses_the_whole(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{ROW.replace('C-1', f'C-{n}')}\n" for n in range(2000))
    file = tmp_path / "clients.csv"
    file.write_text(f"{HEADER}\n{rows}")
    before = contents(desk.store)
    left = False

    def leave(done: int, total: int) -> None:
        """Let Jo Lee leave once the file was checked."""
        nonlocal left
        if done * 2 == total:
            change = "name,roles,email,active\nJo Lee,care-manager,jo@harbourside.example,no\n"
            bring(desk, "people", tmp_path, change)
            left = True

    with pytest.raises(ImportRefused, match="Jo Lee no longer works here"):
        run_import(desk, "clients", file, progress=leave)
    assert left
    after = contents(desk.store)
    assert {**after, "audit": 0} == {**before, "audit": 0}


def test_there_are_enough_of_them() -> None:
    assert len(TAKEN) + len(REFUSED) + len(BOOKS) >= 60
