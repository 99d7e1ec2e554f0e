"""What the desk hands out, as JSON: instants in ISO 8601 with the offset of the organisation's zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, cast
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.absences.views import AbsencePlan, Candidate, Uncovered
    from oncall_tui.desk.alerts.views import AlertRow
    from oncall_tui.desk.coverage.views import CoverGap
    from oncall_tui.desk.due import Explained
    from oncall_tui.desk.findings import Finding
    from oncall_tui.desk.heads import Comparison
    from oncall_tui.desk.record import Entry
    from oncall_tui.desk.views import ClockView, LineHolder, QueueRow
    from oncall_tui.rules.continuity import Responsibility
    from oncall_tui.rules.rulebook import Rule
    from storage.chain import Verdict


_ACCOUNTS_KEPT = 5_000
"""Accounts of who is responsible that are remembered; bounds the memory of a list of any length."""


class Named(Protocol):
    """Anybody with a name and an e-mail address."""

    @property
    def name(self) -> str:
        """How colleagues call them."""

    @property
    def email(self) -> str:
        """Where they are written to."""


class Shaper:
    """Makes JSON of what the desk hands out, in one zone and, for people, by one roster."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._judged: dict[object, dict[str, Json]] = {}

    def instant(self, at: datetime) -> str:
        """Return an instant with its offset."""
        return at.astimezone(self._zone).isoformat()

    def maybe(self, at: datetime | None) -> str | None:
        """Return an instant with its offset, or null."""
        return None if at is None else self.instant(at)

    def alert(self, row: AlertRow) -> dict[str, Json]:
        """Return an open alert."""
        return {
            "id": row.id,
            "item": row.item_id,
            "rule": row.rule,
            "point": row.point,
            "due_at": self.instant(row.due_at),
            "raised_at": self.instant(row.raised_at),
            "late_seconds": round(row.late.total_seconds()) if row.late else 0,
            "lapses_at": self.instant(row.lapses_at),
            "state": row.state.value,
            "rung": row.rung.value,
            "told": person(row.recipient),
            "acting": person(row.acting),
            "acknowledged_by": person(row.acknowledged_by) if row.acknowledged_by else None,
            "acknowledged_at": self.maybe(row.acknowledged_at),
            "snoozed_until": self.maybe(row.snoozed_until),
            "next_at": self.maybe(row.next_at),
            "not_delivered": row.undelivered,
        }

    def absence(self, plan: AbsencePlan) -> dict[str, Json]:
        """Return what an absence changes, or has changed."""
        return {
            "person": person(plan.person),
            "reason": plan.reason.value,
            "start": self.instant(plan.start),
            "end": self.maybe(plan.end),
            "counts_from": self.instant(plan.counts_from),
            "refused": plan.refused,
            "clients": [
                {
                    "client": each.number,
                    "client_name": each.name,
                    "role": each.role.value,
                    "from": person(each.holder),
                    "to": person(each.onto),
                    "gap": each.gap,
                }
                for each in plan.clients
            ],
            "gaps": [self.uncovered(each) for each in plan.gaps],
            "clocks": [
                {
                    "item": each.item_id,
                    "rule": each.rule,
                    "due_at": self.instant(each.due_at),
                    "from": person(each.holder),
                    "to": person(each.onto),
                }
                for each in plan.clocks
            ],
            "duty": [{"start": self.instant(start), "end": self.instant(end)} for start, end in plan.duty],
            "applied": plan.applied,
        }

    def uncovered(self, gap: Uncovered) -> dict[str, Json]:
        """Return when nobody but the line stands for a client, and who could."""
        return {
            "client": gap.number,
            "client_name": gap.name,
            "start": self.instant(gap.start),
            "end": self.instant(gap.end),
            "why": gap.why,
            "candidates": candidates(gap.candidates),
        }

    def charge(self, number: str, name: str, found: Responsibility) -> dict[str, Json]:
        """Return who is responsible for a client.

        Clients with the same managers share one account, which is worked out once.
        """
        roster, client_id = found.roster, found.client_id
        if roster.decisions.get(client_id):
            return {"client": number, "client_name": name, **self._account(found)}
        since = found.moment.ref
        held = roster.holdings.get(client_id, ())
        key = (found.at, tuple(each for each in held if each.end is None or each.end > since))
        if key not in self._judged:
            if len(self._judged) >= _ACCOUNTS_KEPT:
                self._judged.clear()
            self._judged[key] = self._account(found)
        return {"client": number, "client_name": name, **self._judged[key]}

    def _account(self, found: Responsibility) -> dict[str, Json]:
        """Return who is responsible, why and until when."""
        return {
            "at": self.instant(found.at),
            "pcm_of_record": person(found.pcm_of_record),
            "role_holder": person(found.role_holder),
            "answering_now": person(found.answering_now),
            "backup": person(found.backup),
            "secondary": person(found.secondary),
            "capacity": found.capacity.value,
            "gap": found.gap,
            "rota_gap": found.rota_gap,
            "why": found.why,
            "because": list(found.because),
            "valid_until": self.maybe(found.valid_until),
        }

    def line(self, holder: LineHolder, number: str, at: datetime) -> dict[str, Json]:
        """Return who has the line."""
        return {
            "line": number,
            "at": self.instant(at),
            "answering_now": person(holder.person),
            "until": self.maybe(holder.until),
            "rota_gap": holder.rota_gap,
        }

    def item(self, row: QueueRow, now: datetime) -> dict[str, Json]:
        """Return an item of the queue."""
        return {
            "id": row.id,
            "state": row.state.value,
            "client": row.client_number or None,
            "client_name": row.client_name or None,
            "caller": row.caller,
            "caller_type": row.caller_type.value,
            "phone": row.phone,
            "category": row.category.value,
            "urgency": row.urgency.value,
            "received_at": self.instant(row.received_at),
            "recorded_at": self.instant(row.recorded_at),
            "due_at": self.maybe(row.due_at),
            "rule": row.rule or None,
            "lapsed": row.lapsed(now),
            "acting": person(row.acting),
            "attempts": row.attempts,
            "attempts_allowed": row.attempts_allowed,
            "next_step": row.next_step,
            "held_until": self.maybe(row.held_until),
            "risk": row.risk,
            "clocks": [self.clock(each) for each in row.clocks],
        }

    def clock(self, clock: ClockView) -> dict[str, Json]:
        """Return a clock of an item."""
        return {
            "id": clock.id,
            "rule": clock.rule,
            "title": clock.title,
            "requirement": clock.requirement,
            "started_at": self.instant(clock.started_at),
            "due_at": self.instant(clock.due_at),
            "state": clock.state.value,
            "lapsed": clock.lapsed,
            "met_at": self.maybe(clock.met_at),
        }

    def due(self, found: Explained) -> dict[str, Json]:
        """Return when a rule is due, and why then."""
        return {
            "rule": found.rule.id,
            "requirement": found.rule.requirement,
            "title": found.rule.title,
            "started_at": self.instant(found.started_at),
            "due_at": self.instant(found.due_at),
            "steps": list(found.steps),
            "source": rule(found.rule)["source"],
        }

    def gap(self, gap: CoverGap) -> dict[str, Json]:
        """Return a cover gap."""
        return {
            "client": gap.number,
            "client_name": gap.name,
            "start": self.instant(gap.start),
            "end": self.instant(gap.end),
            "why": gap.why,
        }

    def entry(self, entry: Entry) -> dict[str, Json]:
        """Return an entry of the audit record."""
        return {
            "seq": entry.seq,
            "at": self.instant(entry.at),
            "at_utc": entry.at.astimezone(UTC).isoformat(),
            "actor": entry.actor,
            "action": entry.action,
            "object": entry.object,
            "on_behalf_of": entry.on_behalf_of,
            "terminal": entry.terminal,
            "undoes": entry.undoes,
            "detail": cast("Json", json.loads(entry.detail)),
            "previous": entry.previous,
            "hash": entry.hash,
        }


def candidates(found: Iterable[Candidate]) -> list[Json]:
    """Return who could cover, each with the evidence for the four criteria (R-025)."""
    return [
        {
            "name": each.person.name,
            "email": each.person.email,
            "designated": each.designated,
            "available": each.available,
            "relationship": each.relationship,
            "expertise": each.expertise,
            "location": each.location,
            "load": each.load,
        }
        for each in found
    ]


def person(who: Named | None) -> Mapping[str, Json] | None:
    """Return a person, or null for nobody."""
    return None if who is None else {"name": who.name, "email": who.email}


def rule(shown: Rule) -> dict[str, Json]:
    """Return a rule with its citation."""
    from oncall_tui.rules.rulebook import as_json

    return cast("dict[str, Json]", as_json(shown))


def verdict(found: Verdict) -> dict[str, Json]:
    """Return what came of checking the audit record."""
    return {"ok": found.ok, "rows": found.rows, "first_broken": found.first_broken, "why": found.why}


def comparison(found: Comparison) -> dict[str, Json]:
    """Return what came of holding kept heads against the record."""
    return {"ok": found.ok, "heads": found.heads, "first_broken": found.first_broken, "why": found.why}


def finding(found: Finding) -> dict[str, Json]:
    """Return what was found about one thing."""
    return {"name": found.name, "grade": found.grade.value, "words": found.words, "remedy": found.remedy}
