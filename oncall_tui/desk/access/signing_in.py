"""Prove that it is you (R-175): PIN or passphrase, with a wait after wrong ones that locks nobody out.

Until somebody has a secret nobody is asked for one. From the first on everybody is, but never the engine:
alerts are raised and sent whoever has signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from oncall_tui.desk.access.secrets import matches
from oncall_tui.errors import Refused
from oncall_tui.rules.secrets import FREE_TRIES, wait_after
from oncall_tui.rules.wording import say_count
from storage import reads
from storage.models import SignInTry

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

_HERE = "this computer"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who may sign in here."""

    person: PersonRef
    has_secret: bool


def sign_in_wanted(desk: Desk) -> bool:
    """Say whether whoever sits down has to prove who they are: once anybody has a secret."""
    with desk.store.reading() as connection:
        return reads.one(connection, "credentials") is not None


def signers(desk: Desk) -> tuple[Signer, ...]:
    """Return everybody who works here, by name, and whether they have a secret."""
    from oncall_tui.desk.views import PersonRef

    with desk.store.reading() as connection:
        have = {row.person_id for row in reads.rows(connection, "credentials")}
        rows = [row for row in reads.rows(connection, "people") if row.active]
    return tuple(
        Signer(PersonRef(row.id, row.name, row.email, row.phone), row.id in have)
        for row in sorted(rows, key=lambda row: (row.name.casefold(), row.id))
    )


def sign_in(desk: Desk, person: PersonRef, secret: str, *, because: str = "") -> None:
    """Check somebody's secret and sit them down; `because` tells the record what it was given for again.

    Raises:
        Refused: it is wrong, they have none, or it was wrong so often that the next try has to wait.
    """
    prove(desk, person, secret)
    action = "access.proved" if because else "access.signed-in"
    with desk.store.writing(person.email, action, f"person:{person.id}", terminal=desk.terminal) as unit:
        unit.note(words=because or f"{person.name} signed in.")
    desk.operator = person


def prove(desk: Desk, person: PersonRef, secret: str) -> None:
    """Check somebody's secret; count it against this computer where it is wrong.

    Raises:
        Refused: as `sign_in` has it.
    """
    with desk.store.reading() as connection:
        kept = reads.scalar(connection, "secret_of", id=person.id)
    if kept is None:
        raise Refused(
            f"{person.name} has no PIN yet. Whoever looks after sign-in gives them a code to set one: "
            f"oncall sign-in invite {person.email}",
            field="secret",
        )
    _wait_over(desk, person)
    if matches(kept, secret):
        _forget_tries(desk, person)
        return
    failures = _count_try(desk, person)
    left = FREE_TRIES - failures
    if left > 0:
        raise Refused(f"That is not the PIN of {person.name}. Try again.", field="secret")
    raise Refused(
        f"That is not the PIN of {person.name}. Wait {_seconds(wait_after(failures))}; others are not kept "
        "waiting. Forgotten? Ask for a new code, or use the recovery code (oncall sign-in recover).",
        field="secret",
    )


def tried_here(desk: Desk, person_id: int) -> tuple[int, datetime | None]:
    """Return how often somebody's secret was given wrongly here in a row, and when the last time was."""
    place = place_of(desk)
    with desk.store.reading() as connection:
        for row in reads.rows(connection, "tries_of", id=person_id):
            if row.terminal == place:
                return row.failures, reads.instant(row.last_at)
    return 0, None


def place_of(desk: Desk) -> str:
    """Return which computer this is, as wrong tries are counted: a new window is no new place."""
    return desk.terminal.partition(" ")[0] or _HERE


def _wait_over(desk: Desk, person: PersonRef) -> None:
    failures, last = tried_here(desk, person.id)
    wait = wait_after(failures)
    if last is None or not wait:
        return
    since = max(desk.now() - last, timedelta())  # a clock that was set back makes nobody wait longer
    if since < wait:
        raise Refused(f"Wait {_seconds(wait - since)} before the next try for {person.name}.", field="secret")


def _seconds(span: timedelta) -> str:
    return say_count(ceil(span.total_seconds()), "second")


def _count_try(desk: Desk, person: PersonRef) -> int:
    place, now = place_of(desk), desk.now()
    with desk.store.writing(
        person.email, "access.refused", f"person:{person.id}", terminal=desk.terminal
    ) as unit:
        row = unit.session.get(SignInTry, (person.id, place))
        if row is None:
            row = SignInTry(person_id=person.id, terminal=place, last_at=now)
        row.failures, row.last_at = row.failures + 1, now
        unit.session.add(row)
        unit.note(words=f"A wrong secret was given for {person.name}.")
        return row.failures


def _forget_tries(desk: Desk, person: PersonRef) -> None:
    if not tried_here(desk, person.id)[0]:
        return
    with desk.store.quiet_writing() as session:
        row = session.get(SignInTry, (person.id, place_of(desk)))
        if row is not None:
            session.delete(row)
