"""Who went into an absent person's accounts, when, why and what was sent: for directors alone (R-039).

The console resets no password and opens no account; it keeps what directors say that they did. An entry is
never changed: the database refuses, and a slip is put right by a further entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.access.permits import require_to_read
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from oncall_tui.rules.roster import Away
from storage import reads
from storage.models import AccountAccess, Person
from storage.vocabulary import AbsenceReason, AccessStep

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

CHECKLIST = (
    "Have whoever runs the system set a new password, known to directors only. Record: opened, and why.",
    "From the account tell staff teams, providers and families who covers and which number to ring.",
    "Do not say why the person is away; read no more than that takes. Record: sent, to whom, and what.",
    "Put up an automatic reply that names the line.",
    "When done, log out everywhere and have the password set anew. Record: ended.",
    "When the person is back, tell them what was opened and sent, and let them choose a password.",
)
"""What a director does in an unplanned absence, in order."""

STEP_WORDS = {
    AccessStep.OPENED: "opened",
    AccessStep.SENT: "sent from it",
    AccessStep.ENDED: "access ended",
}
"""A step as the screens and the record say it."""

_NEEDED = {
    AccessStep.OPENED: "Say why it is opened.",
    AccessStep.SENT: "Say what was sent, and to whom.",
    AccessStep.ENDED: "Say how it was closed: logged out, password set anew.",
}
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewAccess:
    """A step into an account, before it is saved."""

    person_id: int
    """Whose account it is."""
    system: str
    """Which one: e-mail, message boards, a device."""
    step: AccessStep
    words: str
    """Why it was opened, what was sent from it, or how it was closed."""
    at: datetime | None = None
    """When it was done; None for now."""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One entry."""

    id: int
    person_id: int
    name: str
    email: str
    system: str
    step: AccessStep
    at: datetime
    recorded_at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class AccessLog:
    """The entries, oldest first, and which accounts are open still."""

    lines: tuple[AccessLine, ...]
    open: tuple[AccessLine, ...]
    """The entry by which each account was opened that nobody has ended since."""


def access_log(desk: Desk, person_id: int | None = None) -> AccessLog:
    """Return who went into the accounts of one person, or of everybody.

    Raises:
        Refused: Whoever asks is no director.
    """
    require_to_read(desk, Capability.ACCOUNTS, "account")
    with desk.store.reading() as connection:
        return _read(connection, person_id)


def record_access(desk: Desk, new: NewAccess) -> Saved:
    """Record a step into an absent person's account.

    Raises:
        Refused: Whoever sits here is no director; the person has no unplanned absence at that instant; or the
            step does not follow from those before it.
    """
    now = desk.now()
    at = new.at or now
    if at > now:
        raise Refused("That hour has not come yet. Record it when it is done.", field="at")
    system = _named(new.system)
    words = clean(new.words, "words", needed=_NEEDED[new.step])
    with changing(desk, f"account.{new.step.value}", f"account:{new.person_id}") as unit:
        connection = unit.session.connection()
        person = unit.session.get(Person, new.person_id, with_for_update=True)  # one step at a time
        if person is None:
            raise Refused("There is no such person.", field="person")
        log = _read(connection, new.person_id)
        system = _follows(desk, new.step, system, at, person.name, log)
        if new.step is not AccessStep.ENDED:
            _while_away(desk, connection, person, at)
        unit.session.add(
            AccountAccess(
                person_id=new.person_id,
                system=system,
                step=new.step,
                at=at,
                recorded_at=now,
                by_id=desk.operator.id,
                words=words,
            )
        )
        said = f"{person.name}, {system}: {STEP_WORDS[new.step]} {say(at, desk.house.zone)}."
        unit.note(words=said)
    return Saved(0, f"{said} This entry cannot be changed.")


def _named(typed: str) -> str:
    """Return how an account is called, in one line."""
    system = " ".join(clean(typed, "system", needed="Say which account: e-mail, message boards …").split())
    if len(system) > _LONGEST_NAME:
        raise Refused(f"Name the account in at most {_LONGEST_NAME} characters.", field="system")
    return system


def still_open(lines: Iterable[AccessLine]) -> tuple[AccessLine, ...]:
    """Return the entries that opened an account which nobody has ended since."""
    standing: dict[tuple[int, str], AccessLine] = {}
    for line in lines:
        account = (line.person_id, _plain(line.system))
        if line.step is AccessStep.OPENED:
            standing.setdefault(account, line)
        elif line.step is AccessStep.ENDED:
            standing.pop(account, None)
    return tuple(standing.values())


def _follows(desk: Desk, step: AccessStep, system: str, at: datetime, name: str, log: AccessLog) -> str:
    """Refuse a step that cannot follow; return the account as it was named when it was opened."""
    zone = desk.house.zone
    opened = next((each for each in log.open if _plain(each.system) == _plain(system)), None)
    if step is AccessStep.OPENED:
        if opened is not None:
            raise Refused(
                f"{name}, {opened.system} is open since {say(opened.at, zone)} ({opened.by}). "
                "Record what was sent, or that access ended.",
                field="step",
            )
    elif opened is None:
        listed = ", ".join(each.system for each in log.open) or "none"
        raise Refused(
            f"{name}, {system} is not open; open are: {listed}. Record first that it was opened.",
            field="step",
        )
    before = [each.at for each in log.lines if _plain(each.system) == _plain(system)]
    if before and at < before[-1]:
        raise Refused(f"The entry before it is of {say(before[-1], zone)}. Give a later time.", field="at")
    return opened.system if opened else system


def _while_away(desk: Desk, connection: Connection, person: Person, at: datetime) -> None:
    """Refuse what was not done while somebody was away unplanned."""
    spans: Sequence[Away] = [
        Away(
            row.person_id,
            AbsenceReason(row.reason),
            reads.instant(row.starts_at),
            reads.maybe_instant(row.ends_at),
            reads.maybe_instant(row.returned_at),
        )
        for row in reads.rows(connection, "unplanned_of", id=person.id)
    ]
    now = desk.now()
    if any(each.start <= at and ((until := each.until(now)) is None or at < until) for each in spans):
        return
    raise Refused(
        f"{person.name} is not away unplanned at {say(at, desk.house.zone)}. Accounts are opened in "
        "an unplanned absence only: record the absence first, or ask the person.",
        field="person",
    )


def _read(connection: Connection, person_id: int | None) -> AccessLog:
    found = (
        reads.rows(connection, "accounts")
        if person_id is None
        else reads.rows(connection, "accounts_of", id=person_id)
    )
    lines = tuple(
        AccessLine(
            row.id,
            row.person_id,
            row.name,
            row.email,
            row.system,
            AccessStep(row.step),
            reads.instant(row.at),
            reads.instant(row.recorded_at),
            row.by_name,
            row.words,
        )
        for row in found
    )
    return AccessLog(lines, still_open(lines))


def _plain(system: str) -> str:
    return system.casefold()
