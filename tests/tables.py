"""Write the generated tables of README.md: `make readme`; a test says when they are stale."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def tables() -> dict[str, str]:
    """Return every generated table by its name."""
    from oncall_tui.cli.table import command_table
    from oncall_tui.tui.console.commands import COMMANDS

    return {"keys": COMMANDS.markdown_table(), "commands": command_table()}


def written(text: str) -> str:
    """Return the README with its tables as they should be."""
    for name, table in tables().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"README.md has no place for the table of {name}")
        text = pattern.sub(lambda found, table=table: f"{found[1]}{table.strip()}\n{found[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Write the tables."""
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
