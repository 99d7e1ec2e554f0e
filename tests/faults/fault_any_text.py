"""Whatever text comes: no crash, no control character on the screen, no order obeyed, no query that fails."""

from __future__ import annotations

import sys

import pytest
from textual.widgets import Label

from oncall_tui.desk.lookup import Lookup
from oncall_tui.tui.widgets.header import ConsoleHeader
from oncall_tui.tui.widgets.listing import Listing
from storage.errors import StoreError
from storage.search import index_clients
from storage.sessions import Store
from tests.faults.figures import promise
from tests.faults.texting import EVERY, controls, fuzzed, obeyed
from tests.made_clients import make_clients
from tests.terminal.hostile import Hostile
from tests.terminal.pty import Terminal

ROW = "any text"
DRAWN, SEARCHED = 20_000, {"sqlite": 200_000, "postgresql": 20_000}
CLIENTS = 500
_AT_ONCE = 32


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_each_payload_in_every_widget_of_a_terminal() -> None:
    crashes = left = actions = 0
    for number in range(len(EVERY)):
        with Terminal.python("-m", "tests.faults.texting", str(number), rows=40, columns=120) as shown:
            shown.wait_for(lambda shown=shown: " x " in shown.text, description="the widgets")  # type: ignore[misc]
            shown.press("x")
            shown.settle(0.5)
            crashes += not shown.child.isalive() or "REFUSED" not in shown.text
            found = obeyed(shown.raw)
        left, actions = left + found[0], actions + found[1]
    promise(
        ROW,
        "every widget, in a terminal",
        payloads=len(EVERY),
        crashes=crashes,
        controls=left,
        actions=actions,
    )
    assert (crashes, left, actions) == (0, 0, 0)


async def test_fuzzed_strings_drawn() -> None:
    strings = list(dict.fromkeys(fuzzed(DRAWN + 2000)))[:DRAWN]
    left = drawn = 0
    app = Hostile()
    async with app.run_test(size=(120, 40)) as pilot:
        listing = app.query_one(Listing)
        for start in range(0, len(strings), _AT_ONCE):
            rows = strings[start : start + _AT_ONCE]
            listing.set_rows(rows)
            await pilot.pause()
            text = "".join(
                segment.text for strip in app.screen._compositor.render_strips() for segment in strip
            )
            left += controls(text)
            drawn += len(rows)
        running = app.is_running and bool(app.query_one(ConsoleHeader)) and not app.query(Label)
    promise(ROW, "fuzzed, drawn", drawn=drawn, crashes=int(not running), controls=left)
    assert (drawn, left, running) == (DRAWN, 0, True)


def test_fuzzed_strings_in_the_search_box(store: Store) -> None:
    with store.engine.begin() as connection:
        make_clients(connection, CLIENTS)
        assert index_clients(connection) == CLIENTS
    kind = store.engine.dialect.name
    lookup, errors, asked = Lookup(store), 0, 0
    for typed in fuzzed(SEARCHED[kind], seed=2):
        try:
            lookup.find(typed)
        except StoreError:
            errors += 1
        asked += 1
    lookup.close()
    promise(ROW, f"searched for, {kind}", searched=asked, query_errors=errors)
    assert errors == 0
