"""Open a file as rows of text, whatever program wrote it; what cannot be read for certain is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oncall_tui.desk.imports.findings import Findings, refused, shown

Cells = Sequence[str]
Numbered = tuple[int, Cells]
"""A row as a spreadsheet numbers it, and what stands in it."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CALENDAR = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of record."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every column, the required ones first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was found readable from end to end, to be gone through as often as needed."""

    records: Callable[[], Iterator[Numbered]]
    """Goes through every row from the first, the header and blank rows included."""
    warning: str = ""
    """What the reader had to assume."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header is understood."""

    sheet: Sheet
    header_row: int
    header: tuple[str, ...]
    """Names of the columns in their order; empty where a column has neither name nor values."""
    total: int
    """Rows beneath the header, blank ones left out."""

    @property
    def index(self) -> Mapping[str, int]:
        """Where each column stands."""
        return {name: place for place, name in enumerate(self.header) if name}

    def rows(self) -> Iterator[Numbered]:
        """Go through the rows beneath the header, without blank ones."""
        for number, cells in self.sheet.records():
            if number > self.header_row and not blank(cells):
                yield number, cells


def open_table(
    path: Path,
    columns: Columns,
    findings: Findings,
    sheet: str | None,
    calendar: Callable[[Path, Findings], Table] | None = None,
) -> Table:
    """Open a file and understand its header; every row is read once, to know that it can be.

    Args:
        path: a CSV, a workbook or, where `calendar` is given, a calendar.
        columns: what its rows may hold.
        findings: where what is wrong or doubtful is noted.
        sheet: name of the workbook's sheet; the first if left out.
        calendar: what reads a calendar of this kind of record.

    Raises:
        ImportRefused: the file is missing, damaged, of another kind, or its header is not as it should be.
    """
    if calendar is not None and sheet is None and _is_calendar(path):
        return calendar(path, findings)
    found = _open(path, columns, findings.source, sheet)
    if found.warning:
        findings.doubtful(0, "", found.warning)
    records = found.records()
    header_row, cells = next(((n, cells) for n, cells in records if not blank(cells)), (0, ()))
    if not header_row:
        raise refused(findings.source, f"is empty. Give it a header row: {', '.join(columns.names)}.")
    header = _header(cells, columns, findings, header_row)
    total = sum(1 for _, cells in records if not blank(cells))
    if not total:
        findings.doubtful(0, "", "There is nothing beneath the header.")
    return Table(found, header_row, header, total)


def _is_calendar(path: Path) -> bool:
    """Whether a file begins as a calendar does; False for one that cannot be read at all."""
    try:
        with path.open("rb") as file:
            return _begins_calendar(file.read(64))
    except (OSError, ValueError):
        return False


def _begins_calendar(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(_CALENDAR)


def blank(cells: Cells) -> bool:
    """Whether a row holds nothing at all."""
    return not any(cells) or not any(cell.strip() for cell in cells)


def plain_name(name: str) -> str:
    """Return a column's name as it is compared: without case, blanks and hyphens."""
    return "_".join(name.replace("\ufeff", "").replace("-", " ").replace("_", " ").casefold().split())


def _open(path: Path, columns: Columns, source: str, sheet: str | None) -> Sheet:
    """Choose the reader by what the file is, for names lie."""
    from oncall_tui.desk.imports import csvfile, workbook

    try:
        if path.is_dir():
            raise refused(source, "is a folder. Name one CSV or XLSX file.")
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        raise refused(source, "is not there. Check the name and the folder.") from None
    except (OSError, ValueError) as fault:
        reason = (
            fault.strerror if isinstance(fault, OSError) and fault.strerror else "its name is not possible"
        )
        raise refused(source, f"cannot be read: {reason}.") from None
    if _begins_calendar(start):
        raise refused(source, f"is a calendar. Save it as CSV with the columns {', '.join(columns.names)}.")
    if start.startswith((_ZIP, _OLE)):
        return workbook.open_workbook(path, source, sheet)
    if sheet is not None:
        raise refused(source, "is not a workbook, so it has no sheets. Leave the sheet's name out.")
    return csvfile.open_csv(path, source, columns)


def _header(cells: Cells, columns: Columns, findings: Findings, row: int) -> tuple[str, ...]:
    """Return the names of the columns, tolerant of case and blanks, and strict about everything else."""
    header = tuple(plain_name(cell) for cell in cells)
    known = set(columns.names)
    for place, name in enumerate(header):
        if name and name not in known:
            findings.wrong(
                row, "", f"{shown(cells[place])} is no column. Allowed: {', '.join(columns.names)}."
            )
        elif name and name in header[:place]:
            findings.wrong(row, name, "stands in the header twice. Keep one of them.")
    if missing := [name for name in columns.required if name not in header]:
        findings.wrong(row, "", f"the header lacks {', '.join(missing)}. Add the column, or mend its name.")
    findings.refuse_if_wrong()
    return header
