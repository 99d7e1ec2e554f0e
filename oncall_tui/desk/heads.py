"""Where the record ended, kept outside the database (R-173): what is cut off or replaced is found by it.

Whoever holds the database and its key could rewrite the whole chain. A head that lies elsewhere (in the state
folder, beside a backup, in the foot of a printed brief) still tells.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncall_tui import paths
from oncall_tui.errors import Refused
from storage.audit import DEEDS
from storage.chain import Chain, Head
from storage.views import VIEWS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.sessions import Store

_PRINTED = re.compile(r"\brecord (\d{1,18}):([0-9a-f]{8,64})\b")
_LARGEST = 64 * 1024 * 1024
_LINE = 4096
"""Bytes from the end within which the last line begins."""
_HASH = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A head that was kept outside."""

    where: str
    """The line of the file."""
    database: str
    """Of which database; empty where it was printed."""
    deeds: Head
    views: Head | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of holding kept heads against the record."""

    ok: bool
    heads: int
    """How many heads of this record the file holds."""
    first_broken: int | None
    """Number of the first entry that is not the one that was kept."""
    why: str


def stamp(store: Store) -> str:
    """Return the record's head as it stands in the foot of a page, such as "record 1042:ab12cd34"."""
    with store.reading() as connection:
        return f"record {DEEDS.head(connection).short}"


def keep_head(store: Store, file: Path | None = None) -> Path:
    """Add where the record ends now to a file outside the database, unless that stands there already.

    Args:
        store: whose record.
        file: one JSON document a line, for this user alone; the one in the state folder if left out.

    Raises:
        OSError: it cannot be written.
    """
    target = file or paths.audit_heads_file()
    with store.reading() as connection:
        head, seen = DEEDS.head(connection), VIEWS.head(connection)
        database = str(store.database_id(connection))
    told = {
        "database": database,
        "at": store.clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "record": head.seq,
        "hash": head.hash,
        "views": seen.seq,
        "views_hash": seen.hash,
    }
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as opened:
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - _LINE))
        if _last(opened.read()) == {**told, "at": None}:
            return target
        opened.write(json.dumps(told, separators=(",", ":")).encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    return target


def compare(store: Store, file: Path) -> Comparison:
    """Hold every head that a file keeps against the record; pages with a printed foot will do as well.

    Raises:
        Refused: there is no such file, or no head in it.
    """
    kept = list(_kept_in(file))
    if not kept:
        raise Refused(f"{file} holds no head of a record. Name audit-heads.log, or a printed brief.")
    with store.reading() as connection:
        database = str(store.database_id(connection))
        ours = [each for each in kept if each.database in ("", database)]
        if not ours:
            why = f"None of the {len(kept)} heads is of this database: it was replaced by another one."
            return Comparison(False, 0, None, why)
        broken = [found for each in ours if (found := _differs(connection, each)) is not None]
    if not broken:
        return Comparison(True, len(ours), None, f"{len(ours)} kept heads agree with the record.")
    seq, why = min(broken)
    return Comparison(False, len(ours), seq, why)


def _differs(connection: Connection, kept: Kept) -> tuple[int, str] | None:
    """Return the entry that is not the one that was kept, and how that is said."""
    pairs: list[tuple[Chain, Head | None, str]] = [
        (DEEDS, kept.deeds, "Entry"),
        (VIEWS, kept.views, "View"),
    ]
    for chain, head, name in pairs:
        if head is None or not head.seq:
            continue
        there = chain.hash_of(connection, head.seq)
        if there is None:
            why = f"{name} {head.seq}, kept in {kept.where}, is missing: the record was cut off or put back."
            return head.seq, why
        if not there.startswith(head.hash):
            why = f"{name} {head.seq} is not the one kept in {kept.where}: the record was rewritten."
            return head.seq, why
    return None


def _kept_in(file: Path) -> Iterator[Kept]:
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused(f"{file} is too large to be a file of heads.")
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as fault:
        raise Refused(f"{file} cannot be read ({fault.strerror}). Check its name.") from None
    for number, line in enumerate(lines, start=1):
        where = f"line {number}"
        told = _document(line)
        if told is not None:
            yield Kept(where, str(told["database"]), *told["heads"])
            continue
        for seq, hash_ in _PRINTED.findall(line):
            yield Kept(where, "", Head(int(seq), hash_), None)


def _document(line: str) -> dict[str, Any] | None:
    """Return what a line of the log tells; None for any other line."""
    if not line.startswith("{"):
        return None
    try:
        told = json.loads(line)
        heads = tuple(
            Head(int(told[seq]), str(told[hash_]))
            for seq, hash_ in (("record", "hash"), ("views", "views_hash"))
        )
        database = told["database"]
    except (ValueError, KeyError, TypeError):
        return None
    if not all(_HASH.fullmatch(each.hash) for each in heads):
        return None
    return {"database": database, "heads": heads}


def _last(written: bytes) -> dict[str, Any] | None:
    """Return what the last line of the log tells, without its time."""
    lines = written.splitlines()
    try:
        return {**json.loads(lines[-1]), "at": None} if lines else None
    except (ValueError, TypeError):
        return None
