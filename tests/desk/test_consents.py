"""What a client said about being contacted: dated facts with their history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from oncall_tui.desk.attempts import sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card
from oncall_tui.desk.consents import NewAnswer, contact_facts, note_answer, unasked
from oncall_tui.desk.context import Desk
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.vocabulary import Answer, Category, Channel, ConsentKind
from tests.clock import FixedClock
from tests.house import BEN, HANA

SAID = NewAnswer(BEN, ConsentKind.VOICEMAIL, Answer.YES, "said so on the phone")


def test_every_answer_is_a_fact_of_its_own_and_none_is_overwritten(desk: Desk, clock: FixedClock) -> None:
    """R-091: source, by whom, expiry, and the history kept."""
    until = clock.now() + timedelta(days=30)
    note_answer(desk, replace(SAID, expires_at=until))
    clock.advance(timedelta(days=1))
    note_answer(desk, replace(SAID, answer=Answer.NO, source="his letter"))
    facts = contact_facts(desk, BEN)
    assert [
        (each.answer, each.source, each.noted_by, each.expires_at, each.stands) for each in facts.history
    ] == [
        (Answer.NO, "his letter", "Kim Webb", None, True),
        (Answer.YES, "said so on the phone", "Kim Webb", until, False),
    ]
    assert facts.answer(ConsentKind.VOICEMAIL) is Answer.NO
    assert facts.answer(ConsentKind.EMAIL_MESSAGES) is Answer.NOT_ASKED
    assert client_card(desk, BEN).answer(ConsentKind.VOICEMAIL) is Answer.NO


def test_an_answer_that_has_run_out_is_asked_for_again(lone_desk: Desk, clock: FixedClock) -> None:
    note_answer(lone_desk, replace(SAID, expires_at=clock.now() + timedelta(days=1)))
    assert ConsentKind.VOICEMAIL not in unasked(client_card(lone_desk, BEN).consents)
    clock.advance(timedelta(days=1))
    facts = contact_facts(lone_desk, BEN)
    assert facts.answer(ConsentKind.VOICEMAIL) is Answer.NOT_ASKED
    assert not facts.history[0].stands
    assert ConsentKind.VOICEMAIL in unasked(client_card(lone_desk, BEN).consents)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(SAID, source=" "), "source"),
        (replace(SAID, kind=ConsentKind.SAFE_TIMES), "detail"),
        (replace(SAID, kind=ConsentKind.MAY_TELL), "detail"),
        (replace(SAID, client_id=99), ""),
    ],
)
def test_what_is_not_said_is_asked_for(lone_desk: Desk, new: NewAnswer, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        note_answer(lone_desk, new)
    assert refusal.value.field == field
    assert contact_facts(lone_desk, BEN).history == ()


def test_safe_times_stand_on_the_card_and_an_undo_takes_them_back(lone_desk: Desk) -> None:
    new = replace(SAID, kind=ConsentKind.SAFE_TIMES, detail="weekdays after 16:00")
    note_answer(lone_desk, new)
    assert client_card(lone_desk, BEN).safe_times == "weekdays after 16:00"
    undo(lone_desk)
    assert client_card(lone_desk, BEN).safe_times == ""
    assert contact_facts(lone_desk, BEN).history == ()


def test_no_telephone_spares_the_telephone(lone_desk: Desk) -> None:
    """R-086: the second of the two exceptions."""
    asked = NewCall("k1", Category.OUTREACH, client_id=BEN, said="Please reach him.")
    item_id = log_call(lone_desk, asked).item_id
    assert sheet(lone_desk, item_id).consents.has_phone
    note_answer(lone_desk, replace(SAID, kind=ConsentKind.NO_PHONE))
    assert not sheet(lone_desk, item_id).consents.has_phone


@pytest.mark.parametrize(("strict", "may"), [(0, True), (1, False)])
def test_a_site_may_ask_for_consent_before_any_message(lone_desk: Desk, strict: int, may: bool) -> None:
    """R-092: allowed unless refused, or at a strict site only where agreed to."""
    lone_desk.settings = replace(lone_desk.settings, strict_consent=strict)
    for client, allowed in ((BEN, may), (HANA, False)):
        item_id = log_call(
            lone_desk, NewCall(f"k{client}", Category.OUTREACH, client_id=client, said="x")
        ).item_id
        assert sheet(lone_desk, item_id).message(Channel.PHONE).may_leave is allowed
    note_answer(lone_desk, SAID)
    assert sheet(lone_desk, 1).message(Channel.PHONE).may_leave
