"""The commands about a client's plan and about practice: print, begin a review, keep it, export it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.briefs.document import Document
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.practice.views import Quarter, ReviewView

REVIEW = "review"

What = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CLIENT]...", help="Whose plan; “review CLIENT” begins a review of it."),
]
Html = Annotated[bool, typer.Option("--html", help="Print one HTML page instead of Markdown.")]
Save = Annotated[
    str, typer.Option("--save", metavar="FILE", help="Keep the review that was completed there.")
]
Whose = Annotated[str, typer.Option("--person", metavar="PERSON", help="Whose practice it is.")]
Number = Annotated[
    int, typer.Argument(metavar="[REVIEW]", help="Number of a review; all of them if left out.")
]
WithClient = Annotated[bool, typer.Option("--with-client", help="Tell the client's number on the page.")]
QuarterName = Annotated[
    str,
    typer.Option("--quarter", metavar="Q", help="What a quarter showed by manager, such as 2026-Q4; or now."),
]


def plan(
    what: What = None,
    save: Save = "",
    person: Whose = "",
    html: Html = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a client's plan, or begin or keep a practice review of it."""
    words = list(what or ())
    reviewing = len(words) > 1 and words[0] == REVIEW
    named = " ".join(words[1:] if reviewing else words)
    if not named:
        raise BadSettings("Name a client: oncall plan CLIENT, or oncall plan review CLIENT.")
    if (save or person) and not reviewing:
        raise BadSettings("--save and --person go with a review: oncall plan review CLIENT --save FILE.")
    from oncall_tui.desk.people import find_client

    with desk_at(db, as_) as desk:
        client_id = find_client(desk, named)
        desk.glances.saw(client_id, "oncall plan")
        if not reviewing:
            _show(desk, client_id, html=html, json=json)
        elif save:
            _keep(desk, client_id, save, person)
        else:
            _begin(desk, client_id, html=html, json=json)


def practice(
    review: Number = 0,
    quarter: QuarterName = "",
    person: Whose = "",
    client: opt.OfClient = "",
    with_client: WithClient = False,
    html: Html = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """List practice reviews, print one for supervision, or tell what a quarter showed by manager."""
    with desk_at(db, as_) as desk:
        if review:
            _one(desk, review, with_client=with_client, html=html, json=json)
        elif quarter:
            _quarter(desk, "" if quarter == "now" else quarter, html=html, json=json)
        else:
            _list(desk, person, client, json=json)


def _show(desk: Desk, client_id: int, *, html: bool, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.plans.documents import plan_document
    from oncall_tui.desk.plans.reading import plan_of

    found = plan_of(desk, client_id)
    if json:
        document = _plain(found, Shaper(desk.house.zone))
        output.emit(
            {"client": found.number} | {k: v for k, v in document.items() if k not in ("client_id", "number")}
        )
    else:
        _print(plan_document(desk, found), html=html)


def _begin(desk: Desk, client_id: int, *, html: bool, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.practice.documents import draft_document
    from oncall_tui.desk.practice.drafting import drafted

    text = drafted(desk, client_id)
    if json:
        output.emit(_plain(text, Shaper(desk.house.zone)))
        return
    _print(draft_document(desk, text), html=html)
    output.narrate("Complete it in a file, then keep it: oncall plan review CLIENT --save FILE.")


def _keep(desk: Desk, client_id: int, file: str, person: str) -> None:
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.practice.reviews import NewReview, write_review
    from oncall_tui.desk.practice.written import read_review

    try:
        page = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettings(f"{file} cannot be read. Name the file that you completed.") from fault
    whose = find_person(desk, person).id if person else None
    output.narrate(write_review(desk, NewReview(read_review(page), whose, client_id)).words)


def _one(desk: Desk, review_id: int, *, with_client: bool, html: bool, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper, person
    from oncall_tui.desk.practice.documents import review_document
    from oncall_tui.desk.practice.reviews import review

    found = review(desk, review_id)
    if not json:
        _print(review_document(desk, found, with_client=with_client), html=html)
        return
    shape = Shaper(desk.house.zone)
    facts: dict[str, output.Json] = {
        "id": found.id,
        "person": person(found.person),
        "written_at": shape.instant(found.written_at),
        "written_by": found.written_by,
    }
    client: dict[str, output.Json] = {"client": found.client_number} if with_client else {}
    output.emit(facts | client | _plain(found.text, shape))


def _list(desk: Desk, person: str, client: str, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.people import find_client, find_person
    from oncall_tui.desk.practice.reviews import reviews
    from oncall_tui.rules.wording import say_day

    client_id = find_client(desk, client) if client else None
    if client_id is not None:
        desk.glances.saw(client_id, "oncall practice")
    person_id = find_person(desk, person).id if person else None
    found = reviews(desk, person_id=person_id, client_id=client_id)
    shape, calendar = Shaper(desk.house.zone), desk.house.calendar
    if json:
        output.emit([_listed(each, shape) for each in found])
    elif not found:
        output.narrate("No practice review is kept yet. Begin one: oncall plan review CLIENT.")
    else:
        output.table(
            ("review", "written", "practice of", "issue", "shows"),
            (
                (
                    str(each.id),
                    say_day(calendar.local(each.written_at).date(), year=True),
                    each.person.name,
                    each.text.issue.replace("\n", " "),
                    " ".join((*each.text.skills, *each.text.competencies)),
                )
                for each in found
            ),
            right=(0,),
        )


def _listed(each: ReviewView, shape: Shaper) -> output.Json:
    return {
        "id": each.id,
        "person": each.person.name,
        "written_at": shape.instant(each.written_at),
        "issue": each.text.issue,
        "competencies": list(each.text.competencies),
    }


def _quarter(desk: Desk, name: str, *, html: bool, json: bool) -> None:
    from oncall_tui.desk.practice.documents import quarter_document
    from oncall_tui.desk.practice.quarters import quarter

    found = quarter(desk, name)
    if json:
        output.emit(_quarter_json(found))
    else:
        _print(quarter_document(desk, found), html=html)


def _quarter_json(found: Quarter) -> output.Json:
    from oncall_tui.cli.shapes import person

    return {
        "quarter": found.name,
        "from": found.first.isoformat(),
        "to": found.after.isoformat(),
        "tags": dict(zip(found.codes, found.titles, strict=True)),
        "people": [
            {
                "person": person(each.person),
                "contacts_tagged": each.tagged,
                "reviews": each.reviews,
                "shown": {
                    code: {"contacts": shown.contacts, "reviews": shown.reviews}
                    for code, shown in each.shown.items()
                },
            }
            for each in found.people
        ],
    }


def _print(document: Document, *, html: bool) -> None:
    from oncall_tui.desk.briefs.printing import html_page, markdown

    output.raw(html_page([document], document.title) if html else markdown([document]))


def _plain(value: Any, shape: Shaper) -> Any:
    """Return what left the desk as JSON can hold it, instants in the organisation's zone."""
    if isinstance(value, datetime):
        return shape.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name), shape) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(_plain(name, shape)): _plain(part, shape) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part, shape) for part in value]
    return value
