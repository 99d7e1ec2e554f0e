"""The console's colours: two neutrals, one colour a state and one accent, in five palettes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from textual.theme import Theme

from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from textual.app import App

Returned = TypeVar("Returned")


class State(StrEnum):
    """How something on the screen stands: a glyph and a letter each, so colour is never needed (R-172)."""

    LAPSED = "lapsed"
    LAPSING = "lapsing"
    RUNNING = "running"
    HELD = "held"
    DONE = "done"

    @property
    def glyph(self) -> str:
        """The sign that stands first in a row."""
        return _GLYPHS[self][0]

    @property
    def letter(self) -> str:
        """The letter that says the same where a sign cannot be told apart."""
        return _GLYPHS[self][1]

    @property
    def mark(self) -> str:
        """The sign and its letter, as in "✗L"."""
        return self.glyph + self.letter


_GLYPHS = {
    State.LAPSED: ("✗", "L"),
    State.LAPSING: ("!", "S"),
    State.RUNNING: ("·", " "),
    State.HELD: ("‖", "H"),
    State.DONE: ("✓", "D"),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours, from which a theme is made."""

    name: str
    """What the settings call it."""
    dark: bool
    """Whether its ground is dark."""
    ground: str
    """Behind everything."""
    raised: str
    """Behind forms and other things that lie on top."""
    rule: str
    """Thin rules and borders that hold no focus."""
    text: str
    """What is to be read."""
    dim: str
    """What may be passed over."""
    accent: str
    """Where the focus is; nothing else."""
    cursor: str
    """Behind the cursor's row in the list that has the focus."""
    cursor_blurred: str
    """Behind the cursor's row in a list that has not."""
    lapsed: str
    """A promise that was not kept in time."""
    lapsing: str
    """A promise about to lapse."""
    held: str
    """A clock on hold."""
    done: str
    """Met, closed, healthy."""


DARK = Palette(
    name="dark",
    dark=True,
    ground="#14171a",
    raised="#1c2024",
    rule="#3a4046",
    text="#dfe3e6",
    dim="#a0a8b0",
    accent="#8ec7ff",
    cursor="#2b3a4a",
    cursor_blurred="#23282d",
    lapsed="#ffa098",
    lapsing="#f2c14e",
    held="#c3b1e8",
    done="#8fd694",
)
LIGHT = Palette(
    name="light",
    dark=False,
    ground="#fbfaf7",
    raised="#f1efe9",
    rule="#c9c5bb",
    text="#23272b",
    dim="#5d6369",
    accent="#004a94",
    cursor="#d8e6f5",
    cursor_blurred="#eae7df",
    lapsed="#96000f",
    lapsing="#6b4300",
    held="#53348f",
    done="#0b5220",
)
HIGH_CONTRAST = Palette(
    name="high-contrast",
    dark=True,
    ground="#000000",
    raised="#000000",
    rule="#9a9a9a",
    text="#ffffff",
    dim="#d0d0d0",
    accent="#66e0ff",
    cursor="#003a66",
    cursor_blurred="#333333",
    lapsed="#ff9d94",
    lapsing="#ffe14d",
    held="#e0c8ff",
    done="#7dff8a",
)
COLOUR_BLIND = Palette(
    name="colour-blind",
    dark=True,
    ground="#101214",
    raised="#181b1e",
    rule="#3a4046",
    text="#e4e6e8",
    dim="#9aa1a8",
    accent="#ffffff",
    cursor="#1b3547",
    cursor_blurred="#22272b",
    lapsed="#ff9f5a",
    lapsing="#f0e442",
    held="#dca5c4",
    done="#6cc4f2",
)
TERMINAL = Palette(
    name="terminal",
    dark=True,
    ground="ansi_default",
    raised="ansi_default",
    rule="ansi_bright_black",
    text="ansi_default",
    dim="ansi_default",
    accent="ansi_cyan",
    cursor="ansi_blue",
    cursor_blurred="ansi_bright_black",
    lapsed="ansi_red",
    lapsing="ansi_yellow",
    held="ansi_magenta",
    done="ansi_green",
)
PALETTES = (DARK, LIGHT, HIGH_CONTRAST, COLOUR_BLIND, TERMINAL)
DEFAULT_THEME = DARK.name


def theme_of(palette: Palette) -> Theme:
    """Return the Textual theme for a palette: a state colour under each of Textual's names for one."""
    ansi = palette.ground.startswith("ansi")
    return Theme(
        name=palette.name,
        dark=palette.dark,
        ansi=ansi,
        primary=palette.accent,
        secondary=palette.held,
        accent=palette.accent,
        warning=palette.lapsing,
        error=palette.lapsed,
        success=palette.done,
        foreground=palette.text,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.raised,
        boost=palette.ground,
        variables=_variables(palette, ansi=ansi),
    )


def _variables(palette: Palette, *, ansi: bool) -> dict[str, str]:
    """Return the derived colours that must not be left to blending, which would thin the contrast."""
    inverse = "ansi_black" if ansi else palette.ground
    return {
        "ansi-background": "ansi_black" if palette.dark else "ansi_white",
        "ansi-foreground": "ansi_white" if palette.dark else "ansi_black",
        "text": palette.text,
        "text-muted": palette.dim,
        "text-disabled": palette.dim,
        "foreground-muted": palette.dim,
        "foreground-disabled": palette.dim,
        "border": palette.accent,
        "border-blurred": palette.rule,
        "block-cursor-foreground": "ansi_bright_white" if ansi else palette.text,
        "block-cursor-background": palette.cursor,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "ansi_bright_white" if ansi else palette.text,
        "block-cursor-blurred-background": palette.cursor_blurred,
        "block-cursor-blurred-text-style": "none",
        "input-cursor-background": palette.accent,
        "input-cursor-foreground": inverse,
        "input-cursor-text-style": "none",
        "input-selection-background": palette.cursor,
        "input-selection-foreground": palette.text,
        "screen-selection-background": palette.cursor,
        "screen-selection-foreground": palette.text,
        "scrollbar": palette.rule,
        "scrollbar-hover": palette.dim,
        "scrollbar-active": palette.accent,
        "scrollbar-background": palette.ground,
        "scrollbar-background-hover": palette.ground,
        "scrollbar-background-active": palette.ground,
        "scrollbar-corner-color": palette.ground,
    }


def install_themes(app: App[Returned], name: str = DEFAULT_THEME) -> None:
    """Make the console's themes known to `app` and put on the one called `name`.

    Raises:
        BadSettings: No theme has that name; nothing is changed.
    """
    if name not in {palette.name for palette in PALETTES}:
        names = ", ".join(palette.name for palette in PALETTES)
        raise BadSettings(f"There is no theme called {name!r}. Choose one of: {names}.")
    for palette in PALETTES:
        app.register_theme(theme_of(palette))
    app.theme = name
