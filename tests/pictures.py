"""Draw screenshots/ from the made-up organisation: `make screenshots`."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storage.auditkey import AuditKey
from storage.engine import open_engine
from storage.sessions import Store

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.app import OncallApp

FOLDER = Path(__file__).parents[1] / "screenshots"
_SAME, _MOST = 4, 200
WIDE, NARROW = (120, 40), (80, 24)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: how the console is brought to where it is taken."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    theme: str = "dark"
    png: bool = False
    """Whether the README shows it, so that it is kept as PNG too."""


PICTURES = (
    Picture("console", WIDE, png=True),
    Picture("console-narrow", NARROW),
    Picture("responsible-narrow", NARROW, ("3",)),
    Picture("console-light", WIDE, theme="light"),
    Picture("console-high-contrast", WIDE, theme="high-contrast"),
    Picture("console-colour-blind", WIDE, theme="colour-blind"),
    Picture(
        "new-call",
        WIDE,
        ("slash", *"hana", "enter", "n", "tab", "tab", *"Her daughter Ada", "tab", "f", "tab", "tab", "c"),
        png=True,
    ),
    Picture("new-call-narrow", NARROW, ("n",)),
    Picture("attempt", WIDE, ("down", "a", "tab", "n"), png=True),
    Picture("attempt-narrow", NARROW, ("a",)),
    Picture("why", WIDE, ("w",), png=True),
    Picture("alerts", WIDE, ("v",), png=True),
    Picture("alerts-narrow", NARROW, ("v",)),
    Picture("alert-steps", WIDE, ("v", "enter")),
    Picture("alert-later", WIDE, ("v", "z")),
    Picture("absence", WIDE, ("A", *"mai", "ctrl+s"), png=True),
    Picture("absence-narrow", NARROW, ("A", *"mai", "ctrl+s")),
    Picture("who-covers", WIDE, ("A", *"mai", "ctrl+s", "c")),
    Picture("reassign", WIDE, ("R",)),
    Picture("coverage", WIDE, ("C",), png=True),
    Picture("coverage-narrow", NARROW, ("C",)),
    Picture("what-if", WIDE, ("C", "s", *"mai", "ctrl+s")),
    Picture("load", WIDE, ("L",)),
    Picture("duty", WIDE, ("D",), png=True),
    Picture("handover", WIDE, ("b",)),
    Picture("handover-narrow", NARROW, ("b",)),
    Picture("leaves", WIDE, ("H",)),
    Picture("accounts", WIDE, ("K",)),
    Picture("urgent-help", WIDE, ("c",)),
    Picture("own-clients", WIDE, ("M",)),
    Picture("worklist", WIDE, ("g", "down", "down", "enter"), png=True),
    Picture("worklist-narrow", NARROW, ("g", "down", "down", "enter")),
    Picture("worklist-client", WIDE, ("g", "down", "down", "enter", "enter"), png=True),
    Picture("outreach", WIDE, ("s",)),
    Picture("morning", WIDE, ("T",)),
    Picture("cases", WIDE, ("k", "a")),
    Picture("case", WIDE, ("slash", *"tanaka", "enter", "k", "enter"), png=True),
    Picture("case-narrow", NARROW, ("slash", *"tanaka", "enter", "k", "enter")),
    Picture("plan", WIDE, ("slash", *"lindqvist", "enter", "P"), png=True),
    Picture("plan-narrow", NARROW, ("slash", *"lindqvist", "enter", "P")),
    Picture("e-mails", WIDE, ("E",)),
    Picture("contact-facts", WIDE, ("j",)),
    Picture("production", WIDE, ("G",), png=True),
    Picture("production-narrow", NARROW, ("G",)),
    Picture("reports", WIDE, ("S",), png=True),
    Picture("reports-narrow", NARROW, ("S",)),
    Picture("policies", WIDE, ("Y",)),
    Picture("outside-parties", WIDE, ("O",)),
    Picture("practice-reviews", WIDE, ("V",)),
    Picture("look-up", WIDE, ("slash", *"nguye")),
    Picture("triage", WIDE, ("t",)),
    Picture("item-card", WIDE, ("i",)),
    Picture("hand-on", WIDE, ("h",)),
    Picture("locked", WIDE, ("I", *"480273", "tab", *"480273", "ctrl+s", "escape", "ctrl+l"), png=True),
    Picture("keys", WIDE, ("question_mark",)),
    Picture("commands", WIDE, ("ctrl+p",)),
)


async def draw(picture: Picture, built: Path) -> str:
    """Return a picture as SVG, the same each time it is drawn; `built` holds the organisation."""
    from textual.widgets._toast import Toast

    from oncall_tui.settings import Settings
    from oncall_tui.tui.app import OncallApp
    from oncall_tui.tui.console.screen import ConsoleScreen
    from tests.tui.waiting import wait_for

    folder = TemporaryDirectory()
    shutil.copytree(built, folder.name, dirs_exist_ok=True)
    desk = demo_desk(Path(folder.name))
    app = OncallApp(Settings(theme=picture.theme), lambda: desk, note="  demo")
    async with app.run_test(size=picture.size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ConsoleScreen), description="the console opened")
        console = app.screen
        assert isinstance(console, ConsoleScreen)
        await wait_for(pilot, lambda: console.settled, description="everything was read")
        # What rings at the start comes sooner or later by the pace of the machine.
        await wait_for(pilot, lambda: quiet(app), description="nothing is read any more")
        await pilot.pause()
        app.clear_notifications()
        await wait_for(pilot, lambda: not console.query(Toast), description="nothing is said any more")
        for key in picture.keys:
            await pilot.press(key)
            await wait_for(
                pilot, lambda: not app.workers._workers or quiet(app), description="the answer came"
            )
        await wait_for(pilot, lambda: quiet(app), description="everything is drawn")
        app.clear_notifications()
        svg = await settled(pilot, app)
        app.exit()
    desk.close()
    folder.cleanup()
    return still(svg)


async def settled(pilot: Pilot[int], app: OncallApp) -> str:
    """Return what is on the screen once it has stayed the same for a while."""
    seen = [""]
    while len(seen) < _SAME or len(set(seen[-_SAME:])) > 1:
        await pilot.pause(0.04)
        if len(seen) > _MOST:
            raise AssertionError("the screen does not come to rest")
        seen.append(still(app.export_screenshot(title="oncall")))
    return seen[-1]


def build_demo(folder: Path) -> None:
    """Build the made-up organisation into a folder, for any number of pictures to copy."""
    from oncall_tui.demo import DemoClock
    from oncall_tui.demo.build import build
    from storage.schema import prepare

    clock = DemoClock()
    engine = open_engine(f"sqlite:///{folder / 'demo.db'}")
    database_id = prepare(engine, backup_folder=folder, create=True, clock=clock)
    store = Store(engine, AuditKey.load(database_id, folder, create=True), clock)
    build(store, clock)
    store.close()


def demo_desk(folder: Path) -> Desk:
    """Return a desk of the made-up organisation at the hour of its story, where time stands still."""
    from oncall_tui.demo import DEMO_NOW, DemoClock
    from oncall_tui.demo.desks import OPERATOR, desk_of
    from oncall_tui.settings import Settings
    from storage.schema import prepare

    engine = open_engine(f"sqlite:///{folder / 'demo.db'}")
    clock = DemoClock(DEMO_NOW)
    database_id = prepare(engine, backup_folder=folder, clock=clock)
    return desk_of(Store(engine, AuditKey.load(database_id, folder), clock), Settings(), OPERATOR)


def quiet(app: object) -> bool:
    """Say whether no question is under way; the ticker and open flows go on for ever."""
    workers = app.workers  # type: ignore[attr-defined]
    return not any(worker.is_running and worker.group.startswith(("ask", "act")) for worker in workers)


def still(svg: str) -> str:
    """Take out of an SVG what differs from one drawing to the next."""
    return re.sub(r"terminal-\d+", "terminal", svg).rstrip() + "\n"


def to_png(svg: str) -> bytes:
    """Return an SVG as PNG."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, font_dirs=["/usr/share/fonts"], monospace_family="Fira Code", zoom=1
        )
    )


def main() -> int:
    """Draw every picture into screenshots/."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as built:
        build_demo(Path(built))
        for picture in PICTURES:
            keep(picture, asyncio.run(draw(picture, Path(built))))
    return 0


def keep(picture: Picture, svg: str) -> None:
    """Put a picture into screenshots/."""
    (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    if picture.png:
        (FOLDER / f"{picture.name}.png").write_bytes(to_png(svg))
    sys.stderr.write(f"{picture.name}\n")


if __name__ == "__main__":
    raise SystemExit(main())
