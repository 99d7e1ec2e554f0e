"""The small forms of the reports screen: which span, of whom, and where an export goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.directory import PersonLine
from oncall_tui.desk.export.formats import Format
from oncall_tui.desk.export.leaving import WHY, export_paper
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.paper import Paper
from oncall_tui.desk.views import PersonRef, Saved
from oncall_tui.errors import OncallError
from oncall_tui.rules.periods import EXAMPLES
from oncall_tui.text import when
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.flows.people import staff_field
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, TextField, YesNoField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_FORMATS = tuple(Option(each.value, each.value) for each in Format)
_TELLS = {
    Format.MARKDOWN: "plain text with headings, for notes and wikis",
    Format.HTML: "a page for any browser; prints well",
    Format.CSV: "the tables for a spreadsheet; nothing in it is taken for a formula",
    Format.JSON: "everything for programs",
    Format.CALENDAR: "its spans for a calendar; no client is named",
    Format.PDF: "set for paper; needs the package typst",
}
_COPY = "It is for you alone (nobody else on this computer may read it), and an uncontrolled copy."


class SpanForm(SmallForm):
    """Which time a report is about."""

    def __init__(self, desk: Desk, span: str, kept: Kept) -> None:
        super().__init__("SPAN", line(("Which time is it about?", DIM)), self._take, kept)
        self._desk, self._span = desk, span
        self.taken = ""
        """What was chosen."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (TextField("span", "Span", value=self._span, required=True, room=80, hint=EXAMPLES),)

    def changed(self, values: Values) -> None:
        """Say what the words mean, while they are typed."""
        zone = ZoneInfo(self._desk.house.zone)
        try:
            found = asked(self._desk, values.get("span", ""))
            said = f"{when(found.start, zone, year=True)} to {when(found.end, zone, year=True)}"
        except OncallError as unclear:
            said = unclear.words
        self.aside(stack([rule("that is", self.room), *(line(each) for each in wrap(said, self.room))]))

    def _take(self, values: Values) -> Saved:
        asked(self._desk, values["span"])
        self.taken = " ".join(values["span"].split())
        return Saved(0, "")


class PersonForm(SmallForm):
    """Whom a report is of."""

    def __init__(self, staff: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("PERSON", line(("Of whom?", DIM)), self._take, kept)
        self._staff = tuple(staff)
        self.taken: PersonRef | None = None
        """Who was chosen; None for everybody."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (staff_field(self._staff, "Who", "left empty: everybody"),)

    def _take(self, values: Values) -> Saved:
        wanted = values.get("person", "")
        found = next((each for each in self._staff if str(each.id) == wanted), None)
        self.taken = PersonRef(found.id, found.name, "", found.phone) if found else None
        return Saved(0, "")


class ExportForm(SmallForm):
    """In which format, where to, and what for."""

    def __init__(self, desk: Desk, paper: Paper, kept: Kept) -> None:
        intro = line((paper.title, STRONG), (f"  {paper.span}", DIM))
        super().__init__("EXPORT", intro, self._write, kept)
        self._desk, self._paper = desk, paper

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        needed = self._paper.names_clients
        return (
            ChoiceField("format", "Format", _FORMATS, value=Format.MARKDOWN.value, required=True),
            TextField("path", "File", value=_name(self._paper), required=True, room=400, hint="a new file"),
            TextField(
                "reason",
                "What for",
                required=needed,
                room=300,
                hint="it names clients: the record keeps it" if needed else "may stay empty; it is recorded",
            ),
            YesNoField("replace", "Replace", value="no", hint="yes writes over a file of that name"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": WHY} if self._paper.names_clients else {}

    def changed(self, values: Values) -> None:
        """Say what kind of file it will be, and where."""
        format_ = Format(values.get("format") or Format.MARKDOWN)
        lines = [rule("what is written", self.room)]
        for words in (_TELLS[format_], f"to {_path(values)}", _COPY):
            lines += [line((each, DIM)) for each in wrap(words, self.room)]
        self.aside(stack(lines))

    def _write(self, values: Values) -> Saved:
        return export_paper(
            self._desk,
            self._paper,
            _path(values),
            Format(values["format"]),
            reason=values.get("reason", ""),
            replace=values.get("replace") == "yes",
        )


def _name(paper: Paper) -> str:
    """Return a file's name for a report, without the end that its format gives it."""
    begin = paper.start or paper.made_at
    return f"~/oncall-{paper.name}-{begin.astimezone(ZoneInfo(paper.zone)):%Y-%m-%d}"


def _path(values: Values) -> Path:
    """Return the file that is meant, with the end of its format."""
    typed, end = values.get("path", "").strip(), "." + (values.get("format") or Format.MARKDOWN.value)
    return Path(typed if typed.casefold().endswith(end) else typed + end).expanduser()
