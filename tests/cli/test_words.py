"""Words as people type them."""

from __future__ import annotations

from enum import StrEnum

import pytest

from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings
from storage.vocabulary import AbsenceReason, Category, Channel, Outcome


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (Category, "call-back", Category.CALL_BACK),
        (Category, "Call Back", Category.CALL_BACK),
        (Category, "callback", Category.CALL_BACK),
        (Category, "call_back", Category.CALL_BACK),
        (Category, "HRE", Category.HIGH_RISK_EVENT),
        (Category, "high", Category.HIGH_RISK_EVENT),
        (Category, "compl", Category.COMPLAINT),
        (Category, "e-mail", Category.EMAIL),
        (Category, "sick", Category.ROSTER_SICKNESS),
        (Category, "req", Category.REQUEST),
        (Outcome, "no answer", Outcome.NO_ANSWER),
        (Outcome, "VM", Outcome.VOICEMAIL),
        (Outcome, "call back", Outcome.CALL_BACK_LATER),
        (Channel, "call", Channel.PHONE),
        (Channel, "in person", Channel.IN_PERSON),
        (AbsenceReason, "annual leave", AbsenceReason.ANNUAL),
        (AbsenceReason, "Long-service leave", AbsenceReason.LONG_SERVICE),
        (AbsenceReason, "other", AbsenceReason.OTHER_PLANNED),
        (AbsenceReason, "Personal/carers leave", AbsenceReason.PERSONAL),
    ],
)
def test_a_word_is_known_however_it_is_typed(kind: type[StrEnum], typed: str, meant: StrEnum) -> None:
    assert word(kind, typed, "--option") is meant


@pytest.mark.parametrize("kind", [AbsenceReason, Category, Outcome, Channel])
def test_every_word_means_itself(kind: type[StrEnum]) -> None:
    usable = [each for each in kind if not getattr(each, "asked", False)]
    assert [word(kind, each.value, "--option") for each in usable] == usable


def test_an_unclear_word_is_asked_about() -> None:
    with pytest.raises(
        BadSettings, match=r"is it call-back or check-in or complaint or conflict or consultation\?"
    ):
        word(Category, "c", "--category")


@pytest.mark.parametrize("typed", ["", "zebra", "\x1b[31m"])
def test_an_unknown_word_is_answered_with_the_list(typed: str) -> None:
    with pytest.raises(BadSettings) as refused:
        word(Category, typed, "--category")
    assert all((each.value in refused.value.words) is not each.asked for each in Category)
    assert "\x1b" not in refused.value.words
