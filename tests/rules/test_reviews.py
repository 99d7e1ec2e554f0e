"""Entitlement, what bars the next session and the close, and what each decision needs (R-093 … R-100)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.reviews import (
    Closing,
    Decided,
    Stand,
    bars_closing,
    covered,
    entitlement,
    missing_parts,
    more_by,
    what_is_wrong,
    why_no_session,
)
from storage.vocabulary import CaseKind, CaseOrigin, ReviewDecision

AUTHORISE, ONE, DENY = ReviewDecision.AUTHORISE, ReviewDecision.ONE_FURTHER, ReviewDecision.DENY


def stand(used: int = 1, *, available: int = 6, booked: int = 0, decided: Decided | None = None) -> Stand:
    return Stand(CaseKind.COUPLES, True, available, used, booked, decided)


def plain(used: int, available: int = 6, booked: int = 0) -> Stand:
    return Stand(CaseKind.INDIVIDUAL, False, available, used, booked, None)


def test_exactly_five_kinds_are_reviewed() -> None:
    assert {each for each in CaseKind if each.reviewed} == {
        CaseKind.COUPLES,
        CaseKind.FAMILIES,
        CaseKind.MINORS,
        CaseKind.TRANSITIONAL_SUPPORT,
        CaseKind.ASSESSMENT_ONLY,
    }


@pytest.mark.parametrize("origin", [each for each in CaseOrigin if each is not CaseOrigin.SELF_REFERRAL])
def test_three_origins_stand_under_policies_of_their_own(origin: CaseOrigin) -> None:
    assert not covered(origin, attached=False)
    assert covered(origin, attached=True)
    assert covered(CaseOrigin.SELF_REFERRAL, attached=False)


def test_the_first_session_is_free_and_the_second_waits_for_the_decision() -> None:
    assert why_no_session(stand(0)) == ""
    assert "reviewed before a second" in why_no_session(stand(1))
    assert "reviewed before a second" in why_no_session(stand(0, booked=1)), "a booking counts as well"
    assert why_no_session(plain(1)) == ""


@pytest.mark.parametrize(
    ("decided", "used", "free"),
    [
        (Decided(AUTHORISE, 1, 2), 2, True),
        (Decided(AUTHORISE, 1, 2), 3, False),
        (Decided(ONE, 1, 1), 1, True),
        (Decided(ONE, 1, 1), 2, False),
        (Decided(DENY, 1, 0), 1, False),
    ],
)
def test_each_decision_leaves_so_many(decided: Decided, used: int, free: bool) -> None:
    assert (why_no_session(stand(used, decided=decided)) == "") is free


def test_what_bars_a_session_is_named() -> None:
    assert why_no_session(stand(1, decided=Decided(DENY, 1, 0))) == "Further sessions were denied."
    assert "Only 3 sessions of 6 are authorised" in why_no_session(stand(3, decided=Decided(AUTHORISE, 1, 2)))
    assert "The benefit holds 2 sessions: 1 session held, 1 booked" in why_no_session(plain(1, 2, 1))


@pytest.mark.parametrize(
    ("decision", "sessions", "reason", "resources", "field"),
    [
        (AUTHORISE, 5, "well", "", None),
        (AUTHORISE, None, "well", "", "sessions"),
        (AUTHORISE, 0, "well", "", "sessions"),
        (AUTHORISE, 6, "well", "", "sessions"),
        (AUTHORISE, 2, " ", "", "reason"),
        (ONE, None, "well", "insurance", None),
        (ONE, 1, "well", "insurance", None),
        (ONE, 2, "well", "insurance", "sessions"),
        (ONE, None, "well", "", "resources"),
        (DENY, None, "well", "a group", None),
        (DENY, 1, "well", "a group", "sessions"),
        (DENY, None, "well", " ", "resources"),
        (DENY, None, "", "a group", "reason"),
    ],
)
def test_what_each_decision_needs(
    decision: ReviewDecision, sessions: int | None, reason: str, resources: str, field: str | None
) -> None:
    wrong = what_is_wrong(decision, sessions, reason, resources, stand())
    assert (wrong.field if wrong else None) == field


def test_there_is_no_decision_without_a_session_a_benefit_or_a_reviewed_kind() -> None:
    assert what_is_wrong(DENY, None, "why", "these", stand(0)) is not None
    assert what_is_wrong(DENY, None, "why", "these", plain(1)) is not None
    nothing_left = stand(6)
    assert what_is_wrong(ONE, None, "why", "these", nothing_left) is not None
    assert what_is_wrong(DENY, None, "why", "these", nothing_left) is None


def test_everything_that_bars_the_close_is_named_in_order() -> None:
    case = Closing(False, True, stand(1, booked=2), 1, 1, "", ("Tell the manager",))
    assert bars_closing(case) == (
        "The intervention has not ended.",
        "2 sessions still booked: record or cancel.",
        "The review after the first session is not decided.",
        "1 completed note not reviewed.",
        "Procedure not ticked: Tell the manager",
    )
    decided = stand(1, decided=Decided(DENY, 1, 0))
    assert bars_closing(Closing(True, True, decided, 0, 0, "", ())) == (
        "No completed notes are on record, and no reason why there are none.",
    )
    assert bars_closing(Closing(True, True, decided, 0, 0, "never came", ())) == ()
    assert bars_closing(Closing(True, False, plain(1), 0, 0, "", ())) == (), "another policy asks for others"


def test_what_a_note_lacks_of_the_standard() -> None:
    assert missing_parts(("who", "risk", "signed"), {"risk"}) == ("who", "signed")


@given(
    available=st.integers(0, 20),
    used=st.integers(0, 25),
    booked=st.integers(0, 5),
    decision=st.sampled_from([None, *ReviewDecision]),
    then=st.integers(1, 25),
    more=st.integers(1, 20),
    reviewed=st.booleans(),
)
def test_sessions_always_add_up(
    available: int,
    used: int,
    booked: int,
    decision: ReviewDecision | None,
    then: int,
    more: int,
    reviewed: bool,
) -> None:
    decided = Decided(decision, min(then, used), more_by(decision, more)) if decision else None
    case = Stand(CaseKind.MINORS if reviewed else CaseKind.OTHER, reviewed, available, used, booked, decided)
    may = entitlement(case)
    assert may.authorised <= may.available
    assert may.remaining + min(used, may.authorised) == may.authorised
    assert bool(may.over) == (used > may.authorised)
    assert not (may.remaining and may.over)
    free = why_no_session(case) == ""
    assert free <= (used + booked < may.authorised), "nothing is free that is not authorised"
    if reviewed and decided is None and used + booked:
        assert not free
