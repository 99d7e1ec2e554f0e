"""A telephonic case manager's week: who was rung, what came of it, and what is planned next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from oncall_tui.demo.care.telling import Deed, Memory, day
from oncall_tui.desk.attempts import NewAttempt
from oncall_tui.desk.caseload import consults, engaging, planning
from oncall_tui.desk.caseload.listing import take_onto_lists
from oncall_tui.desk.imports import run_import
from oncall_tui.desk.production.ringing import ring
from storage.vocabulary import Channel, ConsultKind, Outcome, Topic

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_MAI = "Mai Tran"
_SPOKE, _LEFT, _NOBODY, _LATER = (
    Outcome.REACHED,
    Outcome.VOICEMAIL,
    Outcome.NO_ANSWER,
    Outcome.CALL_BACK_LATER,
)
_CALLS = (
    ("2026-11-16 09:20", "C-0325", _SPOKE, Topic.RESOURCES, "Vouchers came."),
    ("2026-11-16 10:30", "C-0556", _SPOKE, Topic.GOALS, "Walks to the shops twice a week."),
    ("2026-11-16 13:10", "C-0452", _SPOKE, Topic.GOALS, "Takes the tablets at night now."),
    ("2026-11-16 14:40", "C-0663", _NOBODY, None, ""),
    ("2026-11-17 09:15", "C-0334", _SPOKE, Topic.SOCIAL_NEEDS, "Meals are delivered again."),
    ("2026-11-17 10:05", "C-0604", _SPOKE, Topic.GOALS, "Sleeps better; wants to try work in February."),
    ("2026-11-17 11:25", "C-0663", _LATER, None, "Asked for Thursday."),
    ("2026-11-17 14:00", "C-0240", _NOBODY, None, ""),
    ("2026-11-18 09:40", "C-0721", _SPOKE, Topic.ENGAGEMENT, "Comes to the group again."),
    ("2026-11-18 11:10", "C-0270", _LEFT, None, ""),
    ("2026-11-19 09:30", "C-0663", _SPOKE, Topic.RESOURCES, "Needs the bus pass before December."),
    ("2026-11-19 10:20", "C-0240", _NOBODY, None, ""),
    ("2026-11-19 13:30", "C-0556", _SPOKE, Topic.GOALS, "Physiotherapy goes on until January."),
    ("2026-11-20 09:10", "C-0452", _SPOKE, Topic.GOALS, "Blood pressure is down."),
    ("2026-11-20 10:45", "C-0325", _SPOKE, Topic.SOCIAL_NEEDS, "A neighbour helps with the stairs."),
    ("2026-11-20 11:30", "C-0240", _NOBODY, None, ""),
)
_NEXT = (
    ("C-0452", "2026-11-24"),
    ("C-0663", "2026-11-25"),
    ("C-0721", "2026-11-26"),
    ("C-0556", "2026-12-08"),
)


def deeds(memory: Memory) -> list[Deed]:
    """Return what was done, in order."""
    known = memory.clients
    plans: list[tuple[str, str, Callable[[Desk], object]]] = [
        ("2026-11-05 11:00", "Jo Lee", partial(_letter, client=known["C-0578"])),
        ("2026-11-11 15:00", "Jo Lee", partial(_consult, client=known["C-0412"])),
        ("2026-11-17 15:30", "Sam Idris", partial(_discharge, client=known["C-0540"])),
        ("2026-11-18 09:30", "Priya Raman", _newcomers),
        ("2026-11-20 14:00", _MAI, partial(_dates, memory=memory)),
    ]
    calls = [
        memory.deed(
            at,
            _MAI,
            partial(_ring, number=number, client=known[client], outcome=outcome, topic=topic, said=said),
        )
        for number, (at, client, outcome, topic, said) in enumerate(_CALLS)
    ]
    return [*(memory.deed(at, by, do) for at, by, do in plans), *calls]


def _ring(desk: Desk, number: int, client: int, outcome: Outcome, topic: Topic | None, said: str) -> None:
    new = NewAttempt(
        f"demo-ring-{number}",
        0,
        Channel.PHONE,
        outcome,
        topics=(topic,) if topic else (),
        note=said,
        next_step="none needed" if outcome is Outcome.REACHED else "",
    )
    ring(desk, client, new)


def _letter(desk: Desk, client: int) -> None:
    engaging.send_letter(
        desk, client, day("2026-11-05"), anyway="Three calls in October, before this record began."
    )


def _consult(desk: Desk, client: int) -> None:
    new = consults.NewConsult(
        "demo-consult",
        client,
        ConsultKind.CONSULT,
        "Ines Moreau",
        "The ulcer does not close: which dressing now?",
    )
    consults.submit(desk, consults.need(desk, new).item_id)


def _discharge(desk: Desk, client: int) -> None:
    engaging.plan_discharge(desk, client, day("2027-01-29"))


def _dates(desk: Desk, memory: Memory) -> None:
    for number, on in _NEXT:
        planning.next_outreach(desk, memory.clients[number], day(on))
    planning.make_appointment(
        desk,
        memory.clients["C-0452"],
        desk.operator.id,
        datetime(2026, 11, 24, 10, tzinfo=memory.zone),
        what="Review of the tablets, with her daughter on the line",
    )
    for number in ("C-0452", "C-0334"):
        planning.confirm_information(desk, memory.clients[number])


def _newcomers(desk: Desk) -> None:
    """Two clients come onto the lists, each to be rung within the week."""
    with as_file(files("oncall_tui.demo") / "data" / "newcomers.csv") as file:
        run_import(desk, "clients", file)
    take_onto_lists(desk)
