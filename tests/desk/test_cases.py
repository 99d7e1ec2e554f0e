"""Cases from their opening to their close, refused at each step that the partner policy forbids."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.attempts import sheet
from oncall_tui.desk.calls import NewCall, log_call, preview
from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.finishing import set_standard
from oncall_tui.desk.cases.record import case_view, cases_of, note_standard
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.context import Desk
from oncall_tui.desk.due import explain_clock
from oncall_tui.desk.parties.procedures import NewProcedure, add_procedure, end_procedure
from oncall_tui.desk.parties.verbs import NewParty, add_party
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Client
from storage.vocabulary import (
    CaseKind,
    CaseOrigin,
    CaseState,
    Category,
    Development,
    NoteResult,
    OutsideKind,
    ReviewDecision,
    TickAnswer,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import HANA, JO, desk_of

AUTHORISE, ONE, DENY = ReviewDecision.AUTHORISE, ReviewDecision.ONE_FURTHER, ReviewDecision.DENY
DAY = timedelta(days=1)


def opened(desk: Desk, kind: CaseKind = CaseKind.COUPLES, **more: object) -> int:
    given = {"key": f"case-{kind}", "client_id": HANA, "kind": kind, "available": 6, **more}
    return verbs.open_case(desk, verbs.NewCase(**given)).case_id  # type: ignore[arg-type]


def held(desk: Desk, case_id: int, key: str = "s1", **more: object) -> int:
    new = verbs.NewSession(key, case_id, agreed="none needed", **more)  # type: ignore[arg-type]
    return verbs.record_session(desk, new).record_id


def organisation(desk: Desk, name: str = "Southbank Rail") -> int:
    return add_party(desk, NewParty(OutsideKind.CLIENT_ORGANISATION, name)).party_id


def clocks(desk: Desk, rule: str) -> list[tuple[str, str]]:
    """Return how each clock of a rule stands, and its item's state."""
    with desk.store.reading() as connection:
        found = connection.execute(
            text("SELECT k.state, i.state FROM clock k JOIN item i ON i.id = k.item_id WHERE k.rule = :rule"),
            {"rule": rule},
        )
        return [(clock, item) for clock, item in found]


def refused(desk: Desk, case: CaseView, words: str) -> None:
    with pytest.raises(Refused, match=words):
        verbs.close_case(desk, case.row.id)


def test_a_couples_case_from_first_session_to_close(desk: Desk, clock: FixedClock) -> None:
    """R-093, R-094, R-095, R-098, R-099: each step the policy forbids is refused, and says what it wants."""
    case_id = opened(desk)
    with pytest.raises(Refused, match="no session yet"):
        verbs.decide_review(desk, verbs.NewReview(case_id, DENY, "why", resources="a group"))
    with pytest.raises(Refused, match="what was agreed") as unsaid:
        verbs.record_session(desk, verbs.NewSession("s1", case_id))
    assert unsaid.value.field == "agreed", "R-019"
    held(desk, case_id)
    assert held(desk, case_id) == 1, "the same key twice is one session"
    assert clocks(desk, "first-session-review") == [("running", "waiting")]
    assert not [row for row in load_queue(desk).rows if row.category is Category.CASE_REVIEW], "routine"
    second = verbs.NewSession("s2", case_id, agreed="none needed")
    with pytest.raises(Refused, match="reviewed before a second one is booked or recorded"):
        verbs.record_session(desk, second)
    with pytest.raises(Refused, match="reviewed before a second one is booked or recorded"):
        verbs.book_session(desk, verbs.NewSession("s2", case_id, at=desk.now() + DAY))
    verbs.decide_review(desk, verbs.NewReview(case_id, AUTHORISE, "going well", 1))
    assert clocks(desk, "first-session-review") == [("met", "resolved")]
    verbs.record_session(desk, second)
    with pytest.raises(Refused, match="Only 2 sessions of 6 are authorised"):
        held(desk, case_id, "s3")
    case = case_view(desk, case_id)
    assert (case.row.may.available, case.row.may.used, case.row.may.authorised, case.row.may.remaining) == (
        6,
        2,
        2,
        0,
    )
    refused(desk, case, "The intervention has not ended")
    verbs.end_intervention(desk, case_id, "Both go on by themselves.")
    assert clocks(desk, "notes-upload") == [("running", "waiting")]
    refused(desk, case, "No completed notes")
    clock.advance(DAY)
    note = verbs.record_notes(desk, verbs.NewNotes("n1", case_id, "Closing", words="In the file.")).record_id
    assert clocks(desk, "notes-upload") == [("met", "resolved")]
    assert clocks(desk, "notes-review") == [("running", "waiting")]
    refused(desk, case, "1 completed note not reviewed")
    with pytest.raises(Refused, match="what is to be done"):
        verbs.review_note(desk, verbs.NoteReview(note, NoteResult.ACTIONS))
    verbs.review_note(desk, verbs.NoteReview(note, NoteResult.NO_ISSUE, "Clear."))
    assert clocks(desk, "notes-review") == [("met", "resolved")]
    with pytest.raises(Refused, match="reviewed already"):
        verbs.review_note(desk, verbs.NoteReview(note, NoteResult.NO_ISSUE))
    verbs.close_case(desk, case_id)
    case = case_view(desk, case_id)
    assert case.row.state is CaseState.CLOSED
    assert (case.notes[0].reviewed_by, case.notes[0].result) == ("Kim Webb", NoteResult.NO_ISSUE)
    assert case.clocks == ()
    with pytest.raises(Refused, match="closed"):
        held(desk, case_id, "s4")


def test_what_went_ahead_keeps_its_reason_and_overuse_is_flagged(lone_desk: Desk) -> None:
    case_id = opened(lone_desk, available=2)
    held(lone_desk, case_id)
    held(lone_desk, case_id, "s2", override="A crisis at home.")
    case = case_view(lone_desk, case_id)
    assert case.row.may.over == 1
    assert case.sessions[1].override_reason == "A crisis at home."
    assert case.row.owed == ("decide the review", "over-use of sessions")
    verbs.decide_review(lone_desk, verbs.NewReview(case_id, DENY, "enough", resources="a helpline"))
    assert case_view(lone_desk, case_id).row.may.over == 0, "what was held by then is authorised by it"
    with pytest.raises(Refused, match="Further sessions were denied"):
        held(lone_desk, case_id, "s3")


def test_one_further_session_is_exactly_one_and_a_booking_is_held_once(lone_desk: Desk) -> None:
    case_id = opened(lone_desk, CaseKind.MINORS)
    held(lone_desk, case_id)
    verbs.decide_review(lone_desk, verbs.NewReview(case_id, ONE, "nearly there", resources="private cover"))
    booked = verbs.book_session(lone_desk, verbs.NewSession("b", case_id, at=lone_desk.now() + DAY)).record_id
    with pytest.raises(Refused, match="Only 2 sessions of 6"):
        verbs.book_session(lone_desk, verbs.NewSession("c", case_id, at=lone_desk.now() + 2 * DAY))
    held(lone_desk, case_id, "d", session_id=booked)
    again = verbs.record_session(
        lone_desk, verbs.NewSession("d", case_id, agreed="Once more.", session_id=booked)
    )
    assert (again.repeated, again.record_id) == (True, booked)
    assert case_view(lone_desk, case_id).row.may.used == 2
    assert case_view(lone_desk, case_id).row.may.booked == 0


def test_ordinary_kinds_are_not_reviewed(lone_desk: Desk) -> None:
    case_id = opened(lone_desk, CaseKind.INDIVIDUAL, available=2)
    held(lone_desk, case_id)
    held(lone_desk, case_id, "s2")
    assert clocks(lone_desk, "first-session-review") == []
    with pytest.raises(Refused, match="The benefit holds 2 sessions"):
        held(lone_desk, case_id, "s3")
    verbs.set_benefit(lone_desk, case_id, 3, "The funding source extended it.")
    held(lone_desk, case_id, "s3")


def test_a_separate_policy_starts_nothing_until_a_director_attaches_the_rules(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-021: no clock, no review and no notes are asked for by themselves."""
    case_id = opened(lone_desk, origin=CaseOrigin.CRITICAL_INCIDENT)
    held(lone_desk, case_id)
    held(lone_desk, case_id, "s2")
    verbs.end_intervention(lone_desk, case_id, "Over.")
    case = case_view(lone_desk, case_id)
    assert not case.row.covered
    assert (clocks(lone_desk, "first-session-review"), clocks(lone_desk, "notes-upload")) == ([], [])
    assert case.bars_closing == ()
    manager = desk_of(lone_desk.store, clock, JO)
    with pytest.raises(Refused, match="Only a director"):
        verbs.attach_rules(manager, case_id, "They should count.")
    verbs.attach_rules(lone_desk, case_id, "The client asked to stay.")
    assert clocks(lone_desk, "first-session-review") == [("running", "waiting")]
    assert clocks(lone_desk, "notes-upload") == [("running", "waiting")]
    with pytest.raises(Refused, match="count for case"):
        verbs.attach_rules(lone_desk, case_id, "Again.")


def test_an_organisation_s_procedures_bar_the_close_and_its_numbers_count(desk: Desk) -> None:
    """R-020: on top of each case, ticked before it is closed, and in place of the rulebook's numbers."""
    org = organisation(desk)
    call = NewCall("call", Category.CALL_BACK, client_id=HANA)
    before = {each.rule.id: each.due_at for each in preview(desk, call)}
    rule = add_procedure(desk, NewProcedure(org, "Decide at once", "R-093", "4 business hours"))
    add_procedure(desk, NewProcedure(org, "Ring back sooner", "clinical-call-back", "2 elapsed hours"))
    case_id = opened(desk, organisation_id=org)
    after = {each.rule.id: each.due_at for each in preview(desk, call)}
    assert after["return-call"] == before["return-call"]
    assert after["clinical-call-back"] == desk.now() + timedelta(hours=2)
    held(desk, case_id)
    (owed,) = case_view(desk, case_id).clocks
    with desk.store.reading() as connection:
        clock_id = connection.scalar(text("SELECT id FROM clock WHERE rule = 'first-session-review'"))
    told = explain_clock(desk, clock_id)
    assert told.rule.allows == "4 business hours"
    assert "organisation sets 4 business hours (R-020); others have 2 business days" in told.steps[0]
    assert owed.due_at == explain_clock(desk, clock_id).due_at
    verbs.decide_review(desk, verbs.NewReview(case_id, AUTHORISE, "well", 2))
    verbs.end_intervention(desk, case_id, "Over.")
    with pytest.raises(Refused, match=r"No completed notes .* Procedure not ticked: Decide at once"):
        verbs.close_case(desk, case_id)
    with pytest.raises(Refused, match="why it does not apply"):
        verbs.tick_procedure(desk, case_id, rule.record_id, TickAnswer.NOT_APPLICABLE)
    for each in case_view(desk, case_id).procedures:
        verbs.tick_procedure(desk, case_id, each.id, TickAnswer.FOLLOWED)
    verbs.close_case(desk, case_id, notes_missing="The provider left the country.")
    assert clocks(desk, "notes-upload") == [("cancelled", "resolved")], "nobody put notes on record"


def test_numbers_are_those_of_the_partner_policy_alone(lone_desk: Desk) -> None:
    org = organisation(lone_desk)
    for rule, number, why in (
        ("maintenance-contact", "3 calendar days", "sets no number"),
        ("no-such", "3", "no rule"),
        ("clinical-call-back", "soon", "Give a number"),
        ("clinical-call-back", "3 fortnights", "Count in one of"),
        ("general-outreach", "3 business days", "counts attempts"),
        ("", "3", "which rule"),
    ):
        with pytest.raises(Refused, match=why):
            add_procedure(lone_desk, NewProcedure(org, "Words", rule, number))
    assert cases_of(lone_desk, HANA) == ()


def test_a_case_keeps_the_procedures_of_its_day(lone_desk: Desk, clock: FixedClock) -> None:
    org = organisation(lone_desk)
    first = add_procedure(lone_desk, NewProcedure(org, "First")).record_id
    clock.advance(DAY)
    old = opened(lone_desk, organisation_id=org)
    clock.advance(DAY)
    end_procedure(lone_desk, first)
    add_procedure(lone_desk, NewProcedure(org, "Second"))
    clock.advance(DAY)
    new = opened(lone_desk, CaseKind.OTHER, organisation_id=org)
    assert [each.words for each in case_view(lone_desk, old).procedures] == ["First", "Second"]
    assert [each.words for each in case_view(lone_desk, new).procedures] == ["Second"]


def test_developments_go_to_the_queue_and_a_risk_to_its_top(desk: Desk) -> None:
    """R-097."""
    case_id = opened(desk)
    for place, kind in enumerate(Development):
        new = verbs.NewDevelopment(f"d{place}", case_id, kind, "Said.", "We ring tomorrow.")
        verbs.report_development(desk, new)
    found = {row.id: row.urgency for row in load_queue(desk).rows}
    told = {each.kind: found[each.item_id] for each in case_view(desk, case_id).developments}
    assert told == {
        Development.RISK: Urgency.EMERGENCY,
        Development.GOAL_SLIP: Urgency.URGENT,
        Development.OTHER: Urgency.NORMAL,
    }
    with pytest.raises(Refused, match="what was agreed"):
        verbs.report_development(desk, verbs.NewDevelopment("x", case_id, Development.RISK, "Said.", ""))
    logged = log_call(desk, NewCall("call", Category.DEVELOPMENT, client_id=HANA, risk=True, said="It grew."))
    assert case_view(desk, case_id).developments[-1].item_id == logged.item_id, "a plain call tells it too"


def test_a_note_is_held_against_the_site_s_standard_and_makes_items(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-099, R-100."""
    with pytest.raises(Refused, match="Only a director"):
        set_standard(desk_of(lone_desk.store, clock, JO), ("who",))
    set_standard(lone_desk, ("who was there", "risk", "signed"))
    assert note_standard(lone_desk) == ("who was there", "risk", "signed")
    case_id = opened(lone_desk, CaseKind.INDIVIDUAL)
    new = verbs.NewNotes("n1", case_id, "Note", words="Text", parts=("risk",))
    note = verbs.record_notes(lone_desk, new).record_id
    assert case_view(lone_desk, case_id).notes[0].missing == ("who was there", "signed")
    review = verbs.NoteReview(
        note, NoteResult.ACTIONS, "Low mood", ("Kim rings Mon", "Jo asks the doctor"), Development.RISK
    )
    verbs.review_note(lone_desk, review)
    made = case_view(lone_desk, case_id).notes[0].actions
    rows = [row for row in load_queue(lone_desk).rows if row.id in made]
    assert [row.next_step for row in rows] == ["Kim rings Mon", "Jo asks the doctor"]
    assert {row.urgency for row in rows} == {Urgency.EMERGENCY}


def test_a_review_that_nobody_decides_warns_and_lapses(lone_desk: Desk, clock: FixedClock) -> None:
    case_id = opened(lone_desk)
    held(lone_desk, case_id)
    (owed,) = case_view(lone_desk, case_id).clocks
    clock.jump(owed.due_at)
    Sweeper(lone_desk).sweep()
    assert "lapse" in [row.point for row in load_alerts(lone_desk).rows if row.item_id == owed.item_id]


def test_each_step_can_be_taken_back(desk: Desk) -> None:
    """R-169: the decision, the end and the first session go back to how it was, and can be done again."""
    case_id = opened(desk)
    held(desk, case_id)
    verbs.decide_review(desk, verbs.NewReview(case_id, DENY, "wrong case", resources="a group"))
    undo(desk)
    assert case_view(desk, case_id).decided is None
    assert clocks(desk, "first-session-review") == [("running", "waiting")]
    undo(desk)
    assert case_view(desk, case_id).row.may.used == 0
    assert clocks(desk, "first-session-review") == [("cancelled", "withdrawn")]
    held(desk, case_id, "again")
    assert ("running", "waiting") in clocks(desk, "first-session-review")
    verbs.decide_review(desk, verbs.NewReview(case_id, DENY, "right", resources="a group"))
    verbs.end_intervention(desk, case_id, "Over.")
    undo(desk)
    assert case_view(desk, case_id).row.state is CaseState.OPEN
    verbs.end_intervention(desk, case_id, "Over now.")
    assert ("running", "waiting") in clocks(desk, "notes-upload")


def test_two_people_on_one_case(lone_desk: Desk, clock: FixedClock) -> None:
    case_id = opened(lone_desk)
    held(lone_desk, case_id)
    seen = case_view(lone_desk, case_id).row.version
    verbs.set_benefit(desk_of(lone_desk.store, clock, JO), case_id, 4, "The funding source cut it.")
    with pytest.raises(Refused, match="has been changed since you saw it"):
        verbs.decide_review(lone_desk, verbs.NewReview(case_id, AUTHORISE, "well", 5, version=seen))


def test_an_organisation_may_ask_for_more_attempts(lone_desk: Desk) -> None:
    """R-020: its number of attempts counts in the queue, on the form and before an item is resolved."""
    org = organisation(lone_desk)
    add_procedure(lone_desk, NewProcedure(org, "Try four times", "general-outreach", "4"))
    item = log_call(lone_desk, NewCall("out", Category.OUTREACH, client_id=HANA)).item_id
    assert [row.attempts_allowed for row in load_queue(lone_desk).rows] == [2]
    opened(lone_desk, organisation_id=org)
    assert [row.attempts_allowed for row in load_queue(lone_desk).rows] == [4]
    assert sheet(lone_desk, item).allowed.minimum == 4


def test_a_call_about_a_case_under_a_separate_policy_starts_no_clock_of_this_one(lone_desk: Desk) -> None:
    """R-021: unless whoever takes it says otherwise, or another case of theirs is covered."""
    call = NewCall("call", Category.CALL_BACK, client_id=HANA, said="Ring me.")
    opened(lone_desk, origin=CaseOrigin.MANAGEMENT_REFERRAL)
    assert {each.rule.id for each in preview(lone_desk, call)} == {"return-call"}
    by_hand = replace(call, origin=CaseOrigin.SELF_REFERRAL)
    assert {each.rule.id for each in preview(lone_desk, by_hand)} == {"return-call", "clinical-call-back"}
    item = log_call(lone_desk, call).item_id
    assert [clock.rule for row in load_queue(lone_desk).rows if row.id == item for clock in row.clocks] == [
        "return-call"
    ]
    opened(lone_desk, CaseKind.OTHER)
    assert len(preview(lone_desk, call)) == 2


def test_a_case_takes_the_organisation_on_the_client_s_own_record(lone_desk: Desk) -> None:
    org = organisation(lone_desk)
    with lone_desk.store.writing("system", "test.organisation", "client:1") as unit:
        unit.session.get_one(Client, HANA).organisation = "southbank rail"
    found = case_view(lone_desk, opened(lone_desk)).organisation
    assert found is not None
    assert found.id == org


def test_what_is_taken_back_and_done_again_is_asked_again(lone_desk: Desk) -> None:
    case_id = opened(lone_desk, origin=CaseOrigin.FREQUENT_USER)
    held(lone_desk, case_id)
    for _ in range(2):
        verbs.attach_rules(lone_desk, case_id, "They should count.")
        assert ("running", "waiting") in clocks(lone_desk, "first-session-review")
        undo(lone_desk)
        assert ("running", "waiting") not in clocks(lone_desk, "first-session-review")
        assert not case_view(lone_desk, case_id).row.covered
