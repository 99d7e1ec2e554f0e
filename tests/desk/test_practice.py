"""Practice at the desk: reviews kept and changed, contacts tagged, what a quarter showed (R-112, R-113)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.plans import team
from oncall_tui.desk.practice.copies import write_copy
from oncall_tui.desk.practice.documents import draft_document, quarter_document
from oncall_tui.desk.practice.drafting import drafted
from oncall_tui.desk.practice.quarters import contacts, quarter
from oncall_tui.desk.practice.reviews import NewReview, review, reviews, rewrite_review, write_review
from oncall_tui.desk.practice.tags import tag_attempt
from oncall_tui.desk.practice.views import ReviewText, Shown
from oncall_tui.desk.practice.written import read_review
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.vocabulary import Category, Channel, Outcome, Topic
from tests.clock import FixedClock
from tests.house import HANA, JO, desk_of

TEXT = ReviewText(
    "A wound * opened\nand a relapse",
    "Rang the nurse\n1. Told the team",
    ("2b",),
    "seen <early>",
    "not blamed",
    ("M", "D"),
    "Ours",
    "Ask first.",
)


def reached(desk: Desk, key: str) -> int:
    item = log_call(desk, NewCall(key, Category.CALL_BACK, client_id=HANA)).item_id
    log_attempt(
        desk,
        NewAttempt(
            f"{key}-try",
            item,
            Channel.PHONE,
            Outcome.REACHED,
            topics=(Topic.GOALS,),
            note="spoke of goals",
            next_step="none needed",
        ),
    )
    return contacts(desk, desk.operator.id)[0].attempt_id


def test_a_review_is_kept_changed_listed_and_taken_back(desk: Desk) -> None:
    """R-112, on both databases."""
    with pytest.raises(Refused, match="what was done"):
        write_review(desk, NewReview(replace(TEXT, actions=" ")))
    with pytest.raises(Refused, match="not known") as wrong:
        write_review(desk, NewReview(replace(TEXT, skills=("M",))))
    assert wrong.value.field == "skills"
    write_review(desk, NewReview(TEXT, JO, HANA))
    kept = review(desk, 1)
    assert (kept.text, kept.person.name, kept.client_number) == (TEXT, "Jo Lee", "C-0412")
    rewrite_review(desk, 1, replace(TEXT, reflections="Ask sooner."), version=kept.version)
    with pytest.raises(Refused, match="changed since"):
        rewrite_review(desk, 1, TEXT, version=kept.version)
    assert [each.id for each in reviews(desk, person_id=JO, client_id=HANA)] == [1]
    assert reviews(desk, person_id=desk.operator.id) == ()
    undo(desk)
    assert review(desk, 1).text.reflections == "Ask first."
    undo(desk)
    assert reviews(desk) == ()


def test_a_page_that_was_completed_is_read_as_it_was_begun(lone_desk: Desk) -> None:
    """R-112: whatever was typed comes through Markdown and back."""
    page = markdown([draft_document(lone_desk, TEXT)])
    assert read_review(page) == TEXT
    with pytest.raises(Refused, match="no part of a review"):
        read_review("## Gossip\n- x")
    with pytest.raises(Refused, match="not known"):
        read_review("## Skills used\n- flying")


def test_a_copy_is_a_new_file_of_its_owner_alone(lone_desk: Desk, tmp_path: Path) -> None:
    """R-112."""
    write_review(lone_desk, NewReview(TEXT))
    file = tmp_path / "review.md"
    with pytest.raises(Refused, match="what it is for"):
        write_copy(lone_desk, 1, file, reason=" ")
    assert not file.exists()
    write_copy(lone_desk, 1, file)
    assert "Uncontrolled copy" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="there already"):
        write_copy(lone_desk, 1, file)
    with pytest.raises(Refused, match="Choose another folder"):
        write_copy(lone_desk, 1, tmp_path / "none" / "review.md")


def test_a_quarter_counts_contacts_and_reviews_by_manager(desk: Desk, clock: FixedClock) -> None:
    """R-113, on both databases: by when the contact was, without what was taken back."""
    jo = desk_of(desk.store, clock, JO)
    attempt = reached(jo, "first")
    tag_attempt(jo, attempt, ("M", "2b"))
    tag_attempt(jo, attempt, ("M",))
    team.add_member(jo, team.NewMember(HANA, "Ines Moreau", "physiotherapist"))
    told = team.NewContact(1, Channel.PHONE, "the relapse", "none needed", competencies=("M", "D"))
    team.contact(jo, told)
    write_review(jo, NewReview(TEXT))
    found = quarter(desk)
    (of_jo,) = [each for each in found.people if each.person.id == JO]
    assert found.name == "2026-Q4"
    assert of_jo.shown == {"M": Shown(2, 1), "D": Shown(1, 1), "2b": Shown(0, 1)}
    assert (of_jo.tagged, of_jo.reviews) == (2, 1)
    assert "| Jo Lee |" in markdown([quarter_document(desk, found)])
    assert [each.person.name for each in found.people] == ["Jo Lee", "Mai Tran", "Sam Idris"]
    undo(jo)
    undo(jo)
    assert next(each for each in quarter(desk).people if each.person.id == JO).shown == {"M": Shown(1, 0)}
    clock.advance(timedelta(days=60))
    assert all(not each.shown for each in quarter(desk).people)
    assert any(each.shown for each in quarter(desk, "2026-q4").people)
    with pytest.raises(Refused, match="2026-Q4"):
        quarter(desk, "autumn")


def test_only_a_contact_that_reached_somebody_is_tagged(lone_desk: Desk) -> None:
    """R-113."""
    item = log_call(lone_desk, NewCall("call", Category.CALL_BACK, client_id=HANA)).item_id
    log_attempt(lone_desk, NewAttempt("try", item, Channel.PHONE, Outcome.NO_ANSWER))
    with pytest.raises(Refused, match="reached"):
        tag_attempt(lone_desk, 1, ("M",))
    with pytest.raises(Refused, match="not known"):
        tag_attempt(lone_desk, 1, ("Z",))


def test_a_review_of_an_empty_plan_is_begun_empty(lone_desk: Desk) -> None:
    text = drafted(lone_desk, HANA)
    assert (text.issue, text.actions, text.skills, text.competencies) == ("", "", (), ())
    assert text.reference
