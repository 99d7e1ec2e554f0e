"""Whether what the record rests on is in safe hands: copies, keys, who signs in, the rota ahead."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui import paths
from oncall_tui.desk.copies import all_copies
from oncall_tui.desk.findings import Finding, Grade
from oncall_tui.rules.wording import say_count
from oncall_tui.text import span_words, when
from storage import reads
from storage.errors import StoreError

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from storage.sessions import Store

_STALE_BACKUP = timedelta(hours=36)
"""Age from which a nightly backup has been missed (R-177)."""
_AHEAD = timedelta(days=7)
_OTHERS = 0o077
_SHOWN = 3


def last_backup(store: Store) -> Finding:
    """Tell how old the newest copy is, and whether it is whole."""
    folder = paths.backup_folder()
    copies = all_copies(folder)
    if not copies:
        return Finding("last backup", Grade.LOOK, f"none in {folder}", "Run: oncall backup")
    age = max(store.clock.now() - copies[0].made_at, timedelta(0))
    words = f"{span_words(age)} ago, in {folder}"
    fault = _fault_of(copies[0].path)
    if fault:
        remedy = "Run: oncall backup, then look at the disk: oncall restore --test tries the others."
        return Finding("last backup", Grade.WRONG, f"{words}: {fault}", remedy)
    if age > _STALE_BACKUP:
        return Finding("last backup", Grade.LOOK, words, "Run: oncall backup, and let it run every night.")
    return Finding("last backup", Grade.OK, f"{words}, whole")


def _fault_of(copy: Path) -> str:
    """Return what is wrong with a copy; empty where it is whole, or only its passphrase could tell."""
    from storage import backup
    from storage.databasekey import find_key
    from storage.errors import Locked

    try:
        report = backup.verify(copy, key=find_key(copy, paths.key_folder()))
    except Locked:
        return ""
    except StoreError as fault:
        return fault.words
    return "" if report.ok else f"NOT whole ({report.problems[0]})"


def private_files() -> Finding:
    """Check that nobody else on this computer can read keys and copies."""
    folders = (paths.key_folder(), paths.backup_folder())
    if os.name != "posix":
        return Finding("private files", Grade.OK, "not told apart on this system")
    there = [each for folder in folders if folder.is_dir() for each in (folder, *sorted(folder.iterdir()))]
    exposed = [each for each in there if each.exists() and each.stat().st_mode & _OTHERS]
    if not exposed:
        return Finding("private files", Grade.OK, "keys and backups are this user's alone")
    shown = ", ".join(str(each) for each in exposed[:_SHOWN])
    more = f" and {len(exposed) - _SHOWN} more" if len(exposed) > _SHOWN else ""
    folders_named = " ".join(str(folder) for folder in folders if folder.is_dir())
    return Finding(
        "private files",
        Grade.WRONG,
        f"other users of this computer can read {shown}{more}",
        f"Run: chmod -R go= {folders_named}",
    )


def signing_in(store: Store) -> Finding:
    """Tell whether people sign in here, how many can, and whether a recovery code is kept (R-175)."""
    with store.reading() as connection:
        have = len(list(reads.rows(connection, "credentials")))
        active = sum(bool(row.active) for row in reads.rows(connection, "people"))
        recovery = reads.one(connection, "recovery") is not None
    if not have:
        remedy = "Set the first PIN: oncall sign-in set"
        return Finding("sign-in", Grade.LOOK, "nobody has a PIN, so nobody is asked for one", remedy)
    words = f"{have} of {say_count(active, 'person').replace('persons', 'people')} can sign in"
    if not recovery:
        return Finding("sign-in", Grade.LOOK, f"{words}; no recovery code", "Run: oncall sign-in recovery")
    return Finding("sign-in", Grade.OK, f"{words}; there is a recovery code")


def rota_ahead(desk: Desk) -> Finding:
    """Tell in which hours of the next days the rota gives nobody the line (R-035)."""
    from oncall_tui.desk.duty.rota import rota

    now = desk.now()
    gaps = rota(desk, now, now + _AHEAD).gaps
    if not gaps:
        return Finding("rota ahead", Grade.OK, "somebody has the line all through the next 7 days")
    zone = ZoneInfo(desk.house.zone)
    shown = "; ".join(f"{when(gap.start, zone)} to {when(gap.end, zone)}" for gap in gaps[:_SHOWN])
    more = f"; and {len(gaps) - _SHOWN} more" if len(gaps) > _SHOWN else ""
    return Finding(
        "rota ahead",
        Grade.LOOK,
        f"nobody in {say_count(len(gaps), 'span')} of the next 7 days: {shown}{more}",
        "Put directors on the rota: oncall import duty FILE, or give a shift on the console (D).",
    )
