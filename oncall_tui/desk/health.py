"""Whether all is well with the database, the record, the rota and the clock, and what to do (R-177)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.desk.findings import Finding, Grade
from oncall_tui.desk.heads import compare
from oncall_tui.desk.safekeeping import last_backup, private_files, rota_ahead, signing_in
from oncall_tui.errors import OncallError, Refused
from oncall_tui.text import byte_words, span_words, when
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk, House
    from storage.sessions import Store

_SCARCE, _DANGEROUS = 1_000_000_000, 100_000_000
"""Free bytes on the disk below which to look, and below which saving may soon fail."""
_CLOCK_SLACK = timedelta(minutes=2)


def examine(store: Store, sit_down: Callable[[], Desk]) -> tuple[Finding, ...]:
    """Look at everything that must be in order; nothing is changed.

    Args:
        store: the database to examine.
        sit_down: gives a desk at that store, or refuses because nobody can act from here.
    """
    with store.reading() as connection:
        found = [_database(store, connection), _schema(connection), _size(store, connection)]
    found += [last_backup(store), private_files(), _audit(store), *_search(store)]
    return (*found, *_house(store, sit_down))


def unopened(words: str) -> Finding:
    """Return the finding about a database that could not even be opened."""
    return Finding("database", Grade.WRONG, "cannot be opened", words)


def _database(store: Store, connection: Connection) -> Finding:
    """Check that the file is whole, and nobody else's to read."""
    from storage.engine import sqlite_file

    file = sqlite_file(store.engine)
    if file is None:
        version = connection.exec_driver_sql("SHOW server_version").scalar()
        return Finding("database", Grade.OK, f"PostgreSQL {version}")
    fault = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if fault != "ok":
        return Finding(
            "database",
            Grade.WRONG,
            f"{file.path} is damaged",
            "Keep a copy of the file, then put the last backup back: oncall restore FILE",
        )
    if os.name == "posix" and file.path.stat().st_mode & 0o077:
        return Finding(
            "database",
            Grade.LOOK,
            f"{file.path} can be read by other users of this computer",
            f"Run: chmod 600 {file.path}",
        )
    kind = "SQLite, encrypted" if file.key is not None else "SQLite"
    if store.frozen:
        return Finding("database", Grade.WRONG, f"{kind}, {file.path}, read only", store.frozen)
    return Finding("database", Grade.OK, f"{kind}, {file.path}")


def _schema(connection: Connection) -> Finding:
    from sqlalchemy import text

    from storage.schema import HEAD

    named = text("SELECT value FROM meta WHERE name = :name")
    version = connection.scalar(named, {"name": "schema"})
    if version != HEAD:
        return Finding(
            "schema", Grade.WRONG, f"version {version}, needs {HEAD}", "Run any command to upgrade."
        )
    return Finding("schema", Grade.OK, f"version {version}")


def _size(store: Store, connection: Connection) -> Finding:
    """Tell how big the database is, and how much room is left where it lies."""
    from storage.engine import sqlite_file

    file = sqlite_file(store.engine)
    if file is None:
        size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar()
        return Finding("size", Grade.OK, byte_words(int(size or 0)))
    beside = (file.path, file.path.with_name(file.path.name + "-wal"))
    size = sum(each.stat().st_size for each in beside if each.exists())
    free = shutil.disk_usage(file.path.parent).free
    words = f"{byte_words(size)}, {byte_words(free)} free on its disk"
    if free < _SCARCE:
        return Finding(
            "size",
            Grade.WRONG if free < _DANGEROUS else Grade.LOOK,
            words,
            "Free some space: nothing can be saved on a full disk.",
        )
    return Finding("size", Grade.OK, words)


def _audit(store: Store) -> Finding:
    verdict = store.verify_audit()
    if verdict.ok:
        seen = store.verify_views()
        verdict = verdict if seen.ok else seen
    if store.audit_key is None and verdict.ok:
        remedy = "put the key's file back, or run oncall audit new-key if it is lost"
        return Finding("audit record", Grade.WRONG, "its key is not on this computer", remedy)
    if verdict.ok:
        outside = _kept_heads(store)
        if outside:
            remedy = "If no older copy was put back, tell whoever answers for the record."
            return Finding("audit record", Grade.LOOK, outside, remedy)
        return Finding("audit record", Grade.OK, f"{verdict.rows:,} read, every one as it was written")
    remedy = "Keep a copy of the database as it is, and tell whoever answers for the record."
    return Finding("audit record", Grade.WRONG, verdict.why, remedy)


def _kept_heads(store: Store) -> str:
    """Return what does not agree with the heads kept outside the database, if anything does not."""
    file = paths.audit_heads_file()
    if not file.is_file():
        return ""
    try:
        found = compare(store, file)
    except Refused:
        return ""
    return "" if found.ok or not found.heads else found.why


def _search(store: Store) -> tuple[Finding, ...]:
    """Check that everybody can be looked up, and that everybody has a manager (R-008)."""
    from storage.search import check

    with store.reading() as connection:
        index = check(connection)
        unowned = int(reads.scalar(connection, "unowned", at=store.clock.now()))
    if index.ok:
        look_up = Finding("client look-up", Grade.OK, f"{_many(index.clients)}, index in step")
    else:
        look_up = Finding(
            "client look-up",
            Grade.WRONG,
            f"{_many(index.missing)} cannot be found, {_many(index.stray)} should not be",
            "Import the clients file once more; it writes the index again.",
        )
    if not unowned:
        return look_up, Finding("unowned clients", Grade.OK, "none")
    remedy = "Give each a primary care manager: name one in the clients file and import it."
    return look_up, Finding(
        "unowned clients", Grade.LOOK, f"{unowned:,} without a primary care manager", remedy
    )


def _house(store: Store, sit_down: Callable[[], Desk]) -> tuple[Finding, ...]:
    """Check what the organisation decides: its zone, its line, and who sits here."""
    from oncall_tui.desk.house import load_house

    try:
        house = load_house(store)
    except OncallError as refused:
        return (Finding("organisation", Grade.WRONG, "none yet", refused.words),)
    found = [Finding("organisation", Grade.OK, house.name), _zone(store, house), signing_in(store)]
    try:
        desk = sit_down()
    except OncallError as refused:
        return (*found, Finding("operator", Grade.WRONG, "nobody can act from here", refused.words))
    from oncall_tui.desk.alerts.health import alert_findings
    from oncall_tui.desk.retention.state import retention_finding

    checks: tuple[Callable[[Desk], Finding], ...] = (_line, rota_ahead, _rules, retention_finding)
    return (*found, *(check(desk) for check in checks), *alert_findings(desk))


def _zone(store: Store, house: House) -> Finding:
    """Tell the organisation's time, and whether this computer's clock has been set back."""
    from zoneinfo import ZoneInfo

    now = store.clock.now()
    with store.reading() as connection:
        last = reads.maybe_instant(connection.exec_driver_sql("SELECT max(at) FROM audit").scalar())
    words = f"{house.zone}, now {when(now, ZoneInfo(house.zone), year=True)}"
    if last is not None and last > now + _CLOCK_SLACK:
        ahead = span_words(last - now)
        return Finding(
            "time zone",
            Grade.WRONG,
            f"{words}, yet the last entry is {ahead} later",
            "Set this computer's clock right: every due time hangs on it.",
        )
    return Finding("time zone", Grade.OK, words)


def _line(desk: Desk) -> Finding:
    """Tell who has the line, and whether the rota says so (R-035)."""
    from oncall_tui.desk.duty import line_holder

    holder = line_holder(desk)
    if holder.rota_gap:
        words = f"nobody is on the rota now; {holder.person.name} stands in"
        return Finding("duty rota", Grade.LOOK, words, "Put a director on the rota: oncall import duty FILE")
    return Finding("duty rota", Grade.OK, f"{holder.person.name} has the line {desk.house.line}")


def _rules(desk: Desk) -> Finding:
    try:
        number = len(tuple(desk.rulebook))
    except OncallError as refused:
        return Finding("rulebook", Grade.WRONG, refused.words, f"Mend {paths.site_rules_file()}.")
    return Finding("rulebook", Grade.OK, f"{number} rules")


def _many(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients:,} clients"
