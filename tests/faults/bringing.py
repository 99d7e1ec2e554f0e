"""Malformed files of every kind, brought in for good: each is taken whole or not at all."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from oncall_tui.desk.imports import ImportRefused, run_import
from oncall_tui.errors import Refused
from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.errors import StoreError
from storage.sessions import Store
from tests.clock import FixedClock
from tests.desk.importing import PEOPLE, contents
from tests.desk.test_imports_hostile import GOOD, PLAIN, workbook
from tests.house import desk_of
from tests.processes import ended, hear, start

DUTY = "director,start,end\nKim Webb,2026-12-20 17:00,2026-12-21 09:00\n"
ABSENCES = "person,reason,start,end,note\nJo Lee,sick,2026-11-20 07:40,,x\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
    "DTSTART:20261220T170000Z\r\nDTEND:20261221T090000Z\r\nSUMMARY:Kim Webb\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
TEXTS = {"people": PEOPLE, "clients": PLAIN, "duty": DUTY, "absences": ABSENCES}
_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Brought:
    """What came of all files together."""

    files: int = 0
    taken: int = 0
    refused: int = 0
    half_taken: int = 0
    """Files that were refused and of which something was kept all the same."""
    unforeseen: int = 0
    """Files at which something else than a refusal in words came out."""
    memory_mb: float = 0.0
    """The most that the program used beyond what it needs for a file that is whole."""


def malformed(count: int, seed: int = 20261121) -> Iterator[tuple[str, str, bytes]]:
    """Yield so many files: their kind, their name, and what stands in them."""
    dice = random.Random(seed)
    for name in islice(_MONSTERS, count):
        yield "clients", name, _MONSTERS[name]()
    kinds = tuple(TEXTS)
    book = workbook(GOOD)
    for turn in range(count - len(_MONSTERS)):
        kind = kinds[turn % len(kinds)]
        if turn % 4 == 3:
            yield "clients", "given.xlsx", _broken(book, dice, 20)
        elif turn % 10 == 0:
            yield "duty", "given.ics", _broken(CALENDAR.encode(), dice, 6)
        else:
            yield kind, "given.csv", _broken(TEXTS[kind].encode(), dice, 6)


def _broken(whole: bytes, dice: random.Random, most: int) -> bytes:
    broken = bytearray(whole)
    for _ in range(dice.randint(1, most)):
        place = dice.randrange(4, len(broken))
        broken[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
    return bytes(broken[: dice.randint(len(broken) // 2, len(broken))] if dice.random() < 0.2 else broken)


def _bomb(megabytes: int) -> bytes:
    """Return a workbook whose only sheet holds one value that unpacks to so much."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(GOOD))) as whole,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for name in whole.namelist():
            if not name.endswith("sheet1.xml"):
                packed.writestr(name, whole.read(name))
                continue
            before, cell, after = whole.read(name).partition(b"<v>")
            with packed.open(name, "w", force_zip64=True) as sheet:
                sheet.write(before + cell)
                for _ in range(megabytes):
                    sheet.write(b"7" * _MEGABYTE)
                sheet.write(after)
    return held.getvalue()


_MONSTERS: Mapping[str, Callable[[], bytes]] = {
    "columns.csv": lambda: b",".join(b"c%d" % column for column in range(200_000)) + b"\n",
    "bomb.xlsx": lambda: _bomb(900),
    "line.csv": lambda: PLAIN.encode() + b"C-2," + b"x" * (30 * _MEGABYTE),
    "quote.csv": lambda: PLAIN.encode() + b'C-2,"' + b"y\n" * (15 * _MEGABYTE),
    "nothing.csv": lambda: bytes(30 * _MEGABYTE),
    "commas.csv": lambda: b"number,family_name\n" + b"," * (10 * _MEGABYTE),
}
"""Files that are far too large, or become so."""


def bring(store: Store, url: str, folder: Path, count: int) -> Brought:
    """Let a program of its own bring so many malformed files in, and return what it saw."""
    process, pipe = start(_bring_all, url, store.audit_key, folder, count)
    words = hear(pipe, 600.0).split()
    assert ended(process) == 0
    files, taken, refused, half_taken, unforeseen = map(int, words[:-1])
    return Brought(files, taken, refused, half_taken, unforeseen, float(words[-1]))


def _bring_all(url: str, key: AuditKey, folder: Path, count: int, pipe: Pipe) -> None:
    store = Store(open_engine(url), key, FixedClock())
    desk, seen = desk_of(store, FixedClock()), Brought()
    (folder / "whole.csv").write_text(PEOPLE, encoding="utf-8")
    run_import(desk, "people", folder / "whole.csv", dry_run=True)
    begun = _peak_mb()
    for kind, name, content in malformed(count):
        file = folder / name
        file.write_bytes(content)
        del content
        before = contents(store)
        seen.files += 1
        try:
            run_import(desk, kind, file)
        except (ImportRefused, Refused, StoreError):
            seen.refused += 1
            seen.half_taken += contents(store) != before
        except Exception as fault:  # noqa: BLE001 (whatever it is, it is counted and told)
            seen.unforeseen += 1
            sys.stderr.write(f"{kind} {name}: {fault!r}\n")
        else:
            seen.taken += 1
    seen.memory_mb = _peak_mb() - begun
    seen.half_taken += not store.verify_audit().ok
    pipe.send(" ".join(str(value) for value in asdict(seen).values()))


def _peak_mb() -> float:
    """Return the most memory that this program has used so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
