"""Read CSV as programs really write it: with marks, semicolons, quotes and encodings of their own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from oncall_tui.desk.imports.findings import refused
from oncall_tui.desk.imports.tables import Columns, Numbered, Sheet, plain_name

_DELIMITERS = (",", ";", "\t")
_WESTERN = "cp1252"
_CHUNK = 1 << 20
_TOLD = "Save it again as CSV UTF-8 or as XLSX"


def open_csv(path: Path, source: str, columns: Columns) -> Sheet:
    """Find out how a file is written and return its rows; the delimiter is judged by the header alone.

    Raises:
        ImportRefused: it is no text, is damaged, or no encoding fits it.
    """
    encoding = _encoding(path, source)
    delimiter, skipped = _delimiter(path, encoding, columns)

    def records() -> Iterator[Numbered]:
        number = skipped
        with path.open(encoding=encoding, newline="") as file:
            for _ in range(skipped):
                file.readline()
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, skipped + 1):
                    yield number, cells
            except csv.Error as fault:
                raise refused(source, _explain(str(fault)), row=number + 1) from None

    warning = "The file is not UTF-8; it was read as Windows-1252. Look at the names with accents."
    return Sheet(records, warning if encoding == _WESTERN else "")


def _encoding(path: Path, source: str) -> str:
    """Return the encoding that a file is in, from its mark or by reading it through."""
    with path.open("rb") as file:
        start = file.read(4)
    if start in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        raise refused(source, f"is UTF-32 text. {_TOLD}.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if not _fits(path, "utf-16", source):
            raise refused(source, f"is damaged UTF-16 text. {_TOLD}.")
        return "utf-16"
    if _fits(path, "utf-8-sig", source):
        return "utf-8-sig"
    if start[:3] != b"\xef\xbb\xbf" and _fits(path, _WESTERN, source):
        return _WESTERN
    raise refused(source, f"is neither UTF-8 nor Windows-1252 text. {_TOLD}.")


def _fits(path: Path, encoding: str, source: str) -> bool:
    """Whether the whole file can be read in an encoding.

    Raises:
        ImportRefused: there are NUL characters in it, so it is no text in this encoding.
    """
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(_CHUNK):
                if "\x00" in chunk:
                    raise refused(source, f"holds NUL characters, so it is not plain text. {_TOLD}.")
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str, columns: Columns) -> tuple[str, int]:
    """Return the delimiter by which most of the header's columns are known, and how many lines to skip.

    Excel may write `sep=;` as a first line of its own.
    """
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline(_CHUNK)
        if line.strip().casefold() in {f"sep={each}".strip() for each in _DELIMITERS}:
            given = line.strip()[4:] or "\t"
            return given, 1
        while line and not line.strip():
            line = file.readline(_CHUNK)
    known = set(columns.names)

    def score(delimiter: str) -> int:
        try:
            names = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return 0  # the rows are read next, and refused in words
        return sum(plain_name(name) in known for name in names)

    return max(_DELIMITERS, key=score), 0


def _explain(fault: str) -> str:
    """Return what is wrong with the quotes or the length of a row."""
    if "field larger" in fault:
        return "has a value of more than 131,072 characters. Is a quotation mark left open above?"
    if "unexpected end" in fault:
        return 'a quotation mark is never closed. Write " inside a value as "".'
    if "expected after" in fault:
        return 'something follows a closing quotation mark. Write " inside a value as "".'
    return f"cannot be read as CSV ({fault}). {_TOLD}."
