"""Commands that fill a database: init, import."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, store_at
from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oncall_tui.desk.founding import Founding
    from oncall_tui.desk.imports import ImportRefused, ImportReport, Problem


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing that has to be known before an organisation can be made."""

    field: str
    asked: str
    default: str = ""


_QUESTIONS = (
    _Question("name", "Name of the organisation"),
    _Question("zone", "Time zone, such as Australia/Sydney"),
    _Question("region", "Region for public holidays, such as AU-NSW (- for none)"),
    _Question("hours", "Business hours", "Mon-Fri 09:00-17:00"),
    _Question("line", "Number of the escalation line"),
    _Question("director", 'First director, as "Name <email>"'),
)


def init(
    name: opt.Name = "",
    zone: opt.Zone = "",
    region: opt.Region = "",
    hours: opt.Hours = "",
    line: opt.LineNumber = "",
    director: opt.Director = "",
    emergency: opt.EmergencyNumber = "000",
    commissioning_body: opt.Body = "",
    encrypt: opt.Encrypt = False,
    passphrase_file: opt.PassphraseFile = "",
    key_file: opt.KeyFile = "",
    keyring: opt.Keyring = False,
    db: opt.Db = "",
) -> None:
    """Make an organisation; asks for what is not given."""
    from oncall_tui.bootstrap import open_store, settings_for
    from oncall_tui.cli.encrypting import chosen_keeper, warn_of_loss
    from oncall_tui.desk.encrypting import key_for_new
    from oncall_tui.desk.founding import found

    if not encrypt and (passphrase_file or key_file or keyring):
        raise BadSettings("Add --encrypt, or leave out what keeps the key. See: oncall init --help")
    _refuse_if_founded(db)
    given = {
        "name": name,
        "zone": zone,
        "region": region,
        "hours": hours,
        "line": line,
        "director": director,
        "emergency_number": emergency,
        "commissioning_body": commissioning_body,
    }
    founding = _settled(given)
    settings = settings_for(db)
    key = key_for_new(settings, chosen_keeper(passphrase_file, key_file, keyring)) if encrypt else None
    store = open_store(settings, create=True, key=key, ask=output.secret_asker())
    try:
        found(store, store.clock, founding)
    finally:
        store.close()
    output.lines((f"{founding.name} is ready. {founding.director_name} answers when the rota has a gap.",))
    if encrypt:
        warn_of_loss()
    output.narrate(
        "Next: oncall import people FILE, then clients, duty and absences. `oncall` opens the console."
    )


def import_(
    kind: opt.Kind,
    file: opt.SourceFile = "",
    template: opt.Template = False,
    dry_run: opt.DryRun = False,
    sheet: opt.Sheet = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Import people, clients, duty or absences: all rows or none."""
    from oncall_tui.desk.imports import KINDS, ImportRefused, run_import
    from oncall_tui.desk.imports import template as example

    if kind not in KINDS:
        raise BadSettings(f"There is no import of {kind!r}. Choose {', '.join(KINDS)}.")
    if template:
        output.raw(example(kind))
        return
    if not file:
        raise BadSettings(
            f"Name the file: oncall import {kind} FILE. An example: oncall import {kind} --template"
        )
    with desk_at(db, as_) as desk:
        try:
            report = run_import(
                desk,
                kind,
                Path(file).expanduser(),
                dry_run=dry_run,
                sheet=sheet or None,
                progress=output.progress,
            )
        except ImportRefused as refused:
            if json:
                output.emit(_problems_json(kind, refused))
            raise
    if json:
        output.emit(_report_json(report))
    _tell(report, quiet=json)


def _refuse_if_founded(db: str) -> None:
    """Refuse an existing organisation before anything is asked."""
    from oncall_tui.desk.founding import EXISTS
    from oncall_tui.desk.house import load_house
    from storage.errors import Missing

    try:
        with store_at(db) as store:
            load_house(store)
    except (Missing, Refused):
        return
    raise Refused(EXISTS)


def _settled(given: dict[str, str]) -> Founding:
    """Return a founding that holds, after asking for what is missing or wrong where there is a terminal.

    Raises:
        BadSettings: something is missing, and there is nobody to ask.
        Refused: something given cannot be, and there is nobody to ask.
    """
    missing = [each for each in _QUESTIONS if not given[each.field]]
    if missing and not sys.stdin.isatty():
        options = ", ".join(f"--{each.field}" for each in missing)
        raise BadSettings(f"These are needed: {options}. See: oncall init --help")
    for each in missing:
        given[each.field] = output.ask(each.asked, each.default)
    while True:
        try:
            return _founding(given)
        except Refused as refused:
            again = next((each for each in _QUESTIONS if each.field == refused.field), None)
            if again is None or not missing:
                raise
            output.narrate(refused.words)
            given[again.field] = output.ask(again.asked, again.default)


def _founding(given: Mapping[str, str]) -> Founding:
    from oncall_tui.desk.founding import Founding, checked, parse_mailbox

    director_name, director_email = parse_mailbox(given["director"])
    return checked(
        Founding(
            name=given["name"],
            zone=given["zone"],
            region="" if given["region"].strip() == "-" else given["region"],
            hours=given["hours"],
            line=given["line"],
            director_name=director_name,
            director_email=director_email,
            commissioning_body=given["commissioning_body"],
            emergency_number=given["emergency_number"],
        )
    )


def _report_json(report: ImportReport) -> dict[str, output.Json]:
    return {
        "kind": report.kind,
        "applied": report.applied,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "warnings": _listed(report.warnings),
        "warnings_total": report.warnings_total,
    }


def _problems_json(kind: str, refused: ImportRefused) -> dict[str, output.Json]:
    listed = _listed(refused.problems)
    return {"kind": kind, "applied": False, "problems": listed, "problems_total": refused.total}


def _listed(problems: Iterable[Problem]) -> list[dict[str, output.Json]]:
    return [{"row": each.row, "column": each.column, "words": each.words} for each in problems]


def _tell(report: ImportReport, *, quiet: bool) -> None:
    """Say what an import did, or would do."""
    for each in report.warnings:
        output.narrate(str(each))
    if report.warnings_total > len(report.warnings):
        output.narrate(f"… and {report.warnings_total - len(report.warnings):,} more to look at.")
    done = "Imported" if report.applied else "Nothing was written. It would import"
    words = (
        f"{done} {report.kind}: {report.added:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged."
    )
    if quiet:
        output.narrate(words)
    else:
        output.lines((words,))
