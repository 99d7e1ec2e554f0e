"""Commands about a case beside its course: bookings, the benefit, who has it, and the standard of notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from oncall_tui.cli import caseoptions as given
from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at
from storage.vocabulary import OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import Saved


def told(desk: Desk, saved: Saved, case_id: int, *, json: bool) -> None:
    """Say what was done; as JSON, where the case stands now."""
    output.narrate(saved.words)
    if json:
        from oncall_tui.cli.caseshapes import CaseShaper
        from oncall_tui.desk.cases.record import case_view

        output.emit(CaseShaper(desk.house.zone).case(case_view(desk, case_id)))


def cancel(
    number: given.CaseNumber,
    booked: given.Booked,
    reason: given.Reason = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Cancel a booked session."""
    from oncall_tui.desk.cases.verbs import cancel_session

    with desk_at(db, as_) as desk:
        told(desk, cancel_session(desk, booked, reason, case_id=number), number, json=json)


def benefit(
    number: given.CaseNumber,
    sessions: given.Sessions = None,
    reason: given.Reason = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say how many sessions the participant's benefit holds, and why that changed."""
    from oncall_tui.desk.cases.verbs import set_benefit

    with desk_at(db, as_) as desk:
        told(desk, set_benefit(desk, number, sessions, reason), number, json=json)


def assign(
    number: given.CaseNumber,
    clinician: given.Clinician = "",
    provider: given.Provider = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say which of our own has a case and which provider works on it; what is left out is nobody."""
    from oncall_tui.desk.cases.verbs import assign as hand_on
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        person = find_person(desk, clinician).id if clinician else None
        party = find_party(desk, provider, OutsideKind.PROVIDER).id if provider else None
        told(desk, hand_on(desk, number, clinician_id=person, provider_id=party), number, json=json)


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


def register(case: typer.Typer) -> None:
    """Add these commands to those about cases."""
    for command in (cancel, benefit, assign, standard):
        case.command(command.__name__)(command)
