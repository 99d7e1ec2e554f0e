"""A line in which somebody or something on record is named; what it means is echoed while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from oncall_tui.tui.flows.picking import folded
from oncall_tui.tui.widgets.fields import TextField

R = TypeVar("R")

_SHOWN = 3


class NamedField(TextField, Generic[R]):
    """May stay empty; otherwise it names exactly one record, by its name or the beginning of one."""

    def __init__(
        self,
        key: str,
        label: str,
        rows: Sequence[R],
        name: Callable[[R], str],
        *,
        more: Callable[[R], str] = lambda row: "",
        value: str = "",
        none: str,
        hint: str = "",
    ) -> None:
        """Take the records and how each is called.

        Args:
            key: the field's key; its value is the text that was typed.
            label: the field's label.
            rows: the records.
            name: how one is called.
            more: what is echoed behind the name.
            value: what stands in it at first.
            none: what is said where nothing is called that.
            hint: what stands beneath while it is empty.
        """
        self._rows, self._called, self._beside, self._none = tuple(rows), name, more, none
        self._plain_hint = hint
        super().__init__(key, label, value=value, room=120, hint=hint)

    def on_mount(self) -> None:
        """Echo what the value means from the start, once the line for it is there."""
        self.call_after_refresh(self._echo)

    @property
    def picked(self) -> R | None:
        """The record that is meant; None while the line is empty or means none, or more than one."""
        found = self._meant()
        return found[0] if len(found) == 1 else None

    def check(self) -> str:
        """Return what is wrong with what was typed."""
        if not self.value.strip() or self.picked is not None:
            return ""
        found = self._meant()
        return f"Which one: {self._few(found)}?" if found else self._none

    def _meant(self) -> list[R]:
        """Return what the text may mean: exactly so called, else so beginning, else with all its words."""
        text = folded(" ".join(self.value.split()))
        if not text:
            return []
        names = [(folded(self._called(row)), row) for row in self._rows]
        exact = [row for name, row in names if name == text]
        begun = [row for name, row in names if name.startswith(text)]
        held = [row for name, row in names if all(word in name for word in text.split())]
        return exact or begun or held

    def _few(self, found: Sequence[R]) -> str:
        names = ", ".join(self._called(row) for row in found[:_SHOWN])
        return names + (" …" if len(found) > _SHOWN else "")

    def _echo(self) -> None:
        found = self._meant()
        if len(found) == 1:
            more = self._beside(found[0])
            self.hint = f"→ {self._called(found[0])}" + (f"  {more}" if more else "")
        elif found:
            self.hint = f"{len(found)} match: {self._few(found)}"
        else:
            self.hint = self._none if self.value.strip() else self._plain_hint

    def _changed(self) -> None:
        self._echo()
        super()._changed()
