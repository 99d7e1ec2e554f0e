"""Cases, outside parties and policies as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.cli import output

if TYPE_CHECKING:
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.cases.views import CaseRow, CaseView, NoteView, ReviewView, SessionView
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.handover.page import Page
    from oncall_tui.desk.parties.views import PartyRow, PartyView
    from oncall_tui.desk.policies.views import PolicyRow, PolicyView


class CaseShaper:
    """Shapes with instants in ISO 8601, in the organisation's zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def row(self, row: CaseRow) -> dict[str, Json]:
        """Shape a case in a list."""
        return {
            "case": row.id,
            "client": row.client_number,
            "kind": row.kind.value,
            "origin": row.origin.value,
            "covered": row.covered,
            "organisation": row.organisation,
            "state": row.state.value,
            "opened_at": self._at(row.opened_at),
            "sessions": {
                "available": row.may.available,
                "used": row.may.used,
                "booked": row.may.booked,
                "authorised": row.may.authorised,
                "remaining": row.may.remaining,
                "over": row.may.over,
            },
            "owed": list(row.owed),
        }

    def case(self, case: CaseView) -> dict[str, Json]:
        """Shape a whole case."""
        return {
            **self.row(case.row),
            "about": case.about,
            "provider": case.provider.name if case.provider else None,
            "with": case.clinician.email if case.clinician else None,
            "rules_attached_at": self._at(case.rules_at),
            "ended_at": self._at(case.ended_at),
            "closed_at": self._at(case.closed_at),
            "notes_missing": case.notes_missing,
            "procedures": [
                {
                    "procedure": each.id,
                    "words": each.words,
                    "number": each.number,
                    "answer": each.answer.value if each.answer else None,
                    "reason": each.reason,
                }
                for each in case.procedures
            ],
            "held": [self._session(each) for each in case.sessions],
            "decisions": [self._decision(each) for each in case.reviews],
            "notes": [self._note(each) for each in case.notes],
            "developments": [
                {"item": each.item_id, "kind": each.kind.value, "at": self._at(each.at), "said": each.said}
                for each in case.developments
            ],
            "clocks": [
                {"item": each.item_id, "title": each.title, "due_at": self._at(each.due_at)}
                for each in case.clocks
            ],
            "bars_session": case.bars_session,
            "bars_closing": list(case.bars_closing),
        }

    def _session(self, each: SessionView) -> dict[str, Json]:
        return {
            "session": each.id,
            "state": each.state.value,
            "at": self._at(each.at),
            "words": each.words,
            "agreed": each.agreed,
            "ahead": each.override_reason,
        }

    def _decision(self, each: ReviewView) -> dict[str, Json]:
        return {
            "decision": each.decision.value,
            "at": self._at(each.decided_at),
            "by": each.decided_by,
            "reason": each.reason,
            "sessions": each.sessions,
            "resources": each.resources,
        }

    def _note(self, each: NoteView) -> dict[str, Json]:
        return {
            "note": each.id,
            "title": each.title,
            "author": each.author,
            "missing": list(each.missing),
            "recorded_at": self._at(each.recorded_at),
            "reviewed_at": self._at(each.reviewed_at),
            "reviewed_by": each.reviewed_by,
            "result": each.result.value if each.result else None,
            "found": each.found,
            "actions": list(each.actions),
        }

    def party_row(self, row: PartyRow) -> dict[str, Json]:
        """Shape an outside party in a list."""
        return {
            "party": row.id,
            "kind": row.kind.value,
            "name": row.name,
            "works_as": row.works_as,
            "ask_for": row.contact_name,
            "phones": list(row.phones),
            "emails": list(row.emails),
            "line": row.line,
            "notes": row.notes,
            "last_contact": self._at(row.last_contact),
            "shared_clients": row.shared,
        }

    def party(self, party: PartyView) -> dict[str, Json]:
        """Shape a whole outside party."""
        return {
            **self.party_row(party.row),
            "clients": [
                {"client": each.number, "role": each.role, "note": each.note} for each in party.clients
            ],
            "procedures": [
                {"procedure": each.id, "words": each.words, "number": each.number}
                for each in party.procedures
            ],
            "contacts": [
                {
                    "at": self._at(each.at),
                    "by": each.by,
                    "channel": each.channel.value if each.channel else None,
                    "words": each.words,
                    "agreed": each.agreed,
                    "client": each.client_number,
                }
                for each in party.notes
            ],
        }

    def policy_row(self, row: PolicyRow) -> dict[str, Json]:
        """Shape a policy in a list."""
        return {
            "policy": row.id,
            "title": row.title,
            "department": row.department,
            "owner": row.owner or None,
            "author": row.author,
            "approver": row.approver,
            "experts": list(row.experts),
            "stakeholders": row.stakeholders,
            "kept_at": row.place,
            "created_on": row.created_on.isoformat(),
            "valid_from": row.valid_from.isoformat(),
            "revision": row.revision,
            "next_revision": row.next_revision.isoformat(),
            "overdue_days": row.overdue_days,
            "in_force": not row.ended,
        }

    def policy(self, policy: PolicyView) -> dict[str, Json]:
        """Shape a whole policy."""
        changes: list[Json] = [
            {
                "revision": each.revision,
                "changed_on": each.changed_on.isoformat(),
                "approver": each.approver,
                "experts": list(each.experts),
                "words": each.words,
            }
            for each in policy.changes
        ]
        return {**self.policy_row(policy.row), "changes": changes}

    def _at(self, at: datetime | None) -> str | None:
        return at.astimezone(self._zone).isoformat() if at else None


def print_cases(desk: Desk, rows: Iterable[CaseRow]) -> None:
    """Print cases as a table."""
    from oncall_tui.text import day

    zone = ZoneInfo(desk.house.zone)
    output.table(
        ("case", "client", "name", "kind", "stands", "opened", "used", "organisation", "owed"),
        (
            (
                str(row.id),
                row.client_number,
                row.client_name,
                row.kind.value,
                row.state.value if row.covered else f"{row.state.value}, separate policy",
                day(row.opened_at, zone),
                f"{row.may.used}/{row.may.authorised}",
                row.organisation,
                ", ".join(row.owed),
            )
            for row in rows
        ),
        right=(0, 6),
    )


def print_case(desk: Desk, case: CaseView) -> None:
    """Print one case."""
    from oncall_tui.desk.cases.page import case_page

    print_page(case_page(case, desk.house.zone), "CASE ")


def print_page(page: Page, kind: str = "") -> None:
    """Print a page as lines under its headings."""
    output.lines((f"{kind}{page.title}   {page.stand}",))
    for section in page.sections:
        output.lines(("", f"{section.title}:"))
        for each in section.lines:
            first, *more = each.text.split("\n")
            label = f"{each.label}: " if each.label else ""
            output.lines((f"  {label}{first}", *(f"    {text}" for text in more)))
    output.lines(("", *page.footer) if page.footer else ())
