"""Hand a client over: begin, write, offer, accept or decline, and note that the client was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.cards import client_card
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.changes import snapshot
from oncall_tui.desk.handover.checking import allow, deepen, may_receive, named, row_for, theirs_to_say
from oncall_tui.desk.handover.terms import Asked
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.handover import Move, missing
from storage.models import Absence, Client, Handover, Person
from storage.vocabulary import ClientTold, HandoverPart, HandoverState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.handover.views import Terms


def begin(desk: Desk, client_id: int, asked: Asked | None = None) -> int:
    """Put a handover on record, or return the one that is there already; its number.

    Raises:
        Refused: There is no such client, the receiver no longer works here or is who hands over, or the
            span ends before it starts.
    """
    asked = asked or Asked()
    brief = build_brief(desk, client_id)
    if brief.handover is not None and not asked.anything:
        return brief.handover.id
    terms = build_brief(desk, client_id, asked).terms if asked.anything else brief.terms
    with changing(desk, "handover.begun", f"client:{client_id}") as unit:
        unit.session.get(Client, client_id, with_for_update=True)  # one handover of theirs at a time
        there = _there(unit.session, client_id, terms)
        if there is not None:
            return _given_to(desk, unit.session, there, terms)
        may_receive(desk, unit.session, client_id, terms.giver.id, terms.receiver.id, terms.start)
        row = Handover(
            client_id=client_id,
            from_id=terms.giver.id,
            to_id=terms.receiver.id,
            absence_id=terms.leave.id if terms.leave else None,
            starts_at=terms.start,
            ends_at=terms.end,
            capacity=terms.capacity,
            depth=terms.choice.depth,
            depth_because=list(terms.choice.because),
            created_at=desk.now(),
            created_by=desk.operator.email,
        )
        row.parts = _left_over(unit.session, client_id)
        row.state = HandoverState.DRAFTED if row.parts else HandoverState.NOT_STARTED
        unit.session.add(row)
        unit.session.flush()
        unit.note(words=f"Handover to {terms.receiver.name} begun: {terms.choice.depth.value}.")
    assert row.id is not None
    return row.id


def write(
    desk: Desk, handover_id: int, texts: Mapping[HandoverPart, str], *, version: int | None = None
) -> Saved:
    """Keep what the author wrote; a part whose text is empty goes. It has to be offered again afterwards.

    Raises:
        Refused: There is no such handover, it was changed meanwhile, its time has begun and it was accepted,
            or a text is too long.
    """
    now = desk.now()
    kept = {part: clean(text, part.value) for part, text in texts.items()}
    with changing(desk, "handover.written", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        if row.state is HandoverState.ACCEPTED and row.starts_at <= now:
            raise Refused("It was accepted and its time has begun. Log what is new as an item of the client.")
        parts = dict(row.parts)
        for part, text in kept.items():
            if not text:
                parts.pop(part.value, None)
            elif parts.get(part.value, {}).get("text") != text:
                at = now.astimezone(UTC).isoformat()
                parts[part.value] = {"text": text, "at": at, "by": desk.operator.name}
        if parts == row.parts and row.state is not HandoverState.NOT_STARTED:
            return Saved(0, "Nothing was changed.")
        again = row.state in (HandoverState.OFFERED, HandoverState.RECEIVED, HandoverState.ACCEPTED)
        row.parts, row.state = parts, HandoverState.DRAFTED
        depth = deepen(desk, unit.session, row)
        left = missing(depth.depth, {HandoverPart(name) for name in parts})
        words = "Kept." + (" It has to be offered again." if again else "")
        words += f" Still to write: {named(left)}." if left else " It can be offered."
        unit.note(words=f"Handover written: {len(parts)} parts.")
    return Saved(0, words)


def offer(desk: Desk, handover_id: int, *, version: int | None = None) -> Saved:
    """Offer a handover to its receiver; what its depth asks for must be written (R-042, R-043).

    Raises:
        Refused: Something is missing, its state does not allow it, or the receiver cannot take it.
    """
    now = desk.now()
    with changing(desk, "handover.offered", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        allow(row.state, Move.OFFER)
        depth = deepen(desk, unit.session, row)
        left = missing(depth.depth, {HandoverPart(name) for name in row.parts})
        if left:
            raise Refused(
                f"A {depth.depth.value} handover also needs: {named(left)}. "
                "Write “none” where there is nothing."
            )
        may_receive(desk, unit.session, row.client_id, row.from_id, row.to_id, row.starts_at)
        row.state, row.offered_at, row.offered_by = HandoverState.OFFERED, now, desk.operator.email
        row.answered_at, row.answered_by, row.declined_because = None, "", ""
        row.synthesis = row.questions = ""
        row.as_told = snapshot(client_card(desk, row.client_id))
        name = unit.session.get_one(Person, row.to_id).name
        unit.note(words=f"Handover offered to {name}.")
    return Saved(0, f"Offered to {name}. It counts once they accept it in their own words.")


def accept(
    desk: Desk, handover_id: int, synthesis: str, questions: str = "", *, version: int | None = None
) -> Saved:
    """Take a handover over; without the receiver's own line on it, it is only received (R-045).

    Raises:
        Refused: It was not offered, or it is not the receiver nor a director who says so.
    """
    said, asks = clean(synthesis, "synthesis"), clean(questions, "questions")
    with changing(desk, "handover.accepted", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        allow(row.state, Move.ACCEPT)
        theirs_to_say(desk, unit.session, row)
        if row.state is HandoverState.RECEIVED and not said:
            raise Refused("Say in your own words what matters most.", field="synthesis")
        row.state = HandoverState.ACCEPTED if said else HandoverState.RECEIVED
        row.synthesis, row.questions = said, asks or row.questions
        row.answered_at, row.answered_by = desk.now(), desk.operator.email
        words = "Accepted." if said else "Received. It counts as accepted once the receiver sums it up."
        unit.note(words=f"Handover {row.state.value}.")
    return Saved(0, words)


def decline(desk: Desk, handover_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Say no to a handover, and why (R-042).

    Raises:
        Refused: The reason is missing, it was not offered, or neither the receiver nor a director says so.
    """
    because = clean(reason, "reason", needed="Say why, so that the author can mend it or find somebody else.")
    with changing(desk, "handover.declined", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        allow(row.state, Move.DECLINE)
        theirs_to_say(desk, unit.session, row)
        row.state, row.declined_because = HandoverState.DECLINED, because
        row.answered_at, row.answered_by = desk.now(), desk.operator.email
        giver = unit.session.get_one(Person, row.from_id).name
        unit.note(words=f"Handover declined: {because}")
    return Saved(0, f"Declined. {giver} has to change it, or offer it to somebody else.")


def tell_client(
    desk: Desk,
    handover_id: int,
    told: ClientTold,
    *,
    because: str = "",
    at: datetime | None = None,
    passed_on: str = "",
    version: int | None = None,
) -> Saved:
    """Note whether the client or the family knows who takes over, and what was passed on (R-046).

    Raises:
        Refused: A reason is missing, or they were told at an hour that has not come yet.
    """
    now = desk.now()
    why, wishes = clean(because, "because"), clean(passed_on, "passed_on")
    if told is not ClientTold.YES and not why:
        raise Refused("Say why they were not told.", field="because")
    if at is not None and at > now:
        raise Refused("That hour has not come yet. Note it when they were told.", field="at")
    with changing(desk, "handover.client-told", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        row.told, row.told_because, row.told_at = told, why, at or now
        row.told_by = desk.operator.email
        row.passed_on = wishes or row.passed_on
        unit.note(words=f"Client told of the handover: {told.value}.")
    said = {ClientTold.YES: "told", ClientTold.NO: "not told"}.get(told, "not appropriate to tell")
    return Saved(0, f"Noted for {say(at or now, desk.house.zone)}: client {said}.")


def give_to(desk: Desk, handover_id: int, person_id: int, *, version: int | None = None) -> Saved:
    """Choose another receiver; what was offered has to be offered to them anew.

    Raises:
        Refused: They no longer work here, are away when it begins, or are who hands over.
    """
    with changing(desk, "handover.redirected", f"handover:{handover_id}") as unit:
        row = row_for(unit.session, handover_id, version)
        may_receive(desk, unit.session, row.client_id, row.from_id, person_id, row.starts_at)
        name = _redirect(unit.session, row, person_id, desk.now())
        unit.note(words=f"Handover now goes to {name}.")
    return Saved(0, f"It goes to {name}." + (" Offer it to them." if row.parts else ""))


def _there(session: Session, client_id: int, terms: Terms) -> Handover | None:
    """Return the handover that the client has already for these terms."""
    mine = select(Handover).where(Handover.client_id == client_id)
    if terms.leave is not None:
        return session.exec(mine.where(Handover.absence_id == terms.leave.id)).first()
    open_one = mine.where(col(Handover.absence_id).is_(None), col(Handover.state) != HandoverState.ACCEPTED)
    return session.exec(open_one).first()


def _left_over(session: Session, client_id: int) -> dict[str, dict[str, str]]:
    """Return what was written for an absence that came to nothing before it was offered, lest it be lost."""
    drafted = (
        select(Handover)
        .join(Absence, col(Absence.id) == Handover.absence_id)
        .where(
            Handover.client_id == client_id,
            col(Handover.offered_at).is_(None),
            col(Absence.cancelled_at).is_not(None),
        )
    )
    newest = session.exec(drafted.order_by(col(Handover.created_at).desc())).first()
    return dict(newest.parts) if newest is not None else {}


def _given_to(desk: Desk, session: Session, row: Handover, terms: Terms) -> int:
    """Let the handover that is there have the receiver and the span that are asked for."""
    assert row.id is not None
    if row.to_id != terms.receiver.id:
        may_receive(desk, session, row.client_id, row.from_id, terms.receiver.id, terms.start)
        _redirect(session, row, terms.receiver.id, desk.now())
    if row.absence_id is None:
        row.starts_at, row.ends_at, row.capacity = terms.start, terms.end, terms.capacity
        row.depth, row.depth_because = terms.choice.depth, list(terms.choice.because)
    return row.id


def _redirect(session: Session, row: Handover, person_id: int, now: datetime) -> str:
    if row.state is HandoverState.ACCEPTED and row.starts_at <= now:
        raise Refused("It was accepted and its time has begun. Reassign the client instead.")
    row.to_id = person_id
    row.state = HandoverState.DRAFTED if row.parts else HandoverState.NOT_STARTED
    row.synthesis = row.questions = row.declined_because = row.answered_by = ""
    row.answered_at = None
    return session.get_one(Person, person_id).name
