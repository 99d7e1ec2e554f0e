"""What the shell shows of the copies there are, and of the test that they can be put back (R-177)."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from oncall_tui.cli import output
from oncall_tui.cli.diagnostics import REFUSED
from oncall_tui.cli.output import Json
from oncall_tui.cli.sitting import store_at
from oncall_tui.desk.copies import SHORT_ID
from oncall_tui.text import byte_words, span_words
from storage.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.desk.copies import CopyFile
    from oncall_tui.desk.rehearsing import Checked


def show_copies(db: str, *, json: bool) -> None:
    """Open every copy in the folder, and say how old, how big and how whole each is."""
    from oncall_tui.desk.copies import all_copies
    from oncall_tui.desk.rehearsing import check

    now, key, mine = _about(db)
    found = [(each, check(each.path, key)) for each in all_copies()]
    if json:
        output.emit(
            [
                {**_shape(checked), "made_at": each.made_at.isoformat(), "bytes": each.size}
                for each, checked in found
            ]
        )
        return
    if not found:
        output.narrate("There is no copy yet. Make one: oncall backup")
        return
    output.table(
        ("made (UTC)", "age", "size", "rows", "of", "found", "file"),
        [_line(each, checked, now, mine) for each, checked in found],
        right=(2, 3),
    )
    output.narrate(f"They lie in {found[0][0].path.parent}. Put one back: oncall restore FILE")


def try_copies(named: str, db: str, *, json: bool) -> None:
    """Put copies back in a place of their own and say how that went; exits 1 if one could not be put back.

    The newest five of this database, or the one that is named.
    """
    from oncall_tui.desk.copies import all_copies
    from oncall_tui.desk.rehearsing import rehearse, to_test

    _now, key, mine = _about(db)
    wanted = (Path(named).expanduser().absolute(),) if named else to_test(all_copies(), mine)
    done = [rehearse(each, key) for each in wanted]
    if json:
        output.emit([_shape(each) for each in done])
    else:
        for each in done:
            mark = "ok" if each.ok else "✗ "
            output.lines(
                (f"{mark} {each.path.name}: {each.words} ({each.rows:,} rows, {each.seconds:.1f} s)",)
            )
        output.narrate("Nothing was changed; what was put back for the test was taken away again.")
    if not done:
        output.narrate("There is no copy to test. Make one: oncall backup")
    if not done or not all(each.ok for each in done):
        raise typer.Exit(REFUSED)


def _about(db: str) -> tuple[datetime, bytes | None, str]:
    """Return now, what encrypts the copies of this database, and its id; no more than now if it is lost."""
    from oncall_tui.desk.copies import database_id
    from storage.clock import SystemClock
    from storage.engine import sqlite_file

    try:
        with store_at(db) as store:
            file = sqlite_file(store.engine)
            return store.clock.now(), file.key if file else None, database_id(store)
    except StoreError as fault:
        output.narrate(fault.words)
        return SystemClock().now(), None, ""


def _line(each: CopyFile, checked: Checked, now: datetime, mine: str) -> tuple[str, ...]:
    of = "this one" if checked.database_id == mine else checked.database_id[:SHORT_ID] or "?"
    return (
        f"{each.made_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        span_words(max(now - each.made_at, now - now)),
        byte_words(each.size),
        f"{checked.rows:,}",
        of,
        "whole" if checked.ok else f"✗ {checked.words}",
        each.path.name,
    )


def _shape(checked: Checked) -> dict[str, Json]:
    return {
        "file": str(checked.path),
        "ok": checked.ok,
        "words": checked.words,
        "database": checked.database_id,
        "rows": checked.rows,
        "seconds": round(checked.seconds, 3),
    }
