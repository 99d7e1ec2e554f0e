"""The command about what a client said about being contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings
from storage.vocabulary import Answer, ConsentKind

if TYPE_CHECKING:
    from oncall_tui.desk.consents import ContactFacts, Fact
    from oncall_tui.desk.context import Desk

OfClient = Annotated[str, typer.Argument(metavar="CLIENT", help="Number, Family, Given, or part of a name.")]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="K",
        help="voicemail, email-messages, email-only, email-check-in, no-phone, safe-times, may-tell.",
    ),
]
Said = Annotated[str, typer.Option("--answer", metavar="A", help="yes, no or not-asked.")]
Source = Annotated[str, typer.Option("--source", metavar="TEXT", help="How it is known.")]
Detail = Annotated[str, typer.Option("--detail", metavar="TEXT", help="Which times, or who may be told.")]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="When it runs out; never if left out.")]


def consent(
    client: OfClient,
    kind: Kind = "",
    answer: Said = "",
    source: Source = "",
    detail: Detail = "",
    until: Until = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print what a client said about being contacted, with the history; or note an answer."""
    from oncall_tui.desk.consents import NewAnswer, contact_facts, note_answer
    from oncall_tui.desk.people import find_client

    if bool(kind) != bool(answer) or (not kind and (source or detail or until)):
        raise BadSettings("An answer takes --kind, --answer and --source. See: oncall consent --help")
    with desk_at(db, as_) as desk:
        client_id = find_client(desk, client)
        if kind:
            which, said = word(ConsentKind, kind, "--kind"), word(Answer, answer, "--answer")
            new = NewAnswer(client_id, which, said, source, detail, instant(desk, until))
            output.narrate(note_answer(desk, new).words)
        if json or not kind:
            desk.glances.saw(client_id, "oncall consent")
            _show(desk, contact_facts(desk, client_id), json=json)


def _show(desk: Desk, facts: ContactFacts, *, json: bool) -> None:
    from zoneinfo import ZoneInfo

    from oncall_tui.desk.consents import ANSWERS, NAMES
    from oncall_tui.text import when

    if json:
        output.emit(_document(desk, facts))
        return
    zone = ZoneInfo(desk.house.zone)
    output.narrate(f"{facts.name} · {facts.number}")
    output.table(
        ("about", "answer", "more", "since", "noted by", "how known", "until"),
        (
            (
                NAMES[kind],
                ANSWERS[facts.answer(kind)],
                fact.detail if fact else "",
                when(fact.noted_at, zone) if fact else "",
                fact.noted_by if fact else "",
                fact.source if fact else "",
                when(fact.expires_at, zone) if fact and fact.expires_at else "",
            )
            for kind, fact in facts.now.items()
        ),
    )


def _document(desk: Desk, facts: ContactFacts) -> dict[str, output.Json]:
    from oncall_tui.cli.shapes import Shaper

    shape = Shaper(desk.house.zone)

    def told(fact: Fact) -> dict[str, output.Json]:
        return {
            "kind": fact.kind.value,
            "answer": fact.answer.value,
            "detail": fact.detail,
            "noted_at": shape.instant(fact.noted_at),
            "noted_by": fact.noted_by,
            "source": fact.source,
            "expires_at": shape.maybe(fact.expires_at),
            "stands": fact.stands,
        }

    return {
        "client": facts.number,
        "strict": facts.strict,
        "answers": {kind.value: facts.answer(kind).value for kind in facts.now},
        "history": [told(fact) for fact in facts.history],
    }
