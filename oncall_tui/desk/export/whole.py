"""The whole data in open formats: one CSV and one JSON-lines file a table, all of them or none (R-184)."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from oncall_tui.desk.access.permits import require_to_read
from oncall_tui.desk.export.leaving import purpose, record
from oncall_tui.desk.export.sheets import guarded
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from storage import reads
from storage.dump import each_table

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

MANIFEST = "manifest.json"
_NOT_TAKEN_OUT = frozenset({"credential", "enrolment_code", "recovery_code", "sign_in_try"})
"""Tables of secrets: a hash of a PIN is as good as the PIN to whoever has time."""
_NOTES = (
    "Every table as of one moment. The .jsonl files hold it exactly: a JSON object a line, instants in UTC. "
    "The .csv files are for spreadsheets: empty cells stand for nothing, and text that begins like a formula "
    "has an apostrophe before it. This is an uncontrolled copy of health records: keep it as you keep those."
)


@dataclass(slots=True)
class _Written:
    """A file that is being written, and what it adds up to."""

    file: IO[bytes]
    name: str
    size: int = 0
    hashed: Any = field(default_factory=sha256)

    def add(self, content: bytes) -> None:
        self.file.write(content)
        self.hashed.update(content)
        self.size += len(content)

    def told(self) -> dict[str, Any]:
        return {"file": self.name, "bytes": self.size, "sha256": self.hashed.hexdigest()}


def export_data(desk: Desk, folder: Path, *, reason: str) -> Saved:
    """Write the whole data into a new folder, and record it.

    Raises:
        Refused: whoever asks is no director, no reason is given, the folder is there already or cannot be
            made; nothing was left behind.
    """
    require_to_read(desk, Capability.TAKE_OUT_ALL, "export")
    reason = purpose(reason)
    folder = folder.expanduser().absolute()
    if folder.exists():
        raise Refused(f"{folder} is there already. Name a new folder.", field="folder")
    if not folder.parent.is_dir():
        raise Refused(f"There is no folder {folder.parent}. Make it first.", field="folder")
    draft = folder.with_name(f".{folder.name[:80]}.{secrets.token_hex(6)}.part")
    try:
        draft.mkdir(mode=0o700)
        manifest, rows = _write(desk, draft)
        record(
            desk, "export.data", "organisation:1", f"the whole data, folder {folder.name}", manifest, reason
        )
        draft.rename(folder)
    except OSError as error:
        why = error.strerror or "unknown trouble"
        raise Refused(f"{folder} cannot be written ({why}). Choose another place.", field="folder") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Saved(0, f"Written: {folder}, {rows:,} rows, listed with their hashes in {MANIFEST}.")


def _write(desk: Desk, folder: Path) -> tuple[bytes, int]:
    """Write every table and the manifest; return the manifest and how many rows there are."""
    tables: list[dict[str, Any]] = []
    with desk.store.reading() as connection:
        database = str(reads.scalar(connection, "database_id"))
        for name, columns, rows in each_table(connection):
            if name in _NOT_TAKEN_OUT:
                continue
            tables.append(_table(folder, name, columns, rows))
    told = {
        "what": "the whole data of oncall-tui",
        "house": desk.house.name,
        "database": database,
        "made_at": desk.now().isoformat(),
        "made_by": desk.operator.name,
        "notes": _NOTES,
        "rows": sum(table["rows"] for table in tables),
        "tables": tables,
    }
    manifest = (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
    with _new(folder / MANIFEST) as opened:
        opened.write(manifest)
    return manifest, told["rows"]


def _table(folder: Path, name: str, columns: list[str], rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    with _new(folder / f"{name}.csv") as plain, _new(folder / f"{name}.jsonl") as lines:
        sheet, exact = _Written(plain, f"{name}.csv"), _Written(lines, f"{name}.jsonl")
        sheet.add(_csv([columns]))
        number = 0
        for number, row in enumerate(rows, 1):  # noqa: B007 (it tells how many there were)
            sheet.add(_csv([[_cell(row[column]) for column in columns]]))
            exact.add((json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode())
    return {"table": name, "rows": number, "columns": columns, "csv": sheet.told(), "jsonl": exact.told()}


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file for this user alone, which is on the disk when it is closed."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        yield opened
        opened.flush()
        os.fsync(opened.fileno())


def _csv(rows: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return guarded(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
