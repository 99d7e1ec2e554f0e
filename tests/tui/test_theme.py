"""Every palette can be read, told apart and used without colour."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields
from pathlib import Path

import pytest
from textual.app import App
from textual.color import Color

import oncall_tui
from oncall_tui.errors import BadSettings
from oncall_tui.tui.theme import PALETTES, Palette, State, install_themes, theme_of

RGB = [palette for palette in PALETTES if palette.ground.startswith("#")]


def luminance(value: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (channel / 255 for channel in Color.parse(value).rgb)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", RGB, ids=lambda palette: palette.name)
def test_text_has_contrast_on_every_ground(palette: Palette) -> None:
    grounds = (palette.ground, palette.raised, palette.cursor, palette.cursor_blurred)
    thin = [(text, on) for text in ("text",) for on in grounds if contrast(getattr(palette, text), on) < 7]
    states = ("lapsed", "lapsing", "held", "done", "accent")
    thin += [(s, on) for s in states for on in grounds[:2] if contrast(getattr(palette, s), on) < 7]
    thin += [(s, on) for s in states for on in grounds[2:] if contrast(getattr(palette, s), on) < 4.5]
    thin += [("dim", on) for on in grounds if contrast(palette.dim, on) < 4.5]
    assert thin == []


@pytest.mark.parametrize("palette", RGB, ids=lambda palette: palette.name)
def test_the_cursor_bar_is_seen_and_dims_without_the_focus(palette: Palette) -> None:
    focused, blurred = (contrast(c, palette.ground) for c in (palette.cursor, palette.cursor_blurred))
    assert focused > blurred > 1.1


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_no_two_states_share_a_colour(palette: Palette) -> None:
    states = [palette.lapsed, palette.lapsing, palette.held, palette.done]
    assert len(set(states)) == 4


def test_states_are_told_apart_without_colour() -> None:
    assert len({state.glyph for state in State}) == len(State)
    assert len({state.letter for state in State}) == len(State)
    assert all(len(state.mark) == 2 for state in State)


def protan(value: str) -> tuple[float, float, float]:
    """What a reader without long-wave cones sees (Viénot, Brettel and Mollon 1999, linear RGB)."""
    red, green, blue = ((c / 255) ** 2.2 for c in Color.parse(value).rgb)
    mixed = 0.11238 * red + 0.88762 * green
    return mixed, mixed, 0.00401 * red - 0.00401 * green + blue


def deutan(value: str) -> tuple[float, float, float]:
    """What a reader without middle-wave cones sees."""
    red, green, blue = ((c / 255) ** 2.2 for c in Color.parse(value).rgb)
    mixed = 0.29275 * red + 0.70725 * green
    return mixed, mixed, -0.02234 * red + 0.02234 * green + blue


@pytest.mark.parametrize("eye", [protan, deutan])
def test_the_colour_blind_palette_keeps_its_states_apart(eye: object) -> None:
    assert callable(eye)
    palette = next(palette for palette in PALETTES if palette.name == "colour-blind")
    seen = [eye(colour) for colour in (palette.lapsed, palette.lapsing, palette.held, palette.done)]
    nearest = min(
        sum(abs(a - b) for a, b in zip(x, y, strict=True)) for x, y in itertools.combinations(seen, 2)
    )
    assert nearest > 0.25


async def test_every_theme_can_be_put_on() -> None:
    app: App[object] = App()
    async with app.run_test(size=(40, 5)) as pilot:
        for palette in PALETTES:
            install_themes(app, palette.name)
            await pilot.pause()
            assert app.current_theme.name == palette.name
        with pytest.raises(BadSettings, match="Choose one of: dark"):
            install_themes(app, "sepia")
        assert app.current_theme.name == PALETTES[-1].name


def test_blending_never_thins_the_dim_text() -> None:
    for palette in RGB:
        colours = theme_of(palette).to_color_system().generate()
        assert Color.parse(colours["text-muted"]) == Color.parse(palette.dim)
        assert Color.parse(colours["text-error"]).a == 1


_ELSEWHERE = {"theme.py", "printing.py", "webpage.py"}
"""The theme itself, and what is printed on paper."""


def test_no_colour_is_written_outside_the_theme() -> None:
    home = Path(oncall_tui.__file__).parent
    pattern = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=[;\"'\s])")
    files = [*home.rglob("*.py"), *home.rglob("*.tcss")]
    found = [
        str(f) for f in files if f.name not in _ELSEWHERE and pattern.search(f.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert len(fields(Palette)) == 14
