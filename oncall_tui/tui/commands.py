"""One record for each thing a key can do; bindings, key bar, help, palette and README are read from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from textual.binding import Binding
from textual.keys import Keys

S = TypeVar("S")

RESERVED = {
    "ctrl+z": "a stopped console raises no alerts",
    "ctrl+c": "it copies",
    "escape": "it always steps back",
    "tab": "it moves between panes and fields",
    "shift+tab": "it moves between panes and fields",
    "enter": "it opens what the cursor is on",
    "up": "it moves the cursor",
    "down": "it moves the cursor",
}
"""Keys that no command may take, and why."""

_NAMES = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "space": "Space",
    "plus": "+",
    "minus": "-",
    "colon": ":",
    "semicolon": ";",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "equals_sign": "=",
    "asterisk": "*",
    "underscore": "_",
    "number_sign": "#",
    "at": "@",
    "vertical_line": "|",
}


@dataclass(frozen=True)  # without slots: Python 3.11 cannot make a slotted generic one as Command[S](...)
class Command(Generic[S]):
    """Something a person can have done by one key."""

    id: str
    """Its name in the settings' keymap, as in "new-call"; `action_new_call` does it."""
    keys: str
    """The keys that do it, parted by commas; "question_mark" or "?" are one."""
    title: str
    """What it is called in the palette and the key bar; never anybody's data."""
    help: str
    """What it does and when to use it, in one sentence."""
    group: str
    """The heading it stands under on the help screen."""
    why_not: Callable[[S], str | None] = lambda state: None
    """Why it cannot act just now, in words for the person who pressed the key; None when it can."""
    in_footer: bool = False
    """Whether the key bar shows it."""
    context: str = ""
    """The pane it belongs to; empty for everywhere on the screen."""

    @property
    def action(self) -> str:
        """The name of the method that does it, without its `action_`."""
        return self.id.replace("-", "_")

    @property
    def key_list(self) -> tuple[str, ...]:
        """Its keys under the names the terminal reports them by."""
        return tuple(binding.key for binding in Binding.make_bindings([Binding(self.keys, "", "")]))

    @property
    def shown_keys(self) -> str:
        """Its keys as a person reads them, as in "Ctrl+S"."""
        return " ".join(key_name(key) for key in self.key_list)


class KeymapRefusedError(ValueError):
    """The settings ask for keys that cannot be given; says every reason at once."""


class Commands(Generic[S]):
    """The commands of a screen, in the order in which people are told of them."""

    def __init__(self, commands: Iterable[Command[S]]) -> None:
        self._commands = tuple(commands)
        self._by_id = {command.id: command for command in self._commands}
        if len(self._by_id) != len(self._commands):
            raise ValueError("two commands share an id")
        problems = _clashes(self._commands)
        if problems:
            raise KeymapRefusedError("; ".join(problems))

    def __iter__(self) -> Iterator[Command[S]]:
        """Yield the commands in order."""
        return iter(self._commands)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._commands)

    def __getitem__(self, command_id: str) -> Command[S]:
        """Return the command of that id."""
        return self._by_id[command_id]

    def of(self, context: str) -> tuple[Command[S], ...]:
        """Return what can be done while the pane called `context` has the focus."""
        return tuple(command for command in self._commands if command.context in {"", context})

    def bindings(self, context: str | None = None) -> list[Binding]:
        """Return Textual's bindings for the commands of one pane, or for all of them.

        Each runs the screen's `action_command`, which says why when the command cannot act, and carries the
        command's id so that the settings can give it other keys.
        """
        return [
            Binding(command.keys, f"screen.command('{command.id}')", command.title, show=False, id=command.id)
            for command in self._commands
            if context is None or command.context == context
        ]

    def remapped(self, keymap: Mapping[str, str]) -> Commands[S]:
        """Return these commands with the keys that the settings ask for.

        Raises:
            KeymapRefusedError: An id is unknown, or a key is empty, reserved or taken; nothing is changed.
        """
        problems = [
            _unknown(command_id, self._by_id) for command_id in keymap if command_id not in self._by_id
        ]
        problems += [
            f"{command_id}: give at least one key, as in {command_id} = {self._by_id[command_id].keys!r}"
            for command_id, keys in keymap.items()
            if command_id in self._by_id and not all(key.strip() for key in keys.split(","))
        ]
        if not problems:
            wanted = tuple(replace(c, keys=keymap.get(c.id, c.keys)) for c in self._commands)
            problems = _clashes(wanted)
            if not problems:
                return Commands(wanted)
        raise KeymapRefusedError("The keymap in the settings was refused. " + "; ".join(problems) + ".")

    def keymap(self, keymap: Mapping[str, str]) -> dict[str, str]:
        """Return the settings' keymap as `App.set_keymap` wants it, after the same checks as `remapped`."""
        mapped = self.remapped(keymap)
        return {command_id: ",".join(mapped[command_id].key_list) for command_id in keymap}

    def groups(self) -> tuple[tuple[str, tuple[Command[S], ...]], ...]:
        """Return the commands under their headings, for the help screen."""
        names = dict.fromkeys(command.group for command in self._commands)
        return tuple((name, tuple(c for c in self._commands if c.group == name)) for name in names)

    def markdown_table(self) -> str:
        """Return the keys as the README's table."""
        lines = ["| key | does | | id |", "|---|---|---|---|"]
        for command in self._commands:
            keys = " ".join(f"`{_escape(key_name(key))}`" for key in command.key_list)
            lines.append(f"| {keys} | {_escape(command.title)} | {_escape(command.help)} | `{command.id}` |")
        return "\n".join(lines) + "\n"


def key_name(key: str) -> str:
    """Return a key as a person reads it: "ctrl+s" is "Ctrl+S", "question_mark" is "?"."""
    *held, last = key.split("+")
    if last in _NAMES:
        name = _NAMES[last]
    elif len(last) == 1:
        name = last.upper() if held else last
    elif last.startswith("f") and last[1:].isdigit():
        name = last.upper()
    else:
        name = last.replace("_", " ").capitalize()
    return "+".join([*(part.capitalize() for part in held), name])


def _clashes(commands: Sequence[Command[S]]) -> list[str]:
    """Return, in words, every key that two commands want at once and every key that none may have."""
    problems: list[str] = []
    taken: dict[str, list[Command[S]]] = {}
    for command in commands:
        for key in command.key_list:
            if not _is_key(key):
                problems.append(f"{command.id}: {key!r} is not a key; write keys as in n, ctrl+n or f5")
            if key in RESERVED:
                problems.append(f"{command.id} cannot have {key_name(key)}: {RESERVED[key]}")
            for other in taken.get(key, []):
                if not other.context or not command.context or other.context == command.context:
                    problems.append(f"{key_name(key)} is wanted by both {other.id} and {command.id}")
            taken.setdefault(key, []).append(command)
    return problems


def _is_key(key: str) -> bool:
    """Say whether a terminal can report a key under that name."""
    *held, last = key.split("+")
    if set(held) - {"ctrl", "shift", "alt", "super", "hyper", "meta"}:
        return False
    if len(last) == 1 or last in _NAMES or last in {known.value for known in Keys}:
        return True
    try:
        unicodedata.lookup(last.replace("_", " "))
    except KeyError:
        return False
    return True


def _unknown(command_id: str, known: Iterable[str]) -> str:
    """Return what to say of an id that no command has, with the likeliest one that was meant."""
    import difflib

    near = difflib.get_close_matches(command_id, list(known), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"there is no command {command_id!r}{hint}"


def _escape(text: str) -> str:
    """Return text that cannot end a cell of a Markdown table."""
    return text.replace("|", "\\|")
