"""Open a case, say what its benefit holds, and let a director attach the policy's rules to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.cases.asks import ask_owed, hand_over
from oncall_tui.desk.cases.naming import KIND_WORDS, ORIGIN_WORDS, SEPARATE, noted
from oncall_tui.desk.cases.standing import case_for, is_covered, procedures_of, stand_of
from oncall_tui.desk.cases.views import CaseSaved
from oncall_tui.desk.changing import SavedBefore, active_person, changing, clean
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.reviews import entitlement
from oncall_tui.rules.wording import say_count
from storage.models import CareCase, Client, OutsideParty
from storage.vocabulary import CaseKind, CaseOrigin, CaseState, OutsideKind

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

MOST = 1000
"""Sessions that a benefit may hold; more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case, before it is saved."""

    key: str
    """Made where it was typed in; the same key twice is one case."""
    client_id: int
    kind: CaseKind
    available: int | None = None
    """Sessions under the participant's benefit."""
    origin: CaseOrigin = CaseOrigin.SELF_REFERRAL
    organisation_id: int | None = None
    """None takes the client's own, where it is on record among the client organisations."""
    provider_id: int | None = None
    clinician_id: int | None = None
    """None leaves it to whoever is responsible for the client."""
    about: str = ""


def open_case(desk: Desk, new: NewCase) -> CaseSaved:
    """Open a case (R-021, R-095).

    Raises:
        Refused: There is no such client, the benefit is not said, or somebody who is named is not who they
            are taken for.
    """
    about = clean(new.about, "about")
    available = _sessions(new.available)
    try:
        with changing(desk, "case.opened", "case") as unit:
            session = unit.session
            known = session.exec(select(CareCase.id).where(CareCase.key == new.key)).first()
            if known is not None:
                raise SavedBefore(known)
            _check(session, new)
            case = CareCase(
                key=new.key,
                client_id=new.client_id,
                kind=new.kind,
                origin=new.origin,
                organisation_id=new.organisation_id or _own_organisation(session, new.client_id),
                provider_id=new.provider_id,
                clinician_id=new.clinician_id,
                about=about,
                available=available,
                opened_at=desk.now(),
                opened_by=desk.operator.email,
            )
            session.add(case)
            session.flush()
            assert case.id is not None
            unit.object = f"case:{case.id}"
            words = f"Case {case.id} opened: {KIND_WORDS[case.kind]}, {ORIGIN_WORDS[case.origin]}."
            words += _what_counts(session, case)
            unit.note(words=noted(words))
    except SavedBefore as before:
        words = f"Case {before.id} was saved before; nothing was opened twice."
        return CaseSaved(0, words, repeated=True, case_id=before.id)
    return CaseSaved(0, words, case_id=case.id)


def _what_counts(session: Session, case: CareCase) -> str:
    if not is_covered(case):
        return f" {SEPARATE}"
    words = " Its first session is reviewed before a second." if case.kind.reviewed else ""
    count = len(procedures_of(session, case))
    if count:
        words += f" {say_count(count, 'procedure')} of its organisation to follow."
    return words


def set_benefit(
    desk: Desk, case_id: int, available: int | None, reason: str, *, version: int | None = None
) -> Saved:
    """Say how many sessions the participant's benefit holds, and why that changed (R-095).

    Raises:
        Refused: The case is closed, or the number cannot be or is not explained.
    """
    because = clean(reason, "reason", needed="Say why it changed, such as what the funding source answered.")
    number = _sessions(available)
    with changing(desk, "case.benefit-set", f"case:{case_id}") as unit:
        case = case_for(
            unit.session, case_id, version, CaseState.OPEN, CaseState.ENDED, to="change the benefit of"
        )
        before, case.available = case.available, number
        unit.session.add(case)
        words = f"Case {case_id}: the benefit holds {say_count(number, 'session')}, {before} before"
        unit.note(words=f"{noted(words)}: {because}")
        over = entitlement(stand_of(unit.session, case)).over
    return Saved(0, f"{words}." + (f" {say_count(over, 'session')} beyond it." if over else ""))


def attach_rules(desk: Desk, case_id: int, reason: str, *, version: int | None = None) -> Saved:
    """Let the partner policy's rules count for a case under a separate policy; for directors (R-021).

    What the rules ask by then is asked from now on.

    Raises:
        Refused: Whoever sits here is no director, the rules count already, or it is not said why.
    """
    because = clean(reason, "reason", needed="Say why the rules are to count for this case.")
    now = desk.now()
    with changing(desk, "case.rules-attached", f"case:{case_id}") as unit:
        case = case_for(unit.session, case_id, version, CaseState.OPEN, CaseState.ENDED, to="attach rules to")
        if is_covered(case):
            raise Refused(f"The rules count for case {case_id} already.")
        case.rules_at, case.rules_by, case.rules_because = now, desk.operator.email, because
        unit.session.add(case)
        made = ask_owed(unit.session, desk, case, now)
        words = f"Case {case_id}: the partner policy's rules count from now on"
        unit.note(words=f"{noted(words)}: {because}")
    return Saved(0, f"{words}." + (f" {say_count(len(made), 'thing')} owed by them now." if made else ""))


def assign(
    desk: Desk,
    case_id: int,
    *,
    clinician_id: int | None,
    provider_id: int | None,
    version: int | None = None,
) -> Saved:
    """Say which of our own has a case, and which provider works on it.

    Raises:
        Refused: Somebody who is named is not who they are taken for.
    """
    with changing(desk, "case.assigned", f"case:{case_id}") as unit:
        case = case_for(unit.session, case_id, version, CaseState.OPEN, CaseState.ENDED, to="assign")
        person = active_person(unit.session, clinician_id) if clinician_id is not None else None
        provider = _party(unit.session, provider_id, OutsideKind.PROVIDER, "provider")
        case.clinician_id, case.provider_id = clinician_id, provider_id
        unit.session.add(case)
        hand_over(unit.session, case)
        who = person.name if person else "whoever is responsible for the client"
        by = provider.name if provider else "no provider on record"
        words = f"Case {case_id}: with {who}; {by}."
        unit.note(words=noted(words))
    return Saved(0, words)


def _sessions(number: int | None) -> int:
    if number is None:
        raise Refused("Say how many sessions the participant's benefit holds.", field="available")
    if not 0 <= number <= MOST:
        raise Refused(f"A benefit holds from 0 to {MOST} sessions.", field="available")
    return number


def _check(session: Session, new: NewCase) -> None:
    if not new.key:
        raise Refused("A case needs a key of its own, so that a retry cannot open it twice.", field="key")
    if session.get(Client, new.client_id) is None:
        raise Refused("That client is no longer on record. Look them up again.", field="client")
    if new.clinician_id is not None:
        active_person(session, new.clinician_id)
    _party(session, new.organisation_id, OutsideKind.CLIENT_ORGANISATION, "organisation")
    _party(session, new.provider_id, OutsideKind.PROVIDER, "provider")


def _own_organisation(session: Session, client_id: int) -> int | None:
    """Return the client organisation that stands on a client's own record, if it is one of the parties."""
    name = session.get_one(Client, client_id).organisation.strip().casefold()
    if not name:
        return None
    known = select(OutsideParty).where(
        OutsideParty.kind == OutsideKind.CLIENT_ORGANISATION, col(OutsideParty.ended_at).is_(None)
    )
    found = [each.id for each in session.exec(known) if each.name.casefold() == name]
    return found[0] if len(found) == 1 else None


def _party(session: Session, party_id: int | None, kind: OutsideKind, field: str) -> OutsideParty | None:
    """Return an outside party of the kind that is meant."""
    if party_id is None:
        return None
    party = session.get(OutsideParty, party_id)
    if party is None or party.kind is not kind or party.ended_at is not None:
        raise Refused(
            f"There is no {kind.value.replace('-', ' ')} of that number. Add it among the parties (O) first.",
            field=field,
        )
    return party
