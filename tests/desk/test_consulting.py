"""Urgent help from a colleague (R-040): who is here and knows the client, asked, accepted, its outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.consulting import NewConsultation, accept, ask, colleagues, decline
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.reports.cover import cover_report
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Client, Person
from storage.vocabulary import AbsenceReason, Channel, DisturbReason, ItemState
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, SAM, desk_of, person

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Monday 11:00 in Sydney."""
WANTED = NewConsultation("k", HANA, SAM, Channel.IN_PERSON, "The wound looks worse. Can you look at it?")


@pytest.fixture
def jo(desk: Desk, clock: FixedClock) -> Desk:
    """Give Jo Lee's desk on a Monday; Sam Idris knows about wounds."""
    with desk.store.writing("system", "test.skills", "person") as unit:
        sam = unit.session.get_one(Person, SAM)
        sam.expertise, sam.area = ["wound care"], "Newtown"
        unit.session.get_one(Client, HANA).conditions = ["Wound care"]
    clock.jump(MONDAY)
    return desk_of(desk.store, clock, JO)


def test_who_is_here_stands_first_with_what_speaks_for_them(jo: Desk) -> None:
    found = colleagues(jo, HANA)
    assert found.client == "Okafor, Hana · C-0412"
    assert [(each.person.id, each.standing) for each in found.people] == [
        (MAI, "at work now"),
        (SAM, "at work now"),
    ]
    mai, sam = found.people
    assert mai.known.startswith("secondary")
    assert sam.evidence == "no contact yet; knows: wound care; area: Newtown"
    record_absence(replace(jo, operator=person(KIM)), NewAbsence(MAI, AbsenceReason.SICK))
    assert [(each.person.id, each.away) for each in colleagues(jo, HANA).people] == [
        (SAM, False),
        (MAI, True),
    ]
    with pytest.raises(Refused, match="no longer on record"):
        colleagues(jo, 999)


def test_it_is_asked_accepted_and_its_outcome_kept_and_moves_nobody(jo: Desk, clock: FixedClock) -> None:
    before = {client: who(jo, client).answering_now.id for client in (HANA, BEN)}
    saved = ask(jo, WANTED)
    assert "Jo Lee asks Sam Idris for help, in person. Ring 0491 570 158 now." in saved.words
    assert ask(jo, WANTED).repeated
    card = item_card(jo, saved.item_id)
    assert (card.row.caller, card.mode, card.accepted_by) == ("Jo Lee", Channel.IN_PERSON, "")
    assert (card.row.acting.id, card.row.handed, card.row.attempts_allowed) == (SAM, True, 0)
    sam = desk_of(jo.store, clock, SAM)
    accept(sam, saved.item_id)
    with pytest.raises(Refused, match="accepted already"):
        accept(sam, saved.item_id)
    assert item_card(jo, saved.item_id).accepted_by == "Sam Idris"
    resolve(sam, saved.item_id, "Dressed anew; the nurse comes tomorrow")
    card = item_card(jo, saved.item_id)
    assert (card.row.state, card.ended_because) == (
        ItemState.RESOLVED,
        "Dressed anew; the nurse comes tomorrow",
    )
    assert [each.words for each in card.history] == [
        "Jo Lee asks Sam Idris for help, in person.",
        "Sam Idris has accepted and helps.",
        "Resolved: Dressed anew; the nurse comes tomorrow.",
    ]
    assert {client: who(jo, client).answering_now.id for client in (HANA, BEN)} == before
    assert who(jo, HANA).pcm_of_record == who(jo, HANA).role_holder
    assert jo.store.verify_audit().ok


def test_who_cannot_help_gives_it_back_to_whoever_asked(jo: Desk) -> None:
    item = ask(jo, WANTED).item_id
    accept(jo, item)
    with pytest.raises(Refused, match="Say why they cannot"):
        decline(jo, item, " ")
    said = decline(jo, item, "With another client until four.").words
    assert said == f"{item}: Sam Idris cannot help; it is with Jo Lee again, to ask somebody else."
    card = item_card(jo, item)
    assert (card.row.acting.id, card.accepted_by, card.row.state) == (JO, "", ItemState.WAITING)
    with pytest.raises(Refused, match="who asked"):
        decline(jo, item, "Again")
    hand_on(jo, item, MAI, "Can you?")
    accept(jo, item)
    assert item_card(jo, item).accepted_by == "Mai Tran"


def test_a_colleague_who_is_off_is_asked_for_one_of_the_two_reasons_only(
    desk: Desk, clock: FixedClock
) -> None:
    assert {each.standing for each in colleagues(desk, HANA).people} == {"off now"}
    with pytest.raises(Refused, match=r"Sam Idris is off\. Say which it is") as refused:
        ask(desk, WANTED)
    assert refused.value.field == "disturb"
    off = replace(WANTED, disturb=DisturbReason.ONLY_THEY_CAN)
    with pytest.raises(Refused, match="Say in a line why"):
        ask(desk, off)
    assert load_queue(desk).rows == ()
    item = ask(desk, replace(off, reason="Only Sam knows the dressing.", asker_id=JO)).item_id
    card = item_card(desk, item)
    assert card.row.caller == "Jo Lee"
    assert card.entered_by == "Kim Webb"
    assert "Sam Idris is off and rung because only they can solve it." in card.history[0].words
    clock.advance(timedelta(minutes=1))
    (disturbance,) = cover_report(desk).disturbances
    assert (disturbance.item_id, disturbance.person.id) == (item, SAM)
    undo(desk)
    assert load_queue(desk).rows == ()
    assert cover_report(desk).disturbances == ()


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"colleague_id": JO}, "the one who asks", "person"),
        ({"colleague_id": LEN}, "no longer works here", "person"),
        ({"colleague_id": KIM}, "no care manager", "person"),
        ({"colleague_id": 99}, "no such person", "person"),
        ({"client_id": 99}, "no longer on record", "client"),
        ({"mode": Channel.EMAIL}, "by phone or in person", "mode"),
        ({"words": " "}, "Say what help is wanted", "words"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    jo: Desk, change: dict[str, object], words: str, field: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        ask(jo, replace(WANTED, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert load_queue(jo).rows == ()
