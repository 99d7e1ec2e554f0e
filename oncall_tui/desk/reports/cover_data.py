"""The cover report as plain data, in the shape that programs were promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from oncall_tui.desk.reports.cover import CoverReport
from oncall_tui.desk.reports.paper import Plain

if TYPE_CHECKING:
    from oncall_tui.desk.views import PersonRef


def _who(person: PersonRef | None) -> Mapping[str, Plain] | None:
    return None if person is None else {"name": person.name, "email": person.email}


def cover_data(found: CoverReport) -> Plain:
    """Return the report in the shape that programs were promised; the formats give instants their offset."""
    return {
        "start": found.start,
        "end": found.end,
        "covers": [
            {
                "covered": _who(x.covered),
                "by": _who(x.by),
                "capacity": x.capacity.value,
                "start": x.start,
                "end": x.end,
                "why": x.why,
                "clients": x.clients,
            }
            for x in found.covers
        ],
        "gaps": [
            {"client": x.number, "client_name": x.name, "start": x.start, "end": x.end, "why": x.why}
            for x in found.gaps
        ],
        "rota_gaps": [
            {
                "trouble": x.trouble.value,
                "start": x.start,
                "end": x.end,
                "people": [_who(each) for each in x.people],
                "stand_in": _who(x.stand_in) if x.trouble.value == "gap" else None,
                "new": x.new,
            }
            for x in found.rota_gaps
        ],
        **_more_data(found),
    }


def _more_data(found: CoverReport) -> dict[str, Plain]:
    return {
        "late_handovers": [
            {
                "client": x.number,
                "client_name": x.name,
                "from": x.giver,
                "to": x.taker,
                "start": x.starts_at,
                "accepted_at": x.accepted_at,
            }
            for x in found.late
        ],
        "disturbances": [
            {
                "at": x.at,
                "item": x.item_id,
                "person": _who(x.person),
                "by": x.by,
                "why": x.why.value,
                "reason": x.reason,
            }
            for x in found.disturbances
        ],
        "months": [
            {
                "month": f"{x.month:%Y-%m}",
                "covers": x.covers,
                "gaps": x.gaps,
                "rota_gaps": x.rota_gaps,
                "late_handovers": x.late,
                "disturbed": [{"person": _who(who), "times": times} for who, times in x.disturbed],
            }
            for x in found.months
        ],
    }
