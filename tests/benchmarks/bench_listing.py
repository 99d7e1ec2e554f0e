"""How quick the list is, against a one-line update and against Textual's own table, taken turn about."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import DataTable, Static

from oncall_tui.text import countdown
from oncall_tui.tui.theme import install_themes
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.listing import Listing

pytestmark = pytest.mark.bench

NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)
SIZE = (120, 40)
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    client: str
    what: str
    acting: str
    due: datetime

    def left(self, now: datetime) -> str:
        return countdown((self.due - now).total_seconds())


def items(count: int, *, apart: timedelta = timedelta(minutes=1)) -> tuple[Item, ...]:
    return tuple(
        Item(i, f"Client number {i}", "clinical call-back", "Mai Tran", NOW + apart * (i % 200))
        for i in range(count)
    )


COLUMNS: tuple[Column[Item], ...] = (
    Column("", render_at=lambda item, now: ("!", "lapsing") if item.due > now else ("✗", "lapsed"), width=1),
    Column("due in", render_at=lambda item, now: item.left(now), width=6, align="right"),
    Column("item", render=lambda item: str(item.id), width=6),
    Column("client", render=lambda item: (item.client, "strong"), width=20, fraction=1),
    Column("what", render=lambda item: (item.what, "dim"), width=20),
    Column("acting", render=lambda item: item.acting, width=12),
)


class CountingDriver(HeadlessDriver):
    """A terminal that takes whole frames, as a real one would, and counts their bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame = asyncio.Event()
        self.bytes = 0

    @property
    def is_headless(self) -> bool:
        """Have frames composed down to the last escape sequence."""
        return False

    def write(self, data: str) -> None:
        """Note that a frame has come; what switches modes is no frame."""
        if len(data) > 20:
            self.bytes += len(data.encode())
            self.frame.set()


class Bench(App[None]):
    """An app around the one widget that is measured."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, widget: Widget) -> None:
        super().__init__(driver_class=CountingDriver)
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        install_themes(self)
        self.widget.focus()


class OneLine(Static, can_focus=True):
    """One line of text that a key changes: the least a key can cost."""

    BINDINGS = [("down,up", "next", "Next")]  # noqa: RUF012
    count = 0

    def action_next(self) -> None:
        """Show the next number."""
        self.count += 1
        self.update(f"line {self.count}")


def listing(count: int) -> Listing[Item]:
    made: Listing[Item] = Listing(COLUMNS, key=lambda item: item.id, now=NOW)
    made.set_rows(items(count))
    return made


def driver(pilot: Pilot[None]) -> CountingDriver:
    found = pilot.app._driver
    assert isinstance(found, CountingDriver)
    return found


async def cost(pilot: Pilot[None], act: Callable[[], object]) -> float:
    """CPU seconds from `act` to the bytes of the frame that shows it."""
    await pilot.pause()
    screen = driver(pilot)
    screen.frame.clear()
    started = time.process_time()
    act()
    await asyncio.wait_for(screen.frame.wait(), 10)
    return time.process_time() - started


async def key_cost(pilot: Pilot[None], key: str) -> float:
    """CPU seconds from a key to the bytes of its frame."""
    return await cost(pilot, lambda: driver(pilot).process_message(Key(key, None)))


def frozen() -> None:
    """Do what the console does after its imports, so that the collector strikes no single key."""
    gc.collect()
    gc.freeze()


def ratio(name: str, value: float, most: float) -> None:
    print(f"  {name}: {value:.2f} (at most {most:g})")  # noqa: T201
    assert value <= most, f"{name}: {value:.2f} > {most:g}"


def p50(costs: list[float]) -> float:
    return statistics.median(costs)


def p95(costs: list[float]) -> float:
    return statistics.quantiles(costs, n=20)[-1]


async def test_a_key_down_costs_about_one_line_whatever_the_length() -> None:
    one, short, long = Bench(OneLine("line")), Bench(listing(200)), Bench(listing(100_000))
    async with (
        one.run_test(headless=False, size=SIZE) as a,
        short.run_test(headless=False, size=SIZE) as b,
        long.run_test(headless=False, size=SIZE) as c,
    ):
        frozen()
        costs: dict[str, list[float]] = {"one": [], "short": [], "long": []}
        for turn in range(ROUNDS):
            for name, pilot in (("one", a), ("short", b), ("long", c)):
                costs[name].append(await key_cost(pilot, "down" if turn // 30 % 2 == 0 else "up"))
    print(f"\n  one line {p50(costs['one']) * 1e3:.2f} ms CPU, 200 rows {p50(costs['short']) * 1e3:.2f}")  # noqa: T201
    ratio("cursor down, 200 rows / one line", p50(costs["short"]) / p50(costs["one"]), 1.3)
    ratio("cursor down, 100,000 rows / one line", p50(costs["long"]) / p50(costs["one"]), 1.3)
    ratio("cursor down, 100,000 / 200 rows", p50(costs["long"]) / p50(costs["short"]), 1.2)


async def test_a_page_down_is_even() -> None:
    app = Bench(listing(100_000))
    async with app.run_test(headless=False, size=SIZE) as pilot:
        frozen()
        costs = [await key_cost(pilot, "pagedown") for _turn in range(ROUNDS)][5:]
    print(f"\n  page down {p50(costs) * 1e3:.2f} ms CPU")  # noqa: T201
    ratio("page down, p95 / p50", p95(costs) / p50(costs), 1.8)


async def test_a_tick_costs_a_fraction_of_a_table_s_update() -> None:
    ours = listing(200)
    table: DataTable[str] = DataTable()
    rows = items(200)
    one, other = Bench(ours), Bench(table)
    async with one.run_test(headless=False, size=SIZE) as a, other.run_test(headless=False, size=SIZE) as b:
        for title in ("mark", "due", "item", "client", "what", "acting"):
            table.add_column(title, key=title)
        for item in rows:
            cells = ("!", item.left(NOW), str(item.id), item.client, item.what, item.acting)
            table.add_row(*cells, key=str(item.id))
        await b.pause()
        frozen()
        seen = rows[:38]

        def theirs(now: datetime) -> None:
            for item in seen:
                table.update_cell(str(item.id), "due", item.left(now))

        costs: dict[str, list[float]] = {"ours": [], "theirs": []}
        for turn in range(1, 31):
            now = NOW + timedelta(minutes=turn)
            costs["ours"].append(await cost(a, partial(ours.tick, now)))
            costs["theirs"].append(await cost(b, partial(theirs, now)))
    print(f"\n  ours {p50(costs['ours']) * 1e3:.2f} ms CPU, theirs {p50(costs['theirs']) * 1e3:.2f}")  # noqa: T201
    ratio("count-down tick / DataTable.update_cell", p50(costs["ours"]) / p50(costs["theirs"]), 0.2)


async def test_mounting_does_not_depend_on_the_length() -> None:
    async def mount(rows: tuple[Item, ...]) -> float:
        made: Listing[Item] = Listing(COLUMNS, key=lambda item: item.id, now=NOW)
        app = Bench(made)
        started = time.process_time()
        async with app.run_test(headless=False, size=SIZE) as pilot:
            made.set_rows(rows)
            await pilot.pause()
        return time.process_time() - started

    short_list, long_list = items(1_000), items(100_000)
    await mount(short_list)
    frozen()
    costs = [(await mount(short_list), await mount(long_list)) for _turn in range(15)]
    short, long = (p50(list(column)) for column in zip(*costs, strict=True))
    print(f"\n  1,000 rows {short * 1e3:.1f} ms CPU, 100,000 rows {long * 1e3:.1f}")  # noqa: T201
    ratio("mount, 100,000 / 1,000 rows", p50([many / few for few, many in costs]), 1.15)
