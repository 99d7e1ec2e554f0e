"""Read the first sheet of a workbook, or a named one, as the text that a person sees in it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from oncall_tui.desk.imports.findings import refused
from oncall_tui.desk.imports.tables import Numbered, Sheet
from oncall_tui.text import safe_text

Value = int | float | str | bool | time | date | datetime | timedelta

_BROKEN = (
    CalamineError,
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the two readers raise on files that are none of theirs."""
_LARGEST = 100_000_000
"""Bytes that a workbook may unpack to: what reads it holds a sheet in memory whole."""
_LOCAL_HEADER = struct.Struct("<26xHH")
"""Before each part of an archive: how long its name and its extra field are."""
_CHUNK = 1 << 16
_WHOLE = 1e15
"""Up to here a floating-point number holds every digit of a whole one."""


def open_workbook(path: Path, source: str, name: str | None) -> Sheet:
    """Return the rows of one sheet.

    Raises:
        ImportRefused: it is damaged, locked by a password, huge, or has no such sheet.
    """
    try:
        _refuse_huge(path, source)
        book = CalamineWorkbook.from_path(path)
        sheet = _choose(book, source, name)
        for _ in sheet.iter_rows():
            pass  # what is damaged further down must be known before anything is judged
    except PasswordError:
        raise refused(source, "is locked by a password. Save a copy without one.") from None
    except _BROKEN as fault:
        words = "is damaged, or no workbook. Open it in a spreadsheet program and save it again as XLSX"
        raise refused(source, f"{words} ({type(fault).__name__}).") from None

    def records() -> Iterator[Numbered]:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, [cell if type(cell) is str else as_text(cell) for cell in cells]

    others = len(book.sheet_names) - 1
    read = f"Only the sheet “{safe_text(sheet.name, max_len=40)}” was read; the workbook has {others} more."
    return Sheet(records, read if others and name is None else "")


def as_text(value: Value) -> str:
    """Return a cell as text: whole numbers without a point, dates and times in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return str(value)


def _choose(book: CalamineWorkbook, source: str, name: str | None) -> CalamineSheet:
    """Return the sheet of that name, or the first."""
    names = book.sheet_names
    if not names:
        raise refused(source, "has no sheet in it.")
    if name is None:
        return book.get_sheet_by_index(0)
    for place, each in enumerate(names):
        if each.strip().casefold() == name.strip().casefold():
            return book.get_sheet_by_index(place)
    listed = ", ".join(safe_text(each, max_len=40) for each in names[:20])
    raise refused(source, f"has no sheet “{safe_text(name, max_len=40)}”. It has: {listed}.")


def _refuse_huge(path: Path, source: str) -> None:
    """Refuse a small file that unpacks to more than fits into memory."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed, path.open("rb") as raw:
        room = _LARGEST
        for part in packed.infolist():
            room -= max(part.file_size, _unpacked(raw, part, room))
            if room < 0:
                raise refused(source, "unpacks to more than 100 MB. Save it as CSV.")


def _unpacked(raw: BinaryIO, part: zipfile.ZipInfo, enough: int) -> int:
    """Return how many bytes a part really unpacks to, counted until that is more than enough.

    What the archive itself says of it may be a lie.
    """
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return part.compress_size
    raw.seek(part.header_offset)
    raw.seek(sum(_LOCAL_HEADER.unpack(raw.read(_LOCAL_HEADER.size))), 1)
    left, unpacked, stream = part.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while unpacked <= enough and not stream.eof:
        packed = stream.unconsumed_tail
        if not packed:
            packed = raw.read(min(left, _CHUNK))
            left -= len(packed)
            if not packed:
                break
        unpacked += len(stream.decompress(packed, _CHUNK))
    return unpacked
