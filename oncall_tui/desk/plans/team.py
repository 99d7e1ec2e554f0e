"""Who of other trades works for a client, what they are told, and what is decided together (R-107)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import (
    change_for,
    client_of,
    done,
    not_ahead,
    part_of_client,
    planning,
    row_for,
)
from oncall_tui.desk.practice.tags import checked_codes, tag_contact
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage.models import TeamContact, TeamDecision, TeamMember
from storage.vocabulary import Channel, PlanQuestion

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody of the team, before they are added."""

    client_id: int
    name: str
    role: str
    organisation: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact with somebody of the team, before it is saved."""

    member_id: int
    channel: Channel
    told: str
    agreed: str
    at: datetime | None = None
    """None for now."""
    change_id: int | None = None
    """The change of circumstances that they were told of, if any."""
    competencies: tuple[str, ...] = ()
    """Codes of what it showed (R-113)."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision of the team, before it is saved."""

    client_id: int
    words: str
    present: str
    client_part: bool
    without_because: str = ""
    at: datetime | None = None


def add_member(desk: Desk, new: NewMember) -> Saved:
    """Add somebody to a client's team.

    Raises:
        Refused: their name or their role is missing.
    """
    with planning(desk, "team-joined", new.client_id) as (unit, _):
        row = TeamMember(
            client_id=new.client_id,
            name=clean(new.name, "name", needed="Say who it is."),
            role=clean(new.role, "role", needed="Say what they do for the client, such as physiotherapist."),
            organisation=clean(new.organisation, "organisation"),
            phone=clean(new.phone, "phone"),
            email=clean(new.email, "email"),
            joined_at=desk.now(),
            added_by=desk.operator.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.note(words=f"On the team: {row.role}, {row.name}")
    return Saved(0, "On the team. Note each contact with them here (Enter).")


def contact(desk: Desk, new: NewContact) -> Saved:
    """Note a contact with somebody of the team, so that another can act on it (R-019).

    Raises:
        Refused: they have left, or it is not said what they were told and what was agreed.
    """
    at = not_ahead(desk, new.at)
    codes = checked_codes(new.competencies)
    with planning(desk, "team-told", client_of(desk, TeamMember, new.member_id)) as (unit, client):
        member = row_for(unit.session, TeamMember, new.member_id)
        if member.left_at is not None:
            raise Refused(f"{member.name} has left the team. Add whoever came in their place.")
        assert client.id is not None
        change = change_for(unit.session, client.id, new.change_id)
        row = TeamContact(
            client_id=client.id,
            member_id=new.member_id,
            change_id=new.change_id,
            at=at,
            by_id=desk.operator.id,
            channel=new.channel,
            told=clean(new.told, "told", needed="Say what they were told, or what they told you."),
            agreed=clean(
                new.agreed,
                "agreed",
                needed="Say what was agreed, who does it and by when; or “none needed”.",
            ),
        )
        unit.session.add(row)
        unit.session.flush()
        tag_contact(desk, unit.session, row, codes)
        done(unit.session, desk, change, PlanQuestion.TELL_TEAM, f"Told {member.role}.")
        unit.note(words=f"Spoke with {member.role}, {member.name}: {row.told} Agreed: {row.agreed}")
    return Saved(0, "Contact noted.")


def decide(desk: Desk, new: NewDecision) -> Saved:
    """Keep what the team decided, and whether the client was part of it.

    Raises:
        Refused: it is not said what or by whom, or the client took no part and nobody says why.
    """
    at = not_ahead(desk, new.at)
    with planning(desk, "team-decided", new.client_id) as (unit, _):
        row = TeamDecision(
            client_id=new.client_id,
            at=at,
            by_id=desk.operator.id,
            words=clean(new.words, "words", needed="Say what was decided, who does it and by when."),
            present=clean(new.present, "present", needed="Say who took part."),
            client_part=new.client_part,
            without_because=part_of_client(new.client_part, new.without_because),
        )
        unit.session.add(row)
        unit.session.flush()
        part = "with the client" if row.client_part else "without the client"
        unit.note(words=f"The team decided {part}: {row.words}")
    return Saved(0, "Decision of the team kept.")


def leave(desk: Desk, member_id: int, because: str, *, version: int | None = None) -> Saved:
    """Note that somebody left the team; what they were told stays on record.

    Raises:
        Refused: nobody says why, or they have left already.
    """
    why = clean(because, "because", needed="Say why, and who comes in their place if anybody does.")
    with planning(desk, "team-left", client_of(desk, TeamMember, member_id)) as (unit, _):
        row = row_for(unit.session, TeamMember, member_id, version)
        if row.left_at is not None:
            raise Refused(f"{row.name} has left the team already.")
        row.left_at, row.left_because = desk.now(), why
        unit.note(words=f"Left the team: {row.role}, {row.name}, {why}")
    return Saved(0, f"{row.name} has left the team.")
