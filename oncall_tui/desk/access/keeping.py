"""Who may sign in and as what: secrets, codes to set one, roles given and taken (R-174, R-175)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.access.permits import access_of, require, require_to_read
from oncall_tui.desk.access.secrets import as_code, enrolment_code, hashed, matches, recovery_code
from oncall_tui.desk.access.signing_in import prove, sign_in_wanted
from oncall_tui.desk.changing import active_person, changing
from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from oncall_tui.rules.secrets import why_weak
from storage import reads
from storage.models import AccessGrant, Credential, EnrolmentCode, RecoveryCode
from storage.vocabulary import AccessRole

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

CODE_HOLDS = timedelta(hours=24)
"""For how long a code to set a secret holds."""
_WRONG_CODE = "That is not the code, or it has lapsed or was used. Ask for a new one."


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One person, as far as sign-in goes."""

    person: PersonRef
    active: bool
    roles: tuple[AccessRole, ...]
    """All roles at the desk, those that come with their work included."""
    granted: tuple[AccessRole, ...]
    secret_since: datetime | None
    code_until: datetime | None
    """Until when a code holds that they were given; None for no code."""


@dataclass(frozen=True, slots=True)
class SecretSet:
    """What became of setting a secret."""

    words: str
    recovery: str
    """The recovery code, where it was made just now: it is shown once."""


def access_list(desk: Desk) -> tuple[AccessLine, ...]:
    """Return everybody, with their roles and whether they can sign in.

    Raises:
        Denied: whoever sits here does not look after sign-in.
    """
    require_to_read(desk, Capability.SIGN_IN_OF_OTHERS, "sign-in")
    now = desk.now()
    with desk.store.reading() as connection:
        granted: dict[int, list[AccessRole]] = {}
        for person_id, role in reads.rows(connection, "grants"):
            granted.setdefault(person_id, []).append(AccessRole(role))
        rows = list(reads.rows(connection, "access_list"))
        return tuple(
            AccessLine(
                PersonRef(row.id, row.name, row.email, row.phone),
                bool(row.active),
                tuple(sorted(access_of(connection, row.id).roles)),
                tuple(granted.get(row.id, ())),
                reads.maybe_instant(row.changed_at),
                until if (until := reads.maybe_instant(row.expires_at)) and now < until else None,
            )
            for row in rows
        )


def set_secret(desk: Desk, secret: str, *, old: str = "", code: str = "") -> SecretSet:
    """Give whoever sits here a secret, or another one.

    Args:
        desk: where they sit.
        secret: the new one.
        old: the present one, where there is one and no code was given out.
        code: what they were told in order to set one.

    Raises:
        Refused: it is too weak, the old one or the code is wrong, or the first secret of all is not set by
            somebody who looks after sign-in.
    """
    weak = why_weak(secret)
    if weak:
        raise Refused(weak, field="secret")
    first = not sign_in_wanted(desk)
    if code:
        _check_code(desk, code)
    elif not first:
        prove(desk, desk.operator, old)
    recovery = recovery_code() if first else ""
    kept = hashed(secret)
    with changing(desk, "access.secret-set", f"person:{desk.operator.id}") as unit:
        if first:
            words = "The first PIN turns sign-in on for everybody: an administrator or a director sets it."
            require(desk, unit.session.connection(), Capability.SIGN_IN_OF_OTHERS, words)
            _keep_recovery(desk, unit.session, recovery)
        _keep_secret(desk, unit.session, desk.operator.id, kept)
        words = f"{desk.operator.name} has a new PIN or passphrase."
        unit.note(words=words)
    return SecretSet(words, recovery)


def invite(desk: Desk, person_id: int) -> tuple[str, datetime]:
    """Return a new code with which somebody may set a secret within a day; one given before holds no more.

    Raises:
        Refused: whoever sits here does not look after sign-in, or the person no longer works here.
    """
    code, until = enrolment_code(), desk.now() + CODE_HOLDS
    kept = hashed(code)
    with changing(desk, "sign-in.invited", f"person:{person_id}") as unit:
        person = active_person(unit.session, person_id)
        row = unit.session.get(EnrolmentCode, person_id)
        if row is None:
            row = EnrolmentCode(person_id=person_id, secret_hash=kept, by_id=0, expires_at=until)
        row.secret_hash, row.by_id, row.expires_at = kept, desk.operator.id, until
        unit.session.add(row)
        unit.note(words=f"{person.name} was given a code to set a PIN.")
    return code, until


def remove(desk: Desk, person_id: int) -> Saved:
    """Take somebody's secret away: they cannot sign in until they are invited again.

    Raises:
        Refused: it is one's own, they have none, or whoever sits here does not look after sign-in.
    """
    if person_id == desk.operator.id:
        raise Refused("Your own is taken away by somebody else. Set another one: oncall sign-in set")
    with changing(desk, "sign-in.removed", f"person:{person_id}") as unit:
        rows = (unit.session.get(Credential, person_id), unit.session.get(EnrolmentCode, person_id))
        kept = [row for row in rows if row is not None]
        if not kept:
            raise Refused("They have no PIN and no code. Nothing was changed.")
        for row in kept:
            unit.session.delete(row)
        unit.note(words="Can no longer sign in.")
    return Saved(0, "They can no longer sign in; invite them to let them in again.")


def grant(desk: Desk, person_id: int, role: AccessRole) -> Saved:
    """Give somebody a role beyond what comes with their work.

    Raises:
        Refused: they have it already, or whoever sits here does not look after sign-in.
    """
    with changing(desk, "sign-in.granted", f"person:{person_id}") as unit:
        person = active_person(unit.session, person_id)
        if unit.session.get(AccessGrant, (person_id, role)) is not None:
            raise Refused(f"{person.name} has that role already.", field="role")
        unit.session.add(AccessGrant(person_id=person_id, role=role, by_id=desk.operator.id, at=desk.now()))
        words = f"{person.name} is {role.value} from now on."
        unit.note(words=words)
    return Saved(0, words)


def revoke(desk: Desk, person_id: int, role: AccessRole) -> Saved:
    """Take a role away that was given; those that come with somebody's work stay.

    Raises:
        Refused: it was not given, or whoever sits here does not look after sign-in.
    """
    with changing(desk, "sign-in.revoked", f"person:{person_id}") as unit:
        row = unit.session.get(AccessGrant, (person_id, role))
        if row is None:
            raise Refused("That role was not given. What comes with somebody's work stays.", field="role")
        unit.session.delete(row)
        words = f"No longer {role.value}."
        unit.note(words=words)
    return Saved(0, words)


def renew_recovery(desk: Desk) -> str:
    """Return a new recovery code, shown once; the one before holds no more.

    Raises:
        Denied: whoever sits here does not look after sign-in.
    """
    code = recovery_code()
    with changing(desk, "sign-in.recovery-renewed", "organisation:1") as unit:
        _keep_recovery(desk, unit.session, code)
        unit.note(words="A new recovery code was made.")
    return code


def recover(desk: Desk, person: PersonRef, code: str, secret: str) -> str:
    """Let somebody who looks after sign-in set a secret by the recovery code; return the code after it.

    Raises:
        Refused: the code is wrong, they do not look after sign-in, or the secret is too weak.
    """
    weak = why_weak(secret)
    if weak:
        raise Refused(weak, field="secret")
    with desk.store.reading() as connection:
        kept = reads.scalar(connection, "recovery")
        if not access_of(connection, person.id).allows(Capability.SIGN_IN_OF_OTHERS):
            raise Refused(
                f"{person.name} does not look after sign-in. Recover as an administrator or a director, "
                "then invite them.",
                field="person",
            )
    if kept is None or not matches(kept, as_code(code)):
        raise Refused("That is not the recovery code.", field="code")
    following, new = recovery_code(), hashed(secret)
    with desk.store.writing(
        person.email, "access.recovered", f"person:{person.id}", terminal=desk.terminal
    ) as unit:
        _keep_secret(desk, unit.session, person.id, new)
        _keep_recovery(desk, unit.session, following)
        unit.note(words=f"{person.name} set a new secret by the recovery code.")
    desk.operator = person
    return following


def _check_code(desk: Desk, code: str) -> None:
    with desk.store.reading() as connection:
        row = reads.one(connection, "enrolment_of", id=desk.operator.id)
    lapsed = row is None or reads.instant(row.expires_at) <= desk.now()
    if row is None or lapsed or not matches(row.secret_hash, as_code(code)):
        raise Refused(_WRONG_CODE, field="code")


def _keep_secret(desk: Desk, session: Session, person_id: int, kept: str) -> None:
    row = session.get(Credential, person_id)
    if row is None:
        row = Credential(person_id=person_id, secret_hash=kept, changed_at=desk.now())
    row.secret_hash, row.changed_at = kept, desk.now()
    session.add(row)
    code = session.get(EnrolmentCode, person_id)
    if code is not None:
        session.delete(code)


def _keep_recovery(desk: Desk, session: Session, code: str) -> None:
    kept = hashed(code)
    row = session.get(RecoveryCode, 1) or RecoveryCode(secret_hash=kept, made_at=desk.now())
    row.secret_hash, row.made_at = kept, desk.now()
    session.add(row)
