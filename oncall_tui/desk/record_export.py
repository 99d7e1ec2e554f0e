"""Take a part of the record out for an auditor (R-173): as CSV or as JSON lines, and record that too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.export.files import kept_file
from oncall_tui.desk.export.leaving import purpose, record
from oncall_tui.desk.export.sheets import guarded, rows_text
from oncall_tui.desk.record import Entry, Wanted, entries, wanted_by
from oncall_tui.desk.views import Saved
from oncall_tui.errors import BadSettings
from oncall_tui.text import safe_text

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_LONGEST = 32_000
"""Characters of one cell; spreadsheets hold a few more."""
_COLUMNS = (
    "seq", "at_utc", "at_local", "actor", "on_behalf_of", "terminal", "action", "object", "undoes", "detail",
    "previous", "hash",
)  # fmt: skip


class RecordFormat(StrEnum):
    """How the record is taken out."""

    CSV = "csv"
    LINES = "jsonl"


def record_format(named: str, path: str) -> RecordFormat:
    """Return the format that was named, else that of the file's name, else CSV.

    Raises:
        BadSettings: there is no such format.
    """
    end = path.rpartition(".")[2].casefold() if "." in path else ""
    plain = named.strip().casefold().lstrip(".") or (end if end in list(RecordFormat) else RecordFormat.CSV)
    try:
        return RecordFormat(plain)
    except ValueError:
        raise BadSettings(f"The record goes out as csv or jsonl, not as “{named}”.", field="format") from None


def export_record(
    desk: Desk, wanted: Wanted, path: Path, how: RecordFormat, *, reason: str, replace: bool = False
) -> Saved:
    """Write the entries that are wanted into a file; that they left, and why, is the record's next entry.

    Raises:
        Refused: no reason is given, or the file is there already; nothing was written and nothing recorded.
    """
    reason = purpose(reason)
    found = list(entries(desk.store, wanted_by(desk, wanted)))
    content = _WAYS[how](found, ZoneInfo(desk.house.zone)).encode()
    with kept_file(path, content, replace=replace) as target:
        kind = "views" if wanted.views else "entries"
        what = f"{len(found):,} {kind} of the record{_asked(wanted)}, {how} file {target.name}"
        record(desk, "export.audit", "audit", what, content, reason)
    return Saved(0, f"Written: {len(found):,} {kind}, {target}. It is for you alone.")


def _asked(wanted: Wanted) -> str:
    """Return what was asked for, by numbers and addresses."""
    told = {
        "who": wanted.actor,
        "client": wanted.client_id,
        "object": wanted.object,
        "action": wanted.action,
        "from": wanted.since.astimezone(UTC).isoformat(timespec="minutes") if wanted.since else "",
        "until": wanted.until.astimezone(UTC).isoformat(timespec="minutes") if wanted.until else "",
    }
    said = ", ".join(f"{name} {value}" for name, value in told.items() if value)
    return f" ({said})" if said else ""


def _csv(found: Sequence[Entry], zone: ZoneInfo) -> str:
    return rows_text((_COLUMNS, *(_cells(each, zone) for each in found)))


def _cells(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    """Return an entry as a spreadsheet holds it; no cell of it is taken for a formula."""
    texts = (entry.actor, entry.on_behalf_of, entry.terminal, entry.action, entry.object)
    return (
        str(entry.seq),
        entry.at.astimezone(UTC).isoformat(timespec="seconds"),
        entry.at.astimezone(zone).isoformat(timespec="seconds"),
        *(guarded(safe_text(each, max_len=_LONGEST)) for each in texts),
        "" if entry.undoes is None else str(entry.undoes),
        guarded(safe_text(entry.detail, max_len=_LONGEST)),
        entry.previous,
        entry.hash,
    )


def _lines(found: Sequence[Entry], zone: ZoneInfo) -> str:
    return "".join(f"{line}\n" for line in _documents(found, zone))


def _documents(found: Sequence[Entry], zone: ZoneInfo) -> Iterator[str]:
    for entry in found:
        told = {
            "seq": entry.seq,
            "at_utc": entry.at.astimezone(UTC).isoformat(),
            "at_local": entry.at.astimezone(zone).isoformat(),
            "actor": entry.actor,
            "on_behalf_of": entry.on_behalf_of,
            "terminal": entry.terminal,
            "action": entry.action,
            "object": entry.object,
            "undoes": entry.undoes,
            "detail": json.loads(entry.detail),
            "previous": entry.previous,
            "hash": entry.hash,
        }
        yield json.dumps(told)


_WAYS: dict[RecordFormat, Callable[[Sequence[Entry], ZoneInfo], str]] = {
    RecordFormat.CSV: _csv,
    RecordFormat.LINES: _lines,
}
