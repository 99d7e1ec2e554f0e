"""A machine that tries to reach a client, as the documents want it and against them, while minds change.

Like the one for cases it keeps a model of its own: what the client said, who was tried and how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.consents import NewAnswer, note_answer
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.errors import Refused
from storage import reads
from storage.vocabulary import (
    Answer,
    CallerType,
    Category,
    Channel,
    ConsentKind,
    MessageLeft,
    Outcome,
    Party,
)
from tests.clock import FixedClock
from tests.desk.continuity import Opened
from tests.house import BEN, KIM, MAI, desk_of, furnish

SAID = "As the team agreed."
FEWEST = {"complaint": 3, "check-in": 1, "outreach": 2}
"""How often each outreach asks for a try, as the policy has it."""


@dataclass(slots=True)
class Sought:
    """What the model knows of one outreach."""

    kind: str
    risk: bool
    means: list[str] = field(default_factory=list)
    """By what means each try that counts was made."""
    reached: bool = False

    @property
    def once(self) -> bool:
        return self.kind == "check-in" and not self.risk

    @property
    def fewest(self) -> int:
        return max(FEWEST[self.kind], 2 if self.risk else 1)

    def counts(self, party: str) -> bool:
        """Whether a try at somebody is one at whom it seeks."""
        return party == "client" or (party == "provider" and self.kind == "outreach")


class ContactRules(RuleBasedStateMachine):
    """What can happen to an outreach."""

    opened: ClassVar[Opened]
    met: ClassVar[Counter[str]]

    @initialize()
    def open(self) -> None:
        """Open a house of its own on a Monday morning."""
        self.clock = FixedClock(datetime.fromisoformat("2026-11-23T10:00:00+11:00"))
        self.held = ExitStack()
        self.store = self.held.enter_context(type(self).opened(self.clock))
        furnish(self.store)
        self.desks = {person: desk_of(self.store, self.clock, person) for person in (KIM, MAI)}
        self.desk = self.desks[KIM]
        self.sought: dict[int, Sought] = {}
        self.told: dict[str, str] = {}
        """What the client said last, by question."""
        self.keys = 0

    def key(self) -> str:
        """Return a key that was not used yet."""
        self.keys += 1
        return f"key {self.keys}"

    def one(self, among: int) -> tuple[int, Sought]:
        """Return one that is still sought."""
        return sorted(self.sought.items())[among % len(self.sought)]

    @precondition(lambda self: len(self.sought) < 3)
    @rule(
        category=st.sampled_from((Category.COMPLAINT, Category.CHECK_IN, Category.OUTREACH)),
        risk=st.sampled_from((False, False, True)),
    )
    def somebody_is_sought(self, category: Category, risk: bool) -> None:
        """The commissioning body asks that the client is reached."""
        new = NewCall(
            self.key(), category, BEN, "Ivy Marsh", CallerType.FUNDING_BODY, said="Reach him.", risk=risk
        )
        self.sought[log_call(self.desk, new).item_id] = Sought(category.value, risk)

    @rule(
        kind=st.sampled_from(
            (
                ConsentKind.VOICEMAIL,
                ConsentKind.EMAIL_MESSAGES,
                ConsentKind.EMAIL_ONLY,
                ConsentKind.EMAIL_CHECK_IN,
            )
        ),
        answer=st.sampled_from((Answer.YES, Answer.NO)),
    )
    def the_client_changes_their_mind(self, kind: ConsentKind, answer: Answer) -> None:
        """The client answers a question about being contacted."""
        note_answer(self.desk, NewAnswer(BEN, kind, answer, "Said so."))
        self.told[kind.value] = answer.value

    @precondition(lambda self: self.sought)
    @rule(
        among=st.integers(0, 5),
        person=st.sampled_from((KIM, MAI)),
        channel=st.sampled_from((Channel.PHONE, Channel.PHONE, Channel.EMAIL)),
        party=st.sampled_from((Party.CLIENT, Party.CLIENT, Party.PROVIDER, Party.CARE_MANAGER)),
        reached=st.sampled_from((False, False, False, True)),
        left=st.sampled_from((None, None, MessageLeft.VOICEMAIL, MessageLeft.EMAIL, MessageLeft.REFUSED)),
        note=st.sampled_from((SAID, SAID, "")),
        why=st.sampled_from(("", "", SAID)),
    )
    def somebody_tries(
        self,
        among: int,
        person: int,
        channel: Channel,
        party: Party,
        reached: bool,
        left: MessageLeft | None,
        note: str,
        why: str,
    ) -> None:
        """Somebody tries to reach the client, or rings somebody else about it."""
        self.clock.advance(timedelta(hours=5))
        item, sought = self.one(among)
        if sought.once:
            party = Party.CLIENT
        outcome = Outcome.REACHED if reached else Outcome.NO_ANSWER
        new = NewAttempt(
            self.key(),
            item,
            channel,
            outcome,
            party,
            message_left=left,
            uncounted=True,
            note=note,
            override_reason=why,
        )
        lawful = self._may_try(sought, person, channel.value, party.value, reached, left, note, why)
        if self._try("try", lawful, lambda: log_attempt(self.desks[person], new)) and sought.counts(
            party.value
        ):
            sought.means.append(channel.value)
            sought.reached |= reached

    def _may_try(
        self,
        sought: Sought,
        person: int,
        means: str,
        party: str,
        reached: bool,
        left: MessageLeft | None,
        note: str,
        why: str,
    ) -> bool:
        """Say whether the documents allow a try."""
        barred = sought.once and (
            bool(sought.means) or (means == "email" and self.told.get("email-check-in") != "yes")
        )
        if barred and not (why and person == KIM):
            return False
        if reached and (not note or left is MessageLeft.VOICEMAIL):
            return False
        refused = {
            MessageLeft.VOICEMAIL: self.told.get("voicemail") == "no" or self.told.get("email-only") == "yes",
            MessageLeft.EMAIL: self.told.get("email-messages") == "no",
        }
        return not (left is not None and refused.get(left, False) and party == "client" and not why)

    @precondition(lambda self: self.sought)
    @rule(among=st.integers(0, 5), why=st.sampled_from(("", "", SAID)))
    def it_is_settled(self, among: int, why: str) -> None:
        """Somebody says that it is done: after enough tries, after a talk, or with a reason."""
        item, sought = self.one(among)
        rung = "phone" in sought.means or self.told.get("email-only") == "yes" or sought.once
        enough = len(sought.means) >= sought.fewest and rung and not sought.risk
        lawful = bool(why) or sought.reached or enough
        if self._try("settle", lawful, lambda: resolve(self.desk, item, "Done.", override=why)):
            del self.sought[item]

    @invariant()
    def the_screen_counts_as_the_documents_do(self) -> None:
        """How often somebody was tried, and how often is foreseen, stands in the queue."""
        if not hasattr(self, "desk"):
            return
        self.met["checks"] += 1
        rows = {row.id: row for row in load_queue(self.desk).rows}
        for item, sought in self.sought.items():
            foreseen = None if sought.risk else sought.fewest
            assert (rows[item].attempts, rows[item].attempts_allowed) == (len(sought.means), foreseen)

    def teardown(self) -> None:
        """Whatever happened, the record of it is whole."""
        if hasattr(self, "desk"):
            assert self.store.verify_audit().ok
            self.met["sequences"] += 1
            self.held.close()

    def _try(self, name: str, lawful: bool, do: Callable[[], Any]) -> Any:
        """Do it; what is unlawful is refused and changes nothing, and what is lawful is done."""
        before, words, saved = self._kept(), "", None
        try:
            saved = do()
        except Refused as refusal:
            words = refusal.words
        self.met[f"{name}: refused" if words else name] += 1
        assert not words or not lawful, f"{name} is lawful, and refused: {words}"
        assert words or lawful, f"{name} is against the documents, and was done: {saved}"
        assert not words or self._kept() == before, words
        return saved

    def _kept(self) -> int:
        with self.store.reading() as connection:
            return int(reads.scalar(connection, "last_entry") or 0)


def machine(opened: Opened) -> type[ContactRules]:
    """Return the machine on one kind of database, with counts of its own."""
    return type("ContactRules", (ContactRules,), {"opened": staticmethod(opened), "met": Counter()})
