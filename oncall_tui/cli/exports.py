"""Take things out of the console: `oncall export case|calendar|data`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output, reports
from oncall_tui.cli.sitting import desk_at
from oncall_tui.errors import BadSettings, Refused

export = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

Client = Annotated[str, typer.Argument(metavar="CLIENT", help="Number, Family, Given or a phone number.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="E-mail or exact name.")]
Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="A new folder.")]


@export.callback()
def listed(context: typer.Context) -> None:
    """Take a client's file, somebody's calendar or the whole data out; the record keeps why."""
    if context.invoked_subcommand is None:
        output.table(
            ("export", "takes out"),
            (
                ("case CLIENT", "one client's file: everything in time order, to pick up from"),
                ("calendar PERSON", "their duty, leave, appointments and outreach dates (iCalendar)"),
                ("data FOLDER", "the whole data: one CSV and one JSON-lines file a table"),
            ),
        )


@export.command("case")
def case(
    client: Client,
    format_: reports.As = "",
    out: reports.Out = "",
    reason: reports.Reason = "",
    yes: opt.Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Write one client's file, with everything in time order."""
    from oncall_tui.desk.export.casefile import case_file
    from oncall_tui.desk.export.formats import Format, rendered
    from oncall_tui.desk.export.leaving import export_paper, purpose, record
    from oncall_tui.desk.people import find_client

    how = reports.chosen_format(format_, out, json=json) or Format.MARKDOWN
    if how is Format.PDF and not out:
        raise BadSettings("A PDF is not for a terminal. Name a file: --out case.pdf")
    with desk_at(db, as_) as desk:
        found = find_client(desk, client)
        said = reports.asked_reason(reason, needed=True)
        paper = case_file(desk, found)
        of = f"client:{found}"
        if out:
            path = Path(out).expanduser()
            replace = reports.may_replace(path, yes=yes)
            saved = export_paper(desk, paper, path, how, reason=said, object_=of, replace=replace)
            output.narrate(saved.words)
            return
        content = rendered(paper, how)
        record(desk, "export.case", of, f"{paper.title}, printed as {how}", content, purpose(said))
        if how is Format.JSON:
            reports.emit_paper(paper)
        else:
            output.raw(content.decode())


@export.command("calendar")
def calendar(
    person: Person,
    out: reports.Out = "",
    reason: reports.Reason = "",
    yes: opt.Yes = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Write somebody's own dates as a calendar; clients stand in it by number."""
    from oncall_tui.desk.export.leaving import purpose, record
    from oncall_tui.desk.export.personal import export_calendar, personal_calendar
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        found = find_person(desk, person)
        said = reports.asked_reason(reason, needed=True)
        if out:
            path = Path(out).expanduser()
            replace = reports.may_replace(path, yes=yes)
            output.narrate(export_calendar(desk, found, path, reason=said, replace=replace).words)
            return
        content = personal_calendar(desk, found)
        what = f"the calendar of {found.name}, printed"
        record(desk, "export.calendar", f"person:{found.id}", what, content.encode(), purpose(said))
        output.raw(content)


@export.command("data")
def data(folder: Folder, reason: reports.Reason = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Write the whole data into a new folder, all of it or nothing; for directors."""
    from oncall_tui.desk.export.whole import export_data

    if not folder.strip():
        raise Refused("Name a new folder.", field="folder")
    with desk_at(db, as_) as desk:
        said = reports.asked_reason(reason, needed=True)
        output.narrate(export_data(desk, Path(folder), reason=said).words)
