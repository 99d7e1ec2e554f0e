"""The prepared texts: what they may hold, how a site changes them, and that data in them stays data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.texts import CLEAR, Leaves, Text, TextsError, load_texts

FACTS = {
    "reference": "#12",
    "left": "due in 2 h",
    "site": "NORTH",
    "priority": "urgent",
    "late": "",
    "repeat": "",
    "sent_at": "Sat 21 Nov 12:00 AEDT",
}
IN_THE_CLEAR = [text for text in load_texts().values() if text.leaves is Leaves.IN_THE_CLEAR]


def changed(folder: Path, toml: str) -> Text:
    file = folder / "texts.toml"
    file.write_text(toml, encoding="utf-8")
    return load_texts(file)["alert-raised"]


def test_every_text_of_the_documents_is_there() -> None:
    assert set(load_texts()) == {
        "alert-raised",
        "alert-repeat",
        "glass-broken",
        "cover-email",
        "cover-phone",
        "basecamp-post",
        "clients-moved",
        "help-wanted",
        "clients-moved-post",
        "inform-commissioning-body",
        "complaint-outcome",
        "voicemail",
        "email",
        "email-received",
        "check-in",
        "check-in-call",
        "no-contact-letter",
        "client-told",
        "return-brief",
    }


@pytest.mark.parametrize("text", load_texts().values(), ids=lambda text: text.id)
def test_every_text_can_be_filled(text: Text) -> None:
    facts = FACTS if text.leaves is Leaves.IN_THE_CLEAR else dict.fromkeys(text.places, "x")
    filled = text.fill(facts)
    assert filled.subject
    assert filled.body
    assert "{" not in filled.subject + filled.body


@pytest.mark.parametrize("text", IN_THE_CLEAR, ids=lambda text: text.id)
def test_what_leaves_in_the_clear_has_places_for_nothing_else(text: Text) -> None:
    assert text.places <= set(CLEAR)


def test_an_empty_fact_leaves_no_empty_line() -> None:
    body = load_texts()["alert-raised"].fill(FACTS).body
    assert "\n\n" not in body
    late = load_texts()["alert-raised"].fill({**FACTS, "late": "late by 3 min"}).body
    assert "\nlate by 3 min\n" in late


@given(st.text(), st.text())
def test_a_fact_is_filled_in_to_the_letter(one: str, two: str) -> None:
    text = load_texts()["voicemail"]
    body = text.fill({"caller": "{line}" + one, "line": two, "organisation": "x", "about": ""}).body
    assert "{line}" + one in body
    assert two in body


@pytest.mark.parametrize("name", sorted(set(CLEAR) - {"site"}))
@pytest.mark.parametrize(
    "value", ["Hana Okafor", "C-0412", "0491 570 313", "0491570313", "x\ny", "[b]x[/b]", "{left}"]
)
def test_a_fact_that_could_be_of_a_client_does_not_leave(name: str, value: str) -> None:
    text = load_texts()["alert-repeat"]
    with pytest.raises(TextsError, match="may not leave in the clear"):
        text.fill({**FACTS, name: value})


def test_a_fact_that_is_missing_is_named() -> None:
    with pytest.raises(TextsError, match="“voicemail” needs about, caller, line, organisation"):
        load_texts()["voicemail"].fill({})


def test_a_site_may_change_the_words_and_the_version_counts_up(tmp_path: Path) -> None:
    text = changed(tmp_path, '[texts.alert-raised]\nsubject = "Ring in: {reference}"\n')
    assert (text.version, text.fill(FACTS).subject) == (2, "Ring in: #12")
    assert text.body == load_texts()["alert-raised"].body
    same = load_texts()["alert-raised"]
    assert changed(tmp_path, f'[texts.alert-raised]\nsubject = "{same.subject}"\n').version == 1


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[texts.alert-raised]\nbody = 'for {client}'", "leaves in the clear. Take that out"),
        ("[texts.alert-raised]\nsubject = '{}'", r"asks for \{\}"),
        ("[texts.voicemail]\nbody = '{client}'", "it may hold {about}, {caller}, {line}, {organisation}"),
        ("[texts.alert-raised]\nleaves = 'by-hand'", "cannot be changed. A text takes subject and body"),
        ("[texts.alert-raised]\nfacts = ['client']", "cannot be changed"),
        ("[texts.alert-raised]\nbody = 3", "must be words in quotes"),
        ("[texts.alert-raised]\nbody = ' '", "must be words in quotes"),
        ("[texts.alert-rised]\nbody = 'x'", "there is no text “alert-rised”. Known: alert-raised"),
        ("[text]\nx = 1", "may only hold tables such as"),
        ("texts = 1", "may only hold tables such as"),
        ("[texts", "is not TOML"),
    ],
)
def test_a_site_file_that_is_wrong_is_refused_with_what_to_do(tmp_path: Path, toml: str, words: str) -> None:
    with pytest.raises(TextsError, match=words) as caught:
        changed(tmp_path, toml)
    assert str(caught.value).startswith("texts.toml")


def test_no_site_file_is_no_trouble(tmp_path: Path) -> None:
    assert load_texts(tmp_path / "none.toml") == load_texts()
