"""The tags of practice: read from a file, added to by a site, refused where they are wrong (R-113)."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncall_tui.rules.competencies import CompetencyError, TagKind, chosen, load_tags


def site(folder: Path, text: str) -> Path:
    file = folder / "competencies.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_tags_that_ship_are_three_competencies_and_three_skills() -> None:
    tags = load_tags()
    assert [each.code for each in tags.offered(TagKind.COMPETENCY)] == ["S", "M", "D"]
    assert [each.code for each in tags.offered(TagKind.SKILL)] == ["2a", "2b", "2c"]
    assert tags.read("monitoring; 2B, D, M") == ("M", "2b", "D")
    assert tags.title("2b") == "2b Planning"
    assert tags.title("gone") == "gone"
    with pytest.raises(CompetencyError, match="S Strategy"):
        tags.read("Z")
    with pytest.raises(CompetencyError, match="2a"):
        tags.read("M", TagKind.SKILL)


def test_a_site_adds_renames_and_retires(tmp_path: Path) -> None:
    tags = load_tags(
        site(
            tmp_path,
            'reference = "Ours"\n[tags.L]\ntitle = "Listening"\nkind = "competency"\n'
            '[tags.S]\nretired = true\n[tags.M]\ntitle = "Keeping watch"\n',
        )
    )
    assert tags.reference == "Ours"
    assert [each.title for each in tags.offered(TagKind.COMPETENCY)] == [
        "Keeping watch",
        "Duty of care",
        "Listening",
    ]
    assert tags.title("S") == "S Strategy"
    assert chosen({"L", "S", "old"}, tags) == ("S", "L", "old")
    assert tags.suggested({"watched"}, TagKind.COMPETENCY) == ("M", "D")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tags = 3", "may only hold"),
        ("other = 1", "may only hold"),
        ("[tags.L]\n", "needs a title"),
        ('[tags.L]\ntitle = "x"\nkind = "y"', "needs a title"),
        ('[tags.M]\ncolour = "x"', "not known"),
        ("[tags.M]\ntitle = 3", "words in quotes"),
        ('[tags.M]\nretired = "yes"', "true or false"),
        ('[tags.M]\nevidence = ["luck"]', "evidence"),
        ('[tags."a b"]\ntitle = "x"', "letters and digits"),
        ("[tags", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CompetencyError, match=says):
        load_tags(site(tmp_path, text))
