"""Why somebody is away unplanned is known to directors, and to nobody else on any page (R-022, R-176)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.briefs.documents import end_documents, start_document
from oncall_tui.desk.briefs.end import end_brief
from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.briefs.start import start_brief
from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage, coverage_ahead
from oncall_tui.desk.export.casefile import case_file
from oncall_tui.desk.export.personal import personal_calendar
from oncall_tui.desk.export.plain import json_text
from oncall_tui.desk.handling import hand_on
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.lists import leaves_of
from oncall_tui.desk.handover.printing import markdown as brief_markdown
from oncall_tui.desk.handover.sections import page_of
from oncall_tui.desk.load import load
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.record import Wanted, entries, wanted_by
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build
from oncall_tui.desk.responsibility import who, who_all
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from storage.vocabulary import AbsenceReason, AccessRole, Category
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI, give
from tests.tui.console import stock

NOTE = "influenza of the worst kind"


def sitting(desk: Desk, person: int, email: str) -> Desk:
    """Return the desk with somebody else at it."""
    return replace(desk, operator=PersonRef(person, "Somebody", email, ""))


def pages(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield what somebody can read of who is away, each with its name."""
    found = who(desk, HANA)
    yield "who", "\n".join((found.why, *found.because))
    yield "who --all", "\n".join("\n".join(each.responsibility.because) for each in who_all(desk))
    yield "start brief", markdown([start_document(start_brief(desk))])
    yield "end brief", markdown(end_documents(end_brief(desk)))
    yield "handover", brief_markdown([page_of(build_brief(desk, HANA))])
    yield "leaves", " ".join(each.code for each in leaves_of(desk))
    yield "coverage", repr(coverage(desk)) + repr(coverage_ahead(desk))
    yield "load", repr(load(desk))
    yield "queue", repr(load_queue(desk))
    yield "case file", json_text(case_file(desk, HANA))
    yield "calendar", personal_calendar(desk, PersonRef(JO, "Jo Lee", "jo@harbourside.example", ""))
    for kind in KINDS:
        yield f"report {kind.name}", json_text(build(desk, kind, asked(desk, "this month")))
    yield "record", " ".join(each.detail for each in entries(desk.store, wanted_by(desk, Wanted())))


@pytest.fixture
def jo_is_sick(desk: Desk, clock: FixedClock) -> dict[str, int]:
    """Give items on record, and Jo, who looks after Hana, away sick since an hour ago."""
    items = stock(desk)
    kim = sitting(desk, KIM, "kim@harbourside.example")
    record_absence(kim, NewAbsence(JO, AbsenceReason.SICK, note=NOTE))
    clock.advance(timedelta(hours=1))
    return items


def test_nobody_but_a_director_reads_why(desk: Desk, jo_is_sick: dict[str, int]) -> None:
    mai = sitting(desk, MAI, "mai@harbourside.example")
    give(desk.store, MAI, AccessRole.AUDITOR)
    category = Category.ROSTER_SICKNESS.value
    for name, text in pages(mai):
        told = text.casefold().replace(category, "")
        assert "sick" not in told, f"{name}: {text}"
        assert NOTE not in told, name
    assert "Jo Lee (primary) is away since" in " ".join(who(mai, HANA).because)
    assert [each.code for each in leaves_of(mai)] == ["away"]


def test_a_director_reads_why(desk: Desk, jo_is_sick: dict[str, int]) -> None:
    kim = sitting(desk, KIM, "kim@harbourside.example")
    told = dict(pages(kim))
    assert "is away: sick since" in told["who"]
    assert told["leaves"] == "sick"
    assert "sick" in told["start brief"]
    assert NOTE in told["record"]
    assert "sick" not in told["handover"], "what is handed to somebody else says it to nobody"


def test_a_refusal_does_not_say_why_either(desk: Desk, jo_is_sick: dict[str, int]) -> None:
    for person, email, said in (
        (MAI, "mai@harbourside.example", "(away)"),
        (KIM, "kim@harbourside.example", "(sick)"),
    ):
        with pytest.raises(Refused) as refused:
            hand_on(sitting(desk, person, email), jo_is_sick["back"], JO, "")
        assert said in refused.value.words
