"""What a client said about being contacted: each answer a dated fact of its own, none overwritten (R-091)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.desk.changing import changing, cleaned
from oncall_tui.desk.views import ConsentView, Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from storage import reads
from storage.vocabulary import Answer, ConsentKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

ASKS: Mapping[ConsentKind, str] = MappingProxyType(
    {
        ConsentKind.VOICEMAIL: "May messages be left on voicemail?",
        ConsentKind.EMAIL_MESSAGES: "May messages be left by e-mail?",
        ConsentKind.EMAIL_ONLY: "Is all contact to be by e-mail?",
        ConsentKind.EMAIL_CHECK_IN: "May a check-in go by e-mail?",
        ConsentKind.NO_PHONE: "Is there no telephone to ring?",
        ConsentKind.SAFE_TIMES: "Are there safe times to ring?",
        ConsentKind.MAY_TELL: "May anybody else be told?",
    }
)
"""Each question as it is asked."""
NAMES: Mapping[ConsentKind, str] = MappingProxyType(
    {
        ConsentKind.VOICEMAIL: "messages on voicemail",
        ConsentKind.EMAIL_MESSAGES: "messages by e-mail",
        ConsentKind.EMAIL_ONLY: "all contact by e-mail",
        ConsentKind.EMAIL_CHECK_IN: "check-ins by e-mail",
        ConsentKind.NO_PHONE: "no telephone",
        ConsentKind.SAFE_TIMES: "safe times",
        ConsentKind.MAY_TELL: "who else may be told",
    }
)
"""Each question in a word or two."""
ANSWERS: Mapping[Answer, str] = MappingProxyType(
    {Answer.YES: "yes", Answer.NO: "no", Answer.NOT_ASKED: "not asked"}
)
"""Each answer as it is said."""
ASKED_OF_ALL = (
    ConsentKind.VOICEMAIL,
    ConsentKind.EMAIL_MESSAGES,
    ConsentKind.SAFE_TIMES,
    ConsentKind.MAY_TELL,
)
"""What every client is asked at the next contact while it is not known (R-092)."""
_NEEDS_MORE = {
    ConsentKind.SAFE_TIMES: "Say which times are safe, as in: weekdays after 16:00.",
    ConsentKind.MAY_TELL: "Say who may be told, and about what.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer as it was given."""

    kind: ConsentKind
    answer: Answer
    """What was answered, whether or not it still holds."""
    noted_at: datetime
    noted_by: str
    source: str
    """How it is known."""
    expires_at: datetime | None
    detail: str
    stands: bool
    """Whether it is the newest to its question, and has not run out."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Everything that a client was asked about being contacted."""

    client_id: int
    name: str
    number: str
    now: Mapping[ConsentKind, Fact | None]
    """The newest answer to each question, also where it has run out; None where it was never asked."""
    history: tuple[Fact, ...]
    """All answers, the newest first."""
    strict: bool
    """Whether this site leaves messages only where that was agreed to (R-092)."""

    def answer(self, kind: ConsentKind) -> Answer:
        """Return the answer that holds now."""
        fact = self.now[kind]
        return fact.answer if fact is not None and fact.stands else Answer.NOT_ASKED


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer, before it is saved."""

    client_id: int
    kind: ConsentKind
    answer: Answer
    source: str
    """How it is known: who said so, and when or where."""
    detail: str = ""
    expires_at: datetime | None = None
    """When it runs out, after which it counts as not asked."""


def contact_facts(desk: Desk, client_id: int) -> ContactFacts:
    """Return what a client was asked about being contacted, with the history.

    Raises:
        Refused: There is no such client.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        row = reads.one(connection, "client", id=client_id)
        if row is None:
            raise Refused("That client is no longer on record. Look them up again.")
        found = list(reads.rows(connection, "client_consent_history", id=client_id))
    newest = {ConsentKind(each.kind): each.id for each in found}
    facts = {each.id: _fact(each, newest, now) for each in found}
    return ContactFacts(
        client_id,
        f"{row.family_name}, {row.given_name}",
        row.number,
        MappingProxyType({kind: facts.get(newest.get(kind, 0)) for kind in ConsentKind}),
        tuple(reversed(facts.values())),
        bool(desk.settings.strict_consent),
    )


def note_answer(desk: Desk, new: NewAnswer) -> Saved:
    """Save an answer beside all earlier ones.

    Raises:
        Refused: It does not say how it is known, or what yes means; nothing was saved.
    """
    now = desk.now()
    new = _checked(new, now)
    with changing(desk, "consent.noted", f"client:{new.client_id}") as unit:
        from storage.models import Client, Consent

        client = unit.session.get(Client, new.client_id)
        if client is None:
            raise Refused("That client is no longer on record. Look them up again.")
        unit.session.add(
            Consent(
                client_id=new.client_id,
                kind=new.kind,
                answer=new.answer,
                noted_at=now,
                noted_by=desk.operator.name,
                source=new.source,
                expires_at=new.expires_at,
                detail=new.detail,
            )
        )
        if new.kind is ConsentKind.SAFE_TIMES:
            client.safe_times = new.detail if new.answer is Answer.YES else ""
        until = f", until {say(new.expires_at, desk.house.zone)}" if new.expires_at else ""
        words = f"Noted about {NAMES[new.kind]}: {ANSWERS[new.answer]}{until}."
        unit.note(words=words)
        number = client.number
    return Saved(0, f"{number}: {words}")


def unasked(answers: Iterable[ConsentView]) -> tuple[ConsentKind, ...]:
    """Return what is to be asked at the next contact, because nobody has asked or the answer has run out."""
    open_ = {each.kind for each in answers if each.answer is Answer.NOT_ASKED}
    return tuple(kind for kind in ASKED_OF_ALL if kind in open_)


def still_unasked(connection: Connection, client_id: int, now: datetime) -> tuple[ConsentKind, ...]:
    """Return what a client is to be asked at the next contact (R-092)."""
    from oncall_tui.desk.cards import consents

    return unasked(consents(connection, client_id, now))


def _checked(new: NewAnswer, now: datetime) -> NewAnswer:
    new = cleaned(new, "source", "detail")
    if not new.source and new.answer is not Answer.NOT_ASKED:
        raise Refused("Say how you know, as in: said so on the phone today.", field="source")
    if new.expires_at is not None and new.expires_at <= now:
        raise Refused("That has passed. Give a later time, or leave it empty.", field="expires_at")
    if new.answer is Answer.YES and not new.detail and new.kind in _NEEDS_MORE:
        raise Refused(_NEEDS_MORE[new.kind], field="detail")
    return new


def _fact(row: reads.Found, newest: Mapping[ConsentKind, int], now: datetime) -> Fact:
    kind, expires = ConsentKind(row.kind), reads.maybe_instant(row.expires_at)
    return Fact(
        kind,
        Answer(row.answer),
        reads.instant(row.noted_at),
        row.noted_by,
        row.source,
        expires,
        row.detail,
        newest[kind] == row.id and (expires is None or expires > now),
    )
