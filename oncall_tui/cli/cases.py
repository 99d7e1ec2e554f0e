"""Commands about cases: list, open, take through sessions, review, notes and close."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import typer

from oncall_tui.cli import casekeeping, output
from oncall_tui.cli import caseoptions as given
from oncall_tui.cli import options as opt
from oncall_tui.cli.casekeeping import told
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    Development,
    NoteResult,
    OutsideKind,
    ReviewDecision,
    TickAnswer,
)

if TYPE_CHECKING:
    pass

case = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@case.callback()
def show(
    context: typer.Context,
    client: given.OfClient = "",
    number: given.One = 0,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the cases that go on, a client's, or everything about one."""
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.cli.caseshapes import CaseShaper, print_case, print_cases
    from oncall_tui.desk.cases.record import case_view, cases_of, open_cases
    from oncall_tui.desk.people import find_client

    with desk_at(db, as_) as desk:
        shape = CaseShaper(desk.house.zone)
        if number:
            view = case_view(desk, number)
            desk.glances.saw(view.row.client_id, "oncall case")
            if json:
                output.emit(shape.case(view))
            else:
                print_case(desk, view)
            return
        client_id = find_client(desk, client) if client else None
        desk.glances.saw(client_id, "oncall case")
        rows = open_cases(desk) if client_id is None else cases_of(desk, client_id)
        if json:
            output.emit_list(map(shape.row, rows))
        else:
            print_cases(desk, rows)


@case.command("open")
def open_(
    client: given.ForClient,
    kind: given.Kind = "individual",
    sessions: given.Sessions = None,
    origin: given.Origin = "self-referral",
    organisation: given.Organisation = "",
    provider: given.Provider = "",
    clinician: given.Clinician = "",
    about: given.About = "",
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Open a case of a client."""
    from oncall_tui.desk.cases.verbs import NewCase, open_case
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.people import find_client, find_person

    what, came = word(CaseKind, kind, "--kind"), word(CaseOrigin, origin, "--origin")
    with desk_at(db, as_) as desk:
        new = NewCase(
            key or uuid4().hex,
            find_client(desk, client),
            what,
            sessions,
            came,
            find_party(desk, organisation, OutsideKind.CLIENT_ORGANISATION).id if organisation else None,
            find_party(desk, provider, OutsideKind.PROVIDER).id if provider else None,
            find_person(desk, clinician).id if clinician else None,
            about,
        )
        saved = open_case(desk, new)
        told(desk, saved, saved.case_id, json=json)


@case.command("session")
def session(
    number: given.CaseNumber,
    when: given.When = "",
    note: opt.Note = "",
    agreed: given.Agreed = "",
    ahead: given.Ahead = "",
    booked: given.Booked = 0,
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Record a session that was held."""
    from oncall_tui.desk.cases.verbs import NewSession, record_session

    with desk_at(db, as_) as desk:
        new = NewSession(
            key or uuid4().hex, number, instant(desk, when, past=True), note, agreed, ahead, booked or None
        )
        told(desk, record_session(desk, new), number, json=json)


@case.command("book")
def book(
    number: given.CaseNumber,
    when: given.When = "",
    note: opt.Note = "",
    ahead: given.Ahead = "",
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Book a session ahead."""
    from oncall_tui.desk.cases.verbs import NewSession, book_session

    with desk_at(db, as_) as desk:
        new = NewSession(key or uuid4().hex, number, instant(desk, when), note, override=ahead)
        told(desk, book_session(desk, new), number, json=json)


@case.command("decide")
def decide(
    number: given.CaseNumber,
    decision: given.Decision,
    reason: given.Reason = "",
    sessions: given.More = None,
    resources: given.Resources = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Make one of the three decisions after a first session."""
    from oncall_tui.desk.cases.verbs import NewReview, decide_review

    which = word(ReviewDecision, decision, "--decision")
    with desk_at(db, as_) as desk:
        saved = decide_review(desk, NewReview(number, which, reason, sessions, resources))
        told(desk, saved, number, json=json)


@case.command("finish")
def finish(
    number: given.CaseNumber,
    reason: given.Reason = "",
    when: given.When = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say that the intervention has ended, and how."""
    from oncall_tui.desk.cases.verbs import end_intervention

    with desk_at(db, as_) as desk:
        saved = end_intervention(desk, number, reason, at=instant(desk, when, past=True))
        told(desk, saved, number, json=json)


@case.command("notes")
def notes(
    number: given.CaseNumber,
    title: given.Title = "",
    author: given.Author = "",
    text: given.Text = "",
    part: given.Part = None,
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Put completed notes on record."""
    from oncall_tui.desk.cases.verbs import NewNotes, record_notes

    with desk_at(db, as_) as desk:
        new = NewNotes(key or uuid4().hex, number, title, author, text, tuple(part or ()))
        told(desk, record_notes(desk, new), number, json=json)


@case.command("read")
def read(
    note: given.NoteNumber,
    result: given.Result,
    found: given.Found = "",
    action: given.Action = None,
    kind: given.NewsKind = "other",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say that completed notes were read, and what came of it."""
    from oncall_tui.desk.cases.verbs import NoteReview, review_note

    came, about = word(NoteResult, result, "--result"), word(Development, kind, "--kind")
    with desk_at(db, as_) as desk:
        saved = review_note(desk, NoteReview(note, came, found, tuple(action or ()), about))
        told(desk, saved, saved.case_id, json=json)


@case.command("tick")
def tick(
    number: given.CaseNumber,
    procedure: given.ProcedureNumber,
    answer: given.Answer,
    reason: given.Reason = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say that a procedure of the client organisation was followed, or why it does not apply."""
    from oncall_tui.desk.cases.verbs import tick_procedure

    said = word(TickAnswer, answer, "--answer")
    with desk_at(db, as_) as desk:
        told(desk, tick_procedure(desk, number, procedure, said, reason), number, json=json)


@case.command("news")
def news(
    number: given.CaseNumber,
    kind: given.NewsKind,
    note: opt.Note = "",
    agreed: given.Agreed = "",
    caller: opt.Caller = "",
    phone: opt.Phone = "",
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Log what a provider tells of: a risk, a goal that slips, or something else."""
    from oncall_tui.desk.cases.verbs import NewDevelopment, report_development

    what = word(Development, kind, "--kind")
    with desk_at(db, as_) as desk:
        new = NewDevelopment(key or uuid4().hex, number, what, note, agreed, caller, phone)
        told(desk, report_development(desk, new), number, json=json)


@case.command("attach")
def attach(
    number: given.CaseNumber,
    reason: given.Reason = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """For directors: let the partner policy's rules count for a case under a separate policy."""
    from oncall_tui.desk.cases.verbs import attach_rules

    with desk_at(db, as_) as desk:
        told(desk, attach_rules(desk, number, reason), number, json=json)


@case.command("close")
def close(
    number: given.CaseNumber,
    reason: given.Reason = "",
    no_notes: given.NoNotes = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Close a case of which nothing is owed any more."""
    from oncall_tui.desk.cases.verbs import close_case

    with desk_at(db, as_) as desk:
        told(desk, close_case(desk, number, reason, notes_missing=no_notes), number, json=json)


casekeeping.register(case)
