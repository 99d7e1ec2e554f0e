"""The tests' own screen shows what pyte's shows."""

from __future__ import annotations

import random

import pyte

from tests.terminal.screen import Screen

PIECES = (
    *("Okafor, Hana", "─" * 20, "● wellbeing", "e\u0301", "a" * 90, "\x07", "\t", "\r\n"),
    *("\x1b[31m", "\x1b[1;38;2;10;200;30m", "\x1b[48;5;17m", "\x1b[7m", "\x1b[0m", "\x1b(0qx", "\x1b(B"),
    *("\x1b[2;70H", "\x1b[12;1H", "\x1b[H", "\x1b[5;79H", "\x1b[K", "\x1b[1J", "\x1b[2J", "\x1b[J"),
    *("\x1b[2L", "\x1b[3M", "\x1bM", "\x1b[?7l", "\x1b[?7h", "\x1b[3;9r", "\x1b[r", "\x1bc"),
)


def test_it_shows_what_pyte_shows() -> None:
    draw = random.Random(1)
    ours, theirs = Screen(80, 12), pyte.Screen(80, 12)
    for screen in (ours, theirs):
        pyte.Stream(screen).feed("名前 of 2 cells each, é\x1b[2J\x1b[H名前 ok")
    assert ours.drawn[0].rstrip() == theirs.display[0].rstrip() == "名前 ok"
    for screen in (ours, theirs):
        pyte.Stream(screen).feed("\x1b[2J")
    for _ in range(200):
        written = "".join(draw.choices(PIECES, k=draw.randrange(1, 12)))
        for screen in (ours, theirs):
            pyte.Stream(screen).feed(written)
        assert [line.rstrip() for line in ours.drawn] == [line.rstrip() for line in theirs.display], written
        assert (ours.cursor.x, ours.cursor.y, ours.cursor.attrs) == (
            theirs.cursor.x,
            theirs.cursor.y,
            theirs.cursor.attrs,
        )
        for row in range(theirs.lines):
            assert all(ours.buffer[row][x] == theirs.buffer[row][x] for x in range(theirs.columns))
        if draw.random() < 0.1:
            lines, columns = draw.randrange(5, 20), draw.randrange(40, 100)
            for screen in (ours, theirs):
                screen.resize(lines, columns)
