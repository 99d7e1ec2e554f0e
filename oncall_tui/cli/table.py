"""The table of commands for the README, written from the commands themselves so that it is never stale."""

from __future__ import annotations

from dataclasses import dataclass

from oncall_tui.cli.app import built


@dataclass(frozen=True, slots=True)
class Row:
    """One command."""

    usage: str
    """As it is typed, such as `oncall who [CLIENT]`."""
    does: str
    """What it does, in a sentence."""
    options: tuple[str, ...]
    """Its own options; those that nearly every command has are left out."""


_COMMON = frozenset({"--db", "--as", "--json", "--help"})


def rows() -> tuple[Row, ...]:
    """Return every command in the order of the help, those of a group after the group's own."""
    root = built()
    found = [Row("oncall", "Open the console; without a terminal, print the queue.", ())]
    for name, command in root.commands.items():
        found.append(_row(f"oncall {name}", command))
        found += [
            _row(f"oncall {name} {each}", sub) for each, sub in getattr(command, "commands", {}).items()
        ]
    return tuple(found)


def command_table() -> str:
    """Return the commands as a table in Markdown."""
    lines = ["| command | does | options |", "|---|---|---|"]
    for row in rows():
        options = " ".join(f"`{option}`" for option in row.options)
        usage = row.usage.replace("|", r"\|")
        lines.append(f"| `{usage}` | {row.does} | {options} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def _row(usage: str, command: object) -> Row:
    parameters = getattr(command, "params", [])
    arguments = [each.metavar or each.name for each in parameters if each.param_type_name == "argument"]
    options = [each.opts[0] for each in parameters if each.param_type_name == "option"]
    help_ = " ".join((getattr(command, "help", "") or "").split("\n\n")[0].split())
    own = tuple(option for option in options if option not in _COMMON)
    return Row(" ".join([usage, *arguments]), help_, own)
