"""Commands about the duty's briefs: at its start, at its end, and each manager's pack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.cli.briefshapes import BriefShaper
    from oncall_tui.desk.briefs.document import Document
    from oncall_tui.desk.context import Desk

brief = typer.Typer(no_args_is_help=False, invoke_without_command=True, rich_markup_mode=None)

Html = Annotated[bool, typer.Option("--html", help="Print one HTML page instead of Markdown.")]
SinceWhen = Annotated[
    str, typer.Option("--since", metavar="WHEN", help="Tell from then on, for a longer duty.")
]
Whose = Annotated[
    str, typer.Argument(metavar="[PERSON]", help="E-mail address or exact name; all if left out.")
]


@brief.callback()
def choose(context: typer.Context) -> None:
    """Brief the director on the line and the managers: start, end or pack, as Markdown.

    Start: from now until the next business day opens. End: since the last close. Pack: news of own clients.
    """
    if context.invoked_subcommand is None:
        _say_which()


def _say_which() -> NoReturn:
    raise BadSettings("Say which: oncall brief start, oncall brief end, or oncall brief pack [PERSON].")


@brief.command("start")
def start(
    at: opt.At = "", json: opt.Json = False, html: Html = False, db: opt.Db = "", as_: opt.As = ""
) -> None:
    """Print all that is open, and who is there for it, until the next business day opens."""
    from oncall_tui.desk.briefs.documents import start_document
    from oncall_tui.desk.briefs.start import start_brief

    with desk_at(db, as_) as desk:
        found = start_brief(desk, instant(desk, at))
        if json:
            output.emit(_shaper(desk).start(found))
        else:
            _print(desk, [start_document(found)], html=html)


@brief.command("end")
def end(
    at: opt.At = "",
    since: SinceWhen = "",
    json: opt.Json = False,
    html: Html = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print what came in, what was done, and what each must do: a page for all, one for each."""
    from oncall_tui.desk.briefs.documents import end_documents
    from oncall_tui.desk.briefs.end import end_brief

    with desk_at(db, as_) as desk:
        found = end_brief(desk, instant(desk, at), since=instant(desk, since, past=True))
        if json:
            output.emit(_shaper(desk).end(found))
        else:
            _print(desk, end_documents(found), html=html)


@brief.command("pack")
def pack(
    person: Whose = "",
    at: opt.At = "",
    json: opt.Json = False,
    html: Html = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print what each manager gets when the next business day opens: calls about their own clients."""
    from oncall_tui.desk.briefs.documents import pack_document
    from oncall_tui.desk.briefs.packs import packs
    from oncall_tui.desk.briefs.spans import closing_at
    from oncall_tui.desk.briefs.start import heading
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        when = instant(desk, at) or desk.now()
        whose = find_person(desk, person).id if person else None
        found = packs(desk, when, person_id=whose)
        if json:
            output.emit([_shaper(desk).pack(each) for each in found])
        elif not found:
            output.narrate(f"Nothing happened to {'their clients' if person else 'any client'}.")
        else:
            span = closing_at(desk.house.calendar, when)
            head = heading(desk, span.start, span.end)
            _print(desk, [pack_document(head, each) for each in found], html=html)


def _print(desk: Desk, documents: Iterable[Document], *, html: bool) -> None:
    """Print pages, where the record ended in the foot of each."""
    from dataclasses import replace

    from oncall_tui.desk.briefs.printing import html_page, markdown
    from oncall_tui.desk.heads import stamp

    ended = f"Where the record ended: {stamp(desk.store)}."
    found = tuple(replace(each, foot=(*each.foot, ended)) for each in documents)
    output.raw(html_page(found, found[0].title) if html else markdown(found))


def _shaper(desk: Desk) -> BriefShaper:
    from oncall_tui.cli.briefshapes import BriefShaper

    return BriefShaper(desk.house.zone, desk.now())
