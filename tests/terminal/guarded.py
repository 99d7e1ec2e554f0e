"""A small console for the tests of the terminal: run as `python -m tests.terminal.guarded LOG MODE`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Input, Static

from oncall_tui.tui.asking import act
from oncall_tui.tui.terminal import GuardedApp, guarded_terminal
from oncall_tui.tui.theme import install_themes


class Small(GuardedApp[None]):
    """An input line, a way to fail, and a write that takes its time."""

    def __init__(self, log_file: Path, mode: str) -> None:
        super().__init__()
        self.log_file = log_file
        self.folder = log_file.parent
        self.mode = mode

    def compose(self) -> ComposeResult:
        yield Static("ready", id="state")
        yield Input()

    def on_mount(self) -> None:
        install_themes(self)
        if self.mode == "writing":
            act(self, "save", self.write_slowly, lambda _done: Input.Submitted(self.query_one(Input), ""))
        if self.mode == "spinning":
            self.set_interval(0.01, self.draw)

    def draw(self) -> None:
        self.query_one("#state", Static).update(f"drawing {time.monotonic()}")

    def write_slowly(self) -> None:
        time.sleep(1.0)
        (self.folder / "written").write_text("whole", encoding="utf-8")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#state", Static).update(f"typed {len(event.value)}")
        if event.value.endswith("!"):
            secret_of_a_client = "Okafor, Hana has a wound"
            raise RuntimeError(f"boom {secret_of_a_client}")

    def on_unmount(self) -> None:
        (self.folder / "unmounted").touch()


def main() -> int:
    log_file, mode = Path(sys.argv[1]), sys.argv[2]
    app = Small(log_file, mode)
    with guarded_terminal(log_file):
        app.run()
    log_file.with_name("after").touch()
    return app.return_code or 0


if __name__ == "__main__":
    raise SystemExit(main())
