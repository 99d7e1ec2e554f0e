"""The command about what every completed note is to hold."""

from __future__ import annotations

from oncall_tui.cli import caseoptions as given
from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at


def standard(part: given.SetParts = None, json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Print what every completed note is to hold; for directors: set it."""
    from oncall_tui.desk.cases.finishing import set_standard
    from oncall_tui.desk.cases.record import note_standard

    with desk_at(db, as_) as desk:
        if part:
            output.narrate(set_standard(desk, tuple(part)).words)
        parts = note_standard(desk)
        if json:
            output.emit(list(parts))
        else:
            output.lines(parts)
