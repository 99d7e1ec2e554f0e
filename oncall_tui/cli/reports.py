"""Reports: `oncall report NAME`, printed or written into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.export.formats import Format
    from oncall_tui.desk.reports.asked import Asked
    from oncall_tui.desk.reports.paper import Paper

Name = Annotated[str, typer.Argument(metavar="NAME", help="compliance, cover, line, production or reviews.")]
Span = Annotated[str, typer.Option("--span", metavar="WORDS", help='Such as "last month", "this week".')]
Since = Annotated[
    str, typer.Option("--from", metavar="WHEN", help="When it begins; with this month if left out.")
]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="When it ends; now if left out.")]
Person = Annotated[str, typer.Option("--person", metavar="PERSON", help="Of one person alone.")]
As = Annotated[str, typer.Option("--format", metavar="F", help="md, html, csv, json, ics or pdf.")]
Out = Annotated[str, typer.Option("--out", metavar="FILE", help="Write it into a new file, for you alone.")]
Only = Annotated[str, typer.Option("--table", metavar="KEY", help="For CSV: one table alone, no footer.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="What it is for; the record keeps it.")]


def report(
    name: Name = "",
    span: Span = "",
    from_: Since = "",
    until: Until = "",
    person: Person = "",
    format_: As = "",
    table: Only = "",
    out: Out = "",
    reason: Reason = "",
    yes: opt.Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a report, or write it into a file: rules kept, cover, the line, production, reviews."""
    from oncall_tui.desk.reports.catalog import KINDS, build, kind_of

    if not name:
        output.table(("name", "tells"), ((kind.name, kind.says) for kind in KINDS))
        return
    kind = kind_of(name)
    how = chosen_format(format_, out, json=json, table=table)
    with desk_at(db, as_) as desk:
        wanted = _asked(desk, span, (from_, until), person)
        paper = build(desk, kind, wanted)
        give_out(desk, paper, how, out=out, table=table, reason=reason, yes=yes)


def chosen_format(format_: str, out: str, *, json: bool = False, table: str = "") -> Format | None:
    """Return how something is to be written; None for lines on the terminal."""
    from oncall_tui.desk.export.formats import Format, format_of

    if json:
        if format_ and format_of(format_) is not Format.JSON:
            raise BadSettings("--json and another --format: leave one out.")
        return Format.JSON
    if not format_ and not out:
        return Format.CSV if table else None
    return format_of(format_, out)


def give_out(
    desk: Desk,
    paper: Paper,
    how: Format | None,
    *,
    out: str,
    table: str = "",
    reason: str = "",
    yes: bool = False,
    object_: str = "",
) -> None:
    """Print a report, or write it into a file, never over another unless that is said."""
    from oncall_tui.cli.papers import print_paper
    from oncall_tui.desk.export.formats import Format, rendered
    from oncall_tui.desk.export.leaving import export_paper

    if out and how is not None:
        path = Path(out).expanduser()
        saved = export_paper(
            desk,
            paper,
            path,
            how,
            reason=asked_reason(reason, needed=paper.names_clients),
            table=table,
            replace=may_replace(path, yes=yes),
            object_=object_,
        )
        output.narrate(saved.words)
        return
    if paper.names_clients:
        desk.glances.saw(None, f"oncall report {paper.name}")
    if how is None:
        print_paper(paper)
    elif how is Format.PDF:
        raise BadSettings("A PDF is not for a terminal. Name a file: --out report.pdf")
    elif how is Format.JSON:
        emit_paper(paper)
    else:
        output.raw(rendered(paper, how, table).decode())


def emit_paper(paper: Paper) -> None:
    """Print a report as one JSON document."""
    from oncall_tui.desk.export.plain import as_data

    output.emit(as_data(paper))


def asked_reason(reason: str, *, needed: bool) -> str:
    """Return what something is taken out for; asked for at a terminal where it was left out."""
    if reason.strip() or not needed:
        return reason
    if not sys.stdin.isatty():
        raise Refused("It names clients, so the record keeps what it is for: add --reason.", field="reason")
    try:
        return output.ask("What is it for? The record keeps it")
    except EOFError:
        return ""


def may_replace(path: Path, *, yes: bool) -> bool:
    """Say whether a file may take the place of another; asked at a terminal, refused without one."""
    if not path.exists() or path.is_dir():
        return False
    if yes:
        return True
    if sys.stdin.isatty():
        try:
            return output.ask(f"{path} is there already. Replace it? yes/no", "no").casefold() in ("y", "yes")
        except EOFError:
            return False
    return False


def _asked(desk: Desk, span: str, ends: tuple[str, str], person: str) -> Asked:
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.reports.asked import asked

    since, until = (instant(desk, each, past=True) for each in ends)
    return asked(desk, span, start=since, end=until, person=find_person(desk, person) if person else None)
