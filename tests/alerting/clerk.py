"""Who puts calls, attempts and ends on record: verb by verb as people do, or many at once to save time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from oncall_tui.desk import attempts, calls, resolving
from oncall_tui.desk.context import Desk
from storage import reads
from storage.models import Attempt, Clock, Item
from storage.vocabulary import Category, Channel, Direction, Outcome, Urgency
from tests.alerting.model import STARTED

_KEPT = text(
    "UPDATE clock SET state = 'met', ended_at = :at, ended_by = 'first-attempt' "
    "WHERE item_id = :item AND state = 'running' AND rule IN ('clinical-call-back', 'return-call')"
)
_ENDED = (
    text(
        "UPDATE clock SET state = 'cancelled', ended_at = :at, ended_by = 'resolved' "
        "WHERE item_id = :item AND state = 'running'"
    ),
    text("UPDATE item SET state = 'resolved', ended_at = :at, ended_because = 'Settled.' WHERE id = :item"),
)


class Clerk:
    """Uses the desk's verbs, one transaction each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._keys = 0

    def key(self) -> str:
        """Return a key that nobody has used."""
        self._keys += 1
        return f"key-{self._keys}"

    def call(self, category: Category, client: int | None, received_at: datetime) -> int:
        """Log a call and return the number of its item."""
        new = calls.NewCall(self.key(), category, client_id=client, received_at=received_at, said="Rang.")
        return calls.log_call(self.desk, new).item_id

    def attempt(self, item: int) -> None:
        """Log an attempt that reached nobody."""
        channel, outcome = Channel.PHONE, Outcome.NO_ANSWER
        new = attempts.NewAttempt(self.key(), item, channel, outcome, override_reason="It cannot wait.")
        attempts.log_attempt(self.desk, new)

    def resolve(self, item: int) -> None:
        """Resolve an item, whatever is still owed."""
        resolving.resolve(self.desk, item, "Settled.", override="A colleague took it.")

    def write(self) -> None:
        """Put on record what is not yet."""


class QuickClerk(Clerk):
    """Keeps everything of one instant for one transaction, and writes the rows that the verbs would."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._items: list[dict[str, Any]] = []
        self._clocks: list[dict[str, Any]] = []
        self._attempts: list[dict[str, Any]] = []
        self._ended: list[int] = []
        self._last_item = 0

    def call(self, category: Category, client: int | None, received_at: datetime) -> int:
        """Note a call; its clocks are those of the rulebook."""
        self._last_item += 1
        now, operator = self.desk.now(), self.desk.operator.id
        self._items.append(
            {
                "id": self._last_item,
                "key": self.key(),
                "client_id": client,
                "category": category,
                "urgency": Urgency.NORMAL,
                "direction": Direction.IN,
                "received_at": received_at,
                "recorded_at": now,
                "entered_by": operator,
            }
        )
        for name in STARTED[category]:
            rule = self.desk.rulebook.find(name)
            assert rule is not None
            self._clocks.append(
                {
                    "item_id": self._last_item,
                    "rule": rule.id,
                    "amount": rule.amount,
                    "unit": rule.unit,
                    "zone": self.desk.house.zone,
                    "started_at": received_at,
                    "due_at": rule.deadline(received_at, self.desk.house.calendar).at,
                }
            )
        return self._last_item

    def attempt(self, item: int) -> None:
        """Note an attempt that reached nobody."""
        now, operator = self.desk.now(), self.desk.operator.id
        self._attempts.append(
            {
                "key": self.key(),
                "item_id": item,
                "made_at": now,
                "recorded_at": now,
                "made_by": operator,
                "channel": Channel.PHONE,
                "outcome": Outcome.NO_ANSWER,
                "topics": [],
            }
        )

    def resolve(self, item: int) -> None:
        """Note that an item ended."""
        self._ended.append(item)

    def write(self) -> None:
        """Write the calls, then the attempts, then the ends."""
        if not (self._items or self._attempts or self._ended):
            return
        with self.desk.store.writing(self.desk.operator.email, "test.many", "item") as unit:
            connection = unit.session.connection()
            at = reads.stamp(connection, self.desk.now())
            unit.bulk(Item, self._items)
            unit.bulk(Clock, self._clocks)
            unit.bulk(Attempt, self._attempts)
            if self._attempts:
                connection.execute(_KEPT, [{"at": at, "item": each["item_id"]} for each in self._attempts])
            for ending in _ENDED if self._ended else ():
                connection.execute(ending, [{"at": at, "item": item} for item in self._ended])
            unit.note(words="Many things at once.")
        self._items, self._clocks, self._attempts, self._ended = [], [], [], []
