"""The list keeps its record, draws only what is seen and what changed, and shows everything literally."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.message import Message

from oncall_tui.text import cell_width, countdown
from oncall_tui.tui.theme import install_themes
from oncall_tui.tui.widgets.columns import Column, draw, place
from oncall_tui.tui.widgets.listing import Listing

NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    client: str
    due: datetime


def rows(count: int) -> tuple[Row, ...]:
    return tuple(Row(i, f"Client {i}", NOW + timedelta(minutes=i)) for i in range(count))


COLUMNS: tuple[Column[Row], ...] = (
    Column(
        "due", render_at=lambda row, now: countdown((row.due - now).total_seconds()), width=6, align="right"
    ),
    Column("item", render=lambda row: str(row.id), width=6, priority=2),
    Column("client", render=lambda row: row.client, width=10, fraction=1),
    Column("what", render=lambda row: ("wellbeing", "dim"), width=12, priority=1),
)


class Watched(Listing[Row]):
    """A list that remembers which regions it was asked to draw again, and which lines it drew."""

    def __init__(self, columns: Sequence[Column[Row]] = COLUMNS) -> None:
        super().__init__(columns, key=lambda row: row.id, now=NOW, empty="Nothing waits")
        self.regions: list[Region] = []
        self.whole = 0

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Watched:
        self.regions.extend(regions)
        self.whole += repaint and not regions
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def forget(self) -> None:
        self.regions.clear()
        self.whole = 0

    def text(self) -> list[str]:
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]


class Host(App[None]):
    """An app that is one list."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, listing: Watched, data: Sequence[Row]) -> None:
        super().__init__()
        self.listing = listing
        self.data = data
        self.messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.listing

    def on_mount(self) -> None:
        install_themes(self)
        self.listing.set_rows(self.data)
        self.listing.focus()

    def on_listing_highlighted(self, message: Listing.Highlighted[Row]) -> None:
        self.messages.append(message)

    def on_listing_picked(self, message: Listing.Picked[Row]) -> None:
        self.messages.append(message)


def key(app: Host) -> Hashable:
    """The key of the row under the cursor just now."""
    return app.listing.current_key


def first_style(app: Host, y: int) -> Style | None:
    return next(iter(app.listing.render_line(y))).style


async def test_a_move_draws_two_lines_again_and_no_more() -> None:
    app = Host(Watched(), rows(200))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        app.listing.forget()
        await pilot.press("down")
        assert app.listing.whole == 0
        assert {(r.y, r.height) for r in app.listing.regions} == {(1, 1), (2, 1)}
        assert key(app) == 1


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["down", "down", "down", "up"], 2),
        (["up"], 0),
        (["pagedown"], 10),
        (["pagedown", "pagedown", "pageup"], 10),
        (["end"], 199),
        (["end", "down"], 199),
        (["end", "home"], 0),
    ],
)
async def test_keys_move_the_cursor_and_keep_it_in_view(keys: list[str], expected: int) -> None:
    app = Host(Watched(), rows(200))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press(*keys)
        assert app.listing.cursor == expected
        assert any(f"Client {expected}" in line for line in app.listing.text())


async def test_a_page_keeps_the_cursor_on_its_line() -> None:
    app = Host(Watched(), rows(200))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("down", "down", "pagedown")
        assert app.listing.cursor == 12
        assert app.listing.scroll_offset.y == 10


async def test_enter_picks_and_moves_are_told_once() -> None:
    app = Host(Watched(), rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("down", "end", "end", "enter")
        told = [(type(m).__name__, m.key) for m in app.messages if isinstance(m, Listing.Highlighted)]
        assert told == [("Highlighted", 0), ("Highlighted", 1), ("Highlighted", 4)]
        picked = [m for m in app.messages if isinstance(m, Listing.Picked)]
        assert [(m.key, m.row) for m in picked] == [(4, app.data[4])]


async def test_enter_on_an_empty_list_does_nothing() -> None:
    app = Host(Watched(), ())
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("enter", "down", "up", "end", "pagedown")
        assert app.messages == []
        assert app.listing.text()[1] == " Nothing waits"
        assert app.listing.current is None


async def test_the_mouse_moves_picks_and_scrolls() -> None:
    app = Host(Watched(), rows(200))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.click(Watched, offset=(5, 4))
        assert key(app) == 3
        await pilot.click(Watched, offset=(5, 0))
        assert key(app) == 3
        await pilot.double_click(Watched, offset=(5, 6))
        assert [m.key for m in app.messages if isinstance(m, Listing.Picked)] == [5]
        app.listing._on_mouse_scroll_down(scroll_down(app.listing))
        await pilot.pause()
        assert app.listing.scroll_offset.y > 0
        assert key(app) == 5


def scroll_down(listing: Watched) -> MouseScrollDown:
    return MouseScrollDown(listing, 5, 5, 0, 1, 0, False, False, False)


async def test_a_reload_keeps_record_and_screen_line() -> None:
    data = rows(200)
    app = Host(Watched(), data)
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press(*["pagedown"] * 5, "down", "down")
        line = app.listing.cursor - app.listing.scroll_offset.y
        record = key(app)
        app.messages.clear()
        app.listing.set_rows((Row(999, "New and urgent", NOW), *data[:10], *data[12:]))
        await pilot.pause()
        assert key(app) == record
        assert app.listing.cursor - app.listing.scroll_offset.y == line
        assert app.messages == []


async def test_when_the_record_has_gone_its_follower_takes_the_cursor() -> None:
    data = rows(20)
    app = Host(Watched(), data)
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("down", "down", "down")
        app.listing.set_rows((*data[:3], *data[6:]))
        assert key(app) == 6
        app.listing.set_rows(data[:3])
        assert key(app) == 2
        app.listing.set_rows(())
        await pilot.pause()
        last = app.messages[-1]
        assert isinstance(last, Listing.Highlighted)
        assert last.key is None
        app.listing.set_rows(data)
        assert key(app) == 0


async def test_equal_rows_are_not_drawn_again() -> None:
    app = Host(Watched(), rows(50))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        app.listing.forget()
        app.listing.set_rows(tuple(replace(row) for row in rows(50)))
        assert (app.listing.regions, app.listing.whole) == ([], 0)


async def test_a_changed_row_is_drawn_anew_under_the_same_key() -> None:
    app = Host(Watched(), rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        changed = (replace(rows(5)[0], client="Renamed"), *rows(5)[1:])
        app.listing.set_rows(changed)
        await pilot.pause()
        assert "Renamed" in app.listing.text()[1]


async def test_a_tick_touches_only_the_cells_whose_text_changed() -> None:
    data = (*rows(3), Row(7, "Far off", NOW + timedelta(days=9, hours=1)))
    app = Host(Watched(), data)
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        app.listing.forget()
        app.listing.tick(NOW + timedelta(seconds=90))
        assert {(r.x, r.y, r.width) for r in app.listing.regions} == {(1, 1, 6), (1, 2, 6), (1, 3, 6)}
        assert app.listing.whole == 0
        assert [line.split()[0] for line in app.listing.text()[1:4]] == ["−0:02", "−0:01", "0:00"]
        app.listing.forget()
        app.listing.tick(NOW + timedelta(seconds=91))
        assert app.listing.regions == []


async def test_rows_out_of_view_show_the_present_instant_when_they_come_into_view() -> None:
    app = Host(Watched(), rows(100))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("pagedown", "home")
        app.listing.tick(NOW + timedelta(minutes=5))
        await pilot.press("pagedown")
        assert "0:05" in app.listing.text()[1]


async def test_time_is_blank_until_it_is_known() -> None:
    assert COLUMNS[0].cell(rows(1)[0], None) == ""


@pytest.mark.parametrize(
    ("width", "titles"),
    [(60, ["due", "item", "client", "what"]), (36, ["due", "client", "what"]), (24, ["due", "client"])],
)
async def test_narrow_lists_leave_out_what_is_least_needed(width: int, titles: list[str]) -> None:
    app = Host(Watched(), rows(3))
    async with app.run_test(size=(width, 6)) as pilot:
        await pilot.pause()
        assert app.listing.text()[0].split() == titles
        assert all(app.listing.render_line(y).cell_length == width for y in range(6))


async def test_a_resize_places_the_columns_anew_and_keeps_the_cursor_in_view() -> None:
    app = Host(Watched(), rows(100))
    async with app.run_test(size=(60, 30)) as pilot:
        await pilot.press(*["down"] * 20)
        await pilot.resize_terminal(30, 8)
        await pilot.pause()
        assert app.listing.text()[0].split() == ["due", "client"]
        assert any("Client 20" in line for line in app.listing.text())


async def test_the_cursor_bar_stays_dimmer_when_the_focus_goes() -> None:
    app = Host(Watched(), rows(3))
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        bar = [first_style(app, 1), first_style(app, 2)]
        app.screen.set_focus(None)
        await pilot.pause()
        after = first_style(app, 1)
        assert all(style is not None for style in (*bar, after))
        assert len({str(style.bgcolor) for style in (*bar, after) if style}) == 3


async def test_a_change_of_theme_changes_the_rows() -> None:
    app = Host(Watched(), rows(3))
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        before = first_style(app, 2)
        app.theme = "light"
        await pilot.pause()
        assert first_style(app, 2) != before


async def test_old_rows_stay_dimmed_until_new_ones_are_there() -> None:
    app = Host(Watched(), rows(3))
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        plain = first_style(app, 2)
        app.listing.stale = True
        await pilot.pause()
        assert app.listing.text()[2].endswith("wellbeing")
        assert first_style(app, 2) != plain


async def test_move_to_key_finds_the_record_or_says_no() -> None:
    app = Host(Watched(), rows(100))
    async with app.run_test(size=(60, 11)):
        assert app.listing.move_to_key(77)
        assert key(app) == 77
        assert not app.listing.move_to_key(1234)
        assert key(app) == 77


async def test_ten_thousand_rows_ask_for_no_more_cells_than_ten() -> None:
    asked: list[int] = []

    def client(row: Row) -> str:
        asked.append(row.id)
        return row.client

    app = Host(Watched((Column("client", render=client, width=10, fraction=1),)), rows(10_000))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        assert sorted(set(asked)) == list(range(10))


@pytest.mark.parametrize(
    "name", ["[/]", "[@click=app.quit]Bob[/]", "\x1b]0;PWNED\x07", "a\u202eb", "漢字" * 20]
)
async def test_hostile_names_are_shown_literally(name: str) -> None:
    app = Host(Watched(), (Row(1, name, NOW),))
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        line = app.listing.render_line(1)
        assert line.cell_length == 60
        assert all(segment.text.isprintable() for segment in line)
        if name.startswith("["):
            assert name in line.text


def test_a_column_shows_exactly_one_thing() -> None:
    with pytest.raises(ValueError, match="either render or render_at"):
        Column[Row]("nothing")
    with pytest.raises(ValueError, match="either render or render_at"):
        Column[Row]("both", render=lambda row: "", render_at=lambda row, now: "")


PARTS = st.one_of(
    st.text(max_size=30),
    st.tuples(st.text(max_size=30), st.sampled_from(["", "dim"])),
    st.lists(st.tuples(st.text(max_size=12), st.sampled_from(["", "dim"])), max_size=4).map(tuple),
)


@settings(max_examples=200)
@given(PARTS, st.integers(min_value=0, max_value=30), st.sampled_from(["left", "right"]))
def test_a_drawn_cell_is_exactly_as_wide_as_its_column(
    cell: str | tuple[str, str] | tuple[tuple[str, str], ...], width: int, align: str
) -> None:
    drawn = draw(cell, width, "left" if align == "left" else "right")
    assert sum(cell_width(text) for text, _style in drawn) == width


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3), st.integers(0, 4)), max_size=9),
    st.integers(min_value=1, max_value=200),
)
def test_columns_never_overlap_nor_leave_the_list(shape: list[tuple[int, int, int]], width: int) -> None:
    columns = [
        Column[Row](str(i), render=lambda row: "", width=least, fraction=share, priority=priority)
        for i, (least, share, priority) in enumerate(shape)
    ]
    x = 0
    placed = place(columns, width)
    for spot in placed:
        assert spot.x > x - 1
        assert spot.width >= 0
        x = spot.x + spot.width
        assert x <= width or spot.width == 0
    assert {i for i, column in enumerate(columns) if column.priority == 0} <= {spot.index for spot in placed}


@settings(max_examples=100)
@given(st.data())
def test_the_cursor_never_loses_a_record_that_is_still_there(data: st.DataObject) -> None:
    listing = Watched()
    before = data.draw(st.lists(st.integers(0, 30), unique=True, max_size=20))
    after = data.draw(st.lists(st.integers(0, 30), unique=True, max_size=20))
    cursor = data.draw(st.integers(0, len(before) - 1)) if before else -1
    old, new = ([Row(i, "", NOW) for i in ids] for ids in (before, after))
    found = listing._find(new, old, cursor)
    if not after:
        assert found == -1
    elif cursor < 0:
        assert found == 0
    elif before[cursor] in after:
        assert after[found] == before[cursor]
    else:
        following = [i for i in (*before[cursor:], *reversed(before[:cursor])) if i in after]
        assert after[found] == following[0] if following else found == min(cursor, len(after) - 1)
