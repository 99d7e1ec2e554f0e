"""The command about an absent person's accounts: for directors, what to do and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings
from storage.vocabulary import AccessStep

if TYPE_CHECKING:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.accounts import AccessLine, AccessLog

Whose = Annotated[str, typer.Argument(metavar="[PERSON]", help="Whose accounts; everybody's if left out.")]
System = Annotated[str, typer.Option("--system", metavar="S", help="Which account, such as e-mail.")]
Opened = Annotated[bool, typer.Option("--opened", help="It was opened; --note says why.")]
Sent = Annotated[bool, typer.Option("--sent", help="Something was sent from it; --note says what, to whom.")]
Ended = Annotated[bool, typer.Option("--ended", help="Access ended; --note says how.")]
Note = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="Why, what was sent, or how it was closed.")
]
Done = Annotated[str, typer.Option("--when", metavar="WHEN", help="When it was done; now if left out.")]


def access(
    person: Whose = "",
    system: System = "",
    opened: Opened = False,
    sent: Sent = False,
    ended: Ended = False,
    note: Note = "",
    when: Done = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """For directors: print or record who went into an absent person's accounts, and why."""
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.accounts import NewAccess, access_log, record_access
    from oncall_tui.desk.people import find_person

    step = _step(opened=opened, sent=sent, ended=ended)
    if step is None and (system or note or when):
        raise BadSettings("Say what was done: --opened, --sent or --ended.")
    if step is not None and not person:
        raise BadSettings("Name the person whose account it is.")
    with desk_at(db, as_) as desk:
        person_id = find_person(desk, person).id if person else None
        if step is not None and person_id is not None:
            new = NewAccess(person_id, system, step, note, instant(desk, when, past=True))
            output.narrate(record_access(desk, new).words)
        log = access_log(desk, person_id)
        if json:
            output.emit(_shape(Shaper(desk.house.zone), log))
        elif step is None:
            _print(log, ZoneInfo(desk.house.zone))


def _step(*, opened: bool, sent: bool, ended: bool) -> AccessStep | None:
    """Return the step that was named, if any."""
    given = [
        step
        for step, wanted in (
            (AccessStep.OPENED, opened),
            (AccessStep.SENT, sent),
            (AccessStep.ENDED, ended),
        )
        if wanted
    ]
    if len(given) > 1:
        raise BadSettings("One step at a time: --opened, --sent or --ended.")
    return given[0] if given else None


def _print(log: AccessLog, zone: ZoneInfo) -> None:
    """Print what is open, what was done, and what a director does in an unplanned absence."""
    from oncall_tui.desk.accounts import CHECKLIST, STEP_WORDS
    from oncall_tui.text import when

    for line in log.open:
        output.lines((f"OPEN  {line.name}, {line.system}, since {when(line.at, zone)} by {line.by}",))
    if log.lines:
        output.table(
            ("when", "whose", "account", "step", "by", "why, what, how"),
            (
                (when(each.at, zone), each.name, each.system, STEP_WORDS[each.step], each.by, each.words)
                for each in log.lines
            ),
        )
    else:
        output.lines(("Nobody's account was opened.",))
    output.lines(("", "In an unplanned absence:"))
    output.lines(f"{place}. {words}" for place, words in enumerate(CHECKLIST, 1))


def _shape(shaper: Shaper, log: AccessLog) -> dict[str, output.Json]:
    """Return what is open and what was done, as JSON."""
    from oncall_tui.desk.accounts import CHECKLIST

    def entry(line: AccessLine) -> dict[str, output.Json]:
        return {
            "id": line.id,
            "person": {"name": line.name, "email": line.email},
            "system": line.system,
            "step": line.step.value,
            "at": shaper.instant(line.at),
            "recorded_at": shaper.instant(line.recorded_at),
            "by": line.by,
            "words": line.words,
        }

    return {
        "open": [entry(each) for each in log.open],
        "entries": [entry(each) for each in log.lines],
        "checklist": list(CHECKLIST),
    }
