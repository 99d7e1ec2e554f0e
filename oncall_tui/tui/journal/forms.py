"""Taking a part of the journal out of the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.desk.export.leaving import WHY
from oncall_tui.desk.record_asked import asked_of_record
from oncall_tui.desk.record_export import RecordFormat, export_record
from oncall_tui.desk.views import Saved
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.journal.screen import Asked
from oncall_tui.tui.lines import DIM, line
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, TextField, YesNoField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_FORMATS = (Option("csv", "table (CSV)"), Option("jsonl", "lines (JSON)"))


class ExportRecordForm(SmallForm):
    """In which format, where to, and what for."""

    def __init__(self, desk: Desk, asked: Asked, kept: Kept) -> None:
        what = asked.typed or "the whole record"
        super().__init__(
            "EXPORT", line((f"{'Views' if asked.views else 'Deeds'}: {what}", DIM)), self._write, kept
        )
        self._desk, self._asked = desk, asked

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            ChoiceField("format", "Format", _FORMATS, value=RecordFormat.CSV.value, required=True),
            TextField("path", "File", value="~/oncall-record", required=True, room=400, hint="a new file"),
            TextField("reason", "What for", required=True, room=300, hint="the record keeps it"),
            YesNoField("replace", "Replace", value="no", hint="yes writes over a file of that name"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": WHY}

    def _write(self, values: Values) -> Saved:
        how = RecordFormat(values["format"])
        typed = values["path"].strip()
        path = Path(typed if typed.endswith(f".{how}") else f"{typed}.{how}").expanduser()
        wanted = asked_of_record(self._desk, self._asked.typed, views=self._asked.views)
        replace = values.get("replace") == "yes"
        return export_record(self._desk, wanted, path, how, reason=values["reason"], replace=replace)
