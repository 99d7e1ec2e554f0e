from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.dose import dose
from tests.pictures import FOLDER, PICTURES, Picture, draw

SHOWN = tuple(each for each in PICTURES if each.png or each.name == "console-narrow")
"""Those that the README shows."""


@pytest.mark.skipif(sys.platform != "linux", reason="pictures are drawn and compared on Linux only")
@pytest.mark.parametrize("picture", dose(SHOWN, PICTURES), ids=lambda picture: picture.name)
async def test_the_pictures_show_what_the_console_looks_like(picture: Picture, built_demo: Path) -> None:
    kept = (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")
    assert await draw(picture, built_demo) == kept, "stale: run `make screenshots`, then look at it"


def test_no_picture_is_left_over() -> None:
    names = {picture.name for picture in PICTURES}
    assert {file.stem for file in FOLDER.iterdir()} == names
