"""The commands of `oncall`, put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from oncall_tui import __version__
from oncall_tui.cli import (
    absences,
    accounts,
    audit,
    briefs,
    caseload,
    cases,
    consents,
    consulting,
    coverage,
    demo,
    doctor,
    duty,
    encrypting,
    exports,
    founding,
    handover,
    inbox,
    output,
    parties,
    plans,
    policies,
    production,
    reading,
    reassigning,
    record,
    reports,
    retention,
    scope,
    signing_in,
    watching,
    writing,
)
from oncall_tui.cli import options as opt
from oncall_tui.cli.sitting import FOR, PIN_FILE

if TYPE_CHECKING:
    from typer.core import TyperGroup

app = typer.Typer(
    name="oncall",
    help="On-call triage for care organisations: who is responsible right now and why, and call-backs that "
    "cannot lapse unseen. Without a command it opens the console.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        output.lines((f"oncall {__version__}",))
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    db: opt.Db = "",
    as_: opt.As = "",
    pin_file: opt.PinFile = "",
    for_: opt.For = "",
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Open the console."""
    for name, value in ((PIN_FILE, pin_file), (FOR, for_)):
        if value:
            context.call_on_close(partial(_put, name, os.environ.get(name)))
            os.environ[name] = value
    if context.invoked_subcommand is None:
        reading.queue(db=db, as_=as_)
        return
    # What is given before the command counts for the command.
    given = {name: value for name, value in (("db", db), ("as_", as_)) if value}
    groups = {name: {**given, **dict.fromkeys(inner, given)} for name, inner in _INNER.items()}
    context.default_map = {**dict.fromkeys(_COMMANDS, given), **groups}


def _put(name: str, value: str | None) -> None:
    """Leave the environment as it was found."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


_COMMANDS: dict[str, Callable[..., None]] = {
    "init": founding.init,
    "import": founding.import_,
    "who": reading.who,
    "due": reading.due,
    "rules": reading.rules,
    "queue": reading.queue,
    "log": writing.log,
    "attempt": writing.attempt,
    "caseload": caseload.caseload,
    "coverage": coverage.coverage,
    "load": coverage.load,
    "production": production.production,
    "report": reports.report,
    "absent": absences.absent,
    "back": absences.back,
    "access": accounts.access,
    "consent": consents.consent,
    "inbox": inbox.inbox,
    "scope": scope.scope,
    "provider": scope.provider,
    "consult": consulting.consult,
    "consulted": consulting.consulted,
    "reassign": reassigning.reassign,
    "handover": handover.handover,
    "plan": plans.plan,
    "practice": plans.practice,
    "alerts": watching.alerts,
    "ack": watching.acknowledge,
    "watch": watching.watch,
    "backup": record.backup,
    "restore": record.restore,
    "encrypt": encrypting.encrypt,
    "rekey": encrypting.rekey,
    "break-glass": signing_in.break_glass,
    "doctor": doctor.doctor,
    "hold": retention.hold,
    "purge": retention.purge,
    "demo": demo.demo,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
    if _name == "coverage":
        app.add_typer(briefs.brief, name="brief")
        app.add_typer(duty.duty, name="duty")
        app.add_typer(audit.audit, name="audit")
        app.add_typer(exports.export, name="export")
        app.add_typer(cases.case, name="case")
        app.add_typer(parties.party, name="party")
        app.add_typer(policies.policy, name="policy")
        app.add_typer(signing_in.sign_in, name="sign-in")
_GROUPS = {str(each.name): each.typer_instance for each in app.registered_groups}
_INNER = {
    name: tuple(str(command.name) for command in group.registered_commands) if group else ()
    for name, group in _GROUPS.items()
}
"""Commands within those that have some of their own."""


def run(arguments: Sequence[str], *, open_demo: demo.DemoOpener | None = None) -> int:
    """Run one command and return its exit code; what goes wrong is raised."""
    completing = "_ONCALL_COMPLETE" in os.environ
    command = built(arguments[0] if arguments and not completing else "")
    if completing:
        command.main(args=list(arguments), prog_name="oncall")
    try:
        with command.make_context("oncall", list(arguments), obj=open_demo) as context:
            command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    return 0


@cache
def built(first: str = "") -> TyperGroup:
    """Return what reads the arguments, made of all commands, or of the one alone that is typed first.

    To make all of them takes longer than most of them run.
    """
    part = copy(app)
    if first in _COMMANDS or first in _GROUPS:
        part.registered_commands = [each for each in app.registered_commands if each.name == first]
        part.registered_groups = [each for each in app.registered_groups if each.name == first]
    return cast("TyperGroup", typer.main.get_command(part))
