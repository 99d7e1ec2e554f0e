from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from oncall_tui.text import cell_width, safe_text
from oncall_tui.tui.lines import wrap, wrapped


@settings(max_examples=200)
@given(st.text(max_size=200), st.integers(-3, 40))
def test_any_text_is_broken_to_fit_and_no_letter_is_lost(text: str, room: int) -> None:
    lines = wrap(text, room)
    assert all(cell_width(line) <= max(2, room) for line in lines)
    kept = "".join(safe_text(text, max_len=20_000, multiline=True).split())
    assert "".join("".join(line.split()) for line in lines) == kept


def test_words_stay_whole_where_they_can() -> None:
    assert wrap("the district nurse came", 10) == ["the", "district", "nurse came"]
    assert wrap("日本語", 2) == ["日", "本", "語"]


def test_a_number_to_dial_is_not_broken_in_two() -> None:
    assert wrap("Adaobi Okafor 0491 570 159, or 02 5550 0188", 20) == [
        "Adaobi Okafor",
        "0491 570 159, or",
        "02 5550 0188",
    ]
    assert wrap("0491 570 159", 8) == ["0491 570", "159"]


def test_a_labelled_text_hangs_under_its_first_word() -> None:
    assert [line.plain for line in wrapped("now", "one two three", 14, width=6)] == [
        "now   one two",
        "      three",
    ]
