"""What a reassignment would change, client by client, on the record as it is (R-041)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.candidates import Candidates
from oncall_tui.desk.absences.planning import HORIZON, uncovered
from oncall_tui.desk.access.permits import GLASS, require
from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.reassigning.judging import Move, Takers, moves_of
from oncall_tui.desk.reassigning.views import Given, Reassignment, ReassignmentPlan, Share, Unfilled
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.permissions import Capability
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.roster import Decision, Holding
from storage import reads
from storage.vocabulary import CareRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.roster import Roster

_SLACK = timedelta(minutes=15)
"""How long what is shown may be looked at before its beginning counts as past."""
_REASON_NEEDED = "Say why, so that the managers understand it."


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan, and what has to be written for it."""

    plan: ReassignmentPlan
    moves: Mapping[int, Move]
    """What changes for each client."""
    left: Mapping[int, int]
    """Who held the role and no longer does, of clients who go to somebody else."""
    held: Mapping[int, Sequence[Holding]]
    """Who held which role before, by client."""


def preview(desk: Desk, new: Reassignment) -> ReassignmentPlan:
    """Return everything that a reassignment would change, and with whom it cannot be done.

    Raises:
        Refused: It cannot be done with anybody: whoever sits here may not, or the person cannot.
    """
    with desk.store.reading() as connection:
        return draft(desk, connection, new, desk.now()).plan


def leaving_out(new: Reassignment, plan: ReassignmentPlan) -> Reassignment:
    """Return the same for those clients only with whom a plan says that it can be done."""
    refused = {each.client_id for each in plan.refused}
    rest = dict.fromkeys(each.client_id for each in plan.clients if each.client_id not in refused)
    if not rest:
        raise Refused("It cannot be done with any of them.", field="clients")
    return replace(new, client_ids=tuple(rest), all_of=None)


def draft(desk: Desk, connection: Connection, new: Reassignment, now: datetime) -> Draft:
    """Return a plan on a connection that may see changes of its own, with what has to be written."""
    start = _begins(new, now)
    ids = new.client_ids
    if new.all_of is not None:
        ids = _caseload(connection, new.all_of, new.share, start)
    rows = {row.id: row for row in reads.rows(connection, "clients_to_give", ids=list(ids))} if ids else {}
    before = load_roster(desk, rows.keys(), connection=connection)
    _may(desk, connection, new)
    if not ids:
        raise Refused(_nobody(before, new), field="clients")
    if len(rows) < len(set(ids)):
        raise Refused("One of these clients is not on record. Look them up again.", field="clients")
    takers = Takers(before, start, desk.house.zone)
    _can_take(takers, new)
    moves = {id_: moves_of(takers, id_, bool(row.active), new, start) for id_, row in rows.items()}
    after = _after(before, moves, new, start)
    given = tuple(_given(before, after, rows, moves, new, start))
    if all(each.unchanged for each in given):
        raise Refused("Nothing would change: they have that role with all of these already.", field="person")
    plan = ReassignmentPlan(
        share=new.share,
        person=_ref(before, new.person_id),
        start=start,
        end=new.end,
        reason=new.reason,
        clients=given,
        gaps=uncovered(desk, connection, before, after, rows, (start, new.end or start + HORIZON)),
        unfilled=tuple(_unfilled(desk, connection, after, rows, moves, start)),
        seen={id_: (before.holdings.get(id_, ()), before.decisions.get(id_, ())) for id_ in rows},
        seen_entry=int(reads.scalar(connection, "last_entry") or 0),
    )
    return Draft(plan, moves, dict(_left(before, after, rows, start)), before.holdings)


def _begins(new: Reassignment, now: datetime) -> datetime:
    """Return when it begins: never before now, as who was responsible then stays on record."""
    start = new.start or now
    if start < now - _SLACK:
        raise Refused(
            "It cannot begin before now: who was responsible then stays on record. Leave it empty for now.",
            field="start",
        )
    start = max(start, now)
    if new.end is not None and new.end <= start:
        raise Refused("It must end after it starts. Leave the end empty for good.", field="end")
    if not new.reason.strip():
        raise Refused(_REASON_NEEDED, field="reason")
    if new.person_id is None and new.end is not None:
        raise Refused(
            "It moves to the secondaries for good and comes back by a decision only. Leave the end empty.",
            field="end",
        )
    if new.person_id is None and new.share is not Share.PRIMARY:
        raise Refused("Only the primary role can go to the secondaries.", field="share")
    return start


def _may(desk: Desk, connection: Connection, new: Reassignment) -> None:
    """Refuse whoever sits here where it takes a director (R-041)."""
    if new.share is Share.SECONDARY:
        return
    what = "who has the primary role" if new.share is Share.PRIMARY else "who acts for a client"
    words = f"Only a director decides {what}. Ask one to do it. {GLASS}"
    require(desk, connection, Capability.DECIDE, words, field="share")


def _can_take(takers: Takers, new: Reassignment) -> None:
    """Refuse those who can take nobody's role at all (R-001)."""
    if new.person_id is not None:
        hindrance = takers.hindrance(new.person_id, new.share)
        if hindrance:
            raise Refused(hindrance, field="person")
    if new.secondary_id is not None:
        hindrance = takers.hindrance(new.secondary_id, Share.SECONDARY)
        if hindrance:
            raise Refused(hindrance, field="secondary")


def _nobody(roster: Roster, new: Reassignment) -> str:
    if new.all_of is None:
        return "Choose at least one client."
    person = roster.people.get(new.all_of)
    name = person.name if person else "Nobody of that name"
    role = "secondary" if new.share is Share.SECONDARY else "primary"
    return f"{name} is {role} care manager of no client then. Choose somebody else, or name the clients."


def _caseload(connection: Connection, person_id: int, share: Share, at: datetime) -> tuple[int, ...]:
    role = CareRole.SCM if share is Share.SECONDARY else CareRole.PCM
    found = {row[0] for row in reads.rows(connection, "caseload_of", id=person_id, role=role.value, at=at)}
    if share is Share.ACTING:
        found.update(row[0] for row in reads.rows(connection, "caseload_decided", id=person_id, at=at))
    return tuple(sorted(found))


def _after(before: Roster, moves: Mapping[int, Move], new: Reassignment, start: datetime) -> Roster:
    """Return the roster as it would be."""
    holdings, decisions = dict(before.holdings), dict(before.decisions)
    for client_id, move in moves.items():
        if move.refused:
            continue
        held = [each for each in holdings.get(client_id, ()) if each.role not in move.roles]
        for role, tenures in move.roles.items():
            held += [Holding(each.person_id, role, each.start, each.end) for each in tenures]
        holdings[client_id] = tuple(held)
        if new.share is Share.ACTING and new.person_id is not None:
            kept = _outside(decisions.get(client_id, ()), start, new.end)
            decisions[client_id] = (*kept, Decision(new.person_id, start, new.end, new.reason))
    return replace(before, holdings=holdings, decisions=decisions)


def _outside(decisions: Sequence[Decision], start: datetime, end: datetime | None) -> Iterator[Decision]:
    """Go through what remains of decisions outside a span."""
    for each in decisions:
        if each.start < start:
            over = start if each.end is None else min(each.end, start)
            yield replace(each, end=over)
        if end is not None and (each.end is None or each.end > end):
            yield replace(each, start=max(each.start, end))


def _given(
    before: Roster,
    after: Roster,
    rows: Mapping[int, Any],
    moves: Mapping[int, Move],
    new: Reassignment,
    start: datetime,
) -> Iterator[Given]:
    """Go through every role of every client that is given, in the order of the clients' names."""
    for client_id, row in rows.items():
        move = moves[client_id]
        held, holds = responsible(before, client_id, start), responsible(after, client_id, start)
        acting = person_ref(holds.role_holder)

        def line(
            share: Share,
            holder: PersonRef | None,
            onto: PersonRef | None,
            row: Any = row,
            move: Move = move,
            acting: PersonRef = acting,
        ) -> Given:
            name = f"{row.family_name}, {row.given_name}"
            return Given(row.id, row.number, name, share, holder, onto, acting, move.unchanged, move.refused)

        if new.share is Share.ACTING:
            yield line(Share.ACTING, person_ref(held.role_holder), _ref(before, new.person_id))
            continue
        pcm, scm, _, _ = managers_at(before.holdings.get(client_id, ()), start)
        pcm_then, scm_then, _, _ = managers_at(after.holdings.get(client_id, ()), start)
        if move.refused:
            pcm_then = scm_then = new.person_id or scm
        if new.share is Share.PRIMARY:
            yield line(Share.PRIMARY, _ref(before, pcm), _ref(before, pcm_then))
        if new.share is Share.SECONDARY or (new.person_id is None and not move.refused):
            yield line(Share.SECONDARY, _ref(before, scm), _ref(before, scm_then))


def _left(before: Roster, after: Roster, ids: Iterable[int], start: datetime) -> Iterator[tuple[int, int]]:
    for client_id in ids:
        held = responsible(before, client_id, start).role_holder.id
        if held != responsible(after, client_id, start).role_holder.id:
            yield client_id, held


def _unfilled(
    desk: Desk,
    connection: Connection,
    after: Roster,
    rows: Mapping[int, Any],
    moves: Mapping[int, Move],
    start: datetime,
) -> Iterator[Unfilled]:
    """Go through the clients who lose their secondary to the primary role and get no other (R-032)."""
    left = {id_: rows[id_] for id_, move in moves.items() if move.unfilled and not move.refused}
    if not left:
        return
    zone = ZoneInfo(desk.house.zone)
    covers = Candidates(connection, after, left, None, zone, start)
    for client_id, row in left.items():
        taken: Collection[int] = [each.person_id for each in moves[client_id].roles[CareRole.PCM]]
        found = covers.of(client_id, start, start + HORIZON, but=taken)
        yield Unfilled(client_id, row.number, f"{row.family_name}, {row.given_name}", found)


def _ref(roster: Roster, person_id: int | None) -> PersonRef | None:
    person = roster.person(person_id)
    return person_ref(person) if person else None
