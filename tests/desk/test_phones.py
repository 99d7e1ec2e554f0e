"""Phone numbers in one form, however they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.desk.phones import Phone, normalise
from oncall_tui.errors import Refused


@pytest.mark.parametrize(
    ("raw", "digits", "spoken"),
    [
        ("02 5550 0188", "61255500188", "02 5550 0188"),
        ("(02) 5550-0188", "61255500188", "02 5550 0188"),
        ("+61 2 5550 0188", "61255500188", "02 5550 0188"),
        ("0011 61 2 5550 0188", "61255500188", "02 5550 0188"),
        ("02/5550/0188", "61255500188", "02 5550 0188"),
        ("61255500188", "61255500188", "02 5550 0188"),
        ("0491570006", "61491570006", "0491 570 006"),
        ("491570006", "61491570006", "0491 570 006"),
        ("+61 (0)491 570 006", "61491570006", "0491 570 006"),
        ("  0491\t570\n006 ", "61491570006", "0491 570 006"),
        ("1800975711", "611800975711", "1800 975 711"),
        (491570006.0, "61491570006", "0491 570 006"),
        (491570006, "61491570006", "0491 570 006"),
        ("491570006.0", "61491570006", "0491 570 006"),
        ("+44 20 7946 0018", "442079460018", "+44 20 7946 0018"),
    ],
)
def test_a_full_number_has_one_form(raw: str | float, digits: str, spoken: str) -> None:
    assert normalise(raw, "AU-NSW") == Phone(digits, spoken, valid=True)


@pytest.mark.parametrize(
    ("raw", "digits", "spoken"),
    [
        ("55500142", "55500142", "5550 0142"),
        ("5550 0142", "55500142", "5550 0142"),
        ("000", "000", "000"),
        ("1234567", "1234567", "1 234 567"),
        ("ask at the front desk", "", "ask at the front desk"),
    ],
)
def test_what_is_no_full_number_is_kept_as_given(raw: str, digits: str, spoken: str) -> None:
    assert normalise(raw, "AU-NSW") == Phone(digits, spoken, valid=False)


@pytest.mark.parametrize("raw", ["", "   ", "anonymous", "Withheld", "Private number", "unknown", "nan", "-"])
def test_a_withheld_number_has_no_digits(raw: str) -> None:
    assert normalise(raw, "AU").withheld


@pytest.mark.parametrize("raw", ["4.91570E+08", "6.1e10", "4,9157E+08", 6.1491570006e17])
def test_a_number_that_a_spreadsheet_rounded_is_refused(raw: str | float) -> None:
    with pytest.raises(Refused, match="Set the column to text") as refused:
        normalise(raw, "AU")
    assert refused.value.field == "phone"


def test_the_region_may_be_a_country_a_part_of_one_or_unknown() -> None:
    assert normalise("02 5550 0188", "AU") == normalise("02 5550 0188", "au-qld")
    assert normalise("02 5550 0188", "") == Phone("0255500188", "02 5550 0188", valid=False)
    assert normalise("+61 2 5550 0188", "") == Phone("61255500188", "+61 2 5550 0188", valid=True)
    assert not normalise("02 5550 0188", "XX").valid


@given(st.text())
def test_any_text_gives_digits_or_nothing(raw: str) -> None:
    try:
        phone = normalise(raw, "AU")
    except Refused:
        return
    assert phone.digits == "" or (phone.digits.isascii() and phone.digits.isdigit())


@given(st.from_regex(r"04[0-9]{8}", fullmatch=True))
def test_what_is_spoken_is_the_same_number_again(raw: str) -> None:
    phone = normalise(raw, "AU")
    assert normalise(phone.spoken, "AU") == phone
    assert normalise(phone.digits, "AU").digits == phone.digits
